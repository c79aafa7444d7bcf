"""Taking, switching and ending seats."""

import pytest
from django.test import Client

from cast import Member
from cast.people import SYSTEM, newcomer, seated
from commonward.kernel import events
from commonward.kernel.actor import GRANTED_ROLES, VISITOR, Role
from commonward.kernel.errors import Conflict, Denied, NotFound, Unacceptable
from commonward.kernel.models import Entry
from commonward.people import actions, queries
from commonward.people.events import SeatEnded, SeatTaken
from commonward.people.models import Notice, Organisation, Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Events that were emitted meanwhile."""
    heard: list[object] = []
    for kind in (SeatTaken, SeatEnded):
        monkeypatch.setitem(events._handlers, kind, [*events._handlers[kind], heard.append])
    return heard


# --- Taking -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [role for role in Role if role not in GRANTED_ROLES])
def test_anybody_takes_these(role: Role, told: list[object]) -> None:
    profession = "nurse" if role == Role.PROFESSIONAL else ""
    seat = actions.take_seat(newcomer("new"), role, profession=profession)
    assert (seat.role, seat.profession) == (role, profession)
    assert told == [SeatTaken(seat.pk)]
    entry = Entry.objects.get(action="seat.taken")
    assert (entry.seat, entry.detail) == (seat.pk, {"role": role.value})


@pytest.mark.parametrize("role", sorted(GRANTED_ROLES))
def test_these_are_given_by_others(role: Role) -> None:
    with pytest.raises(Denied, match="denied") as refusal:
        actions.take_seat(newcomer("new"), role)
    assert "invitation" in refusal.value.sentence
    assert not Seat.objects.exists()


def test_a_forged_form_is_no_way_either(client: Client) -> None:
    client.force_login(newcomer("new"))
    page = client.post("/you/seats/new", {"role": "administrator"})
    assert page.status_code == 422
    assert "Please choose one from the list." in page.content.decode()
    assert not Seat.objects.exists()


def test_home_leads_somebody_without_a_seat_to_one(client: Client) -> None:
    client.force_login(newcomer("kim"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/")["Location"] == "/you/seats/new"


def test_a_professional_names_a_profession(client: Client) -> None:
    client.force_login(newcomer("new"))
    page = client.post("/you/seats/new", {"role": "professional", "profession": ""})
    assert page.status_code == 422
    words = page.content.decode()
    assert "Please choose your profession." in words
    assert "checked" in words  # the choice is kept
    assert client.post("/you/seats/new", {"role": "professional", "profession": "nurse"}).status_code == 302


def test_nobody_else_has_a_profession() -> None:
    assert actions.take_seat(newcomer("new"), Role.PATIENT, profession="nurse").profession == ""


def test_the_same_seat_twice(sam: Member) -> None:
    page = sam.client.post("/you/seats/new", {"role": "patient"})
    assert page.status_code == 422
    assert "You have this seat already." in page.content.decode()
    assert Seat.objects.filter(account=sam.account).count() == 1


def test_an_ended_seat_can_be_taken_anew(sam: Member) -> None:
    actions.end_seat(sam.person, sam.seat)
    assert actions.take_seat(sam.account, Role.PATIENT).pk != sam.seat.pk


def test_the_same_role_at_an_organisation_and_of_oneself(nadia: Member, larkmoor: Organisation) -> None:
    actions.take_seat(nadia.account, Role.PROFESSIONAL, profession="nurse")
    actions.grant_seat(SYSTEM, nadia.account, Role.PROFESSIONAL, organisation=larkmoor, profession="nurse")
    assert queries.open_seats(nadia.account.pk).count() == 3
    with pytest.raises(Unacceptable):
        actions.take_seat(nadia.account, Role.PROFESSIONAL, profession="nurse")
    with pytest.raises(Unacceptable):
        actions.grant_seat(SYSTEM, nadia.account, Role.PROFESSIONAL, organisation=larkmoor, profession="nurse")


# --- Giving -------------------------------------------------------------------------------------------------------
def test_administrators_of_the_platform_give_seats(pia: Member, harbour: Organisation) -> None:
    seat = actions.grant_seat(pia.person, newcomer("new"), Role.MODERATOR, organisation=harbour)
    assert Entry.objects.get(action="seat.granted", subject_id=seat.pk).actor_id == pia.account.pk


def test_others_do_not(ada: Member, nadia: Member) -> None:
    for actor in (ada.person, nadia.person, VISITOR):
        with pytest.raises(Denied):
            actions.grant_seat(actor, nadia.account, Role.ADMINISTRATOR)


# --- Switching ----------------------------------------------------------------------------------------------------
def test_switching(nadia: Member) -> None:
    other = actions.take_seat(nadia.account, Role.PATIENT)
    gone = nadia.client.post(f"/you/seats/{other.pk}/switch", {"next": "/you/"})
    assert gone["Location"] == "/you/"
    page = nadia.client.get("/you/")
    assert page.wsgi_request.seat.pk == other.pk  # type: ignore[attr-defined]
    entry = Entry.objects.get(action="seat.switched")
    assert (entry.seat, entry.detail) == (other.pk, {"from": nadia.seat.pk})


def test_nobody_sits_in_somebody_elses_seat(nadia: Member, sam: Member) -> None:
    assert sam.client.post(f"/you/seats/{nadia.seat.pk}/switch").status_code == 404
    session = sam.client.session
    session["seat"] = nadia.seat.pk  # as if the session could be forged
    session.save()
    assert sam.client.get("/you/").wsgi_request.seat.pk == sam.seat.pk  # type: ignore[attr-defined]


def test_nor_in_an_ended_one(nadia: Member) -> None:
    other = actions.take_seat(nadia.account, Role.PATIENT)
    actions.end_seat(nadia.person, other)
    assert nadia.client.post(f"/you/seats/{other.pk}/switch").status_code == 404


def test_looking_does_not_switch(nadia: Member) -> None:
    assert nadia.client.get(f"/you/seats/{nadia.seat.pk}/switch").status_code == 405


# --- Ending -------------------------------------------------------------------------------------------------------
def test_ending_asks_first(sam: Member, told: list[object]) -> None:
    assert "End this seat?" in sam.client.get(f"/you/seats/{sam.seat.pk}/end").content.decode()
    assert told == []
    done = sam.client.post(f"/you/seats/{sam.seat.pk}/end")
    assert done["Location"] == "/you/"
    assert told == [SeatEnded(sam.seat.pk)]
    assert sam.client.get("/you/")["Location"] == "/you/seats/new?next=%2Fyou%2F"
    assert Entry.objects.get(action="seat.ended").subject_id == sam.seat.pk


def test_ending_twice_does_no_harm(sam: Member, told: list[object]) -> None:
    person = sam.person
    actions.end_seat(person, sam.seat)
    actions.end_seat(person, sam.seat)
    assert told == [SeatEnded(sam.seat.pk)]


def test_strangers_end_nothing(nadia: Member, sam: Member, ada: Member, remy: Member) -> None:
    assert sam.client.post(f"/you/seats/{nadia.seat.pk}/end").status_code == 404
    for other in (sam, remy):
        with pytest.raises(Denied):
            actions.end_seat(other.person, nadia.seat)
    with pytest.raises(Denied):
        actions.end_seat(ada.person, sam.seat)


@pytest.mark.parametrize("whose", ["ada", "pia"])
def test_one_administrator_remains(whose: str, request: pytest.FixtureRequest) -> None:
    last: Member = request.getfixturevalue(whose)
    page = last.client.post(f"/you/seats/{last.seat.pk}/end")
    assert page.status_code == 409
    assert "One administrator has to remain." in page.content.decode()
    second = seated("second", Role.ADMINISTRATOR, at=last.seat.organisation)
    second.account.is_active = False
    second.account.save()
    with pytest.raises(Conflict):  # one who cannot come in does not count
        actions.end_seat(last.person, last.seat)
    second.account.is_active = True
    second.account.save()
    actions.end_seat(last.person, last.seat)
    with pytest.raises(Conflict):
        actions.end_seat(second.person, second.seat)


def test_who_is_put_out_is_told_in_another_seat(ada: Member, nadia: Member) -> None:
    own = actions.take_seat(nadia.account, Role.PATIENT)
    actions.end_seat(ada.person, nadia.seat)
    notice = Notice.objects.get()
    assert (notice.seat_id, notice.kind) == (own.pk, "seat.ended")


def test_seats_of_others_do_not_exist(nadia: Member, sam: Member) -> None:
    with pytest.raises(NotFound):
        actions.switch_seat(sam.person, nadia.seat.pk)


# --- The page -----------------------------------------------------------------------------------------------------
def test_the_page_shows_ones_own_seats_and_no_others(nadia: Member, priya: Member) -> None:
    actions.take_seat(nadia.account, Role.CAREGIVER)
    words = nadia.client.get("/you/").content.decode()
    assert "Nurse" in words
    assert "Family or caregiver" in words
    assert "Physician" not in words
    assert "Credentials to verify" not in words


@pytest.mark.parametrize("path", ["/you/", "/you/seats/new", "/you/settings", "/you/profession"])
def test_signed_out(client: Client, path: str, db: None) -> None:
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
