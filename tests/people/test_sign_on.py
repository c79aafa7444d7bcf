"""Signing in by an organisation's own server (OpenID Connect), against one of our own on this machine."""

import re
import time
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cast import PASSWORD, Member, adds_app
from cast.openid import CLIENT, SECRET, Server, comes_in, serving
from commonward.kernel import clock
from commonward.kernel.actor import Role, System
from commonward.kernel.models import Entry
from commonward.people import actions
from commonward.people.actions.signing_on import Wish
from commonward.people.entry import Device
from commonward.people.models import Account, Organisation, Seat, SignOn, SignOnConnection
from commonward.people.views.sign_ons import SIGN_ON

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

BORN = {"born_month": "5", "born_year": "1980"}


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def sets(ada: Member, server: Server, **wanted: str) -> object:
    """What comes of setting the server on the page."""
    url = reverse("people:organisation_sign_on", args=["harbour"])
    seen = ada.client.get(url).context["form"].initial.get("seen", "")
    given = {
        "issuer": server.url,
        "client_id": CLIENT,
        "secret": SECRET,
        "domains": "harbour.example",
        "role": "support_worker",
        "seen": seen,
    }
    return ada.client.post(url, given | wanted)


def turns(ada: Member, on: str) -> object:
    return ada.client.post(reverse("people:organisation_sign_on", args=["harbour"]), {"do": on}, follow=True)


@pytest.fixture
def on(ada: Member, server: Server) -> Server:
    """The server, set and turned on by Harbour's administrator."""
    assert sets(ada, server).status_code == 302
    assert "It is on:" in turns(ada, "on").content.decode()
    server.asked.clear()
    return server


def opens(server: Server, browser: Client) -> Account:
    """Somebody new comes in and opens an account."""
    answer = comes_in(server, browser)
    assert answer["Location"] == reverse("people:sign_on_new"), answer.content
    browser.post(answer["Location"], BORN)
    return Account.objects.get(email=server.email)


def reads(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1]))


# --- Setting it ---------------------------------------------------------------------------------------------------
def test_it_is_off_and_nothing_is_called_until_an_administrator_turns_it_on(ada: Member, server: Server) -> None:
    assert sets(ada, server).status_code == 302
    assert server.asked == []
    assert "Sign in with" not in Client().get(reverse("account_login")).content.decode()
    assert Client().get("/you/sign-on/at/harbour").status_code == 404
    turns(ada, "on")
    assert server.asked == ["/.well-known/openid-configuration"]
    assert "Sign in with Harbour Clinic" in Client().get(reverse("account_login")).content.decode()


def test_the_secret_is_locked_in_the_database_and_on_no_page(ada: Member, on: Server) -> None:
    kept = SignOn.objects.values_list("secret", flat=True).get()
    assert repr(kept) == "<locked>"
    assert SignOn.objects.get().secret == SECRET
    page = ada.client.get(reverse("people:organisation_sign_on", args=["harbour"]))
    assert SECRET not in page.content.decode()
    assert sets(ada, on, secret="", role="patient").status_code == 302
    assert SignOn.objects.get().secret == SECRET


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("issuer", "http://sign-on.harbour.example"),
        ("issuer", "https://user@sign-on.harbour.example"),
        ("issuer", "https://sign-on.harbour.example/?a=b"),
        ("issuer", "https://"),
        ("client_id", "two words"),
        ("domains", "no dots"),
        ("role", "professional"),
        ("role", "administrator"),
        ("secret", ""),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(ada: Member, server: Server, field: str, wrong: str) -> None:
    page = sets(ada, server, **{field: wrong})
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert not SignOn.objects.exists()
    if field not in {"role", "secret"}:
        assert page.context["form"][field].value() == wrong


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://sign-on.elsewhere.example"},
        {"token_endpoint": "http://sign-on.harbour.example/token"},
        {"jwks_uri": None},
        {"code_challenge_methods_supported": ["plain"]},
        {"response_types_supported": ["id_token"]},
    ],
)
def test_a_server_that_does_not_fit_is_not_turned_on(ada: Member, server: Server, described: dict[str, object]) -> None:
    sets(ada, server)
    server.described = described
    assert "It is not on:" in turns(ada, "on").content.decode()
    assert not SignOn.objects.get().is_on


def test_only_administrators_of_the_organisation_set_it(nadia: Member, remy: Member, olu: Member, on: Server) -> None:
    url = reverse("people:organisation_sign_on", args=["harbour"])
    assert [who.client.get(url).status_code for who in (nadia, olu, remy)] == [403, 403, 404]
    assert nadia.client.post(url, {"do": "off"}).status_code == 403
    assert SignOn.objects.get().is_on


def test_it_asks_the_administrator_once_more_who_they_are(ada: Member, server: Server) -> None:
    ada.signed_in_long_ago()
    assert sets(ada, server).status_code == 302
    assert not SignOn.objects.exists()


def test_of_two_administrators_at_once_the_second_is_told(ada: Member, on: Server) -> None:
    answer = sets(ada, on, seen="")
    assert answer.status_code == 409
    assert "another administrator" in answer.content.decode().lower()


def test_by_the_command_line(harbour: Organisation, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    said = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO(SECRET + "\n"))
    call_command("sign_on", "set", "harbour", "--issuer", server.url, "--client-id", CLIENT,
                 "--domain", "harbour.example", "--seat", "student", stdout=said)  # fmt: skip
    call_command("sign_on", "on", "harbour", stdout=said)
    assert SignOn.objects.get().secret == SECRET
    assert SignOn.objects.get().is_on
    call_command("sign_on", "show", "harbour", stdout=said)
    assert server.url in said.getvalue()
    assert SECRET not in said.getvalue()
    call_command("sign_on", "off", "harbour", stdout=said)
    assert not SignOn.objects.get().is_on


# --- New people ---------------------------------------------------------------------------------------------------
def test_somebody_new_gets_an_account_and_the_seat_that_was_set_and_no_badge(on: Server, harbour: Organisation) -> None:
    browser = Client()
    page = comes_in(on, browser)
    assert not Account.objects.filter(email=on.email).exists()
    assert "kim@harbour.example" in browser.get(page["Location"]).content.decode()
    answer = browser.post(page["Location"], BORN)
    assert answer["Location"] == reverse("community:face")
    account = Account.objects.get(email=on.email)
    seat = Seat.objects.get(account=account)
    assert (seat.role, seat.organisation, account.has_usable_password()) == ("support_worker", harbour, False)
    assert browser.get(reverse("people:you")).status_code == 200
    kept = list(Entry.objects.filter(subject_id=account.pk).values_list("action", flat=True))
    assert kept == ["account.signed_up", "account.signed_in"]


def test_nothing_but_the_servers_name_for_somebody_is_kept(on: Server) -> None:
    on.claims = {"name": "Kim Example", "picture": "https://harbour.example/kim.png"}
    opens(on, Client())
    tie = SignOnConnection.objects.get()
    assert (tie.subject, tie.opened) == ("u-17", True)


def test_the_second_time_they_are_simply_in(on: Server) -> None:
    account = opens(on, Client())
    browser = Client()
    answer = comes_in(on, browser)
    assert answer["Location"] == reverse("community:home")
    assert browser.get(reverse("people:you")).wsgi_request.user == account
    page = browser.get(reverse("people:devices")).content.decode()
    assert "signed in with Harbour Clinic" in page
    browser.post(reverse("account_logout"))
    assert not Device.objects.filter(session_key=browser.session.session_key).exists()
    assert browser.get(reverse("people:you")).status_code == 302


@pytest.mark.parametrize("born", [{"born_month": "", "born_year": "1980"}, {"born_month": "5", "born_year": "3000"}])
def test_a_newcomer_who_does_not_say_when_they_were_born_is_asked_again(on: Server, born: dict[str, str]) -> None:
    browser = Client()
    page = browser.post(comes_in(on, browser)["Location"], born)
    assert page.status_code == 422
    assert not Account.objects.filter(email=on.email).exists()


def test_a_child_gets_no_account_by_it_and_a_minor_no_seat_of_staff(on: Server) -> None:
    browser, year = Client(), clock.now().year
    assert browser.post(comes_in(on, browser)["Location"], BORN | {"born_year": str(year - 15)}).status_code == 422
    answer = browser.post(reverse("people:sign_on_new"), BORN | {"born_year": str(year - 9)})
    assert "You need to be 13" in answer.content.decode()
    assert not Account.objects.filter(email=on.email).exists()


def test_a_page_that_was_left_lying_too_long_does_nothing(on: Server) -> None:
    browser = Client()
    comes_in(on, browser)
    with clock.at(clock.after(seconds=16 * 60)):
        assert browser.post(reverse("people:sign_on_new"), BORN)["Location"] == reverse("account_login")
    assert not Account.objects.filter(email=on.email).exists()


def test_the_address_may_come_beside_the_token(on: Server) -> None:
    on.claims = {"email": None, "email_verified": None}
    on.userinfo = {"sub": on.sub, "email": "Kim@Harbour.example", "email_verified": True}
    opens(on, Client())
    on.sub, on.userinfo = "u-18", {"sub": "somebody else", "email": "x@harbour.example", "email_verified": True}
    assert "does not hold" in reads(comes_in(on, Client()))


# --- People who have an account -------------------------------------------------------------------------------------
def test_an_account_is_connected_only_after_its_owner_showed_it_is_theirs(on: Server, harbour: Organisation) -> None:
    kim = Account.objects.create_user(on.email, PASSWORD)
    kim.emailaddress_set.create(email=on.email, verified=True, primary=True)
    browser = Client()
    answer = comes_in(on, browser)
    assert answer["Location"] == reverse("people:sign_on_connect")
    page = browser.get(answer["Location"]).content.decode()
    assert "Sign in as before" in page
    browser.post(answer["Location"])
    assert not SignOnConnection.objects.exists()
    signed = browser.post(
        reverse("account_login"), {"login": on.email, "password": PASSWORD, "next": answer["Location"]}
    )
    assert signed["Location"] == answer["Location"]
    assert not SignOnConnection.objects.exists()
    assert browser.post(answer["Location"]).status_code == 302
    assert SignOnConnection.objects.get().account == kim
    assert Seat.objects.get(account=kim, organisation=harbour).role == "support_worker"
    again = Client()
    assert comes_in(on, again)["Location"] == reverse("community:home")


def test_who_knows_only_the_address_is_never_let_in(on: Server, sam: Member) -> None:
    on.email = sam.account.email
    sign_on = SignOn.objects.get()
    sign_on.domains = "example.org"
    sign_on.save()
    browser = Client()
    comes_in(on, browser)
    assert browser.get(reverse("people:you")).status_code == 302
    assert "_auth_user_id" not in browser.session


def test_a_sign_up_that_never_confirmed_the_address_gives_way(on: Server) -> None:
    squatter = Account.objects.create_user(on.email, PASSWORD)
    browser = Client()
    answer = comes_in(on, browser)
    assert answer["Location"] == reverse("people:sign_on_new")
    browser.post(answer["Location"], BORN)
    assert Account.objects.get(email=on.email).pk != squatter.pk


def test_connecting_asks_for_a_fresh_proof(on: Server, nadia: Member) -> None:
    browser = nadia.client
    comes_in(on, browser)
    nadia.signed_in_long_ago()
    assert "reauthenticate" in browser.post(reverse("people:sign_on_connect"))["Location"]
    assert not SignOnConnection.objects.exists()


def test_one_takes_the_connection_back_oneself(on: Server, nadia: Member, priya: Member) -> None:
    comes_in(on, nadia.client)
    nadia.client.post(reverse("people:sign_on_connect"))
    tie = SignOnConnection.objects.get()
    priya.client.post(reverse("people:sign_ons"), {"end": str(tie.pk)})
    assert SignOnConnection.objects.exists()
    nadia.client.post(reverse("people:sign_ons"), {"end": str(tie.pk)})
    assert not SignOnConnection.objects.exists()


def test_a_server_lets_people_into_its_organisations_seats_only(on: Server, nadia: Member) -> None:
    comes_in(on, nadia.client)
    nadia.client.post(reverse("people:sign_on_connect"))
    own = actions.take_seat(nadia.account, Role.PATIENT)
    browser = Client()
    comes_in(on, browser)
    assert browser.post(reverse("people:switch_seat", args=[own.pk])).status_code == 403
    assert browser.get(reverse("people:end_seat", args=[own.pk])).status_code == 403
    assert browser.get(reverse("people:new_seat")).status_code == 403
    assert [line.pk for line in browser.get(reverse("people:you")).context["seats"]] == [nadia.seat.pk]
    session = browser.session
    session["seat"] = own.pk
    session.save()
    assert browser.get(reverse("people:you")).wsgi_request.seat == nadia.seat


def test_what_is_about_all_ones_seats_is_not_for_a_servers_session(on: Server, nadia: Member) -> None:
    comes_in(on, nadia.client)
    nadia.client.post(reverse("people:sign_on_connect"))
    browser = Client()
    comes_in(on, browser)
    for name in ("oversight:own_data", "oversight:who_read", "oversight:delete_account"):
        assert browser.get(reverse(name)).status_code == 403
        assert nadia.client.get(reverse(name)).status_code == 200


def test_whoever_has_no_password_deletes_their_account_after_showing_it_at_the_server(on: Server) -> None:
    browser = Client()
    account = opens(on, browser)
    assert browser.get(reverse("oversight:own_data")).status_code == 200
    on.claims = {"auth_time": None}
    comes_in(on, browser)
    asked = browser.post(reverse("oversight:delete_account"), {"password": ""})
    assert asked["Location"].startswith(reverse("people:sign_on_again"))
    on.claims = {}
    back = browser.get(on.lets_in(browser.get(asked["Location"])["Location"]))["Location"]
    browser.get(back)
    account.refresh_from_db()
    assert not account.is_active
    assert not SignOnConnection.objects.exists()


def test_what_the_server_saw_does_not_stand_for_ones_own_password(on: Server, nadia: Member) -> None:
    comes_in(on, nadia.client)
    nadia.client.post(reverse("people:sign_on_connect"))
    browser = Client()
    comes_in(on, browser)
    tie = SignOnConnection.objects.get()
    assert "reauthenticate" in browser.post(reverse("people:sign_ons"), {"end": str(tie.pk)})["Location"]
    assert "reauthenticate" in browser.get(reverse("mfa_activate_totp"))["Location"]


# --- Leavers --------------------------------------------------------------------------------------------------------
def test_whoever_was_let_in_by_the_server_has_no_other_way_while_it_is_on(on: Server, ada: Member) -> None:
    account = opens(on, Client())
    Client().post(reverse("account_reset_password"), {"email": on.email})
    assert "you sign in by Harbour Clinic" in mail.outbox[-1].body
    assert "/accounts/password/reset/key" not in mail.outbox[-1].body
    assert not account.has_usable_password()
    browser = Client()
    comes_in(on, browser)
    page = browser.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD})
    assert "second way in" in page.content.decode()
    turns(ada, "off")
    assert browser.get(reverse("people:you")).status_code == 302
    Client().post(reverse("account_reset_password"), {"email": on.email})
    assert "/accounts/password/reset/key" in mail.outbox[-1].body


def test_whoever_has_no_seat_there_now_is_not_let_in(on: Server, ada: Member, harbour: Organisation) -> None:
    account = opens(on, Client())
    seat = Seat.objects.get(account=account)
    ada.client.post(reverse("people:suspend", args=[harbour.slug, seat.pk]), {"do": "suspend"})
    answer = comes_in(on, Client())
    assert answer.status_code == 403
    assert "no seat in this organisation" in reads(answer)


def test_a_closed_account_stays_closed(on: Server) -> None:
    account = opens(on, Client())
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert "closed" in reads(comes_in(on, Client()))


def test_its_word_holds_for_twelve_hours(on: Server) -> None:
    browser = Client()
    opens(on, browser)
    for hours in range(1, 12):
        with clock.at(clock.after(seconds=hours * 3000)):
            assert browser.get(reverse("people:you")).status_code == 200
    with clock.at(clock.after(seconds=12 * 3600 + 60)):
        assert browser.get(reverse("people:you")).status_code == 302


def test_another_server_takes_every_connection_and_session_away(on: Server, ada: Member) -> None:
    browser = Client()
    opens(on, browser)
    with serving() as another:
        assert sets(ada, another).status_code == 302
        assert not SignOnConnection.objects.exists()
        assert not SignOn.objects.get().is_on
        assert browser.get(reverse("people:you")).status_code == 302


# --- Once more, and second steps ------------------------------------------------------------------------------------
def test_whoever_has_only_the_server_shows_there_once_more_who_they_are(on: Server, harbour: Organisation) -> None:
    browser = Client()
    account = opens(on, browser)
    Seat.objects.filter(account=account).update(role="administrator")
    on.claims = {"auth_time": int(time.time()) - 3600}
    sign_on = SignOn.objects.get()
    sign_on.counts_factor = True
    sign_on.save()
    on.claims |= {"amr": ["mfa"]}
    comes_in(on, browser)
    url = reverse("people:organisation_factor", args=[harbour.slug])
    asked = browser.post(url, {"asks": "yes"})
    assert asked["Location"].startswith(reverse("people:sign_on_again"))
    there = browser.get(asked["Location"])["Location"]
    assert "prompt=login" in there
    assert "max_age=0" in there
    stale = browser.get(on.lets_in(there))
    assert "proves nothing" in reads(stale)
    on.claims = {}
    there = browser.get(asked["Location"])["Location"]
    back = browser.get(on.lets_in(there))["Location"]
    assert back.startswith(reverse("people:sign_on_again"))
    browser.get(back)
    harbour.refresh_from_db()
    assert harbour.asks_factor


def test_somebody_else_at_the_server_proves_nothing(on: Server) -> None:
    browser = Client()
    on.claims = {"auth_time": None}
    opens(on, browser)
    there = browser.get(reverse("people:sign_on_again"))["Location"]
    on.sub = "u-99"
    assert "somebody else" in reads(browser.get(on.lets_in(there)))


def test_a_second_step_here_is_asked_for_after_the_server(on: Server, nadia: Member) -> None:
    comes_in(on, nadia.client)
    nadia.client.post(reverse("people:sign_on_connect"))
    adds_app(nadia.account)
    on.claims = {"amr": ["mfa"]}
    assert comes_in(on, Client())["Location"] == reverse("mfa_authenticate")
    sign_on = SignOn.objects.get()
    sign_on.counts_factor = True
    sign_on.save()
    assert comes_in(on, Client())["Location"] == reverse("community:home")
    on.claims = {"amr": ["pwd"]}
    assert comes_in(on, Client())["Location"] == reverse("mfa_authenticate")
    on.claims = {"amr": ["pwd", "otp"]}
    assert comes_in(on, Client())["Location"] == reverse("community:home")


def test_an_office_lacks_its_second_step_unless_the_servers_counts(on: Server) -> None:
    browser = Client()
    account = opens(on, browser)
    Seat.objects.filter(account=account).update(role="moderator")
    comes_in(on, browser)
    assert browser.get(reverse("people:you"))["Location"] == reverse("people:second_step")
    sign_on = SignOn.objects.get()
    sign_on.counts_factor = True
    sign_on.save()
    on.claims = {"amr": ["mfa"]}
    comes_in(on, browser)
    assert browser.get(reverse("people:you")).status_code == 200


def test_whom_the_job_may_see_and_who_else(on: Server, ada: Member, nadia: Member, remy: Member) -> None:
    opens(on, Client())
    assert SignOn.objects.visible_to(ada.person).count() == 1
    assert SignOn.objects.visible_to(nadia.person).count() == SignOn.objects.visible_to(remy.person).count() == 0
    assert SignOnConnection.objects.visible_to(ada.person).count() == 0
    assert SignOnConnection.objects.visible_to(System("sign-on")).count() == 1


def test_a_wish_never_shows_its_secret() -> None:
    assert SECRET not in repr(
        Wish(issuer="https://a.example", client_id="x", domains="a.example", role="student", secret=SECRET)
    )


@pytest.mark.usefixtures("still")
def test_nobody_begins_or_comes_back_too_often(on: Server) -> None:
    browser = Client()
    for _time in range(SIGN_ON.times):
        browser.get("/you/sign-on/at/harbour/back")
    assert browser.get("/you/sign-on/at/harbour/back").status_code == 429
    assert browser.get("/you/sign-on/at/harbour").status_code == 429
