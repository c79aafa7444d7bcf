"""A second factor with a real browser: a passkey that Chromium holds, and an app's codes without script."""

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import override_settings
from playwright.sync_api import Page, expect

from cast import PASSWORD
from cast.people import seated
from commonward.kernel.actor import Role
from journeys.conftest import Widen
from journeys.house import House
from journeys.looking import violations

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def _signs_in(page: Page, home: str) -> None:
    page.goto(f"{home}/accounts/login/")
    page.get_by_label("E-mail address").fill("kim@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def home(site: House) -> Iterator[str]:
    """The site by a name: browsers hold no passkey for a number."""
    url = site.url.replace("127.0.0.1", "localhost")
    with override_settings(SITE_URL=url):
        yield url


def test_a_passkey_is_made_and_signs_in_by_itself(window: Widen, home: str) -> None:
    seated("kim", Role.PATIENT)
    page = window().new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = device | {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    _signs_in(page, home)
    page.goto(f"{home}/accounts/2fa/webauthn/add/")
    page.get_by_label("Its name").fill("My phone")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("My phone", exact=True)).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{home}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Your face here")).to_be_visible()
    page.context.clear_cookies()
    _signs_in(page, home)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert not violations(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Your face here")).to_be_visible()


def test_without_script_an_app_does_the_same_and_the_page_says_so(window: Widen, site: House) -> None:
    seated("kim", Role.PATIENT)
    page = window(width=360, java_script_enabled=False).new_page()
    _signs_in(page, site.url)
    page.goto(f"{site.url}/accounts/2fa/webauthn/add/")
    expect(page.get_by_text("A passkey needs script")).to_be_visible()
    expect(page.get_by_role("button", name="Make the passkey")).to_be_hidden()
    page.get_by_role("link", name="Add an app").click()
    key = page.locator("code.key").inner_text()
    page.get_by_role("textbox", name="Code").fill(format_hotp_value(hotp_value(key, int(time.time()) // 30)))
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    code = page.locator(".codes code").first.inner_text()
    page.context.clear_cookies()
    _signs_in(page, site.url)
    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Your face here")).to_be_visible()
