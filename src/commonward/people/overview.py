"""What the page "You" shows: one's own seats, with what waits in each."""

from dataclasses import dataclass, field

from commonward.kernel.actor import Person
from commonward.people import queries
from commonward.people.badges import Badge, badges_for


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One of one's own seats. `name` is the face's, "" while it has none; the seed draws its avatar."""

    pk: int
    name: str = field(repr=False)
    avatar_seed: str
    badge: Badge
    organisation_name: str
    is_current: bool
    unread: int


def own_seats(person: Person, within: int | None = None) -> list[SeatLine]:
    """The open seats of a person, the one they act in first; only those in an organisation for a session that came by
    its sign-on. Three queries.
    """
    seats = list(queries.open_seats(person.account).select_related("organisation", "profile"))
    if within is not None:
        seats = [seat for seat in seats if seat.organisation_id == within]
    badges = badges_for(seat.pk for seat in seats)
    unread = queries.unread_by_seat(person.account)
    lines = []
    for seat in seats:
        profile = getattr(seat, "profile", None)
        lines.append(
            SeatLine(
                pk=seat.pk,
                name=profile.display_name if profile is not None else "",
                avatar_seed=str(profile.pk if profile is not None else seat.pk),
                badge=badges[seat.pk],
                organisation_name=seat.organisation.name if seat.organisation is not None else "",
                is_current=seat.pk == person.seat,
                unread=unread.get(seat.pk, 0),
            )
        )
    return sorted(lines, key=lambda line: not line.is_current)
