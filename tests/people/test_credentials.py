"""Stating, verifying and refusing a licence or NPI."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import Member
from cast.people import SYSTEM, proven, read_first, seated
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.errors import Conflict, Denied, NotFound, Unacceptable
from commonward.kernel.models import Entry
from commonward.people import access, actions, queries, verifying
from commonward.people.badges import badge_of
from commonward.people.models import Credential, Notice, Organisation, Seat

pytestmark = pytest.mark.django_db

NPI = Credential.Kind.NPI
LICENCE = Credential.Kind.LICENCE
LAPSED = Credential.Refusal.LAPSED


def _states(member: Member, number: str = "1234567893") -> Credential:
    return actions.state_credential(member.person, member.seat, kind=NPI, number=number)


# --- Stating ------------------------------------------------------------------------------------------------------
def test_stated_and_not_yet_verified(nadia: Member) -> None:
    done = nadia.client.post("/you/credentials", {"kind": "licence", "number": "rn 20 441", "jurisdiction": "us-me"})
    assert done["Location"] == "/you/credentials"
    credential = Credential.objects.get()
    assert (credential.number, credential.jurisdiction, credential.state) == ("RN 20 441", "US-ME", "stated")
    assert badge_of(nadia.seat).state == "unverified"
    words = nadia.client.get("/you/credentials").content.decode()
    assert "Nobody has checked it yet." in words
    entry = Entry.objects.get(action="credential.stated")
    assert "20441" not in str(vars(entry))
    assert "20 441" not in str(vars(entry))


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"kind": "npi", "number": "1234567894"}, "The last digit does not fit the others"),
        ({"kind": "npi", "number": "123456789"}, "An NPI has ten digits; here are 9."),
        ({"kind": "npi", "number": "1234S67893"}, "An NPI has ten digits and nothing else."),
        ({"kind": "npi", "number": "٢234567893"}, "An NPI has ten digits and nothing else."),
        ({"kind": "npi", "number": "3234567893"}, "An NPI begins with 1 or 2."),
        ({"kind": "npi", "number": ""}, "Please fill this in."),
        ({"kind": "licence", "number": "?", "jurisdiction": "US-ME"}, "A number has 3 to 40 letters and digits"),
        ({"kind": "licence", "number": "RN20441", "jurisdiction": ""}, "Say who gave it"),
        ({"kind": "licence", "number": "RN20441", "jurisdiction": "Maine"}, "Say who gave it"),
        ({"kind": "licence", "number": "RN20441", "jurisdiction": "QQ-ME"}, "Say who gave it"),
        ({"kind": "dea", "number": "AB1234563"}, "Please choose one from the list."),
    ],
)
def test_what_needs_a_change_is_said_beside_the_field(nadia: Member, form: dict[str, str], sentence: str) -> None:
    page = nadia.client.post("/you/credentials", form)
    words = page.content.decode()
    assert page.status_code == 422
    assert sentence in words
    assert f'value="{form["number"]}"' in words or not form["number"]  # nothing is lost
    assert not Credential.objects.exists()


@pytest.mark.parametrize("number", ["123 456 7893", "1234-567-893", " 1234567893 "])
def test_an_npi_as_people_write_it(nadia: Member, number: str) -> None:
    assert _states(nadia, number).number == "1234567893"


def test_the_same_one_twice(nadia: Member) -> None:
    _states(nadia)
    with pytest.raises(Unacceptable) as refusal:
        _states(nadia)
    assert refusal.value.field == "number"


def test_only_in_the_seat_of_a_professional(pat: Member, nadia: Member) -> None:
    with pytest.raises(Denied):
        _states(pat)
    with pytest.raises(NotFound):
        actions.state_credential(pat.person, nadia.seat, kind=NPI, number="1234567893")
    assert "Nothing to prove in this seat" in pat.client.get("/you/credentials").content.decode()


def test_a_changed_number_has_to_be_verified_again(nadia: Member, olu: Member) -> None:
    credential = _states(nadia)
    proven(credential, olu, expires_on=clock.now().date() + timedelta(days=90))
    assert badge_of(nadia.seat).state == "verified"
    done = nadia.client.post(f"/you/credentials/{credential.pk}", {"number": "1987654328", "jurisdiction": ""})
    assert done.status_code == 302, done.content.decode()
    credential.refresh_from_db()
    assert (credential.state, credential.verifier, credential.decided_at) == ("stated", None, None)
    assert (credential.expires_on, badge_of(nadia.seat).state) == (None, "unverified")


def test_a_change_with_a_wrong_digit_changes_nothing(nadia: Member, olu: Member) -> None:
    credential = _states(nadia)
    proven(credential, olu)
    page = nadia.client.post(f"/you/credentials/{credential.pk}", {"number": "1987654329"})
    assert page.status_code == 422
    assert badge_of(nadia.seat).state == "verified"


def test_taken_back(nadia: Member) -> None:
    credential = _states(nadia)
    assert nadia.client.post(f"/you/credentials/{credential.pk}/remove").status_code == 302
    assert not Credential.objects.exists()
    assert Entry.objects.filter(action="credential.removed", subject_id=credential.pk).exists()


def test_what_others_stated_does_not_exist(nadia: Member, priya: Member, client: Client) -> None:
    credential = _states(nadia)
    for path in (f"/you/credentials/{credential.pk}", f"/you/credentials/{credential.pk}/remove"):
        assert priya.client.post(path, {"number": "1987654328"}).status_code == 404
        assert client.post(path).status_code == 302
    credential.refresh_from_db()
    assert credential.number == "1234567893"


# --- Verifying ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["olu", "ada", "pia"])
def test_verified_with_day_and_verifier(nadia: Member, who: str, request: pytest.FixtureRequest) -> None:
    verifier: Member = request.getfixturevalue(who)
    credential = _states(nadia)
    page = verifier.client.get("/you/credentials/verify").content.decode()
    assert "Nurse" in page
    assert "1234567893" not in page  # whose and which is on the page of each, and opening it is on record
    assert "nadia@example.org" not in page
    opened = verifier.client.get(f"/you/credentials/{credential.pk}/decide").content.decode()
    assert "1234567893" in opened
    assert "nadia@example.org" in opened
    assert Entry.objects.get(action="credential.read").seat == verifier.seat.pk
    read_first(credential)
    done = verifier.client.post(
        f"/you/credentials/{credential.pk}/decide", {"decision": "verify", "expires_on": "2099-06-30"}
    )
    assert done["Location"] == "/you/credentials/verify"
    badge = badge_of(nadia.seat)
    assert (badge.state, badge.label) == ("verified", "Nurse")
    assert badge.verified_on == clock.now().date()
    assert badge.verifier_organisation == ("Commonward" if who == "pia" else "Harbour Clinic")
    entry = Entry.objects.get(action="credential.verified")
    assert (entry.seat, entry.organisation) == (verifier.seat.pk, verifier.seat.organisation_id)
    assert Notice.objects.get(seat=nadia.seat).kind == "credential.verified"
    assert "Nobody waits" in verifier.client.get("/you/credentials/verify").content.decode()


def test_refused_with_the_reason(nadia: Member, olu: Member) -> None:
    credential = _states(nadia)
    page = olu.client.post(f"/you/credentials/{credential.pk}/decide", {"decision": "refuse", "refusal": ""})
    assert page.status_code == 422
    assert "Please say why" in page.content.decode()
    olu.client.post(f"/you/credentials/{credential.pk}/decide", {"decision": "refuse", "refusal": "lapsed"})
    assert Entry.objects.get(action="credential.refused").reason_code == "lapsed"
    words = nadia.client.get("/you/credentials").content.decode()
    assert "Could not be verified" in words
    assert "It has run out or was given up." in words
    assert badge_of(nadia.seat).state == "unverified"  # others learn no more than that
    actions.restate_credential(nadia.person, credential, number="1234567893")
    credential.refresh_from_db()
    assert (credential.state, credential.refusal) == ("stated", "")


def test_never_ones_own(ada: Member, olu: Member) -> None:
    own = actions.grant_seat(
        SYSTEM, olu.account, Role.PROFESSIONAL, organisation=olu.seat.organisation, profession="nurse"
    )
    credential = actions.state_credential(queries.person_of(own), own, kind=NPI, number="1234567893")
    page = olu.client.post(f"/you/credentials/{credential.pk}/decide", {"decision": "verify"})
    assert page.status_code == 403
    assert "This one is yours." in page.content.decode()
    with pytest.raises(Denied):
        actions.verify_credential(olu.person, credential)
    with pytest.raises(Denied):
        actions.refuse_credential(olu.person, credential, refusal=LAPSED)
    assert credential not in verifying.to_verify(access.credentials_visible_to(olu.person), olu.person)
    assert credential in verifying.to_verify(access.credentials_visible_to(ada.person), ada.person)


def test_colleagues_without_the_right_are_told_so(nadia: Member, priya: Member, mo: Member) -> None:
    credential = _states(nadia)
    for other in (priya, mo):
        for path in ("/you/credentials/verify", f"/you/credentials/{credential.pk}/decide"):
            page = other.client.get(path)
            assert page.status_code == 403
            assert "verified by privacy officers and administrators" in page.content.decode()
        with pytest.raises(Denied):
            actions.verify_credential(other.person, credential)


def test_to_other_organisations_it_does_not_exist(nadia: Member, larkmoor: Organisation) -> None:
    officer = seated("else", Role.PRIVACY_OFFICER, at=larkmoor)
    credential = _states(nadia)
    assert "Nobody waits" in officer.client.get("/you/credentials/verify").content.decode()
    assert officer.client.get(f"/you/credentials/{credential.pk}/decide").status_code == 404
    assert officer.client.post(f"/you/credentials/{credential.pk}/decide", {"decision": "verify"}).status_code == 404


def test_an_officer_of_no_organisation_has_no_members_to_answer_for(nadia: Member) -> None:
    officer = seated("free", Role.PRIVACY_OFFICER)
    _states(nadia)
    assert officer.client.get("/you/credentials/verify").status_code == 403


def test_a_members_own_seat_is_seen_and_their_seat_elsewhere_is_not(
    nadia: Member, olu: Member, larkmoor: Organisation
) -> None:
    own = actions.take_seat(nadia.account, Role.PROFESSIONAL, profession="nurse")
    away = actions.grant_seat(SYSTEM, nadia.account, Role.PROFESSIONAL, organisation=larkmoor, profession="nurse")
    stated = [
        actions.state_credential(queries.person_of(seat), seat, kind=NPI, number="1234567893") for seat in (own, away)
    ]
    assert list(verifying.to_verify(access.credentials_visible_to(olu.person), olu.person)) == [stated[0]]


def test_signed_out(client: Client, nadia: Member) -> None:
    credential = _states(nadia)
    for path in ("/you/credentials", "/you/credentials/verify", f"/you/credentials/{credential.pk}/decide"):
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_a_number_is_verified_for_one_seat_only(nadia: Member, priya: Member, olu: Member) -> None:
    first, second = _states(nadia), _states(priya)
    proven(first, olu)
    read_first(second)
    page = olu.client.post(f"/you/credentials/{second.pk}/decide", {"decision": "verify"})
    assert page.status_code == 409
    assert "verified in another seat already" in page.content.decode()
    assert badge_of(priya.seat).state == "unverified"


def test_a_number_changed_meanwhile_is_not_verified_unseen(nadia: Member, olu: Member) -> None:
    credential = _states(nadia)
    seen = access.get_credential(olu.person, credential.pk)
    actions.restate_credential(nadia.person, credential, number="1987654328")
    with pytest.raises(Conflict):
        actions.verify_credential(olu.person, seen)


def test_what_runs_out_waits_again(nadia: Member, olu: Member) -> None:
    credential = _states(nadia)
    proven(credential, olu, expires_on=clock.now().date() + timedelta(days=30))
    with clock.at(clock.now() + timedelta(days=32)):
        assert badge_of(nadia.seat).state == "unverified"
        assert "Ran out" in nadia.client.get("/you/credentials").content.decode()
        waiting = verifying.to_verify(access.credentials_visible_to(olu.person), olu.person)
        assert list(waiting) == [credential]
        proven(credential, olu, expires_on=clock.now().date() + timedelta(days=365))
        assert badge_of(nadia.seat).state == "verified"


def test_a_day_that_has_passed(nadia: Member, olu: Member) -> None:
    credential = _states(nadia)
    page = olu.client.post(
        f"/you/credentials/{credential.pk}/decide", {"decision": "verify", "expires_on": "2020-01-01"}
    )
    assert page.status_code == 422
    assert "This day has passed." in page.content.decode()
    page = olu.client.post(f"/you/credentials/{credential.pk}/decide", {"decision": "verify", "expires_on": "soon"})
    assert "Please write a date as year-month-day" in page.content.decode()


def test_a_verification_can_be_withdrawn(nadia: Member, olu: Member) -> None:
    credential = _states(nadia)
    proven(credential, olu)
    actions.refuse_credential(olu.person, credential, refusal=LAPSED)
    assert badge_of(nadia.seat).state == "unverified"
    with pytest.raises(Conflict):  # what was refused has to be stated again first
        actions.verify_credential(olu.person, credential)


def test_an_ended_seat_waits_for_nobody(nadia: Member, olu: Member) -> None:
    _states(nadia)
    actions.end_seat(nadia.person, nadia.seat)
    assert not verifying.to_verify(access.credentials_visible_to(olu.person), olu.person).exists()


def test_another_profession_takes_the_proof_away(nadia: Member, olu: Member) -> None:
    proven(_states(nadia), olu)
    actions.change_profession(nadia.person, nadia.seat, "midwife")
    badge = badge_of(Seat.objects.get(pk=nadia.seat.pk))
    assert (badge.label, badge.state) == ("Midwife", "unverified")
