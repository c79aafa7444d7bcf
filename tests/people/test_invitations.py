"""Invitations: made, taken once, withdrawn, run out."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from cast import Member
from cast.people import newcomer
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.errors import Denied, NotFound
from commonward.kernel.models import Entry
from commonward.people import actions
from commonward.people.models import Invitation, Organisation, Seat

pytestmark = pytest.mark.django_db

PATH = "/you/organisations/harbour/invite"
FORM = {"email": "kim@example.org", "role": "professional"}


@pytest.fixture
def kim(db: None) -> Client:
    """A browser in which somebody without a seat is signed in."""
    client = Client()
    client.force_login(newcomer("kim"))
    return client


def test_from_the_letter_to_the_seat(ada: Member, kim: Client, harbour: Organisation, link: Callable[[], str]) -> None:
    sent = ada.client.post(PATH, FORM)
    assert sent["Location"] == "/you/organisations/harbour/members"
    letter = mail.outbox[0]
    assert letter.to == ["kim@example.org"]
    assert letter.subject == "[Commonward] Harbour Clinic invites you"
    assert "rofessional" not in letter.body  # nothing beyond the organisation's name
    page = kim.get(link())
    assert "Harbour Clinic invites you" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    missing = kim.post(link(), {"profession": ""})
    assert missing.status_code == 422
    taken = kim.post(link(), {"profession": "nurse"})
    assert taken["Location"] == "/you/"
    seat = Seat.objects.get(account__email="kim@example.org")
    assert (seat.role, seat.organisation, seat.profession) == ("professional", harbour, "nurse")
    assert kim.get("/you/").wsgi_request.seat.pk == seat.pk  # type: ignore[attr-defined]
    acts = set(Entry.objects.values_list("action", flat=True))
    assert {"invitation.made", "invitation.accepted", "seat.taken"} <= acts
    assert "example" not in "".join(str(vars(entry)) for entry in Entry.objects.all())


def test_a_link_works_once(ada: Member, kim: Client, sam: Member, link: Callable[[], str]) -> None:
    ada.client.post(PATH, FORM | {"role": "student"})
    assert kim.post(link()).status_code == 302
    for browser in (kim, sam.client, Client()):
        assert browser.get(link()).status_code == 404
        assert browser.post(link()).status_code == 404
    assert Seat.objects.filter(role="student").count() == 1


def test_only_its_hash_is_kept(ada: Member, link: Callable[[], str]) -> None:
    ada.client.post(PATH, FORM)
    token = link().rsplit("/", 1)[1]
    assert len(token) >= 43  # 256 bits
    kept = Invitation.objects.get()
    assert token not in str(vars(kept))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_invitation")
        assert token not in str(cursor.fetchall())


def test_after_seven_days(ada: Member, kim: Client, link: Callable[[], str]) -> None:
    ada.client.post(PATH, FORM)
    with clock.at(clock.now() + timedelta(days=6, hours=23)):
        assert kim.get(link()).status_code == 200
    with clock.at(clock.now() + timedelta(days=7, minutes=1)):
        gone = kim.get(link())
        assert gone.status_code == 404
        assert "This link does not work any more." in gone.content.decode()
        assert kim.post(link(), {"profession": "nurse"}).status_code == 404


def test_withdrawn(ada: Member, kim: Client, link: Callable[[], str]) -> None:
    ada.client.post(PATH, FORM)
    pk = Invitation.objects.get().pk
    assert "kim@example.org" in ada.client.get("/you/organisations/harbour/members").content.decode()
    for _twice in range(2):
        assert ada.client.post(f"/you/organisations/harbour/invitations/{pk}/withdraw").status_code == 302
    assert kim.get(link()).status_code == 404
    assert Entry.objects.filter(action="invitation.withdrawn", subject_id=pk).count() == 1


def test_a_new_invitation_replaces_the_old_one(ada: Member, kim: Client, link: Callable[[], str]) -> None:
    ada.client.post(PATH, FORM)
    old = link()
    ada.client.post(PATH, FORM)
    assert kim.get(old).status_code == 404
    assert kim.get(link()).status_code == 200


@pytest.mark.parametrize("token", ["x", "A" * 43, "%F0%9F%99%82", "a" * 4000])
def test_a_token_that_never_was(client: Client, token: str, db: None) -> None:
    assert client.get(f"/you/invitations/{token}").status_code == 404


def test_signed_out_one_is_shown_the_ways_in(ada: Member, client: Client, link: Callable[[], str]) -> None:
    ada.client.post(PATH, FORM | {"role": "student"})
    words = client.get(link()).content.decode()
    assert f"/accounts/login/?next={link()}" in words
    assert client.post(link()).status_code == 200  # nothing is taken by nobody
    assert Invitation.objects.get().accepted_at is None


def test_who_has_the_seat_leaves_the_invitation_to_others(
    ada: Member, nadia: Member, kim: Client, link: Callable[[], str]
) -> None:
    ada.client.post(PATH, FORM)
    page = nadia.client.post(link(), {"profession": "nurse"})
    assert page.status_code == 409
    assert "You have this seat already." in page.content.decode()
    assert kim.post(link(), {"profession": "nurse"}).status_code == 302


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "no-address"}, "That does not look like an e-mail address."),
        ({"email": ""}, "Please fill this in."),
        ({"role": ""}, "Please choose one."),
        ({"role": "wizard"}, "Please choose one from the list."),
        ({"email": "nadia@example.org"}, "This person has this seat already."),
    ],
)
def test_what_needs_a_change_is_said_beside_the_field(
    ada: Member, nadia: Member, change: dict[str, str], sentence: str
) -> None:
    page = ada.client.post(PATH, FORM | change)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert (FORM | change)["email"] in page.content.decode()
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_only_administrators_invite(
    client: Client, nadia: Member, olu: Member, mo: Member, sam: Member, remy: Member, harbour: Organisation
) -> None:
    for member in (nadia, olu, mo):
        assert member.client.post(PATH, FORM).status_code == 403
    for stranger in (sam, remy):
        assert stranger.client.post(PATH, FORM).status_code == 404
    assert client.post(PATH, FORM).status_code == 302
    for other in (nadia, olu, sam, remy):
        with pytest.raises(Denied):
            actions.invite(other.person, harbour, email="kim@example.org", role=Role.ADMINISTRATOR)
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_only_administrators_withdraw(ada: Member, nadia: Member, remy: Member) -> None:
    ada.client.post(PATH, FORM)
    path = f"/you/organisations/harbour/invitations/{Invitation.objects.get().pk}/withdraw"
    assert nadia.client.post(path).status_code == 403
    assert remy.client.post(path).status_code == 404
    assert Invitation.objects.get().withdrawn_at is None


def test_administrators_of_the_platform_invite_the_first_administrator(pia: Member, harbour: Organisation) -> None:
    made = actions.invite(pia.person, harbour, email="Kim@Example.org", role=Role.ADMINISTRATOR)
    assert made.email == "kim@example.org"


def test_a_letter_that_does_not_go_out_leaves_no_open_door(
    ada: Member, settings: object, harbour: Organisation
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]  # nobody listens there
    page = ada.client.post(PATH, FORM)
    assert page.status_code == 503
    assert "Our mail does not go out just now." in page.content.decode()
    assert Invitation.objects.get().withdrawn_at is not None
    assert Entry.objects.get(action="invitation.withdrawn").reason_code == "mail_failed"


def test_two_who_take_it_at_once(ada: Member, harbour: Organisation, link: Callable[[], str]) -> None:
    ada.client.post(PATH, FORM | {"role": "student"})
    token = link().rsplit("/", 1)[1]
    actions.accept_invitation(newcomer("kim"), token)
    with pytest.raises(NotFound):
        actions.accept_invitation(newcomer("lee"), token)


def test_letters_hold_no_pictures_and_no_other_addresses() -> None:
    """Mail is plain text from our own templates; no sign follows the reader."""
    folder = Path(actions.__file__).parents[1] / "templates"
    for template in folder.rglob("*.txt"):
        words = template.read_text(encoding="utf-8")
        assert "<" not in words, template.name
        assert "http" not in words, template.name
