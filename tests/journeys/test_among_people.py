"""What people do with each other's words: read, thank, answer, follow, save, name, report, keep away, take back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cast import Member
from commonward.kernel import work
from journeys.writing import checked, field, publish

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]


def test_a_reader_answers_in_every_way(visit: Visit, nadia: Member, sam: Member) -> None:
    post = nadia.posts("A quiet walk does wonders after a long night. #rest")
    page = visit(sam, "/local/")
    said = page.locator("article.post", has_text="A quiet walk")
    said.get_by_role("button", name="Thank").click()
    expect(said.get_by_role("button", name="Thanked · 1")).to_have_attribute("aria-pressed", "true")
    said.get_by_role("button", name="Save").click()
    expect(said.get_by_role("button", name="Saved")).to_have_attribute("aria-pressed", "true")
    said.get_by_role("link", name="#rest").click()
    expect(page.get_by_role("heading", name="#rest", level=1)).to_be_visible()
    page.get_by_role("link", name="Nadia Okafor").first.click()
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("button", name="Following")).to_be_visible()
    page.goto(f"/p/{post.pk}/")
    field(page).fill("Thank you @nadia-okafor, I walk at dawn too. #rest")
    checked(page)
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
    expect(page.get_by_role("heading", name="1 reply")).to_be_visible()
    expect(page.locator(".comment").get_by_role("link", name="@nadia-okafor")).to_be_visible()
    page.goto("/saved/")
    expect(page.locator("article.post", has_text="A quiet walk")).to_be_visible()
    page.goto("/")
    expect(page.locator("article.post", has_text="A quiet walk")).to_be_visible()
    work.drain()
    told = visit(nadia, "/you/notices")
    for sentence in ("Sam Ode thanked you.", "Sam Ode follows you now."):
        expect(told.get_by_role("button", name=sentence)).to_be_visible()
    told.get_by_role("button", name="Sam Ode answered you.").or_(
        told.get_by_role("button", name="Sam Ode spoke of you.")
    ).first.click()
    expect(told.locator(".comment", has_text="I walk at dawn too")).to_be_visible()


def test_a_report_is_read_and_answered(visit: Visit, nadia: Member, sam: Member, mo: Member) -> None:
    nadia.posts("Everybody should drink a spoon of salt in the morning.")
    page = visit(sam, "/local/")
    said = page.locator("article.post", has_text="a spoon of salt")
    said.get_by_label("More").click()
    said.get_by_role("link", name="Report").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Choose what is wrong")).to_be_visible()
    page.get_by_role("radio").first.check()
    page.get_by_label("What should the moderator know?").fill("My doctor told me otherwise.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("A moderator reads it, and you will hear from us.")).to_be_visible()
    page.goto("/reports/")
    expect(page.get_by_text("Received")).to_be_visible()
    desk = visit(mo, "/review/")
    desk.get_by_role("link", name="Everybody should drink").click()
    expect(desk.get_by_text("My doctor told me otherwise.")).to_be_visible()
    desk.get_by_role("button", name="Take it").click()
    desk.get_by_label("Words to Nadia Okafor").fill(
        "Salt by the spoon can hurt people. Please say where this comes from."
    )
    desk.get_by_role("button", name="Return with these words").click()
    expect(desk.get_by_text("Returned with your words.")).to_be_visible()
    work.drain()
    page.goto("/you/notices")
    page.get_by_role("button", name="Thank you for your report.").click()
    expect(page.get_by_role("heading", name="Your reports")).to_be_visible()
    expect(page.get_by_text("Received")).to_have_count(0)
    page.goto("/local/")
    expect(page.get_by_text("a spoon of salt")).to_have_count(0)
    author = visit(nadia, "/on-their-way/")
    expect(author.get_by_text("Please say where this comes from.")).to_be_visible()


def test_an_edit_keeps_what_was_before_and_withdrawing_takes_all(visit: Visit, nadia: Member, sam: Member) -> None:
    post = nadia.posts("Tea helps me after a long night. #tea")
    reader = visit(sam, f"/p/{post.pk}/")
    reader.locator("article.post").get_by_role("button", name="Save").click()
    expect(reader.get_by_role("button", name="Saved")).to_be_visible()
    page = visit(nadia, f"/p/{post.pk}/")
    page.get_by_label("More").first.click()
    page.get_by_role("link", name="Change").click()
    field(page).fill("Green tea helps me after a long night. #tea")
    checked(page)
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
    reader.reload()
    expect(reader.locator("article.post").get_by_text("edited")).to_be_visible()
    page.get_by_label("More").first.click()
    page.get_by_role("link", name="Earlier versions").click()
    expect(page.get_by_role("heading", name="Version 2")).to_be_visible()
    expect(page.get_by_text("Tea helps me after a long night.", exact=False).last).to_be_visible()
    page.get_by_role("link", name="Back to the post").click()
    page.get_by_label("More").first.click()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("It is withdrawn. Nobody can read it any more.")).to_be_visible()
    for path in ("/local/", "/saved/", "/tags/tea/", "/@nadia-okafor/", f"/p/{post.pk}/", f"/p/{post.pk}/history/"):
        reader.goto(path)
        expect(reader.get_by_text("helps me after a long night")).to_have_count(0)
    expect(reader.get_by_role("heading", name="There is nothing here")).to_be_visible()


def test_who_is_blocked_or_muted_is_not_met(visit: Visit, nadia: Member, sam: Member) -> None:
    nadia.posts("The garden is open again.")
    sam.posts("I water the tomatoes.")
    page = visit(sam, "/local/")
    said = page.locator("article.post", has_text="The garden")
    said.get_by_label("More").click()
    said.get_by_role("link", name="Mute or block").click()
    page.get_by_role("button", name="Mute", exact=True).click()
    expect(page.get_by_role("heading", name="Muted and blocked")).to_be_visible()
    page.goto("/local/")
    expect(page.get_by_text("The garden is open again.")).to_have_count(0)
    page.goto("/@nadia-okafor/")
    expect(page.get_by_text("The garden is open again.")).to_be_visible()
    page.get_by_role("link", name="Muted").click()
    page.get_by_role("button", name="Block", exact=True).click()
    expect(page.get_by_role("heading", name="Muted and blocked")).to_be_visible()
    page.goto("/@nadia-okafor/")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    other = visit(nadia, "/local/")
    expect(other.get_by_text("I water the tomatoes.")).to_have_count(0)
    other.goto("/@sam-ode/")
    expect(other.get_by_role("heading", name="There is nothing here")).to_be_visible()
    page.goto("/distances/")
    for _ in range(2):
        page.get_by_role("button", name="Take it back").first.click()
        expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(page.get_by_role("heading", name="Nobody")).to_be_visible()
    other.goto("/@sam-ode/")
    expect(other.get_by_text("I water the tomatoes.")).to_be_visible()
