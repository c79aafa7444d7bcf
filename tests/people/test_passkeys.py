"""Passkeys: adding one, signing in with it, as a second step and alone, and taking it away."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cast import PASSWORD, Member
from cast.passkey import Passkey
from cast.people import seated
from commonward.kernel.actor import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(db: None) -> Member:
    """A patient."""
    return seated("kim", Role.PATIENT)


def signs_in(member: Member) -> Client:
    """A browser in which the password was typed."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": member.account.email, "password": PASSWORD})
    return browser


def adds(browser: Client, *, name: str = "My phone") -> Passkey:
    """A passkey that was added in this browser."""
    key = Passkey(settings.SITE_URL)
    page = browser.get(reverse("mfa_add_webauthn"))
    sent = {"name": name, "credential": key.made(page.context["js_data"]["creation_options"])}
    assert browser.post(reverse("mfa_add_webauthn"), sent).status_code == 302
    return key


def signed_in(browser: Client) -> bool:
    """Whether this browser is signed in."""
    return "_auth_user_id" in browser.session


def test_a_passkey_is_added_and_listed_under_its_name(kim: Member) -> None:
    browser = signs_in(kim)
    adds(browser)
    assert "My phone" in browser.get(reverse("mfa_index")).content.decode()
    assert "My phone" in browser.get(reverse("mfa_list_webauthn")).content.decode()
    assert Authenticator.objects.filter(type="recovery_codes").exists()


def test_it_is_the_second_step(kim: Member) -> None:
    key = adds(signs_in(kim))
    browser = signs_in(kim)
    assert not signed_in(browser)
    page = browser.get(reverse("mfa_authenticate"))
    assert "A passkey needs script" in page.content.decode()
    shown = key.shown(page.context["js_data"]["request_options"])
    browser.post(reverse("mfa_authenticate"), {"credential": shown})
    assert signed_in(browser)


def test_it_signs_in_alone(kim: Member) -> None:
    key = adds(signs_in(kim))
    browser = Client()
    options = browser.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()
    browser.post(reverse("mfa_login_webauthn"), {"credential": key.shown(options["request_options"])})
    assert signed_in(browser)


def test_what_was_shown_once_does_not_sign_in_again(kim: Member) -> None:
    key = adds(signs_in(kim))
    first, second = signs_in(kim), signs_in(kim)
    shown = key.shown(first.get(reverse("mfa_authenticate")).context["js_data"]["request_options"])
    second.get(reverse("mfa_authenticate"))
    page = second.post(reverse("mfa_authenticate"), {"credential": shown})
    assert page.status_code == 200
    assert not signed_in(second)


def test_a_passkey_of_another_place_is_not_taken(kim: Member) -> None:
    browser = signs_in(kim)
    key = Passkey(settings.SITE_URL)
    options = browser.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]
    elsewhere = json.loads(json.dumps(options))
    elsewhere["publicKey"]["rp"]["id"] = "commonward.example.net"
    page = browser.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": key.made(elsewhere)})
    assert page.status_code == 200
    assert "That did not work" in page.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("broken", ["", "no json", "{}", "[]", '"x"', '{"response": {"userHandle": "!"}}', "null"])
def test_nonsense_in_place_of_a_passkey_is_refused_kindly(kim: Member, broken: str) -> None:
    browser = Client()
    browser.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    assert browser.post(reverse("mfa_login_webauthn"), {"credential": broken}).status_code in {200, 302}
    owner = signs_in(kim)
    assert owner.post(reverse("mfa_add_webauthn"), {"credential": broken}).status_code == 200
    assert not Authenticator.objects.exists()


def test_its_name_changes_and_it_goes(kim: Member) -> None:
    browser = signs_in(kim)
    adds(browser)
    pk = Authenticator.objects.get(type="webauthn").pk
    browser.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": "Blue key"})
    assert "Blue key" in browser.get(reverse("mfa_remove_webauthn", args=[pk])).content.decode()
    browser.post(reverse("mfa_remove_webauthn", args=[pk]))
    assert not Authenticator.objects.exists()


def test_somebody_elses_passkey_does_not_exist(kim: Member, sam: Member) -> None:
    adds(signs_in(kim))
    pk = Authenticator.objects.get(type="webauthn").pk
    other = signs_in(sam)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert other.get(reverse(name, args=[pk])).status_code == 404
        assert other.post(reverse(name, args=[pk]), {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get(type="webauthn").data["name"] == "My phone"
