"""Ages that matter in care (rules.md section 4): from 13 a patient keeps matters private, at 18 parents' say ends.

Ages are counted by the day in the place's time zone. Born on 29 February, one is a year older on 1 March elsewhere.
"""

from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from commonward.care import duty
from commonward.care.models import Chart
from commonward.kernel import clock

#: Matters can be kept from those who act for a patient.
TEEN: Final = 13
ADULT: Final = 18


def age_of(chart: Chart) -> int:
    """Whole years, today."""
    born, today = date.fromisoformat(chart.born), clock.now().astimezone(_zone(chart)).date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def turns(chart: Chart, years: int) -> datetime:
    """The first moment of the day on which the patient is so old."""
    born = date.fromisoformat(chart.born)
    year = born.year + years
    try:
        day = born.replace(year=year)
    except ValueError:
        day = date(year, 3, 1)
    return datetime.combine(day, time.min, tzinfo=_zone(chart)).astimezone(UTC)


def may_keep_private(chart: Chart) -> bool:
    """Whether this patient is old enough to keep a matter from those who act for them."""
    return age_of(chart) >= TEEN


def _zone(chart: Chart) -> ZoneInfo:
    """Where the place is, whoever asks and wherever they are."""
    return duty.zone_of(duty.calendar_of(chart.organisation))
