"""Limits: a kind page, status 429, and when to come back."""

import pytest
from django.core import mail
from django.test import Client

from cast import PASSWORD, Member
from commonward.kernel.models import Entry

WISH = {
    "email": "new@example.org",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "born_month": "5",
    "born_year": "1980",
}
pytestmark = pytest.mark.django_db


def _is_kind(page: object) -> None:
    assert page.status_code == 429  # type: ignore[attr-defined]
    assert page["Retry-After"] == "300"  # type: ignore[index]
    assert "That was a little fast" in page.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["sam@example.org", "nobody@example.org"])
def test_the_sixth_wrong_password_for_an_address(client: Client, sam: Member, address: str) -> None:
    for _try in range(5):
        assert client.post("/accounts/login/", {"login": address, "password": "wrong wrong 11"}).status_code == 200
    page = client.post("/accounts/login/", {"login": address, "password": PASSWORD})
    _is_kind(page)
    assert "Wait five minutes" in page.content.decode()
    assert Entry.objects.filter(action="account.sign_in_failed").count() == 5


def test_somebody_elses_tries_do_not_lock_out_everybody(client: Client, sam: Member, nadia: Member) -> None:
    for _try in range(6):
        client.post("/accounts/login/", {"login": "sam@example.org", "password": "wrong wrong 11"})
    assert client.post("/accounts/login/", {"login": "nadia@example.org", "password": PASSWORD}).status_code == 302


def test_a_new_password_opens_the_door_again(client: Client, sam: Member, link: object) -> None:
    for _try in range(6):
        client.post("/accounts/login/", {"login": "sam@example.org", "password": "wrong wrong 11"})
    client.post("/accounts/password/reset/", {"email": "sam@example.org"})
    form = client.get(link())["Location"]  # type: ignore[operator]
    new = {"password1": "another long phrase 9", "password2": "another long phrase 9"}
    assert client.post(form, new).status_code == 302
    arrived = client.post("/accounts/login/", {"login": "sam@example.org", "password": new["password1"]})
    assert arrived.status_code == 302


@pytest.mark.parametrize("address", ["sam@example.org", "nobody@example.org"])
def test_mails_for_a_new_password(client: Client, sam: Member, address: str) -> None:
    for _try in range(3):
        assert client.post("/accounts/password/reset/", {"email": address}).status_code == 302
    _is_kind(client.post("/accounts/password/reset/", {"email": address}))
    assert len(mail.outbox) == 3


def test_accounts_opened_from_one_address(client: Client) -> None:
    for _try in range(20):
        client.post("/accounts/signup/", {"email": "x"})
    _is_kind(client.post("/accounts/signup/", {"email": "x"}))


def test_one_mailbox_is_not_flooded_by_sign_ups(client: Client) -> None:
    for _try in range(4):
        Client().post("/accounts/signup/", WISH)
    assert len(mail.outbox) == 1


@pytest.mark.slow
def test_invitations(ada: Member) -> None:
    for number in range(60):
        form = {"email": f"person{number}@example.org", "role": "student"}
        assert ada.client.post("/you/organisations/harbour/invite", form).status_code == 302
    page = ada.client.post("/you/organisations/harbour/invite", {"email": "one@example.org", "role": "student"})
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0
