"""A question about a rule, from the card to the answer: with script and without, wide and narrow, day and night."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cast import Member
from commonward.people import actions
from commonward.people.models import Office
from commonward.people.offices import OfficeKind
from journeys.looking import small_targets, wider_than_the_window
from journeys.writing import cards, field, words

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
NAMED = "My patient Odalys Ferriman sang for us."
QUESTION = "She is on the poster with her full name."
WHY = "The poster is hers. The ward is not."
ASK = "Ask an ethics reviewer"


@pytest.fixture(autouse=True)
def reviewer(ada: Member, mo: Member) -> Office:
    """Mo answers questions about rules at Harbour Clinic."""
    return actions.give_office(ada.person, mo.seat, OfficeKind.ETHICS)


def _open(page: Page) -> None:
    page.locator("summary").filter(has_text=ASK).click()


def _answered(visit: Visit, mo: Member, **more: object) -> Page:
    page = visit(mo, "/you/notices", **more)
    page.get_by_text("Somebody asks you about a rule.").click()
    expect(page.locator("mark")).to_have_text("Odalys Ferriman")
    expect(page.get_by_text(QUESTION)).to_be_visible()
    page.get_by_label("I would let it stand").check()
    page.get_by_label("Why?").fill(WHY)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Sent. They are told that there is an answer.")).to_be_visible()
    return page


def test_asked_from_the_card_and_answered_at_the_text(visit: Visit, nadia: Member, mo: Member) -> None:
    page = visit(nadia, "/write/")
    field(page).fill(NAMED)
    cards(page, 1)
    _open(page)
    page.get_by_label("Whom do you ask?").select_option(label="Mo Tarek")
    page.get_by_label("Your question").fill(QUESTION)
    with page.expect_response("**/write/check/"):
        field(page).press_sequentially(" So.")
    # What is being asked outlives the new cards.
    expect(page.get_by_label("Your question")).to_have_value(QUESTION)
    expect(page.get_by_label("Whom do you ask?")).to_have_value(str(mo.seat.pk))
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("You asked Mo Tarek.")).to_be_visible()
    expect(page.locator(".finding").first).to_be_focused()
    assert words(page) == f"{NAMED} So."
    expect(page.get_by_text("Draft kept")).to_be_visible()
    _answered(visit, mo)
    page.goto("/you/notices")
    page.get_by_text("Your question about a rule is answered.").click()
    expect(page.get_by_text(WHY)).to_be_visible()
    page.get_by_role("link", name="Go to your words").click()
    cards(page, 1)
    expect(page.locator(".finding").get_by_text(WHY)).to_be_visible()


def test_without_script_and_taken_back(visit: Visit, nadia: Member, mo: Member) -> None:
    page = visit(nadia, "/write/", width=360, java_script_enabled=False)
    field(page).fill(NAMED)
    page.get_by_role("button", name="Check").click()
    _open(page)
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("It is asked. You hear from us when there is an answer.")).to_be_visible()
    assert words(page) == NAMED
    page.get_by_role("button", name="Take the question back").click()
    expect(page.get_by_text("The question is taken back.")).to_be_visible()
    _open(page)
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    answering = _answered(visit, mo, width=360, java_script_enabled=False)
    assert not wider_than_the_window(answering)
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".finding").get_by_text(WHY)).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "dark")])
def test_it_fits_and_can_be_used(
    visit: Visit, nadia: Member, mo: Member, axe: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = visit(nadia, "/write/", width=width, color_scheme=scheme)
    field(page).fill(NAMED)
    cards(page, 1)
    _open(page)
    page.get_by_label("Your question").fill(QUESTION)
    assert not wider_than_the_window(page)
    assert not small_targets(page)
    axe(page)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("You asked the ethics reviewers.")).to_be_visible()
    answering = visit(mo, "/ethics/", width=width, color_scheme=scheme)
    axe(answering)
    answering.locator(".queue-row").first.click()
    assert not wider_than_the_window(answering)
    assert not small_targets(answering)
    axe(answering)
