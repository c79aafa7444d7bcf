"""When things happen in the demo: planned as so many hours ago, lived through oldest first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from commonward.kernel import clock, work
from commonward.kernel.models import Work

#: Acts between this many hours ago and now do not fit before it; a moment ago is early enough.
_JUST_NOW: Final = 0.02
#: When what a busy machine did not manage in time is tried again.
_MINUTES: Final = (0, 1, 3, 10, 20, 30)


def carry_out() -> datetime:
    """Carry out what waits; when it was done. What was tried and not managed is tried again some minutes later."""
    for minutes in _MINUTES:
        with clock.at(clock.after(minutes=minutes)):
            work.drain()
            done_at = clock.now()
        if not Work.objects.filter(state=Work.State.WAITING, attempts__gt=0).exists():
            break
    return done_at


@dataclass(slots=True)
class Calendar:
    """What happens, and how many hours ago."""

    _planned: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _until: datetime | None = None

    def plan(self, hours: float, act: Callable[[], None]) -> None:
        """Have something happen so many hours ago; acts of one hour happen in the order in which they were planned."""
        self._planned.append((-max(hours, _JUST_NOW), len(self._planned), act))

    def took_until(self, instant: datetime) -> None:
        """What happens now took longer than planned: what comes next does not come before its end."""
        self._until = instant

    def live(self) -> None:
        """Let it all happen, oldest first."""
        start = clock.now()
        for ago, _number, act in sorted(self._planned, key=lambda entry: entry[:2]):
            planned = start + timedelta(hours=ago)
            with clock.at(max(planned, self._until or planned)):
                act()
