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
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+|\n\s*)$")
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
    "from": "",
    "for": "soon",
    "desde": "desde hace un tiempo",
    "hasta": "hasta hace poco",
}
_WITH_YEAR = {"on": "in", "in": "in", "at": "in", "this": "in", "last": "in", "el": "en"}
# Days that need no preposition: what stands before them is not theirs ("came in yesterday").
_ADVERB = re.compile(
    r"(?:today|tonight|tomorrow|yesterday|last|next|this|hoy|ayer|anoche|ma[nñ]ana|\w{1,12} (?:days?|weeks?"
    r"|months?) ago)\b",
    re.IGNORECASE,
)
_LOOSE_LEAD = re.compile(r"\b(?:since|until|till|by|from|before|after|for|of)\s+$", re.IGNORECASE)
_NOW = re.compile(r"today|tonight|hoy", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|are|am|'s|est[aá])\b[^.!?\n]{0,40}$", re.IGNORECASE)
_BIRTH = re.compile(
    r"\b(?:dob|d\.o\.b\.?|date of birth|born|fecha de nacimiento)[: ]{0,3}(?:on )?(?:the )?$", re.IGNORECASE
)
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
    if text[end : end + 2] in {"'s", "’s"} or (_NOUN_AFTER.match(text[end : end + 16]) and not year):
        end += 2 if text[end : end + 2] in {"'s", "’s"} else 0
        return Edit(start, end, "recent" if _DETERMINER.search(before) else _opened(text, start, "a recent"))
    if not year and _BIRTH.search(before):
        return Edit(start, end, "[removed]")
    if _NOW.fullmatch(quote) and _IS.search(before):
        return Edit(start - len(before) + len(before.rstrip()), end, "")
    lead = None if _ADVERB.match(quote) and not _LOOSE_LEAD.search(before) else _LEAD.search(before)
    word = lead["word"].lower() if lead else ""
    if lead and word != "of":
        start -= len(before) - lead.start()
    elif not year and (article := re.search(r"\bthe\s+$", before, re.IGNORECASE)):
        start -= len(before) - article.start()
    words = _loosely(quote, before, word, language) if year is None else _in_year(year.group(), word)
    if not words:
        while start > 0 and text[start - 1] == " ":
            start -= 1
    return Edit(start, end, _opened(text, start, words))


def _in_year(year: str, word: str) -> str:
    return f"{_WITH_YEAR.get(word, word)} {year}" if word and word != "of" else year


def _loosely(quote: str, before: str, word: str, language: str) -> str:
    """What is left of a date without a year."""
    if language == "es":
        return _LOOSE.get(word, "hace poco")
    ahead = _AHEAD.match(quote) or _GOES.search(before)
    return _LOOSE.get(word, "soon" if ahead else "recently")


def _opened(text: str, start: int, words: str) -> str:
    """With a capital where a sentence begins."""
    if words and _SENTENCE_START.search(text[max(0, start - 20) : start]):
        return words[0].upper() + words[1:]
    return words


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
    start, end = place.start, place.end
    quote, before, after = text[start:end], text[max(0, start - 24) : start], text[end : end + 12]
    if re.fullmatch(r"(?:18|19|20)\d\d", quote):
        lead = re.search(r"\b(?:in|en)\s+$", before, re.IGNORECASE)
        start -= len(lead.group()) if lead else 0
        return Edit(start, end, "hace más de noventa años" if language == "es" else "over 90 years ago")
    if language == "es":
        return Edit(start, end, "más de noventa años" if "a" in quote.lower() else "más de noventa")
    for pattern, words in _OLD_FORMS:
        lead = pattern.search(f"{before}{_HERE}{quote}{_HERE}{after}")
        if lead:
            return Edit(start - len(lead["lead"] or ""), end + len(lead["tail"] or ""), words)
    return Edit(start, end, "90 or older")


_HERE = "\0"
# How high ages stand in a sentence, and what stands for them: (lead, age, tail), parted by a sign that no text holds.
_OLD_FORMS = tuple(
    (re.compile(rf"(?P<lead>{lead}){_HERE}(?:{age}){_HERE}(?P<tail>{tail})", re.IGNORECASE), words)
    for lead, age, tail, words in (
        (
            r"\b(?:her|his|my|their|your|the|a) ",
            r"\d{2,3}(?:st|nd|rd|th)|[a-z -]+(?:th|first|second|third)",
            r" birthday",
            "a birthday beyond 90",
        ),
        (r"\bin (?:his|her|their|my) ", r"nineties|90s", "", "aged 90 or older"),
        (r"", r"(?:non|super)?(?:agen|cent|centen)[a-z]*arian", "", "person aged 90 or older"),
        (r"", r"\d{2,3} ?(?:y/?o|yrs?|y)? ?m", "", "90+ M"),
        (r"", r"\d{2,3} ?(?:y/?o|yrs?|y)? ?f", "", "90+ F"),
        (r"", r"\d{2,3} ?(?:y/?o|yrs?)", r"(?= [mf]\b)", "90+"),
        (r"\bturn(?:ed|s) ", r"[^\0]+", "", "is 90 or older now"),
        (
            r"",
            r"[^\0]+(?:-?year[- ]old|\byo\b|y/o)",
            r"(?= (?:who|has|had|is|was|in|with|and|came|from|at|on|walk))",
            "person aged 90 or older",
        ),
        (r"", r"[^\0]+(?:-?year[- ]old|\byo\b|y/o)", r"(?= [a-z])", "90+ year old"),
        (
            r"(?<=\ba )|(?<=\ban )|(?<=\bthe )|(?<=\bmy )|(?<=\bour )",
            r"[^\0]+year[- ]old",
            "",
            "person aged 90 or older",
        ),
    )
)
