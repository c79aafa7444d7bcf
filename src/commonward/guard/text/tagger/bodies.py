"""Hospitals, clinics, schools, employers, churches and teams, by the word that closes or opens their name."""

import re
from collections.abc import Sequence

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
    HEALTH,
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
    word_set,
)
from commonward.guard.text.tagger.runs import Run
from commonward.guard.text.tagger.sighting import Sighting
from commonward.guard.text.words import INITIAL, LOWER, UPPER_CASE, Word, Wording

_CARE = FACILITY | FACILITY_TAIL
# Closing words that are common words too: written small they close no name ("Mohs surgery", "Monday practice").
_ONLY_CAPITAL = frozenset(
    {"surgery", "practice", "dental", "rehabilitation", "pharmacy", "healthcare", "general", "regional"}
)
# Second words of closing pairs ("health centre").
_PAIR_ENDS = word_set(
    """
    centre center home system trust group practice institute institutes living care school salud
    """
)
# Words that may close the name of a place of care when something stands before them ("Northgate Health").
_OPEN_ENDS = frozenset({"health", "medical", "care", "wellness", "med", "center", "centre"})
_CARED = word_set(
    """
    seen treated admitted readmitted transferred hospitalised hospitalized evaluated reviewed followed
    referred diagnosed operated delivered discharged check-up checkup visit visits visited appointment
    presented inpatient outpatient patient born died dialysis surgery admission rehab sent taken brought
    consulted managed rotation
    """
)
# Capitalised words that name nothing by themselves.
_GENERIC = word_set(
    """
    health medical emergency community national local public private general central urgent primary secondary
    acute day night the our your this new free open annual virtual outpatient inpatient department unit ward
    team services service family women's men's kids walk-in specialist teaching city county state district
    area university research training support mental social cancer heart eye dialysis diabetes stroke pain
    sleep memory flu wound fertility dental vaccine covid stoma pulmonary medicine internal cardiology
    neurology oncology dermatology urology orthopedic orthopaedic surgical pediatric paediatric respiratory
    renal vascular physical therapy occupational speech rehabilitation breast thyroid asthma std sti hiv ent
    gp er ed icu nicu nhs va us uk usa eu md nurse doctor patient good great happy
    """
)


# A code ("NYP-112233") is no hospital.
_GLUED = re.compile(r"[-_/#]?\d|[-_/]")


def care_bodies(wording: Wording, run: Run) -> list[Sighting]:
    """The bodies that a run names: from its first telling word to the closing one, a town after it included."""
    words = wording.words
    found: list[Sighting] = []
    if _is_placeholder(words[run.first : run.last]):
        return []
    first = _start(wording, run)
    index = first
    while index < run.last:
        known = _known_facility(wording, index)
        if known and not _GLUED.match(wording.gap_after(index + known - 1)):
            last = _with_closing_words(wording, index + known, run.last)
            found.append(Sighting(index, last, Kind.ORG, "phi.geo", 0.85))
            index = first = last
            continue
        if words[index].marks & ORGANISATION or (index > first and _pair(wording, index)):
            last = _with_closing_words(wording, index + 1, run.last)
            sighting = _named_body(wording, first, index, last) or _opening_body(wording, index, run.last)
            if sighting:
                found.append(sighting)
                index = first = sighting.last
                continue
        index += 1
    if not found and first < run.last:
        other = _with_small_ending(wording, first, run.last) or _plain_body(wording, first, run.last)
        if other:
            found.append(other)
    return found


def _is_placeholder(words: Sequence[Word]) -> bool:
    """ "ABC Medical Center", "X Y Z Hospital": a name that somebody put in for another."""
    letters = sum(word.case == INITIAL for word in words)
    return letters > 2 or any(word.lower in _PLACEHOLDERS for word in words)


_PLACEHOLDERS = frozenset({"abc", "abcd", "xyz", "xxx", "xxxx", "sample", "example"})


def _start(wording: Wording, run: Run) -> int:
    """Where the name may begin: behind titles and behind an ordinary word that opens the sentence."""
    words, index = wording.words, run.first
    while index < run.last - 1:
        word = words[index]
        opening = word.is_first and word.marks & WORD and not word.marks & (NAME | ORGANISATION)
        title = word.marks & ANY_TITLE and not word.marks & ABBREVIATION
        if not opening and not title and word.lower not in {"the", "our", "my", "at", "in", "from", "met", "thank"}:
            break
        index += 1
    return index


def _known_facility(wording: Wording, index: int) -> int:
    """How many words from here are the name of a known place of care; 0 for none."""
    word = wording.words[index]
    if not word.marks & PHRASE_START:
        return 0
    for length in range(LONGEST_PHRASE, 0, -1):
        if (
            index + length <= len(wording.words)
            and wording.phrase(index, index + length) in wording.lexicons.facilities
        ):
            return length
    return 0


def _with_closing_words(wording: Wording, last: int, limit: int) -> int:
    """Take in what goes on closing the name ("Medical Center", "University Hospital")."""
    words = wording.words
    while last < limit and (
        words[last].marks & ORGANISATION
        or words[last].lower in _PAIR_ENDS
        or (words[last].lower in _GENERIC and last + 1 < limit and words[last + 1].marks & (ORGANISATION | WORD))
    ):
        last += 1
    return last


def _named_body(wording: Wording, first: int, closing: int, last: int) -> Sighting | None:
    """Words [first, last) as a body when something in front of the closing word tells which."""
    words = wording.words
    telling = any(_tells(wording, index, last) for index in range(first, closing))
    if not telling and not _is_local_name(wording, first, closing, last):
        return None
    marks = 0
    for index in range(closing, last):
        marks |= words[index].marks
    pair = _pair(wording, closing)
    marks |= pair
    while last < len(words) and last - closing < 4 and _is_place_after(wording, last):
        last += 1
    if not telling:
        return Sighting(first, last, Kind.ORG, _rule(marks), 0.6)
    confidence = 0.85 if closing - first < 5 else 0.7
    if marks & FACILITY_TAIL and not marks & (FACILITY | SCHOOL):
        confidence = 0.75
    return Sighting(first, last, Kind.ORG, _rule(marks), confidence)


def _is_local_name(wording: Wording, first: int, closing: int, last: int) -> bool:
    """ "admitted to General Hospital", "seen at City Hospital": without an article it is the name of one."""
    words = wording.words
    before = words[first - 1] if first else None
    small = before is not None and before.lower in {"at", "to", "in", "from"} and words[first].gap == " "
    return (
        small
        and last - first > 1
        and words[first].case != LOWER
        and closing - first <= 2
        and words[closing].case != LOWER
    )


def _is_place_after(wording: Wording, index: int) -> bool:
    """Whether a town's name stands right behind, as in "Children's Hospital Los Angeles"."""
    word = wording.words[index]
    if word.gap != " " or word.case == LOWER:
        return False
    phrase = wording.phrase(index, index + 2)
    return (
        bool(word.marks & PLACE and not word.marks & WORD)
        or phrase in wording.lexicons.places
        or (index > 0 and wording.phrase(index - 1, index + 1) in wording.lexicons.places)
    )


def _opening_body(wording: Wording, index: int, limit: int) -> Sighting | None:
    """A body whose kind stands first: "Hospital Valdelagua", "University of Quill Harbor", "Clinica San Telmo"."""
    words = wording.words
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
    telling = [position for position in range(start, last) if _tells(wording, position, last)]
    if not telling:
        return None
    return Sighting(index, last, Kind.ORG, _rule(words[index].marks), 0.8 if last <= limit + 3 else 0.6)


def _with_small_ending(wording: Wording, first: int, last: int) -> Sighting | None:
    """A run with its kind written small behind it: "Larch Grove care home", "Fernbank clinic"."""
    words = wording.words
    if last >= len(words) or words[last].gap != " " or words[last - 1].is_possessive:
        return None
    marks = words[last].marks & ORGANISATION
    length = 1
    pair = _pair(wording, last + 1) if last + 1 < len(words) and words[last + 1].gap == " " else 0
    if pair:
        marks, length = pair, 2
    elif words[last].lower in _ONLY_CAPITAL or marks & (COMPANY | TEAM | FACILITY_TAIL):
        marks = 0
    if not marks or not all(_tells(wording, index, last) or index > first for index in range(first, last)):
        return None
    if any(words[index].case == UPPER_CASE or words[index].marks & (THING | EPONYM) for index in range(first, last)):
        return None
    return Sighting(first, last + length, Kind.ORG, _rule(marks), 0.7)


def _plain_body(wording: Wording, first: int, last: int) -> Sighting | None:
    """A name without a closing word, where somebody is cared for: "seen at Cedar Crest", "admitted to St. Luke's"."""
    words = wording.words
    if words[first].lower in {"st", "saint", "st."} and last - first > 1 and words[last - 1].is_possessive:
        return Sighting(first, last, Kind.ORG, "phi.geo", 0.75)
    while last - first > 1 and words[last - 1].marks & CALENDAR:
        last -= 1
    if first < 2 or words[first].gap != " " or words[first - 1].lower not in {"at", "to", "into", "by", "in"}:
        return None
    if words[last - 1].lower in _OPEN_ENDS and last - first > 1 and words[first].lower not in _GENERIC:
        return Sighting(first, last, Kind.ORG, "phi.geo", 0.7)
    cared = words[first - 2].lower in _CARED and words[first - 1].lower in {"at", "to", "into"}
    if not cared or not all(_tells(wording, index, last) for index in range(first, last)) or last - first > 3:
        return None
    if any(words[index].marks & (THING | EPONYM) or words[index].case > UPPER_CASE for index in range(first, last)):
        return None
    return Sighting(first, last, Kind.ORG, "phi.geo", 0.65)


def _pair(wording: Wording, index: int) -> int:
    """The marks of this word together with the one before it, when the two close a name ("care home")."""
    words = wording.words
    if index < 1 or index >= len(words) or words[index].lower not in _PAIR_ENDS:
        return 0
    return wording.lexicons.marks.get(f"{words[index - 1].lower} {words[index].lower}", 0) & ORGANISATION


def _tells(wording: Wording, index: int, last: int) -> bool:
    """Whether this word says which body is meant."""
    word = wording.words[index]
    if word.lower in {"which", "what", "whose"}:
        return False
    if (
        word.case == LOWER
        or word.lower in _GENERIC
        or word.marks & HEALTH
        or word.marks & (CALENDAR | ANY_TITLE) & ~ABBREVIATION
    ):
        return word.lower == "st"
    if word.marks & ORGANISATION and not word.marks & NAME:
        return word.marks & FACILITY_TAIL > 0 and index < last - 1
    if word.marks & WORD and not word.marks & NAME:
        return not word.is_first
    return not (word.marks & PREPOSITION and word.marks & WORD)


def _rule(marks: int) -> str:
    return "phi.geo" if marks & _CARE else "phi.affiliation"
