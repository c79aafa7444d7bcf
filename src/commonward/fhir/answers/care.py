"""CareTeam."""

from typing import Any, Final

from django.db.models import Q

from commonward.care import duty
from commonward.care.models import Membership, Relationship
from commonward.fhir import reach
from commonward.fhir.answers import common
from commonward.fhir.answers.common import BASE, Kind, Source
from commonward.fhir.outcomes import Resource
from commonward.fhir.search import by_code, by_date, by_id, by_identifier, by_reference
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
                "telecom": _telecom(one),
            },
        )
        for one in rows
    ]


def _telecom(one: Relationship) -> list[Resource]:
    """The number by which the team is called, where it stated one."""
    phone = duty.cover_of(one.team).phone
    return [{"system": "phone", "value": phone, "use": "work"}] if phone else []


CARE_TEAM: Final = Kind(
    "CareTeam",
    (
        Source(
            rows=reach.relationships,
            load=lambda rows: rows.select_related("team__organisation", "team__cover"),
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
