"""Work that a worker carries out later, as rows: state, tries, lease. The task queue only wakes it.

An action calls `enqueue("deliver", delivery.pk)` in its transaction. A context registers how a kind is carried out:

    @work.carries("deliver")
    def deliver(subject_id: int) -> None:
        actions.deliver(System("delivery"), subject_id)

The worker that takes a row leases it. When the worker dies, the lease runs out and another takes the row, so a
function may be carried out twice and must do no harm then. Of an error only the class is kept: its words may repeat
what a person wrote.
"""

import random
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, QuerySet
from django_tasks import TaskContext, task

from commonward.kernel import clock, ledger
from commonward.kernel.actor import System
from commonward.kernel.logs import log_event
from commonward.kernel.models import Work
from commonward.kernel.ref import Ref

Carry = Callable[[int], None]
GivenUp = Callable[[int], None]
Kind = str
Rows = QuerySet[Work, Work]

#: After so many tries a row is failed, and a person has to look.
MOST_ATTEMPTS = 8
FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 3600.0
#: The longest pause while something is out of order is the one after so many tries.
PATIENT_ATTEMPTS = 4
#: After so long a lease is not extended any more: whatever hangs is taken over, and fails in the end.
LONGEST_CARRY_SECONDS = 900.0
OPEN = (Work.State.WAITING, Work.State.LEASED)

_carries: dict[Kind, Carry] = {}
_given_up: dict[Kind, GivenUp] = {}
_held_since: dict[str, float] = {}  # owner of a lease in this process → when it was taken, on the monotonic clock


class TryAgain(Exception):
    """Not now: what it needs is not there yet. Counts as a try; the next one comes after a pause."""


class OutOfOrder(TryAgain):
    """What it needs does not answer, whatever it is asked, such as a guard with a file missing.

    Tried again until it does, with pauses of two minutes at most: nothing that waits for it is given up.
    """


class UnknownKind(Exception):
    """No function is registered for this kind, as when an older worker meets newer work."""


class Interrupted(BaseException):
    """The worker was told to stop at once while it carried something out. The row was given back."""


def carries(kind: Kind, *, given_up: GivenUp | None = None) -> Callable[[Carry], Carry]:
    """Register the function that carries out a kind. Import the module in the `ready` of its app.

    `given_up` is called, in the transaction that fails a row for good, with its subject: whoever waits for it must
    hear of it. Raises ValueError when another function has the kind already.
    """
    if given_up is not None:
        _given_up[kind] = given_up

    def register(function: Carry) -> Carry:
        if _carries.setdefault(kind, function) != function:
            raise ValueError("Two functions carry out the same kind of work.")
        return function

    return register


def enqueue(kind: Kind, subject_id: int, *, after_seconds: float = 0) -> None:
    """Have something carried out once this transaction commits, `after_seconds` later at the earliest.

    What is waiting already is not doubled; what is being carried out at this moment is carried out once more
    afterwards, so that work which looks at something again and again asks for its next look itself. Raises
    RuntimeError outside a transaction: work without its rows is no work.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("work.enqueue() needs a transaction: wrap the action in transaction.atomic().")
    due = clock.after(seconds=after_seconds)
    while not (_join(kind, subject_id, due) or _open(kind, subject_id, due)):
        pass  # another process closed the row, or opened one, between the two looks


def open_of(kind: Kind, subject: "int | OuterRef") -> "QuerySet[Work]":
    """The row that waits or is being carried out for a subject, for a question of its own to look at."""
    return Work.objects.filter(kind=kind, subject_id=subject, state__in=OPEN)


def _join(kind: Kind, subject_id: int, due: datetime) -> bool:
    row = Work.objects.select_for_update().filter(kind=kind, subject_id=subject_id, state__in=OPEN).first()
    if row is None:
        return False
    if row.state == Work.State.LEASED:
        row.next_try_at = min(row.next_try_at, due) if row.asked_again else due
        row.asked_again = True
        row.save(update_fields=["asked_again", "next_try_at"])
    elif due < row.next_try_at:
        row.next_try_at = due
        _wake(row)
        row.save(update_fields=["next_try_at", "wake"])
    return True


def _open(kind: Kind, subject_id: int, due: datetime) -> bool:
    row = Work(kind=kind, subject_id=subject_id, next_try_at=due)
    with suppress(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
        _wake(row)
        row.save(update_fields=["wake"])
        return True
    return False


def _wake(row: Work, *, priority: int = 0) -> None:
    run_after = row.next_try_at if row.next_try_at > clock.now() else None
    woken = carry_out.using(run_after=run_after, priority=priority).enqueue(row.pk)
    row.wake = woken.id


@task(takes_context=True)
def carry_out(context: TaskContext, work_id: int) -> None:
    """The one task of the queue. Never raises what the function raised."""
    carry_row(work_id, wake=context.task_result.id)


def carry_row(work_id: int, *, wake: str | None = None) -> bool:
    """Lease a row that is due, carry it out and settle it. False when it was not due or somebody else has it."""
    owner = secrets.token_hex(16)
    if not _lease(work_id, owner, wake):
        return False
    row = Work.objects.get(pk=work_id)
    _held_since[owner] = time.monotonic()
    try:
        _function_of(row.kind)(row.subject_id)
    except OutOfOrder as error:
        _settle(row, owner, failure=type(error).__name__, is_patient=True)
    except Exception as error:  # noqa: BLE001  whatever it was, the row is tried again and the words are dropped
        _settle(row, owner, failure=type(error).__name__)
    except BaseException:  # noqa: BLE001  the process is ending; the row must not wait for the lease
        _give_back(row, owner)
        raise Interrupted from None
    else:
        _settle(row, owner, failure="")
    finally:
        del _held_since[owner]
    return True


def take_up(row: Work) -> None:
    """Wake a row, locked by the caller, that a worker dropped; fail it when it took too many workers down already."""
    if row.state == Work.State.LEASED and row.attempts >= MOST_ATTEMPTS:
        row.error = "WorkerLost"
        _fail(row)
    else:
        # A clock that was set back may have left it due, or leased, in the future.
        row.next_try_at = min(row.next_try_at, clock.now())
        row.leased_until = row.leased_until and min(row.leased_until, clock.now())
        _wake(row, priority=10)
    row.save()


def renew_leases() -> None:
    """Extend the leases that this process holds, unless one is held too long."""
    oldest = time.monotonic() - LONGEST_CARRY_SECONDS
    owners = [owner for owner, since in list(_held_since.items()) if since > oldest]
    if owners:
        held = Work.objects.filter(state=Work.State.LEASED, lease_owner__in=owners)
        held.update(leased_until=clock.after(seconds=lease_seconds()))


def drain(*, most: int = 1000) -> int:
    """Carry out, in this process, what is due now, oldest first; how many rows were. For tests and for the demo."""
    done = 0
    while done < most:
        due = Work.objects.filter(state=Work.State.WAITING, next_try_at__lte=clock.now()).order_by("next_try_at", "pk")
        row = due.first()
        if row is None or not carry_row(row.pk):
            break
        done += 1
    return done


def lease_seconds() -> int:
    """How long a worker may be silent before its row is taken from it."""
    return int(settings.WORK_LEASE_SECONDS)


def _function_of(kind: Kind) -> Carry:
    try:
        return _carries[kind]
    except KeyError:
        raise UnknownKind from None


def _lease(work_id: int, owner: str, wake: str | None) -> bool:
    """Take the row if it is due. The try is counted now: a carry that takes the worker down counts too."""
    now = clock.now()
    due = Q(state=Work.State.WAITING, next_try_at__lte=now) | Q(state=Work.State.LEASED, leased_until__lt=now)
    rows = Work.objects.filter(due, pk=work_id)
    until = clock.after(seconds=lease_seconds())
    taken = rows.update(
        state=Work.State.LEASED,
        lease_owner=owner,
        leased_until=until,
        asked_again=False,
        attempts=F("attempts") + 1,
        wake=wake,
    )
    return taken == 1


def _held(row: Work, owner: str) -> Work | None:
    """The row, locked, when our lease of it still stands. Needs a transaction."""
    return Work.objects.select_for_update().filter(pk=row.pk, state=Work.State.LEASED, lease_owner=owner).first()


def _settle(row: Work, owner: str, *, failure: str, is_patient: bool = False) -> None:
    with transaction.atomic():
        held = _held(row, owner)
        if held is None:
            return
        held.error = failure[:100]
        if held.asked_again:
            held.attempts = 0
            _wait(held, max(timedelta(0), held.next_try_at - clock.now()))
        elif not failure:
            _release(held, Work.State.DONE)
        elif is_patient:
            held.attempts = min(held.attempts, PATIENT_ATTEMPTS)
            _wait(held, _pause(held.attempts))
        elif held.attempts < MOST_ATTEMPTS:
            _wait(held, _pause(held.attempts))
        else:
            _fail(held)
        held.save()
    if failure:
        log_event("work.stumbled", work=row.pk, kind=row.kind, state=held.state, error=failure)


def _give_back(row: Work, owner: str) -> None:
    with transaction.atomic():
        held = _held(row, owner)
        if held is None:
            return
        held.attempts -= 1
        _wait(held, timedelta(0))
        held.save()


def _wait(held: Work, pause: timedelta) -> None:
    _release(held, Work.State.WAITING)
    held.next_try_at = clock.now() + pause
    _wake(held)


def _fail(held: Work) -> None:
    _release(held, Work.State.FAILED)
    detail: ledger.Detail = {"kind": held.kind, "error": held.error.lower()[:64], "subject": held.subject_id}
    if held.kind in _given_up:
        _given_up[held.kind](held.subject_id)
    ledger.record(System("worker"), "work.failed", Ref("work", held.pk), outcome="failed", detail=detail)


def _release(held: Work, state: str) -> None:
    held.state, held.lease_owner, held.leased_until, held.asked_again = state, "", None, False
    held.finished_at = clock.now() if state in {Work.State.DONE, Work.State.FAILED} else None


def _pause(attempts: int) -> timedelta:
    """5 s, 15 s, 45 s, … one hour at most, each a fifth shorter or longer by chance."""
    seconds = min(FIRST_PAUSE_SECONDS * 3 ** (attempts - 1), LONGEST_PAUSE_SECONDS)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311  spreads load, hides nothing
