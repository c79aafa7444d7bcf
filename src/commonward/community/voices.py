"""Who writes, as screening needs to know it: the face's own names, the colleagues a text names, the seat's role."""

from django.db.models import QuerySet

from commonward.community.models import Profile
from commonward.kernel.actor import BOUND_ROLES, Person
from commonward.kernel.prepared import prepared
from commonward.kernel.text import handles_in
from commonward.oversight.screening import Voice, author_of
from commonward.people.models import Seat

#: People of the same organisation whose names are expected; more would only slow the check.
MOST_COLLEAGUES = 200


def voice_of(person: Person, seat: Seat, text: str = "", *, extra_names: tuple[str, ...] = ()) -> Voice:
    """The voice of this seat for this text. Three queries at most.

    Colleagues are the working people of the same organisation, and those whom the text names by handle.
    """
    profile = getattr(seat, "profile", None)
    own = tuple(name for name in ((profile.display_name if profile else ""), *extra_names) if name)
    organisation = seat.organisation
    return Voice(
        author=author_of(person.role),
        names=own,
        colleagues=_colleagues(seat, text),
        profession=seat.profession,
        country=organisation.country if organisation else "",
        jurisdiction=organisation.jurisdiction if organisation else "",
        policy=organisation.policy_in_force if organisation else None,
        curated_until=organisation.curated_until if organisation else None,
    )


def _colleagues(seat: Seat, text: str) -> tuple[str, ...]:
    """The names of those whom the text names, then of those who work in the same place.

    Two questions, not one with an "or" over both tables: for that no index helps, and each check would read everybody
    who is here.
    """
    handles = handles_in(text)
    found = list(_named(seat.pk, handles)) if handles else []
    if seat.organisation_id is not None:
        found += _beside(seat.pk, seat.organisation_id)
    return tuple(found[:MOST_COLLEAGUES])


def _working() -> "QuerySet[Profile, str]":
    working = Profile.objects.filter(
        seat__role__in=[role.value for role in BOUND_ROLES], is_shown=True, is_pseudonym=False
    )
    return working.values_list("display_name", flat=True)


def _named(seat: int, handles: list[str]) -> "QuerySet[Profile, str]":
    return _working().exclude(seat_id=seat).filter(handle__in=handles)[:MOST_COLLEAGUES]


@prepared
def _beside(seat: int, organisation: int) -> "QuerySet[Profile, str]":
    return _working().exclude(seat_id=seat).filter(seat__organisation_id=organisation)[:MOST_COLLEAGUES]
