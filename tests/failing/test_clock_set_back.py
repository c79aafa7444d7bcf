"""A clock that is set back: nothing is numbered twice, the ledger holds, and work does not wait for the old time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from cast import Member
from commonward.community.models import Post
from commonward.kernel import clock, ids, upkeep, verification, work
from commonward.kernel.actor import System
from commonward.kernel.models import Entry, Work

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BEFORE = NOON - timedelta(hours=6)


@pytest.fixture
def got(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What was carried out."""
    carried: list[int] = []
    monkeypatch.setattr(work, "_carries", {"deliver": carried.append})
    return carried


def test_no_number_comes_twice() -> None:
    numbers = []
    for instant in (NOON, BEFORE, NOON, NOON - timedelta(milliseconds=1), NOON):
        with clock.at(instant):
            numbers += [ids.new() for _time in range(500)]
    assert len(set(numbers)) == len(numbers)


def test_posts_and_ledger_go_on(nadia: Member, sam: Member) -> None:
    with clock.at(NOON):
        verification.seal(System("tests"))
        first = nadia.posts("A quiet walk does wonders.")
    with clock.at(BEFORE):
        second = nadia.posts("So does tea.")
        answer = sam.posts("Thank you for both.", parent=first)
    assert Post.objects.visible_to(sam.person).filter(pk__in=[first.pk, second.pk, answer.pk]).count() == 3
    verification.seal(System("tests"))
    assert verification.verify().holds
    sequences = list(Entry.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))


def _enqueued(subject: int) -> Work:
    with transaction.atomic():
        work.enqueue("deliver", subject)
    return Work.objects.get(subject_id=subject)


def test_waiting_work_is_taken_up_at_the_new_time(got: list[int]) -> None:
    with clock.at(NOON):
        _enqueued(81)
    with clock.at(BEFORE):
        assert work.drain() == 0  # not due by the new clock
        # Its task was woken and found it not due, as a worker does.
        Work.objects.update(wake=None)
        assert upkeep.take_up() == 1
        assert work.drain() == 1
    assert got == [81]


def test_a_lease_of_a_dead_worker_does_not_last_until_the_old_time(got: list[int]) -> None:
    with clock.at(NOON):
        row = _enqueued(81)
        Work.objects.filter(pk=row.pk).update(
            state="leased", lease_owner="dead", leased_until=clock.after(seconds=30), attempts=1, wake=None
        )
    with clock.at(BEFORE):
        assert upkeep.take_up() == 1
        with clock.at(BEFORE + timedelta(seconds=1)):
            assert work.carry_row(row.pk)
    assert got == [81]


def test_a_living_lease_of_a_machine_a_little_ahead_is_left_alone(got: list[int]) -> None:
    with clock.at(NOON):
        row = _enqueued(81)
        Work.objects.filter(pk=row.pk).update(
            state="leased", lease_owner="alive", leased_until=clock.after(seconds=60), attempts=1, wake=None
        )
        assert upkeep.take_up() == 0
