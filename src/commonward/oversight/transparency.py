"""What was decided here, in numbers that anybody may see (rules.md S131): by month, without anybody in them.

Only months that are over: whoever watches a running count learns when something happened. A number from one to four is
told as "fewer than five", and no sums stand beside it from which it could be worked out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from commonward.kernel import clock
from commonward.kernel.actor import System
from commonward.oversight.models import Objection, Report, Review, Screening
from commonward.people.models import Halt

FEWEST: Final = 5
MONTHS: Final = 6
_JOB: Final = System("transparency")
_KEPT_SECONDS: Final = 3600
_NUMBERS: Final = "transparency:numbers"


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is shown: exact, or only that it is small."""

    label: str | Promise
    number: int | None  # None: from one to four


@dataclass(frozen=True, slots=True)
class Row:
    """One month."""

    month: date
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of decision, month by month, newest first."""

    name: str
    title: str | Promise
    says: str | Promise
    heads: tuple[str | Promise, ...]
    rows: tuple[Row, ...]


_Numbers = dict[str, dict[date, dict[str, int]]]

_TABLES: Final[tuple[tuple[str, str | Promise, str | Promise, Mapping[str, str | Promise]], ...]] = (
    (
        "guard",
        gettext_lazy("What the check said of posts that were sent"),
        gettext_lazy("What was stopped before it was sent is not kept, so it is not counted."),
        {
            "allow": gettext_lazy("Nothing found"),
            "note": gettext_lazy("Note"),
            "warn": gettext_lazy("Warned, and kept with a reason"),
            "hold": gettext_lazy("Held for a second person"),
        },
    ),
    (
        "reviews",
        gettext_lazy("What a second person decided about held words"),
        gettext_lazy("Decisions of people, on what was held and on second looks."),
        {
            "released": gettext_lazy("Released"),
            "returned": gettext_lazy("Returned for a change"),
            "refused": gettext_lazy("Refused"),
        },
    ),
    (
        "reports",
        gettext_lazy("What readers reported"),
        gettext_lazy("By the month in which it was answered, but for how many came."),
        {
            "made": gettext_lazy("Reports"),
            "acted": gettext_lazy("Something was done"),
            "kept": gettext_lazy("Left as it is"),
        },
    ),
    (
        "doubts",
        gettext_lazy("When authors did not agree"),
        gettext_lazy("Objections to what was found, and second looks that were asked for."),
        {
            "agreed": gettext_lazy("Objection: a reviewer agreed"),
            "upheld": gettext_lazy("Objection: a reviewer did not"),
            "appeal_released": gettext_lazy("Second look: released"),
            "appeal_kept": gettext_lazy("Second look: it stayed so"),
        },
    ),
    (
        "halts",
        gettext_lazy("Pauses of all publishing"),
        gettext_lazy("Begun in that month, exercises too."),
        {"halts": gettext_lazy("Pauses")},
    ),
)


def tables() -> list[Table]:
    """Every table, as anybody may see it."""
    found = _numbers()
    months = _months()
    return [
        Table(
            name=name,
            title=title,
            says=says,
            heads=tuple(columns.values()),
            rows=tuple(
                Row(
                    month,
                    tuple(
                        Cell(label, _shown(found[name].get(month, {}).get(key, 0))) for key, label in columns.items()
                    ),
                )
                for month in months
            ),
        )
        for name, title, says, columns in _TABLES
    ]


def _shown(number: int) -> int | None:
    return None if 0 < number < FEWEST else number


def _months() -> list[date]:
    """The last whole months, newest first."""
    first = timezone.localtime(clock.now(), timezone.get_default_timezone()).date().replace(day=1)
    months = []
    for _month in range(MONTHS):
        first = (first.replace(month=first.month - 1)) if first.month > 1 else date(first.year - 1, 12, 1)
        months.append(first)
    return months


def _numbers() -> _Numbers:
    """The numbers of whole months. They change no more, so one question an hour is enough."""
    key = f"{_NUMBERS}:{_months()[0].isoformat()}"
    kept: _Numbers | None = cache.get(key)
    if kept is None:
        kept = _count()
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def _count() -> _Numbers:
    reviews = Review.objects.visible_to(_JOB)
    read = reviews.filter(kind__in=[Review.Kind.HELD, Review.Kind.APPEAL])
    appeals = reviews.filter(kind=Review.Kind.APPEAL)
    objections = Objection.objects.visible_to(_JOB)
    reports = Report.objects.visible_to(_JOB)
    appeal_released = _by_month(appeals.filter(state="released"), "decided_at", "state")
    appeal_kept = _by_month(appeals.filter(state__in=["returned", "refused"]), "decided_at", "kind")
    return {
        "guard": _by_month(Screening.objects.filter(subject_kind="version"), "screened_at", "verdict"),
        "reviews": _by_month(read, "decided_at", "state"),
        "reports": _merged(
            _by_month(reports.filter(~Q(answered_at=None)), "answered_at", "state"),
            _renamed(_by_month(reports, "created_at", "subject_kind"), "made"),
        ),
        "doubts": _merged(
            _by_month(objections, "decided_at", "outcome"),
            _renamed(appeal_released, "appeal_released"),
            _renamed(appeal_kept, "appeal_kept"),
        ),
        "halts": _renamed(_by_month(Halt.objects.visible_to(_JOB), "begun_at", "is_on"), "halts"),
    }


def _by_month(
    rows: "QuerySet[Screening] | QuerySet[Review] | QuerySet[Report] | QuerySet[Objection] | QuerySet[Halt]",
    at: str,
    by: str,
) -> dict[date, dict[str, int]]:
    zone = timezone.get_default_timezone()
    since = timezone.make_aware(datetime.combine(_months()[-1], time.min), zone)
    counted = (
        rows.filter(**{f"{at}__gte": since})
        .order_by()
        .annotate(month=TruncMonth(at, tzinfo=zone))
        .values("month", by)
        .annotate(number=Count("pk"))
        .values_list("month", by, "number")
    )
    found: dict[date, dict[str, int]] = {}
    for month, key, number in counted:
        found.setdefault(month.date(), {})[str(key)] = number
    return found


def _renamed(found: dict[date, dict[str, int]], name: str) -> dict[date, dict[str, int]]:
    """All of a month under one name."""
    return {month: {name: sum(numbers.values())} for month, numbers in found.items()}


def _merged(*parts: dict[date, dict[str, int]]) -> dict[date, dict[str, int]]:
    months = {month for part in parts for month in part}
    return {month: {key: number for part in parts for key, number in part.get(month, {}).items()} for month in months}
