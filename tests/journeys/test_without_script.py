"""The same path for browsers without script: every step is a form that the server answers with a page."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import FilePayload, Page, expect

from cast import PASSWORD, Member
from cast.caring import begun, in_care, licensed, permits, team_of
from commonward.care.models import Message
from commonward.kernel import work
from commonward.people.models import Organisation
from journeys.writing import field, mend, picture, publish

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
PHONE = "Who walks with me at dawn? Call me on 207-555-0142."
HELD = "The woman in the next bed, Rosa, had a stroke, and she sang for all of us."


def test_sign_in_write_and_publish(visit: Visit, pat: Member, sam: Member) -> None:
    EmailAddress.objects.create(user=pat.account, email=pat.account.email, verified=True, primary=True)
    page = visit(None, "/write/", java_script_enabled=False)
    page.get_by_label("E-mail address").fill(pat.account.email)
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Address and password do not fit together.")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_have_value(pat.account.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    field(page).fill(PHONE)
    page.get_by_label("Add pictures").click()
    page.set_input_files("[name=picture-1]", files=[picture()])
    page.locator("[name=picture-alt-1]").fill("A teal bench in the sun.")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".mark")).to_have_text(["207-555-0142"])
    expect(field(page)).to_have_value(PHONE)
    expect(page.get_by_label("Say what it shows")).to_have_value("A teal bench in the sun.")
    page.locator(".mark").click()
    card = page.locator(".finding")
    expect(page).to_have_url(re.compile("#"))
    publish(page)
    expect(page.get_by_text("Change what is marked, or say why you keep it.").first).to_be_visible()
    card.get_by_text("Keep it, say why").click()
    card.get_by_label("Your reason").fill("It is my own number, and I want calls.")
    publish(page)
    expect(page.get_by_text("It goes out as soon as words and pictures are checked.").first).to_be_visible()
    work.drain()

    reader = visit(sam, "/local/", java_script_enabled=False)
    said = reader.locator("article.post", has_text="Who walks with me")
    expect(said.get_by_alt_text("A teal bench in the sun.")).to_be_visible()
    said.get_by_role("button", name="Thank").click()
    expect(said.get_by_role("button", name="Thanked · 1")).to_be_visible()
    said.get_by_role("button", name="Save").click()
    expect(said.get_by_role("button", name="Saved")).to_be_visible()
    said.get_by_role("link", name="Reply").click()
    field(reader).fill("I do. Every morning.")
    publish(reader)
    expect(reader.locator(".comment", has_text="I do. Every morning.")).to_be_visible()
    reader.get_by_role("link", name="Pat Lindqvist").first.click()
    reader.get_by_role("button", name="Follow").click()
    expect(reader.get_by_role("button", name="Following")).to_be_visible()


def test_a_fix_is_made_by_the_server(visit: Visit, nadia: Member) -> None:
    page = visit(nadia, "/write/", java_script_enabled=False)
    field(page).fill("Mrs. Ferriman walked 🌿 on 3 March.")
    publish(page)
    expect(
        page.get_by_text("Something needs a change before this can go out. Nobody has seen it.").first
    ).to_be_visible()
    mend(page.locator(".finding").last)
    expect(page.locator(".finding")).to_have_count(1)
    mend(page.locator(".finding").first)
    expect(page.locator(".finding")).to_have_count(0)
    expect(page.locator(".mark")).to_have_count(0)
    expect(field(page)).to_have_value(re.compile("🌿"))
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()


def test_what_is_held_is_read_and_let_out(visit: Visit, pat: Member, mo: Member) -> None:
    page = visit(pat, "/", java_script_enabled=False)
    field(page).fill(HELD)
    publish(page)
    expect(page.get_by_text("A second person reads it first.").first).to_be_visible()
    desk = visit(mo, "/review/", java_script_enabled=False)
    desk.get_by_role("link", name="The woman in the next bed").click()
    desk.get_by_role("button", name="Take it").click()
    desk.get_by_label("Words to Pat Lindqvist").fill("Please leave the name out.")
    desk.get_by_role("button", name="Return with these words").click()
    page.goto("/you/notices")
    page.get_by_role("button", name="asks for a change").click()
    page.get_by_role("link", name="Change it").click()
    expect(field(page)).to_have_value(HELD)
    field(page).fill("The woman in the next bed sang for all of us.")
    publish(page)
    expect(page.get_by_text("It is out. Thank you for your words.")).to_be_visible()
    page.get_by_label("More").first.click()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("It is withdrawn. Nobody can read it any more.")).to_be_visible()


def test_files_in_care_are_brought_refused_sent_and_read(
    visit: Visit, ada: Member, nadia: Member, pat: Member, harbour: Organisation
) -> None:
    """What can not be taken is said beside the field, which keeps the words; the rest goes out, and says how it is."""
    licensed(nadia, ada, "RN 4411")
    relationship = in_care(pat, nadia, team_of(ada, harbour, nadia))
    permits(pat, harbour)
    talk = begun(pat, relationship, "I feel light in the head when I stand up.")
    page = visit(pat, f"/care/threads/{talk.thread.pk}/", java_script_enabled=False)

    def bring(*files: FilePayload) -> None:
        if not page.get_by_label("Pictures or PDF documents").is_visible():
            page.get_by_label("Add pictures or documents").click()
        page.get_by_label("Pictures or PDF documents").set_input_files(list(files))
        page.get_by_role("button", name="Send", exact=True).click()

    field(page).fill("This is the spot on my arm.")
    bring({"name": "values.zip", "mimeType": "application/zip", "buffer": b"PK\x03\x04" + bytes(64)})
    expect(page.get_by_text("Only pictures", exact=False).first).to_be_visible()
    expect(field(page)).to_have_value("This is the spot on my arm.")
    bring({"name": "large.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + bytes(10 * 1024 * 1024)})
    expect(page.get_by_text("10 MB", exact=False).first).to_be_visible()
    expect(field(page)).to_have_value("This is the spot on my arm.")
    assert Message.objects.count() == 1

    bring(picture("spot.png"))
    sent = page.locator(".bubble", has_text="This is the spot on my arm.")
    expect(sent.get_by_text("Is being looked at", exact=False)).to_be_visible()
    work.drain()
    page.reload()
    expect(sent.get_by_text("Is being looked at", exact=False)).to_have_count(0)
    expect(sent.get_by_role("link", name="spot.png")).to_be_visible()

    reader = visit(nadia, f"/care/threads/{talk.thread.pk}/", java_script_enabled=False)
    reader.get_by_role("link", name="spot.png").click()
    shown = reader.locator("main img").first
    expect(shown).to_be_visible()
    assert shown.evaluate("picture => picture.naturalWidth") > 0
    with reader.expect_download() as taken:
        reader.get_by_role("link", name="Take the original along").click()
    assert taken.value.suggested_filename.endswith(".png")
