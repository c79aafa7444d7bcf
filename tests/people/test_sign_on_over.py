"""An organisation's server says that a session there is over (back-channel logout), and it is over here, everywhere."""

import time
from collections.abc import Callable, Iterator

import jwt
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from cast import PASSWORD, Member, adds_app
from cast.openid import ANOTHER_KEY, CLIENT, KEY, SECRET, Server, comes_in, serving
from commonward.kernel import clock
from commonward.kernel.models import Entry
from commonward.people import actions, arrivals
from commonward.people.actions.signing_off import forget_old
from commonward.people.entry import Device
from commonward.people.models import Account, Organisation, PushDevice, Seat, SignOnEnd
from commonward.people.signons import SignOn
from commonward.people.views.sign_ons import OVER

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

THERE = "/you/sign-on/at/harbour/over"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def server(ada: Member, harbour: Organisation) -> Iterator[Server]:
    """Harbour's server, set and on."""
    with serving() as made:
        SignOn.objects.create(
            organisation=harbour,
            issuer=made.url,
            client_id=CLIENT,
            secret=SECRET,
            domains="harbour.example",
            role="support_worker",
            is_on=True,
        )
        yield made


def opens(server: Server, browser: Client | None = None) -> Client:
    """Somebody new comes in and opens an account."""
    browser = browser or Client()
    browser.post(comes_in(server, browser)["Location"], {"born_month": "5", "born_year": "1980"})
    assert is_in(browser)
    return browser


def again(server: Server) -> Client:
    """The same person on another device, with the number of a session of its own where the server has one."""
    browser = Client()
    comes_in(server, browser)
    assert is_in(browser)
    return browser


def is_in(browser: Client) -> bool:
    return browser.get(reverse("people:you")).status_code == 200


def tells(token: str) -> int:
    """What a server gets that calls without cookie, as servers do."""
    return int(Client(enforce_csrf_checks=True).post(THERE, {"logout_token": token}).status_code)


def test_one_session_ends_and_the_other_goes_on(server: Server) -> None:
    server.sid = "ward"
    ward = opens(server)
    server.sid = "home"
    home = again(server)
    assert tells(server.says_over()) == 200
    assert is_in(ward)
    assert not is_in(home)
    server.sid = "ward"
    assert tells(server.says_over(sub=None)) == 200
    assert not is_in(ward)
    assert not Device.objects.exists()


def test_a_word_about_the_person_ends_all_that_came_by_the_server(server: Server) -> None:
    server.sid = "ward"
    first = opens(server)
    server.sid = "home"
    second = again(server)
    assert tells(server.says_over(sid=None)) == 200
    assert not is_in(first)
    assert not is_in(second)


def test_sessions_without_a_number_end_by_the_name_of_their_person(server: Server) -> None:
    browser = opens(server)
    assert tells(server.says_over(sid="never-heard-of")) == 200
    assert not is_in(browser)


def test_a_session_by_ones_own_way_and_those_of_others_go_on(server: Server, nadia: Member, priya: Member) -> None:
    comes_in(server, nadia.client)
    nadia.client.post(reverse("people:sign_on_connect"))
    by_server = Client()
    comes_in(server, by_server)
    by_password = nadia.browser()
    assert tells(server.says_over()) == 200
    assert not is_in(by_server)
    assert is_in(by_password)
    assert is_in(priya.client)
    by_password = Client()
    by_password.post(reverse("account_login"), {"login": nadia.account.email, "password": PASSWORD})
    assert is_in(by_password)


def test_pushes_and_open_streams_end_with_it(server: Server) -> None:
    browser = opens(server)
    account = Account.objects.get(email=server.email)
    device = PushDevice.objects.create(
        account=account, endpoint="https://push.example/1", p256dh="a", auth="b", stays=True
    )
    session = browser.session
    session["push_device"] = device.pk
    session.save()
    seat = Seat.objects.get(account=account)
    watch = arrivals.Watch(str(session.session_key), account.pk, seat.pk, (("notices", (1,)),))
    assert arrivals.look_again(watch) is not None
    assert tells(server.says_over()) == 200
    assert not PushDevice.objects.exists()
    assert arrivals.look_again(watch) is None


def test_it_is_on_record_without_the_servers_words(server: Server) -> None:
    opens(server)
    tells(server.says_over())
    entry = Entry.objects.get(action="sign_on.ended")
    assert entry.subject_id == Account.objects.get(email=server.email).pk
    kept = SignOnEnd.objects.get()
    assert server.sub not in repr(vars(kept)) + repr(vars(entry))


def test_a_word_counts_once(server: Server) -> None:
    browser = opens(server)
    token = server.says_over()
    assert tells(token) == 200
    comes_in(server, browser)
    assert is_in(browser)
    assert tells(token) == 400
    assert is_in(browser)
    assert tells(server.says_over()) == 200
    assert not is_in(browser)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://sign-on.elsewhere.example"},
        {"aud": "somebody-else"},
        {"aud": None},
        {"iat": None},
        {"iat": 1_000_000_000},
        {"iat": "now"},
        {"exp": 1_000_000_000},
        {"jti": None},
        {"jti": 7},
        {"events": None},
        {"events": {}},
        {"events": {EVENT: "yes"}},
        {"events": EVENT},
        {"nonce": "n"},
        {"sub": None, "sid": None},
        {"sub": ["u-17"]},
        {"sid": "x" * 300},
        {"key": ANOTHER_KEY},
        {"kind": "at+jwt"},
    ],
)
def test_whatever_does_not_hold_is_answered_alike_and_ends_nothing(server: Server, wrong: dict[str, object]) -> None:
    browser = opens(server)
    answer = Client().post(THERE, {"logout_token": server.says_over(**wrong)})
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert answer["Cache-Control"].startswith("max-age=0")
    assert is_in(browser)
    assert not SignOnEnd.objects.exists()


@pytest.mark.parametrize(
    "made",
    [
        lambda said: "",
        lambda said: "no token",
        lambda said: "x" * 20_000,
        lambda said: jwt.encode(said, None, "none"),
        lambda said: jwt.encode(said, SECRET, "HS256"),
        lambda said: jwt.encode({**said, "kid": "one"}, KEY, "RS256", headers={"kid": "another"}),
    ],
)
def test_a_token_that_is_not_signed_by_its_key_ends_nothing(
    server: Server, made: Callable[[dict[str, object]], str]
) -> None:
    browser = opens(server)
    said = jwt.decode(server.says_over(), options={"verify_signature": False})
    assert tells(made(said)) == 400
    assert is_in(browser)


def test_what_anybody_can_send_calls_no_server(server: Server) -> None:
    opens(server)
    server.asked.clear()
    tells("nonsense")
    tells(server.says_over(iat=int(time.time()) - 3600))
    assert server.asked == []


def test_the_identity_token_of_somebody_is_no_word_that_it_is_over(server: Server) -> None:
    browser = opens(server)
    assert tells(server.says("a nonce")) == 400
    assert is_in(browser)


def test_a_server_that_is_gone_off_or_unknown_is_answered_alike(server: Server) -> None:
    browser = opens(server)
    token = server.says_over()
    server.status = 500
    assert tells(token) == 400
    server.status = 200
    assert Client().post("/you/sign-on/at/nowhere/over", {"logout_token": token}).status_code == 400
    assert is_in(browser)
    assert tells(token) == 200  # it was not used up
    SignOn.objects.update(is_on=False)
    assert tells(server.says_over()) == 400


def test_another_organisations_server_ends_nothing_here(server: Server, larkmoor: Organisation) -> None:
    browser = opens(server)
    with serving() as other:
        SignOn.objects.create(
            organisation=larkmoor, issuer=other.url, client_id=CLIENT, secret=SECRET,
            domains="larkmoor.example", role="student", is_on=True,
        )  # fmt: skip
        token = other.says_over(iss=other.url)
        assert tells(token) == 400
        assert Client().post("/you/sign-on/at/larkmoor/over", {"logout_token": token}).status_code == 200
    assert is_in(browser)


def test_whoever_is_on_the_way_in_does_not_arrive(server: Server, nadia: Member) -> None:
    """Between the server's yes and the second step here, the server ends the session."""
    comes_in(server, nadia.client)
    nadia.client.post(reverse("people:sign_on_connect"))
    key = adds_app(nadia.account)
    server.sid = "ward"
    browser = Client()
    asked = comes_in(server, browser)
    assert asked["Location"].startswith(reverse("mfa_authenticate"))
    assert tells(server.says_over()) == 200
    answer = browser.post(asked["Location"], {"code": format_hotp_value(hotp_value(key, int(time.time()) // 30))})
    assert answer.status_code == 403
    assert not is_in(browser)


def test_turning_it_off_ends_the_pushes_too(server: Server, ada: Member, harbour: Organisation) -> None:
    browser = opens(server)
    account = Account.objects.get(email=server.email)
    device = PushDevice.objects.create(account=account, endpoint="https://push.example/1", p256dh="a", auth="b")
    session = browser.session
    session["push_device"] = device.pk
    session.save()
    actions.turn_sign_on(ada.person, harbour, on=False)
    assert not is_in(browser)
    assert not PushDevice.objects.exists()


def test_what_was_heard_is_kept_for_an_hour(server: Server) -> None:
    opens(server)
    tells(server.says_over())
    forget_old()
    assert SignOnEnd.objects.count() == 1
    with clock.at(clock.after(minutes=61)):
        forget_old()
    assert not SignOnEnd.objects.exists()


def test_nobody_sees_what_was_heard(server: Server, ada: Member) -> None:
    opens(server)
    tells(server.says_over())
    assert not SignOnEnd.objects.visible_to(ada.person).exists()


@pytest.mark.usefixtures("still")
def test_not_more_often_than_a_hospital_needs(server: Server) -> None:
    for _time in range(OVER.times):
        Client().post(THERE)
    assert Client().post(THERE).status_code == 429
