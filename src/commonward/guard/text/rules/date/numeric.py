"""Dates in figures: 04/11/1967, 2024-03-03, 29.08.24, 03/2024, 2/3, 29.08., DOB 04111967."""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Found, Pattern, Sight
from commonward.guard.text.rules.date.vocabulary import BIRTH, cited, hint, measured

# Words that make two small numbers a day and a month. "2/3" alone is a fraction, a score or a blood culture.
_DATED = re.compile(
    r"\b(?:on|since|until|till|til|by|from|before|after|due|dated?|d\.?o\.?b|born|birth(?:day|date)?|adm(?:itted|"
    r"ission|it)?|d/?c(?:'?d)?|disch?(?:arged|arge)?|seen|visit(?:ed)?|appt|appointment|op|surgery|operated|"
    r"procedure|fell|fall|implanted|transferred|died|dod|death|started|begun|began|stopped|lmp|edd|scan(?:ned)?|ct|"
    r"mri|x-?ray|biopsy|delivered|injury|onset|review|follow-?up|f/?u|fu|next|last|this|w/c|(?:week|wk|w/e) (?:of|"
    r"beginning|ending)|expires?|exp|screened|enrolled|randomi[sz]ed|dosed|collected|drawn|booked|listed|clerked|"
    r"signed|fecha|el|dia|desde|hasta|ingreso|alta|nacid[oa])\b[ :.\-(]{0,3}$"
)
# A clause of a note ("mech fall 11/2, mrn …"): the word right before ends an event.
_CLINICAL = re.compile(
    r"\b(?:fall|fell|admitted|adm|discharged|presented|presents|seen|referred|transferred|arrived|extubated|"
    r"intubated|operated|delivered|bloods|labs|cultures|echo|ecg|cxr|clinic|bx|cath|stent|cabg|chemo|dialysis|hosp|"
    r"icu|ed|er)[ (]{0,2}$"
)
_SCORE = re.compile(
    r"\b(?:power|score|scale|pain|grade|rated|murmur|reflexes|strength|apgar|gcs|bottles|sets|in|page|step|part|"
    r"slide|about|roughly|approximately|nearly|over|almost|bp|ratio|of|vision|visual|va)[ :]{1,2}$"
)
_CLOCK = re.compile(r",? (?:at )?\d\d[:.]?\d\d(?:h|hrs)?\b")
_YEARS = range(1880, 2100)


def _alone(sight: Sight) -> bool:
    """Not a piece of a longer number, version, path or range of figures."""
    before, after = sight.before(2), sight.after(3)
    if before[-1:] in tuple("/\\_$#=+") or (before[-1:] in tuple(".-,") and before[:1].isdigit()):
        return False
    return re.match(r"[/\\_%]|[.\-,]\d|[a-z0-9]", after) is None or re.match(r"t\d\d|-\d{1,2}:\d\d", after) is not None


def _parts(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)]


def is_day_and_month(first: int, second: int) -> bool:
    """Whether two numbers can be day and month in either order."""
    return (1 <= first <= 31 and 1 <= second <= 12) or (1 <= first <= 12 and 1 <= second <= 31)


def _iso(sight: Sight) -> Found | None:
    year, month, day = _parts(sight.text)[:3]
    if year not in _YEARS or not is_day_and_month(day, month) or not _alone(sight):
        return None
    return sight.found(hint=hint(sight))


def _long(sight: Sight) -> Found | None:
    """Day, month and a year of four figures."""
    first, second, year = _parts(sight.text)[:3]
    if year not in _YEARS or not is_day_and_month(first, second) or not _alone(sight):
        return None
    return sight.found(hint=hint(sight))


def _short(sight: Sight) -> Found | None:
    """Day, month and a year of two figures. With dots or hyphens it may be a version, a heading or a code.

    So those need two figures in each part, or a word before that makes them a date.
    """
    text = sight.text
    first, second = _parts(text)[:2]
    if not is_day_and_month(first, second) or not _alone(sight):
        return None
    dated = _DATED.search(sight.before(24)) is not None or BIRTH.search(sight.before(22)) is not None
    if "/" in text:
        return sight.found(0.93 if dated else 0.88, hint=hint(sight))
    if dated:
        return sight.found(0.9, hint=hint(sight))
    return sight.found(0.65, hint=hint(sight)) if re.fullmatch(r"\d\d\D\d\d\D\d\d", text) else None


def _month_and_year(sight: Sight) -> Found | None:
    numbers = _parts(sight.text)
    year, month = max(numbers), min(numbers)
    if year not in _YEARS or not 1 <= month <= 12 or not _alone(sight) or cited(sight):
        return None
    text = sight.text
    if re.fullmatch(r"\d{4}[\-/]1\d", text):  # "2010-11" is more often two years
        return sight.found(0.7, hint=hint(sight)) if _DATED.search(sight.before(24)) else None
    return sight.found(hint=hint(sight))


def _day_and_month(sight: Sight) -> Found | None:
    """Two small numbers with a slash: only after a word of time or an event, never before a measure."""
    first, second = _parts(sight.text)[:2]
    before = sight.before(24)
    if not is_day_and_month(first, second) or not _alone(sight) or measured(sight) or _SCORE.search(before):
        return None
    if re.match(r" ?(?:of|bottles?|[a-z]+ (?:of|per)) ", sight.after(16)) and not re.match(
        r" ?of this", sight.after(16)
    ):
        return None
    if _DATED.search(before) or _CLINICAL.search(before):
        return sight.found(hint=hint(sight))
    # "(11/2)" after a word, or a table of visits "11/2: …"
    bracketed = before.endswith("(") and sight.after(1) in tuple(").,; ")
    if bracketed or re.match(r":\s?[a-z]", sight.after(3)):
        return sight.found(0.6)
    return sight.found(0.7) if _CLOCK.match(sight.after(10)) else None  # "31/03 02:11"


def _dotted(sight: Sight) -> Found | None:
    """ "29.08." as written in much of Europe: a label or word of time must stand before it."""
    day, month = _parts(sight.text)[:2]
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    dated = _DATED.search(sight.before(24)) is not None or sight.before(2) == ", "
    return sight.found(hint=hint(sight)) if dated and not measured(sight) else None


def _solid(sight: Sight) -> Found | None:
    """Six or eight figures in a row after a label of birth, admission or the like."""
    text = sight.text
    pairs = [int(text[index : index + 2]) for index in range(0, len(text), 2)]
    candidates = [(pairs[0], pairs[1]), (pairs[-1], pairs[-2])]
    return sight.found(hint=hint(sight)) if any(is_day_and_month(*pair) for pair in candidates) else None


_D = r"\d{1,2}"
_SOLID_LABEL = (
    r"(?:d\.?o\.?b\.?|date of birth|birth ?date|admission date|date of (?:admission|discharge|death|service)|dos|dod|"
    r"doa)"
)

PATTERNS = (
    Pattern("phi.date", Kind.DATE, rf"\b((?:19|20|18)\d\d(?:-{_D}-{_D}|/{_D}/{_D}|\.{_D}\.{_D}))", 0.95, _iso),
    Pattern("phi.date", Kind.DATE, rf"\b({_D} ?[/.\-] ?{_D} ?[/.\-] ?(?:18|19|20)\d\d)", 0.96, _long),
    Pattern("phi.date", Kind.DATE, rf"\b((?:{_D}/{_D}/|{_D}\.{_D}\.|{_D}-{_D}-)'?\d\d)\b", 0.88, _short),
    Pattern("phi.date", Kind.DATE, r"\b(\d{1,2}[/\-](?:19|20)\d\d|(?:19|20)\d\d[/\-]\d{1,2})\b", 0.85, _month_and_year),
    Pattern("phi.date", Kind.DATE, rf"\b({_D}/{_D})\b", 0.82, _day_and_month),
    Pattern("phi.date", Kind.DATE, r"\b(\d{1,2}\.\d{1,2}\.)(?:[^\d]|$)", 0.85, _dotted),
    Pattern(
        "phi.date",
        Kind.DATE,
        rf"\b{_SOLID_LABEL}[ :.#=\-]{{0,3}}(\d{{1,2}} \d{{1,2}} (?:19|20)\d\d)\b",
        0.93,
        _long,
    ),
    Pattern("phi.date", Kind.DATE, rf"\b{_SOLID_LABEL}[ :.#=\-]{{0,3}}(\d{{8}}|\d{{6}})\b", 0.93, _solid),
)
