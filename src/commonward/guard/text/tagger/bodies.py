"""Hospitals, clinics, schools, employers, churches and teams, by the word that closes or opens their name."""

from commonward.guard.contract import Kind
from commonward.guard.text.lexicons import (
    ABBREVIATION,
    ANY_TITLE,
    CALENDAR,
    CHURCH,
    COMPANY,
    EPONYM,
    FACILITY,
    FACILITY_TAIL,
    LONGEST_PHRASE,
    NAME,
    ORGANISATION,
    PHRASE_START,
    PLACE,
    PREPOSITION,
    SCHOOL,
    TEAM,
    THING,
    WORD,
)
from commonward.guard.text.reading import LOWER, UPPER_CASE, Reading
from commonward.guard.text.tagger.runs import Run
from commonward.guard.text.tagger.sighting import Sighting

_CARE = FACILITY | FACILITY_TAIL
# Closing words that are common words too: written small they close no name ("Mohs surgery", "Monday practice").
_ONLY_CAPITAL = frozenset({"surgery", "practice", "dental", "rehabilitation", "pharmacy", "healthcare", "general", "regional"})
# Second words of closing pairs ("health centre").
_PAIR_ENDS = frozenset(
    "centre center home system trust group practice institute institutes living care school salud".split()
)
# Capitalised words that name nothing by themselves.
_GENERIC = frozenset(
    """health medical emergency community national local public private general central urgent primary
    secondary acute day night the our your this new free open annual virtual outpatient inpatient
    department unit ward team services service family women's men's kids walk-in
    specialist teaching city county state district area university research training support mental social
    cancer heart eye dialysis diabetes stroke pain sleep memory flu wound fertility dental vaccine covid stoma
    std sti hiv ent gp er ed icu nicu nhs va us uk usa eu md nurse doctor patient good great happy""".split()
)


def care_bodies(reading: Reading, run: Run) -> list[Sighting]:
    """The bodies that a run names: from its first telling word to the closing one, a town after it included."""
    words = reading.words
    found: list[Sighting] = []
    first = _start(reading, run)
    index = first
    while index < run.last:
        known = _known_facility(reading, index)
        if known:
            last = _with_closing_words(reading, index + known, run.last)
            found.append(Sighting(index, last, Kind.ORG, "phi.geo", 0.85))
            index = first = last
            continue
        if words[index].marks & ORGANISATION or (index > first and _pair(reading, index)):
            last = _with_closing_words(reading, index + 1, run.last)
            sighting = _named_body(reading, first, index, last) or _opening_body(reading, index, run.last)
            if sighting:
                found.append(sighting)
                index = first = sighting.last
                continue
        index += 1
    if not found and first < run.last:
        small = _with_small_ending(reading, first, run.last)
        if small:
            found.append(small)
    return found


def _start(reading: Reading, run: Run) -> int:
    """Where the name may begin: behind titles and behind an ordinary word that opens the sentence."""
    words, index = reading.words, run.first
    while index < run.last - 1:
        word = words[index]
        opening = word.is_first and word.marks & WORD and not word.marks & (NAME | ORGANISATION)
        title = word.marks & ANY_TITLE and not word.marks & ABBREVIATION
        if not opening and not title and word.lower not in {"the", "our", "my", "at", "in", "from", "met", "thank"}:
            break
        index += 1
    return index


def _known_facility(reading: Reading, index: int) -> int:
    """How many words from here are the name of a known place of care; 0 for none."""
    word = reading.words[index]
    if not word.marks & PHRASE_START:
        return 0
    for length in range(LONGEST_PHRASE, 0, -1):
        if index + length <= len(reading.words) and reading.phrase(index, index + length) in reading.lexicons.facilities:
            return length
    return 0


def _with_closing_words(reading: Reading, last: int, limit: int) -> int:
    """Take in what goes on closing the name ("Medical Center", "University Hospital")."""
    words = reading.words
    while last < limit and (
        words[last].marks & ORGANISATION
        or words[last].lower in _PAIR_ENDS
        or (words[last].lower in _GENERIC and last + 1 < limit and words[last + 1].marks & (ORGANISATION | WORD))
    ):
        last += 1
    return last


def _named_body(reading: Reading, first: int, closing: int, last: int) -> Sighting | None:
    """Words [first, last) as a body when something in front of the closing word tells which."""
    words = reading.words
    if not any(_tells(reading, index, last) for index in range(first, closing)):
        return None
    marks = 0
    for index in range(closing, last):
        marks |= words[index].marks
    pair = _pair(reading, closing)
    marks |= pair
    if marks & FACILITY_TAIL and not marks & FACILITY and words[closing].marks & WORD and closing == first:
        return None
    while last < len(words) and last - closing < 4 and _is_place_after(reading, last):
        last += 1
    confidence = 0.85 if closing - first < 5 else 0.7
    if marks & FACILITY_TAIL and not marks & (FACILITY | SCHOOL):
        confidence = 0.75
    return Sighting(first, last, Kind.ORG, _rule(marks), confidence)


def _is_place_after(reading: Reading, index: int) -> bool:
    """Whether a town's name stands right behind, as in "Children's Hospital Los Angeles"."""
    word = reading.words[index]
    if word.gap != " " or word.case == LOWER:
        return False
    phrase = reading.phrase(index, index + 2)
    return bool(word.marks & PLACE and not word.marks & WORD) or phrase in reading.lexicons.places or (
        index > 0 and reading.phrase(index - 1, index + 1) in reading.lexicons.places
    )


def _opening_body(reading: Reading, index: int, limit: int) -> Sighting | None:
    """A body whose kind stands first: "Hospital Valdelagua", "University of Quill Harbor", "Clinica San Telmo"."""
    words = reading.words
    if not words[index].marks & (FACILITY | SCHOOL | CHURCH) or index + 1 >= len(words):
        return None
    last = index + 1
    following = words[last]
    if following.gap == " " and following.lower in {"of", "for", "de", "del"} and last + 1 < len(words):
        last += 1
        if words[last].gap == " " and words[last].lower in {"la", "los", "las", "the", "el"}:
            last += 1
    start = last
    while last < len(words) and last - start < 3 and words[last].gap == " " and words[last].case != LOWER:
        if words[last].is_first or words[last].marks & CALENDAR:
            break
        last += 1
    telling = [position for position in range(start, last) if _tells(reading, position, last)]
    if not telling:
        return None
    return Sighting(index, last, Kind.ORG, _rule(words[index].marks), 0.8 if last <= limit + 3 else 0.6)


def _with_small_ending(reading: Reading, first: int, last: int) -> Sighting | None:
    """A run with its kind written small behind it: "Larch Grove care home", "Fernbank clinic"."""
    words = reading.words
    if last >= len(words) or words[last].gap != " " or words[last - 1].is_possessive:
        return None
    marks = words[last].marks & ORGANISATION
    length = 1
    pair = _pair(reading, last + 1) if last + 1 < len(words) and words[last + 1].gap == " " else 0
    if pair:
        marks, length = pair, 2
    elif words[last].lower in _ONLY_CAPITAL or marks & (COMPANY | TEAM | FACILITY_TAIL):
        marks = 0
    if not marks or not all(_tells(reading, index, last) or index > first for index in range(first, last)):
        return None
    if any(words[index].case == UPPER_CASE or words[index].marks & (THING | EPONYM) for index in range(first, last)):
        return None
    return Sighting(first, last + length, Kind.ORG, _rule(marks), 0.7)


def _pair(reading: Reading, index: int) -> int:
    """The marks of this word together with the one before it, when the two close a name ("care home")."""
    words = reading.words
    if index < 1 or index >= len(words) or words[index].lower not in _PAIR_ENDS:
        return 0
    return reading.lexicons.marks.get(f"{words[index - 1].lower} {words[index].lower}", 0) & ORGANISATION


def _tells(reading: Reading, index: int, last: int) -> bool:
    """Whether this word says which body is meant."""
    word = reading.words[index]
    if word.case == LOWER or word.lower in _GENERIC or word.marks & (CALENDAR | ANY_TITLE) & ~ABBREVIATION:
        return word.lower == "st"
    if word.marks & ORGANISATION and not word.marks & NAME:
        return word.marks & FACILITY_TAIL > 0 and index < last - 1
    if word.marks & WORD and not word.marks & NAME:
        return not word.is_first
    return not (word.marks & PREPOSITION and word.marks & WORD)


def _rule(marks: int) -> str:
    return "phi.geo" if marks & _CARE else "phi.affiliation"
