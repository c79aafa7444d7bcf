"""Who may come in: open, by domain or by invitation, as administrators of the place decide."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cast import PASSWORD, Member
from commonward.kernel.models import Entry
from commonward.people.entry import EntryRules
from commonward.people.models import Account, Organisation

pytestmark = pytest.mark.django_db

WISH = {"password1": PASSWORD, "password2": PASSWORD, "born_month": "5", "born_year": "1980"}


def decides(member: Member, **wanted: str) -> object:
    """The answer to what an administrator decides, on the page as it is now."""
    page = member.client.get(reverse("people:entry"))
    seen = page.context["form"].initial["seen"]
    return member.client.post(reverse("people:entry"), {"sign_up": "open", "seen": seen} | wanted)


def signs_up(email: str, browser: Client | None = None) -> str:
    """What the page says to somebody who wants an account."""
    page = (browser or Client()).post(reverse("account_signup"), WISH | {"email": email}, follow=True)
    return str(page.content.decode())


def test_at_first_anybody_may_open_an_account(db: None) -> None:
    signs_up("kim@example.org")
    assert Account.objects.filter(email="kim@example.org").exists()


def test_only_some_addresses_are_welcome_when_so_decided(pia: Member) -> None:
    decides(pia, sign_up="domains", domains="Harbour.example, @larkmoor.example\n\nharbour.example")
    assert EntryRules.objects.get().domains.split() == ["harbour.example", "larkmoor.example"]
    said = signs_up("kim@example.org")
    assert "harbour.example, larkmoor.example" in said
    assert 'value="kim@example.org"' in said
    signs_up("kim@evil-harbour.example")
    signs_up("kim@harbour.example.org")
    assert Account.objects.count() == 1
    signs_up("Kim@Harbour.Example")
    assert Account.objects.filter(email="kim@harbour.example").exists()


def test_known_and_unknown_addresses_are_told_the_same_there(pia: Member, sam: Member) -> None:
    decides(pia, sign_up="domains", domains="harbour.example")
    known, unknown = signs_up(sam.account.email), signs_up("nobody@example.org")
    assert known.count("Or ask for an invitation.") == unknown.count("Or ask for an invitation.") == 1


def test_by_invitation_only_the_page_is_closed_and_the_link_opens_it(
    pia: Member, ada: Member, harbour: Organisation
) -> None:
    decides(pia, sign_up="invited")
    assert "People join this place by invitation." in signs_up("kim@example.org")
    ada.client.post(reverse("people:invite", args=[harbour.slug]), {"email": "kim@example.org", "role": "student"})
    link = str(mail.outbox[-1].body).split("/you/invitations/")[1].split()[0]
    browser = Client()
    browser.get(reverse("people:invitation", args=[link]))
    signs_up("kim@example.org", browser)
    assert Account.objects.filter(email="kim@example.org").exists()


def test_an_invitation_that_was_withdrawn_opens_nothing(pia: Member, ada: Member, harbour: Organisation) -> None:
    decides(pia, sign_up="invited")
    ada.client.post(reverse("people:invite", args=[harbour.slug]), {"email": "kim@example.org", "role": "student"})
    link = str(mail.outbox[-1].body).split("/you/invitations/")[1].split()[0]
    browser = Client()
    browser.get(reverse("people:invitation", args=[link]))
    invitation = harbour.invitations.get()
    ada.client.post(reverse("people:withdraw_invitation", args=[harbour.slug, invitation.pk]))
    assert "People join this place by invitation." in signs_up("kim@example.org", browser)


@pytest.mark.parametrize("wrong", ["", "nonsense", "a..b", "-x.example", "x.example/y", "x" * 300 + ".example"])
def test_places_that_are_none_are_named_beside_the_field_and_kept(pia: Member, wrong: str) -> None:
    page = decides(pia, sign_up="domains", domains=wrong)
    assert page.status_code == 422
    assert page.context["form"].errors["domains"]
    assert page.context["form"]["domains"].value() == wrong
    assert not EntryRules.objects.exists()


def test_of_two_administrators_at_once_the_second_is_told(pia: Member) -> None:
    first = pia.client.get(reverse("people:entry")).context["form"].initial["seen"]
    decides(pia, sign_up="invited")
    late = pia.client.post(reverse("people:entry"), {"sign_up": "open", "seen": first})
    assert late.status_code == 409
    assert "Another administrator changed this" in late.content.decode()
    assert EntryRules.objects.get().sign_up == "invited"


def test_what_was_decided_is_on_record_and_no_name_of_a_place_is(pia: Member) -> None:
    decides(pia, sign_up="domains", domains="harbour.example", asks_factor="on")
    entry = Entry.objects.get(action="entry.changed")
    assert entry.detail == {"sign_up": "domains", "domains": 1, "factor": True, "children": False}


def test_it_asks_once_more_who_sits_there(pia: Member) -> None:
    pia.signed_in_long_ago()
    assert decides(pia, sign_up="invited").url.startswith(reverse("account_reauthenticate"))
    assert not EntryRules.objects.exists()


def test_others_do_not_decide_for_the_place(ada: Member, sam: Member) -> None:
    for who in (ada, sam):
        assert who.client.get(reverse("people:entry")).status_code == 403
        assert who.client.post(reverse("people:entry"), {"sign_up": "invited"}).status_code == 403
    assert not EntryRules.objects.exists()


def test_an_organisation_asks_its_own_offices(ada: Member, harbour: Organisation) -> None:
    path = reverse("people:organisation_factor", args=[harbour.slug])
    ada.client.post(path, {"asks": "yes"})
    harbour.refresh_from_db()
    assert harbour.asks_factor
    assert "Ask no longer" in ada.client.get(reverse("people:offices", args=[harbour.slug])).content.decode()
    ada.client.post(path, {"asks": "no"})
    harbour.refresh_from_db()
    assert not harbour.asks_factor
