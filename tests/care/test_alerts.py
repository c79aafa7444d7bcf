"""A red flag or a sign of a crisis: somebody by name is alerted at once; if nobody is there, the patient hears so."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cast import Member
from cast.caring import Talk, begun, seat_of
from commonward.care.actions import alerts, messaging
from commonward.care.actions.filing import Done
from commonward.care.models import Alert, Relationship, Shift, Team, Turn
from commonward.care.words import Words
from commonward.kernel import clock, work
from commonward.kernel.errors import Conflict, NotFound
from commonward.kernel.models import Entry
from commonward.people.models import Notice

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
FLAG = "I have crushing chest pain and it goes down my left arm."
CRISIS = "I can't go on. I have the pills here and I will take them all tonight."
QUIET = "The new tablet is fine, thank you."


@pytest.fixture(autouse=True)
def _thursday() -> Iterator[None]:
    with clock.at(TEN):
        yield


@pytest.fixture
def rota(heart: Team, nadia: Member, priya: Member) -> None:
    """Nadia is on duty, Priya on call."""
    for who, duty in ((nadia, "duty"), (priya, "on_call")):
        Shift.objects.create(
            team=heart, seat=who.seat, duty=duty, starts_at=TEN - timedelta(hours=1), ends_at=TEN + timedelta(hours=7)
        )


def after(minutes: float) -> None:
    """The worker does what is due so many minutes after ten."""
    with clock.at(TEN + timedelta(minutes=minutes)):
        work.drain()


def alert_of(talk: Talk) -> Alert:
    return Alert.objects.get(message__thread=talk.thread)


def told(who: Member) -> dict[str, int]:
    kinds = Notice.objects.filter(seat=who.seat, kind__in=["care.alert", "care.nobody"])
    return dict(kinds.values_list("kind", "count"))


@pytest.mark.usefixtures("rota", "grant")
class TestSomebodyIsThere:
    """On duty first, then on call, then everybody; until somebody says that they have it."""

    @pytest.mark.parametrize("text", [FLAG, CRISIS])
    def test_a_named_person_is_alerted_with_the_message(
        self, relationship: Relationship, pat: Member, nadia: Member, priya: Member, text: str
    ) -> None:
        talk = begun(pat, relationship, text)
        alert = alert_of(talk)
        assert (alert.owner, alert.take_by, alert.raised_at) == (nadia.seat, TEN + timedelta(minutes=5), TEN)
        assert talk.first.delivered_at == TEN
        assert talk.first.is_first
        assert (told(nadia), told(priya), told(pat)) == ({"care.alert": 1}, {}, {})

    def test_patient_and_team_each_read_their_own_sentence(
        self, relationship: Relationship, pat: Member, nadia: Member
    ) -> None:
        talk = begun(pat, relationship, FLAG)
        page = f"/care/threads/{talk.thread.pk}/"
        patient, team = (one.client.get(page).content.decode() for one in (pat, nadia))
        assert "was alerted. If it gets worse, do not wait: call." in patient
        assert "was alerted and has not taken this up yet. At 10:05 it goes on to somebody else." in team
        assert "goes on to somebody else" not in patient
        assert "do not wait: call" not in team

    def test_the_board_says_until_when_somebody_has_to_take_it_up(
        self, relationship: Relationship, pat: Member, nadia: Member
    ) -> None:
        talk = begun(pat, relationship, FLAG)
        board = nadia.client.get("/care/").content.decode()
        assert "The alert is with you" in board
        assert "<b>10:05</b>" in board.partition("Take it up by")[2][:80]
        alerts.take(nadia.person, alert_of(talk))
        board = nadia.client.get("/care/").content.decode()
        assert "Take it up by" not in board
        assert "<b>11:00</b>" in board  # until then an answer is promised

    def test_the_board_says_with_whom_the_alert_is_and_not_whose_turn_the_answer_is(
        self, relationship: Relationship, pat: Member, nadia: Member, priya: Member
    ) -> None:
        begun(pat, relationship, FLAG)
        assert "The alert is with Nadia" in priya.client.get("/care/").content.decode()
        after(5)
        with clock.at(TEN + timedelta(minutes=6)):
            assert "The alert is with you" in priya.client.get("/care/").content.decode()
            assert "The alert is with Priya" in nadia.client.get("/care/").content.decode()
        after(10)
        with clock.at(TEN + timedelta(minutes=11)):
            for who in (nadia, priya):
                assert "All of you are alerted" in who.client.get("/care/").content.decode()

    def test_an_ordinary_message_alerts_nobody(self, relationship: Relationship, pat: Member) -> None:
        begun(pat, relationship, QUIET)
        assert not Alert.objects.exists()

    def test_what_staff_writes_alerts_nobody(self, relationship: Relationship, pat: Member, nadia: Member) -> None:
        talk = begun(pat, relationship, QUIET)
        talk.sent(nadia, "Call 911 if you ever have crushing chest pain.")
        assert not Alert.objects.exists()

    def test_it_goes_on_until_somebody_takes_it(
        self, relationship: Relationship, pat: Member, nadia: Member, priya: Member
    ) -> None:
        talk = begun(pat, relationship, FLAG)
        after(4.9)
        assert alert_of(talk).owner == nadia.seat
        after(5)
        assert alert_of(talk).owner == priya.seat
        assert told(priya) == {"care.alert": 1}
        assert told(pat) == {}
        after(10)
        assert alert_of(talk).patient_told_at == TEN + timedelta(minutes=10)
        assert (told(pat), told(nadia), told(priya)) == ({"care.nobody": 1}, {"care.alert": 2}, {"care.alert": 2})
        after(15)
        assert (told(pat), told(nadia)) == ({"care.nobody": 1}, {"care.alert": 3})

    def test_whoever_takes_it_has_it(
        self, relationship: Relationship, pat: Member, nadia: Member, priya: Member
    ) -> None:
        talk = begun(pat, relationship, FLAG)
        with clock.at(TEN + timedelta(minutes=2)):
            alerts.take(priya.person, alert_of(talk))
            alerts.take(priya.person, alert_of(talk))
            with pytest.raises(Conflict):
                alerts.take(nadia.person, alert_of(talk))
        alert = alert_of(talk)
        assert (alert.taken_by, alert.owner, alert.taken_at) == (priya.seat, priya.seat, TEN + timedelta(minutes=2))
        after(60)
        assert told(priya) == {}
        assert told(pat) == {}

    def test_whoever_takes_it_has_the_answer_to_give_too(
        self, relationship: Relationship, pat: Member, nadia: Member, priya: Member
    ) -> None:
        talk = begun(pat, relationship, FLAG)
        turn = Turn.objects.get(thread=talk.thread)
        assert turn.responsible == nadia.seat
        alerts.take(priya.person, alert_of(talk))
        turn.refresh_from_db()
        assert turn.responsible == priya.seat
        page = pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
        assert "It is with Priya" in page
        assert "It is with Nadia" not in page

    def test_when_nobody_took_it_up_the_patient_reads_to_call_and_of_no_promise(
        self, relationship: Relationship, pat: Member, nadia: Member
    ) -> None:
        talk = begun(pat, relationship, FLAG)
        after(5)
        after(10)
        with clock.at(TEN + timedelta(minutes=11)):
            page = pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
            team = nadia.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
        urgent = page.partition("banner--urgent")[2].partition("</section>")[0]
        assert "Do not wait: call now" in urgent
        assert 'href="tel:911"' in urgent
        assert "An answer is promised" not in page
        assert "Nobody is there" not in page  # they were, and did not take it up
        assert "An answer is promised" in team

    def test_an_answer_takes_it(self, relationship: Relationship, pat: Member, nadia: Member) -> None:
        talk = begun(pat, relationship, FLAG)
        talk.sent(nadia, "Call 911 now. I stay here with you.")
        assert alert_of(talk).taken_by == nadia.seat

    def test_strangers_and_the_patient_take_nothing(
        self, relationship: Relationship, pat: Member, remy: Member
    ) -> None:
        talk = begun(pat, relationship, FLAG)
        with pytest.raises(NotFound):
            alerts.take(remy.person, alert_of(talk))
        assert alert_of(talk).taken_at is None

    def test_nobody_hears_of_it_for_ever(self, relationship: Relationship, pat: Member, nadia: Member) -> None:
        begun(pat, relationship, FLAG)
        with clock.at(TEN + timedelta(hours=25)):
            work.drain()
        before = told(nadia)
        with clock.at(TEN + timedelta(hours=30)):
            work.drain()
        assert told(nadia) == before

    def test_the_record_of_acts_says_who_and_when_and_not_what_sign(
        self, relationship: Relationship, pat: Member, nadia: Member
    ) -> None:
        talk = begun(pat, relationship, CRISIS)
        alerts.take(nadia.person, alert_of(talk))
        entries = Entry.objects.filter(action__startswith="alert.").order_by("sequence")
        assert [entry.action for entry in entries] == ["alert.raised", "alert.taken"]
        assert all(entry.on_behalf_of == pat.seat.pk for entry in entries)
        assert "crisis" not in str([entry.detail for entry in entries])


@pytest.mark.usefixtures("grant")
class TestNobodyIsThere:
    """Out of hours, and no one on call."""

    def test_the_patient_is_told_at_once_and_the_team_as_well(
        self, relationship: Relationship, pat: Member, nadia: Member, priya: Member
    ) -> None:
        with clock.at(TEN + timedelta(hours=12)):
            talk = begun(pat, relationship, FLAG)
            alert = alert_of(talk)
            assert (alert.owner, alert.patient_told_at) == (None, clock.now())
        assert (told(pat), told(nadia), told(priya)) == ({"care.nobody": 1}, {"care.alert": 1}, {"care.alert": 1})

    def test_the_message_is_delivered_all_the_same(self, relationship: Relationship, pat: Member) -> None:
        with clock.at(TEN + timedelta(hours=12)):
            talk = begun(pat, relationship, CRISIS)
        assert talk.first.delivered_at == TEN + timedelta(hours=12)


@pytest.mark.usefixtures("rota", "grant")
def test_a_sign_that_comes_with_other_words_counts_as_sent_now(
    relationship: Relationship, pat: Member, nadia: Member
) -> None:
    talk = begun(pat, relationship, QUIET)
    talk.sent(nadia, "Good to hear.")
    with clock.at(TEN + timedelta(minutes=20)):
        for _again in range(2):
            done = messaging.edit(pat.person, seat_of(pat), talk.first, Words(FLAG))
            assert isinstance(done, Done)
        alert = Alert.objects.get()
        assert (alert.owner, alert.raised_at) == (nadia.seat, clock.now())
    talk.thread.refresh_from_db()
    assert talk.thread.is_first
    assert talk.thread.waits_since is not None
