"""Demo mode: invented people in invented organisations, whose seats anybody may take.

It refuses to run on a database that it did not make: `kernel.models.Installation` says which kind a database is.
"""

from collections.abc import Iterable

from commonward.people.models import Seat

#: Addresses of invented people end like this; the name is reserved and no mail can reach it.
DOMAIN = "demo.example"


def seats() -> Iterable[Seat]:
    """The seats that can be taken, in the order in which the page shows them."""
    return (
        Seat.objects.filter(account__email__endswith=f"@{DOMAIN}", ended_at=None, profile__isnull=False)
        .select_related("profile", "organisation")
        .order_by("pk")
    )
