"""Who writes in care, as screening needs to know it: the team's names are expected, and this patient is the subject.

Anybody else's data in the text are the finding: they belong to another chart.
"""

from django.db.models import QuerySet

from commonward.care.models import STAFF, Chart, Membership
from commonward.kernel.actor import Person
from commonward.kernel.prepared import planned
from commonward.oversight.screening import Voice, author_of
from commonward.people.models import Seat

#: Names of the team that are expected; more would only slow the check.
MOST_COLLEAGUES = 100


def voice_of(person: Person, seat: Seat, chart: Chart | None = None, team_id: int | None = None) -> Voice:
    """The voice of this seat, writing to or about the patient of this chart. `seat` brings organisation and profile."""
    profile = getattr(seat, "profile", None)
    own = profile.display_name if profile is not None else ""
    is_patient = chart is not None and chart.seat_id == person.seat
    names = tuple(name for name in (own, chart.name if chart is not None and is_patient else "") if name)
    organisation = chart.organisation if chart is not None else seat.organisation
    return Voice(
        author=author_of(person.role),
        names=names,
        colleagues=_team(team_id, seat.pk),
        subjects=() if chart is None else (chart.name,),
        profession=seat.profession,
        country=organisation.country if organisation else "",
        jurisdiction=organisation.jurisdiction if organisation else "",
        policy=organisation.policy_in_force if organisation else None,
        curated_until=organisation.curated_until if organisation else None,
        patient=(chart.seat_id, chart.organisation_id) if chart is not None and person.role in STAFF else None,
    )


def _team(team_id: int | None, seat_id: int) -> tuple[str, ...]:
    if team_id is None:
        return ()
    return tuple(_names(team_id, seat_id))


@planned
def _names(team_id: int, seat_id: int) -> "QuerySet[Membership, str]":
    members = Membership.objects.serving().filter(team_id=team_id).exclude(seat_id=seat_id)
    return members.values_list("seat__profile__display_name", flat=True)[:MOST_COLLEAGUES]
