"""The second step of signing in: an app's codes, recovery codes, and who is asked for one."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from cast import PASSWORD, Member, adds_app
from cast.people import seated
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry
from commonward.people.entry import EntryRules
from commonward.people.factors import Factors
from commonward.people.models import Account, Organisation, Seat

pytestmark = pytest.mark.django_db


def code_of(key: str, *, ahead: int = 0) -> str:
    """What an app that holds this key shows now, or some half minutes from now."""
    return format_hotp_value(hotp_value(key, int(time.time()) // 30 + ahead))


def signs_in(account: Account) -> Client:
    """A browser in which the password was typed."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    return browser


def shows(browser: Client, code: str) -> object:
    """The answer to a code typed as the second step."""
    return browser.post(reverse("mfa_authenticate"), {"code": code})


def signed_in(browser: Client) -> bool:
    """Whether this browser is signed in."""
    return "_auth_user_id" in browser.session


@pytest.fixture
def kim(db: None) -> Member:
    """A patient with a seat and no face."""
    return seated("kim", Role.PATIENT)


def test_an_app_is_added_with_its_first_code_and_recovery_codes_come_with_it(
    kim: Member, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    browser = signs_in(kim.account)
    page = browser.get(reverse("mfa_activate_totp"))
    key = page.context["form"].secret
    assert '<svg class="qr"' in page.content.decode()
    assert key in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        done = browser.post(reverse("mfa_activate_totp"), {"code": code_of(key)})
    assert done.url == reverse("mfa_view_recovery_codes")
    codes = browser.get(done.url).context["unused_codes"]
    assert len(set(codes)) == 10
    recorded = Entry.objects.filter(action="factor.added").values_list("detail", flat=True)
    assert {one["kind"] for one in recorded} == {"totp", "recovery_codes"}
    assert "An app for codes was added" in [one.subject.partition("] ")[2] for one in mail.outbox]


def test_the_code_that_added_the_app_does_not_sign_in(kim: Member) -> None:
    browser = signs_in(kim.account)
    key = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    code = code_of(key)
    browser.post(reverse("mfa_activate_totp"), {"code": code})
    second = signs_in(kim.account)
    shows(second, code)
    assert not signed_in(second)


def test_an_app_is_added_though_the_mail_about_it_does_not_go_out(
    kim: Member, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    browser = signs_in(kim.account)
    key = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    with (
        override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1),
        django_capture_on_commit_callbacks(execute=True),
    ):
        done = browser.post(reverse("mfa_activate_totp"), {"code": code_of(key)})
    assert done.status_code == 302
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_wrong_first_code_says_so_and_keeps_the_key(kim: Member) -> None:
    browser = signs_in(kim.account)
    key = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    page = browser.post(reverse("mfa_activate_totp"), {"code": "000 00"})
    assert "That does not fit" in page.content.decode()
    assert page.context["form"].secret == key
    assert not Authenticator.objects.exists()


def test_the_key_is_sealed_in_the_database(kim: Member) -> None:
    key = adds_app(kim.account)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        kept = str(cursor.fetchone()[0])
    assert key not in kept
    assert Factors().decrypt(Authenticator.objects.get().data["secret"]) == key


def test_with_another_key_nothing_opens_and_nobody_gets_in_by_that(kim: Member) -> None:
    key = adds_app(kim.account)
    browser = signs_in(kim.account)
    with override_settings(FACTOR_KEY="another key altogether, 32 characters"):
        answer = shows(browser, code_of(key))
    assert answer.status_code == 503
    assert not signed_in(browser)


def test_an_older_key_behind_the_new_one_still_opens(kim: Member) -> None:
    key = adds_app(kim.account)
    browser = signs_in(kim.account)
    with override_settings(FACTOR_KEY=f"another-key-altogether-32-characters {settings.FACTOR_KEY}"):
        shows(browser, code_of(key))
    assert signed_in(browser)


def test_a_password_alone_leads_to_the_second_step_and_a_code_in(kim: Member) -> None:
    key = adds_app(kim.account)
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": kim.account.email, "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert not signed_in(browser)
    assert "One more step" in browser.get(answer.url).content.decode()
    shows(browser, code_of(key))
    assert signed_in(browser)
    assert Entry.objects.filter(action="factor.shown").count() == 1


def test_a_code_works_once_even_when_no_cache_remembers_it(kim: Member) -> None:
    key = adds_app(kim.account)
    code = code_of(key)
    shows(signs_in(kim.account), code)
    second = signs_in(kim.account)
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}):
        page = shows(second, code)
    assert not signed_in(second)
    assert "That does not fit" in page.content.decode()
    shows(second, code_of(key, ahead=1))
    assert signed_in(second)


def test_a_recovery_code_works_once(kim: Member) -> None:
    key = adds_app(kim.account)
    browser = signs_in(kim.account)
    shows(browser, code_of(key))
    browser.post(reverse("mfa_generate_recovery_codes"))
    codes = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert codes[0] in browser.get(reverse("mfa_download_recovery_codes")).content.decode()
    first, second = signs_in(kim.account), signs_in(kim.account)
    shows(first, codes[0])
    shows(second, codes[0])
    assert signed_in(first)
    assert not signed_in(second)


def test_after_five_wrong_codes_even_the_right_one_waits(kim: Member) -> None:
    key = adds_app(kim.account)
    browser = signs_in(kim.account)
    for _try in range(5):
        shows(browser, "111111")
    page = shows(browser, code_of(key))
    assert not signed_in(browser)
    assert "That was one try too many" in page.content.decode()
    assert Entry.objects.filter(action="account.sign_in_failed", reason_code="totp").count() == 5


def test_taking_the_app_away_takes_the_recovery_codes_along(kim: Member) -> None:
    key = adds_app(kim.account)
    browser = signs_in(kim.account)
    shows(browser, code_of(key))
    browser.post(reverse("mfa_generate_recovery_codes"))
    assert browser.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.exists()
    assert signed_in(signs_in(kim.account))


def test_somebody_with_an_app_can_still_change_their_address(kim: Member) -> None:
    key = adds_app(kim.account)
    browser = signs_in(kim.account)
    shows(browser, code_of(key))
    browser.post(reverse("account_email"), {"email": "kim-new@example.org", "action_add": "1"})
    assert "kim-new@example.org" in [address for one in mail.outbox for address in one.to]


# --- Who is asked -------------------------------------------------------------------------------------------------
@pytest.fixture
def una(harbour: Organisation) -> Member:
    """A moderator who has no second factor yet, and is a patient, too."""
    made = seated("una", Role.MODERATOR, at=harbour)
    Authenticator.objects.all().delete()
    Seat.objects.create(account=made.account, role=Role.PATIENT.value)
    return made


def test_an_office_is_closed_until_there_is_a_second_factor(una: Member) -> None:
    closed = una.client.get(reverse("oversight:queue"))
    assert closed.url == reverse("people:second_step")
    assert "takes a second step" in una.client.get(closed.url).content.decode()
    adds_app(una.account)
    assert una.client.get(reverse("oversight:queue")).status_code == 200
    assert una.client.get(reverse("people:second_step")).status_code == 302


def test_home_leads_from_a_closed_office_to_the_second_step_and_not_to_another_seat(una: Member) -> None:
    assert una.client.get("/", follow=False).headers["Location"] == "/you/second-step"


def test_meanwhile_one_can_sit_elsewhere(una: Member) -> None:
    other = Seat.objects.get(account=una.account, role=Role.PATIENT.value)
    assert una.client.post(reverse("people:second_step"), {"seat": str(other.pk)}).status_code == 302
    assert una.client.get(reverse("people:you")).status_code == 200
    una.client.post(reverse("people:second_step"), {"seat": str(other.pk)})
    assert Entry.objects.filter(action="seat.switched").count() == 1


def test_the_seat_of_somebody_else_is_not_taken_that_way(una: Member, kim: Member) -> None:
    for wrong in [str(kim.seat.pk), "", "x", "9" * 40]:
        assert una.client.post(reverse("people:second_step"), {"seat": wrong}).status_code == 404


def test_public_pages_show_a_closed_office_nothing_more_than_a_visitor(una: Member) -> None:
    page = una.client.get(reverse("community:local"))
    assert page.status_code == 200
    assert reverse("oversight:queue") not in page.content.decode()


def test_words_written_from_a_closed_office_are_given_back(una: Member) -> None:
    page = una.client.post(reverse("community:write"), {"text": "Words that took an hour"})
    assert page.status_code == 401
    assert "Words that took an hour" in page.content.decode()


def test_the_place_may_ask_nobody_and_an_organisation_its_own(una: Member, harbour: Organisation) -> None:
    EntryRules.objects.create(asks_factor=False)
    assert una.client.get(reverse("oversight:queue")).status_code == 200
    Organisation.objects.filter(pk=harbour.pk).update(asks_factor=True)
    assert una.client.get(reverse("oversight:queue")).url == reverse("people:second_step")


def test_recovery_codes_alone_are_no_second_factor(una: Member) -> None:
    Authenticator.objects.create(user=una.account, type="recovery_codes", data={"seed": "s1.", "used_mask": 0})
    assert una.client.get(reverse("oversight:queue")).url == reverse("people:second_step")


def test_patients_are_not_asked(kim: Member) -> None:
    assert kim.client.get(reverse("people:you")).status_code == 200


def test_the_demo_asks_nobody(una: Member) -> None:
    with override_settings(DEMO=True):
        assert una.client.get(reverse("oversight:queue")).status_code == 200


# --- Whoever lost everything --------------------------------------------------------------------------------------
def test_the_operator_takes_all_factors_and_ends_all_sessions(kim: Member) -> None:
    adds_app(kim.account)
    before = kim.client
    call_command("take_factors", kim.account.email, stdout=StringIO())
    assert not Authenticator.objects.exists()
    assert before.get(reverse("people:you")).status_code == 302
    assert signed_in(signs_in(kim.account))
    assert Entry.objects.filter(action="account.signed_out_everywhere", actor_kind="system").count() == 1


def test_an_address_that_nobody_has_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="No account has this address"):
        call_command("take_factors", "nobody@example.org")
