"""Patient, Practitioner, PractitionerRole and RelatedPerson.

A patient is one as an organisation knows them, by the name they gave there; never with their other faces here.
"""

import re
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from commonward.care.names import caregiver
from commonward.fhir import reach
from commonward.fhir.answers import common
from commonward.fhir.answers.common import BASE, Kind, Rows, Source
from commonward.fhir.outcomes import Resource, Unfit
from commonward.fhir.search import Term, by_id, by_identifier, by_reference
from commonward.kernel.actor import Person
from commonward.people.badges import badges_for

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: Names are locked, so those to choose among are opened one by one; more would take too long.
_MOST_NAMES: Final = 5000


# --- Patient ------------------------------------------------------------------------------------------------------
def _patients(person: Person, whose: str, rows: list[Any]) -> list[Resource]:
    return [
        common.resource(
            "Patient",
            one.pk,
            one.opened_at,
            {
                "identifier": common.identifier("patient", one.pk),
                "active": True,
                "name": [{"use": "usual", "text": one.name}],
                "birthDate": one.born if _DAY.fullmatch(one.born) else "",
                "managingOrganization": common.organisation(one.organisation),
            },
        )
        for one in rows
    ]


def _with_name(term: Term, rows: Rows) -> Rows:
    """Those with a name that begins so, or a part of it does; the database has every name locked."""
    seen = list(rows.only("pk", "name").order_by("-pk")[: _MOST_NAMES + 1])
    if len(seen) > _MOST_NAMES:
        raise Unfit(_("There are too many patients to look through. Ask by identifier."), issue="too-costly")
    return rows.filter(pk__in=[one.pk for one in seen if any(_is_named(one.name, term, said) for said in term.values)])


def _is_named(name: str, term: Term, said: str) -> bool:
    if term.modifier == "exact":
        return name == said
    have, wanted = name.casefold(), said.casefold()
    if term.modifier == "contains":
        return wanted in have
    return have.startswith(wanted) or any(part.startswith(wanted) for part in have.split())


PATIENT: Final = Kind(
    "Patient",
    (
        Source(
            rows=reach.charts,
            load=lambda rows: rows.select_related("organisation"),
            tell=_patients,
            terms={"_id": by_id("pk"), "identifier": by_identifier("pk", common.system("patient"))},
            chooses={"name": _with_name},
        ),
    ),
    {"_id": "token", "identifier": "token", "name": "string"},
)


# --- Practitioner -------------------------------------------------------------------------------------------------
def _practitioners(person: Person, whose: str, rows: list[Any]) -> list[Resource]:
    badges = badges_for(one.pk for one in rows)
    told = []
    for one in rows:
        badge = badges[one.pk]
        qualified: list[Resource] = []
        if badge.state == "verified":
            issuer = {"display": badge.verifier_organisation}
            qualified = [{"code": common.text(badge.profession_label), "issuer": issuer}]
        body = {
            "identifier": common.identifier("practitioner", one.pk),
            "active": True,
            "name": [{"use": "usual", "text": one.profile.display_name}],
            "qualification": qualified,
        }
        told.append(common.resource("Practitioner", one.pk, None, body))
    return told


def _named_so(term: Term) -> Q:
    field = "profile__display_name"
    found = Q(pk__in=[])
    for said in term.values:
        if term.modifier == "exact":
            found |= Q(**{field: said})
        elif term.modifier == "contains":
            found |= Q(**{f"{field}__icontains": said})
        else:
            found |= Q(**{f"{field}__istartswith": said}) | Q(**{f"{field}__icontains": f" {said}"})
    return found


PRACTITIONER: Final = Kind(
    "Practitioner",
    (
        Source(
            rows=reach.practitioners,
            load=lambda rows: rows.select_related("profile"),
            tell=_practitioners,
            terms={
                "_id": by_id("pk"),
                "identifier": by_identifier("pk", common.system("practitioner")),
                "name": _named_so,
            },
        ),
    ),
    {"_id": "token", "identifier": "token", "name": "string"},
)


# --- PractitionerRole ---------------------------------------------------------------------------------------------
def _roles(person: Person, whose: str, rows: list[Any]) -> list[Resource]:
    badges = badges_for(one.seat_id for one in rows)
    return [
        common.resource(
            "PractitionerRole",
            one.pk,
            one.joined_at,
            {
                "identifier": common.identifier("membership", one.pk),
                "active": True,
                "period": common.period(one.joined_at, one.left_at),
                "practitioner": common.reference("Practitioner", one.seat_id, one.seat.profile.display_name),
                "organization": common.organisation(one.team.organisation),
                "code": [common.text(badges[one.seat_id].label)],
            },
        )
        for one in rows
    ]


ROLE: Final = Kind(
    "PractitionerRole",
    (
        Source(
            rows=reach.memberships,
            load=lambda rows: rows.select_related("seat__profile", "team__organisation"),
            tell=_roles,
            terms={
                "_id": by_id("pk"),
                "identifier": by_identifier("pk", common.system("membership")),
                "practitioner": by_reference("Practitioner", "seat_id", BASE),
            },
        ),
    ),
    {"_id": "token", "identifier": "token", "practitioner": "reference"},
)


# --- RelatedPerson ------------------------------------------------------------------------------------------------
def _related(person: Person, whose: str, rows: list[Any]) -> list[Resource]:
    return [
        common.resource(
            "RelatedPerson",
            one.pk,
            one.starts_at,
            {
                "identifier": common.identifier("proxy", one.pk),
                "active": True,
                "patient": common.reference("Patient", one.chart_id),
                "relationship": [common.text(str(one.get_proof_display()))],
                "name": [{"use": "usual", "text": name}] if (name := caregiver(one.seat).name) else [],
                "period": common.period(one.starts_at, one.until),
            },
        )
        for one in rows
    ]


RELATED: Final = Kind(
    "RelatedPerson",
    (
        Source(
            rows=reach.proxies,
            load=lambda rows: rows.select_related("seat__profile"),
            tell=_related,
            terms={
                "_id": by_id("pk"),
                "identifier": by_identifier("pk", common.system("proxy")),
                "patient": by_reference("Patient", "chart_id", BASE),
            },
        ),
    ),
    {"_id": "token", "identifier": "token", "patient": "reference"},
)
