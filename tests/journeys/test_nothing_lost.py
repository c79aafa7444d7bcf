"""What people write survives: an ended session, an old page, a bad picture, a stopped server, a closed browser."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from cast import PASSWORD, Member
from cast.caring import begun, in_care, licensed, permits, team_of
from commonward.care.models import Message
from commonward.community.models import Post
from commonward.people.models import Organisation
from journeys.house import House
from journeys.writing import cards, checked, field, picture, publish, words

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
WORDS = "A quiet walk is good after a long night."


@pytest.fixture
def nadia(nadia: Member) -> Member:
    """Nadia, who can sign in by hand."""
    EmailAddress.objects.create(user=nadia.account, email=nadia.account.email, verified=True, primary=True)
    return nadia


def sign_in(page: Page, member: Member) -> None:
    page.get_by_label("E-mail address").fill(member.account.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_in_beside(page: Page, member: Member) -> None:
    """Sign in on a page that the link opens beside this one, and come back."""
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in").click()
    sign_in(opened.value, member)
    expect(opened.value).not_to_have_url(re.compile("/accounts/"))
    opened.value.close()


def draft_kept(page: Page) -> None:
    expect(page.locator("[data-part=draft]")).to_have_text("Draft kept")


def kept_by_the_server(page: Page, words: str) -> None:
    """Write these words and wait for the answer that they are kept."""
    with page.expect_response(lambda answer: "/draft/" in answer.url and answer.status == 204):
        field(page).fill(words)


def left_in_haste(page: Page, more: str) -> None:
    """The server keeps the words, more are written, and the page is left before it hears of them."""
    kept_by_the_server(page, WORDS)
    page.route("**/draft/", lambda route: route.abort())
    field(page).press_sequentially(more)
    page.goto("/local/")
    page.unroute("**/draft/")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_session_that_ends_while_writing(visit: Visit, nadia: Member, script: bool) -> None:
    page = visit(nadia, "/write/", java_script_enabled=script)
    field(page).fill(WORDS)
    if script:
        checked(page)
    Session.objects.all().delete()
    publish(page)
    expect(page.get_by_role("heading", name="You were signed out, but your words are here")).to_be_visible()
    assert page.get_by_label("Your words").input_value() == WORDS
    sign_in_beside(page, nadia)
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("heading", name="This page waited too long")).to_be_visible()  # signing in made it old
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
    page.goto("/write/")
    assert words(page) == ""


def test_a_session_that_ends_is_said_while_writing(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/")
    field(page).fill(WORDS)
    draft_kept(page)
    Session.objects.all().delete()
    field(page).press_sequentially(" Try it.")
    expect(page.get_by_text("Your seat has timed out.")).to_be_visible()
    expect(page.locator("[data-part=draft]")).to_have_text("Kept on this device")
    other = page.context.new_page()
    other.goto("/accounts/login/")
    sign_in(other, nadia)
    page.goto("/write/")
    assert words(page) == WORDS + " Try it."  # the server's draft, and what came after it from this device
    checked(page)
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_page_that_waited_too_long_gives_the_words_back(visit: Visit, nadia: Member, script: bool) -> None:
    page = visit(nadia, "/write/", java_script_enabled=script)
    field(page).fill(WORDS)
    if script:
        checked(page)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)  # as signing in again in another tab does
    publish(page)
    expect(page.get_by_role("heading", name="This page waited too long")).to_be_visible()
    assert page.get_by_label("Your words").input_value() == WORDS
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()


def test_a_picture_that_cannot_be_taken(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/")
    field(page).fill(WORDS)
    checked(page)
    page.get_by_label("Add pictures").click()
    page.set_input_files("[name=picture-1]", files=[picture()])
    page.locator("[name=picture-alt-1]").fill("A teal bench.")
    page.set_input_files(
        "[name=picture-2]", files=[{"name": "bench.png", "mimeType": "image/png", "buffer": b"not a picture"}]
    )
    publish(page)
    expect(page.locator(".field__error").first).to_be_visible()
    assert words(page) == WORDS
    expect(page.get_by_label("Say what it shows")).to_have_value("A teal bench.")
    publish(page)
    expect(page.get_by_text("It goes out as soon as words and pictures are checked.").first).to_be_visible()


def test_a_server_that_stops_while_writing(
    visit: Visit, nadia: Member, transactional_db: None, window: Callable[..., object]
) -> None:
    house = House()
    try:
        page = visit(nadia, f"{house.url}/write/")
        field(page).fill(WORDS)
        checked(page)
        draft_kept(page)
        house.stop()
        field(page).press_sequentially(" Our patient Mrs. Ferriman thinks so too.")
        expect(page.get_by_text("We could not check just now. Your words are kept.")).to_be_visible()
        expect(page.locator("[data-part=draft]")).to_have_text("Kept on this device")
        house.start()
        cards(page, 1)
        house.stop()
        page.close()
        house.start()
        again = visit(nadia, f"{house.url}/write/")
        assert words(again) == WORDS
    finally:
        house.stop()


def test_a_browser_that_closes(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/")
    field(page).fill(WORDS)
    draft_kept(page)
    page.context.close()
    page = visit(nadia, "/write/")
    assert words(page) == WORDS
    expect(page.get_by_text("We kept these words for you.")).to_be_visible()
    field(page).fill(WORDS + " Try it.")
    page.goto("/local/")
    page.go_back()
    expect(field(page)).to_have_value(WORDS + " Try it.")


def test_the_last_words_before_leaving_are_there_again(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/")
    left_in_haste(page, " Try it.")
    page.goto("/write/")
    assert words(page) == WORDS + " Try it."  # the server's draft is what they go on from, so nobody need be asked
    expect(page.get_by_role("button", name="Bring them back")).to_be_hidden()


def test_words_that_another_device_went_on_with_are_not_written_over(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/")
    left_in_haste(page, " Try it.")
    other = visit(nadia, "/write/")
    kept_by_the_server(other, WORDS + " Or a swim.")
    page.goto("/write/")
    assert words(page) == WORDS + " Or a swim."
    page.get_by_role("button", name="Bring them back").click()
    assert words(page) == WORDS + " Try it."


def test_two_tabs_keep_two_texts(visit: Visit, nadia: Member) -> None:
    first = visit(nadia, "/write/")
    second = first.context.new_page()
    second.goto("/write/")
    kept_by_the_server(first, "The garden is open again.")
    field(second).fill(WORDS)
    expect(second.locator("[data-part=draft]")).to_have_text("Kept on this device")
    kept_by_the_server(first, "The garden is open again. Come and see.")
    second.close()
    page = first.context.new_page()
    first.close()
    page.goto("/write/")
    assert words(page) == "The garden is open again. Come and see."
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
    page.goto("/write/")
    expect(page.get_by_text("We kept your words")).to_be_visible()
    assert words(page) == WORDS
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
    page.goto("/write/")
    assert words(page) == ""
    assert page.evaluate("localStorage.length") == 0


def test_an_answer_is_kept_beside_what_it_answers(visit: Visit, nadia: Member, sam: Member) -> None:
    post = sam.posts("Who walks at dawn?")
    page = visit(nadia, f"/p/{post.pk}/")
    field(page).fill(WORDS)
    draft_kept(page)
    page.goto("/write/")
    assert words(page) == ""
    page.goto(f"/p/{post.pk}/")
    assert words(page) == WORDS


def test_a_session_that_ends_while_reporting(visit: Visit, nadia: Member, sam: Member) -> None:
    post = sam.posts("Everybody should drink a spoon of salt.")
    page = visit(nadia, f"/p/{post.pk}/report/")
    page.get_by_role("radio").first.check()
    page.get_by_label("What should the moderator know?").fill("This can hurt people.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Your words")).to_have_value("This can hurt people.")
    sign_in_beside(page, nadia)
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("heading", name="This page waited too long")).to_be_visible()  # signing in made it old
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("A moderator reads it, and you will hear from us.")).to_be_visible()


def test_an_answer_that_is_lost_after_the_post_went_out_makes_no_second(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/")
    field(page).fill(WORDS)
    checked(page)

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        route.fetch(max_redirects=0)  # the server has it
        page.context.clear_cookies(name="messages")  # and this browser heard nothing of it
        route.abort()

    page.route("**/write/", lose)
    publish(page)
    page.wait_for_url("chrome-error://**")
    page.unroute("**/write/")
    page.goto("/write/")
    assert words(page) == WORDS  # this browser kept them, for all it knows they were never sent
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
    assert Post.objects.count() == 1
    page.goto("/write/")
    assert words(page) == ""


def sends_again(page: Page, path: str, *, script: bool) -> None:
    if script:
        page.goto(path)
        expect(field(page)).to_have_value("And it is worse in the morning.")
        page.get_by_role("button", name="Send", exact=True).click()
    else:
        page.reload()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_answer_in_care_that_is_lost_after_it_went_out_makes_no_second(
    visit: Visit, ada: Member, nadia: Member, pat: Member, harbour: Organisation, script: bool
) -> None:
    """The browser shows a page of its own. With script the words stand in the conversation, to be sent again.

    Without script its button to load the page again sends the same form.
    """
    licensed(nadia, ada, "RN 4411")
    relationship = in_care(pat, nadia, team_of(ada, harbour, nadia))
    permits(pat, harbour)
    talk = begun(pat, relationship, "I feel light in the head when I stand up.")
    path = f"/care/threads/{talk.thread.pk}/"
    page = visit(pat, path, java_script_enabled=script)
    field(page).fill("And it is worse in the morning.")

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        route.fetch(max_redirects=0)
        page.context.clear_cookies(name="messages")
        route.abort()

    page.route(f"**{path}*", lose)
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url("chrome-error://**")
    page.unroute(f"**{path}*")
    assert Message.objects.count() == 2
    sends_again(page, path, script=script)
    expect(page.locator(".bubble__text", has_text="And it is worse in the morning.")).to_have_count(1)
    assert Message.objects.count() == 2
    page.goto(path)
    assert words(page) == ""


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_words_in_care_that_never_arrived_are_there_and_go_out_once(
    visit: Visit, ada: Member, nadia: Member, pat: Member, harbour: Organisation, script: bool
) -> None:
    licensed(nadia, ada, "RN 4411")
    relationship = in_care(pat, nadia, team_of(ada, harbour, nadia))
    permits(pat, harbour)
    talk = begun(pat, relationship, "I feel light in the head when I stand up.")
    path = f"/care/threads/{talk.thread.pk}/"
    page = visit(pat, path, java_script_enabled=script)
    field(page).fill("And it is worse in the morning.")
    page.route(f"**{path}*", lambda route: route.abort())
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url("chrome-error://**")
    page.unroute(f"**{path}*")
    assert Message.objects.count() == 1
    sends_again(page, path, script=script)
    expect(page.locator(".bubble__text", has_text="And it is worse in the morning.")).to_have_count(1)
    assert Message.objects.count() == 2
