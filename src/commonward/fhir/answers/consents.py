"""Consent: what patients permit, and what they are asked and have not permitted."""

import base64
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from commonward.care.models import Chart
from commonward.consent import kinds, terms
from commonward.consent.models import Grant, Question
from commonward.fhir import reach
from commonward.fhir.answers import common
from commonward.fhir.answers.common import BASE, Kind, Source
from commonward.fhir.outcomes import Resource
from commonward.fhir.search import Term, by_code, by_date, by_id, by_identifier, by_reference
from commonward.kernel import clock
from commonward.kernel.actor import Person

_SCOPE: Final = "http://terminology.hl7.org/CodeSystem/consentscope"
_ACT: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_REASON: Final = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
_PART: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"

#: What a kind is, beside a consent document.
_CATEGORY: Final = {
    kinds.Kind.HIV: ("IDSCL", "information disclosure"),
    kinds.Kind.PART2: ("IDSCL", "information disclosure"),
    kinds.Kind.RESEARCH: ("RESEARCH", "research information access"),
}
#: How careful whoever receives it has to be.
_LABELS: Final = {
    kinds.Kind.HIV: (("HIV", "HIV/AIDS information sensitivity"),),
    kinds.Kind.PART2: (("ETH", "substance abuse information sensitivity"),),
}
_NO_REDISCLOSURE: Final = ("NORDSCLCD", "no redisclosure without consent directive")
#: What it may be used for: by the kind, or by each part that was permitted.
_PURPOSES: Final = {
    kinds.Kind.MARKETING: {"": ("HMARKT", "healthcare marketing")},
    kinds.Kind.RESEARCH: {"": ("HRESCH", "healthcare research")},
    kinds.Kind.IMAGE: {"care": ("TREAT", "treatment"), "teaching": ("TRAIN", "training")},
    kinds.Kind.PART2: {
        "treatment": ("TREAT", "treatment"),
        "payment": ("HPAYMT", "healthcare payment"),
        "operations": ("HOPERAT", "healthcare operations"),
    },
}


# --- Grants ---------------------------------------------------------------------------------------------------------
def _in_force() -> Q:
    return Q(ended_at=None, until__gt=clock.now())


def _mistaken() -> Q:
    return Q(ending=Grant.Ending.MISTAKEN)


#: By the codes of the value set `consent-state-codes`, which FHIR requires.
CONSENT_STATUS: Final = {
    "active": _in_force,
    "inactive": lambda: (Q(ended_at__isnull=False) | Q(until__lte=clock.now())) & ~_mistaken(),
    "entered-in-error": _mistaken,
}


def _status_of(grant: Grant) -> str:
    if grant.ending == Grant.Ending.MISTAKEN:
        return "entered-in-error"
    return "active" if grant.ended_at is None and grant.until > clock.now() else "inactive"


def _charts_of(person: Person, rows: list[Any]) -> dict[tuple[int, int], int]:
    """Who gave these, as the organisations know them: chart by seat and organisation."""
    known = Chart.objects.visible_to(person).filter(
        seat__in={one.seat_id for one in rows}, organisation__in={one.organisation_id for one in rows}
    )
    return {(seat, place): pk for seat, place, pk in known.values_list("seat_id", "organisation_id", "pk")}


def _consents(person: Person, whose: str, rows: list[Any]) -> list[Resource]:
    charts = _charts_of(person, rows)
    told = []
    for one in rows:
        ends = None if one.until == kinds.NO_END else one.until
        permitted = {"type": "permit", "period": common.period(one.given_at, one.ended_at or ends)}
        body = _body(one, charts, one.wording, parts=terms.parts_of(one.parts), provision=permitted) | {
            "identifier": common.identifier("grant", one.pk),
            "status": _status_of(one),
            "dateTime": common.instant(one.given_at),
        }
        told.append(common.resource("Consent", one.pk, one.ended_at or one.given_at, body))
    return told


# --- Questions ------------------------------------------------------------------------------------------------------
def _waits() -> Q:
    return Q(state=Question.State.ASKED, until__gt=clock.now())


QUESTION_STATUS: Final = {
    "proposed": _waits,
    "rejected": lambda: Q(state=Question.State.REFUSED),
    "entered-in-error": lambda: Q(state=Question.State.MISTAKEN),
    "inactive": lambda: Q(state=Question.State.OVERTAKEN) | Q(state=Question.State.ASKED, until__lte=clock.now()),
}


def _question_status(one: Question) -> str:
    if one.state == Question.State.ASKED:
        return "proposed" if one.until > clock.now() else "inactive"
    told = {Question.State.REFUSED: "rejected", Question.State.MISTAKEN: "entered-in-error"}
    return told.get(Question.State(one.state), "inactive")


def _questions(person: Person, whose: str, rows: list[Any]) -> list[Resource]:
    charts = _charts_of(person, rows)
    told = []
    for one in rows:
        refused = one.state == Question.State.REFUSED
        ends = None if one.until == kinds.NO_END else one.until
        asked = {"type": "deny" if refused else "permit", "period": common.period(one.asked_at, ends)}
        number = kinds.newest(kinds.Kind(one.kind))
        body = _body(one, charts, number, parts=one.terms.named.parts, provision=asked) | {
            "identifier": common.identifier("question", one.pk),
            "status": _question_status(one),
            "dateTime": common.instant(one.answered_at or one.asked_at),
        }
        told.append(common.resource("Consent", one.pk, one.mistaken_at or one.answered_at or one.asked_at, body))
    return told


# --- What both have -------------------------------------------------------------------------------------------------
def _body(
    one: Any, charts: dict[tuple[int, int], int], wording: int, *, parts: tuple[str, ...], provision: Resource
) -> Resource:
    kind = kinds.Kind(one.kind)
    chart, words = charts.get((one.seat_id, one.organisation_id)), kinds.wording(kind, wording)
    is_research = kind == kinds.Kind.RESEARCH
    scope = ("research", "Research") if is_research else ("patient-privacy", "Privacy Consent")
    category = [common.coded("http://loinc.org", "59284-0", "Consent Document")]
    if kind in _CATEGORY:
        category.append(common.coded(_ACT, *_CATEGORY[kind]))
    body = {
        "scope": common.coded(_SCOPE, *scope),
        "category": [*category, common.text(str(one.get_kind_display()))],
        "patient": common.reference("Patient", chart) if chart else common.named(_("Whoever gave it"), "Patient"),
        "organization": [common.organisation(one.organisation)],
        "policyRule": common.coded(_ACT, "OPTIN", "opt-in") | common.text(words),
    }
    if one.terms is None:
        return body | {"provision": provision}
    named = one.terms.named
    said = "\n".join([*(f"{label}: {value}" for label, value in named.lines), *terms.labels(kind, parts), "", words])
    document = base64.b64encode(said.encode()).decode("ascii")
    source = {"contentType": "text/plain; charset=utf-8", "data": document, "title": str(one.get_kind_display())}
    purposes = [code for part, code in _PURPOSES.get(kind, {}).items() if not part or part in parts]
    labels = [*_LABELS.get(kind, ()), *([_NO_REDISCLOSURE] if kind in kinds.RELEASES else [])]
    more: Resource = {}
    if purposes:
        more["purpose"] = [_coding(_REASON, *code) for code in purposes]
    if labels:
        more["securityLabel"] = [_coding(_ACT, *code) for code in labels]
    if recipient := named.value("recipient"):
        role = common.coded(_PART, "IRCP", "information recipient")
        more["actor"] = [{"role": role, "reference": common.named(recipient)}]
    return body | {"sourceAttachment": source, "provision": provision | more}


def _coding(system: str, code: str, display: str) -> Resource:
    return {"system": system, "code": code, "display": display}


def _of_patient(term: Term) -> Q:
    asked = by_reference("Patient", "pk", BASE)(term)
    charts = Chart.objects.filter(asked, seat_id=OuterRef("seat_id"), organisation_id=OuterRef("organisation_id"))
    return Q(Exists(charts))


CONSENT: Final = Kind(
    "Consent",
    (
        Source(
            rows=reach.grants,
            load=lambda rows: rows.select_related("organisation", "terms"),
            tell=_consents,
            terms={
                "_id": by_id("pk"),
                "identifier": by_identifier("pk", common.system("grant")),
                "patient": _of_patient,
                "status": by_code(CONSENT_STATUS, "http://hl7.org/fhir/consent-state-codes"),
                "date": by_date("given_at"),
            },
        ),
        Source(
            rows=reach.questions,
            load=lambda rows: rows.select_related("organisation", "terms"),
            tell=_questions,
            terms={
                "_id": by_id("pk"),
                "identifier": by_identifier("pk", common.system("question")),
                "patient": _of_patient,
                "status": by_code(QUESTION_STATUS, "http://hl7.org/fhir/consent-state-codes"),
                "date": by_date("asked_at"),
            },
        ),
    ),
    {"_id": "token", "identifier": "token", "patient": "reference", "status": "token", "date": "date"},
)
