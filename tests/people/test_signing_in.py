"""Signing in and out."""

import pytest
from django.core import mail
from django.test import Client

from cast import PASSWORD, Member
from cast.people import newcomer
from commonward.kernel import ledger
from commonward.kernel.models import Entry
from commonward.people.models import Account

pytestmark = pytest.mark.django_db


def _sign_in(client: Client, login: str = "sam@example.org", password: str = PASSWORD, **more: str) -> object:
    return client.post("/accounts/login/", {"login": login, "password": password, **more})


def test_in_and_out(client: Client, sam: Member) -> None:
    arrived = _sign_in(client)
    assert (arrived.status_code, arrived["Location"]) == (302, "/")
    assert client.get("/you/").status_code == 200
    assert client.get("/accounts/logout/").status_code == 200  # asks first
    assert client.get("/you/").status_code == 200
    left = client.post("/accounts/logout/")
    assert (left.status_code, left["Location"]) == (302, "/welcome/")
    assert client.get("/you/").status_code == 302
    signed_in, signed_out = Entry.objects.filter(action__in=["account.signed_in", "account.signed_out"]).order_by("pk")
    assert signed_in.actor_id == signed_out.actor_id == sam.account.pk
    assert signed_in.seat == sam.seat.pk


def test_capitals_in_the_address_do_not_matter(client: Client, sam: Member) -> None:
    assert _sign_in(client, "Sam@Example.ORG").status_code == 302


def test_the_session_ends_with_the_browser_unless_asked_otherwise(client: Client, sam: Member) -> None:
    _sign_in(client)
    assert client.cookies["session"]["max-age"] == ""
    other = Client()
    _sign_in(other, remember="on")
    assert other.cookies["session"]["max-age"] == 60 * 60 * 24 * 14


def test_a_wrong_password(client: Client, sam: Member) -> None:
    page = _sign_in(client, password="not this one 42")
    assert page.status_code == 200
    assert "Address and password do not fit together." in page.content.decode()
    assert "sam@example.org" in page.content.decode()
    entry = Entry.objects.get(action="account.sign_in_failed")
    assert (entry.actor_kind, entry.subject_id, entry.reason_code) == ("visitor", sam.account.pk, "password")


def test_an_unknown_address_is_on_record_without_itself(client: Client, db: None) -> None:
    _sign_in(client, "nobody-we-know@example.org")
    entry = Entry.objects.get(action="account.sign_in_failed")
    assert entry.subject_id == 0
    assert "nobody" not in str(vars(entry))


def test_a_closed_account(client: Client, sam: Member) -> None:
    Account.objects.filter(pk=sam.account.pk).update(is_active=False)
    wrong = _sign_in(client, password="not this one 42")
    assert "do not fit together" in wrong.content.decode()  # only who knows the password learns more
    told = _sign_in(client)
    assert told["Location"] == "/accounts/inactive/"
    assert "This account is closed" in client.get("/accounts/inactive/").content.decode()
    assert client.get("/you/").status_code == 302
    reasons = Entry.objects.filter(action="account.sign_in_failed").order_by("pk").values_list("reason_code", flat=True)
    assert list(reasons) == ["password", "inactive"]


def test_closing_an_account_ends_its_sessions(sam: Member) -> None:
    assert sam.client.get("/you/").status_code == 200
    Account.objects.filter(pk=sam.account.pk).update(is_active=False)
    assert sam.client.get("/you/").status_code == 302


def test_an_unconfirmed_address_gets_its_link_again(client: Client) -> None:
    account = newcomer("new")
    account.emailaddress_set.update(verified=False)
    assert _sign_in(client, "new@example.org")["Location"] == "/accounts/confirm-email/"
    assert len(mail.outbox) == 1
    assert _sign_in(client, "new@example.org")["Location"] == "/accounts/confirm-email/"
    assert len(mail.outbox) == 1  # one mail in three minutes is enough


def test_without_a_seat_one_is_asked_for_it(client: Client) -> None:
    newcomer("new")
    assert _sign_in(client, "new@example.org")["Location"] == "/you/seats/new"


def test_going_on_where_one_was(client: Client, sam: Member) -> None:
    assert client.get("/you/notices")["Location"] == "/accounts/login/?next=/you/notices"
    assert _sign_in(client, next="/you/notices")["Location"] == "/you/notices"
    assert _sign_in(Client(), next="https://elsewhere.example/")["Location"] == "/"


def test_what_cannot_be_recorded_does_not_happen(client: Client, sam: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*args: object, **kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr(ledger, "record", full_disk)
    client.raise_request_exception = False
    assert _sign_in(client).status_code == 500
    monkeypatch.undo()
    assert client.get("/you/").status_code == 302


def test_a_form_sent_after_the_session_ran_out_leads_back_to_its_page(client: Client, sam: Member) -> None:
    sent = client.post("/you/settings", {}, headers={"referer": "http://testserver/you/settings"})
    assert sent["Location"] == "/accounts/login/?next=/you/settings"
    elsewhere = client.post("/you/settings", {}, headers={"referer": "https://elsewhere.example/x"})
    assert elsewhere["Location"] == "/accounts/login/?next=/"


def test_a_fragment_after_the_session_ran_out_loads_the_whole_page(client: Client) -> None:
    asked = client.get("/you/notices", headers={"hx-request": "true"})
    assert asked.status_code == 401
    assert asked["HX-Redirect"].startswith("/accounts/login/")


def test_a_form_that_waited_too_long_is_told_kindly(sam: Member) -> None:
    strict = sam.browser(enforce_csrf_checks=True)
    page = strict.post("/you/settings", {"country": "US"})
    assert page.status_code == 403
    words = page.content.decode()
    assert "This page waited too long" in words
    assert "Nothing was sent." in words
