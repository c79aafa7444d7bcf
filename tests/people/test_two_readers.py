"""Two people read a licence before it counts: never its person, never one of them twice."""

from datetime import date, timedelta

import pytest

from cast import Member
from cast.people import SYSTEM, proven, seated
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.errors import Denied
from commonward.kernel.models import Entry
from commonward.people import access, actions, verifying
from commonward.people.badges import badge_of
from commonward.people.lapsing import tell_of_lapses
from commonward.people.models import Credential, Notice, Organisation
from commonward.people.queries import person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def licence(nadia: Member) -> Credential:
    """Nadia's, stated."""
    return actions.state_credential(
        nadia.person, nadia.seat, kind=Credential.Kind.LICENCE, number="RN 4411", jurisdiction="US-ME"
    )


def says_yes(who: Member, licence: Credential, day: str = "") -> str:
    """What the page tells whoever found it in the register."""
    sent = {"decision": "verify", "expires_on": day}
    return who.client.post(f"/you/credentials/{licence.pk}/decide", sent, follow=True).content.decode()


def waits_for(who: Member) -> list[Credential]:
    return list(verifying.to_verify(access.credentials_visible_to(who.person), who.person))


def test_the_first_is_noted_and_the_second_verifies(
    nadia: Member, olu: Member, ada: Member, licence: Credential
) -> None:
    assert "Now somebody else has to read it, too." in says_yes(olu, licence, "2099-06-30")
    assert badge_of(nadia.seat).state == "unverified"
    assert not Notice.objects.filter(seat=nadia.seat, kind__startswith="credential").exists()
    assert "A first person found it in the register" in nadia.client.get("/you/credentials").content.decode()
    assert (waits_for(olu), waits_for(ada)) == ([], [licence])
    assert "second reading" in ada.client.get("/you/credentials/verify").content.decode()
    assert "You are the second to look" in ada.client.get(f"/you/credentials/{licence.pk}/decide").content.decode()
    assert "the person is told" in says_yes(ada, licence, "2099-01-31")
    licence.refresh_from_db()
    assert (licence.state, licence.verifier, licence.expires_on) == ("verified", ada.seat, date(2099, 1, 31))
    assert badge_of(nadia.seat).state == "verified"
    told = Entry.objects.filter(subject_kind="credential", subject_id=licence.pk, action__contains="credential.")
    acts = [entry.action for entry in told.order_by("sequence") if entry.action != "credential.read"]
    assert acts == ["credential.stated", "credential.read_first", "credential.verified"]


def test_the_earlier_day_holds_whoever_read_it(olu: Member, ada: Member, licence: Credential) -> None:
    says_yes(olu, licence, "2098-05-01")
    says_yes(ada, licence)
    licence.refresh_from_db()
    assert licence.expires_on == date(2098, 5, 1)


def test_nobody_is_both(olu: Member, licence: Credential, harbour: Organisation) -> None:
    says_yes(olu, licence)
    assert "You have read this one already." in says_yes(olu, licence)
    other = actions.grant_seat(SYSTEM, olu.account, Role.ADMINISTRATOR, organisation=harbour)
    with pytest.raises(Denied):  # in another seat it is the same person
        actions.verify_credential(person_of(other), access.get_credential(olu.person, licence.pk))
    page = olu.client.get(f"/you/credentials/{licence.pk}/decide").content.decode()
    assert "You have found it in the register already." in page
    assert 'value="verify"' not in page
    licence.refresh_from_db()
    assert licence.state == "stated"


def test_sent_twice_the_second_begins_no_third(olu: Member, ada: Member, licence: Credential) -> None:
    says_yes(olu, licence)
    says_yes(ada, licence)
    assert "You have read this one already." in says_yes(ada, licence)
    licence.refresh_from_db()
    assert (licence.state, licence.first_reader) == ("verified", None)


def test_one_is_enough_to_refuse_and_the_reading_starts_over(
    nadia: Member, olu: Member, ada: Member, licence: Credential
) -> None:
    says_yes(olu, licence)
    actions.refuse_credential(ada.person, licence, refusal=Credential.Refusal.OTHER_NAME)
    licence.refresh_from_db()
    actions.restate_credential(nadia.person, licence, number="RN 4412", jurisdiction="US-ME")
    licence.refresh_from_db()
    assert (licence.state, licence.first_reader) == ("stated", None)
    assert waits_for(olu) == [licence]


def test_a_number_changed_after_the_first_reading_is_read_by_two_again(
    nadia: Member, olu: Member, ada: Member, licence: Credential
) -> None:
    says_yes(olu, licence)
    actions.restate_credential(nadia.person, licence, number="RN 4499", jurisdiction="US-ME")
    assert "Now somebody else has to read it, too." in says_yes(ada, licence)
    assert badge_of(nadia.seat).state == "unverified"


def test_after_a_year_its_person_and_those_who_verify_are_told_once(
    nadia: Member, olu: Member, ada: Member, licence: Credential
) -> None:
    proven(licence, olu, expires_on=clock.now().date() + timedelta(days=5 * 365))
    with clock.at(clock.now() + timedelta(days=366)):
        assert tell_of_lapses() == 1
        assert tell_of_lapses() == 0
        assert Notice.objects.filter(seat=nadia.seat, kind="credential.recheck").count() == 1
        assert {one.seat_id for one in Notice.objects.filter(kind="credential.to_recheck")} == {
            olu.seat.pk,
            ada.seat.pk,
        }
        assert waits_for(ada) == [licence]
        assert badge_of(nadia.seat).state == "verified"  # with its day, which everybody sees
        proven(licence, ada, expires_on=clock.now().date() + timedelta(days=365))
        assert waits_for(olu) == []
        assert tell_of_lapses() == 0


def test_the_reminder_leads_to_the_queue(nadia: Member, olu: Member, licence: Credential) -> None:
    proven(licence, olu)
    with clock.at(clock.now() + timedelta(days=366)):
        tell_of_lapses()
    notice = Notice.objects.get(seat=olu.seat, kind="credential.to_recheck")
    assert olu.client.post(f"/you/notices/{notice.pk}")["Location"] == "/you/credentials/verify"


def test_elsewhere_nobody_is_reminded(nadia: Member, olu: Member, larkmoor: Organisation, licence: Credential) -> None:
    away = seated("else", Role.PRIVACY_OFFICER, at=larkmoor)
    proven(licence, olu)
    with clock.at(clock.now() + timedelta(days=366)):
        tell_of_lapses()
    assert not Notice.objects.filter(seat=away.seat).exists()
