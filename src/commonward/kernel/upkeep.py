"""What keeps work going when a worker dies, and the tables small. Called by every worker on its rounds."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commonward.kernel import clock, timekeeping, work
from commonward.kernel.models import Beat, Work

#: Between a row's due time and the doubt that its task was lost: the queue may just be taking it.
GRACE = timedelta(seconds=5)
#: Clocks of several machines may differ by so much; what lies further in the future was written by a wrong one.
SET_BACK = timedelta(minutes=2)
KEEP_TASKS = timedelta(hours=1)
KEEP_DONE = timedelta(days=7)
KEEP_BEATS = timedelta(days=1)
_MOST_AT_ONCE = 500

Sweep = Callable[[], object]
_sweeps: list[Sweep] = []
_for_good: list[Sweep] = []


def sweeps(function: Sweep) -> Sweep:
    """Register something else that is tidied up at intervals, by its context. It must do no harm at any time."""
    if function not in _sweeps:
        _sweeps.append(function)
    return function


def sweeps_for_good(function: Sweep) -> Sweep:
    """Register what can not be undone when the time was wrong: it waits while the clock is in doubt (`timekeeping`)."""
    if function not in _for_good:
        _for_good.append(function)
    return function


def take_up() -> int:
    """Wake rows whose lease ran out or whose task was lost, close the tasks of dead workers; how many were woken."""
    woken = sum(_take_up_one(pk) for pk in _dropped().values_list("pk", flat=True)[:_MOST_AT_ONCE])
    _close_abandoned_tasks()
    return woken


def prune() -> None:
    """Remove finished tasks, done work and old signs of life, and sweep. Failed work stays until somebody looked."""
    now = clock.now()
    finished = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_TASKS).order_by()
    done = Work.objects.filter(state=Work.State.DONE, finished_at__lt=now - KEEP_DONE)
    # In bites, so that nobody waits long for the write lock.
    while DBTaskResult.objects.filter(pk__in=finished.values("pk")[:_MOST_AT_ONCE]).delete()[0]:
        pass
    while Work.objects.filter(pk__in=done.values("pk")[:_MOST_AT_ONCE]).delete()[0]:
        pass
    Beat.objects.filter(at__lt=now - KEEP_BEATS).delete()
    for sweep in _sweeps:
        sweep()
    if timekeeping.is_believed():
        for sweep in _for_good:
            sweep()


def retry_failed() -> int:
    """Put what failed for good back in line, after its cause was mended; how many rows. Keeps what is open already."""
    count = 0
    for row in Work.objects.filter(state=Work.State.FAILED):
        with transaction.atomic():
            work.enqueue(row.kind, row.subject_id)
            row.delete()
        count += 1
    return count


def _dropped() -> "work.Rows":
    now = clock.now()
    asleep = Q(state=Work.State.WAITING, next_try_at__lt=now - GRACE)
    lapsed = Q(state=Work.State.LEASED, leased_until__lt=now)
    # Made later than now, or leased for longer than a lease: the clock was set back. Nobody should wait until it has
    # caught up.
    asleep |= Q(state=Work.State.WAITING, created_at__gt=now + SET_BACK)
    lapsed |= Q(state=Work.State.LEASED, leased_until__gt=now + SET_BACK + timedelta(seconds=work.lease_seconds()))
    ready = DBTaskResult.objects.filter(pk=OuterRef("wake"), status=TaskResultStatus.READY)
    return Work.objects.filter(asleep | lapsed).exclude(Exists(ready)).order_by("next_try_at")


def _take_up_one(pk: int) -> bool:
    with transaction.atomic():
        row = _dropped().select_for_update().filter(pk=pk).first()
        if row is None:
            return False
        work.take_up(row)
        return True


def _close_abandoned_tasks() -> None:
    """A task that is running while nobody holds its row will never end by itself."""
    now = clock.now()
    held = Work.objects.filter(wake=OuterRef("pk"), state=Work.State.LEASED, leased_until__gte=now)
    DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING,
        task_path=work.carry_out.module_path,
        started_at__lt=now - timedelta(seconds=2 * work.lease_seconds()),
    ).exclude(Exists(held)).update(status=TaskResultStatus.FAILED, finished_at=now)
