"""Members of an organisation: who sees them, who ends a membership."""

import pytest
from django.test import Client

from cast import Member
from cast.people import SYSTEM, seated
from commonward.kernel.actor import VISITOR, Role
from commonward.kernel.errors import Denied
from commonward.kernel.models import Entry
from commonward.people import actions
from commonward.people.models import Organisation, Seat

pytestmark = pytest.mark.django_db

PATH = "/you/organisations/harbour/members"


# --- Setting up ---------------------------------------------------------------------------------------------------
def test_administrators_of_the_platform_set_up_organisations(pia: Member) -> None:
    made = actions.create_organisation(pia.person, name="Quill Harbour Clinic", kind=Organisation.Kind.CLINIC)
    again = actions.create_organisation(pia.person, name="Quill Harbour Clinic", kind=Organisation.Kind.CLINIC)
    unspellable = actions.create_organisation(SYSTEM, name="***", kind=Organisation.Kind.SCHOOL)
    assert (made.slug, again.slug, unspellable.slug) == (
        "quill-harbour-clinic",
        "quill-harbour-clinic-2",
        "organisation",
    )
    entry = Entry.objects.get(action="organisation.created", subject_id=made.pk)
    assert (entry.actor_id, entry.detail) == (pia.account.pk, {"kind": "clinic"})


def test_others_do_not(ada: Member, mo: Member, sam: Member) -> None:
    for actor in (ada.person, mo.person, sam.person, VISITOR):
        with pytest.raises(Denied):
            actions.create_organisation(actor, name="Mine", kind=Organisation.Kind.CLINIC)
    assert Organisation.objects.count() == 1


# --- Seeing -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["ada", "olu", "pia"])
def test_who_answers_for_them_sees_who_they_are(who: str, nadia: Member, request: pytest.FixtureRequest) -> None:
    viewer: Member = request.getfixturevalue(who)
    page = viewer.client.get(PATH)
    assert "nadia@example.org" in page.content.decode()
    assert "Nurse" in page.content.decode()
    assert Entry.objects.get(action="members.read").seat == viewer.seat.pk


@pytest.mark.parametrize("who", ["nadia", "mo"])
def test_other_members_see_how_many(who: str, priya: Member, request: pytest.FixtureRequest) -> None:
    viewer: Member = request.getfixturevalue(who)
    page = viewer.client.get(PATH)
    assert page.status_code == 200
    assert "@example.org" not in page.content.decode()
    assert "Health professional" in page.content.decode()
    assert not Entry.objects.filter(action="members.read").exists()


def test_strangers_and_visitors(client: Client, ada: Member, sam: Member, remy: Member, larkmoor: Organisation) -> None:
    elsewhere = seated("boss", Role.ADMINISTRATOR, at=larkmoor)
    for stranger in (sam, remy, elsewhere):
        assert stranger.client.get(PATH).status_code == 404
    assert client.get(PATH)["Location"] == f"/accounts/login/?next={PATH}"
    assert ada.client.get("/you/organisations/nowhere/members").status_code == 404


def test_in_another_seat_even_the_administrator_is_a_stranger(ada: Member) -> None:
    other = actions.take_seat(ada.account, Role.PATIENT)
    ada.client.post(f"/you/seats/{other.pk}/switch")
    assert ada.client.get(PATH).status_code == 404


def test_by_role(ada: Member, nadia: Member, mo: Member) -> None:
    words = ada.client.get(f"{PATH}?role=moderator").content.decode()
    assert "mo@example.org" in words
    assert "nadia@example.org" not in words
    assert "Nobody in this role yet." in ada.client.get(f"{PATH}?role=wizard").content.decode()


def test_page_by_page(ada: Member, harbour: Organisation) -> None:
    for number in range(60):
        seated(f"n{number:02}", Role.STUDENT, at=harbour)
    first = ada.client.get(PATH).content.decode()
    assert first.count("@example.org</b>") == 50
    rest = ada.client.get(PATH, {"before": Seat.objects.order_by("-pk")[49].pk}).content.decode()
    assert rest.count("@example.org</b>") == 11


# --- Ending -------------------------------------------------------------------------------------------------------
def test_ending_asks_first(ada: Member, nadia: Member) -> None:
    path = f"{PATH}/{nadia.seat.pk}/end"
    assert "End this membership?" in ada.client.get(path).content.decode()
    assert Seat.objects.get(pk=nadia.seat.pk).ended_at is None
    assert ada.client.post(path)["Location"] == PATH
    assert Seat.objects.get(pk=nadia.seat.pk).ended_at is not None
    assert Entry.objects.get(action="seat.ended").actor_id == ada.account.pk
    assert nadia.client.get("/you/").status_code == 302


def test_only_administrators_end_memberships(
    client: Client, nadia: Member, priya: Member, olu: Member, sam: Member, remy: Member
) -> None:
    path = f"{PATH}/{nadia.seat.pk}/end"
    for member in (priya, olu):
        page = member.client.post(path)
        assert page.status_code == 403
        assert "Administrators of this organisation" in page.content.decode()
    for stranger in (sam, remy):
        assert stranger.client.post(path).status_code == 404
    assert client.post(path).status_code == 302
    assert Seat.objects.get(pk=nadia.seat.pk).ended_at is None


def test_not_the_members_of_others(ada: Member, remy: Member) -> None:
    assert ada.client.post(f"{PATH}/{remy.seat.pk}/end").status_code == 404
    assert Seat.objects.get(pk=remy.seat.pk).ended_at is None


def test_one_administrator_remains(ada: Member, pia: Member) -> None:
    page = pia.client.post(f"{PATH}/{ada.seat.pk}/end")
    assert page.status_code == 409
    assert Seat.objects.get(pk=ada.seat.pk).ended_at is None
