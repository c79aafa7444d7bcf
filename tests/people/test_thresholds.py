"""Pages to sign in and to open an account look like the organisation by whose address or invitation somebody comes."""

import io
import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from cast import PASSWORD, Member
from commonward.kernel import work
from commonward.kernel.actor import Role
from commonward.people import actions, thresholds
from commonward.people.models import Account, Organisation, SignOn

pytestmark = pytest.mark.django_db

PAGES = ["account_login", "account_signup"]


@pytest.fixture
def shown(ada: Member, harbour: Organisation) -> Organisation:
    """Harbour Clinic in its colour."""
    actions.choose_accent(ada.person, harbour, "#1f7775")
    harbour.refresh_from_db()
    return harbour


def invited(ada: Member, place: Organisation) -> str:
    """The way back that an invitation gives to whoever has to sign in first."""
    actions.invite(ada.person, place, email="new@example.org", role=Role.PATIENT)
    found = re.search(r"/you/invitations/\S+", str(mail.outbox[-1].body))
    assert found is not None
    return found.group()


def is_harbours(page: str) -> bool:
    return "Harbour Clinic</h2>" in page and "/colour/1f7775" in page


@pytest.mark.parametrize("name", PAGES)
def test_by_its_address_the_page_looks_like_the_organisation(shown: Organisation, name: str) -> None:
    assert is_harbours(Client().get(reverse(name), {"at": "harbour"}).content.decode())
    assert not is_harbours(Client().get(reverse(name)).content.decode())


@pytest.mark.parametrize("name", PAGES)
def test_its_logo_stands_there_once_it_is_clean(shown: Organisation, ada: Member, name: str) -> None:
    image, out = Image.new("RGB", (300, 300), "#1f7775"), io.BytesIO()
    image.save(out, "PNG")
    given = SimpleUploadedFile("logo.png", out.getvalue(), "image/png")
    assert ada.client.post("/house/harbour/", {"do": "logo", "logo": given}).status_code == 302
    assert "house__logo" not in Client().get(reverse(name), {"at": "harbour"}).content.decode()
    work.drain()
    shown.refresh_from_db()
    address = f"/house/harbour/logo/{shown.logo}/"
    assert f'src="{address}" alt="Harbour Clinic"' in Client().get(reverse(name), {"at": "harbour"}).content.decode()
    assert Client().get(address).status_code == 200  # whoever has no account yet sees it, too
    assert address not in Client().get(reverse(name)).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_by_an_invitation_too(shown: Organisation, ada: Member, name: str) -> None:
    back = invited(ada, shown)
    page = Client().get(reverse(name), {"next": back}).content.decode()
    assert is_harbours(page)
    other = Client().get(reverse(name), {"next": "/you/invitations/of-nobody"})
    assert (other.status_code, is_harbours(other.content.decode())) == (200, False)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("at", ["nowhere", "x" * 600, "../..", "<b>", "\x00"])
def test_what_names_nobody_is_a_page_like_any_other(shown: Organisation, name: str, at: str) -> None:
    answer = Client().get(reverse(name), {"at": at})
    assert answer.status_code == 200
    assert not is_harbours(answer.content.decode())
    assert "<b>" + "</h2>" not in answer.content.decode()


def test_it_stays_so_after_a_mistake_and_on_the_way_to_the_other_page(shown: Organisation) -> None:
    browser = Client()
    page = browser.post(reverse("account_login"), {"login": "a@b.example", "password": "wrong wrong", "at": "harbour"})
    assert is_harbours(page.content.decode())
    assert f'{reverse("account_signup")}?at=harbour"' in page.content.decode()
    page = browser.post(reverse("account_signup"), {"email": "no address", "at": "harbour"})
    assert is_harbours(page.content.decode())
    assert f'{reverse("account_login")}?at=harbour"' in page.content.decode()
    both = browser.get(reverse("account_login"), {"at": "harbour", "next": "/you/"}).content.decode()
    assert "?next=%2Fyou%2F&amp;at=harbour" in both


def test_its_own_server_stands_alone_on_its_page(shown: Organisation, larkmoor: Organisation) -> None:
    for place in (shown, larkmoor):
        SignOn.objects.create(
            organisation=place, issuer="https://sign-on.example", client_id="a", secret="a secret",
            domains="harbour.example", role="student", is_on=True,
        )  # fmt: skip
    mine = Client().get(reverse("account_login"), {"at": "harbour"}).content.decode()
    assert "Sign in with Harbour Clinic" in mine
    assert f"Sign in with {larkmoor.name}" not in mine
    everybodys = Client().get(reverse("account_login")).content.decode()
    assert f"Sign in with {larkmoor.name}" in everybodys


def test_it_changes_nothing_but_how_it_looks(shown: Organisation, nadia: Member) -> None:
    browser = Client()
    given = {"login": nadia.account.email, "password": PASSWORD, "at": "harbour"}
    assert browser.post(reverse("account_login"), given).status_code == 302
    born = {"born_month": "5", "born_year": "1980"}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    Client().post(reverse("account_signup"), {"email": "new@example.org", "at": "harbour"} | born | passwords)
    assert not Account.objects.get(email="new@example.org").seats.exists()


def test_its_administrators_read_the_address_where_they_decide_how_it_is_shown(
    shown: Organisation, ada: Member
) -> None:
    page = ada.client.get(reverse("oversight:branding", args=["harbour"])).content.decode()
    assert thresholds.address_of(shown) in page
    assert thresholds.address_of(shown).endswith("/accounts/login/?at=harbour")
