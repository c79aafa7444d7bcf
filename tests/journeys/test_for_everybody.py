"""By keyboard alone, with larger letters, with a system's own colours, with less motion."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from cast import Member
from journeys.conftest import ARGUMENTS, chromium
from journeys.house import House
from journeys.looking import cut_off, moving, wider_than_the_window
from journeys.writing import cards, field

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
FOUND = "Mrs. Ferriman walked on 3 March."


def stops(page: Page, number: int) -> list[str]:
    """What has the focus, one after another, at so many presses of Tab."""
    names = []
    for _ in range(number):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "() => { const at = document.activeElement;"
                " return (at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent).trim(); }"
            )
        )
    return names


def test_tab_leads_through_a_page_as_it_is_read(visit: Visit, nadia: Member, sam: Member) -> None:
    sam.posts("A quiet walk is good.")
    page = visit(nadia, "/local/")
    skip, brand, *places = stops(page, 8)
    assert skip == "Go to the main part"
    assert brand == "Commonward"
    assert places[:3] == ["Home", "Said here", "Notices"]
    page.goto("/local/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go to the main part")).to_be_in_viewport()
    page.keyboard.press("Enter")
    said = page.locator("article.post")
    names = stops(page, 1)
    assert page.evaluate("document.activeElement.closest('main') !== null")
    names += stops(page, 10)
    first = names.index("Sam Ode")
    assert names[first + 2 : first + 6] == ["Thank", "Reply", "Save", "More"]
    page.keyboard.press("Enter") if names[-1] == "More" else said.get_by_label("More").press("Enter")
    report = said.get_by_role("link", name="Report")
    expect(report).to_be_visible()
    page.keyboard.press("Tab")
    expect(report).to_be_focused()
    page.keyboard.press("Escape")
    expect(report).to_be_hidden()
    expect(said.get_by_label("More")).to_be_focused()


def test_tab_leads_through_the_composer(visit: Visit, pat: Member) -> None:
    page = visit(pat, "/write/")
    field(page).fill("Call me on 207-555-0142.")
    cards(page, 1)
    page.get_by_label("Who may read this").focus()
    health = "Is it health information?"
    names = ["What would you like to say?", health, "Warn 1", "Add pictures", "Check", "Publish"]
    assert stops(page, 6) == names
    after = stops(page, 12)
    assert after.index("Take it out") < after.index("Show in text") < after.index("Keep it, say why")


def test_a_card_holds_the_long_address_of_its_source(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/", width=360)
    field(page).fill("Vaccines cause autism.")
    cards(page, 1)
    source = page.locator(".finding__source").first
    expect(source).to_contain_text("https://")
    beyond = "node => node.closest('.finding').getBoundingClientRect().right - node.getBoundingClientRect().right"
    assert source.evaluate(beyond) >= 0
    assert source.locator("a").evaluate(beyond) >= 0


def test_findings_are_told_apart_without_colours(visit: Visit) -> None:
    page = visit(None, "/design/", forced_colors="active", reduced_motion="reduce")
    lines = {}
    for level in ("note", "warn", "hold", "block"):
        mark = page.locator(f".mark[data-level={level}]:visible").first
        lines[level] = mark.evaluate("mark => getComputedStyle(mark).textDecorationStyle")
        with_line = drawn_below(page, mark)
        mark.evaluate("mark => mark.classList.remove('mark')")
        assert drawn_below(page, mark) != with_line, f"Nothing is drawn under a word that is marked {level}."
    assert lines == {"note": "dotted", "warn": "dashed", "hold": "double", "block": "solid"}
    for level, word in (("note", "Note"), ("warn", "Warn"), ("hold", "Hold"), ("block", "Block")):
        said = page.locator(f".finding[data-level={level}] .level").first
        expect(said).to_contain_text(word)
        expect(said.locator("xpath=ancestor::article").locator("svg").first).to_be_visible()


def drawn_below(page: Page, mark: Locator) -> bytes:
    """The picture of a word and the line under it."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    around = {"x": box["x"] - 4, "y": box["y"] - 2, "width": box["width"] + 8, "height": box["height"] + 8}
    return page.screenshot(clip=around)  # type: ignore[arg-type]  # a rectangle


def test_nothing_moves_for_whoever_asks_for_less(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/", reduced_motion="reduce")
    field(page).fill(FOUND)
    cards(page, 2)
    assert moving(page) == []
    page.goto("/design/")
    assert moving(page) == []


@pytest.fixture
def large_letters(site: House, tmp_path: Path, browser: Browser) -> Iterator[BrowserContext]:
    """A browser whose owner set letters of twice the usual size."""
    path = chromium()
    assert path is not None  # or the fixture `browser` would have said so
    (tmp_path / "Default").mkdir()
    letters = {"webkit": {"webprefs": {"default_font_size": 32, "default_fixed_font_size": 26}}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(letters))
    context = browser.browser_type.launch_persistent_context(
        tmp_path,
        executable_path=path,
        args=ARGUMENTS,
        base_url=site.url,
        viewport={"width": 1280, "height": 800},
    )
    yield context
    context.close()


def test_letters_of_twice_the_size_fit(large_letters: BrowserContext, site: House, nadia: Member, sam: Member) -> None:
    post = sam.posts("A quiet walk is good. #rest")
    key = nadia.browser().cookies[settings.SESSION_COOKIE_NAME].value
    large_letters.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site.url}])
    page = large_letters.new_page()
    for path in ("/", "/write/", f"/p/{post.pk}/", "/@sam-ode/", "/you/", "/you/settings", "/policy/", "/face/"):
        page.goto(path)
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 32
        said = wider_than_the_window(page) + cut_off(page)
        assert not said, f"{path}: {said}"
    page.goto("/write/")
    field(page).fill(FOUND)
    cards(page, 2)
    assert not wider_than_the_window(page) + cut_off(page)
