"""Work is a row: enqueued with what it belongs to, carried out once it is due, tried again, given up aloud."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from commonward.kernel import clock, upkeep, work
from commonward.kernel.models import Entry, Work

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MARKER = "Anna Kowalska 00482913"

pytestmark = pytest.mark.django_db


class Hands:
    """What carries out the kind "deliver": remembers what it got, fails as often as it is told to."""

    def __init__(self) -> None:
        self.got: list[int] = []
        self.failures: list[BaseException] = []

    def carry(self, subject_id: int) -> None:
        self.got.append(subject_id)
        if self.failures:
            raise self.failures.pop(0)


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    hands = Hands()
    monkeypatch.setattr(work, "_carries", {})
    work.carries("deliver")(hands.carry)
    return hands


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


def enqueue(subject: int = 81, **options: float) -> Work:
    with transaction.atomic():
        work.enqueue("deliver", subject, **options)
    return Work.objects.filter(subject_id=subject).latest("pk")


def later(**interval: float) -> object:
    return clock.at(NOON + timedelta(**interval))


def test_what_is_enqueued_is_carried_out_once(hands: Hands) -> None:
    row = enqueue()
    assert work.drain() == 1
    assert work.drain() == 0
    assert hands.got == [81]
    row.refresh_from_db()
    assert (row.state, row.attempts, row.finished_at, row.lease_owner) == ("done", 1, NOON, "")


def test_the_queue_holds_the_row_s_number_and_nothing_else(hands: Hands) -> None:
    row = enqueue()
    woken = DBTaskResult.objects.get()
    assert woken.args_kwargs == {"args": [row.pk], "kwargs": {}}
    assert row.wake == woken.pk


def test_what_is_rolled_back_was_never_enqueued(hands: Hands) -> None:
    with transaction.atomic():
        work.enqueue("deliver", 81)
        transaction.set_rollback(True)
    assert not Work.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_enqueuing_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        work.enqueue("deliver", 81)


def test_two_functions_cannot_carry_out_one_kind(hands: Hands) -> None:
    work.carries("deliver")(hands.carry)
    with pytest.raises(ValueError, match="Two functions"):
        work.carries("deliver")(print)


def test_later_means_later(hands: Hands) -> None:
    enqueue(after_seconds=60)
    assert work.drain() == 0
    with later(seconds=61):
        assert work.drain() == 1


def test_what_waits_already_is_not_doubled(hands: Hands) -> None:
    enqueue()
    enqueue()
    assert work.drain() == 1
    assert hands.got == [81]


def test_asking_sooner_brings_it_forward(hands: Hands) -> None:
    enqueue(after_seconds=600)
    enqueue(after_seconds=5)
    with later(seconds=6):
        assert work.drain() == 1


def test_asking_later_does_not_put_it_off(hands: Hands) -> None:
    enqueue()
    enqueue(after_seconds=600)
    assert work.drain() == 1


def test_asked_again_while_it_is_carried_out_it_is_carried_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    got = []

    def carry(subject_id: int) -> None:
        got.append(subject_id)
        if len(got) == 1:
            enqueue(subject_id)

    monkeypatch.setattr(work, "_carries", {"deliver": carry})
    enqueue()
    assert work.drain() == 2
    assert got == [81, 81]
    assert [row.state for row in Work.objects.all()] == ["done"]


def test_work_that_asks_for_its_own_next_look_rests_until_then(monkeypatch: pytest.MonkeyPatch) -> None:
    got = []

    def look(subject_id: int) -> None:
        got.append(clock.now())
        if len(got) < 3:
            with transaction.atomic():
                work.enqueue("deliver", subject_id, after_seconds=600)
                work.enqueue("deliver", subject_id, after_seconds=60)

    monkeypatch.setattr(work, "_carries", {"deliver": look})
    enqueue()
    assert work.drain() == 1
    with later(seconds=61):
        assert work.drain() == 1
    with later(seconds=90):
        assert work.drain() == 0
    with later(seconds=122):
        assert work.drain() == 1
    assert [row.state for row in Work.objects.all()] == ["done"]


def test_done_work_can_be_asked_for_anew(hands: Hands) -> None:
    enqueue()
    work.drain()
    enqueue()
    work.drain()
    assert hands.got == [81, 81]


def test_the_database_holds_one_open_row_per_kind_and_subject(hands: Hands) -> None:
    enqueue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Work.objects.create(kind="deliver", subject_id=81)


def test_a_failure_is_tried_again_with_growing_pauses(hands: Hands) -> None:
    hands.failures = [ValueError(MARKER), work.TryAgain(), OSError(MARKER)]
    row = enqueue()
    pauses, instant = [], NOON
    for _ in range(3):
        with clock.at(instant):
            assert work.drain() == 1
        row.refresh_from_db()
        pauses.append((row.next_try_at - instant).total_seconds())
        instant = row.next_try_at
    assert 4 <= pauses[0] <= 6 < 12 <= pauses[1] <= 18 < 36 <= pauses[2] <= 54
    assert (row.state, row.attempts, row.error) == ("waiting", 3, "OSError")
    with clock.at(instant):
        assert work.drain() == 1
    row.refresh_from_db()
    assert (row.state, row.error) == ("done", "")


def test_after_many_failures_it_is_given_up_and_recorded(hands: Hands) -> None:
    hands.failures = [ValueError(MARKER)] * work.MOST_ATTEMPTS
    row = enqueue()
    for hours in range(work.MOST_ATTEMPTS):
        with later(hours=2 * hours):
            work.drain()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == ("failed", work.MOST_ATTEMPTS, "ValueError")
    entry = Entry.objects.get()
    assert (entry.action, entry.outcome, entry.subject_id) == ("work.failed", "failed", row.pk)
    assert entry.detail == {"kind": "deliver", "error": "valueerror", "subject": 81}
    assert upkeep.retry_failed() == 1
    assert work.drain() == 1
    assert Work.objects.get().state == "done"


def test_words_of_an_error_reach_no_row_and_no_log(hands: Hands, caplog: pytest.LogCaptureFixture) -> None:
    hands.failures = [ValueError(MARKER)] * work.MOST_ATTEMPTS
    row = enqueue()
    with caplog.at_level(logging.DEBUG):
        for hours in range(work.MOST_ATTEMPTS):
            with later(hours=2 * hours):
                work.carry_out.func(FakeContext(DBTaskResult.objects.latest("enqueued_at").task_result), row.pk)
    for model in (Work, DBTaskResult, Entry):
        assert all(MARKER not in str(values) for values in model.objects.values())
    assert MARKER not in caplog.text
    assert all(MARKER not in str(vars(record)) for record in caplog.records)


class FakeContext:
    """What django-tasks hands to a task that asks for its context."""

    def __init__(self, task_result: object) -> None:
        self.task_result = task_result


def test_work_that_nobody_knows_waits_for_a_newer_worker(hands: Hands) -> None:
    with transaction.atomic():
        work.enqueue("fly", 81)
    assert work.drain() == 1
    row = Work.objects.get()
    assert (row.state, row.error) == ("waiting", "UnknownKind")


@pytest.mark.parametrize("end", [KeyboardInterrupt(), SystemExit(1)])
def test_a_worker_told_to_stop_at_once_gives_the_row_back(hands: Hands, end: BaseException) -> None:
    hands.failures = [end]
    row = enqueue()
    with pytest.raises(work.Interrupted) as raised:
        work.drain()
    assert raised.value.__suppress_context__
    row.refresh_from_db()
    assert (row.state, row.attempts, row.next_try_at) == ("waiting", 0, NOON)
    assert work.drain() == 1


def test_a_lease_keeps_others_away_until_it_runs_out(hands: Hands) -> None:
    row = enqueue()
    assert work._lease(row.pk, "another worker", None)
    assert not work.carry_row(row.pk)
    with later(seconds=work.lease_seconds() + 1):
        assert work.carry_row(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("done", 2)


def test_whoever_lost_the_lease_settles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(subject_id: int) -> None:
        Work.objects.update(lease_owner="another worker")

    monkeypatch.setattr(work, "_carries", {"deliver": slow})
    row = enqueue()
    work.carry_row(row.pk)
    row.refresh_from_db()
    assert (row.state, row.lease_owner) == ("leased", "another worker")


def test_leases_are_extended_while_the_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def long(subject_id: int) -> None:
        with later(seconds=20):
            work.renew_leases()
        seen.append(Work.objects.get().leased_until)

    monkeypatch.setattr(work, "_carries", {"deliver": long})
    enqueue()
    work.drain()
    assert seen == [NOON + timedelta(seconds=20 + work.lease_seconds())]


def test_what_is_out_of_order_is_tried_without_end_and_without_long_pauses(hands: Hands) -> None:
    row = enqueue()
    tries = 0
    for minutes in range(0, 12 * 60, 5):
        hands.failures = [work.OutOfOrder()]
        with later(minutes=minutes):
            tries += work.drain()
            row.refresh_from_db()
            assert row.state == Work.State.WAITING
            assert row.next_try_at - clock.now() <= timedelta(minutes=3)
    assert tries > 10 * work.MOST_ATTEMPTS
    assert not Entry.objects.filter(action="work.failed").exists()
    hands.failures = []
    with later(hours=13):
        assert work.drain() == 1
    row.refresh_from_db()
    assert row.state == Work.State.DONE


def test_who_waits_hears_when_work_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []

    def carry(subject_id: int) -> None:
        raise OSError

    monkeypatch.setattr(work, "_carries", {})
    monkeypatch.setattr(work, "_given_up", {})
    work.carries("deliver", given_up=heard.append)(carry)
    enqueue()
    for hours in range(work.MOST_ATTEMPTS):
        assert heard == []
        with later(hours=2 * hours):
            work.drain()
    assert heard == [81]
