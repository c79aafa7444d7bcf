"""Parameters of a search as FHIR R4 has them (section 3.1.1): terms, prefixes of dates, tokens, references, pages.

Alternatives stand between commas; the same parameter twice asks for both. What is not known here is left out, or
refused when the request prefers that (`Prefer: handling=strict`). A modifier that is not known is always refused.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commonward.fhir.outcomes import Unfit
from commonward.kernel import clock
from commonward.kernel.paging import number_of
from commonward.kernel.sealing import seal, unseal

COUNT: Final = 20
MOST: Final = 50
#: Parameters that may hold words about somebody: they stand in no address that we write.
WORDED: Final = frozenset({"name"})
_PURPOSE: Final = "fhir"
_PAGE: Final = "_page"
_TOTALS: Final = frozenset({"none", "estimate", "accurate"})
_MOST_TERMS: Final = 20
_MOST_ALTERNATIVES: Final = 50
_DATE: Final = re.compile(
    r"(?P<prefix>eq|ne|gt|lt|ge|le|sa|eb|ap)?(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"(T(?P<hour>\d\d):(?P<minute>\d\d)(:(?P<second>\d\d)(\.\d+)?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Term:
    """One parameter: its name, its modifier, and its alternatives."""

    name: str
    modifier: str
    values: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, how much at a time, and from where on."""

    terms: tuple[Term, ...] = field(repr=False)
    count: int
    counts_total: bool
    only_total: bool
    after: int | None
    ignored: tuple[str, ...] = field(repr=False)

    def address(self, base: str, reader: str, *, after: int | None = None) -> str:
        """The address of this search, or of its next page, with which no words travel."""
        asked = [[f"{term.name}{term.modifier and ':'}{term.modifier}", ",".join(term.values)] for term in self.terms]
        told = [*asked, ["_count", str(self.count)], *([] if self.counts_total else [["_total", "none"]])]
        sealed = seal(json.dumps({"asked": told, "after": after}), purpose=_PURPOSE, reader=reader)
        return f"{base}?{_PAGE}={sealed}"


def parse(pairs: Iterable[tuple[str, str]], known: Collection[str], *, strict: bool, reader: str) -> Search:
    """The search that these parameters ask for. Raises Unfit, which never repeats what was sent."""
    given, after = list(pairs), None
    sealed = [value for name, value in given if name == _PAGE]
    if sealed:
        given, after = _opened(sealed[0], reader)
    terms, ignored, options = [], [], {}
    for name, value in given:
        if name in {"_count", "_total", "_summary"}:
            options[name] = value
        elif name in {"_format", "_pretty"}:
            continue
        elif name.partition(":")[0] not in known:
            ignored.append(name)
        elif value:
            terms.append(_term(name, value))
    if strict and ignored:
        raise Unfit(_("A parameter is not known here. What is known stands in the CapabilityStatement."))
    if len(terms) > _MOST_TERMS:
        raise Unfit(_("That is more than can be looked for at once."), issue="too-costly")
    total, summary = options.get("_total", "accurate"), options.get("_summary", "false")
    if total not in _TOTALS or summary not in {"false", "count"}:
        raise Unfit(_("This value of _total or _summary is not known here."))
    number = number_of(options.get("_count", str(COUNT)))
    if number is None:
        raise Unfit(_("_count takes a whole number."))
    return Search(
        terms=tuple(terms),
        count=min(number, MOST),
        counts_total=total != "none",
        only_total=summary == "count" or number == 0,
        after=after,
        ignored=tuple(ignored),
    )


def _opened(sealed: str, reader: str) -> tuple[list[tuple[str, str]], int | None]:
    opened = unseal(sealed, purpose=_PURPOSE, reader=reader)
    if opened is None:
        raise Unfit(_("This page is no longer there. Begin the search anew."), issue="expired")
    told: dict[str, Any] = json.loads(opened)
    return [(name, value) for name, value in told["asked"]], told["after"]


def _term(name: str, value: str) -> Term:
    name, _colon, modifier = name.partition(":")
    if modifier and not (name in WORDED and modifier in {"exact", "contains"}):
        raise Unfit(_("A modifier of a parameter is not known here."), issue="not-supported")
    values = tuple(one for one in value.replace("\x00", "").split(",") if one)
    if not 1 <= len(values) <= _MOST_ALTERNATIVES:
        raise Unfit(_("A parameter has no value, or too many."))
    return Term(name, modifier, values)


# --- What a term means for the database -----------------------------------------------------------------------------
def by_id(field_name: str, prefix: str = "") -> Callable[[Term], Q]:
    """`_id`: identifiers of resources. What can be none finds nothing."""

    def asked(term: Term) -> Q:
        numbers = [number_of(one.removeprefix(prefix)) for one in term.values if one.startswith(prefix)]
        return Q(**{f"{field_name}__in": [number for number in numbers if number is not None]})

    return asked


def by_reference(kind: str, field_name: str, base: str, prefix: str = "") -> Callable[[Term], Q]:
    """References: `17`, `Patient/17`, or with the whole address."""

    def asked(term: Term) -> Q:
        plain = [one.removeprefix(f"{base}/").removeprefix(f"{kind}/") for one in term.values]
        return by_id(field_name, prefix)(Term(term.name, "", tuple(plain)))

    return asked


def by_identifier(field_name: str, system: str) -> Callable[[Term], Q]:
    """`identifier`: a token `system|value`, or the value alone."""

    def asked(term: Term) -> Q:
        values = []
        for one in term.values:
            said, bar, value = one.rpartition("|")
            if not bar or said == system:
                values.append(value)
        return by_id(field_name)(Term(term.name, "", tuple(values)))

    return asked


def by_code(meanings: dict[str, Callable[[], Q]], system: str) -> Callable[[Term], Q]:
    """`status`: codes, with or without their system. A code that nothing here has finds nothing."""

    def asked(term: Term) -> Q:
        found = Q(pk__in=[])
        for one in term.values:
            said, bar, code = one.rpartition("|")
            if (not bar or said == system) and code in meanings:
                found |= meanings[code]()
        return found

    return asked


def by_date(field_name: str) -> Callable[[Term], Q]:
    """Dates with the prefixes of FHIR. A date is a span: 2026-03 is the whole of that March, where this place is."""

    def asked(term: Term) -> Q:
        found = Q(pk__in=[])
        for one in term.values:
            found |= _dated(field_name, one)
        return found

    return asked


def _dated(name: str, value: str) -> Q:
    match = _DATE.fullmatch(value)
    if match is None:
        raise Unfit(_("A date is not one that FHIR knows, such as ge2026-03-01."))
    begins, ends = _span(match)
    match match["prefix"] or "eq":
        case "eq":
            return Q(**{f"{name}__gte": begins, f"{name}__lt": ends})
        case "ne":
            return Q(**{f"{name}__lt": begins}) | Q(**{f"{name}__gte": ends})
        case "gt" | "sa":
            return Q(**{f"{name}__gte": ends})
        case "lt" | "eb":
            return Q(**{f"{name}__lt": begins})
        case "ge":
            return Q(**{f"{name}__gte": begins})
        case "le":
            return Q(**{f"{name}__lt": ends})
        case _:  # ap: a tenth of the time between then and now, as the specification suggests
            room = max(abs(clock.now() - begins) / 10, timedelta(days=1))
            return Q(**{f"{name}__gte": _moved(begins, -room), f"{name}__lt": _moved(ends, room)})


def _span(match: re.Match[str]) -> tuple[datetime, datetime]:
    parts = {name: match[name] for name in ("year", "month", "day", "hour", "minute", "second")}
    numbers = {name: int(value) for name, value in parts.items() if value is not None}
    try:
        begins = datetime(
            numbers["year"], numbers.get("month", 1), numbers.get("day", 1), *_time_of(numbers), tzinfo=_zone(match)
        )
        match list(numbers)[-1]:
            case "year":
                return begins, begins.replace(year=begins.year + 1)
            case "month":
                later = begins.month == 12
                return begins, begins.replace(year=begins.year + later, month=1 if later else begins.month + 1)
            case "day":
                return begins, begins + timedelta(days=1)
            case "minute":
                return begins, begins + timedelta(minutes=1)
            case _:
                return begins, begins + timedelta(seconds=1)
    except (ValueError, OverflowError):
        raise Unfit(_("A date is not one that FHIR knows, such as ge2026-03-01.")) from None


def _time_of(numbers: dict[str, int]) -> tuple[int, int, int]:
    return numbers.get("hour", 0), numbers.get("minute", 0), numbers.get("second", 0)


def _zone(match: re.Match[str]) -> Any:
    if not match["zone"]:
        return timezone.get_current_timezone()
    return datetime.fromisoformat(f"2000-01-01T00:00:00{match['zone'].replace('Z', '+00:00')}").tzinfo


def _moved(instant: datetime, by: timedelta) -> datetime:
    try:
        return instant + by
    except OverflowError:
        return instant
