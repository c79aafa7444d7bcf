"""Opening an account: sign up, confirm, choose a seat."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from cast import PASSWORD, Member
from cast.people import newcomer
from commonward.kernel.models import Entry
from commonward.people.models import Account, Organisation, Seat

pytestmark = pytest.mark.django_db

BORN = {"born_month": "5", "born_year": "1980"}
WISH = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD} | BORN


def test_from_nothing_to_a_seat(client: Client, link: Callable[[], str]) -> None:
    asked = client.post("/accounts/signup/", WISH)
    assert (asked.status_code, asked["Location"]) == (302, "/accounts/confirm-email/")
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]
    page = client.get(link())
    assert "Is this your address?" in page.content.decode()
    confirmed = client.post(link())
    assert (confirmed.status_code, confirmed["Location"]) == (302, "/you/seats/new")
    taken = client.post("/you/seats/new", {"role": "caregiver", "profession": ""})
    assert (taken.status_code, taken["Location"]) == (302, "/face/")
    seat = Seat.objects.get(account__email="new@example.org")
    assert (seat.role, seat.organisation_id) == ("caregiver", None)
    acts = list(Entry.objects.order_by("sequence").values_list("action", flat=True))
    assert acts == ["account.signed_up", "account.confirmed", "account.signed_in", "seat.taken"]


def test_opening_the_link_changes_nothing_by_itself(client: Client, link: Callable[[], str]) -> None:
    client.post("/accounts/signup/", WISH)
    client.get(link())
    assert client.get("/you/seats/new").status_code == 302  # still nobody


def test_the_link_in_another_browser_confirms_without_signing_in(client: Client, link: Callable[[], str]) -> None:
    client.post("/accounts/signup/", WISH)
    other = Client()
    assert other.post(link())["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in other.session
    assert client.post(link()).status_code == 404  # once only


def test_a_link_that_never_was(client: Client) -> None:
    page = client.get("/accounts/confirm-email/abc:def:ghi/")
    assert "This link does not work any more" in page.content.decode()


def test_an_invited_newcomer_comes_back_to_the_invitation(client: Client, link: Callable[[], str]) -> None:
    client.post("/accounts/signup/", WISH | {"next": "/you/invitations/abc"})
    assert client.post(link())["Location"] == "/you/invitations/abc"


# --- with an invitation, confirmed in another browser
@pytest.fixture
def invited(ada: Member, link: Callable[[], str]) -> str:
    """The path of an invitation that went to kim@example.org."""
    ada.client.post("/you/organisations/harbour/invite", {"email": "kim@example.org", "role": "professional"})
    return link()


def _signs_up_with(invitation: str, email: str, link: Callable[[], str]) -> Client:
    """Open an account from the page of an invitation, and confirm the address in another browser, which is given."""
    first, other = Client(), Client()
    first.get(invitation)
    assert first.post("/accounts/signup/", WISH | {"email": email, "next": invitation}).status_code == 302
    assert other.post(link())["Location"] == "/accounts/login/"
    return other


def _signs_in(browser: Client, email: str, password: str = PASSWORD) -> str:
    return str(browser.post("/accounts/login/", {"login": email, "password": password})["Location"])


@pytest.mark.parametrize("email", ["kim@example.org", "private@example.net"])
def test_confirmed_in_another_browser_one_comes_back_to_the_invitation(
    email: str, invited: str, link: Callable[[], str], harbour: Organisation
) -> None:
    other = _signs_up_with(invited, email, link)
    offer = _signs_in(other, email)
    assert offer == "/you/invitations/brought"
    assert "Harbour Clinic invites you" in other.get(offer).content.decode()
    assert offer in other.get("/you/seats/new").content.decode()
    assert other.post(offer, {"profession": "nurse"})["Location"] == "/you/"
    seat = Seat.objects.get(account__email=email)
    assert (seat.role, seat.organisation) == ("professional", harbour)
    assert other.get(offer).status_code == 404
    assert Account.objects.get(email=email).came_with == ""


def test_nobody_else_takes_what_an_account_came_with(invited: str, sam: Member, link: Callable[[], str]) -> None:
    other = _signs_up_with(invited, "private@example.net", link)
    assert sam.client.get("/you/invitations/brought").status_code == 404
    assert sam.client.post("/you/invitations/brought", {"profession": "nurse"}).status_code == 404
    assert "/you/invitations/brought" not in sam.client.get("/you/seats/new").content.decode()
    asked = Client().get("/you/invitations/brought")
    assert asked["Location"] == "/accounts/login/?next=%2Fyou%2Finvitations%2Fbrought"
    assert Client().post("/you/invitations/brought")["Location"] == asked["Location"]
    newcomer("kim")  # has the address, and did not come with the link
    kim = Client()
    kim.force_login(Account.objects.get(email="kim@example.org"))
    assert kim.get("/you/invitations/brought").status_code == 404
    assert _signs_in(other, "private@example.net") == "/you/invitations/brought"


@pytest.mark.parametrize(
    ("email", "next_page"),
    [("kim@example.org", "/you/invitations/brought"), ("private@example.net", "/you/seats/new")],
)
def test_a_new_password_by_mail_leaves_only_an_invitation_to_that_address(
    email: str, next_page: str, invited: str, link: Callable[[], str]
) -> None:
    """Somebody who can read another address, mistyped at signing up, has not been invited by that."""
    other = _signs_up_with(invited, email, link)
    other.post("/accounts/password/reset/", {"email": email})
    form = other.get(link())["Location"]
    fresh = "Another five plain words here"
    assert other.post(form, {"password1": fresh, "password2": fresh}).status_code == 302
    assert _signs_in(Client(), email, fresh) == next_page


def test_what_was_withdrawn_or_never_was_is_not_brought(
    invited: str, ada: Member, harbour: Organisation, link: Callable[[], str]
) -> None:
    other = _signs_up_with(invited, "kim@example.org", link)
    ada.client.post(f"/you/organisations/harbour/invitations/{harbour.invitations.get().pk}/withdraw")
    assert _signs_in(other, "kim@example.org") == "/you/seats/new"
    made_up = _signs_up_with("/you/invitations/" + "A" * 43, "lee@example.org", link)
    assert _signs_in(made_up, "lee@example.org") == "/you/seats/new"
    for odd in ("/you/", "http://[", "//elsewhere.example/you/invitations/x", ""):
        asked = Client().post("/accounts/signup/", WISH | {"email": "odd@example.org", "next": odd})
        assert asked["Location"] == "/accounts/confirm-email/"
        assert Account.objects.get(email="odd@example.org").came_with == ""
        Account.objects.filter(email="odd@example.org").delete()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "no-address"}, "That does not look like an e-mail address."),
        ({"email": ""}, "Please fill this in."),
        ({"password1": "short", "password2": "short"}, "It must contain at least 12 characters."),
        ({"password1": "password1234", "password2": "password1234"}, "This password is too common."),
        ({"password1": "new@example.org", "password2": "new@example.org"}, "too similar to the e-mail address"),
        ({"password2": "something else 12"}, "You must type the same password each time."),
    ],
)
def test_what_needs_a_change_is_said_beside_the_field(client: Client, change: dict[str, str], sentence: str) -> None:
    page = client.post("/accounts/signup/", WISH | change)
    words = page.content.decode()
    assert page.status_code == 200
    assert sentence in words
    assert change.get("email", "new@example.org") in words  # what was written is still there
    assert "invalid" not in words.replace("aria-invalid", "")
    assert not Account.objects.exists()
    assert not mail.outbox


def test_signed_in_people_do_not_sign_up_again(sam: Member) -> None:
    assert sam.client.get("/accounts/signup/")["Location"] == "/"


def test_somebody_without_a_seat_is_asked_for_one_and_comes_back(client: Client) -> None:
    client.force_login(newcomer("new"))
    led = client.get("/you/settings")
    assert led["Location"] == "/you/seats/new?next=%2Fyou%2Fsettings"
    assert 'value="/you/settings"' in client.get(led["Location"]).content.decode()
    taken = client.post("/you/seats/new", {"role": "patient", "next": "/you/settings"})
    assert taken["Location"] == "/you/settings"


def test_no_way_out_of_the_site(client: Client) -> None:
    client.force_login(newcomer("new"))
    taken = client.post("/you/seats/new", {"role": "patient", "next": "https://elsewhere.example/"})
    assert taken["Location"] == "/face/"
