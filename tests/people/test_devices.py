"""Where somebody is signed in, how a session ends by itself, and what asks once more who sits there."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cast import PASSWORD, Member, adds_app, member
from cast.people import seated
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry
from commonward.people.entry import Device, EntryRules
from commonward.people.models import Account, Halt, Office, Organisation
from people.test_second_factor import code_of, shows

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 (KHTML) Version/18.0 Safari/604.1"


def signs_in(account: Account, *, agent: str = FIREFOX, stays: bool = False) -> Client:
    """A browser in which somebody signed in."""
    browser = Client(headers={"User-Agent": agent})
    form = {"login": account.email, "password": PASSWORD} | ({"remember": "on"} if stays else {})
    browser.post(reverse("account_login"), form)
    return browser


def signed_in(browser: Client) -> bool:
    """Whether this browser gets its person's page."""
    return browser.get(reverse("people:settings")).status_code == 200


@pytest.fixture
def kim(db: None) -> Member:
    """A patient."""
    return seated("kim", Role.PATIENT)


# --- Devices ------------------------------------------------------------------------------------------------------
def test_devices_are_listed_roughly_and_the_one_at_hand_is_named(kim: Member) -> None:
    browser = signs_in(kim.account)
    signs_in(kim.account, agent=IPHONE)
    page = browser.get(reverse("people:devices")).content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iOS" in page
    assert page.count("this one, now") == 1


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/130 Safari/537 Edg/130", "Edge", "Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 SamsungBrowser/27 Chrome/130", "Samsung Internet", "Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/18.0 Safari/605", "Safari", "macOS"),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537 Chrome/130 Safari/537", "Chrome", "ChromeOS"),
        ("something else", "", ""),
        ("", "", ""),
        ("x" * 5000, "", ""),
    ],
)
def test_only_the_names_of_program_and_system_are_kept(kim: Member, agent: str, browser: str, system: str) -> None:
    signs_in(kim.account, agent=agent)
    kept = Device.objects.get(account=kim.account)
    assert (kept.browser, kept.system) == (browser, system)


def test_one_device_is_signed_out(kim: Member) -> None:
    here, there = signs_in(kim.account), signs_in(kim.account, agent=IPHONE)
    other = Device.objects.get(browser="Safari")
    here.post(reverse("people:devices"), {"end": str(other.pk)})
    assert (signed_in(here), signed_in(there)) == (True, False)
    assert Entry.objects.get(action="device.signed_out").subject_id == other.pk


def test_everywhere_else_also_ends_sessions_that_no_list_knows(kim: Member) -> None:
    here, there, unknown = signs_in(kim.account), signs_in(kim.account), kim.client
    here.post(reverse("people:devices"), {"end": "others"})
    assert [signed_in(one) for one in (here, there, unknown)] == [True, False, False]
    assert Device.objects.get(account=kim.account).session_key == here.session.session_key


def test_signing_out_takes_the_device_away(kim: Member) -> None:
    browser = signs_in(kim.account)
    browser.post(reverse("account_logout"))
    assert not Device.objects.exists()


def test_a_new_password_leaves_only_the_device_at_hand(kim: Member) -> None:
    here, there = signs_in(kim.account), signs_in(kim.account)
    new = "another long phrase 82"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (signed_in(here), signed_in(there)) == (True, False)
    assert Device.objects.get(account=kim.account).session_key == here.session.session_key


def test_the_device_of_somebody_else_is_not_ended(kim: Member, sam: Member) -> None:
    theirs = signs_in(kim.account)
    for which in [str(Device.objects.get().pk), "", "x", "9" * 40]:
        assert sam.client.post(reverse("people:devices"), {"end": which}).status_code == 302
    assert signed_in(theirs)
    assert "Firefox" not in sam.client.get(reverse("people:devices")).content.decode()


# --- Time-out -----------------------------------------------------------------------------------------------------
def after(**interval: float) -> object:
    """So much later."""
    return clock.at(clock.now() + timedelta(**interval))


def test_an_idle_session_ends_and_what_was_written_is_given_back(kim: Member) -> None:
    browser = signs_in(kim.account)
    with after(minutes=settings.IDLE_MINUTES + 2):
        page = browser.post(reverse("community:write"), {"text": "Words that took an hour", "audience": "public"})
    assert page.status_code == 401
    assert "Words that took an hour" in page.content.decode()
    assert not signed_in(browser)
    assert not Device.objects.exists()
    assert Entry.objects.filter(action="account.signed_out").count() == 1


@pytest.mark.slow
def test_the_draft_is_there_after_signing_in_again(db: None) -> None:
    nadia = member("Nadia Okafor", Role.PATIENT)
    EmailAddress.objects.create(user=nadia.account, email=nadia.account.email, verified=True, primary=True)
    browser = signs_in(nadia.account)
    browser.post(reverse("community:draft"), {"text": "Half a thought", "key": "new", "audience": "public"})
    with after(minutes=settings.IDLE_MINUTES + 2):
        assert browser.get(reverse("people:you")).status_code == 302
        again = signs_in(nadia.account)
        assert "Half a thought" in again.get(reverse("community:write")).content.decode()


def test_a_session_in_use_goes_on(kim: Member) -> None:
    browser = signs_in(kim.account)
    for minutes in range(30, 200, 30):
        with after(minutes=minutes):
            assert signed_in(browser)


def test_on_ones_own_device_one_may_stay_signed_in(kim: Member) -> None:
    browser = signs_in(kim.account, stays=True)
    with after(days=3):
        assert signed_in(browser)


def test_in_an_office_nobody_stays_signed_in(harbour: Organisation) -> None:
    mo = seated("mo", Role.MODERATOR, at=harbour)
    mo.account.refresh_from_db()
    key = adds_app_anew(mo.account)
    browser = signs_in(mo.account, stays=True)
    shows(browser, code_of(key))
    assert signed_in(browser)
    with after(minutes=settings.IDLE_MINUTES + 2):
        assert not signed_in(browser)


def adds_app_anew(account: Account) -> str:
    """Another app in place of the one that the cast gave."""
    account.authenticator_set.all().delete()  # type: ignore[attr-defined]  # allauth's own relation
    return adds_app(account)


# --- Step-up ------------------------------------------------------------------------------------------------------
def test_naming_somebody_asks_once_more_and_goes_on_from_there(ada: Member, olu: Member, harbour: Organisation) -> None:
    ada.signed_in_long_ago()
    form = {"email": olu.account.email, "kind": "crisis"}
    asked = ada.client.post(reverse("people:offices", args=[harbour.slug]), form)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not Office.objects.exists()
    here = reverse("people:offices", args=[harbour.slug])
    gone_on = ada.client.post(asked.url, {"password": PASSWORD, "next": here})
    assert gone_on.url == here
    assert Office.objects.get().seat_id == olu.seat.pk


def test_signing_in_counts_for_ten_minutes_and_no_longer(kim: Member) -> None:
    browser = signs_in(kim.account)
    with after(minutes=9):
        assert browser.get(reverse("mfa_activate_totp")).status_code == 200
    with after(minutes=11):
        assert browser.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))


def test_whoever_may_not_is_refused_and_not_asked(nadia: Member, harbour: Organisation) -> None:
    nadia.signed_in_long_ago()
    assert nadia.client.post(reverse("people:offices", args=[harbour.slug]), {}).status_code == 403
    assert nadia.client.post(reverse("people:publishing"), {"reason": "other"}).status_code == 403


def test_pausing_copies_and_ending_a_membership_ask_once_more(
    ada: Member, nadia: Member, harbour: Organisation
) -> None:
    ada.signed_in_long_ago()
    end = reverse("people:end_membership", args=[harbour.slug, nadia.seat.pk])
    for path in (reverse("people:publishing"), reverse("oversight:own_data"), end):
        assert ada.client.post(path).url.startswith(reverse("account_reauthenticate"))
    assert not Halt.objects.exists()


def test_inviting_into_an_office_asks_and_inviting_a_student_does_not(ada: Member, harbour: Organisation) -> None:
    ada.signed_in_long_ago()
    path = reverse("people:invite", args=[harbour.slug])
    assert ada.client.post(path, {"email": "a@example.org", "role": "student"}).url.endswith("/members")
    asked = ada.client.post(path, {"email": "b@example.org", "role": "moderator"})
    assert asked.url.startswith(reverse("account_reauthenticate"))


def test_an_account_that_has_nothing_to_show_is_told_what_to_do(ada: Member) -> None:
    EntryRules.objects.create(asks_factor=False)
    ada.account.set_unusable_password()
    ada.account.save()
    ada.account.authenticator_set.all().delete()  # type: ignore[attr-defined]  # allauth's own relation
    ada.signed_in_long_ago()
    page = ada.client.post(reverse("oversight:own_data"))
    assert page.status_code == 403
    assert "Sign out, sign in again" in page.content.decode()
