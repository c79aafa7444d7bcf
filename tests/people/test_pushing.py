"""Web Push against a push service of our own, on this machine: it decrypts, refuses, forgets and goes away."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core import mail as outbox

from cast import Member
from cast.people import seated
from commonward.config import doctor
from commonward.kernel import clock, work
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry, Nudge, Work
from commonward.kernel.ref import Ref
from commonward.people import actions, notices, pushing
from commonward.people.models import Digest, Push, PushDevice
from commonward.people.notice_kinds import GROUPS

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

DEVICES = "/you/notices/devices"


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class Service:
    """A push service, and the browser for which it carries."""

    url: str = ""
    status: int = 201
    took: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"0123456789abcdef"

    @property
    def form(self) -> dict[str, str]:
        """What the page's script sends."""
        return {"endpoint": f"{self.url}/for/one", "p256dh": _text(self.point), "auth": _text(self.secret)}

    @property
    def point(self) -> bytes:
        form = serialization.PublicFormat.UncompressedPoint
        return self.key.public_key().public_bytes(serialization.Encoding.X962, form)

    def read(self, body: bytes) -> dict[str, str]:
        """What the browser makes of it (RFC 8291, section 3.4)."""
        salt, size = body[:16], body[20]
        sender, locked = body[21 : 21 + size], body[21 + size :]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        info = b"WebPush: info\x00" + self.point + sender
        material = HKDF(hashes.SHA256(), 32, self.secret, info).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(material)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(material)
        plain = AESGCM(key).decrypt(nonce, locked, None)
        assert plain[-1:] == b"\x02"
        told: dict[str, str] = json.loads(plain[:-1])
        return told


@pytest.fixture
def service(settings: object) -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.took.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(made.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    settings.PUSH_HOSTS = ["127.0.0.1", "push.example", ".below.example"]  # type: ignore[attr-defined]
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def boss(db: None) -> Member:
    """The administrator of the whole place."""
    return seated("boss", Role.ADMINISTRATOR)


@pytest.fixture
def device(nadia: Member, boss: Member, service: Service) -> PushDevice:
    assert boss.client.post("/you/ways", {"push": "on"}).status_code == 302
    assert nadia.client.post(DEVICES, service.form).status_code == 302
    return PushDevice.objects.get()


def _notice(who: Member, kind: str = "seat.reinstated") -> None:
    notices.notify(who.seat.pk, kind, Ref("seat", who.seat.pk))


def test_a_push_says_that_something_waits(nadia: Member, device: PushDevice, service: Service) -> None:
    _notice(nadia, "care.message")
    _notice(nadia)
    work.drain()
    ((headers, body),) = service.took  # two notices while it waits are one push
    assert service.read(body) == {"title": "Commonward", "says": "You have a new message.", "url": "/you/notices"}
    assert (headers["content-encoding"], headers["ttl"], headers["topic"]) == ("aes128gcm", "86400", "waiting")
    token = headers["authorization"].split("t=")[1].split(",")[0]
    point = base64.urlsafe_b64decode(pushing.public_key() + "=")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    claims = jwt.decode(token, key, algorithms=["ES256"], audience="http://127.0.0.1")
    assert claims["sub"].startswith("mailto:")
    assert Push.objects.get().state == "sent"
    assert PushDevice.objects.get().reached_at is not None
    assert "last reached" in nadia.client.get(DEVICES).content.decode()
    _notice(nadia, "seat.suspended")
    work.drain()
    assert service.read(service.took[1][1])["says"] == "You have a new notice."


def test_only_where_it_is_on_and_wanted(nadia: Member, boss: Member, device: PushDevice, service: Service) -> None:
    nadia.client.post("/you/notices/settings", {"every": "off", "push": ["care"]})
    _notice(nadia)
    assert not Push.objects.exists()
    boss.client.post("/you/ways", {"push": "off"})
    _notice(nadia, "care.message")
    assert not Push.objects.exists()
    work.drain()
    assert service.took == []
    page = nadia.client.get(DEVICES).content.decode()
    assert "Pushes are not turned on in this place." in page
    assert nadia.client.post(DEVICES, service.form).status_code == 422


def test_what_was_turned_off_meanwhile_is_not_sent(
    nadia: Member, boss: Member, device: PushDevice, service: Service
) -> None:
    _notice(nadia, "care.message")
    boss.client.post("/you/ways", {"push": "off"})
    work.drain()
    assert service.took == []
    assert not Push.objects.exists()


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_ends_it(nadia: Member, device: PushDevice, service: Service, status: int) -> None:
    service.status = status
    _notice(nadia)
    work.drain()
    assert not PushDevice.objects.exists()
    _notice(nadia, "care.message")
    assert not Push.objects.exists()


def test_a_service_in_trouble_is_tried_again(nadia: Member, device: PushDevice, service: Service) -> None:
    service.status = 503
    _notice(nadia)
    work.drain()
    assert Work.objects.get(kind="push").state == "waiting"
    assert Push.objects.get().state == "waiting"
    service.status = 201
    with clock.at(clock.now() + timedelta(minutes=2)):
        work.drain()
    assert Push.objects.get().state == "sent"
    assert len(service.took) == 2


def test_given_up_after_every_try_and_said(nadia: Member, device: PushDevice, service: Service) -> None:
    service.status = 500
    _notice(nadia)
    for hours in range(1, 20):
        with clock.at(clock.now() + timedelta(hours=hours)):
            work.drain()
    assert Push.objects.get().state == "failed"
    assert not doctor._pushes().is_well
    assert "The last push was not taken." in nadia.client.get(DEVICES).content.decode()


def test_refused_once_is_not_tried_again(nadia: Member, device: PushDevice, service: Service) -> None:
    service.status = 403
    _notice(nadia)
    work.drain()
    assert (Push.objects.get().state, len(service.took)) == ("failed", 1)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://internal.example/a",
        "http://push.example/a",
        "https://push.example.evil.example/a",
        "https://below.example/a",
        "https://push.example:22/a",
        "ftp://push.example/a",
        "https://[push.example/a",
        "//push.example/a",
        "",
    ],
)
def test_nothing_else_may_be_called(nadia: Member, device: PushDevice, service: Service, endpoint: str) -> None:
    assert not pushing.may_call(endpoint)
    answer = nadia.client.post(DEVICES, service.form | {"endpoint": endpoint})
    assert answer.status_code == 422
    assert PushDevice.objects.count() == 1


def test_what_may_be_called(service: Service) -> None:
    assert pushing.may_call("https://push.example/a?b=c")
    assert pushing.may_call("https://one.below.example/a")


@pytest.mark.parametrize(("name", "value"), [("p256dh", "AAAA"), ("auth", "AAAA"), ("p256dh", "é"), ("auth", "")])
def test_keys_that_are_none(nadia: Member, device: PushDevice, service: Service, name: str, value: str) -> None:
    assert nadia.client.post(DEVICES, service.form | {name: value}).status_code == 422


def test_a_browser_belongs_to_whoever_turned_it_on_last(
    nadia: Member, priya: Member, device: PushDevice, service: Service
) -> None:
    assert priya.client.post(DEVICES, service.form).status_code == 302
    assert PushDevice.objects.get().account_id == priya.account.pk
    nadia.client.post(DEVICES, {"end": PushDevice.objects.get().pk})  # somebody else's: it does not exist
    assert PushDevice.objects.exists()
    priya.client.post(DEVICES, {"end": PushDevice.objects.get().pk})
    assert not PushDevice.objects.exists()


def test_signing_out_everywhere_ends_it(nadia: Member, device: PushDevice) -> None:
    actions.sign_out_everywhere(nadia.person, nadia.account.pk)
    assert not PushDevice.objects.exists()


def test_only_administrators_of_the_place_turn_it_on(nadia: Member, ada: Member) -> None:
    for who in (nadia, ada):
        assert who.client.post("/you/ways", {"push": "on"}).status_code == 403
    assert not pushing.is_on()


def test_a_worker_killed_after_sending_sends_the_same_again(
    nadia: Member, device: PushDevice, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = pushing._call

    def die(push: Push) -> int:
        call(push)
        raise KeyboardInterrupt

    _notice(nadia)
    monkeypatch.setattr(pushing, "_call", die)
    with pytest.raises(work.Interrupted):
        work.drain()
    monkeypatch.setattr(pushing, "_call", call)
    work.drain()
    work.drain()
    topics = {headers["topic"] for headers, _body in service.took}
    assert (len(service.took), topics, Push.objects.get().state) == (2, {"waiting"}, "sent")


MARK = "Quillhart-7715"


def test_no_kind_says_anything_by_any_way(
    nadia: Member, device: PushDevice, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every kind, done by somebody whose name is a mark, about something whose address holds it."""
    monkeypatch.setattr(notices, "_names", [lambda _person, ids: dict.fromkeys(ids, MARK)])
    monkeypatch.setitem(notices._links, "seat", lambda _person, ids: dict.fromkeys(ids, f"/{MARK}/"))
    evening = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
    with clock.at(evening):
        nadia.client.post(
            "/you/notices/settings",
            {"every": "day", "page": ["thanks", "follows"], "mail": list(GROUPS), "push": list(GROUPS)},
        )
    outbox.outbox.clear()
    for number, kind in enumerate(notices.KINDS, start=1):
        with clock.at(evening + timedelta(minutes=number)):
            notices.notify(nadia.seat.pk, kind, Ref("seat", nadia.seat.pk), about=4)
            work.drain()
    with clock.at(evening + timedelta(hours=12)):
        work.drain()
    (letter,) = outbox.outbox
    told = {service.read(body)["says"] for _headers, body in service.took}
    assert told == {"You have a new message.", "You have a new notice."}
    assert len(service.took) == len(notices.KINDS)
    assert letter.subject == f"[Commonward] {len(notices.KINDS)} new notices wait for you"
    sent = [str(letter.message()), *(str(headers) + str(service.read(body)) for headers, body in service.took)]
    rows = [str(row) for model in (Push, PushDevice, Work, Entry, Digest, Nudge) for row in model.objects.values()]
    assert not [one for one in sent + rows if MARK in one]
    care = [line.sentence for line in notices.lines_of(nadia.person, notices.unread_of(nadia.person))]
    assert not [one for one in care if MARK in one and ("care" in one or "message" in one)]
    assert {"thread", "topic", "patient's"}.isdisjoint(" ".join(sent).lower().split())
