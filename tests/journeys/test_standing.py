"""What somebody is here: a licence that a privacy officer verifies, and an invitation that makes a member."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from cast import Member

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]


def test_a_licence_is_stated_and_verified_by_two(
    visit: Visit, nadia: Member, olu: Member, ada: Member, sam: Member
) -> None:
    page = visit(nadia, "/you/credentials")
    page.get_by_label("What it is").select_option(label="NPI")
    page.get_by_label("Its number").fill("1234567890")
    page.get_by_role("button", name="State it").click()
    expect(page.get_by_label("Its number")).to_have_value("1234567890")
    expect(page.locator(".field__error")).to_be_visible()
    page.get_by_label("Its number").fill("1234567893")
    page.get_by_role("button", name="State it").click()
    expect(page.get_by_text("It is noted.")).to_be_visible()
    reader = visit(sam, "/@nadia-okafor/")
    expect(reader.get_by_text("not yet verified").first).to_be_visible()
    for who, said in ((olu, "Now somebody else has to read it, too."), (ada, "It is noted, and the person is told.")):
        officer = visit(who, "/you/")
        officer.get_by_role("link", name="Credentials to verify").click()
        officer.get_by_role("link", name="Nurse").click()
        expect(officer.get_by_text("1234567893")).to_be_visible()
        officer.get_by_role("button", name="Verify").click()
        expect(officer.get_by_text(said)).to_be_visible()
    reader.reload()
    proof = reader.locator(".proof")
    expect(proof).to_contain_text("verified")
    expect(proof).to_contain_text(re.compile(r"Seen on .* by Harbour Clinic"))
    page.goto("/you/notices")
    expect(page.get_by_role("button", name="Your credential is verified.")).to_be_visible()


def test_an_invitation_makes_a_member(visit: Visit, ada: Member, sam: Member) -> None:
    page = visit(ada, "/you/organisations/harbour/members")
    page.get_by_label("E-mail address").fill("sam-ode@example.org")
    page.get_by_label("As", exact=True).select_option(label="Student")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", name="Invitations on their way")).to_be_visible()
    link = re.findall(r"https?://\S+", str(mail.outbox[-1].body))[0]
    guest = visit(sam, link)
    expect(guest.get_by_role("heading", name="Harbour Clinic invites you")).to_be_visible()
    guest.get_by_role("button", name="Take this seat").click()
    expect(guest).not_to_have_url(re.compile("/invitations/"))
    guest.goto("/you/")
    expect(guest.get_by_text("Harbour Clinic").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="sam-ode@example.org")).to_contain_text("Student")
