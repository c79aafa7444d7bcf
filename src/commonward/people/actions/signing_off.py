"""Ending what came by an organisation's server: when it is turned off, and when the server says that a session is over.

A session ends everywhere at once: on its device, in open streams, and with the pushes of its browser, which is not the
person's own sign-out, so their wish that pushes stay does not count.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q

from commonward.kernel import clock, ledger, upkeep
from commonward.kernel.actor import System
from commonward.kernel.ref import Ref
from commonward.people import push_browsers
from commonward.people.arrivals import account_changed
from commonward.people.entry import Device, DeviceQuerySet
from commonward.people.models import SignOn, SignOnConnection, SignOnEnd
from commonward.people.signon import sessions
from commonward.people.signon.endings import Over

#: Longer than a word is believed, and than a way in takes that began before it.
KEPT: Final = timedelta(hours=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_JOB: Final = System("sign-on")


def end_by_server(sign_on: SignOn, over: Over) -> bool:
    """End the sessions that the server says are over, of this organisation's sign-on alone. False for a word twice.

    A word that names a session ends that one; where it names its person, too, also those of theirs for which the
    server never said a number. A word that names only a person ends all that they opened by this server.
    """
    ties = SignOnConnection.objects.visible_to(_JOB).filter(sign_on=sign_on, subject=over.subject)
    accounts = list(ties.values_list("account_id", flat=True)) if over.subject else []
    session = sessions.digest(sign_on.pk, over.session)
    theirs = Q(account__in=accounts)
    if session and over.subject:
        which = theirs & Q(sign_on_session__in=[session, ""])
    else:
        which = Q(sign_on_session=session) if session else theirs
    try:
        with transaction.atomic():
            SignOnEnd.objects.create(
                sign_on=sign_on,
                word=sessions.digest(sign_on.pk, over.word),
                session=session,
                subject=sessions.digest(sign_on.pk, over.subject),
            )
            came = Device.objects.visible_to(_JOB).filter(signed_in_with=sign_on.organisation_id)
            for account, number in _end(came.filter(which)).items():
                ledger.record(_JOB, "sign_on.ended", Ref("account", account), detail={"sessions": number})
    except IntegrityError:
        return False
    return True


def is_over(account_id: int, claim: Mapping[str, object]) -> bool:
    """Whether the server took back, meanwhile, the session by which somebody is on their way in."""
    place = claim.get("organisation")
    if not isinstance(place, int):
        return False
    ties = SignOnConnection.objects.visible_to(_JOB).filter(account_id=account_id, sign_on__organisation=place)
    tie = ties.first()
    if tie is None:
        return False
    micro, session = claim.get("micro"), claim.get("session")
    since = _EPOCH + timedelta(microseconds=micro if isinstance(micro, int) else 0)
    theirs = Q(subject=sessions.digest(tie.sign_on_id, tie.subject), heard_at__gte=since)
    which = Q(session=session) | (theirs & Q(session="")) if session else theirs
    return SignOnEnd.objects.visible_to(_JOB).filter(which, sign_on=tie.sign_on_id).exists()


def end_sessions_of(organisation: int) -> None:
    """Every session that came by this organisation's server is over."""
    _end(Device.objects.visible_to(_JOB).filter(signed_in_with=organisation))


def _end(devices: DeviceQuerySet) -> dict[int, int]:
    """How many were ended, by account. In the caller's transaction."""
    ended: dict[int, int] = {}
    for key, account in list(devices.values_list("session_key", "account_id")):
        push_browsers.ended_by_server(key, account)
        Session.objects.filter(session_key=key).delete()
        Device.objects.visible_to(_JOB).filter(session_key=key).delete()
        ended[account] = ended.get(account, 0) + 1
    for account in ended:
        account_changed(account)
    return ended


@upkeep.sweeps
def forget_old() -> None:
    """What servers said is kept for an hour."""
    SignOnEnd.objects.visible_to(_JOB).filter(heard_at__lt=clock.now() - KEPT).delete()
