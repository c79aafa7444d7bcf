"""Help before anything else, as somebody meets it: with script and without, wide and narrow, by day and by night."""

from collections.abc import Callable
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, expect

from cast import Member
from commonward.community.actions import trust
from heard import hear
from journeys.looking import small_targets, wider_than_the_window
from journeys.writing import cards, field, publish, words

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
HEAVY = "I do not want to wake up any more."
WITH_A_NAME = f"My patient Odalys Ferriman went home. {HEAVY}"
OWN = "You matter. Help is here now"


@pytest.fixture(autouse=True)
def _hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    hear(
        monkeypatch,
        {
            "not want to wake up": "crisis.suicide-risk",
            "hurts herself": "crisis.concern-other",
            "pain in my chest": "triage.red-flag",
        },
    )


def test_it_comes_while_one_writes_and_the_words_stay_where_they_are(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/")
    before = field(page).bounding_box()
    field(page).press_sequentially(HEAVY)
    card = page.get_by_role("region", name=OWN)
    expect(card).to_be_visible()
    assert field(page).bounding_box()["y"] == before["y"]  # type: ignore[index]  # nothing jumps under the hands
    expect(page.locator(".composer [role=status]")).to_have_text("There is help here, above what we found.")
    expect(card.get_by_role("link", name="Call 988").first).to_have_attribute("href", "tel:988")
    field(page).press_sequentially(" My patient Odalys Ferriman sang.")
    cards(page, 1)
    assert card.bounding_box()["y"] < page.locator(".composer__state").bounding_box()["y"]  # type: ignore[index]
    card.get_by_role("button", name="Close").click()
    expect(card).to_have_count(0)
    expect(field(page)).to_be_focused()
    whole = f"{HEAVY} My patient Odalys Ferriman sang. So."
    with page.expect_request_finished(
        lambda asked: "/draft/" in asked.url and quote_plus(whole) in (asked.post_data or "")
    ):
        field(page).press_sequentially(" So.")
    expect(card).to_have_count(0)
    page.goto("/write/")
    expect(field(page)).to_have_value(whole)
    cards(page, 1)
    expect(card).to_have_count(0)  # the choice lasts for this text


def test_by_keyboard_alone(visit: Visit, sam: Member) -> None:
    page = visit(sam, "/write/")
    field(page).fill(HEAVY)
    expect(page.get_by_role("region", name=OWN)).to_be_visible()
    field(page).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("region", name=OWN).locator(":focus")).to_have_count(1)
    page.get_by_role("button", name="This does not fit").press("Enter")
    expect(page.get_by_role("region", name=OWN)).to_have_count(0)
    assert words(page) == HEAVY


def test_without_script_it_is_the_first_thing_on_the_page(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/", width=360, java_script_enabled=False)
    field(page).fill(WITH_A_NAME)
    publish(page)
    card = page.get_by_role("region", name=OWN)
    error = page.get_by_text("Something needs a change before this can go out.").first
    assert card.bounding_box()["y"] < error.bounding_box()["y"]  # type: ignore[index]
    assert card.bounding_box()["y"] < page.locator(".finding").first.bounding_box()["y"]  # type: ignore[index]
    field(page).fill(HEAVY)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("This can go out as it is, if you want.")).to_be_visible()
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
    expect(card).to_be_visible()
    card.get_by_role("button", name="Close").click()
    expect(page.get_by_text(HEAVY)).to_be_visible()
    expect(card).to_have_count(0)


def test_somebody_is_let_known_without_script(visit: Visit, sam: Member, pat: Member) -> None:
    page = visit(sam, "/chosen-person/", java_script_enabled=False)
    page.get_by_label("Their handle").fill("pat-lindqvist")
    page.get_by_role("button", name="Ask them").click()
    other = visit(pat, "/you/notices", java_script_enabled=False)
    other.get_by_role("button", name="Sam Ode asks whether they may turn to you").click()
    other.get_by_role("button", name="Yes, they may").click()
    page.goto("/help-now/")
    page.get_by_role("link", name="Let somebody know").click()
    page.get_by_role("button", name="Tell Pat Lindqvist").click()
    expect(page.get_by_text("They are told that you would like to hear from them. Nothing else.")).to_be_visible()
    other.goto("/you/notices")
    other.get_by_role("button", name="Sam Ode would like to hear from you soon.").click()
    other.get_by_role("button", name="I have seen it").click()
    page.reload()
    expect(page.get_by_text("has seen it · just now")).to_be_visible()


def test_a_moderator_is_asked_for_and_writes(visit: Visit, sam: Member, mo: Member) -> None:
    page = visit(sam, "/let-know/")
    page.get_by_label("What should they know?").fill("I can not sleep.")
    page.get_by_role("button", name="Ask for somebody").click()
    expect(page.get_by_role("heading", name="You asked for somebody")).to_be_visible()
    desk = visit(mo, "/review/", width=360)
    desk.get_by_role("link", name="Sam Ode asks for somebody").click()
    desk.get_by_role("button", name="Take it").click()
    desk.get_by_label("Words to Sam Ode").fill("I am Mo. I am awake. May I call you?")
    desk.get_by_role("button", name="Send these words").click()
    page.goto("/you/notices")
    page.get_by_role("button", name="Somebody here wrote to you.").click()
    expect(page.get_by_text("I am Mo. I am awake. May I call you?")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("text", [HEAVY, "My sister hurts herself.", "I have a pain in my chest since noon."])
def test_on_a_narrow_page(
    visit: Visit, sam: Member, pat: Member, axe: Callable[[Page], None], scheme: str, text: str
) -> None:
    trust.agree(pat.person, trust.choose(sam.person, pat.profile))
    page = visit(sam, "/write/", width=360, color_scheme=scheme)
    field(page).fill(text)
    expect(page.locator("[data-help]")).to_be_visible()
    assert not small_targets(page)
    assert not wider_than_the_window(page)
    axe(page)
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
    expect(page.locator("[data-help]")).to_be_visible()
    axe(page)
    assert not wider_than_the_window(page)
