"""When things happen in the demo: planned as so many hours ago, lived through oldest first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from commonward.kernel import clock

#: Acts between this many hours ago and now do not fit before it; a moment ago is early enough.
_JUST_NOW: Final = 0.02


@dataclass(slots=True)
class Calendar:
    """What happens, and how many hours ago."""

    _planned: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)

    def plan(self, hours: float, act: Callable[[], None]) -> None:
        """Have something happen so many hours ago; acts of one hour happen in the order in which they were planned."""
        self._planned.append((-max(hours, _JUST_NOW), len(self._planned), act))

    def live(self) -> None:
        """Let it all happen, oldest first."""
        start = clock.now()
        for ago, _number, act in sorted(self._planned, key=lambda entry: entry[:2]):
            with clock.at(start + timedelta(hours=ago)):
                act()
