"""Credentials that run out, and that are looked up again: the person is told a month before, on the day, after a year.

The badge and every right that stands on it are gone on that day by themselves: whoever asks compares the day
(`people.badges`, `care`). What is done here is to say so, on record and to the person, once.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from commonward.kernel import clock, ledger
from commonward.kernel.actor import System
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.kernel.upkeep import sweeps_for_good
from commonward.people import notices, verifying
from commonward.people.events import CredentialDecided
from commonward.people.models import Credential

SOON: Final = timedelta(days=30)
_JOB: Final = System("lapsing")
_MOST_AT_ONCE: Final = 200


@sweeps_for_good
def tell_of_lapses() -> int:
    """Tell those whose credentials ran out, and those whose will soon; how many. On every worker's rounds."""
    today = timezone.localtime(clock.now()).date()
    verified = Credential.objects.visible_to(_JOB).filter(state=Credential.State.VERIFIED, seat__ended_at=None)
    lapsed = verified.filter(expires_on__lt=today, lapse_told_at=None)
    soon = verified.filter(expires_on__gte=today, expires_on__lte=today + SOON, soon_told_at=None)
    told = sum(_tell(one, "lapse_told_at", "credential.lapsed") for one in lapsed[:_MOST_AT_ONCE])
    told += sum(_tell(one, "soon_told_at", "credential.runs_out") for one in soon[:_MOST_AT_ONCE])
    old = verified.filter(decided_at__lt=verifying.recheck_before(), recheck_told_at=None, first_reader=None)
    old = old.exclude(expires_on__lt=today).select_related("seat")
    return told + sum(_remind(one) for one in old[:_MOST_AT_ONCE])


def _remind(credential: Credential) -> bool:
    """Its person, and those who verify for their organisation, hear that it is to be looked up again."""
    if not _tell(credential, "recheck_told_at", "credential.recheck"):
        return False
    with transaction.atomic():
        for seat in verifying.seats_verifying(credential.seat.organisation_id):
            notices.notify(seat, "credential.to_recheck", Ref("verification", credential.pk))
    return True


def _tell(credential: Credential, mark: str, kind: str) -> bool:
    with transaction.atomic():
        # Whoever marks it first tells: two workers may be on their rounds at once.
        waiting = Credential.objects.visible_to(_JOB).filter(pk=credential.pk, state=credential.state)
        if not waiting.filter(expires_on=credential.expires_on, **{mark: None}).update(**{mark: clock.now()}):
            return False
        subject = Ref("credential", credential.pk)
        ledger.record(_JOB, kind, subject)
        notices.notify(credential.seat_id, kind, subject)
        if kind == "credential.lapsed":
            emit(CredentialDecided(credential.pk, credential.seat_id, "lapsed"))
    return True
