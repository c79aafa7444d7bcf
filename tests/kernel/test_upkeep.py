"""What dead workers dropped is taken up; what is over is cleared away."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commonward.kernel import clock, upkeep, work
from commonward.kernel.models import Beat, Entry, Work

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def carried(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """What was carried out, at noon."""
    got: list[int] = []
    monkeypatch.setattr(work, "_carries", {"deliver": got.append})
    with clock.at(NOON):
        yield got


def waiting() -> Work:
    with transaction.atomic():
        work.enqueue("deliver", 81)
    return Work.objects.get()


def dropped() -> Work:
    """A row whose worker died while it carried it out; its task says that it is running, for ever."""
    row = waiting()
    work._lease(row.pk, "a dead worker", str(row.wake))
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=NOON)
    return row


def test_a_living_worker_s_work_is_left_alone() -> None:
    dropped()
    with clock.at(NOON + timedelta(seconds=work.lease_seconds() - 1)):
        assert upkeep.take_up() == 0


def test_a_dead_worker_s_work_is_woken_within_a_minute_and_before_others(carried: list[int]) -> None:
    row = dropped()
    with clock.at(NOON + timedelta(seconds=work.lease_seconds() + 1)):
        assert upkeep.take_up() == 1
        woken = DBTaskResult.objects.get(status=TaskResultStatus.READY)
        assert (woken.args_kwargs["args"], woken.priority) == ([row.pk], 10)
        assert upkeep.take_up() == 0  # it is awake already
        assert work.carry_row(row.pk)
    assert carried == [81]
    # The lease, one round, one look: what the promise of 60 seconds is made of.
    assert work.lease_seconds() + 10 + 1 < 60


def test_a_lost_task_is_woken_again(carried: list[int]) -> None:
    row = waiting()
    DBTaskResult.objects.all().delete()
    assert upkeep.take_up() == 0  # it may just be on its way
    with clock.at(NOON + timedelta(seconds=10)):
        assert upkeep.take_up() == 1
        assert DBTaskResult.objects.get().args_kwargs["args"] == [row.pk]


def test_a_long_line_is_not_woken_over_and_over() -> None:
    for subject in range(5):
        with transaction.atomic():
            work.enqueue("deliver", subject)
    with clock.at(NOON + timedelta(hours=1)):
        assert upkeep.take_up() == 0
    assert DBTaskResult.objects.count() == 5


def test_work_that_takes_every_worker_down_is_given_up() -> None:
    row = dropped()
    Work.objects.update(attempts=work.MOST_ATTEMPTS)
    with clock.at(NOON + timedelta(minutes=2)):
        upkeep.take_up()
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "WorkerLost")
    assert Entry.objects.get().action == "work.failed"


def test_a_dead_worker_s_task_is_closed() -> None:
    dropped()
    now = datetime.now(UTC)
    DBTaskResult.objects.update(started_at=now - timedelta(minutes=2))
    with clock.at(now):
        upkeep.take_up()
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"FAILED", "READY"}
    assert DBTaskResult.objects.get(status="FAILED").traceback == ""


def test_a_long_task_of_a_living_worker_is_not_closed() -> None:
    row = dropped()
    now = datetime.now(UTC)
    DBTaskResult.objects.update(started_at=now - timedelta(minutes=5))
    Work.objects.filter(pk=row.pk).update(leased_until=now + timedelta(seconds=20))
    with clock.at(now):
        upkeep.take_up()
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING


def test_what_is_over_is_cleared_away_and_what_failed_stays() -> None:
    row = waiting()
    work.drain()
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=NOON)
    Work.objects.create(kind="deliver", subject_id=5, state="failed", finished_at=NOON)
    Beat.objects.create(worker="long gone", at=NOON)
    upkeep.prune()
    assert (Work.objects.count(), DBTaskResult.objects.count(), Beat.objects.count()) == (2, 1, 1)
    with clock.at(NOON + timedelta(days=8)):
        upkeep.prune()
    assert [left.state for left in Work.objects.all()] == ["failed"]
    assert not Work.objects.filter(pk=row.pk).exists()
    assert (DBTaskResult.objects.count(), Beat.objects.count()) == (0, 0)
