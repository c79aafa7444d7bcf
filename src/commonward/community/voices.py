"""Who writes, as screening needs to know it: the face's own names, the colleagues a text names, the seat's role."""

from django.db.models import QuerySet

from commonward.community.models import Profile
from commonward.kernel.actor import BOUND_ROLES, Person
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
        colleagues=tuple(_colleagues(seat, text)),
        profession=seat.profession,
        country=organisation.country if organisation else "",
        jurisdiction=organisation.jurisdiction if organisation else "",
        policy=organisation.policy_in_force if organisation else None,
        curated_until=organisation.curated_until if organisation else None,
    )


def _colleagues(seat: Seat, text: str) -> "QuerySet[Profile, str]":
    """The names of those whom the text names, then of those who work in the same place."""
    working = (
        Profile.objects.filter(seat__role__in=[role.value for role in BOUND_ROLES], is_shown=True, is_pseudonym=False)
        .exclude(seat_id=seat.pk)
        .values_list("display_name", flat=True)
    )
    named = working.filter(handle__in=handles_in(text))
    if seat.organisation_id is None:
        return named[:MOST_COLLEAGUES]
    # Two questions joined, not one with an "or" over both tables: for that no index helps, and each check would read
    # everybody who is here.
    return named.union(working.filter(seat__organisation_id=seat.organisation_id), all=True)[:MOST_COLLEAGUES]
