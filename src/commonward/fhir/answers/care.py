"""CareTeam and Consent."""

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from commonward.care.models import Chart, Membership, Relationship
from commonward.consent import kinds
from commonward.fhir import reach
from commonward.fhir.answers import common
from commonward.fhir.answers.common import BASE, Kind, Source
from commonward.fhir.outcomes import Resource
from commonward.fhir.search import Term, by_code, by_date, by_id, by_identifier, by_reference
from commonward.kernel import clock
from commonward.kernel.actor import Person

State = Relationship.State


# --- CareTeam -----------------------------------------------------------------------------------------------------
def _is_over() -> Q:
    now = clock.now()
    return Q(state=State.ENDED) | Q(until__lte=now) | Q(ends_at__lte=now) | Q(team__closed_at__isnull=False)


def _goes_on(*states: Relationship.State) -> Q:
    now = clock.now()
    within = (Q(until=None) | Q(until__gt=now)) & (Q(ends_at=None) | Q(ends_at__gt=now))
    return within & Q(state__in=states, team__closed_at=None)


#: By the codes of the value set `care-team-status`, which FHIR requires.
TEAM_STATUS: Final = {
    "proposed": lambda: _goes_on(State.REQUESTED, State.VERIFIED),
    "active": lambda: _goes_on(State.ESTABLISHED),
    "suspended": lambda: _goes_on(State.PAUSED),
    "inactive": _is_over,
}


def team_status(one: Relationship) -> str:
    """The code for a relationship as it stands now."""
    now = clock.now()
    ended = one.state == State.ENDED or one.team.closed_at is not None
    if ended or (one.until is not None and one.until <= now) or (one.ends_at is not None and one.ends_at <= now):
        return "inactive"
    return {State.ESTABLISHED: "active", State.PAUSED: "suspended"}.get(State(one.state), "proposed")


def _teams(person: Person, whose: str, rows: list[Any]) -> list[Resource]:
    serving = Membership.objects.serving().filter(team_id__in={one.team_id for one in rows})
    staff: dict[int, list[Resource]] = {}
    for member in serving.select_related("seat__profile").order_by("pk"):
        who = common.reference("Practitioner", member.seat_id, member.seat.profile.display_name)
        staff.setdefault(member.team_id, []).append({"member": who})
    return [
        common.resource(
            "CareTeam",
            one.pk,
            one.ended_at or one.established_at or one.requested_at,
            {
                "identifier": common.identifier("relationship", one.pk),
                "status": team_status(one),
                "name": one.team.name,
                "subject": common.reference("Patient", one.chart_id),
                "period": common.period(one.established_at, one.ended_at or one.ends_at or one.until),
                "participant": staff.get(one.team_id, []),
                "managingOrganization": [common.organisation(one.team.organisation)],
            },
        )
        for one in rows
    ]


CARE_TEAM: Final = Kind(
    "CareTeam",
    (
        Source(
            rows=reach.relationships,
            load=lambda rows: rows.select_related("team__organisation"),
            tell=_teams,
            terms={
                "_id": by_id("pk"),
                "identifier": by_identifier("pk", common.system("relationship")),
                "patient": by_reference("Patient", "chart_id", BASE),
                "subject": by_reference("Patient", "chart_id", BASE),
                "status": by_code(TEAM_STATUS, "http://hl7.org/fhir/care-team-status"),
                "date": by_date("established_at"),
            },
        ),
    ),
    {
        "_id": "token",
        "identifier": "token",
        "patient": "reference",
        "subject": "reference",
        "status": "token",
        "date": "date",
    },
)


# --- Consent ------------------------------------------------------------------------------------------------------
def _in_force() -> Q:
    return Q(ended_at=None, until__gt=clock.now())


#: By the codes of the value set `consent-state-codes`, which FHIR requires.
CONSENT_STATUS: Final = {"active": _in_force, "inactive": lambda: Q(ended_at__isnull=False) | Q(until__lte=clock.now())}
_SCOPE: Final = "http://terminology.hl7.org/CodeSystem/consentscope"
_ACT: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


def _charts_of(person: Person, whose: str, rows: list[Any]) -> dict[tuple[int, int], int]:
    """Who gave these, as the organisations know them: chart by seat and organisation."""
    known = Chart.objects.visible_to(person).filter(
        seat__in={one.seat_id for one in rows}, organisation__in={one.organisation_id for one in rows}
    )
    return {(seat, place): pk for seat, place, pk in known.values_list("seat_id", "organisation_id", "pk")}


def _consents(person: Person, whose: str, rows: list[Any]) -> list[Resource]:
    charts = _charts_of(person, whose, rows)
    told = []
    for one in rows:
        chart = charts.get((one.seat_id, one.organisation_id))
        words = kinds.wording(kinds.Kind(one.kind), one.wording)
        is_active = one.ended_at is None and one.until > clock.now()
        body = {
            "identifier": common.identifier("grant", one.pk),
            "status": "active" if is_active else "inactive",
            "scope": common.coded(_SCOPE, "patient-privacy", "Privacy Consent"),
            "category": [
                common.coded("http://loinc.org", "59284-0", "Consent Document"),
                common.text(str(one.get_kind_display())),
            ],
            "patient": common.reference("Patient", chart) if chart else common.named(_("Whoever gave it"), "Patient"),
            "dateTime": common.instant(one.given_at),
            "organization": [common.organisation(one.organisation)],
            "policyRule": common.coded(_ACT, "OPTIN", "opt-in") | common.text(words),
            "provision": {"type": "permit", "period": common.period(one.given_at, one.ended_at or one.until)},
        }
        told.append(common.resource("Consent", one.pk, one.ended_at or one.given_at, body))
    return told


def _of_patient(term: Term) -> Q:
    asked = by_reference("Patient", "pk", BASE)(term)
    charts = Chart.objects.filter(asked, seat_id=OuterRef("seat_id"), organisation_id=OuterRef("organisation_id"))
    return Q(Exists(charts))


CONSENT: Final = Kind(
    "Consent",
    (
        Source(
            rows=reach.grants,
            load=lambda rows: rows.select_related("organisation"),
            tell=_consents,
            terms={
                "_id": by_id("pk"),
                "identifier": by_identifier("pk", common.system("grant")),
                "patient": _of_patient,
                "status": by_code(CONSENT_STATUS, "http://hl7.org/fhir/consent-state-codes"),
                "date": by_date("given_at"),
            },
        ),
    ),
    {"_id": "token", "identifier": "token", "patient": "reference", "status": "token", "date": "date"},
)
