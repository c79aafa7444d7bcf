"""Consent: given and taken back in one step, bound to its exact scope, over when its time is over."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from cast import Member
from cast.people import seated
from commonward.consent import access, actions, kinds, queries
from commonward.consent.actions import Offer
from commonward.consent.events import ConsentWithdrawn
from commonward.consent.kinds import Kind
from commonward.consent.models import Audience, Grant, Purpose
from commonward.consent.queries import Scope
from commonward.kernel import clock, events
from commonward.kernel.actor import VISITOR, Actor, Role, System
from commonward.kernel.errors import Conflict, Denied, NotFound, Unacceptable
from commonward.kernel.models import Entry
from commonward.people.models import Organisation, Seat

pytestmark = pytest.mark.django_db

MESSAGING = Offer(Scope(Kind.MESSAGING), wording=1)
STORY = Scope(Kind.PUBLICATION, hashlib.sha256(b"one story").hexdigest(), Audience.PUBLIC, Purpose.STORY)
START = datetime(2027, 2, 28, 9, 0, tzinfo=UTC)


@pytest.fixture
def pat(db: None) -> Member:
    return seated("pat", Role.PATIENT)


@pytest.fixture
def sam(db: None) -> Member:
    return seated("sam", Role.PATIENT)


def permits(who: Member, where: Organisation, scope: Scope = MESSAGING.scope) -> bool:
    return queries.permits(who.seat.pk, where.pk, scope)


def test_one_step_to_give_and_one_to_take_back(pat: Member, harbour: Organisation, larkmoor: Organisation) -> None:
    assert not permits(pat, harbour)
    grant = actions.give(pat.person, harbour, MESSAGING)
    assert permits(pat, harbour)
    assert not permits(pat, larkmoor)
    assert not permits(pat, harbour, Scope(Kind.SCREENING))
    actions.withdraw(pat.person, grant)
    actions.withdraw(pat.person, grant)
    assert not permits(pat, harbour)
    told = Entry.objects.filter(subject_kind="grant").order_by("sequence").values_list("action", "actor_id")
    assert list(told) == [("consent.given", pat.account.pk), ("consent.withdrawn", pat.account.pk)]


def test_taking_back_is_told_once_inside_the_transaction(pat: Member, harbour: Organisation) -> None:
    heard: list[tuple[int, bool]] = []

    def listen(event: ConsentWithdrawn) -> None:
        heard.append((event.grant_id, permits(pat, harbour)))

    grant = actions.give(pat.person, harbour, MESSAGING)
    events.on(ConsentWithdrawn)(listen)
    try:
        actions.withdraw(pat.person, grant)
        actions.withdraw(pat.person, grant)
    finally:
        events._handlers[ConsentWithdrawn].remove(listen)
    assert heard == [(grant.pk, False)]


@pytest.mark.parametrize(
    ("kind", "last"),
    [(Kind.MESSAGING, datetime(2028, 2, 28, 9, tzinfo=UTC)), (Kind.SCREENING, datetime(2027, 8, 28, 9, tzinfo=UTC))],
)
def test_it_ends_on_the_day(pat: Member, harbour: Organisation, kind: Kind, last: datetime) -> None:
    with clock.at(START):
        grant = actions.give(pat.person, harbour, Offer(Scope(kind), wording=1))
    assert grant.until == last
    with clock.at(last - timedelta(seconds=1)):
        assert permits(pat, harbour, Scope(kind))
    with clock.at(last):
        assert not permits(pat, harbour, Scope(kind))


def test_a_month_with_fewer_days_ends_on_its_last(pat: Member, harbour: Organisation) -> None:
    with clock.at(datetime(2027, 8, 31, 9, tzinfo=UTC)):
        grant = actions.give(pat.person, harbour, Offer(Scope(Kind.SCREENING), wording=1))
    assert grant.until == datetime(2028, 2, 29, 9, tzinfo=UTC)


def test_a_publication_is_of_exactly_this(pat: Member, harbour: Organisation) -> None:
    with clock.at(START):
        actions.give(pat.person, harbour, Offer(STORY, wording=1, until=START + timedelta(days=90)))
        assert permits(pat, harbour, STORY)
        edited = hashlib.sha256(b"one story, edited").hexdigest()
        for other in (
            Scope(Kind.PUBLICATION, edited, Audience.PUBLIC, Purpose.STORY),
            Scope(Kind.PUBLICATION, STORY.item_hash, Audience.FOLLOWERS, Purpose.STORY),
            Scope(Kind.PUBLICATION, STORY.item_hash, Audience.PUBLIC, Purpose.APPEAL),
        ):
            assert not permits(pat, harbour, other)
    with clock.at(START + timedelta(days=90)):
        assert not permits(pat, harbour, STORY)


@pytest.mark.parametrize(
    ("offer", "field"),
    [
        (Offer(STORY, 1), "until"),
        (Offer(STORY, 1, START), "until"),
        (Offer(MESSAGING.scope, 1, START + timedelta(days=400)), "until"),
        (Offer(Scope(Kind.PUBLICATION), 1, START + timedelta(days=9)), "item"),
        (Offer(Scope(Kind.PUBLICATION, "Pat's story", Audience.PUBLIC, Purpose.STORY), 1), "item"),
        (Offer(Scope(Kind.MESSAGING, STORY.item_hash), 1), "item"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(pat: Member, harbour: Organisation, offer: Offer, field: str) -> None:
    with clock.at(START), pytest.raises(Unacceptable) as refused:
        actions.give(pat.person, harbour, offer)
    assert refused.value.field == field
    assert refused.value.sentence.startswith("Please ")
    assert not Grant.objects.exists()


@pytest.mark.parametrize("number", [0, 2])
def test_only_the_words_of_today_can_be_agreed_to(pat: Member, harbour: Organisation, number: int) -> None:
    with pytest.raises(Conflict, match="conflict"):
        actions.give(pat.person, harbour, Offer(MESSAGING.scope, number))
    assert not Grant.objects.exists()


def test_nobody_permits_for_somebody_else(pat: Member, sam: Member, harbour: Organisation) -> None:
    nadia = seated("nadia", Role.PROFESSIONAL, at=harbour, profession="nurse")
    others: tuple[Actor, ...] = (nadia.person, VISITOR, System("tests"))
    for actor in others:
        with pytest.raises(Denied):
            actions.give(actor, harbour, MESSAGING)
    grant = actions.give(pat.person, harbour, MESSAGING)
    for actor in (*others, sam.person):
        with pytest.raises(NotFound):
            access.get_own_grant(actor, grant.pk)
        with pytest.raises(NotFound):
            actions.withdraw(actor, grant)
    assert permits(pat, harbour)
    assert not permits(sam, harbour)
    assert not Grant.objects.visible_to(nadia.person).exists()
    assert not Grant.objects.visible_to(VISITOR).exists()


def test_the_receipt_has_the_words_that_were_shown(pat: Member, harbour: Organisation) -> None:
    with clock.at(START):
        grant = actions.give(pat.person, harbour, MESSAGING)
        actions.withdraw(pat.person, grant)
    receipt = queries.receipt_of(access.get_own_grant(pat.person, grant.pk))
    assert "are not for emergencies" in receipt.words
    assert "your care does not depend on it" in receipt.words
    assert (receipt.organisation, receipt.given_at, receipt.ended_at) == (harbour.name, START, START)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_says_that_care_does_not_depend_on_it(kind: Kind) -> None:
    for number in range(1, kinds.newest(kind) + 1):
        assert "our care does not depend on" in kinds.wording(kind, number)
    with pytest.raises(IndexError):
        kinds.wording(kind, 0)


def test_the_database_holds_one_open_grant_of_a_scope(pat: Member, harbour: Organisation) -> None:
    grant = actions.give(pat.person, harbour, MESSAGING)
    grant.pk += 1
    with pytest.raises(IntegrityError), transaction.atomic():
        grant.save(force_insert=True)


def test_given_again_the_earlier_one_says_how_it_ended(pat: Member, harbour: Organisation) -> None:
    end = START + timedelta(days=5)
    with clock.at(START):
        first = actions.give(pat.person, harbour, Offer(MESSAGING.scope, 1, end))
        second = actions.give(pat.person, harbour, Offer(MESSAGING.scope, 1, end))
    with clock.at(end + timedelta(days=30)):
        actions.give(pat.person, harbour, MESSAGING)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ending, first.ended_at) == ("superseded", START)
    assert (second.ending, second.ended_at) == ("expired", end)


@pytest.mark.parametrize(
    "change", [{"until": START}, {"wording": 9}, {"kind": "screening"}, {"given_at": START}, {"purpose": "story"}]
)
def test_the_database_keeps_what_was_permitted(pat: Member, harbour: Organisation, change: dict[str, object]) -> None:
    grant = actions.give(pat.person, harbour, MESSAGING)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(**change)
    actions.withdraw(pat.person, grant)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(ended_at=None, ending="")
    assert not permits(pat, harbour)


def test_a_closed_seat_permits_nothing(pat: Member, harbour: Organisation) -> None:
    actions.give(pat.person, harbour, MESSAGING)
    Seat.objects.filter(pk=pat.seat.pk).update(ended_at=clock.now())
    assert not permits(pat, harbour)


def machine_of(patient: Callable[[], Member], harbour: Organisation) -> type[RuleBasedStateMachine]:
    class Sequence(RuleBasedStateMachine):
        """Whatever is given, taken back and waited for: what is permitted is what was last said, within its time."""

        def __init__(self) -> None:
            super().__init__()
            self.pat, self.now = patient(), START
            self.until: dict[Kind, datetime] = {}
            self.grants: list[Grant] = []

        @rule(kind=strategies.sampled_from([Kind.MESSAGING, Kind.SCREENING]), days=strategies.integers(1, 180))
        def gives(self, kind: Kind, days: int) -> None:
            until = self.now + timedelta(days=days)
            with clock.at(self.now):
                self.grants.append(actions.give(self.pat.person, harbour, Offer(Scope(kind), 1, until)))
            self.until[kind] = until

        @rule(which=strategies.integers(0, 9))
        def takes_back(self, which: int) -> None:
            if not self.grants:
                return
            grant = self.grants[which % len(self.grants)]
            newest = [one for one in self.grants if one.kind == grant.kind][-1]
            with clock.at(self.now):
                actions.withdraw(self.pat.person, grant)
            if grant is newest:
                self.until.pop(Kind(grant.kind), None)

        @rule(days=strategies.integers(1, 120))
        def time_passes(self, days: int) -> None:
            self.now += timedelta(days=days)

        @invariant()
        def only_what_was_said_is_permitted(self) -> None:
            with clock.at(self.now):
                for kind in (Kind.MESSAGING, Kind.SCREENING):
                    expected = kind in self.until and self.now < self.until[kind]
                    assert permits(self.pat, harbour, Scope(kind)) == expected

    return Sequence


@pytest.mark.slow
def test_no_sequence_leaves_open_what_was_taken_back(harbour: Organisation) -> None:
    numbers = count()
    machine = machine_of(lambda: seated(f"pat{next(numbers)}", Role.PATIENT), harbour)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine, settings=settings(max_examples=15, stateful_step_count=12, deadline=None)
    )
