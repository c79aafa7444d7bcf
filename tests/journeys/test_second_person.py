"""What is held: read by a second person, returned with words, refused, asked about once more, and let out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cast import Member, member
from commonward.kernel.actor import Role
from commonward.people.models import Organisation
from journeys.writing import cards, field, publish

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
HELD = "The woman in the next bed, Rosa, broke her hip, and she sang for all of us."
STILL_HELD = "The woman in the next bed, Rosa, had a stroke, and our whole ward sang with her."


@pytest.fixture
def uma(harbour: Organisation) -> Member:
    """Harbour Clinic's other moderator."""
    return member("Uma Stern", Role.MODERATOR, at=harbour)


def take(page: Page, heading: str) -> None:
    page.goto("/review/")
    page.get_by_role("link", name=heading).click()
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_role("heading", name="Your decision")).to_be_visible()


def decide(page: Page, words: str, button: str) -> None:
    page.get_by_label("Words to Pat Lindqvist").fill(words)
    page.get_by_role("button", name=button).click()
    expect(page).to_have_url(re.compile(r"/review/$"))


def test_held_returned_refused_and_released_in_the_end(
    visit: Visit, pat: Member, mo: Member, uma: Member, sam: Member
) -> None:
    page = visit(pat, "/write/")
    field(page).fill(HELD)
    cards(page, 1)
    publish(page)
    expect(page.get_by_text("A second person reads it first. You will hear from us.")).to_be_visible()
    expect(page.get_by_role("heading", name="A second person reads this first")).to_be_visible()
    reader = visit(sam, "/local/")
    expect(reader.get_by_text("Rosa")).to_have_count(0)

    desk = visit(mo)
    take(desk, "The woman in the next bed")
    desk.get_by_role("button", name="Return with these words").click()
    expect(desk.locator("#words")).to_be_focused()  # the browser asks for words; nothing was sent
    decide(desk, "Please leave the name out.", "Return with these words")

    page.goto("/you/notices")
    page.get_by_role("button", name="asks for a change").click()
    expect(page.get_by_text("Please leave the name out.")).to_be_visible()
    expect(page.get_by_role("heading", name="Mo Tarek wrote to you")).to_be_visible()
    page.get_by_role("link", name="Change it").click()
    field(page).fill(STILL_HELD)
    cards(page, 1)
    publish(page)
    expect(page.get_by_text("A second person reads it first.").first).to_be_visible()

    take(desk, "The woman in the next bed")
    decide(desk, "She did not ask to be named here.", "Refuse")

    page.goto("/you/notices")
    page.get_by_role("button", name="They cannot go out").click()
    expect(page.get_by_text("She did not ask to be named here.")).to_be_visible()
    expect(page.get_by_role("link", name="Change it")).to_have_count(0)
    page.get_by_role("link", name="Ask for a second look").click()
    page.get_by_label("What should they know?").fill("She is my friend and reads along. She said yes.")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("Somebody else reads it now. You will hear from us.")).to_be_visible()
    expect(page.get_by_role("link", name="Ask for a second look")).to_have_count(0)

    desk.goto("/review/?tab=appeals")
    expect(desk.get_by_role("link", name="The woman in the next bed")).to_have_count(0)
    other = visit(uma)
    take(other, "The woman in the next bed")
    expect(other.get_by_text("She is my friend and reads along.")).to_be_visible()
    expect(other.get_by_text("She did not ask to be named here.")).to_be_visible()
    other.get_by_role("button", name="Release as it is").click()
    expect(other.get_by_text("Released. It is out.")).to_be_visible()

    reader.reload()
    expect(reader.get_by_text("our whole ward sang with her")).to_be_visible()
    page.goto("/you/notices")
    page.get_by_role("button", name="They are out now").first.click()
    expect(page.get_by_role("link", name="See it")).to_be_visible()


def test_two_people_do_not_decide_at_once(visit: Visit, pat: Member, mo: Member, uma: Member) -> None:
    pat.publishes(HELD)
    first, second = visit(mo, "/review/"), visit(uma, "/review/")
    second.get_by_role("link", name="The woman in the next bed").click()
    expect(second.get_by_role("button", name="Take it")).to_be_visible()
    take(first, "The woman in the next bed")
    second.get_by_role("button", name="Take it").click()
    expect(second.get_by_role("heading", name="It has changed meanwhile")).to_be_visible()
    first.get_by_role("button", name="Give it back").click()
    expect(first).to_have_url(re.compile(r"/review/$"))
    take(second, "The woman in the next bed")
