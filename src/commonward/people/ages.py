"""Age bands: how old an account's person is, no finer than the rules need it (rules.md S3 and 4; COPPA, 16 CFR 312).

Of an adult nothing is kept but that they are one. Of somebody younger the band and the day it ends, which is the first
of the month after the birthday: the day of birth is never asked. Accounts from before this was asked have no band and
count as adults.
"""

from datetime import date, timedelta
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock

OLDEST: Final = 120


class Band(models.TextChoices):
    """Who somebody is by age."""

    CHILD = "child", _("Under 13")
    TEEN = "teen", _("13 to 15")
    YOUTH = "youth", _("16 or 17")
    ADULT = "adult", _("18 or older")


#: In which year of life each band ends, and which one follows.
_ENDS: Final = {Band.CHILD: 13, Band.TEEN: 16, Band.YOUTH: 18}
NEXT: Final = {Band.CHILD: Band.TEEN, Band.TEEN: Band.YOUTH, Band.YOUTH: Band.ADULT}
MINORS: Final = frozenset(_ENDS)
#: Bands whose defaults are not theirs to change.
SHELTERED: Final = frozenset({Band.CHILD, Band.TEEN})


def band_for(year: int, month: int) -> tuple[Band, date | None]:
    """The band of somebody born in this month, today, and the day on which it ends; None for adults, for good."""
    now = today()
    for band, years in _ENDS.items():
        ends = _after(year + years, month)
        if now < ends:
            return band, ends
    return Band.ADULT, None


def is_possible(year: int, month: int) -> bool:
    """Whether somebody alive can be born in this month."""
    now = today()
    return 1 <= month <= 12 and now.year - OLDEST <= year and (year, month) <= (now.year, now.month)


def band_now(band: str, ends_on: date | None) -> Band:
    """What a kept band has become by today, whether or not the rounds have written it down."""
    now = Band(band) if band else Band.ADULT
    while ends_on is not None and today() >= ends_on and now in NEXT:
        now, ends_on = NEXT[now], end_of_next(now, ends_on)
    return now


def end_of_next(band: Band, ends_on: date) -> date | None:
    """When the band after this one ends."""
    after = NEXT[band]
    return ends_on.replace(year=ends_on.year + _ENDS[after] - _ENDS[band]) if after in _ENDS else None


def _after(year: int, month: int) -> date:
    """The first of the month after this one."""
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1)


def today() -> date:
    """The day in the place's time zone."""
    return timezone.localtime(clock.now()).date()
