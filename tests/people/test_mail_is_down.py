"""The mail server is down while somebody signs up: the account is not lost, and the mail can be sent again."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from cast import PASSWORD
from commonward.people.models import Account

pytestmark = pytest.mark.django_db

BORN = {"born_month": "5", "born_year": "1980"}
WISH = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD} | BORN
WORKING = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def no_mail(settings: LazySettings) -> None:
    """Mail goes to a port where nobody listens."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False


def _later() -> None:
    """The few minutes in which one address gets one mail are over."""
    cache.clear()


def _arrives(browser: Client, password: str) -> bool:
    arrived = browser.post("/accounts/login/", {"login": "new@example.org", "password": password})
    return (arrived.status_code, arrived["Location"]) == (302, "/you/seats/new")


@pytest.fixture
def _signed_up_in_vain(client: Client, no_mail: None, settings: LazySettings) -> None:
    page = client.post("/accounts/signup/", WISH)
    assert page.status_code == 503
    assert "Our mail does not go out just now." in page.content.decode()
    settings.EMAIL_BACKEND = WORKING
    _later()


@pytest.mark.usefixtures("_signed_up_in_vain")
def test_signing_in_sends_the_mail_again(client: Client, link: Callable[[], str]) -> None:
    assert client.post("/accounts/login/", {"login": "new@example.org", "password": PASSWORD}).status_code == 302
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]
    assert client.post(link()).status_code == 302
    assert _arrives(Client(), PASSWORD)
    assert Account.objects.filter(email="new@example.org").count() == 1


@pytest.mark.usefixtures("_signed_up_in_vain")
def test_signing_up_again_leads_in_by_a_new_password(client: Client, link: Callable[[], str]) -> None:
    """Whoever signed up first may not be who reads the mail, so the second try confirms nothing by itself."""
    assert client.post("/accounts/signup/", WISH).status_code == 302
    assert link() == "/accounts/password/reset/"
    client.post("/accounts/password/reset/", {"email": "new@example.org"})
    form = client.get(link())["Location"]
    new = {"password1": "another long phrase 9", "password2": "another long phrase 9"}
    assert client.post(form, new).status_code == 302
    _later()
    if not _arrives(client, new["password1"]):
        assert client.post(link()).status_code == 302
    assert _arrives(Client(), new["password1"])
    assert Account.objects.filter(email="new@example.org").count() == 1


def test_known_and_unknown_addresses_get_the_same_answer(client: Client, no_mail: None) -> None:
    client.post("/accounts/signup/", WISH)
    _later()
    answers = [
        Client().post("/accounts/password/reset/", {"email": address})
        for address in ("new@example.org", "no@example.org")
    ]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert len({answer.content for answer in answers}) == 1
