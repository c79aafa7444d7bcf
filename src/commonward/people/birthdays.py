"""The age bands of accounts: which one an account is in, and the day on which it comes into the next.

What is kept, and why no more, is in `ages`.
"""

from typing import Final

from django.db import transaction

from commonward.kernel import ledger
from commonward.kernel.actor import System
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.kernel.upkeep import sweeps_for_good
from commonward.people import ages, notices, queries
from commonward.people.ages import MINORS, NEXT, Band
from commonward.people.events import BandChanged
from commonward.people.models import Account

_JOB: Final = System("ages")
_MOST_AT_ONCE: Final = 200


def band_of(account_id: int) -> Band:
    """The band of an account today; one that was never asked counts as an adult's. One query."""
    return queries.band_of(account_id)


def is_minor(account_id: int) -> bool:
    """Whether the person of this account is under 18. One query."""
    return band_of(account_id) in MINORS


def is_child(account_id: int) -> bool:
    """Whether the person of this account is under 13, and here by a parent's consent. One query."""
    return band_of(account_id) == Band.CHILD


@sweeps_for_good
def move_on() -> int:
    """Write down who came into the next band, and tell them what changes; how many. On every worker's rounds."""
    due = Account.objects.filter(band_ends_on__lte=ages.today()).order_by("pk")
    return sum(_move(pk) for pk in due.values_list("pk", flat=True)[:_MOST_AT_ONCE])


def _move(account_id: int) -> bool:
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        if account.band_ends_on is None or account.band_ends_on > ages.today():
            return False
        before = Band(account.age_band)
        account.band_ends_on = ages.end_of_next(before, account.band_ends_on)
        account.age_band = NEXT[before]
        account.save(update_fields=["age_band", "band_ends_on"])
        ledger.record(_JOB, "account.band_changed", Ref("account", account_id), detail={"band": account.age_band})
        for seat in queries.open_seats(account_id).values_list("pk", flat=True):
            notices.notify(seat, f"age.{account.age_band}", Ref("seat", seat))
        emit(BandChanged(account_id, account.age_band))
    return True
