"""From nothing to a post that others read: an account, a seat, a face, words and a picture that are helped along."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from cast import PASSWORD, Member
from commonward.kernel import work
from journeys.house import House
from journeys.writing import cards, checked, field, marked, mend, picture, publish, words

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
WORDS = "Mrs. Ferriman walked to the window on 3 March. A good day for the whole team."


def link_in_mail(to: str) -> str:
    """The one link in the newest mail to somebody."""
    letter = next(one for one in reversed(mail.outbox) if one.to == [to])
    return re.findall(r"https?://\S+", str(letter.body))[0]


def test_an_account_a_seat_and_a_face(visit: Visit, site: House) -> None:
    page = visit(None, "/")
    page.get_by_role("link", name="Join").click()
    page.get_by_label("E-mail address").fill("wren@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_label("Month in which you were born").select_option("5")
    page.get_by_label("Year in which you were born").fill("1980")
    page.get_by_role("button", name="Open my account").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(link_in_mail("wren@example.org"))
    page.get_by_role("button", name="Yes, it is mine").click()
    page.get_by_label("I live with").or_(page.get_by_label("Patient")).first.check()
    page.get_by_role("button", name="Take this seat").click()
    page.get_by_label("Name", exact=True).fill("Quiet River")
    page.get_by_label("This is a chosen name").check()
    page.get_by_label("Handle").fill("quiet-river")
    page.get_by_label("A few words about you").fill("I like long walks and short recipes.")
    page.get_by_role("button", name="Show this").click()
    expect(page.get_by_role("heading", name="Quiet River", level=1)).to_be_visible()
    expect(page.get_by_text("@quiet-river · a chosen name")).to_be_visible()
    page.get_by_role("link", name="Home").first.click()
    field(page).fill("A quiet walk is good after a long week.")
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
    stranger = visit(None, "/local/")
    expect(stranger.get_by_text("A quiet walk is good")).to_be_visible()


def test_words_are_helped_along_and_go_out_with_a_picture(visit: Visit, nadia: Member, sam: Member) -> None:
    page = visit(nadia, "/write/")
    field(page).press_sequentially(WORDS)
    found = cards(page, 2)
    assert marked(page) == ["Ferriman", "3 March"]
    expect(page.locator("[data-part=said]")).to_have_text("2 things found: 2 must change.")
    field(page).press("F8")
    expect(found.nth(0)).to_be_focused()
    page.keyboard.press("F8")
    expect(found.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(field(page)).to_be_focused()
    mend(found.nth(0))
    mend(cards(page, 1))
    checked(page)
    expect(page.locator("[data-part=said]")).to_have_text("Nothing found.")
    assert "Ferriman" not in words(page)
    assert "March" not in words(page)
    page.get_by_label("Add pictures").click()
    page.set_input_files("[name=picture-1]", files=[picture()])
    page.locator("[name=picture-alt-1]").fill("A teal bench in the sun.")
    publish(page)
    expect(page.get_by_text("It goes out as soon as words and pictures are checked.").first).to_be_visible()
    reader = visit(sam, "/local/")
    expect(reader.get_by_text("A good day for the whole team.")).to_have_count(0)
    work.drain()
    reader.reload()
    expect(reader.get_by_text("A good day for the whole team.")).to_be_visible()
    shown = reader.get_by_alt_text("A teal bench in the sun.")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 320)
