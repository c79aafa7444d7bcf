"""The digest: a mail that says how many notices wait, in the morning of whoever asked for it. No content, no names.

A mail server that does not answer is waited for; what was counted once is not counted again. A worker that is killed
between sending and noting sends the same mail with the same Message-ID, which mail programs show once.
"""

from datetime import datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonward.kernel import clock, ledger, upkeep, work
from commonward.kernel.actor import VISITOR, Person, System
from commonward.kernel.errors import Unavailable
from commonward.kernel.ref import Ref
from commonward.people import mail
from commonward.people.models import Account, Digest, Notice
from commonward.people.notice_kinds import group_of
from commonward.people.reaching import Way
from commonward.people.reaching_choices import hushed

JOB: Final = System("digests")
SEND: Final = "digest"
MORNING: Final = time(7, 0)
_SALT: Final = "commonward.digest"
Every = Digest.Every


def choose(person: Person, every: str) -> None:
    """Have a digest every day, every week or never. Counted from now on: what waits already is on the page."""
    with transaction.atomic():
        digest, made = Digest.objects.visible_to(JOB).select_for_update().get_or_create(account_id=person.account)
        if not made and digest.every == every:
            return
        digest.every, digest.told_until, digest.begun_at, digest.stuck_since = every, clock.now(), None, None
        _plan(digest)
        ledger.record(person, "settings.changed", Ref("account", person.account), detail={"about": "digest"})


def of(person: Person) -> str:
    """How often somebody has a digest now."""
    found = Digest.objects.visible_to(person).values_list("every", flat=True).first()
    return str(found or Every.OFF)


def token_of(account_id: int) -> str:
    """What the link in a digest holds, to end it without signing in. It can do nothing else."""
    return signing.dumps(account_id, salt=_SALT)


def account_in(token: str) -> int | None:
    """Whose digest a link ends; None for a link that is none."""
    try:
        found = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None


def end(account_id: int) -> None:
    """No digest any more, by the link in one. Twice does no harm."""
    with transaction.atomic():
        ended = Digest.objects.visible_to(JOB).filter(account_id=account_id).exclude(every=Every.OFF)
        if ended.update(every=Every.OFF, begun_at=None, stuck_since=None):
            ledger.record(VISITOR, "settings.changed", Ref("account", account_id), detail={"about": "digest"})


@work.carries(SEND, given_up=lambda number: _go_on(number))
def send(number: int) -> None:
    """Worker: count, send what there is to say, plan the next."""
    with transaction.atomic():
        due = Digest.objects.visible_to(JOB).select_for_update().exclude(every=Every.OFF)
        digest = due.filter(pk=number, next_at__lte=clock.now(), account__is_active=True).first()
        if digest is None:
            return
        # The moment up to which is counted is kept before anything is sent: another try counts the same.
        digest.begun_at = digest.begun_at or clock.now()
        digest.save(update_fields=["begun_at"])
    account = Account.objects.get(pk=number)
    waiting = _waiting(digest)
    if waiting:
        try:
            mail.send(_letter(account, digest, waiting))
        except Unavailable:
            stuck = Digest.objects.visible_to(JOB).filter(pk=number, stuck_since=None)
            stuck.update(stuck_since=clock.now())
            raise work.OutOfOrder from None
    with transaction.atomic():
        held = Digest.objects.visible_to(JOB).select_for_update().get(pk=number)
        if held.every == Every.OFF or held.begun_at is None:
            return
        held.told_until, held.begun_at, held.stuck_since = held.begun_at, None, None
        held.sent_at = clock.now() if waiting else held.sent_at
        _plan(held)


def stuck() -> tuple[int, datetime | None]:
    """How many digests the mail server does not take, and since when. For the doctor and the administrator's page."""
    waiting = Digest.objects.visible_to(JOB).filter(stuck_since__isnull=False).exclude(every=Every.OFF)
    found = waiting.aggregate(number=Count("pk"), oldest=Min("stuck_since"))
    return found["number"], found["oldest"]


@upkeep.sweeps
def take_up() -> None:
    """Whatever is due and was lost on the way, as after a restore."""
    due = Digest.objects.visible_to(JOB).exclude(every=Every.OFF).filter(next_at__lt=clock.now() - timedelta(minutes=5))
    for number in list(due.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            work.enqueue(SEND, number)


def next_morning(zone: str, every: str, now: datetime) -> datetime:
    """The next morning in somebody's zone, or the next Monday's; a clock that is put forward moves it along."""
    try:
        place = ZoneInfo(zone or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        place = ZoneInfo(settings.TIME_ZONE)
    day = now.astimezone(place).date()
    while True:
        morning = datetime.combine(day, MORNING, place)
        if morning > now and (every == Every.DAY or day.weekday() == 0):
            return morning
        day += timedelta(days=1)


def _plan(digest: Digest) -> None:
    now = clock.now()
    if digest.every != Every.OFF:
        zone = Account.objects.values_list("time_zone", flat=True).get(pk=digest.pk)
        digest.next_at = next_morning(zone, digest.every, now)
        work.enqueue(SEND, digest.pk, after_seconds=(digest.next_at - now).total_seconds())
    digest.save()


def _go_on(number: int) -> None:
    digest = Digest.objects.visible_to(JOB).filter(pk=number).first()
    if digest is not None:
        digest.begun_at = None
        _plan(digest)


def _waiting(digest: Digest) -> int:
    """How many unread notices came since the last digest, of those that are wanted by mail."""
    unwanted = hushed(digest.pk, Way.MAIL)
    rows = Notice.objects.visible_to(JOB).filter(
        seat__account_id=digest.pk,
        seat__ended_at=None,
        seat__suspended_at=None,
        read_at=None,
        created_at__gt=digest.told_until,
        created_at__lte=digest.begun_at,
    )
    return sum(group_of(kind) not in unwanted for kind in rows.values_list("kind", flat=True))


def _letter(account: Account, digest: Digest, waiting: int) -> EmailMessage:
    link = settings.SITE_URL + reverse("people:end_digest", args=[token_of(account.pk)])
    with translation.override(account.language or settings.LANGUAGE_CODE):
        subject = ngettext("%(number)d new notice waits for you", "%(number)d new notices wait for you", waiting)
        letter = mail.compose(
            "people/mail/digest.txt",
            account.email,
            subject=subject % {"number": waiting},
            context={
                "says": subject % {"number": waiting},
                "link": settings.SITE_URL + reverse("people:notices"),
                "end": link,
                "often": _("every morning") if digest.every == Every.DAY else _("on Monday morning"),
            },
        )
    assert digest.begun_at is not None
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    letter.extra_headers = {
        **letter.extra_headers,
        "Message-ID": f"<digest-{account.pk}-{int(digest.begun_at.timestamp())}@{host}>",
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }
    return letter
