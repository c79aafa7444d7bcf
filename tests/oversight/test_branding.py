"""How an organisation is shown: name, colour and logo, decided by its administrators, and what it says out of hours."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageDraw

from cast import Member
from commonward.kernel import clock, work
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry
from commonward.oversight import quarantine, stored
from commonward.oversight.models import Media
from commonward.people import actions
from commonward.people.actions import invite
from commonward.people.house import HouseText
from commonward.people.models import Organisation

pytestmark = pytest.mark.django_db

PAGE = "/house/harbour/"
PEOPLE = "/search/at/harbour/"


def _picture(colour: str = "#0b5c60") -> SimpleUploadedFile:
    image, out = Image.new("RGB", (900, 300), "white"), io.BytesIO()
    ImageDraw.Draw(image).ellipse((60, 60, 240, 240), fill=colour)
    image.save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


@pytest.fixture
def faced(priya: Member) -> Member:
    """Somebody who works there and shows it."""
    assert priya.client.get(PEOPLE).status_code == 200
    return priya


def test_its_name_is_screened_and_shown(ada: Member, harbour: Organisation, faced: Member) -> None:
    assert ada.client.post(PAGE, {"do": "name", "name": "  Harbour   Clinic North "}).status_code == 302
    harbour.refresh_from_db()
    assert (harbour.name, harbour.slug) == ("Harbour Clinic North", "harbour")
    assert "Harbour Clinic North" in faced.client.get(PEOPLE).content.decode()
    answer = ada.client.post(PAGE, {"do": "name", "name": "Clinic of Odalys Ferriman, MRN 00482913"})
    assert answer.status_code == 422
    assert "Odalys Ferriman" in answer.content.decode()  # nothing written is lost
    assert ada.client.post(PAGE, {"do": "name", "name": "x"}).status_code == 422
    harbour.refresh_from_db()
    assert harbour.name == "Harbour Clinic North"
    assert "Odalys" not in str(list(Entry.objects.values()))


def test_its_colour_is_seen_by_day_and_by_lamplight(ada: Member, harbour: Organisation, faced: Member) -> None:
    assert ada.client.post(PAGE, {"do": "accent", "accent": "C2392B"}).status_code == 302
    harbour.refresh_from_db()
    assert harbour.accent == "#c2392b"
    assert '/colour/c2392b.css"' in faced.client.get(PEOPLE).content.decode()
    sheet = Client().get("/colour/c2392b.css")
    assert sheet.content.decode() == ":root { --house: #c2392b; }\n"
    assert sheet["Content-Type"].startswith("text/css")
    assert Client().get("/colour/red;}.css").status_code == 404
    ada.client.post(PAGE, {"do": "accent", "accent": ""})
    assert "/colour/" not in faced.client.get(PEOPLE).content.decode()


@pytest.mark.parametrize(
    ("said", "why"),
    [("#ffe08a", "too light"), ("#0a0a3c", "too dark"), ("reddish", "six digits"), ("#12345", "six digits")],
)
def test_a_colour_that_is_not_seen_is_refused_with_the_nearest(
    ada: Member, harbour: Organisation, said: str, why: str
) -> None:
    answer = ada.client.post(PAGE, {"do": "accent", "accent": said})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert f'value="{said}"' in page
    if why.startswith("too"):
        nearest = page.split('name="nearest" value="')[1].split('"')[0]
        assert ada.client.post(PAGE, {"do": "accent", "nearest": nearest}).status_code == 302
        harbour.refresh_from_db()
        assert harbour.accent == nearest


def test_its_logo_comes_through_quarantine(ada: Member, harbour: Organisation, faced: Member) -> None:
    assert ada.client.post(PAGE, {"do": "logo", "logo": _picture()}).status_code == 302
    assert "is being looked at" in ada.client.get(PAGE).content.decode()
    assert "house__logo" not in faced.client.get(PEOPLE).content.decode()
    work.drain()
    harbour.refresh_from_db()
    address = f"/house/harbour/logo/{harbour.logo}/"
    page = faced.client.get(PEOPLE).content.decode()
    assert f'src="{address}" alt="Harbour Clinic"' in page
    shown = Client().get(address)
    with Image.open(io.BytesIO(b"".join(shown.streaming_content))) as image:  # type: ignore[attr-defined]
        assert max(image.size) <= 640
    assert Client().get(f"/house/larkmoor/logo/{harbour.logo}/").status_code == 404
    assert Client().get("/house/harbour/logo/7/").status_code == 404


def test_the_one_before_is_shown_until_the_next_is_clean_and_then_deleted(ada: Member, harbour: Organisation) -> None:
    ada.client.post(PAGE, {"do": "logo", "logo": _picture()})
    work.drain()
    harbour.refresh_from_db()
    first = harbour.logo
    assert first is not None
    ada.client.post(PAGE, {"do": "logo", "logo": _picture("#c2392b")})
    assert Client().get(f"/house/harbour/logo/{first}/").status_code == 200
    work.drain()
    harbour.refresh_from_db()
    assert harbour.logo != first
    assert not Media.objects.filter(pk=first).exists()
    assert not stored.place_on_disk(first).exists()
    ada.client.post(PAGE, {"do": "no-logo"})
    work.drain()
    harbour.refresh_from_db()
    assert (harbour.logo, harbour.logo_next) == (None, None)
    assert not Media.objects.exists()


def test_what_is_no_picture_is_refused_in_a_sentence(ada: Member, harbour: Organisation) -> None:
    drawing = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
    answer = ada.client.post(PAGE, {"do": "logo", "logo": drawing})
    assert answer.status_code == 422
    assert "SVG drawings can hold programs" in answer.content.decode()
    assert "choose a picture first" in ada.client.post(PAGE, {"do": "logo"}).content.decode()
    broken = SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 200, "image/png")
    ada.client.post(PAGE, {"do": "logo", "logo": broken})
    work.drain()
    harbour.refresh_from_db()
    assert harbour.logo is None
    assert "cut short or damaged" in ada.client.get(PAGE).content.decode()


def test_it_stays_when_whoever_brought_it_leaves(ada: Member, harbour: Organisation) -> None:
    ada.client.post(PAGE, {"do": "logo", "logo": _picture()})
    work.drain()
    harbour.refresh_from_db()
    assert quarantine.unused_of(ada.account.pk) == []


def test_an_invitation_shows_who_invites(ada: Member, harbour: Organisation, mailoutbox: list[object]) -> None:
    ada.client.post(PAGE, {"do": "accent", "accent": "#c2392b"})
    ada.client.post(PAGE, {"do": "logo", "logo": _picture()})
    work.drain()
    invite(ada.person, harbour, email="kim@example.org", role=Role.PATIENT)
    body = str(mailoutbox[-1].body)  # type: ignore[attr-defined]
    assert "Harbour Clinic invites you" in body
    assert "#c2392b" not in body
    page = Client().get("/" + body.split("http://")[1].split("/", 1)[1].split()[0]).content.decode()
    assert "house__logo" in page
    assert "/colour/c2392b.css" in page


def test_only_its_administrators_decide(
    nadia: Member, mo: Member, olu: Member, sam: Member, harbour: Organisation
) -> None:
    for who in (nadia, mo, olu):
        assert who.client.post(PAGE, {"do": "accent", "accent": "#c2392b"}).status_code == 403
    assert sam.client.post(PAGE, {"do": "accent", "accent": "#c2392b"}).status_code == 404
    harbour.refresh_from_db()
    assert harbour.accent == ""


def test_rules_and_terms_are_linked_from_its_page_and_from_writing(ada: Member, faced: Member) -> None:
    assert "/texts/harbour/house/" not in faced.client.get("/write/").content.decode()
    ada.client.post("/texts/harbour/house/write/", {"words": "Be kind. Nobody here is a case."})
    assert "House rules of Harbour Clinic" in faced.client.get("/write/").content.decode()
    assert "/texts/harbour/house/" in faced.client.get(PEOPLE).content.decode()


NIGHT = datetime(2026, 3, 4, 23, 0, tzinfo=UTC)
WORDS = "The evening line answers until ten. In an emergency call your emergency number."


def test_what_it_says_out_of_hours_is_screened_kept_and_ended(ada: Member, harbour: Organisation) -> None:
    path = "/texts/harbour/hours/write/"
    assert ada.client.post(path, {"words": "Call Odalys Ferriman, MRN 00482913."}).status_code == 422
    for number, words in enumerate(("At night nobody reads this.", WORDS), start=1):
        assert ada.client.post(path, {"words": words}).status_code == 302
        harbour.refresh_from_db()
        assert HouseText.objects.get(pk=harbour.hours_text).number == number
    assert "At night nobody reads this." in Client().get("/texts/harbour/hours/?version=1").content.decode()
    ada.client.post(path, {"do": "end"})
    harbour.refresh_from_db()
    assert harbour.hours_text is None
    assert HouseText.objects.count() == 2
    actions.end_hours_text(ada.person, harbour)
    assert Entry.objects.filter(action="text.ended").count() == 1
    with clock.at(NIGHT):
        assert ada.client.get(path).status_code == 200
