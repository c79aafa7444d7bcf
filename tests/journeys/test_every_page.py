"""Every page of the site as it looks and behaves: wide and narrow, by day and by night, by keyboard, for axe.

The town of the contracts is built once and stays for the module; each row is a page in it. A name of the site that
has no row here fails, unless it is no page.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.management import call_command
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django import DjangoDbBlocker

from cast import Member
from cast.people import seated
from commonward.config.demo import DOMAIN
from commonward.kernel.actor import Role
from commonward.people.models import Account
from contracts.addresses import named, path_of
from contracts.scene import Thing, Town
from journeys import trouble
from journeys.house import House
from journeys.looking import (
    AXE,
    faint,
    html_codesniffer,
    small_targets,
    sniffed,
    unseen_focus,
    violations,
    violations_but_contrast,
    wider_than_the_window,
    wrong_headings,
)

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("every page"),
]

#: Names that answer with something else than a page, and what it is.
NO_PAGE = {
    "account_set_password": "leads on: every account has a password",
    "account_confirm_login_code": "leads on: codes are not used here",
    "mfa_authenticate": "leads on for everybody but who typed a password; a journey of its own looks at it",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "data for the script of the page for signing in",
    "people:organisation_factor": "takes a form",
    "people:child_ask": "leads on for everybody who did not sign up as a child",
    "people:child_wish": "answers only to the parent who was written to",
    "people:sign_on": "leads on to an organisation's server",
    "people:sign_on_back": "leads on; where it failed, tests/failing looks at the page",
    "people:sign_on_over": "a server calls it",
    "people:sign_on_new": "leads on for everybody who does not come back from a server",
    "people:sign_on_connect": "leads on for everybody who does not come back from a server",
    "people:sign_on_again": "leads on to an organisation's server",
    "people:switch_seat": "takes a form",
    "people:remove_credential": "takes a form",
    "people:open_evidence": "a file",
    "people:remove_evidence": "takes a form",
    "people:ask_training": "takes a form",
    "people:withdraw_training": "takes a form",
    "people:invite": "takes a form; with an error it is people:members",
    "people:withdraw_invitation": "takes a form",
    "care:take": "takes a form",
    "care:withdraw_proposal": "takes a form",
    "people:read_notices": "takes a form",
    "people:revoke_application": "takes a form",
    "people:open_notice": "takes a form",
    "connect:authorize": "leads on to connect:asked",
    "connect:token": "for programs",
    "connect:revoke": "for programs",
    "connect:disconnect": "takes a form",
    "smart_configuration": "data for programs",
    "people:end_office": "takes a form",
    "care:check": "a fragment",
    "care:review_emergency": "takes a form",
    "care:draft": "no content",
    "care:file_page": "a picture",
    "care:file_original": "a file",
    "consent:give": "takes a form",
    "consent:withdraw": "takes a form",
    "consent:narrow": "takes a form",
    "consent:study_numbers": "a file",
    "consent:receipt_file": "a file to keep",
    "oversight:said_of_help": "takes a form",
    "oversight:end_hold": "takes a form",
    "oversight:fetch_export": "a file",
    "oversight:export_ledger": "a file",
    "healthz": "one word for machines",
    "ui:push_worker": "a script",
    "arrivals": "numbers for the script of an open page",
    "arrivals_stream": "a stream for the script of an open page",
    "readyz": "one word for machines",
    "metrics": "figures for machines",
    "community:check": "a fragment",
    "community:draft": "no content",
    "community:picture": "a picture",
    "oversight:logo": "a picture",
    "ui:colour": "a style sheet",
    "community:before": "a picture",
    "community:person_feed": "Atom, for feed readers",
    "community:place_feed": "Atom, for feed readers",
    "community:thank": "takes a form",
    "community:unthank": "takes a form",
    "community:save": "takes a form",
    "community:unsave": "takes a form",
    "community:follow": "takes a form",
    "community:mark": "takes a form",
    "community:unmark": "takes a form",
    "community:ask_review": "takes a form; with an error it is community:quality",
}

# fmt: off
TABLE = """
account_login                        | -                   | nobody
account_logout                       | -                   | nadia
account_inactive                     | -                   | nobody
account_signup                       | -                   | nobody
account_reauthenticate               | -                   | nadia
account_email                        | -                   | nadia
account_email_verification_sent      | -                   | nobody
account_change_password              | -                   | nadia
account_reset_password               | -                   | nobody
account_reset_password_done          | -                   | nobody
account_confirm_email                | a link of nobody's  | nobody
account_confirm_email                | a link to confirm   | nobody
account_reset_password_from_key      | a link of nobody's  | nobody
account_reset_password_from_key      | a link to a new password | nobody
account_reset_password_from_key_done | -                   | nobody
mfa_index                            | -                   | nadia
mfa_index                            | -                   | lena
mfa_reauthenticate                   | -                   | mo
mfa_reauthenticate_webauthn          | -                   | lena
mfa_activate_totp                    | -                   | nadia
mfa_deactivate_totp                  | -                   | mo
mfa_view_recovery_codes              | -                   | lena
mfa_generate_recovery_codes          | -                   | lena
mfa_list_webauthn                    | -                   | lena
mfa_list_webauthn                    | -                   | nadia
mfa_add_webauthn                     | -                   | nadia
mfa_remove_webauthn                  | a passkey           | lena
mfa_edit_webauthn                    | a passkey           | lena
people:entry                         | -                   | pia
people:invite_many                   | an organisation     | ada
people:suspend                       | a member            | ada
people:devices                       | -                   | nadia
people:second_step                   | -                   | una
people:you                           | -                   | nadia
people:new_seat                      | -                   | newcomer
people:new_seat                      | -                   | nadia
people:end_seat                      | a seat              | nadia
people:settings                      | -                   | nadia
people:notice_settings               | -                   | nadia
people:push_devices                  | -                   | nadia
people:ways                          | -                   | pia
oversight:looking_up                 | -                   | pia
people:end_digest                    | a digest's link     | nobody
people:profession                    | -                   | nadia
people:credentials                   | -                   | nadia
people:credentials                   | -                   | sam
people:credentials_to_verify         | -                   | olu
people:restate_credential            | a credential        | nadia
people:evidence                      | a credential        | nadia
people:decide_credential             | a credential        | olu
people:members                       | an organisation     | ada
people:members                       | an organisation     | nadia
people:end_membership                | a member            | ada
people:invitation                    | an invitation       | nobody
people:invitation                    | an invitation       | sam
people:offices                       | an organisation     | ada
people:organisation_sign_on          | an organisation     | ada
people:children                      | -                   | nadia
people:sign_ons                      | -                   | nadia
people:readiness                     | -                   | nadia
people:readiness                     | -                   | sam
people:staff                         | an organisation     | ada
people:own_offices                   | -                   | olu
people:own_offices                   | -                   | nadia
people:publishing                    | -                   | olu
people:publishing                    | -                   | mo
people:applications                  | -                   | nadia
people:applications                  | -                   | bo
people:applications                  | -                   | lena
connect:asked                        | a request to connect | lena
connect:registered                   | the whole place     | pia
connect:remove                       | a registered application | pia
people:notices                       | -                   | nadia
people:notices                       | -                   | bo
consent:page                         | -                   | lena
consent:page                         | -                   | bo
consent:receipt                      | a grant             | lena
consent:own                          | a kind to permit    | lena
consent:question                     | a question          | lena
consent:question                     | a question that the team asked | ivo
consent:studies                      | a study             | olu
care:home                            | -                   | lena
care:home                            | -                   | sam
care:home                            | -                   | ivo
care:home                            | -                   | nadia
care:choose                          | -                   | lena
care:ask                             | a care team         | sam
care:relationship                    | a relationship      | lena
care:relationship                    | a relationship of the team | ivo
care:relationship                    | a request for care  | ivo
care:new_thread                      | a relationship      | lena
care:proxies                         | a relationship      | lena
care:thread                          | a thread            | lena
care:thread                          | a thread of the team | ivo
care:change                          | a message           | lena
care:history                         | a message           | lena
care:emergency                       | the second reader   | hana
care:emergencies                     | -                   | olu
care:held                            | the second reader   | hana
care:held_entry                      | held words          | hana
care:ask_to_show                     | a relationship of the team | ivo
care:ask_to_permit                   | a relationship of the team | ivo
care:kept                            | words kept in care  | bo
care:showing                         | a question to show  | lena
care:showing                         | a question of the team | ivo
care:own_teams                       | a team that one serves in | ivo
care:propose                         | a team that one serves in | ivo
care:invited                         | -                   | lena
care:ready                           | a team that one leads | ivo
care:ready_reply                     | a ready reply       | ivo
care:file                            | a file              | lena
care:file                            | a file to the team  | ivo
care:held_file                       | a held file         | hana
care:hand_over                       | a thread of the team | ivo
care:calendar                        | an organisation     | ada
care:hours                           | a care team         | ada
care:rota                            | a care team         | ada
care:teams                           | an organisation     | ada
care:team                            | a care team         | ada
ui:components                        | -                   | nobody
demo                                 | -                   | nobody
oversight:queue                      | -                   | mo
oversight:queue                      | -                   | lew
oversight:review                     | a review            | mo
oversight:review                     | a review that was taken | mo
oversight:review                     | an appeal           | olu
oversight:review                     | a report's review   | mo
oversight:review                     | a refusal           | mo
oversight:appeal                     | a refusal           | lena
oversight:own_review                 | a refusal           | lena
oversight:own_review                 | a review            | lena
oversight:review                     | a call              | olu
oversight:own_review                 | a call              | lena
oversight:ethics                     | -                   | lena
oversight:ethics                     | -                   | mo
oversight:ethics                     | -                   | bo
oversight:ethics_query               | an ethics query     | lena
oversight:ethics_query               | an ethics query     | mo
community:questions                  | a held post         | lena
community:questions                  | a public post       | lena
oversight:own_data                   | -                   | lena
oversight:own_data                   | -                   | bo
oversight:delete_account             | -                   | lena
oversight:who_read                   | -                   | lena
oversight:correct                    | -                   | lena
oversight:desk                       | -                   | olu
oversight:branding                   | an organisation     | ada
oversight:text                       | a text of a house   | nobody
oversight:write_text                 | a text of a house   | ada
oversight:transparency               | -                   | nobody
oversight:incidents                  | -                   | olu
oversight:incident                   | an incident         | olu
oversight:retention                  | -                   | olu
oversight:ledger                     | -                   | olu
oversight:correction                 | a correction        | olu
oversight:help_now                   | -                   | nobody
oversight:help_now                   | -                   | lena
community:chosen_person              | -                   | fay
community:chosen_person              | -                   | sam
community:let_know                   | -                   | sam
community:let_know                   | -                   | bo
community:post                       | a post with help    | lena
oversight:own_reports                | -                   | sam
oversight:own_reports                | -                   | bo
oversight:told                       | -                   | lena
oversight:told                       | -                   | bo
oversight:alarms                     | -                   | mo
oversight:catalogue                  | -                   | nobody
oversight:rule                       | a rule              | nobody
oversight:rule                       | a rule              | nadia
oversight:here                       | an organisation     | ada
oversight:here                       | an organisation     | nadia
oversight:codes                      | -                   | nadia
oversight:entries                    | an organisation     | nadia
oversight:entry                      | an entry            | quiet
oversight:entry                      | an entry            | nadia
community:home                       | -                   | nobody
community:home                       | -                   | lena
community:home                       | -                   | bo
community:welcome                    | -                   | nobody
community:local                      | -                   | sam
community:colleagues                 | -                   | nadia
community:tag                        | a tag               | sam
community:tag                        | a tag of nobody's   | sam
community:saved                      | -                   | sam
community:saved                      | -                   | bo
community:write                      | -                   | lena
community:post                       | a public post       | sam
community:post                       | a public post       | nobody
community:post                       | a held post         | lena
community:post                       | a refused post      | lena
community:post                       | a post with a held edit | lena
community:post                       | a post with a picture in quarantine | lena
community:covers                     | a picture for followers | lena
community:covers                     | a picture in quarantine | lena
community:credit                     | a picture for followers | lena
oversight:library                    | an organisation     | ada
oversight:library_add                | an organisation     | ada
oversight:library_picture            | a picture of a library | ada
community:post                       | a health post       | sam
community:quality                    | a health post       | nadia
community:quality                    | a health post       | quiet
community:quality                    | a public post       | nobody
community:dispute                    | a health post       | quiet
community:reply                      | a public post       | sam
community:edit                       | a held post         | lena
community:history                    | a public post       | lena
community:withdraw                   | a public post       | lena
community:report                     | a public post       | sam
community:person                     | face of lena        | sam
community:person                     | face of quiet       | sam
community:person                     | face of lena        | lena
community:distance                   | face of lena        | sam
community:face                       | -                   | faceless
community:face                       | -                   | lena
community:privacy                    | -                   | lena
community:distances                  | -                   | lena
community:distances                  | -                   | sam
community:search                     | -                   | nadia
community:search                     | -                   | nobody
community:people_at                  | an organisation     | nadia
community:own_posts                  | -                   | lena
community:own_posts                  | -                   | bo
"""
# fmt: on


@dataclass(frozen=True, slots=True)
class Row:
    """One page, as somebody sees it."""

    name: str
    of: str
    who: str

    def __str__(self) -> str:
        return f"{self.name} of {self.of} for {self.who}"


WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 740}
#: What a wide page does not show.
ONLY_NARROW = ".topbar, .places, .only-narrow"
ROWS = [Row(*(part.strip() for part in line.split("|"))) for line in TABLE.strip().splitlines()]
#: Forms, and the button that is pressed with nothing filled in.
EMPTY = {
    Row("account_login", "-", "nobody"): "Sign in",
    Row("account_signup", "-", "nobody"): "Open my account",
    Row("account_reset_password", "-", "nobody"): "Send me the link",
    Row("account_change_password", "-", "lena"): "Change it",
    Row("account_email", "-", "lena"): "Send the link",
    Row("people:new_seat", "-", "newcomer"): "Take this seat",
    Row("people:credentials", "-", "nadia"): "State it",
    Row("people:evidence", "a credential", "nadia"): "Bring it",
    Row("people:decide_credential", "a credential", "olu"): "Tell the person",
    Row("people:members", "an organisation", "ada"): "Send the invitation",
    Row("oversight:review", "a review that was taken", "mo"): "Return with these words",
    Row("community:write", "-", "sam"): "Publish",
    Row("community:report", "a public post", "fay"): "Send",
    Row("community:face", "-", "lena"): "Show this",
    Row("oversight:write_text", "a text of a house", "ada"): "Put it in force",
    Row("people:offices", "an organisation", "ada"): "Name them",
    Row("community:chosen_person", "-", "bo"): "Ask them",
    Row("oversight:correct", "-", "lena"): "Ask for it",
    Row("oversight:delete_account", "-", "lena"): "Delete my account",
}
TITLES: dict[str, set[str]] = defaultdict(set)


class Windows:
    """One window per person, opened when it is first asked for."""

    def __init__(self, browser: Browser, house: House, clients: dict[str, Client]) -> None:
        self._browser, self._house, self.clients = browser, house, clients
        self._pages: dict[str, Page] = {}

    def of(self, who: str) -> Page:
        """The page of somebody, wide and in daylight."""
        if who not in self._pages:
            context = self._browser.new_context(base_url=self._house.url, reduced_motion="reduce")
            if who != "nobody":
                key = self.clients[who].cookies[settings.SESSION_COOKIE_NAME].value
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self._house.url}])
            context.add_init_script(AXE)
            self._pages[who] = context.new_page()
        page = self._pages[who]
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        return page

    def close(self) -> None:
        """All of them."""
        for page in self._pages.values():
            page.context.close()


@pytest.fixture
def _django_db_helper() -> None:
    """In place of pytest-django's, which would empty the town after every page."""


@pytest.fixture(scope="module")
def town(django_db_setup: None, house: House, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """The town, for everybody to see; emptied in the end."""
    with django_db_blocker.unblock(), override_settings(SITE_URL=house.url, DEMO=False):
        built = Town()
        _more_things(built)
        yield built
        house.rest()
        call_command("flush", interactive=False, verbosity=0)


def _more_things(town: Town) -> None:
    address = EmailAddress.objects.create(user=town.sam.account, email="sam.later@example.org")
    town.things["a link to confirm"] = Thing(town.sam, {"key": EmailConfirmationHMAC(address).key})
    uid, token = user_pk_to_url_str(town.bo.account), default_token_generator.make_token(town.bo.account)
    town.things["a link to a new password"] = Thing(town.bo, {"uidb36": uid, "key": token})
    town.things["a tag of nobody's"] = Thing(town.sam, {"name": "nothing"})
    Account.objects.filter(pk__in=[town.fay.account.pk, town.pia.account.pk]).update(
        email=Concat(F("email"), Value(f"@{DOMAIN}"))
    )


@pytest.fixture(scope="module")
def windows(town: Town, house: House, browser: Browser) -> Iterator[Windows]:
    """A window for each of those who look."""
    accounts = {name: one for name, one in vars(town).items() if isinstance(one, Member)}
    opened = Windows(browser, house, {name: one.browser() for name, one in accounts.items()})
    opened.clients["newcomer"] = signed_in(town.newcomer)
    opened.clients["faceless"] = seated("faceless", Role.PATIENT).browser()
    yield opened
    opened.close()


def signed_in(account: Account) -> Client:
    """A browser of somebody without a seat."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_name_has_a_row() -> None:
    rows = {row.name for row in ROWS} | set(NO_PAGE)
    missing, gone = sorted(set(named()) - rows), sorted(rows - set(named()))
    assert not missing, f"Say in TABLE who sees {missing}, or in NO_PAGE what they are instead of pages."
    assert not gone, f"These are no more: {gone}."


def test_html_codesniffer_looks_too(windows: Windows) -> None:
    if not html_codesniffer():
        pytest.skip("HTML_CodeSniffer could not be had; npm ci in tests/journeys/sniffer fetches it")
    page = windows.of("nobody")
    page.set_content('<html lang="en"><title>A page</title><img src="data:,"></html>')
    assert any("H37" in one for one in sniffed(page))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_page_is_for_everybody(town: Town, windows: Windows, row: Row) -> None:
    page = windows.of(row.who)
    with override_settings(DEMO=row.name == "demo"):
        answer = page.goto(path_of(row.name, town.things[row.of].args))
    assert answer is not None
    assert answer.status == 200
    said = wrong_headings(page) + everything_about(page)
    assert not said, "\n".join(said)
    if (row.name, row.who) != ("community:home", "nobody"):  # that is community:welcome
        others = TITLES[page.title()]
        others.add(row.name)
        assert others == {row.name}, f"These pages share the title “{page.title()}”."


@pytest.mark.parametrize(("row", "button"), EMPTY.items(), ids=str)
def test_a_form_that_was_left_empty(town: Town, windows: Windows, row: Row, button: str) -> None:
    page = windows.of(row.who)
    page.goto(path_of(row.name, town.things[row.of].args))
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    page.locator("main input:not([type=hidden], [type=radio], [type=checkbox]), main textarea").evaluate_all(
        "fields => fields.forEach((field) => { field.value = ''; })"
    )
    page.get_by_role("button", name=button, exact=True).click()
    error = page.locator(".field__error").first
    expect(error).to_be_visible()
    beside = page.locator(":is([aria-describedby*=error], [role=alert])").first
    expect(beside).to_be_visible()
    said = wrong_headings(page) + everything_about(page)
    assert not said, "\n".join(said)


@pytest.mark.parametrize("kind", trouble.ERRORS)
def test_a_page_for_what_went_wrong(windows: Windows, kind: str) -> None:
    page = windows.of("sam")
    with override_settings(ROOT_URLCONF="journeys.trouble"):
        answer = page.goto(f"/trouble/{kind}/")
    assert answer is not None
    assert answer.status == int(kind)
    assert "<code>" not in page.content()
    said = wrong_headings(page) + everything_about(page)
    assert not said, "\n".join(said)
    expect(page.get_by_role("link", name="Go home")).to_be_visible()


def everything_about(page: Page) -> list[str]:
    """What is wrong with a page as it stands, in words: wide and narrow, by day and by night, by keyboard.

    Colours depend on the light and not on the width, so contrast is measured where a page is wide, by day and by
    night, and once more for what only a narrow page shows.
    """
    said = wider_than_the_window(page) + violations(page) + sniffed(page) + unseen_focus(page)
    page.emulate_media(color_scheme="dark")
    said += [f"by night, {one}" for one in faint(page) + sniffed(page)]
    page.set_viewport_size(NARROW)
    said += [f"narrow, by night, {one}" for one in faint(page, within=ONLY_NARROW)]
    page.emulate_media(color_scheme="light")
    narrow = wider_than_the_window(page) + violations_but_contrast(page) + faint(page, within=ONLY_NARROW)
    return said + [f"narrow, {one}" for one in narrow + small_targets(page)]
