"""The pause before first public words, with script and without, on a narrow page, by night."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cast import Member, member
from commonward.kernel.actor import Role
from commonward.people.models import Organisation
from heard import hear
from journeys.looking import small_targets, wider_than_the_window
from journeys.writing import field, publish, words

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
CLEAN = "A quiet walk does **wonders** after a long night shift."
RUDE = "What a damn long night."


@pytest.fixture
def lena(harbour: Organisation) -> Member:
    """A student who has said nothing yet."""
    return member("Lena Fischer", Role.STUDENT, at=harbour, wrote_before=False)


@pytest.mark.parametrize("script", [True, False])
def test_look_go_back_change_look_and_publish(visit: Visit, lena: Member, script: bool) -> None:
    page = visit(lena, "/write/", java_script_enabled=script)
    field(page).fill(CLEAN)
    publish(page)
    expect(page.get_by_role("heading", name="Before this goes out")).to_be_visible()
    expect(page.locator(".post strong")).to_have_text("wonders")
    page.get_by_role("button", name="Change it").click()
    assert words(page) == CLEAN
    field(page).fill(f"{CLEAN} Try it.")
    publish(page)
    expect(page.locator(".post")).to_contain_text("Try it.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
    page.goto("/write/")
    assert words(page) == ""
    field(page).fill("Good morning, all.")
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()  # asked once


def test_not_now_keeps_it(visit: Visit, lena: Member) -> None:
    page = visit(lena, "/write/")
    field(page).fill(CLEAN)
    publish(page)
    page.get_by_role("link", name="Not now").click()
    assert words(page) == CLEAN


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_narrow_page_for_conduct(
    visit: Visit, nadia: Member, axe: Callable[[Page], None], scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(monkeypatch, {"damn": "conduct.profanity"})
    page = visit(nadia, "/write/", width=360, color_scheme=scheme)
    field(page).fill(RUDE)
    page.get_by_text("Keep it, say why").click()
    page.get_by_label("Your reason").fill("It was one.")
    publish(page)
    expect(page.get_by_text("Something in it may come back to you.")).to_be_visible()
    expect(page.get_by_text("It was one.")).to_be_visible()
    assert not small_targets(page)
    assert not wider_than_the_window(page)
    axe(page)
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
