"""The time, in one place, so that tests can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_frozen: datetime | None = None
_stand_in: ContextVar[datetime | None] = ContextVar("commonward_stand_in", default=None)


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _stand_in.get() or _frozen or datetime.now(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Make `now` answer this instant inside the block. For tests and for the demo's history; not thread-safe."""
    global _frozen
    before, _frozen = _frozen, instant
    try:
        yield
    finally:
        _frozen = before


@contextmanager
def standing_in(instant: datetime) -> Iterator[None]:
    """Make `now` answer this instant in this thread alone, while a question is made in which it stands for the present.

    For `kernel.prepared`.
    """
    token = _stand_in.set(instant)
    try:
        yield
    finally:
        _stand_in.reset(token)


def after(**interval: float) -> datetime:
    """The instant this long from now: `after(seconds=40)`."""
    return now() + timedelta(**interval)
