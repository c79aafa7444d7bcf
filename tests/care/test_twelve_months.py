"""A relationship lasts twelve months after the last contact, by the calendar, then ends by itself; both hear of it."""

from datetime import UTC, datetime, timedelta

import pytest

from cast import Member
from cast.caring import Talk, begun, in_care, permits
from commonward.care.actions import relating
from commonward.care.models import Relationship, Team, Thread
from commonward.kernel import clock
from commonward.kernel.errors import Denied
from commonward.people.models import Notice, Organisation

pytestmark = pytest.mark.django_db

#: A day that next year does not have.
BEGIN = datetime(2028, 2, 29, 9, 0, tzinfo=UTC)
OVER = datetime(2029, 2, 28, 9, 0, tzinfo=UTC)


@pytest.fixture
def talk(heart: Team, pat: Member, nadia: Member, harbour: Organisation) -> Talk:
    with clock.at(BEGIN):
        relationship = in_care(pat, nadia, heart)
        permits(pat, harbour)
        return begun(pat, relationship, "I feel light in the head when I stand up.")


def _writes(talk: Talk, who: Member) -> bool:
    return Thread.objects.to_write_by(who.person).filter(pk=talk.thread.pk).exists()


def test_it_lasts_to_the_day_and_not_longer(talk: Talk, pat: Member, nadia: Member, harbour: Organisation) -> None:
    talk.relationship.refresh_from_db()
    assert talk.relationship.until == OVER
    with clock.at(OVER - timedelta(days=40)):
        permits(pat, harbour)  # a consent of its own, which ends on another day
    with clock.at(OVER - timedelta(seconds=1)):
        assert _writes(talk, pat)
        assert _writes(talk, nadia)
    with clock.at(OVER):
        assert not _writes(talk, pat)
        assert not Relationship.objects.in_force().exists()
        assert not Thread.objects.visible_to(nadia.person).exists(), "nobody reads on because the sweep is late"
        assert Thread.objects.visible_to(pat.person).exists(), "it is the patient's record"
        with pytest.raises(Denied) as refused:
            talk.says(pat, "Hello?")
        assert "no contact for a year" in refused.value.sentence


def test_each_message_of_either_side_begins_it_anew_and_reading_does_not(
    talk: Talk, pat: Member, nadia: Member, harbour: Organisation
) -> None:
    with clock.at(OVER - timedelta(days=30)):
        permits(pat, harbour)
        talk.sent(nadia, "How is it going?")
    last = OVER - timedelta(days=10)
    with clock.at(last):
        talk.sent(pat, "Well, thank you.")
    with clock.at(last + timedelta(days=30)):
        assert nadia.client.get(f"/care/threads/{talk.thread.pk}/").status_code == 200
    talk.relationship.refresh_from_db()
    assert talk.relationship.until == last.replace(year=2030)


def test_it_is_written_down_as_ended_once_and_both_hear_of_it(talk: Talk, pat: Member, nadia: Member) -> None:
    with clock.at(OVER - timedelta(seconds=1)):
        assert relating.lapse() == 0
    with clock.at(OVER):
        assert relating.lapse() == 1
        assert relating.lapse() == 0
        talk.relationship.refresh_from_db()
        assert (talk.relationship.state, talk.relationship.ending) == ("ended", "lapsed")
        for who in (pat, nadia):
            assert Notice.objects.filter(seat=who.seat, kind="care.ended").count() == 1
