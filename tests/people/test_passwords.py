"""Forgotten and changed passwords."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from cast import PASSWORD, Member
from commonward.kernel.models import Entry

pytestmark = pytest.mark.django_db

NEW = {"password1": "another long phrase 9", "password2": "another long phrase 9"}


def test_forgotten(client: Client, sam: Member, link: Callable[[], str]) -> None:
    asked = client.post("/accounts/password/reset/", {"email": "sam@example.org"})
    assert asked["Location"] == "/accounts/password/reset/done/"
    opened = client.get(link())
    assert opened["Location"].endswith("-set-password/")  # the token leaves the address
    assert "Choose a new password" in client.get(opened["Location"]).content.decode()
    kept = client.post(opened["Location"], NEW)
    assert kept["Location"] == "/accounts/password/reset/key/done/"
    assert "_auth_user_id" not in client.session
    assert (
        client.post("/accounts/login/", {"login": "sam@example.org", "password": NEW["password1"]}).status_code == 302
    )
    assert Entry.objects.filter(action="account.password_reset", subject_id=sam.account.pk).exists()
    assert mail.outbox[-1].subject == "[Commonward] Your password was changed"


def test_the_link_works_once(client: Client, sam: Member, link: Callable[[], str]) -> None:
    client.post("/accounts/password/reset/", {"email": "sam@example.org"})
    path = link()
    client.post(client.get(path)["Location"], NEW)
    assert "This link does not work any more" in Client().get(path).content.decode()


def test_a_weak_one_is_said_beside_the_field(client: Client, sam: Member, link: Callable[[], str]) -> None:
    client.post("/accounts/password/reset/", {"email": "sam@example.org"})
    form = client.get(link())["Location"]
    page = client.post(form, {"password1": "short", "password2": "short"})
    assert page.status_code == 200
    assert "It must contain at least 12 characters." in page.content.decode()


def test_changing_it_keeps_this_browser_and_no_other(sam: Member) -> None:
    here, elsewhere = sam.browser(), sam.browser()
    page = here.post("/accounts/password/change/", {"oldpassword": "wrong wrong 11", **NEW})
    assert "This is not your password of now." in page.content.decode()
    changed = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, **NEW})
    assert changed["Location"] == "/you/settings"
    assert "Your password is changed." in here.get("/you/settings").content.decode()
    assert elsewhere.get("/you/settings").status_code == 302
    assert Entry.objects.get(action="account.password_changed").seat == sam.seat.pk
    assert mail.outbox[-1].to == ["sam@example.org"]


@pytest.mark.parametrize("path", ["/accounts/password/change/", "/accounts/password/set/", "/accounts/email/"])
def test_signed_out(client: Client, path: str, db: None) -> None:
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
