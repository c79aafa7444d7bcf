"""The time, in one place, so that tests can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_frozen: datetime | None = None


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _frozen if _frozen is not None else datetime.now(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Make `now` answer this instant inside the block. For tests and for the demo's history; not thread-safe."""
    global _frozen
    before, _frozen = _frozen, instant
    try:
        yield
    finally:
        _frozen = before


def after(**interval: float) -> datetime:
    """The instant this long from now: `after(seconds=40)`."""
    return now() + timedelta(**interval)
