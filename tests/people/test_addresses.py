"""Changing the address of an account."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from cast import PASSWORD, Member
from commonward.kernel.models import Entry
from commonward.people.models import Account

pytestmark = pytest.mark.django_db

WISH = {"email": "sam.new@example.org", "action_add": "1"}


def test_the_password_is_asked_first_and_what_was_sent_is_kept(sam: Member, link: Callable[[], str]) -> None:
    sam.signed_in_long_ago()
    asked = sam.client.post("/accounts/email/", WISH)
    assert asked["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    assert not mail.outbox
    gone_on = sam.client.post(asked["Location"], {"password": PASSWORD, "next": "/accounts/email/"})
    assert gone_on["Location"] == "/accounts/email/"
    assert mail.outbox[0].to == ["sam.new@example.org"]
    page = sam.client.get("/accounts/email/").content.decode()
    assert "Waits for its link to be opened" in page
    assert Account.objects.get(pk=sam.account.pk).email == "sam@example.org"
    sam.client.post(link())
    assert Account.objects.get(pk=sam.account.pk).email == "sam.new@example.org"
    assert mail.outbox[-1].to == ["sam@example.org"]  # the old address is told
    assert Entry.objects.get(action="account.email_changed").subject_id == sam.account.pk
    assert "example" not in "".join(str(vars(entry)) for entry in Entry.objects.all())


def test_a_wrong_password(sam: Member) -> None:
    page = sam.client.post("/accounts/reauthenticate/", {"password": "wrong wrong 11", "next": "/accounts/email/"})
    assert "This is not your password." in page.content.decode()


def test_taking_the_new_address_back(sam: Member) -> None:
    sam.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    sam.client.post("/accounts/email/", WISH)
    sam.client.post("/accounts/email/", {"email": WISH["email"], "action_remove": "1"})
    assert list(sam.account.emailaddress_set.values_list("email", flat=True)) == ["sam@example.org"]


def test_a_sign_up_that_never_confirmed_gives_way(sam: Member, link: Callable[[], str]) -> None:
    squatter = {"email": WISH["email"], "password1": PASSWORD, "password2": PASSWORD}
    squatter |= {"born_month": "5", "born_year": "1980"}
    Client().post("/accounts/signup/", squatter)
    claimed = Account.objects.get(email=WISH["email"]).pk
    sam.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    sam.client.post("/accounts/email/", WISH)
    sam.client.post("/accounts/email/", {"email": WISH["email"], "action_send": "1"})
    address = sam.account.emailaddress_set.get(email=WISH["email"])
    sam.client.post(f"/accounts/confirm-email/{_key(address)}/")
    assert Account.objects.get(email=WISH["email"]).pk == sam.account.pk
    assert Entry.objects.get(action="account.given_up").subject_id == claimed


def test_an_address_in_use_stays_where_it_is(sam: Member, nadia: Member) -> None:
    sam.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    sam.client.post("/accounts/email/", {"email": "nadia@example.org", "action_add": "1"})
    address = sam.account.emailaddress_set.get(email="nadia@example.org")
    sam.client.post(f"/accounts/confirm-email/{_key(address)}/", follow=True)
    assert Account.objects.get(email="nadia@example.org").pk == nadia.account.pk
    assert Account.objects.get(pk=sam.account.pk).email == "sam@example.org"


def _key(address: object) -> str:
    from allauth.account.models import EmailConfirmationHMAC

    return str(EmailConfirmationHMAC.create(address).key)
