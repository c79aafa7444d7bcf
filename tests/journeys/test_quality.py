"""Sources, marks, disputes and policies, as people meet them: with script and without, narrow, in the dark, for axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cast import Member
from community.test_quality import SOURCED, verified
from heard import hear
from journeys.looking import small_targets, wider_than_the_window
from journeys.writing import cards, field, publish, words

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
CLAIM = "Ginger halves the pain."
NARROW_AND_DARK = {"width": 360, "color_scheme": "dark"}


@pytest.fixture(autouse=True)
def _hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch, {"halves the pain": "claims.no-reference", "the best": "promo.undisclosed"})


def looks_well(page: Page, axe: Callable[[Page], None]) -> None:
    """Nothing is wider than the window, nothing too small to touch, nothing against WCAG 2.2 AA."""
    assert not wider_than_the_window(page)
    assert not small_targets(page)
    axe(page)


def test_a_source_is_typed_while_the_words_are_read_and_put_at_the_end(
    visit: Visit, nadia: Member, axe: Callable[[Page], None]
) -> None:
    page = visit(nadia, "/write/")
    field(page).fill(CLAIM)
    cards(page, 1)
    page.get_by_text("Add a source").click()
    typed = page.locator("[name^='cite-']")
    typed.press_sequentially("3145")
    with page.expect_response("**/write/check/"):
        field(page).press_sequentially(" Try it.")
    expect(typed).to_be_visible()
    expect(typed).to_have_value("3145")  # the next look takes nothing away
    typed.focus()
    page.keyboard.press("End")
    page.keyboard.type("2104")
    looks_well(page, axe)
    page.get_by_role("button", name="Put it at the end").click()
    expect(field(page)).to_have_value(f"{CLAIM} Try it.\n\nSource: PMID 31452104")
    cards(page, 1)


def test_without_script_narrow_and_dark(
    visit: Visit, nadia: Member, priya: Member, olu: Member, axe: Callable[[Page], None]
) -> None:
    verified(priya, olu, "MD 77")
    page = visit(nadia, "/write/", java_script_enabled=False, **NARROW_AND_DARK)
    field(page).fill(f"{CLAIM} It is the best.")
    page.get_by_role("button", name="Check").click()
    page.get_by_text("Add a source").click()
    page.locator("[name^='cite-']").fill("my aunt")
    page.get_by_role("button", name="Put it at the end").click()
    expect(page.locator(".finding .field__error")).to_contain_text("needs its year")
    expect(page.locator("[name^='cite-']")).to_have_value("my aunt")
    page.get_by_text("Say who pays").click()
    page.locator("[name^='sponsor-']").fill("Brace Works")
    page.get_by_role("button", name="Put it first").click()
    assert words(page).startswith("Sponsored by Brace Works. ")
    expect(page.locator("[name^='cite-']")).to_have_value("my aunt")  # another card's field stays as it was
    page.get_by_text("Ask a colleague").first.click()
    page.locator("[name^='colleague-']").first.fill("priya-raman")
    page.get_by_role("button", name="Ask them").first.click()
    expect(page.get_by_text("@priya-raman will be asked to review it.")).to_be_visible()
    assert not wider_than_the_window(page)


def test_a_colleague_is_asked_marks_it_and_disputes_it(
    visit: Visit, nadia: Member, priya: Member, olu: Member, axe: Callable[[Page], None]
) -> None:
    verified(priya, olu, "MD 77")
    post = nadia.posts(SOURCED)
    author = visit(nadia, f"/p/{post.pk}/quality/", **NARROW_AND_DARK)
    author.get_by_label("Their handle").fill("@priya-raman")
    author.get_by_role("button", name="Ask").click()
    expect(author.get_by_text("They are asked.")).to_be_visible()
    looks_well(author, axe)
    reader = visit(priya, "/you/notices")
    reader.get_by_role("button", name=re.compile("asks you to review a post")).click()
    expect(reader.locator(".quality")).to_contain_text("By nobody yet.")
    reader.get_by_role("link", name="Mark as reviewed, or dispute").click()
    reader.get_by_role("button", name="Mark as reviewed").click()
    expect(reader.locator(".quality")).to_contain_text("Priya Raman, Physician, on")
    looks_well(reader, axe)
    reader.get_by_role("link", name="Dispute it, with a reason").click()
    field(reader).fill("It counts days in hospital, not falls.")
    publish(reader)
    expect(reader.get_by_text("Disputes what it answers")).to_be_visible()
    expect(reader.locator(".quality-line").first).to_contain_text("Disputed")
    looks_well(reader, axe)


def test_an_edit_takes_the_mark_away(visit: Visit, nadia: Member, priya: Member, olu: Member) -> None:
    verified(priya, olu, "MD 77")
    post = nadia.posts(SOURCED)
    reader = visit(priya, f"/p/{post.pk}/quality/")
    reader.get_by_role("button", name="Mark as reviewed").click()
    author = visit(nadia, f"/p/{post.pk}/edit/")
    field(author).fill(f"{SOURCED} And rest.")
    publish(author)
    expect(author.locator(".quality")).to_contain_text("Nobody has reviewed these words since they changed.")


def test_health_information_with_a_day_by_keyboard(visit: Visit, pat: Member) -> None:
    page = visit(pat, "/write/", java_script_enabled=False)
    field(page).fill("Small steps after a new valve, says my team.")
    page.locator("summary", has_text="Is it health information?").press("Enter")
    page.get_by_label("Yes, others may act on it").press("Space")
    page.get_by_label("I look at it again by").fill("2020-01-01")
    publish(page)
    expect(page.locator(".composer__facts .field__error")).to_contain_text("This day has passed.")
    expect(page.get_by_label("Yes, others may act on it")).to_be_checked()
    page.get_by_label("I look at it again by").fill("")
    publish(page)
    expect(page.locator(".quality")).to_contain_text("Speaks for no profession.")


@pytest.mark.parametrize("script", [True, False])
def test_a_policy_is_drafted_tried_put_in_force_and_brought_back(
    visit: Visit, ada: Member, axe: Callable[[Page], None], script: bool
) -> None:
    page = visit(ada, "/policy/", java_script_enabled=script, **NARROW_AND_DARK)
    page.get_by_role("link", name="What Harbour Clinic decides otherwise").click()
    page.get_by_label("Rule").select_option("access.alt-text")
    page.get_by_label("Where").select_option("P")
    page.get_by_label("What follows").select_option("hold")
    page.get_by_label("Why").fill("Half of our members can not see well.")
    page.get_by_role("button", name="Put it in the draft").click()
    expect(page.get_by_text("Not tried yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Put it in force now")).to_have_count(0)
    page.get_by_role("button", name="Try it on the stored examples").click()
    expect(page.get_by_text("checks would be decided differently")).to_be_visible()
    if script:
        looks_well(page, axe)
    page.get_by_role("button", name="Put it in force now").click()
    expect(page.get_by_text("In force: 2026.11+harbour.1.")).to_be_visible()
    page.get_by_role("button", name="Bring the catalogue back as it is").click()
    expect(page.get_by_text("takes the catalogue as it is")).to_be_visible()


def test_a_clinician_answers_for_a_red_flag(
    visit: Visit, priya: Member, olu: Member, nadia: Member, axe: Callable[[Page], None]
) -> None:
    verified(priya, olu, "MD 77")
    page = visit(priya, "/policy/", java_script_enabled=False, **NARROW_AND_DARK)
    page.get_by_role("link", name="Facts, myths and red flags").click()
    page.get_by_role("link", name=re.compile("Chest pain")).click()
    page.get_by_label("Say it in other words").fill("Chest pain can be a heart attack. Call now.")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("It is noted, with your name and today's date.")).to_be_visible()
    reader = visit(nadia, "/policy/entries/chest-pain/", **NARROW_AND_DARK)
    expect(reader.get_by_text("Priya Raman, Physician")).to_be_visible()
    expect(reader.get_by_role("button", name="Approve")).to_have_count(0)
    looks_well(reader, axe)
