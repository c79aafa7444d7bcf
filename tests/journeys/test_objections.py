""" "This is not a name", and all mended at once: what an author says of findings, with script and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cast import Member
from journeys.looking import small_targets, wider_than_the_window
from journeys.writing import cards, field, publish, words

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
NAMED = "My patient Odalys Ferriman went home and she smiled."
LONGER = f"{NAMED} Her phone is 207-555-0142."


def disagree(page: Page, *, ground: str = "not-so") -> None:
    """Say of the first finding that it is not so."""
    card = page.locator(".finding[data-finding]").first
    card.get_by_text("This is not a name").first.click()
    card.locator(f"[name=object][value$='.{ground}']").click()


def test_a_finding_is_disputed_remembered_and_asked_anew_for_other_words(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/")
    field(page).fill(NAMED)
    cards(page, 1)
    field(page).press_sequentially(" Oh")
    expect(page.get_by_text("Draft kept")).to_be_visible()
    expect(page.get_by_text("One thing needs a change before this can go out.")).to_be_visible()
    disagree(page)
    said = page.get_by_text("You said: This is not a name.")
    expect(said).to_be_visible()
    expect(page.locator("[name=publish]")).to_have_text("Send for review")
    with page.expect_response("**/write/draft/"):
        field(page).press_sequentially(", good.", delay=1)
    expect(page.locator("[data-part=cards] .finding")).to_have_count(1)
    expect(said).to_be_visible()  # the next look does not ask again
    page.goto("/write/")
    expect(field(page)).to_have_value(re.compile("Oh"))
    expect(said).to_be_visible()  # nor does the page when it is opened again
    field(page).fill(NAMED.replace("Ferriman", "Voss"))
    expect(said).to_have_count(0)  # other words are judged anew


def test_the_second_person_sees_the_doubt_and_is_asked_about_it(visit: Visit, nadia: Member, mo: Member) -> None:
    page = visit(nadia, "/write/")
    field(page).fill(NAMED)
    cards(page, 1)
    disagree(page, ground="nobody")
    expect(page.get_by_text("A person reads it before it goes out.")).to_be_visible()
    publish(page)
    expect(page.get_by_text("A second person reads it first. You will hear from us.")).to_be_visible()
    desk = visit(mo, "/review/", width=360)
    desk.get_by_role("link", name="My patient Odalys").click()
    expect(desk.get_by_text("The author does not agree:")).to_be_visible()


def test_all_is_mended_in_one_press_and_put_back_in_one(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/")
    field(page).fill(LONGER)
    cards(page, 2)
    page.get_by_role("button", name="Mend all 2 at once").click()
    expect(page.locator(".finding--done")).to_be_visible()
    assert "Odalys" not in words(page)
    assert "207-555-0142" not in words(page)
    expect(page).to_have_url(re.compile(r"/write/$"))
    page.get_by_role("button", name="Put it back").click()
    expect(field(page)).to_have_value(LONGER)


def test_without_script(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/", width=360, java_script_enabled=False)
    field(page).fill(LONGER)
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Mend all 2 at once").click()
    expect(page.get_by_text("All of it is mended.")).to_be_visible()
    assert "Odalys" not in words(page)
    field(page).fill(f"{words(page)} I sang.")
    page.get_by_role("button", name="Put it all back").click()
    expect(field(page)).to_have_value(f"{LONGER} I sang.")  # what was written since stays
    disagree(page)
    expect(page.get_by_text("You said: This is not a name.")).to_be_visible()
    page.get_by_role("button", name="Take that back").click()
    expect(page.get_by_text("You said: This is not a name.")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_narrow_page(visit: Visit, nadia: Member, axe: Callable[[Page], None], scheme: str) -> None:
    page = visit(nadia, "/write/", width=360, color_scheme=scheme)
    field(page).fill(LONGER)
    cards(page, 2)
    page.locator(".finding").first.get_by_text("This is not a name").first.click()
    assert not small_targets(page)
    assert not wider_than_the_window(page)
    axe(page)
    disagree_button = page.locator("[name=object]").first
    disagree_button.press("Enter")  # by keyboard alone
    expect(page.get_by_text("You said: This is not a name.")).to_be_visible()
    axe(page)
