"""Fixes that keep the sentence readable: a role for a name, a wider place, a looser date, a mask for a number.

Each fix takes away every place of the same words at once, so that a name does not stay three lines below.
"""

import re
from collections.abc import Sequence

from commonward.guard.contract import Edit, Fix, Kind
from commonward.guard.text.candidate import Candidate

COURTESY = re.compile(r"\b(?:Mrs?|Ms|Miss|Mx|Sra?)\.?\s+$")
_TITLE = re.compile(r"(?:(?:Mrs?|Ms|Miss|Mx|Sr|Sra|Mister|Madam)\.?|Pt\.?|Patient)\s+$", re.IGNORECASE)
_ROLE_BEFORE = re.compile(
    r"\b(?:patient|pt|lady|gentleman|man|woman|boy|girl|neighbou?r|friend|colleague|mother|father|mum|mom|dad|sister|"
    r"brother|daughter|son|wife|husband|aunt|uncle|guy)\.?,?\s+$",
    re.IGNORECASE,
)
#: "my patient", "an elderly pt": the role stands there already, and has its own word before it.
_NAMED_PATIENT = re.compile(
    r"\b(?:my|our|his|her|their|your|the|an?|this|that|one|another)\s+(?:[a-z-]+\s+){0,2}(?:patient|pt\.?),?\s+$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"\b(?:on|in|at|since|by|until|from|of|last|this)\s+$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SENTENCE_START = re.compile(r"(?:[.!?]\s+|\n\s*)$")
_MASK = "[number removed]"
#: How far before a place its title, role or preposition may stand. Looking back to the beginning of the text from
#: every place would take a time that grows with its square.
NEAR = 60
#: Of words that stand in more places than this, each finding mends its own place only, so that an answer stays as
#: long as the text and not as its square.
MOST_PLACES = 20


def fixes_for(text: str, entity: Candidate, rule: str, same: Sequence[Candidate]) -> tuple[Fix, ...]:
    """The ways to mend one breach. `same` are all entities with the same words, this one among them."""
    places = sorted(same) if len(same) <= MOST_PLACES else [entity]
    match rule:
        case "phi.name" | "phi.third-party":
            return (Fix("Use their role", tuple(_role(text, place) for place in places)),)
        case "phi.date":
            return (_date(text, places),)
        case "phi.age90":
            return (Fix("Say “90 or older”", tuple(_age(text, place) for place in places)),)
        case "phi.geo":
            return (Fix("Name a wider place", tuple(_place(text, place) for place in places)),)
        case "phi.affiliation":
            return (Fix("Leave the place general", tuple(_swap(place, "a local one") for place in places)),)
        case _:
            return (Fix("Take it out", tuple(_swap(place, _mask(place)) for place in places)),)


def before(text: str, start: int) -> str:
    """The words just before a place."""
    return text[max(0, start - NEAR) : start]


def _starts_sentence(text: str, start: int) -> bool:
    return start == 0 or _SENTENCE_START.search(before(text, start)) is not None


def _swap(place: Candidate, words: str) -> Edit:
    return Edit(place.start, place.end, words)


def _mask(place: Candidate) -> str:
    return "[contact removed]" if place.kind is Kind.CONTACT else _MASK


def _role(text: str, place: Candidate) -> Edit:
    """ "Mrs. Odalys Ferriman" becomes "one of our patients"; "my patient Odalys" loses the name alone."""
    near = before(text, place.start)
    title = _TITLE.search(near)
    start = place.start - len(title.group()) if title is not None and not _NAMED_PATIENT.search(near) else place.start
    if _ROLE_BEFORE.search(before(text, start)):
        while start > 0 and text[start - 1] in " ,":
            start -= 1
        return Edit(start, place.end, "")
    words = "one of our patients" if not text.startswith(("'s", "’s"), place.end) else "a patient"
    if _starts_sentence(text, start):
        words = words[0].upper() + words[1:]
    return Edit(start, place.end, words)


def _date(text: str, places: Sequence[Candidate]) -> Fix:
    years = [_YEAR.search(text[place.start : place.end]) for place in places]
    if places and all(years):
        pairs = zip(places, years, strict=True)
        return Fix("Say the year only", tuple(_dated(text, place, year) for place, year in pairs))
    return Fix("Say “recently”", tuple(_dated(text, place, None) for place in places))


def _dated(text: str, place: Candidate, year: "re.Match[str] | None") -> Edit:
    lead = _PREPOSITION.search(before(text, place.start))
    start = place.start - len(lead.group()) if lead is not None else place.start
    words = f"in {year.group()}" if year is not None else "recently"
    if lead is None and year is not None:
        words = year.group()
    if _starts_sentence(text, start):
        words = words[0].upper() + words[1:]
    return Edit(start, place.end, words)


def _age(text: str, place: Candidate) -> Edit:
    quote = text[place.start : place.end]
    bare = re.fullmatch(r"\d+", quote) is not None
    return _swap(place, "90 or older" if bare else "person aged 90 or older")


def _place(text: str, place: Candidate) -> Edit:
    quote = text[place.start : place.end]
    if re.fullmatch(r"\d{5}(?:-\d{4})?", quote):
        return _swap(place, "000")
    if place.kind is Kind.ORG:
        return _swap(place, "our hospital")
    if re.search(r"\b(?:ward|room|bed|bay|unit|floor)\b", quote, re.IGNORECASE):
        return _swap(place, "our ward")
    return _swap(place, "our area")
