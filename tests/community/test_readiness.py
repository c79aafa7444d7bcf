"""What an organisation asks of its staff before they post: a policy to sign, and training (rules.md S73)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import Member, member
from commonward.community.models import Draft, Post
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.errors import Denied
from commonward.kernel.models import Entry
from commonward.people import actions
from commonward.people.house import HouseText, Signature, TextKind, Training
from commonward.people.models import Notice, Organisation

pytestmark = pytest.mark.django_db

POLICY = "Speak of patients as if they read it. Ask before you speak for the clinic."


@pytest.fixture
def policy(ada: Member, harbour: Organisation) -> HouseText:
    """Harbour's social media policy, in force."""
    return actions.put_text(ada.person, harbour, TextKind.STAFF, POLICY)


@pytest.fixture
def grace(harbour: Organisation) -> Member:
    """Harbour's communication staff."""
    return member("Grace Mbeki", Role.ORGANISATION, at=harbour)


def posts(who: Member, text: str = "A quiet walk.") -> str:
    """Where the composer leads."""
    sent = {"text": text, "audience": "public", "publish": "1", "key": "new"}
    return str(who.client.post("/write/", sent).headers.get("Location", ""))


# --- The policy ---------------------------------------------------------------------------------------------------
def test_an_administrator_writes_it_and_the_staff_hears_of_it(ada: Member, nadia: Member, pat: Member) -> None:
    page = ada.client.get("/you/organisations/harbour/staff").content.decode()
    assert "There is no social media policy to sign." in page
    done = ada.client.post("/texts/harbour/staff/write/", {"words": POLICY})
    assert done["Location"] == "/texts/harbour/staff/"
    assert POLICY.split(".")[0] in nadia.client.get("/texts/harbour/staff/").content.decode()
    assert Notice.objects.filter(seat=nadia.seat, kind="text.to_sign").count() == 1
    assert not Notice.objects.filter(seat=pat.seat, kind="text.to_sign").exists()
    entry = Entry.objects.get(action="text.put")
    assert "patients" not in str(vars(entry))


def test_what_gives_a_patient_away_is_not_taken_and_nothing_is_lost(ada: Member) -> None:
    words = "As with Margaret Hensley, born 04/12/1951, MRN 4471982: never tell."
    page = ada.client.post("/texts/harbour/staff/write/", {"words": words})
    assert page.status_code == 422
    assert "Please say it without what gives a person away" in page.content.decode()
    assert "Margaret Hensley" in page.content.decode()
    assert not HouseText.objects.exists()


def test_unsigned_staff_is_asked_to_sign_and_their_words_are_kept(nadia: Member, policy: HouseText) -> None:
    assert posts(nadia) == "/you/before-you-post?next=/write/"
    assert not Post.objects.exists()
    assert Draft.objects.get().text == "A quiet walk."
    assert "Your organisation asks for something before you post" in nadia.client.get("/write/").content.decode()
    page = nadia.client.get("/you/before-you-post").content.decode()
    assert "Harbour Clinic asks for this before you speak in public" in page
    signed = nadia.client.post("/you/before-you-post", {"text": policy.pk, "next": "/write/"})
    assert signed["Location"] == "/write/"
    assert Entry.objects.get(action="text.signed").subject_id == policy.pk
    assert posts(nadia).startswith("/p/")
    assert "Nothing is missing." in nadia.client.get("/you/before-you-post").content.decode()


def test_programs_are_held_to_it_too(nadia: Member, policy: HouseText) -> None:
    with pytest.raises(Denied) as refusal:
        nadia.publishes("A quiet walk.")
    assert "Before you post" in refusal.value.sentence


def test_a_new_version_asks_again_and_the_old_one_is_not_signed(
    ada: Member, nadia: Member, policy: HouseText, harbour: Organisation
) -> None:
    actions.sign_text(nadia.person, harbour, policy.pk)
    newer = actions.put_text(ada.person, harbour, TextKind.STAFF, f"{POLICY} And no pictures of charts.")
    assert newer.number == 2
    assert posts(nadia) == "/you/before-you-post?next=/write/"
    page = nadia.client.post("/you/before-you-post", {"text": policy.pk})
    assert page.status_code == 409
    assert "A new version of the policy came a moment ago." in page.content.decode()
    nadia.client.post("/you/before-you-post", {"text": newer.pk})
    nadia.client.post("/you/before-you-post", {"text": newer.pk})
    assert Signature.objects.filter(seat=nadia.seat).count() == 2
    assert "Version 1" in nadia.client.get("/texts/harbour/staff/?version=1").content.decode()


def test_patients_strangers_and_other_houses_are_asked_for_nothing(
    pat: Member, sam: Member, remy: Member, policy: HouseText
) -> None:
    for who in (pat, sam, remy):
        assert posts(who, f"A quiet walk of {who.seat.role}.").startswith("/p/")
    assert remy.client.get("/texts/harbour/staff/").status_code == 404
    assert sam.client.post("/you/before-you-post", {"text": policy.pk}).status_code == 404
    assert not Signature.objects.exists()


def test_after_an_upgrade_nobody_is_locked_out(nadia: Member) -> None:
    assert posts(nadia).startswith("/p/")  # an organisation that wrote no policy asks for none
    assert "Your organisation has no policy to sign" in nadia.client.get("/you/before-you-post").content.decode()


def test_asked_no_longer(ada: Member, nadia: Member, policy: HouseText) -> None:
    ada.client.post("/texts/harbour/staff/write/", {"do": "end"})
    assert posts(nadia).startswith("/p/")


@pytest.mark.parametrize("who", ["nadia", "mo", "pat", "remy"])
def test_only_those_who_decide_rules_write_it(who: str, request: pytest.FixtureRequest) -> None:
    member: Member = request.getfixturevalue(who)
    sent = member.client.post("/texts/harbour/staff/write/", {"words": POLICY})
    assert sent.status_code in {403, 404}
    assert not HouseText.objects.exists()


def test_rules_of_the_house_and_terms_are_for_everybody(ada: Member, client: Client) -> None:
    ada.client.post("/texts/harbour/house/write/", {"words": "Be kind. Nobody is a case."})
    ada.client.post("/texts/harbour/terms/write/", {"words": "You may leave at any time."})
    assert "Nobody is a case." in client.get("/texts/harbour/house/").content.decode()
    assert "You may leave" in client.get("/texts/harbour/terms/").content.decode()
    assert client.get("/texts/harbour/staff/").status_code == 404
    assert client.get("/texts/harbour/other/").status_code == 404


# --- Training -----------------------------------------------------------------------------------------------------
def test_training_is_asked_for_recorded_and_runs_out(
    ada: Member, olu: Member, nadia: Member, harbour: Organisation
) -> None:
    ada.client.post("/you/organisations/harbour/staff/training", {"asks": "yes"})
    assert posts(nadia) == "/you/before-you-post?next=/write/"
    assert "No training of yours counts today." in nadia.client.get("/you/before-you-post").content.decode()
    until = clock.now().date() + timedelta(days=100)
    done = olu.client.post(
        "/you/organisations/harbour/staff",
        {"seats": [nadia.seat.pk], "kind": "social", "done_on": clock.now().date(), "expires_on": until},
    )
    assert done.status_code == 302, done.content.decode()
    training = Training.objects.get()
    assert (training.seat, training.recorded_by, training.expires_on) == (nadia.seat, olu.seat, until)
    assert Notice.objects.filter(seat=nadia.seat, kind="training.recorded").exists()
    assert posts(nadia).startswith("/p/")
    with clock.at(clock.now() + timedelta(days=101)):
        nadia.client = nadia.browser()  # type: ignore[misc]
        assert posts(nadia, "Another walk.") == "/you/before-you-post?next=/write/"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"kind": "social", "done_on": "2026-03-01"}, "Choose who was there."),
        ({"kind": "social", "done_on": "2999-01-01"}, "This day is still to come."),
        ({"kind": "social", "done_on": "2026-03-01", "expires_on": "2026-02-01"}, "It counts until a day after"),
        ({"kind": "", "done_on": "2026-03-01"}, "Please choose one."),
        ({"kind": "social", "done_on": "soon"}, "Please write a date as year-month-day"),
    ],
)
def test_what_needs_a_change_is_said(ada: Member, nadia: Member, sent: dict[str, str], sentence: str) -> None:
    seats = [] if sentence.startswith("Choose who") else [nadia.seat.pk]
    page = ada.client.post("/you/organisations/harbour/staff?show=all", sent | {"seats": seats})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    if seats:
        assert f'value="{nadia.seat.pk}" checked' in page.content.decode()
    assert not Training.objects.exists()


def test_recorded_by_mistake(ada: Member, nadia: Member, harbour: Organisation) -> None:
    actions.ask_training(ada.person, harbour, asks=True)
    actions.record_training(
        ada.person, harbour, [nadia.seat.pk], kind=Training.Kind.PRIVACY, done_on=clock.now().date()
    )
    training = Training.objects.get()
    assert "Noted by mistake" in ada.client.get("/you/organisations/harbour/staff?show=all").content.decode()
    ada.client.post(reverse("people:withdraw_training", args=["harbour", training.pk]))
    assert posts(nadia) == "/you/before-you-post?next=/write/"


def test_nobody_elsewhere_is_recorded(ada: Member, remy: Member, pat: Member) -> None:
    page = ada.client.post(
        "/you/organisations/harbour/staff",
        {"seats": [remy.seat.pk, pat.seat.pk], "kind": "social", "done_on": "2026-03-01"},
    )
    assert page.status_code == 422
    assert not Training.objects.exists()


# --- Who lacks what -----------------------------------------------------------------------------------------------
def test_communication_staff_sees_who_lacks_what_by_face_and_records_nothing(
    grace: Member, nadia: Member, priya: Member, policy: HouseText, harbour: Organisation
) -> None:
    actions.sign_text(priya.person, harbour, policy.pk)
    page = grace.client.get("/you/organisations/harbour/staff").content.decode()
    assert "Nadia Okafor" in page
    assert "Not signed" in page
    assert "Priya Raman" not in page
    assert "nadia-okafor@" not in page
    assert "Note it" not in page
    assert "Priya Raman" in grace.client.get("/you/organisations/harbour/staff?show=all").content.decode()
    sent = {"seats": [nadia.seat.pk], "kind": "social", "done_on": "2026-03-01"}
    assert grace.client.post("/you/organisations/harbour/staff", sent).status_code == 403
    assert Entry.objects.filter(action="staff.read", seat=grace.seat.pk).count() == 2


def test_others_do_not_see_it(nadia: Member, mo: Member, remy: Member, client: Client) -> None:
    assert nadia.client.get("/you/organisations/harbour/staff").status_code == 403
    assert mo.client.get("/you/organisations/harbour/staff").status_code == 403
    assert remy.client.get("/you/organisations/harbour/staff").status_code == 404
    assert client.get("/you/organisations/harbour/staff").status_code == 302


def test_every_page_asks_no_more_than_before(nadia: Member, policy: HouseText) -> None:
    nadia.client.get("/you/notices")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        nadia.client.get("/you/notices")
    assert not [one for one in asked if one["sql"].startswith('SELECT "people_signature"')]
