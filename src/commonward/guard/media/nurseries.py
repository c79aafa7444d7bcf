"""The parents of children that this process keeps: taken for one picture each, started when none is free.

Where there can be none (another system, a kernel without filters, networks that are missing) the answer is None, and
the picture has a process of its own (`inspection`), which says what is wrong.
"""

import atexit
import json
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from commonward.guard.contract import GuardUnavailable
from commonward.guard.media import confine
from commonward.guard.media.wire import GIVEN, IDLE, LENGTH, READY

#: Pictures of one parent. Each has two pipes of its own from the beginning: nothing can be handed over later without a
#: socket, which the guard does not have.
_MOST = 32
_CHUNK = 1 << 16
_MOST_ORDER = _CHUNK // 2  # bytes: what a pipe takes before anybody reads
_MOST_SAID = 64
_NOT_AGAIN_SECONDS = 60.0  # after one that did not become ready
_END_SECONDS = 5.0
_LOST = 1  # how a child ended of which nothing is known

Command = Callable[[str], list[str]]
Drain = Callable[[int], bytes]


@dataclass(slots=True)
class Spent:
    """What children of this process used so far, and the most memory that one held, in kilobytes."""

    seconds: float = 0.0
    memory: int = 0


@dataclass(slots=True)
class Nursery:
    """One parent of children, and our ends of its pipes: it is asked, it tells, and two for each picture."""

    kind: tuple[str, ...]
    process: "subprocess.Popen[bytes]"
    asked: int
    told: int
    pipes: list[tuple[int, int]]
    idle_since: float = 0.0

    def let_go(self) -> None:
        """Close all our ends, by which it ends."""
        for one in (self.asked, self.told, *(one for both in self.pipes for one in both)):
            os.close(one)

    def end(self) -> None:
        """Have it end, and a child that is at work with it."""
        self.let_go()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(slots=True)
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    idle: list[Nursery] = field(default_factory=list)
    not_before: float = 0.0


_kept = _Kept()
spent = Spent()


def answered(
    source: int, order: str, command: Command, environment: dict[str, str], drain: Drain, deadline: float
) -> tuple[bytes, int] | None:
    """What a child says of an open file and how it ended, by a parent that `command` starts; None without a parent.

    `drain` reads the answer from a descriptor, and raises GuardUnavailable when it takes too long or says too much.
    """
    written = order.encode()
    if not confine.can_filter() or len(written) > _MOST_ORDER:
        return None
    nursery = _taken(command, environment, deadline)
    if nursery is None:
        return None
    try:
        answer, ended = _asked(nursery, source, written, drain, deadline)
    except BaseException:
        nursery.end()
        raise
    if ended == 0 and nursery.pipes:
        nursery.idle_since = time.monotonic()
        with _kept.lock:
            _kept.idle.append(nursery)
    else:
        nursery.end()
    return answer, ended


def close() -> None:
    """End all that nobody uses now."""
    with _kept.lock:
        ended, _kept.idle = _kept.idle, []
        _kept.not_before = 0.0
    for nursery in ended:
        nursery.end()


def _asked(nursery: Nursery, source: int, order: bytes, drain: Drain, deadline: float) -> tuple[bytes, int]:
    given, answer = nursery.pipes.pop(0)
    try:
        try:
            os.write(nursery.asked, GIVEN)
            os.write(given, b"%0*d%b" % (LENGTH, len(order), order))
            _fill(given, source, deadline)
        except BrokenPipeError:
            pass  # it ended before it had read all; how, it tells
        finally:
            os.close(given)
        return drain(answer), _end_of(nursery, deadline)
    finally:
        os.close(answer)


def _fill(pipe: int, source: int, deadline: float) -> None:
    """Have the system move the file into the pipe, from its beginning."""
    ready = select.poll()
    ready.register(pipe, select.POLLOUT | select.POLLERR)
    at = 0
    while True:
        if not ready.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise GuardUnavailable("the picture reader took too long")
        moved = os.splice(source, pipe, _CHUNK, offset_src=at)
        if not moved:
            return
        at += moved


def _end_of(nursery: Nursery, deadline: float) -> int:
    """How the child ended, as `subprocess` tells it."""
    try:
        ended, microseconds, kilobytes = map(int, _heard(nursery.told, deadline).split())
    except ValueError:
        return _LOST
    with _kept.lock:
        spent.seconds += microseconds / 1_000_000
        spent.memory = max(spent.memory, kilobytes)
    return ended


def _heard(told: int, deadline: float) -> bytes:
    ready = select.poll()
    ready.register(told, select.POLLIN | select.POLLHUP)
    if not ready.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise GuardUnavailable("the picture reader took too long")
    return os.read(told, _MOST_SAID)


def _taken(command: Command, environment: dict[str, str], deadline: float) -> Nursery | None:
    """One that is ready. It is nobody else's until it is put back."""
    late: list[Nursery] = []
    found: Nursery | None = None
    now, kind = time.monotonic(), tuple(command(""))
    with _kept.lock:
        for nursery in list(_kept.idle):
            if nursery.kind != kind or now - nursery.idle_since > IDLE / 2:
                late.append(nursery)
                _kept.idle.remove(nursery)
        if _kept.idle:
            found = _kept.idle.pop()
        may_start = now >= _kept.not_before
    for nursery in late:
        nursery.end()
    if found is not None or not may_start:
        return found
    started = _started(command, environment, deadline)
    if started is None:
        with _kept.lock:
            _kept.not_before = time.monotonic() + _NOT_AGAIN_SECONDS
    return started


def _started(command: Command, environment: dict[str, str], deadline: float) -> Nursery | None:
    asked, told = os.pipe(), os.pipe()
    given = [os.pipe() for _ in range(_MOST)]
    answers = [os.pipe() for _ in range(_MOST)]
    theirs = [(one[0], other[1]) for one, other in zip(given, answers, strict=True)]
    pipes = [(one[1], other[0]) for one, other in zip(given, answers, strict=True)]
    handed = [one for both in theirs for one in both]
    try:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and file
            command(json.dumps(theirs)),
            stdin=asked[0],
            stdout=told[1],
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=environment,
            start_new_session=True,
            pass_fds=handed,
        )
    except OSError:
        for one in (asked[1], told[0], *(one for both in pipes for one in both)):
            os.close(one)
        return None
    finally:
        for one in (asked[0], told[1], *handed):
            os.close(one)
    nursery = Nursery(tuple(command("")), process, asked[1], told[0], pipes)
    try:
        is_ready = _heard(nursery.told, deadline) == READY
    except GuardUnavailable:
        is_ready = False
    if is_ready:
        return nursery
    nursery.end()
    return None


def _forget() -> None:
    """In a process that was split off from this one: they are not its own."""
    for nursery in _kept.idle:
        nursery.let_go()
        nursery.process.returncode = 0  # so that nothing waits for it here
    _kept.idle, _kept.lock = [], threading.Lock()


os.register_at_fork(after_in_child=_forget)
atexit.register(close)
