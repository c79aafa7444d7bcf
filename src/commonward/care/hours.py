"""When a team answers: hours of a week in the place's own time, days that it is closed, and time counted by them.

Nothing here asks the database. Hours are minutes of a local day, 0 to 1440; lengths are real minutes, so that a change
of the clock makes an opening an hour longer or shorter and loses nobody's message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

#: Beyond so many days nothing is looked for: a team that never opens has no next opening.
FARTHEST_DAYS: Final = 60
DAY_MINUTES: Final = 1440

Opening = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday, each with its opening or none; the zone they are in; days without any."""

    days: tuple[Opening | None, ...]
    zone: ZoneInfo
    closed: frozenset[date] = frozenset()


def is_open(week: Week, instant: datetime) -> bool:
    """Whether somebody answers at this instant."""
    return any(begin <= instant < end for begin, end in _near(week, instant, days=2))


def next_opening(week: Week, instant: datetime) -> datetime | None:
    """This instant while it is open, else when it opens next; None when it does not within two months."""
    for begin, end in _near(week, instant, days=FARTHEST_DAYS):
        if end > instant:
            return max(begin, instant)
    return None


def closing(week: Week, instant: datetime) -> datetime | None:
    """When the opening at this instant ends; None while it is closed."""
    return next((end for begin, end in _near(week, instant, days=2) if begin <= instant < end), None)


def after(week: Week, instant: datetime, minutes: int) -> datetime | None:
    """When so many minutes of opening have passed since this instant; None when they do not within two months."""
    left = timedelta(minutes=minutes)
    for begin, end in _near(week, instant, days=FARTHEST_DAYS):
        begin = max(begin, instant)
        if end <= begin:
            continue
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return None


def _near(week: Week, instant: datetime, *, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Openings from the day before this instant on, in UTC."""
    first = instant.astimezone(week.zone).date() - timedelta(days=1)
    for number in range(days + 1):
        day = first + timedelta(days=number)
        hours = week.days[day.weekday()]
        if hours is not None and day not in week.closed:
            yield _instant(week.zone, day, hours[0], fold=0), _instant(week.zone, day, hours[1], fold=1)


def _instant(zone: ZoneInfo, day: date, minute: int, *, fold: int) -> datetime:
    """A local minute as an instant. In the hour that comes twice an opening begins the first time and ends the second.

    In the hour that is left out it is as far behind the change as it would have been (PEP 495).
    """
    later, rest = divmod(minute, DAY_MINUTES)
    local = datetime.combine(day + timedelta(days=later), time(rest // 60, rest % 60, fold=fold), tzinfo=zone)
    return local.astimezone(UTC)
