"""No sequence of events lets a message out without a relationship and a consent, or sends what was stopped."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cast import Member, member
from cast.caring import permits, seat_of
from commonward.care.actions import messaging, relating, reviewing
from commonward.care.actions.filing import Done
from commonward.care.models import Message, RecordEntry, Relationship, Team, Thread
from commonward.care.words import Words
from commonward.consent import actions as consents
from commonward.consent.models import Grant
from commonward.fhir import reach
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.errors import Refusal
from commonward.people.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
HELD = "You should stop the warfarin today."


class Care(RuleBasedStateMachine):
    """Keeps a model of its own of what is open, and compares it with what the product lets out."""

    nadia: Member
    priya: Member
    team: Team
    harbour: Organisation
    newcomer: Callable[[], Member]

    def __init__(self) -> None:
        super().__init__()
        self.pat, self.now = type(self).newcomer(), START
        self.state, self.until, self.ends = "none", START, None
        self.permitted_until: datetime | None = None
        self.relationship: Relationship | None = None
        self.thread: Thread | None = None
        self.grant: Grant | None = None
        self.held: list[RecordEntry] = []
        self.delivered = 0

    @property
    def is_open(self) -> bool:
        cared = self.state == "established" and self.now < self.until and (not self.ends or self.now < self.ends)
        return cared and self.permitted_until is not None and self.now < self.permitted_until

    def tries(self, act: Callable[[], object]) -> bool:
        """Whether it was done. What is refused is refused with a sentence."""
        with clock.at(self.now):
            if self.relationship is not None:
                self.relationship.refresh_from_db()
            try:
                act()
            except Refusal as refusal:
                said = refusal.sentence
            else:
                return True
        assert said
        return False

    @initialize(cared_for=strategies.sampled_from([True, True, False]))
    def begins(self, cared_for: bool) -> None:
        if cared_for:
            for step in (self.asks, self.is_checked, self.is_taken_into_care, self.patient_permits):
                step()
            assert self.is_open

    @rule()
    def asks(self) -> None:
        def ask() -> None:
            self.relationship = relating.ask(self.pat.person, self.team, name="Pat Lindqvist", born="1961-04-30")

        # What ran out is over for messages at once, and is written down as ended by the daily round.
        if self.tries(ask):
            assert self.state in {"none", "ended"}
            self.state, self.ends, self.thread, self.held = "requested", None, None, []

    @rule()
    def is_checked(self) -> None:
        if self.relationship and self.tries(lambda: relating.verify(self.nadia.person, self.relationship, "visit")):
            assert self.state == "requested"
            self.state = "verified"

    @rule()
    def is_taken_into_care(self) -> None:
        if self.relationship and self.tries(lambda: relating.establish(self.nadia.person, self.relationship)):
            assert self.state == "verified"
            self.state, self.until = "established", relating.until(self.now)

    @rule(by_patient=strategies.booleans())
    def is_paused(self, by_patient: bool) -> None:
        who = self.pat if by_patient else self.nadia
        if self.relationship and self.tries(lambda: relating.pause(who.person, self.relationship)):
            assert self.state == "established"
            self.state = "paused"

    @rule(by_patient=strategies.booleans())
    def goes_on(self, by_patient: bool) -> None:
        who = self.pat if by_patient else self.nadia
        if self.relationship and self.tries(lambda: relating.resume(who.person, self.relationship)):
            assert self.state == "paused"
            self.state = "established"

    @rule()
    def patient_ends_it(self) -> None:
        if self.relationship and self.tries(lambda: relating.end(self.pat.person, self.relationship)):
            self.state, self.held = "ended", []

    @rule()
    def team_gives_notice(self) -> None:
        def notice() -> None:
            relating.give_notice(self.nadia.person, self.relationship, handover="The clinic next door takes over.")

        if self.relationship and self.tries(notice):
            assert self.state in {"established", "paused"}
            self.ends = self.now + relating.NOTICE

    @rule()
    def patient_permits(self) -> None:
        def give() -> None:
            self.grant = permits(self.pat, self.harbour)

        if self.tries(give):
            assert self.grant is not None
            self.permitted_until = self.grant.until

    @rule()
    def patient_takes_it_back(self) -> None:
        if self.grant is not None and self.tries(lambda: consents.withdraw(self.pat.person, self.grant)):
            self.permitted_until, self.held = None, []

    @rule(days=strategies.sampled_from([1, 20, 31, 200, 366]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def the_daily_round(self) -> None:
        with clock.at(self.now):
            relating.lapse()
        over = self.state in {"established", "paused"}
        if over and (self.now >= self.until or (self.ends and self.now >= self.ends)):
            self.state, self.held = "ended", []

    @rule(by_patient=strategies.booleans(), doubtful=strategies.booleans())
    def somebody_writes(self, by_patient: bool, doubtful: bool) -> None:
        who = self.pat if by_patient else self.nadia
        done: list[Done] = []

        def write() -> None:
            words = Words(HELD if doubtful else "How are you today?", topic="A matter")
            assert self.relationship is not None
            if self.thread is None:
                outcome = messaging.open_thread(who.person, seat_of(who), self.relationship, words)
            else:
                self.thread.refresh_from_db()
                outcome = messaging.send(who.person, seat_of(who), self.thread, words)
            assert isinstance(outcome, Done)
            done.append(outcome)

        was_open = self.is_open
        if self.relationship is None:
            return
        assert self.tries(write) == was_open
        if not done:
            return
        self.thread = done[0].message.thread
        if doubtful and not by_patient:
            self.held.append(done[0].entry)
        else:
            self.delivered += 1
            self.until = relating.until(self.now)

    @rule()
    def a_second_reader_lets_it_out(self) -> None:
        if not self.held:
            return
        entry, was_open = self.held.pop(), self.is_open
        assert self.tries(lambda: reviewing.release(self.priya.person, entry)) == was_open
        if was_open:
            self.delivered += 1
            self.until = relating.until(self.now)

    @invariant()
    def only_what_was_open_went_out(self) -> None:
        mine = Message.objects.filter(thread__relationship__chart__seat=self.pat.seat)
        assert mine.exclude(delivered_at=None).count() == self.delivered
        waiting = RecordEntry.objects.filter(patient=self.pat.seat, state="held")
        assert set(waiting.values_list("pk", flat=True)) == {entry.pk for entry in self.held}

    @invariant()
    def the_team_sees_it_only_while_it_cares(self) -> None:
        if self.thread is None:
            return
        with clock.at(self.now):
            seen = Thread.objects.visible_to(self.nadia.person).filter(pk=self.thread.pk).exists()
            cares = self.state in {"established", "paused"} and self.now < self.until
            assert seen == (cares and (not self.ends or self.now < self.ends))
            assert Thread.objects.visible_to(self.pat.person).filter(pk=self.thread.pk).exists()

    @invariant()
    def no_program_reads_without_both(self) -> None:
        with clock.at(self.now):
            cares = self.state in {"established", "paused"} and self.now < self.until
            permits = self.permitted_until is not None and self.now < self.permitted_until
            theirs = {"thread__relationship__chart__seat": self.pat.seat}
            fetched = reach.messages(self.nadia.person, "user").filter(**theirs).count()
            assert fetched <= self.delivered
            assert not fetched or (cares and permits and (not self.ends or self.now < self.ends))
            assert reach.messages(self.pat.person, "patient").count() == self.delivered
            assert not reach.messages(self.nadia.person, "patient").exists()


def test_no_sequence_lets_a_message_out_without_both(
    heart: Team, nadia: Member, priya: Member, harbour: Organisation
) -> None:
    numbers = count()
    newcomer = staticmethod(lambda: member(f"Pat {next(numbers)}", Role.PATIENT))
    here = {"nadia": nadia, "priya": priya, "team": heart, "harbour": harbour, "newcomer": newcomer}
    machine = type("CareHere", (Care,), here)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine, settings=settings(max_examples=12, stateful_step_count=25, deadline=None)
    )
