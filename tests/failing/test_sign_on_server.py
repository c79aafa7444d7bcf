"""A sign-on server that fails: a plain page, another way in, a line in the log without content, nobody signed in."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jwt
import pytest
from django.test import Client
from django.urls import reverse

from cast.openid import ANOTHER_KEY, CLIENT, SECRET, Authority, Server, comes_in, serving
from commonward.config import doctor
from commonward.kernel.logs import EventFormatter
from commonward.kernel.models import Entry
from commonward.people.models import Account, Organisation, SignOn, SignOnConnection
from commonward.people.signon import calling

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

BEGIN = "/you/sign-on/at/harbour"


def turned_on(harbour: Organisation, issuer: str) -> SignOn:
    """The sign-on as an administrator set it, turned on."""
    return SignOn.objects.create(
        organisation=harbour,
        issuer=issuer,
        client_id=CLIENT,
        secret=SECRET,
        domains="harbour.example",
        role="support_worker",
        is_on=True,
    )


@pytest.fixture
def server(harbour: Organisation) -> Iterator[Server]:
    with serving() as made:
        turned_on(harbour, made.url)
        yield made


@pytest.fixture
def authority(tmp_path: Path, settings: object) -> Authority:
    made = Authority(tmp_path)
    settings.SIGN_ON_CA_FILE = made.file  # type: ignore[attr-defined]
    return made


def fails(answer: object, code: str, caplog: pytest.LogCaptureFixture) -> None:
    """The page says so and offers another way, the log has the code and no content, nobody is signed in."""
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "Signing in with Harbour Clinic did not work" in page
    assert "Sign in another way" in page
    log = "\n".join(EventFormatter().format(record) for record in caplog.records)
    assert f"reason={code}" in log
    for secret in ("kim@", "u-17", SECRET, "for-userinfo"):
        assert secret not in log
        assert secret not in page
    assert not Account.objects.filter(email="kim@harbour.example").exists()
    if code not in {"state", "cancelled"}:
        entry = Entry.objects.filter(action="sign_on.failed").get()
        assert (entry.outcome, entry.reason_code) == ("refused", code)


# --- The connection -----------------------------------------------------------------------------------------------
def test_a_certificate_that_holds(harbour: Organisation, authority: Authority) -> None:
    with serving(certificate=authority.certificate(days=30)) as server:
        turned_on(harbour, server.url)
        assert comes_in(server, Client())["Location"] == reverse("people:sign_on_new")


def test_a_certificate_that_has_run_out(
    harbour: Organisation, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(certificate=authority.certificate(days=-1)) as server:
        turned_on(harbour, server.url)
        answer = Client().get(BEGIN)
        assert answer.status_code == 503
        assert "certificate has run out" in answer.content.decode()
        fails(answer, "expired", caplog)
        looked = {one.about: one for one in doctor._sign_ons()}
        assert not looked["Sign-on of harbour"].is_well
        assert "expired" in looked["Sign-on of harbour"].found
        assert server.asked == []


def test_a_certificate_of_somebody_else(
    harbour: Organisation, authority: Authority, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "another"
    folder.mkdir()
    with serving(certificate=Authority(folder).certificate(days=30)) as server:
        turned_on(harbour, server.url)
        fails(Client().get(BEGIN), "certificate", caplog)


def test_a_server_that_is_not_there(harbour: Organisation, caplog: pytest.LogCaptureFixture) -> None:
    with serving() as server:
        url = server.url
    turned_on(harbour, url)
    fails(Client().get(BEGIN), "unreachable", caplog)


def test_a_slow_server(server: Server, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "PATIENCE_SECONDS", (3, 0.2))
    server.waits = threading.Event()
    fails(Client().get(BEGIN), "slow", caplog)
    server.waits.set()


def test_a_slow_server_does_not_take_every_thread(
    server: Server, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "_turns", threading.BoundedSemaphore(1))
    assert calling._turns.acquire()
    fails(Client().get(BEGIN), "busy", caplog)
    calling._turns.release()
    assert Client().get(BEGIN).status_code == 302


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"\xff\xfe", b"{" + b" " * 300_000 + b"}", b""])
def test_an_answer_that_is_none(server: Server, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    server.body = body
    fails(Client().get(BEGIN), "odd", caplog)


@pytest.mark.parametrize("status", [301, 404, 500])
def test_a_status_that_is_no_answer(server: Server, status: int, caplog: pytest.LogCaptureFixture) -> None:
    server.status = status
    fails(Client().get(BEGIN), "odd", caplog)


@pytest.mark.parametrize(
    "described",
    [{"issuer": "https://elsewhere.example"}, {"authorization_endpoint": "http://elsewhere.example/authorize"}],
)
def test_a_description_that_does_not_fit(
    server: Server, described: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    server.described = described
    fails(Client().get(BEGIN), "unfit", caplog)


# --- What it says of somebody ---------------------------------------------------------------------------------------
def shared(said: dict[str, object]) -> str:
    """Signed with what both sides know, which proves nothing."""
    return jwt.encode(said, SECRET, "HS256", headers={"kid": "one"})


def unsigned(said: dict[str, object]) -> str:
    return jwt.encode(said, None, "none", headers={"kid": "one"})


def of_another_key(said: dict[str, object]) -> str:
    return jwt.encode(said, ANOTHER_KEY, "RS256", headers={"kid": "one"})


def of_no_key(said: dict[str, object]) -> str:
    return jwt.encode(said, ANOTHER_KEY, "RS256", headers={"kid": "two"})


@pytest.mark.parametrize("token", [shared, unsigned, of_another_key, of_no_key])
def test_a_signature_that_does_not_hold(
    server: Server, token: Callable[[dict[str, object]], str], caplog: pytest.LogCaptureFixture
) -> None:
    server.token = token
    fails(comes_in(server, Client()), "signature", caplog)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"iss": "https://elsewhere.example"}, "issuer"),
        ({"aud": "another-place"}, "audience"),
        ({"aud": [CLIENT, "another-place"]}, "audience"),
        ({"azp": "another-place"}, "audience"),
        ({"nonce": "of another time"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"exp": int(time.time()) - 600}, "clock"),
        ({"iat": int(time.time()) + 6000}, "clock"),
        ({"nbf": int(time.time()) + 6000}, "clock"),
        ({"sub": None}, "token"),
        ({"exp": None}, "token"),
        ({"sub": "x" * 300}, "token"),
        ({"email_verified": False}, "unverified"),
        ({"email_verified": None}, "unverified"),
        ({"email": None}, "unverified"),
        ({"email": "kim@elsewhere.example"}, "domain"),
        ({"email": "kim@evil-harbour.example"}, "domain"),
        ({"email": "kim@harbour.example.evil.example"}, "domain"),
    ],
)
def test_claims_that_do_not_hold(
    server: Server, claims: dict[str, object], code: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.claims = claims
    fails(comes_in(server, Client()), code, caplog)


def test_clocks_that_are_a_minute_apart_do_no_harm(server: Server) -> None:
    now = int(time.time())
    server.claims = {"iat": now + 60, "exp": now - 30}
    assert comes_in(server, Client())["Location"] == reverse("people:sign_on_new")


def test_a_question_that_is_refused(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    sign_on = SignOn.objects.get()
    sign_on.secret = "another secret"
    sign_on.save()
    fails(comes_in(server, Client()), "refused", caplog)


# --- Coming back ------------------------------------------------------------------------------------------------------
def there(server: Server, browser: Client) -> str:
    return str(browser.get(BEGIN)["Location"])


def test_cancelled(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    browser = Client()
    state = there(server, browser).split("state=")[1].split("&")[0]
    answer = browser.get(f"{BEGIN}/back?error=access_denied&state={state}")
    assert answer.status_code == 200
    fails(answer, "cancelled", caplog)


def test_removed_at_the_server(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    browser = Client()
    state = there(server, browser).split("state=")[1].split("&")[0]
    fails(browser.get(f"{BEGIN}/back?error=login_required&state={state}"), "refused", caplog)


def test_a_state_of_another_browser_or_used_twice(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    browser = Client()
    back = server.lets_in(there(server, browser))
    fails(Client().get(back), "state", caplog)
    assert browser.get(back)["Location"] == reverse("people:sign_on_new")
    fails(browser.get(back), "state", caplog)
    fails(browser.get(f"{BEGIN}/back"), "state", caplog)


def test_an_answer_in_the_name_of_another_server(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    browser = Client()
    back = server.lets_in(there(server, browser))
    fails(browser.get(f"{back}&iss=https://elsewhere.example"), "issuer", caplog)


def test_a_code_that_somebody_else_got(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    mine, theirs = Client(), Client()
    stolen = server.lets_in(there(server, theirs)).split("code=")[1].split("&")[0]
    state = there(server, mine).split("state=")[1].split("&")[0]
    fails(mine.get(f"{BEGIN}/back?code={stolen}&state={state}"), "refused", caplog)
    assert not SignOnConnection.objects.exists()


def test_the_ways_that_need_no_server_stay_open(server: Server) -> None:
    server.body = json.dumps({}).encode()
    page = Client().get(reverse("account_login"))
    assert page.status_code == 200
    assert server.asked == []
