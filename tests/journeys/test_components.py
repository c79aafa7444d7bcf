"""The components and the composer in a real browser, on a small site that stands for any page that uses them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import BrowserContext, Page, expect

from ui.harness import STATE, State, alone

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Widen = Callable[..., BrowserContext]
WORDS = "😀 Mrs. Ferriman walked, and the harpist played.\n\nHe was non-compliant. Drink plenty of water 👩‍⚕️."


@pytest.fixture(autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory, live_server: Any) -> Iterator[State]:
    with override_settings(**alone(tmp_path_factory.mktemp("static"))):
        STATE.__init__()  # type: ignore[misc]  # a fresh state for every test, seen by the server's thread
        yield STATE


@pytest.fixture
def write(page: Page, live_server: Any) -> Page:
    """The page with the composer."""
    page.goto(f"{live_server.url}/write/")
    return page


def field(page: Page) -> Any:
    return page.locator("textarea[name=text]")


def words(page: Page) -> str:
    return str(field(page).input_value())


def marked(page: Page) -> list[str]:
    return [mark.text_content() or "" for mark in page.locator("[data-part=marks] .mark").all()]


def wait_for_cards(page: Page, number: int) -> None:
    expect(page.locator("[data-part=cards] .finding[data-finding]")).to_have_count(number)


def test_words_are_marked_while_they_are_written(write: Page, axe: Callable[[Page], None]) -> None:
    field(write).press_sequentially(WORDS)
    wait_for_cards(write, 4)
    assert marked(write) == ["Mrs. Ferriman", "the harpist", "non-compliant", "plenty of water"]
    assert write.locator("[data-part=marks]").text_content() == WORDS
    expect(write.get_by_text("One thing needs a change before this can go out.").first).to_be_visible()
    expect(write.locator("[data-part=said]")).to_have_text("4 things found: 1 must change.")
    expect(write.locator("[name=publish]")).to_have_attribute("aria-disabled", "true")
    axe(write)


def test_marks_lie_exactly_under_their_words(write: Page) -> None:
    field(write).fill(WORDS * 6)
    wait_for_cards(write, 24)
    sizes = write.evaluate(
        """() => { const one = document.querySelector('.composer__layer'), two = document.querySelector('textarea');
           const box = (node) => { const r = node.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; };
           const letters = (node) => { const s = getComputedStyle(node);
             return [s.font, s.letterSpacing, s.lineHeight, s.padding, s.whiteSpace, s.fontVariantNumeric]; };
           return [box(one), box(two), letters(one), letters(two), two.scrollHeight, two.clientHeight]; }"""
    )
    assert sizes[0] == sizes[1]
    assert sizes[2] == sizes[3]
    assert sizes[4] <= sizes[5]


def test_marks_move_along_until_the_next_check(write: Page, site: State) -> None:
    field(write).fill(WORDS)
    wait_for_cards(write, 4)
    site.check_status = 503
    field(write).evaluate("node => node.setSelectionRange(0, 0)")
    field(write).press_sequentially("Hello! ")
    assert marked(write) == ["Mrs. Ferriman", "the harpist", "non-compliant", "plenty of water"]
    field(write).evaluate("node => node.setSelectionRange(node.value.indexOf('Ferri'), node.value.indexOf('Ferri'))")
    field(write).press_sequentially("x")
    assert marked(write) == ["the harpist", "non-compliant", "plenty of water"]


def test_a_fix_changes_the_right_letters_behind_emoji_and_can_be_undone(write: Page) -> None:
    field(write).fill(WORDS)
    wait_for_cards(write, 4)
    write.get_by_role("button", name="Use these words").last.click()
    assert words(write) == WORDS.replace("plenty of water", "some water")
    expect(write.locator(".finding--done h3")).to_have_text("some water")
    expect(field(write)).to_be_focused()
    write.keyboard.press("Control+z")
    assert words(write) == WORDS


def test_a_fix_can_be_put_back(write: Page) -> None:
    field(write).fill(WORDS)
    wait_for_cards(write, 4)
    write.get_by_role("button", name="Use her role").click()
    wait_for_cards(write, 3)
    write.get_by_role("button", name="Put it back").click()
    assert words(write) == WORDS
    wait_for_cards(write, 4)


def test_findings_are_reached_by_keyboard_and_lead_back(write: Page) -> None:
    field(write).fill(WORDS)
    wait_for_cards(write, 4)
    field(write).press("F8")
    first = write.locator(".finding").first
    expect(first).to_be_focused()
    expect(first).to_have_class("finding is-active")
    write.keyboard.press("Alt+ArrowDown")
    expect(write.locator(".finding").nth(1)).to_be_focused()
    write.keyboard.press("Shift+F8")
    write.keyboard.press("Escape")
    expect(field(write)).to_be_focused()
    selected = field(write).evaluate("node => node.value.slice(node.selectionStart, node.selectionEnd)")
    assert selected == "Mrs. Ferriman"


def test_a_press_on_a_mark_chooses_its_card(write: Page) -> None:
    field(write).fill(WORDS)
    wait_for_cards(write, 4)
    box = write.locator(".mark[data-level=warn]").bounding_box()
    assert box is not None
    write.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(write.locator(".finding[data-level=warn]")).to_have_class("finding is-active")


def test_a_reason_being_written_survives_the_next_check(write: Page, site: State) -> None:
    field(write).fill("He was non-compliant.")
    wait_for_cards(write, 1)
    write.get_by_text("Keep it, say why").click()
    reason = write.locator("[name='reason-stigma.language-1']")
    reason.fill("It is the title of a paper.")
    field(write).press("End")
    field(write).press_sequentially(" Indeed.")
    expect(write.locator("[data-part=marks]")).to_have_text("He was non-compliant. Indeed.")
    write.wait_for_timeout(700)
    expect(reason).to_have_value("It is the title of a paper.")
    write.locator("[name=publish]").click()
    expect(write.get_by_text("Published.")).to_be_visible()
    assert site.reasons == {"stigma.language-1": "It is the title of a paper."}


def test_a_block_keeps_the_words_here_and_says_why(write: Page, site: State) -> None:
    field(write).fill(WORDS)
    wait_for_cards(write, 4)
    write.locator("[name=publish]").press("Enter")
    expect(write.locator(".finding").first).to_be_focused()
    assert site.published == []
    assert words(write) == WORDS


def test_an_old_answer_is_not_shown_over_newer_words(write: Page, site: State) -> None:
    site.late_about = "Ferriman"
    field(write).fill("Mrs. Ferriman")
    write.wait_for_timeout(450)
    assert site.checks == 1
    field(write).fill("plenty of water")
    wait_for_cards(write, 1)
    write.wait_for_timeout(800)
    assert marked(write) == ["plenty of water"]


def test_a_failed_check_is_said_quietly_and_tried_again(write: Page, site: State) -> None:
    site.check_status = 503
    field(write).fill(WORDS)
    expect(write.get_by_text("We could not check just now. Your words are kept.")).to_be_visible()
    site.check_status = 200
    wait_for_cards(write, 4)


def test_an_ended_session_keeps_the_words_on_this_device(write: Page, site: State, live_server: Any) -> None:
    site.signed_out, site.draft_status = True, 403
    field(write).fill(WORDS)
    expect(write.get_by_text("Your seat has timed out.")).to_be_visible()
    expect(write.locator("[data-part=draft]")).to_have_text("Kept on this device")
    site.signed_out, site.draft_status = False, 204
    write.goto(f"{live_server.url}/write/")
    expect(write.get_by_text("We kept your words")).to_be_visible()
    assert words(write) == WORDS
    wait_for_cards(write, 4)


def test_words_that_went_out_are_not_brought_back(write: Page, site: State, live_server: Any) -> None:
    field(write).fill("Small steps count.")
    expect(write.get_by_text("Nothing found. This can go out.")).to_be_visible()
    write.locator("[name=publish]").click()
    expect(write.get_by_text("Published.")).to_be_visible()
    assert site.published == ["Small steps count."]
    write.goto(f"{live_server.url}/write/")
    assert words(write) == ""
    expect(write.get_by_text("We kept your words")).to_be_hidden()
    assert write.evaluate("localStorage.length") == 0


def test_a_draft_that_the_server_keeps_leaves_nothing_on_the_machine(write: Page, site: State) -> None:
    field(write).fill("Half a thought")
    expect(write.locator("[data-part=draft]")).to_have_text("Draft kept")
    assert site.drafts == ["Half a thought"]
    assert write.evaluate("localStorage.length") == 0


def test_a_megabyte_does_not_stop_the_page(write: Page, site: State) -> None:
    field(write).evaluate("node => { node.value = 'many words '.repeat(100000); }")
    took = field(write).evaluate(
        "node => { const t = performance.now(); node.dispatchEvent(new Event('input', {bubbles: true}));"
        " return performance.now() - t; }"
    )
    assert took < 500
    expect(write.locator("[data-part=state]")).to_contain_text("too long to go out")
    expect(write.locator("[name=publish]")).to_have_attribute("aria-disabled", "true")
    write.wait_for_timeout(700)
    assert site.checks == 0
    field(write).fill("Short again.")
    expect(write.get_by_text("Nothing found. This can go out.")).to_be_visible()
    expect(write.locator("[name=publish]")).not_to_have_attribute("aria-disabled", "true")


def test_an_audience_shows_its_own_icon(write: Page) -> None:
    write.get_by_label("Who may read this").select_option("followers")
    expect(write.locator(".choice use").first).to_have_attribute("href", "/static/ui/icons.svg#i-people")


def test_a_chosen_picture_is_shown_and_makes_place_for_another(write: Page) -> None:
    write.get_by_label("Add pictures").click()
    assert write.locator("[data-slot]:visible").count() == 1
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f0000"
        "0105010127e3c9a40000000049454e44ae426082"
    )
    picture = {"name": "bench.png", "mimeType": "image/png", "buffer": png}
    write.set_input_files("[name=picture-1]", files=[picture])
    expect(write.locator("[data-slot]:visible")).to_have_count(2)


def test_everything_works_without_script(window: Widen, live_server: Any, site: State) -> None:
    page = window(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/write/")
    field(page).fill(WORDS)
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".mark").first).to_have_text("Mrs. Ferriman")
    page.get_by_role("button", name="Use her role").click()
    assert words(page) == WORDS.replace("Mrs. Ferriman", "One of our patients")
    page.get_by_text("Keep it, say why").click()
    page.locator("[name='reason-stigma.language-1']").fill("It is a title.")
    page.locator("[name=publish]").click()
    assert page.get_by_text("Published.").is_visible()
    assert site.published == [WORDS.replace("Mrs. Ferriman", "One of our patients")]


@pytest.mark.parametrize("light", ["light", "dark"])
def test_every_component_is_accessible_and_fits_between_wide_and_narrow(
    window: Widen, live_server: Any, axe: Callable[[Page], None], light: str
) -> None:
    """Wide and narrow, `test_every_page` looks at the same page."""
    page = window(width=768, color_scheme=light, reduced_motion="reduce").new_page()
    page.goto(f"{live_server.url}/design/")
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(sideways) <= 0
    axe(page)


def test_a_menu_closes_again(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/design/")
    menu = page.locator("#buttons .menu")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_fixes_count_code_points(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/design/")
    found = page.evaluate(
        """async () => { const { toUnits, moved } = await import('/static/ui/js/composer.js');
           const text = 'a😀b👩‍⚕️c'; const points = [...text];
           const units = points.map((_, at) => toUnits(text, at));
           const right = points.map((_, at) => points.slice(0, at).join('').length);
           const marks = [{start: 0, end: 2}, {start: 4, end: 6}];
           return [units, right, moved(marks, 'ab--cd', 'ab-x-cd'), moved(marks, 'ab--cd', 'ab--cXd'),
                   moved(marks, 'ab--cd', '')]; }"""
    )
    assert found[0] == found[1]
    assert found[2] == [{"start": 0, "end": 2}, {"start": 5, "end": 7}]
    assert found[3] == [{"start": 0, "end": 2}]
    assert found[4] == []
