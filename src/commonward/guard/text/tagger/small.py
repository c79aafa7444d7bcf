"""Names that are not written with capitals: after a title, a patient word, or two listed names together."""

from collections.abc import Iterator

from commonward.guard.contract import Kind
from commonward.guard.text.lexicons import (
    ANY_TITLE,
    CALENDAR,
    FAMILY,
    GIVEN,
    HEALTH,
    HUMAN,
    KIN,
    NAME,
    NAMING,
    PATIENT,
    STAFF,
    TITLE,
    WORD,
    word_set,
)
from commonward.guard.text.tagger.likeness import INITIALS_END, UNLIKELY, following_text
from commonward.guard.text.tagger.names import title_hint
from commonward.guard.text.tagger.sighting import Sighting
from commonward.guard.text.tagger.support import support
from commonward.guard.text.words import LOWER, Wording


def names_in_small(wording: Wording) -> Iterator[Sighting]:
    """Persons whose names are not written with capitals, or in a text that is all capitals."""
    words = wording.words
    index, count = 0, len(words)
    while index < count:
        word = words[index]
        sighting = None
        if word.marks & (ANY_TITLE | PATIENT | KIN | NAMING) and index + 1 < count:
            sighting = _small_after(wording, index)
        elif word.marks & GIVEN and (word.case == LOWER or wording.is_shouted):
            sighting = _small_pair(wording, index)
        if sighting:
            yield sighting
        index = sighting.last if sighting else index + 1


def _is_small(wording: Wording, index: int) -> bool:
    return wording.words[index].case == LOWER or wording.is_shouted


def _small_after(wording: Wording, index: int) -> Sighting | None:
    """ "mrs okafor", "nurse ebele", "mister temperance adeyemi rowe", "my cousin tamsin", "pt jm 72m"."""
    words = wording.words
    lead, first = words[index], index + 1
    if words[first].gap not in {" ", ". "} or lead.is_possessive or not _is_small(wording, first):
        return None
    if lead.marks & PATIENT and _small_initials(wording, first):
        return Sighting(first, first + 1, Kind.NAME, "phi.name", 0.75, "patient")
    if lead.marks & TITLE and lead.lower not in _WEAK_TITLES:
        last = _small_end(wording, first, strict=False)
        return Sighting(first, last, Kind.NAME, "phi.name", 0.85) if last > first else None
    last = _small_end(wording, first, strict=True)
    if last <= first or not words[first].marks & GIVEN:
        return None
    if last < len(words) and words[last].gap == " " and words[last].lower == "of" and last - first == 1:
        return None  # "a patient bill of rights"
    hint = title_hint(lead.marks) or ("patient" if lead.marks & PATIENT else "")
    if (
        last < len(words)
        and len(words[last].lower) == 1
        and words[last].gap == " "
        and words[last].lower not in {"a", "i"}
    ):
        last += 1  # "pt magda k, 67f"
    return Sighting(first, last, Kind.NAME, "phi.name", 0.7, hint)


def _small_initials(wording: Wording, index: int) -> bool:
    word = wording.words[index]
    if len(word.lower) not in (2, 3) or word.marks & (WORD | HEALTH | HUMAN | STAFF) or word.lower in _SHORTHAND:
        return False
    return INITIALS_END.match(following_text(wording, index)) is not None and "." not in word.gap


def _small_end(wording: Wording, first: int, *, strict: bool) -> int:
    """Where a small name ends: at an ordinary word, unless it is a name in front of another."""
    words = wording.words
    last = first
    while last < len(words) and last - first < 3:
        word = words[last]
        if (
            (last > first and word.gap != " ")
            or not _is_small(wording, last)
            or word.marks & (CALENDAR | HEALTH | STAFF)
        ):
            break
        if len(word.lower) < 3:
            break
        if word.marks & WORD:
            leads = last == first and not strict and last + 1 < len(words)
            if not leads or words[last + 1].marks & WORD or not words[last + 1].marks & NAME:
                break
        elif strict and not word.marks & NAME:
            break
        last += 1
        if word.is_possessive:
            break
    return last


def _small_pair(wording: Wording, index: int) -> Sighting | None:
    """Two listed names together, neither an ordinary word: "john smith"; when shouted the first may be one."""
    words = wording.words
    first = words[index]
    if index + 1 >= len(words) or words[index + 1].gap != " " or first.is_possessive:
        return None
    second = words[index + 1]
    if len(second.lower) == 1 and second.lower not in {"a", "i", "o", "u", "y"} and second.case == LOWER:
        return _small_and_letter(wording, index)
    if not _is_small(wording, index + 1) or second.marks & (WORD | UNLIKELY | CALENDAR) or len(second.lower) < 4:
        return None
    if first.marks & (WORD | UNLIKELY | CALENDAR) and not wording.is_shouted:
        return None
    if not second.marks & FAMILY and not (wording.is_shouted and not second.marks):
        return None
    if first.marks & HUMAN & ~KIN or len(first.lower) < 3:
        return None
    around = support(wording, index, index + 2)
    return Sighting(index, index + 2, Kind.NAME, "phi.name", 0.7, around.hint)


def _small_and_letter(wording: Wording, index: int) -> Sighting | None:
    """A listed name with a letter for the other: "tyrone w from bay 2"."""
    first = wording.words[index]
    if first.marks & (WORD | UNLIKELY | CALENDAR | HUMAN) or len(first.lower) < 4:
        return None
    if wording.gap_after(index + 1)[:1] not in {" ", ",", ""}:
        return None  # "omar k-12", "tina n/a"
    around = support(wording, index, index + 2)
    return Sighting(index, index + 2, Kind.NAME, "phi.name", 0.6, around.hint)


_WEAK_TITLES = frozenset({"miss", "don", "dame", "sir", "monsieur", "ms", "mx"})
_SHORTHAND = word_set(
    """
    adm dob wbc hgb dnr gcs loc ama fhx dc rm nok
    who had has hx bp hr rr wt ht iv po im sc sx dx rx tx nkda nka c/o w/o f/u s/p pmh lmp bmi sob
    """
)
