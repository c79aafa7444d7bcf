"""Time counted by opening hours: weekends, closed days, changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.care import hours
from commonward.care.hours import Week

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
OFFICE = ((540, 1020),) * 5 + (None, None)
ALWAYS = ((0, 1440),) * 7


def local(zone: ZoneInfo, *parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=zone, fold=fold).astimezone(UTC)  # type: ignore[misc,arg-type]  year, month, day …


def test_open_from_the_first_minute_to_the_last() -> None:
    week = Week(OFFICE, NEW_YORK)
    assert not hours.is_open(week, local(NEW_YORK, 2026, 11, 26, 8, 59))
    assert hours.is_open(week, local(NEW_YORK, 2026, 11, 26, 9, 0))
    assert hours.is_open(week, local(NEW_YORK, 2026, 11, 26, 16, 59))
    assert not hours.is_open(week, local(NEW_YORK, 2026, 11, 26, 17, 0))


@pytest.mark.parametrize(
    ("at", "minutes", "then"),
    [
        ((2026, 11, 26, 10, 0), 60, (2026, 11, 26, 11, 0)),
        ((2026, 11, 26, 16, 30), 60, (2026, 11, 27, 9, 30)),
        ((2026, 11, 27, 16, 30), 60, (2026, 11, 30, 9, 30)),  # over a weekend
        ((2026, 11, 28, 12, 0), 60, (2026, 11, 30, 10, 0)),
        ((2026, 11, 26, 9, 0), 480, (2026, 11, 26, 17, 0)),  # to the last minute
        ((2026, 11, 26, 9, 0), 1440, (2026, 11, 30, 17, 0)),
    ],
)
def test_minutes_pass_only_while_it_is_open(at: tuple[int, ...], minutes: int, then: tuple[int, ...]) -> None:
    week = Week(OFFICE, NEW_YORK)
    assert hours.after(week, local(NEW_YORK, *at), minutes) == local(NEW_YORK, *then)


def test_a_closed_day_does_not_count() -> None:
    week = Week(OFFICE, NEW_YORK, frozenset({date(2026, 11, 26)}))
    assert hours.next_opening(week, local(NEW_YORK, 2026, 11, 26, 10, 0)) == local(NEW_YORK, 2026, 11, 27, 9, 0)
    assert hours.after(week, local(NEW_YORK, 2026, 11, 25, 16, 30), 60) == local(NEW_YORK, 2026, 11, 27, 9, 30)


def test_the_hour_that_is_left_out_does_not_pass() -> None:
    """On 2026-03-29 at 2:00 clocks in Berlin go to 3:00."""
    week = Week(ALWAYS, BERLIN)
    assert hours.after(week, local(BERLIN, 2026, 3, 29, 1, 30), 60) == local(BERLIN, 2026, 3, 29, 3, 30)
    night = Week((*((None,) * 6), (60, 240)), BERLIN)
    begin, end = local(BERLIN, 2026, 3, 29, 1, 0), local(BERLIN, 2026, 3, 29, 4, 0)
    assert end - begin == timedelta(hours=2)
    assert hours.after(night, begin, 120) == end


def test_the_hour_that_comes_twice_passes_twice() -> None:
    """On 2026-10-25 at 3:00 clocks in Berlin go back to 2:00."""
    night = Week((*((None,) * 6), (120, 180)), BERLIN)
    first, second = local(BERLIN, 2026, 10, 25, 2, 0), local(BERLIN, 2026, 10, 25, 2, 59, fold=1)
    assert hours.is_open(night, first)
    assert hours.is_open(night, second)
    assert hours.after(night, first, 120) == local(BERLIN, 2026, 10, 25, 3, 0)


def test_open_over_midnight_is_two_days_without_a_gap() -> None:
    week = Week(ALWAYS, NEW_YORK)
    midnight = local(NEW_YORK, 2026, 11, 27, 0, 0)
    assert hours.is_open(week, midnight)
    assert hours.after(week, midnight - timedelta(minutes=5), 10) == midnight + timedelta(minutes=5)


def test_a_team_that_never_opens_promises_nothing() -> None:
    never = Week((None,) * 7, NEW_YORK)
    at = local(NEW_YORK, 2026, 11, 26, 10, 0)
    assert (hours.next_opening(never, at), hours.after(never, at, 1), hours.closing(never, at)) == (None, None, None)


@given(
    begin=st.integers(0, 525_000).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)),
    minutes=st.integers(1, 3000),
    zone=st.sampled_from([NEW_YORK, BERLIN, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")]),
)
def test_an_answer_is_due_in_an_opening_and_never_before_its_minutes_have_passed(
    begin: datetime, minutes: int, zone: ZoneInfo
) -> None:
    week = Week(OFFICE, zone)
    due = hours.after(week, begin, minutes)
    assert due is not None
    assert due - begin >= timedelta(minutes=minutes)
    assert hours.is_open(week, due - timedelta(seconds=1))
    later = hours.after(week, begin + timedelta(minutes=1), minutes)
    assert later is not None
    assert later >= due
