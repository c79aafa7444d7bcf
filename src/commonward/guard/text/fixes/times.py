"""Looser times: the year for a date, a count of days, "recently" where there is no year, "90 or older" for an age."""

import re
from collections.abc import Sequence
from datetime import date

from commonward.guard.contract import Edit, Fix
from commonward.guard.text.candidate import Candidate

_LEAD = re.compile(
    r"\b(?P<word>on|in|at|since|by|until|till|from|before|after|for|of|this|last|el|desde|hasta)(?: the| el)?\s+$", re.I
)
_DETERMINER = re.compile(r"\b(?:the|a|an|your|my|his|her|our|their|this|that|su|la|el)\s+$", re.IGNORECASE)
_NOUN_AFTER = re.compile(
    r"^ (?:visit|appointment|scan|clinic|admission|surgery|operation|round|list|shift|session|dose|dialysis|procedure"
    r"|biopsy"
    r"|discharge|birth|delivery|chemo|call|meeting|transfer|bloods?|results?)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|\n\s*)$")
_AHEAD = re.compile(r"^(?:tomorrow|next|ma[nñ]ana|the day after|coming)\b", re.IGNORECASE)
_GOES = re.compile(
    r"\b(?:will|goes|going|is to|booked|scheduled|due|wants|planned|leaves|leaving)\b[^.!?\n]{0,30}$", re.IGNORECASE
)
# What is left of "since Monday" when nobody may know which Monday.
_LOOSE = {
    "since": "for some time",
    "until": "until later",
    "till": "until later",
    "by": "before long",
    "before": "earlier",
    "after": "later",
    "from": "from then on",
    "for": "soon",
    "desde": "desde hace un tiempo",
    "hasta": "hasta hace poco",
}
_WITH_YEAR = {"on": "in", "in": "in", "at": "in", "this": "in", "last": "in", "el": "en"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -](?P<month>[a-z]{3})[a-z]*\.?(?:,? (?P<year>\d{4}))?"
    r"|(?P<month2>[a-z]{3})[a-z]*\.? (?P<day2>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year2>\d{4}))?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LEAP = 2024
_MOST_DAYS = 120


def looser(text: str, same: Sequence[Candidate], dates: Sequence[Candidate], language: str) -> tuple[Fix, ...]:
    """The ways to mend a date: its year (or "recently"), and a count of days where several dates can be counted."""
    years = [_YEAR.search(text[place.start : place.end]) for place in same]
    if all(years):
        first = Fix("Say the year only", tuple(_dated(text, place, language) for place in same))
    else:
        first = Fix("Say it loosely", tuple(_dated(text, place, language) for place in same))
    counted = _counted(text, same, dates)
    return (first, counted) if counted else (first,)


def _dated(text: str, place: Candidate, language: str) -> Edit:
    start, end = place.start, place.end
    quote, before = text[start:end], text[max(0, start - 50) : start]
    year = _YEAR.search(quote)
    if text[end : end + 2] in {"'s", "’s"}:
        article = _DETERMINER.search(before)
        return Edit(start, end + 2, "recent" if article else "a recent")
    if _NOUN_AFTER.match(text[end : end + 16]) and not year:
        return Edit(start, end, "recent" if _DETERMINER.search(before) else "a recent")
    lead = _LEAD.search(before)
    word = lead["word"].lower() if lead else ""
    if lead and word != "of":
        start -= len(before) - lead.start()
    elif not year and (article := re.search(r"\bthe\s+$", before, re.IGNORECASE)):
        start -= len(before) - article.start()
    if year:
        words = f"{_WITH_YEAR.get(word, word)} {year.group()}" if word and word != "of" else year.group()
    elif language == "es":
        words = _LOOSE.get(word, "hace poco")
    else:
        ahead = _AHEAD.match(quote) or _GOES.search(before)
        words = _LOOSE.get(word, "soon" if ahead else "recently")
    if _SENTENCE_START.search(text[max(0, start - 20) : start]):
        words = words[0].upper() + words[1:]
    return Edit(start, end, words)


def _counted(text: str, same: Sequence[Candidate], dates: Sequence[Candidate]) -> Fix | None:
    """ "Day 1", "day 4": when this date and another can be read, and lie within some months of each other."""
    read = [(place, day) for place in dates if (day := _read(text[place.start : place.end]))]
    mine = {(place.start, place.end) for place in same}
    if len(read) < 2 or not any((place.start, place.end) in mine for place, _ in read):
        return None
    first = min(day for _, day in read)
    if any((day - first).days > _MOST_DAYS for _, day in read):
        return None
    return Fix("Count the days", tuple(_day(text, place, (day - first).days + 1) for place, day in read))


def _day(text: str, place: Candidate, number: int) -> Edit:
    before = text[max(0, place.start - 12) : place.start]
    lead = re.search(r"\b(?:on|in)(?: the)?\s+$", before, re.IGNORECASE)
    start = place.start - (len(before) - lead.start() if lead else 0)
    words = f"on day {number}" if lead else f"day {number}"
    if _SENTENCE_START.search(text[max(0, start - 20) : start]):
        words = words[0].upper() + words[1:]
    return Edit(start, place.end, words)


def _read(quote: str) -> date | None:
    """The day that is meant, where day and month are told; without a year some leap year."""
    iso = _ISO.fullmatch(quote)
    if iso:
        return _as_date(int(iso[1]), int(iso[2]), int(iso[3]))
    named = _NAMED.fullmatch(quote)
    if not named:
        return None
    month = (named["month"] or named["month2"]).lower()
    if month not in _MONTHS:
        return None
    year = named["year"] or named["year2"]
    return _as_date(int(year) if year else _LEAP, _MONTHS.index(month) + 1, int(named["day"] or named["day2"]))


def _as_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def old_age(text: str, place: Candidate, language: str) -> Edit:
    """ "97" becomes "90 or older", "a 97-year-old nun" "a 90+ year old nun", "born in 1926" "born over 90 years
    ago".
    """
    quote = text[place.start : place.end]
    if re.fullmatch(r"(?:18|19|20)\d\d", quote):
        lead = re.search(r"\b(?:in|en)\s+$", text[max(0, place.start - 4) : place.start], re.IGNORECASE)
        start = lead.start() + max(0, place.start - 4) if lead else place.start
        return Edit(start, place.end, "hace más de 90 años" if language == "es" else "over 90 years ago")
    if language == "es":
        return Edit(place.start, place.end, "90 años o más" if "a" in quote.lower() else "90 o más")
    if re.search(r"-?year[- ]old|\byo\b|y/o", quote, re.IGNORECASE) and re.match(
        r" [a-z]", text[place.end : place.end + 2]
    ):
        follows = re.match(r" (?:who|has|had|is|was|in|with|and|came|from|at|on|walk)", text[place.end : place.end + 8])
        return Edit(place.start, place.end, "person aged 90 or older" if follows else "90+ year old")
    if re.search(r"year[- ]old$", quote, re.IGNORECASE) and re.search(
        r"\b(?:an?|the|this|my|our)\s+$", text[max(0, place.start - 8) : place.start]
    ):
        return Edit(place.start, place.end, "person aged 90 or older")
    return Edit(place.start, place.end, "90 or older")
