"""Credentials that run out: the person is told a month before, and on the day.

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
from commonward.kernel.upkeep import sweeps
from commonward.people import notices
from commonward.people.events import CredentialDecided
from commonward.people.models import Credential

SOON: Final = timedelta(days=30)
_JOB: Final = System("lapsing")
_MOST_AT_ONCE: Final = 200


@sweeps
def tell_of_lapses() -> int:
    """Tell those whose credentials ran out, and those whose will soon; how many. On every worker's rounds."""
    today = timezone.localtime(clock.now()).date()
    verified = Credential.objects.visible_to(_JOB).filter(state=Credential.State.VERIFIED, seat__ended_at=None)
    lapsed = verified.filter(expires_on__lt=today, lapse_told_at=None)
    soon = verified.filter(expires_on__gte=today, expires_on__lte=today + SOON, soon_told_at=None)
    told = sum(_tell(one, "lapse_told_at", "credential.lapsed") for one in lapsed[:_MOST_AT_ONCE])
    return told + sum(_tell(one, "soon_told_at", "credential.runs_out") for one in soon[:_MOST_AT_ONCE])


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
