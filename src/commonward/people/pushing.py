"""Web Push: a device says "You have a new message." (RFC 8030, 8291, 8292). Off until an administrator turned it on.

The push service of the browser's maker learns that somebody's device hears from this place, and when; what is sent is
locked for that device alone, and has no content in any case. `announce` only writes rows in the transaction of a
notice; a worker sends. Of several notices that come while a push waits, the device hears once. A worker that is killed
after sending sends the same push again, which takes the place of the first (its topic) and shows once (its tag).
"""

import base64
import http.client
import json
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from webpush import WebPush
from webpush.types import WebPushKeys, WebPushSubscription

from commonward.kernel import calling, clock, ledger, upkeep, work
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.logs import log_event
from commonward.kernel.ref import Ref
from commonward.people import access
from commonward.people.models import Hush, Push, PushDevice, Ways
from commonward.people.notice_kinds import group_of
from commonward.people.reaching import Way

JOB: Final = System("pushes")
SEND: Final = "push"
MOST_DEVICES: Final = 10
#: How long the push service keeps a push for a device that is off.
KEPT_SECONDS: Final = 24 * 3600
PATIENCE_SECONDS: Final = 10
#: How long it is kept what became of a push.
_REMEMBERED_DAYS: Final = 7
_GONE: Final = frozenset({404, 410})
_REFUSED: Final = frozenset({400, 401, 403, 413})
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256 (FIPS 186-4)
_CARE: Final = "care"


def is_on() -> bool:
    """Whether an administrator turned push on."""
    return Ways.objects.filter(push=True).exists()


def turn(person: Person, *, on: bool) -> None:
    """Turn push on or off for the whole place. Off ends nothing that people chose. Raises Denied."""
    require(access.may_set_entry(person))
    with transaction.atomic():
        Ways.objects.update_or_create(pk=1, defaults={"push": on, "changed_at": clock.now()})
        ledger.record(person, "push.turned_on" if on else "push.turned_off", Ref("entry", 1))


def public_key() -> str:
    """What a browser is given to take pushes from here (the application server's key of RFC 8292)."""
    point = (
        _private_key()
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def begin(
    person: Person,
    *,
    endpoint: str,
    p256dh: str,
    auth: str,
    browser: str = "",
    system: str = "",
    stays: bool = False,
) -> PushDevice:
    """Have pushes sent to a browser, until its person signs out there or, if it `stays`, ends it. Twice does no harm.

    Raises Conflict while push is off or there are too many, Unacceptable for a service that may not be called or keys
    that are none.
    """
    if not is_on():
        raise Conflict(_("Pushes are not turned on in this place."))
    if not may_call(endpoint) or len(endpoint) > 600:
        raise Unacceptable(_("The push service of this browser is not one that may be called from here."))
    if not _are_keys(p256dh, auth):
        raise Unacceptable(_("This browser sent something that we do not understand. Please try again."))
    with transaction.atomic():
        others = PushDevice.objects.visible_to(person).exclude(endpoint=endpoint)
        if others.count() >= MOST_DEVICES:
            raise Conflict(_("You have ten devices already. Take one away first."))
        # A browser that somebody else used before belongs to whoever turned it on last.
        PushDevice.objects.visible_to(JOB).filter(endpoint=endpoint).exclude(account_id=person.account).delete()
        device, _made = PushDevice.objects.visible_to(JOB).update_or_create(
            endpoint=endpoint,
            defaults={
                "account_id": person.account,
                "p256dh": p256dh,
                "auth": auth,
                "browser": browser[:40],
                "system": system[:40],
                "stays": stays,
            },
        )
        ledger.record(person, "push.begun", Ref("push_device", device.pk))
    return device


def end(person: Person, number: int) -> None:
    """No more pushes to one of one's own devices. Twice does no harm."""
    with transaction.atomic():
        if PushDevice.objects.visible_to(person).filter(pk=number).delete()[0]:
            ledger.record(person, "push.ended", Ref("push_device", number))


def choose_stay(person: Person, number: int, *, stays: bool) -> None:
    """Have pushes to one of one's own devices go on after one signed out there, or end with that."""
    with transaction.atomic():
        if PushDevice.objects.visible_to(person).filter(pk=number).exclude(stays=stays).update(stays=stays):
            ledger.record(person, "push.changed", Ref("push_device", number), detail={"stays": stays})


def end_unless_it_stays(person: Person, number: int) -> None:
    """No more pushes to a device on which one signs out, unless one chose that they go on."""
    if PushDevice.objects.visible_to(person).filter(pk=number, stays=False).exists():
        end(person, number)


def is_of(number: int, account_id: int) -> bool:
    """Whether this device takes pushes for an account."""
    return PushDevice.objects.visible_to(JOB).filter(pk=number, account_id=account_id).exists()


def end_of_other(number: int, account_id: int) -> None:
    """An account is signed in on a browser that took pushes for another: they end, unless they were to stay."""
    PushDevice.objects.visible_to(JOB).filter(pk=number, stays=False).exclude(account_id=account_id).delete()


def end_all(account_id: int) -> None:
    """None to any device of an account, as when it is signed out everywhere. In the caller's transaction."""
    PushDevice.objects.visible_to(JOB).filter(account_id=account_id).delete()


def end_by_server(number: int, account_id: int) -> None:
    """None to the device of a session that ended from outside, whatever its person chose. Within a transaction."""
    PushDevice.objects.visible_to(JOB).filter(pk=number, account_id=account_id).delete()


def announce(seat_id: int, kind: str) -> None:
    """Have the devices of a seat's person hear of a notice, where they want that. In the transaction of the notice."""
    group = group_of(kind)
    hushed = Hush.objects.visible_to(JOB).filter(account_id=OuterRef("account_id"), group=group, way=Way.PUSH)
    devices = PushDevice.objects.visible_to(JOB).filter(
        ~Exists(hushed),
        Exists(Ways.objects.filter(push=True)),
        account__is_active=True,
        account__seats=seat_id,
        account__seats__suspended_at=None,
        account__seats__ended_at=None,
    )
    for device in devices.values_list("pk", flat=True):
        Push.objects.bulk_create([Push(device_id=device, is_message=group == _CARE)], ignore_conflicts=True)
        if group == _CARE:
            Push.objects.visible_to(JOB).filter(device=device, state=Push.State.WAITING).update(is_message=True)
        work.enqueue(SEND, device)


@work.carries(SEND, given_up=lambda number: _settle(number, Push.State.FAILED))
def send(number: int) -> None:
    """Worker: send the push that waits for a device."""
    waiting = Push.objects.visible_to(JOB).filter(device_id=number, state=Push.State.WAITING)
    push = waiting.select_related("device__account").first()
    if push is None or not is_on():
        waiting.delete()
        return
    try:
        status = _call(push)
    except (OSError, http.client.HTTPException) as error:
        log_event("push.failed", device=number, error=type(error).__name__)
        raise work.TryAgain from None
    if status in _GONE:
        PushDevice.objects.visible_to(JOB).filter(pk=number).delete()
        log_event("push.gone", device=number, status=status)
    elif 200 <= status < 300:
        with transaction.atomic():
            _settle(number, Push.State.SENT)
            PushDevice.objects.visible_to(JOB).filter(pk=number).update(reached_at=clock.now())
    else:
        log_event("push.failed", device=number, status=status)
        if status not in _REFUSED:
            raise work.TryAgain
        _settle(number, Push.State.FAILED)


def failing() -> int:
    """How many pushes of the last days no push service took. For the doctor."""
    return Push.objects.visible_to(JOB).filter(state=Push.State.FAILED).count()


def may_call(endpoint: str) -> bool:
    """Whether an address is of a push service that may be called: browsers name it, and so does whoever pretends."""
    try:
        parts = urlsplit(endpoint)
        host = (parts.hostname or "").lower()
        known = any(host.endswith(name) if name.startswith(".") else host == name for name in settings.PUSH_HOSTS)
        return known and calling.is_safe(endpoint) and (host in calling.HERE or not parts.port)
    except ValueError:
        return False


def _call(push: Push) -> int:
    """The status with which the push service answers. Redirects are not followed."""
    parts = urlsplit(push.device.endpoint)
    if not may_call(push.device.endpoint):
        return 410
    keys = WebPushKeys(p256dh=push.device.p256dh, auth=push.device.auth)
    message = _sender().get(
        message=_words(push),
        subscription=WebPushSubscription.model_validate({"endpoint": parts.geturl(), "keys": keys}),
    )
    headers = dict(message.headers) | {
        "urgency": "normal",
        "topic": "waiting",
        "content-type": "application/octet-stream",
    }
    address = push.device.endpoint
    with calling.call("POST", address, headers=headers, seconds=PATIENCE_SECONDS, body=message.encrypted) as response:
        return response.status


def _words(push: Push) -> bytes:
    with translation.override(push.device.account.language or settings.LANGUAGE_CODE):
        says = _("You have a new message.") if push.is_message else _("You have a new notice.")
    told = {"title": settings.SITE_NAME, "says": says, "url": reverse("people:notices")}
    return json.dumps(told, ensure_ascii=False).encode()


def _sender() -> WebPush:
    key = _private_key()
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)
    return WebPush(private, public, subscriber=parseaddr(settings.DEFAULT_FROM_EMAIL)[1], ttl=KEPT_SECONDS)


def _private_key() -> ec.EllipticCurvePrivateKey:
    """Made from the installation's secret key, so that there is one less to keep and to lose."""
    seed = HKDF(hashes.SHA256(), 48, salt=None, info=b"commonward web push").derive(settings.SECRET_KEY.encode())
    return ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def _are_keys(p256dh: str, auth: str) -> bool:
    try:
        point, secret = (base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in (p256dh[:120], auth[:60]))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return len(secret) == 16


def _settle(number: int, state: str) -> None:
    waiting = Push.objects.visible_to(JOB).filter(device_id=number, state=Push.State.WAITING)
    waiting.update(state=state, settled_at=clock.now())


@upkeep.sweeps
def forget_old() -> None:
    """What became of pushes is kept for a week."""
    Push.objects.visible_to(JOB).exclude(state=Push.State.WAITING).filter(
        made_at__lt=clock.after(seconds=-_REMEMBERED_DAYS * 86_400)
    ).delete()
