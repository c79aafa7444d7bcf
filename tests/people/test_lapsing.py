"""A credential that runs out: told a month before and on the day; badge and rights go that day; looked up again."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cast import Member
from cast.people import proven
from commonward.kernel import clock, upkeep
from commonward.kernel.models import Entry
from commonward.people import access, actions, verifying
from commonward.people.badges import badge_of
from commonward.people.lapsing import tell_of_lapses
from commonward.people.models import Credential, Notice, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    """The day as the place has it."""
    return timezone.localtime(clock.now()).date()


@pytest.fixture
def licence(nadia: Member, olu: Member, today: date) -> Credential:
    """Nadia's, good for forty days."""
    stated = actions.state_credential(
        nadia.person, nadia.seat, kind=Credential.Kind.LICENCE, number="RN 4411", jurisdiction="US-ME"
    )
    proven(stated, olu, expires_on=today + timedelta(days=40))
    return stated


def told(member: Member) -> list[str]:
    """What the person was told about credentials, apart from the decision itself."""
    kinds = Notice.objects.filter(seat=member.seat, kind__in=["credential.runs_out", "credential.lapsed"])
    return sorted(kinds.values_list("kind", flat=True))


def days_on(days: int) -> object:
    """So many days from now."""
    return clock.at(clock.now() + timedelta(days=days))


def test_nothing_is_said_while_there_is_time(nadia: Member, licence: Credential) -> None:
    assert tell_of_lapses() == 0
    assert told(nadia) == []


def test_a_month_before_the_person_is_told_once(nadia: Member, licence: Credential) -> None:
    with days_on(11):
        assert [tell_of_lapses(), tell_of_lapses()] == [1, 0]
        assert told(nadia) == ["credential.runs_out"]
        assert badge_of(nadia.fresh_seat()).state == "verified"


def test_on_the_last_day_it_counts_and_on_the_next_it_does_not(
    nadia: Member, licence: Credential, harbour: Organisation
) -> None:
    with days_on(40):
        tell_of_lapses()
        assert badge_of(nadia.fresh_seat()).state == "verified"
        assert access.may_curate(nadia.person, harbour)
    with days_on(41):
        assert badge_of(nadia.fresh_seat()).state == "unverified"
        assert not access.may_curate(nadia.person, harbour)
        assert tell_of_lapses() == 1
    assert told(nadia) == ["credential.lapsed", "credential.runs_out"]
    assert Entry.objects.get(action="credential.lapsed").subject_id == licence.pk


def test_a_worker_says_it_on_its_rounds(nadia: Member, licence: Credential) -> None:
    with days_on(41):
        upkeep.prune()
        upkeep.prune()
    assert told(nadia) == ["credential.lapsed"]


def test_it_waits_for_a_verifier_again_and_counts_anew(nadia: Member, olu: Member, licence: Credential) -> None:
    with days_on(41):
        tell_of_lapses()
        olu.signed_in_long_ago()
        assert licence in verifying.to_verify(access.credentials_visible_to(olu.person), olu.person)
        licence.refresh_from_db()
        proven(licence, olu, expires_on=date(2030, 1, 1))
        assert badge_of(nadia.fresh_seat()).state == "verified"
        assert tell_of_lapses() == 0


def test_one_without_an_end_is_looked_up_again_after_a_year(nadia: Member, olu: Member, licence: Credential) -> None:
    proven(licence, olu)
    visible = access.credentials_visible_to(olu.person)
    with days_on(364):
        assert licence not in verifying.to_verify(visible, olu.person)
    with days_on(366):
        assert licence in verifying.to_verify(visible, olu.person)
        assert tell_of_lapses() == 1  # that it is looked up again, never that it ran out
        assert told(nadia) == []


def test_somebody_who_left_is_told_nothing(nadia: Member, licence: Credential, ada: Member) -> None:
    actions.end_seat(nadia.person, nadia.seat)
    with days_on(41):
        assert tell_of_lapses() == 0


def test_the_notice_leads_to_the_credential(nadia: Member, licence: Credential) -> None:
    with days_on(41):
        tell_of_lapses()
        notice = Notice.objects.get(seat=nadia.seat, kind="credential.lapsed")
    page = nadia.client.get(reverse("people:notices")).content.decode()
    assert "Your credential has run out." in page
    assert nadia.client.post(reverse("people:open_notice", args=[notice.pk])).status_code == 302
