"""Names of persons: by title, by the lists, by shape, and by what stands around them.

In ordinary text a name is written with capitals, so only runs of capitals are looked at; small words are looked at
where a title, a patient word or two listed names stand together ("mrs okafor", "pt jm 72m", "john smith"). A word that
is an ordinary word too ("Grace", "Will") needs more around it, and one that is written with a capital only because a
sentence begins is no name.
"""

from commonward.guard.contract import Kind
from commonward.guard.text.lexicons import (
    ABBREVIATION,
    ANY_TITLE,
    CALENDAR,
    CLERGY,
    CLINICIAN,
    EVENT,
    FAMILY,
    GIVEN,
    KIN_TITLE,
    NAME,
    ORGANISATION,
    PARTICLE,
    PLACE,
    PREPOSITION,
    PUBLIC_TITLE,
    REGION,
    STAFF,
    STREET,
    SUFFIX,
    THING,
    TITLE,
    WORD,
)
from commonward.guard.text.tagger.likeness import NEVER, likeness
from commonward.guard.text.tagger.runs import Run
from commonward.guard.text.tagger.sighting import Sighting
from commonward.guard.text.tagger.support import support
from commonward.guard.text.words import INITIAL, LOWER, UPPER_CASE, Word, Wording

LEAST = 0.5
_MOST_WORDS = 5
_PLACEHOLDERS = frozenset({"x", "y", "z", "xx", "xyz", "abc", "abcd", "xxx", "sample", "example", "doe"})


def names_in(wording: Wording, run: Run) -> list[Sighting]:
    """The persons named in a run of capitals, titles left out."""
    found: list[Sighting] = []
    index = run.first
    while index < run.last:
        word = wording.words[index]
        if _is_title(wording, index, run.last):
            sighting = _titled(wording, index, run.last)
            index += 1
        elif _may_begin(word):
            sighting = _untitled(wording, index, run.last)
            index += 0 if sighting else 1
        else:
            sighting = None
            index += 1
        if sighting:
            found.append(sighting)
            index = sighting.last
    return found


def _is_title(wording: Wording, index: int, limit: int) -> bool:
    word = wording.words[index]
    if not word.marks & ANY_TITLE or word.is_possessive:
        return False
    return index + 1 < limit and wording.words[index + 1].gap in {" ", ". ", "."}


def title_hint(marks: int) -> str:
    """Whose name a title says it is."""
    if marks & (CLINICIAN | CLERGY):
        return "clinician"
    return "public" if marks & PUBLIC_TITLE else ""


_TITLES = 4  # before one name, at most


def _titled(wording: Wording, index: int, limit: int) -> Sighting | None:
    """What follows a title: up to five words, particles and initials included."""
    words = wording.words
    title = words[index]
    first = index + 1
    furthest = min(limit, index + _TITLES)
    while first < furthest and words[first].marks & ANY_TITLE and words[first].marks & (ABBREVIATION | TITLE):
        title = words[first] if not title.marks & CLINICIAN else title
        first += 1  # "Prof. Dr. …"
    last = _name_end(wording, first, limit)
    alone = last - first == 1
    if alone and words[first].lower in _PLACEHOLDERS:
        return None
    if all(word.case == INITIAL for word in words[first:last]) and (not alone or title.marks & CLINICIAN):
        return None  # "Doctor A B C" stands for nobody
    while last > first and not _fits_title(words[last - 1], alone=last - first == 1):
        last -= 1
    if last <= first or (
        words[first].marks & WORD and title.marks & (KIN_TITLE | STAFF) and not words[first].marks & NAME
    ):
        return None
    if not title.marks & (TITLE | ABBREVIATION) and all(
        words[k].marks & WORD and not words[k].marks & NAME for k in range(first, last)
    ):
        return None
    if title.marks & PUBLIC_TITLE and not title.marks & CLINICIAN:
        return Sighting(first, last, Kind.NAME, "phi.name", 0.75, "public")
    weight = support(wording, index, last).hint
    return Sighting(first, last, Kind.NAME, "phi.name", 0.95, title_hint(title.marks) or weight)


def _fits_title(word: Word, *, alone: bool) -> bool:
    if word.marks & (SUFFIX | PARTICLE) and not word.marks & NAME:
        return False
    if word.marks & CALENDAR and not word.marks & NAME:
        return False
    return alone or not (word.marks & WORD and not word.marks & NAME) or word.case != LOWER


def _name_end(wording: Wording, first: int, limit: int) -> int:
    """Where a name that begins here ends: before a body's or place's closing word, or after a possessive."""
    words = wording.words
    last = first
    while last < limit and last - first < _MOST_WORDS:
        word = words[last]
        if last > first and word.marks & (ORGANISATION | THING | EVENT | STREET) and not word.marks & NAME:
            break
        if last > first and word.marks & STREET and first and words[first - 1].marks & PREPOSITION:
            break
        if last > first and word.marks & ANY_TITLE and word.marks & ABBREVIATION and not word.marks & SUFFIX:
            break
        last += 1
        if word.is_possessive:
            break
    while last - 1 > first and words[last - 1].case == LOWER:
        last -= 1
    return last


def _may_begin(word: Word) -> bool:
    if word.case == LOWER or (word.marks & NEVER and not word.marks & GIVEN):
        return False
    if word.is_first and word.marks & WORD and not word.marks & NAME:
        return False
    return not (word.marks & WORD and not word.marks & NAME and word.case == UPPER_CASE)


def _untitled(wording: Wording, first: int, limit: int) -> Sighting | None:
    """A name without a title, when its words and what stands around them say so."""
    words = wording.words
    last = min(limit, _name_end(wording, first, limit))
    surname_first = _surname_first(wording, first, last)
    if surname_first:
        return surname_first
    while last > first:
        base = likeness(wording, first, last)
        if base > 0:
            around = support(wording, first, last, number_is_age=not words[last - 1].marks & CALENDAR)
            confidence = min(0.98, base + around.weight)
            if confidence >= LEAST:
                return Sighting(first, last, Kind.NAME, "phi.name", round(confidence, 2), around.hint)
            if last - first == 1:
                return None
        if last - first == 1 or (words[first].case == INITIAL and last - first == 2):
            return None
        last -= 1
    return None


def _surname_first(wording: Wording, first: int, last: int) -> Sighting | None:
    """ "Voss, Garrick": a family name, a comma, a given name, and a label before or an age or number behind."""
    words = wording.words
    if last - first > 2 or last >= len(words) or words[last].gap != ", " or words[last].case == LOWER:
        return None
    family, given = words[last - 1], words[last]
    if not given.marks & GIVEN or family.is_possessive or family.marks & (CALENDAR | REGION | PLACE & ~FAMILY):
        return None
    if (family.marks & WORD and not family.marks & FAMILY) or family.case == INITIAL:
        return None
    end = last + 1
    if end < len(words) and words[end].case == INITIAL and words[end].gap == " ":
        end += 1
    around = support(wording, first, end)
    alone = words[first].is_first and wording.gap_after(end - 1)[:1] in {"", "\n"}
    if around.weight < 0.3 and not alone:
        return None
    return Sighting(first, end, Kind.NAME, "phi.name", 0.85, around.hint)
