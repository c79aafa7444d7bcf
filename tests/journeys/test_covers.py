"""A picture on its way, in a real browser: what was found comes without loading the page again, with script or by a
link.
"""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from cast import Member
from commonward.kernel import work
from journeys.writing import field, words

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
PORTRAIT = Path(__file__).parents[1] / "guard" / "media" / "people" / "astronaut.jpg"


def wall() -> FilePayload:
    """A wall with a portrait on it."""
    drawn = io.BytesIO()
    image = Image.new("RGB", (640, 420), (176, 190, 184))
    with Image.open(PORTRAIT) as portrait:
        image.paste(portrait.resize((300, 300)), (60, 40))
    image.save(drawn, "PNG")
    return {"name": "wall.png", "mimeType": "image/png", "buffer": drawn.getvalue()}


def bring(page: Page) -> None:
    field(page).fill("Our wall.")
    page.get_by_label("Add pictures").click()
    page.set_input_files("[name=picture-1]", files=[wall()])
    page.get_by_role("button", name="Add to your words").click()
    expect(page.get_by_text("We look at it now")).to_be_visible()


def test_the_composer_says_what_was_found_and_leaves_what_is_typed(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/")
    bring(page)
    said = page.get_by_label("Say what it shows, for people who cannot see it")
    said.fill("A wall with a port")
    work.drain()
    expect(page.get_by_text("We covered 1 face")).to_be_visible(timeout=30_000)
    expect(page.locator(".picture img")).to_be_visible()
    expect(page.get_by_role("button", name="Look again")).to_have_count(0)
    expect(said).to_be_focused()
    expect(said).to_have_value("A wall with a port")
    assert words(page) == "Our wall."


def test_the_page_of_the_picture_opens_its_covers_by_itself(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/")
    bring(page)
    page.get_by_role("button", name="Decide what is covered").click()
    expect(page.get_by_role("heading", name="We are still looking at this picture")).to_be_visible()
    work.drain()
    whose = page.locator("[name=face-0]")
    expect(whose).to_be_visible(timeout=30_000)
    whose.select_option("me")
    page.get_by_role("button", name="Keep this").last.click()
    expect(page.get_by_role("heading", name="The picture is made anew")).to_be_visible()
    work.drain()
    expect(page.get_by_role("heading", name="The picture is made anew")).to_have_count(0, timeout=30_000)
    expect(page.get_by_alt_text("The picture with its covers")).to_be_visible()
    expect(whose).to_have_value("me")


def test_without_script_a_link_and_a_button_look_again(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/", java_script_enabled=False)
    bring(page)
    field(page).fill("Our wall, said better.")
    work.drain()
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_text("We covered 1 face")).to_be_visible()
    assert words(page) == "Our wall, said better."
    page.get_by_role("button", name="Decide what is covered").click()
    page.locator("[name=face-0]").select_option("me")
    page.get_by_role("button", name="Keep this").last.click()
    work.drain()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_alt_text("The picture with its covers")).to_be_visible()
