"""Reading seats and accounts. Nothing here decides; `access` does."""

from django.db.models import QuerySet

from commonward.kernel.actor import Person, Role
from commonward.people.models import Seat


def open_seats(account_id: int) -> "QuerySet[Seat]":
    """The seats a person can act in, in the order they were taken."""
    return Seat.objects.filter(account_id=account_id, ended_at=None).select_related("organisation").order_by("pk")


def seat_for_request(account_id: int, chosen: int | None) -> Seat | None:
    """The seat the person acts in: the chosen one while it is theirs and open, else their first."""
    seats = list(open_seats(account_id).select_related("organisation", "profile"))
    return next((seat for seat in seats if seat.pk == chosen), seats[0] if seats else None)


def person_of(seat: Seat) -> Person:
    """The actor that sits in this seat. Asks for the profile unless it was loaded with the seat."""
    profile = getattr(seat, "profile", None)
    return Person(
        account=seat.account_id,
        seat=seat.pk,
        role=Role(seat.role),
        organisation=seat.organisation_id,
        profile=profile.pk if profile is not None else None,
    )
