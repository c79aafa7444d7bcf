"""Moments are told as people say them."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation

from commonward.kernel import clock
from commonward.ui.templatetags.ui import moment, share, when

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 24, 14, 1, 30, tzinfo=UTC), "just now"),
        (datetime(2026, 11, 24, 13, 57, tzinfo=UTC), "5 min"),
        (datetime(2026, 11, 24, 12, 2, tzinfo=UTC), "2 h"),
        (datetime(2026, 11, 23, 21, 40, tzinfo=UTC), "Yesterday, 21:40"),
        (datetime(2026, 11, 14, 9, 0, tzinfo=UTC), "14 November"),
        (datetime(2025, 11, 14, 9, 0, tzinfo=UTC), "14 November 2025"),
        (datetime(2026, 12, 1, 9, 0, tzinfo=UTC), "1 December"),
    ],
)
def test_when(at: datetime, said: str) -> None:
    with clock.at(NOW), timezone.override("UTC"):
        assert when(at) == said


def test_the_day_is_the_readers_own() -> None:
    with clock.at(NOW), timezone.override("Pacific/Auckland"):
        assert when(datetime(2026, 11, 24, 10, 0, tzinfo=UTC)) == "Yesterday, 23:00"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 24, 14, 1, 30, tzinfo=UTC), "14:01"),
        (datetime(2026, 11, 24, 0, 5, tzinfo=UTC), "00:05"),
        (datetime(2026, 11, 23, 21, 40, tzinfo=UTC), "Yesterday, 21:40"),
        (datetime(2026, 11, 14, 9, 0, tzinfo=UTC), "14 November, 09:00"),
        (datetime(2025, 11, 14, 9, 0, tzinfo=UTC), "14 November 2025, 09:00"),
    ],
)
def test_moments_to_the_minute(at: datetime, said: str) -> None:
    with clock.at(NOW), timezone.override("UTC"):
        assert moment(at) == said


def test_other_languages_write_days_their_own_way() -> None:
    with clock.at(NOW), timezone.override("UTC"), translation.override("de"):
        assert when(datetime(2025, 11, 14, 9, 0, tzinfo=UTC)) == "14. November 2025"


def test_nothing_is_said_of_no_moment() -> None:
    assert when(None) == moment(None) == ""


@pytest.mark.parametrize(
    ("left", "whole", "drawn"), [(15, 60, 25), (90, 60, 100), (-5, 60, 0), (1, 0, 0), ("", 60, 0), ("30", "60", 50)]
)
def test_a_ring_shows_a_share(left: object, whole: object, drawn: int) -> None:
    assert share(left, whole) == drawn
