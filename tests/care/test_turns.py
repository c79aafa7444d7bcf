"""Whose turn it is, until when, and to whom it goes in time: with a moved clock, and the worker's own hands."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from cast import Member
from cast.caring import Talk, begun
from commonward.care.actions import cover as covering
from commonward.care.actions import otherwise, relating, turns
from commonward.care.actions.cover import Times
from commonward.care.models import Alert, Calendar, Cover, Relationship, Shift, Team, Turn
from commonward.care.models.threads import Urgency
from commonward.consent import actions as consents
from commonward.consent.models import Grant
from commonward.kernel import clock, work
from commonward.kernel.errors import Conflict, Denied, Unacceptable
from commonward.kernel.models import Entry
from commonward.people.models import Notice

pytestmark = pytest.mark.django_db
#: A Thursday at ten; the usual hours are nine to five, and this installation's zone is UTC.
TEN = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
TEXT = "I feel light in the head when I stand up."


@pytest.fixture(autouse=True)
def _thursday() -> Iterator[None]:
    with clock.at(TEN):
        yield


@contextmanager
def later(**interval: float) -> Iterator[None]:
    """The worker at a later time, after it did what was due until then, step by step."""
    with clock.at(TEN + timedelta(**interval)):
        work.drain()
        yield


def shift(team: Team, who: Member, begin: int, end: int, duty: str = "duty", day: int = 26) -> Shift:
    at = datetime(2026, 11, day, tzinfo=UTC)
    return Shift.objects.create(
        team=team,
        seat=who.seat,
        duty=duty,
        starts_at=at + timedelta(hours=begin),
        ends_at=at + timedelta(hours=end),
    )


def turn_of(talk: Talk) -> Turn:
    return Turn.objects.get(thread=talk.thread)


def told(who: Member) -> list[str]:
    """What somebody was told about care, oldest first."""
    kinds = Notice.objects.filter(seat=who.seat, kind__in=["care.turn", "care.overdue", "care.handed_over"])
    return [kind for kind, count in kinds.order_by("pk").values_list("kind", "count") for _ in range(count)]


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        (Urgency.URGENT, TEN + timedelta(hours=1)),
        (Urgency.SOON, datetime(2026, 11, 27, 10, 0, tzinfo=UTC)),
        (Urgency.ROUTINE, datetime(2026, 12, 1, 10, 0, tzinfo=UTC)),
    ],
)
def test_an_answer_is_promised_by_urgency_in_hours_of_cover(
    talk: Talk, pat: Member, urgency: Urgency, due: datetime
) -> None:
    Turn.objects.all().delete()
    talk.sent(pat, TEXT, urgency=urgency)
    assert turn_of(talk).answer_by == due


def test_out_of_hours_the_promise_counts_from_the_next_opening(talk: Talk, pat: Member) -> None:
    Turn.objects.all().delete()
    with clock.at(TEN + timedelta(hours=10)):
        talk.sent(pat, TEXT, urgency=Urgency.URGENT)
    assert turn_of(talk).answer_by == datetime(2026, 11, 27, 10, 0, tzinfo=UTC)


def test_the_place_s_own_zone_closed_days_and_promises_count(
    relationship: Relationship, grant: object, heart: Team, pat: Member
) -> None:
    Calendar.objects.create(organisation=heart.organisation, zone="America/New_York", closed_days=["2026-11-26"])
    Cover.objects.create(team=heart, routine_minutes=30)
    talk = begun(pat, relationship, TEXT)
    assert turn_of(talk).answer_by == datetime(2026, 11, 27, 14, 30, tzinfo=UTC)


def test_a_second_message_keeps_the_promise_and_a_more_urgent_one_brings_it_forward(talk: Talk, pat: Member) -> None:
    first = turn_of(talk).answer_by
    with clock.at(TEN + timedelta(minutes=30)):
        talk.sent(pat, TEXT)
        assert turn_of(talk).answer_by == first
        talk.sent(pat, TEXT, urgency=Urgency.URGENT)
        assert turn_of(talk).answer_by == TEN + timedelta(minutes=90)
    assert Turn.objects.count() == 1


def test_a_second_message_leaves_it_as_urgent_as_it_was(talk: Talk, pat: Member, nadia: Member) -> None:
    """Who adds a line does not say anew how soon, and means no later."""
    talk.sent(pat, TEXT, urgency=Urgency.URGENT)
    talk.sent(pat, "And it began at noon.")
    talk.thread.refresh_from_db()
    assert talk.thread.urgency == Urgency.URGENT
    assert "As soon as you can" in nadia.client.get("/care/").content.decode()
    talk.sent(nadia, "Come in on Monday.")
    talk.sent(pat, "Thank you, I will.")
    talk.thread.refresh_from_db()
    assert talk.thread.urgency == Urgency.ROUTINE, "it was answered, and this is another question"


@pytest.mark.parametrize(
    ("zone", "day", "starts", "ends"),
    [
        # The night in which clocks go forward is an hour shorter, the one in which they go back an hour longer.
        ("America/New_York", "2027-03-13", datetime(2027, 3, 14, 2, tzinfo=UTC), datetime(2027, 3, 14, 11, tzinfo=UTC)),
        ("America/New_York", "2027-11-06", datetime(2027, 11, 7, 1, tzinfo=UTC), datetime(2027, 11, 7, 12, tzinfo=UTC)),
        ("Europe/Berlin", "2027-03-27", datetime(2027, 3, 27, 20, tzinfo=UTC), datetime(2027, 3, 28, 5, tzinfo=UTC)),
        ("Europe/Berlin", "2027-10-30", datetime(2027, 10, 30, 19, tzinfo=UTC), datetime(2027, 10, 31, 6, tzinfo=UTC)),
    ],
)
def test_a_night_shift_over_a_change_of_the_clock_is_handed_over_when_it_ends(
    relationship: Relationship,
    grant: object,
    heart: Team,
    ada: Member,
    pat: Member,
    nadia: Member,
    priya: Member,
    zone: str,
    day: str,
    starts: datetime,
    ends: datetime,
) -> None:
    """From nine in the evening to seven in the morning there; who comes at seven takes over, to the minute."""
    Calendar.objects.create(organisation=heart.organisation, zone=zone)
    Cover.objects.create(team=heart, hours=[[0, 1440]] * 7)
    with clock.at(starts - timedelta(days=1)):
        covering.add_shift(ada.person, heart, nadia.seat, "duty", Times(day, "21:00", "07:00"))
        next_day = (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()
        covering.add_shift(ada.person, heart, priya.seat, "duty", Times(next_day, "07:00", "15:00"))
    night, morning = Shift.objects.order_by("starts_at")
    assert (night.starts_at, night.ends_at, morning.starts_at) == (starts, ends, ends)
    assert ends - starts == timedelta(hours=11 if starts.month > 6 else 9)
    with clock.at(ends - timedelta(hours=5)):  # the hour that is left out, or comes twice, is still ahead or just now
        talk = begun(pat, relationship, TEXT)
        assert turn_of(talk).responsible == nadia.seat
        assert turn_of(talk).answer_by == ends + timedelta(hours=19), "a day of opening, in real hours"
    with clock.at(ends - timedelta(minutes=1)):
        work.drain()
        assert turn_of(talk).responsible == nadia.seat
    with clock.at(ends):
        work.drain()
        assert turn_of(talk).responsible == priya.seat


def test_words_of_an_emergency_bring_the_promise_forward_whatever_was_chosen(talk: Talk, pat: Member) -> None:
    with clock.at(TEN + timedelta(minutes=30)):
        talk.sent(pat, "Crushing chest pain, down my left arm.", urgency=Urgency.ROUTINE)
        assert turn_of(talk).answer_by == TEN + timedelta(minutes=90)


def test_the_person_on_duty_is_responsible_and_told(
    heart: Team, relationship: Relationship, grant: object, pat: Member, nadia: Member, priya: Member
) -> None:
    shift(heart, priya, 8, 16)
    talk = begun(pat, relationship, TEXT)
    assert turn_of(talk).responsible == priya.seat
    assert (told(priya), told(nadia)) == (["care.turn"], [])


def test_the_profession_that_answers_here_comes_first(
    heart: Team, relationship: Relationship, grant: object, pat: Member, priya: Member
) -> None:
    Cover.objects.create(team=heart, role="physician")
    assert turn_of(begun(pat, relationship, TEXT)).responsible == priya.seat


def test_then_whoever_has_least_to_answer(
    relationship: Relationship, grant: object, pat: Member, nadia: Member, priya: Member
) -> None:
    found = [turn_of(begun(pat, relationship, TEXT, topic=f"Matter {number}")).responsible for number in range(4)]
    assert sorted(seat.pk for seat in found if seat) == sorted([nadia.seat.pk, priya.seat.pk] * 2)


def test_an_answer_ends_it_and_nothing_is_passed_on(talk: Talk, nadia: Member) -> None:
    talk.sent(nadia, "Please drink enough. We look at the dose.")
    turn = turn_of(talk)
    assert (turn.ending, turn.ended_at) == ("answered", TEN)
    before = Notice.objects.count()
    with later(days=10):
        assert Notice.objects.count() == before


def test_overdue_it_goes_to_the_next_then_on_call_then_everybody(
    heart: Team, relationship: Relationship, grant: object, pat: Member, nadia: Member, priya: Member
) -> None:
    shift(heart, nadia, 9, 17)
    shift(heart, priya, 9, 17, "on_call")
    talk = begun(pat, relationship, TEXT)
    talk.sent(pat, TEXT, urgency=Urgency.URGENT)
    assert turn_of(talk).responsible == nadia.seat
    with later(minutes=59):
        assert turn_of(talk).step == Turn.Step.RESPONSIBLE
    with later(minutes=60):  # nobody else is on duty
        assert (turn_of(talk).step, turn_of(talk).responsible) == (Turn.Step.ON_CALL, priya.seat)
    assert told(priya) == ["care.overdue"]
    with later(minutes=74):
        assert turn_of(talk).step == Turn.Step.ON_CALL
    with later(minutes=75):
        assert turn_of(talk).step == Turn.Step.EVERYBODY
    assert (told(nadia), told(priya)) == (["care.turn", "care.overdue"], ["care.overdue"] * 2)
    steps = [entry.detail["step"] for entry in Entry.objects.filter(action="turn.passed_on").order_by("sequence")]
    assert steps == [2, 3]


def test_two_on_duty_pass_it_between_them_first(
    heart: Team, relationship: Relationship, grant: object, pat: Member, nadia: Member, priya: Member
) -> None:
    shift(heart, nadia, 9, 17)
    shift(heart, priya, 9, 17)
    talk = begun(pat, relationship, TEXT)
    talk.sent(pat, TEXT, urgency=Urgency.URGENT)
    first = turn_of(talk).responsible
    with later(minutes=61):
        assert turn_of(talk).step == Turn.Step.NEXT
        assert turn_of(talk).responsible != first


def test_at_the_end_of_a_shift_it_is_handed_over(
    heart: Team, relationship: Relationship, grant: object, pat: Member, nadia: Member, priya: Member
) -> None:
    shift(heart, nadia, 8, 12)
    shift(heart, priya, 12, 17)
    talk = begun(pat, relationship, TEXT)
    with later(hours=1, minutes=59):
        assert turn_of(talk).responsible == nadia.seat
    with later(hours=2):
        assert turn_of(talk).responsible == priya.seat
    assert told(priya) == ["care.handed_over"]
    assert turn_of(talk).step == Turn.Step.RESPONSIBLE


def test_with_nobody_there_it_waits_for_the_next_shift(
    heart: Team, relationship: Relationship, grant: object, pat: Member, nadia: Member, priya: Member
) -> None:
    shift(heart, nadia, 8, 12)
    shift(heart, priya, 9, 17, day=27)
    talk = begun(pat, relationship, TEXT)
    with later(hours=2):
        assert turn_of(talk).responsible is None
    with later(hours=22, minutes=59):
        assert turn_of(talk).responsible is None
    with later(hours=23):
        assert turn_of(talk).responsible == priya.seat
    assert told(priya) == ["care.turn"]


def test_without_a_rota_it_stays_with_the_same_person_overnight(talk: Talk) -> None:
    first = turn_of(talk).responsible
    with later(hours=20):
        assert turn_of(talk).responsible == first


def test_a_worker_that_was_away_catches_up_and_does_nothing_twice(
    heart: Team, relationship: Relationship, grant: object, pat: Member, nadia: Member, priya: Member
) -> None:
    shift(heart, nadia, 9, 17)
    shift(heart, priya, 9, 17, "on_call")
    talk = begun(pat, relationship, TEXT)
    talk.sent(pat, TEXT, urgency=Urgency.URGENT)
    with later(minutes=65):
        turns.look(turn_of(talk).pk)
        turns.look(turn_of(talk).pk)
    assert told(priya) == ["care.overdue"]
    assert turn_of(talk).step == Turn.Step.ON_CALL


def test_it_is_handed_over_by_hand(talk: Talk, nadia: Member, priya: Member, remy: Member) -> None:
    first = nadia if turn_of(talk).responsible == nadia.seat else priya
    other = priya if first is nadia else nadia
    turns.hand_over(first.person, talk.thread, other.seat.pk)
    assert turn_of(talk).responsible == other.seat
    assert told(other) == ["care.handed_over"]
    with pytest.raises(Unacceptable):
        turns.hand_over(first.person, talk.thread, remy.seat.pk)
    with pytest.raises(Denied):
        turns.hand_over(remy.person, talk.thread, remy.seat.pk)
    talk.sent(nadia, "We look at the dose.")
    with pytest.raises(Conflict):
        turns.hand_over(first.person, talk.thread, other.seat.pk)


def test_handing_over_stands_above_the_words_where_it_says_with_whom_it_is(
    talk: Talk, nadia: Member, pat: Member
) -> None:
    link = f"/care/threads/{talk.thread.pk}/hand-over/"
    page = nadia.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    assert page.count(link) == 1
    assert page.index("It is with") < page.index(link) < page.index('id="flow"')  # on a telephone, too
    assert link not in pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()


def test_where_nobody_may_write_any_more_it_can_be_noted_that_it_was_answered_otherwise(
    talk: Talk, grant: Grant, nadia: Member, priya: Member, pat: Member, remy: Member
) -> None:
    """Nobody could end the clock of what a patient asked before they took their consent back."""
    consents.withdraw(pat.person, grant)
    page = nadia.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    address = f"/care/threads/{talk.thread.pk}/hand-over/"
    assert f"{address}#otherwise" in page
    assert "It was answered" in nadia.client.get(address).content.decode()
    for stranger in (remy, pat):
        assert stranger.client.post(address, {"do": "otherwise"}).status_code in {403, 404}
    assert turn_of(talk).ended_at is None
    said = nadia.client.post(address, {"do": "otherwise"}, follow=True).content.decode()
    assert "It is noted." in said
    assert "An answer is promised" not in said
    assert (turn_of(talk).ending, turn_of(talk).ended_at) == ("answered", TEN)
    talk.first.refresh_from_db()
    assert talk.first.answered_at == TEN
    assert Notice.objects.filter(seat=pat.seat, kind="care.otherwise").exists()
    assert Entry.objects.get(action="turn.answered_otherwise").on_behalf_of == pat.seat.pk
    assert talk.thread.topic not in nadia.client.get("/care/").content.decode()
    assert priya.client.post(address, {"do": "otherwise"}).status_code == 422
    before = Notice.objects.count()
    with later(days=10):
        assert Notice.objects.count() == before


def test_words_of_an_emergency_that_were_answered_otherwise_alert_nobody_more(
    relationship: Relationship, grant: object, pat: Member, nadia: Member
) -> None:
    talk = begun(pat, relationship, "Crushing chest pain, down my left arm.")
    otherwise.answered(nadia.person, talk.thread)
    assert Alert.objects.get().taken_by == nadia.seat
    with later(minutes=20):
        assert not Notice.objects.filter(kind="care.nobody").exists()


def test_a_relationship_that_ends_ends_it(talk: Talk, pat: Member) -> None:
    relating.end(pat.person, talk.relationship)
    assert turn_of(talk).ending == "closed"


def test_nothing_of_it_holds_a_word(talk: Talk, heart: Team, nadia: Member, priya: Member) -> None:
    with later(days=5):
        entries = Entry.objects.filter(action__startswith="turn.")
        assert entries.exists()
        assert all(isinstance(value, int) for entry in entries for value in entry.detail.values())
