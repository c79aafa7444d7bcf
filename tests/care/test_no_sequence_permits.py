"""No sequence of events uses or shows what was refused, narrowed away, taken back, run out or entered in error."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import settings, strategies
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from cast import Member, member
from cast.caring import in_care
from cast.machines import Trying
from commonward.care.actions import relating
from commonward.care.models import Relationship, Team
from commonward.consent import actions as consents
from commonward.consent import asking, kinds, queries, studies
from commonward.consent.asking import Patient
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant, Question
from commonward.consent.terms import named
from commonward.kernel import clock, datakeys
from commonward.kernel.actor import Role
from commonward.kernel.errors import NotFound, Refusal
from commonward.people.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
FIELDS = {
    Kind.CHANNEL: {"email": "pat@example.org", "sms": "207 555 0142"},
    Kind.IMAGE: {"what": "The foot", "device": "The ward's camera"},
    Kind.MARKETING: {
        "product": "Softstep", "campaign": "Spring", "what": "A story", "payment": "Nobody", "recipient": "Readers",
    },
    Kind.PART2: {"recipient": "Bayview Dental", "what": "Medicines", "purpose": "A tooth"},
    Kind.RESEARCH: {"study": "Walks", "led_by": "Hana", "what": "Age", "purpose": "To know"},
}  # fmt: skip
PARTS = {
    Kind.CHANNEL: ("email", "sms"),
    Kind.IMAGE: ("care", "teaching", "public"),
    Kind.PART2: ("treatment", "payment"),
}
KINDS = sorted(FIELDS)


class Permits(Trying):
    """Keeps a model of its own of what stands, and asks every reader."""

    nadia: Member
    olu: Member
    team: Team
    newcomer: Callable[[], Member]

    def __init__(self) -> None:
        super().__init__()
        self.pat, self.now = type(self).newcomer(), START
        self.asked: dict[Kind, Question] = {}
        self.answered: list[Question] = []
        self.stands: dict[Kind, tuple[set[str], datetime]] = {}
        self.in_care = True

    @initialize()
    def begins(self) -> None:
        with clock.at(self.now):
            self.relationship: Relationship = in_care(self.pat, self.nadia, self.team)
        self.place: Organisation = self.team.organisation

    @rule(kind=strategies.sampled_from(KINDS), days=strategies.integers(1, 90))
    def the_nurse_asks(self, kind: Kind, days: int) -> None:
        until = kinds.NO_END if kind == Kind.CHANNEL else self.now + timedelta(days=days)
        about = named(kind, FIELDS[kind], PARTS.get(kind, ()))
        patient = Patient(self.pat.seat.pk, self.place)
        made = self.tries(lambda: asking.ask(self.nadia.person, patient, about, until=until))
        assert (made is not None) <= self.in_care
        if isinstance(made, Question):
            self.asked[kind] = made

    @rule(
        kind=strategies.sampled_from(KINDS), yes=strategies.booleans(), take=strategies.sets(strategies.integers(0, 2))
    )
    def the_patient_answers(self, kind: Kind, yes: bool, take: set[int]) -> None:
        question = self.asked.pop(kind, None)
        if question is None:
            return
        self.answered.append(question)
        parts = [part for number, part in enumerate(PARTS.get(kind, ())) if number in take]
        if not yes:
            self.tries(lambda: asking.refuse(self.pat.person, question))
            return
        given = self.tries(lambda: asking.give(self.pat.person, question, wording=1, parts=parts))
        if isinstance(given, Grant):
            self.stands[kind] = (set(parts), given.until)
        elif kind in PARTS and not parts and self.now < question.until:
            self.asked[kind] = question

    @rule(kind=strategies.sampled_from(KINDS))
    def the_patient_takes_it_back(self, kind: Kind) -> None:
        for grant in Grant.objects.filter(seat=self.pat.seat, kind=kind, ended_at=None):
            self.tries(lambda grant=grant: consents.withdraw(self.pat.person, grant))
        self.stands.pop(kind, None)

    @rule(kind=strategies.sampled_from(sorted(PARTS)), number=strategies.integers(0, 2))
    def the_patient_takes_a_part_back(self, kind: Kind, number: int) -> None:
        part = PARTS[kind][number % len(PARTS[kind])]
        for grant in Grant.objects.filter(seat=self.pat.seat, kind=kind):  # also of such as ended long ago
            self.tries(lambda grant=grant: consents.narrow(self.pat.person, grant, part))
        if kind in self.stands:
            self.stands[kind][0].discard(part)
            if not self.stands[kind][0]:
                del self.stands[kind]

    @rule(which=strategies.integers(0, 9))
    def it_was_entered_in_error(self, which: int) -> None:
        known = [*self.answered, *self.asked.values()]
        if not known:
            return
        question = known[which % len(known)]
        standing = Grant.objects.filter(terms_id=question.terms_id, ended_at=None).exists()
        done = Question.objects.get(pk=question.pk).state == "mistaken"
        with clock.at(self.now):
            try:
                asking.mistaken(self.nadia.person, question, "Of somebody else.")
            except Refusal:
                assert done or not self.in_care
                return
        if standing:
            self.stands.pop(Kind(question.kind), None)
        if self.asked.get(Kind(question.kind)) == question:
            self.answered.append(self.asked.pop(Kind(question.kind)))

    @rule(days=strategies.sampled_from([1, 30, 100]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(sure=strategies.sampled_from([True, False, False, False]))
    def the_patient_ends_the_relationship(self, sure: bool) -> None:
        if sure and self.in_care:
            self.relationship.refresh_from_db()
            self.tries(lambda: relating.end(self.pat.person, self.relationship))
            self.in_care = False

    @invariant()
    def every_reader_knows_what_stands_and_nothing_else(self) -> None:
        stands = {kind: parts for kind, (parts, until) in self.stands.items() if self.now < until}
        with clock.at(self.now):
            seat, place = self.pat.seat.pk, self.place.pk if hasattr(self, "place") else 0
            ways = queries.ways_of(seat, place)
            assert set(ways.ways) == stands.get(Kind.CHANNEL, set())
            assert bool(ways.devices) == ("care" in stands.get(Kind.IMAGE, set()))
            assert bool(queries.products_of([seat], place)) == (Kind.MARKETING in stands)
            told = queries.known_to(self.nadia.person, seat, place)
            assert {one.kind for one in told} == (set(stands) if self.in_care else set())
            for one in told:
                assert len(one.parts) == len(stands[one.kind])
            item = named(Kind.RESEARCH, FIELDS[Kind.RESEARCH]).item
            try:
                rows = studies.numbers_of(self.olu.person, item)
            except NotFound:
                rows = []
            mine = f"{datakeys.keyed_numbers('consent.study', item)(str(seat)):016x}"
            assert (mine in {one.number for one in rows}) == (Kind.RESEARCH in stands)
        for kind in KINDS:
            assert Grant.objects.filter(seat_id=seat, kind=kind, ended_at=None).count() <= 1


def test_no_sequence_uses_what_is_not_permitted(heart: Team, nadia: Member, harbour: Organisation) -> None:
    numbers = count()
    newcomer = staticmethod(lambda: member(f"Pat {next(numbers)}", Role.PATIENT))
    olu = member("Olu Bright", Role.PRIVACY_OFFICER, at=harbour)
    machine = type("PermitsHere", (Permits,), {"nadia": nadia, "olu": olu, "team": heart, "newcomer": newcomer})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine, settings=settings(max_examples=12, stateful_step_count=20, deadline=None)
    )
