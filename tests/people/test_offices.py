"""Offices: an administrator names members, takes it back, and only they and the holder know."""

import io

import pytest
from django.core.management import CommandError, call_command

from cast import Member
from cast.people import SYSTEM, newcomer, seated
from commonward.kernel.actor import Role
from commonward.kernel.errors import Denied, Unacceptable
from commonward.kernel.models import Entry
from commonward.people import access, actions, queries
from commonward.people.models import Notice, Office, Organisation
from commonward.people.offices import OfficeKind

PAGE = "/you/organisations/harbour/offices"


@pytest.fixture
def head(harbour: Organisation) -> Member:
    return seated("head", Role.ADMINISTRATOR, at=harbour)


@pytest.fixture
def keeper(harbour: Organisation) -> Member:
    return seated("keeper", Role.MODERATOR, at=harbour)


def test_named_on_the_page_told_and_taken_back(head: Member, nadia: Member) -> None:
    answer = head.client.post(PAGE, {"email": " NADIA@example.org", "kind": "ethics"}, follow=True).content.decode()
    assert "nadia@example.org" in answer
    assert Notice.objects.get(kind="office.given").seat_id == nadia.seat.pk
    opened = nadia.client.post(f"/you/notices/{Notice.objects.get().pk}", follow=True).content.decode()
    assert "Answers when somebody asks about a rule" in opened
    office = Office.objects.get()
    assert access.holds(nadia.person, OfficeKind.ETHICS)
    head.client.post(f"{PAGE}/{office.pk}/end")
    assert not access.holds(nadia.person, OfficeKind.ETHICS)
    assert "No office" in nadia.client.get("/you/offices").content.decode()
    told = [
        (entry.action, entry.detail)
        for entry in Entry.objects.filter(action__startswith="office.").order_by("sequence")
    ]
    assert told == [("office.given", {"office": "ethics"}), ("office.ended", {"office": "ethics"})]


@pytest.mark.parametrize(
    ("email", "kind", "sentence"),
    [
        ("nadia@example.org", "crisis", "Only moderators and privacy officers"),
        ("nobody@example.org", "ethics", "Nobody with this address belongs here."),
        ("remy@example.org", "ethics", "Nobody with this address belongs here."),
        ("", "ethics", "Please fill this in."),
        ("nadia@example.org", "king", "Please choose one from the list."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    head: Member, nadia: Member, email: str, kind: str, sentence: str, larkmoor: Organisation
) -> None:
    seated("remy", Role.PROFESSIONAL, at=larkmoor, profession="nurse")
    page = head.client.post(PAGE, {"email": email, "kind": kind})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Office.objects.exists()


def test_patients_of_a_place_hold_no_office(head: Member, harbour: Organisation) -> None:
    patient = seated("adviser", Role.PATIENT, at=harbour)
    with pytest.raises(Unacceptable):
        actions.give_office(head.person, patient.seat, OfficeKind.ETHICS)


def test_once_is_enough(head: Member, keeper: Member) -> None:
    actions.give_office(head.person, keeper.seat, OfficeKind.CRISIS)
    page = head.client.post(PAGE, {"email": "keeper@example.org", "kind": "crisis"})
    assert "This person holds this office already." in page.content.decode()


def test_of_several_seats_the_one_that_can_hold_it(head: Member, nadia: Member, harbour: Organisation) -> None:
    second = actions.grant_seat(SYSTEM, nadia.account, Role.MODERATOR, organisation=harbour)
    head.client.post(PAGE, {"email": "nadia@example.org", "kind": "crisis"})
    assert Office.objects.get().seat_id == second.pk


def test_only_administrators_name(nadia: Member, keeper: Member, harbour: Organisation) -> None:
    for who in (nadia, keeper):
        with pytest.raises(Denied):
            actions.give_office(who.person, keeper.seat, OfficeKind.CRISIS)
        assert who.client.post(PAGE, {"email": "keeper@example.org", "kind": "crisis"}).status_code == 403


def test_who_serves_whom(head: Member, nadia: Member, harbour: Organisation, larkmoor: Organisation) -> None:
    actions.give_office(head.person, nadia.seat, OfficeKind.ETHICS)
    assert queries.seats_holding(OfficeKind.ETHICS, harbour.pk) == [nadia.seat.pk]
    assert queries.seats_holding(OfficeKind.ETHICS, larkmoor.pk) == []
    assert queries.seats_holding(OfficeKind.ETHICS, None) == []
    assert queries.seats_holding(OfficeKind.CRISIS, harbour.pk) == []


def test_whoever_serves_the_whole_place_is_named_on_the_command_line(db: None, harbour: Organisation) -> None:
    everywhere = seated("everywhere", Role.PRIVACY_OFFICER)
    call_command("give_office", "everywhere@example.org", "ethics", stdout=io.StringIO())
    assert queries.seats_holding(OfficeKind.ETHICS, None) == [everywhere.seat.pk]
    assert queries.seats_holding(OfficeKind.ETHICS, harbour.pk) == [everywhere.seat.pk]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody@example.org", "ethics"], "No account has this address."),
        (["new@example.org", "ethics"], "This person has no seat there."),
        (["new@example.org", "ethics", "--organisation", "nowhere"], "There is no organisation of this name."),
        (["pat@example.org", "ethics"], "Ethics reviewers are people who work here."),
    ],
)
def test_the_command_says_why_not(db: None, pat: Member, arguments: list[str], sentence: str) -> None:
    newcomer("new")
    with pytest.raises(CommandError, match=sentence):
        call_command("give_office", *arguments, stdout=io.StringIO())


def test_a_seat_that_ended_holds_nothing(head: Member, nadia: Member, harbour: Organisation) -> None:
    actions.give_office(head.person, nadia.seat, OfficeKind.ETHICS)
    actions.end_seat(nadia.person, nadia.seat)
    assert queries.seats_holding(OfficeKind.ETHICS, harbour.pk) == []
    assert "Nobody yet." in head.client.get(PAGE).content.decode()
