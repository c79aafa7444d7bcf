"""Names of persons: by title, by the lists, by shape, and by what stands around them.

In ordinary text a name is written with capitals, so only runs of capitals are looked at; small words are looked at where
a title, a patient word or two listed names stand together ("mrs okafor", "pt jm 72m", "john smith"). A word that is an
ordinary word too ("Grace", "Will") needs more around it, and one that is written with a capital only because a sentence
begins is no name.
"""

import re
from collections.abc import Iterator

from commonward.guard.contract import Kind
from commonward.guard.text.lexicons import (
    ABBREVIATION,
    ANY_TITLE,
    CALENDAR,
    CLERGY,
    CLINICIAN,
    EPONYM,
    EPONYM_HEAD,
    EVENT,
    FAMILY,
    FIRST_PERSON,
    GIVEN,
    GREETING,
    HEALTH,
    HUMAN,
    KIN,
    KIN_TITLE,
    NAME,
    NAMING,
    ORGANISATION,
    PARTICLE,
    PATIENT,
    PLACE,
    PUBLIC_TITLE,
    REGION,
    SECOND_PERSON,
    STAFF,
    SUFFIX,
    THING,
    TITLE,
    WORD,
)
from commonward.guard.text.reading import INITIAL, LOWER, TITLE_CASE, UPPER_CASE, Reading, Word
from commonward.guard.text.tagger.runs import Run
from commonward.guard.text.tagger.sighting import Sighting
from commonward.guard.text.tagger.support import Support, support

LEAST = 0.5
_MOST_WORDS = 5
_NEVER = CALENDAR | REGION | FIRST_PERSON | SECOND_PERSON | GREETING | NAMING
_UNLIKELY = THING | EPONYM | HEALTH | ORGANISATION | EVENT


def names_in(reading: Reading, run: Run) -> list[Sighting]:
    """The persons named in a run of capitals, titles left out."""
    found: list[Sighting] = []
    index = run.first
    while index < run.last:
        word = reading.words[index]
        if _is_title(reading, index, run.last):
            sighting = _titled(reading, index, run.last)
            index += 1
        elif _may_begin(word):
            sighting = _untitled(reading, index, run.last)
            index += 0 if sighting else 1
        else:
            sighting = None
            index += 1
        if sighting:
            found.append(sighting)
            index = sighting.last
    return found


def _is_title(reading: Reading, index: int, limit: int) -> bool:
    word = reading.words[index]
    if not word.marks & ANY_TITLE or word.is_possessive:
        return False
    return index + 1 < limit and reading.words[index + 1].gap in {" ", ". ", "."}


def title_hint(marks: int) -> str:
    """Whose name a title says it is."""
    if marks & (CLINICIAN | CLERGY):
        return "clinician"
    return "public" if marks & PUBLIC_TITLE else ""


def _titled(reading: Reading, index: int, limit: int) -> Sighting | None:
    """What follows a title: up to five words, particles and initials included."""
    words = reading.words
    title = words[index]
    first = index + 1
    while first < limit and words[first].marks & ANY_TITLE and words[first].marks & (ABBREVIATION | TITLE):
        title = words[first] if not title.marks & CLINICIAN else title
        first += 1  # "Prof. Dr. …"
    last = _name_end(reading, first, limit)
    while last > first and not _fits_title(words[last - 1], alone=last - first == 1):
        last -= 1
    if last <= first or (words[first].marks & WORD and title.marks & (KIN_TITLE | STAFF) and not words[first].marks & NAME):
        return None
    if not title.marks & (TITLE | ABBREVIATION) and all(words[k].marks & WORD and not words[k].marks & NAME for k in range(first, last)):
        return None
    if title.marks & PUBLIC_TITLE and not title.marks & CLINICIAN:
        return Sighting(first, last, Kind.NAME, "phi.name", 0.75, "public")
    weight = support(reading, index, last).hint
    return Sighting(first, last, Kind.NAME, "phi.name", 0.95, title_hint(title.marks) or weight)


def _fits_title(word: Word, *, alone: bool) -> bool:
    if word.marks & (SUFFIX | PARTICLE) and not word.marks & NAME:
        return False
    if word.marks & CALENDAR and not word.marks & NAME:
        return False
    return alone or not (word.marks & WORD and not word.marks & NAME) or word.case != LOWER


def _name_end(reading: Reading, first: int, limit: int) -> int:
    """Where a name that begins here ends: before a body's or place's closing word, or after a possessive."""
    words = reading.words
    last = first
    while last < limit and last - first < _MOST_WORDS:
        word = words[last]
        if last > first and word.marks & (ORGANISATION | THING | EVENT) and not word.marks & NAME:
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
    if word.case == LOWER or word.marks & _NEVER and not word.marks & GIVEN:
        return False
    if word.is_first and word.marks & WORD and not word.marks & NAME:
        return False
    return not (word.marks & WORD and not word.marks & NAME and word.case == UPPER_CASE)


def _untitled(reading: Reading, first: int, limit: int) -> Sighting | None:
    """A name without a title, when its words and what stands around them say so."""
    words = reading.words
    last = min(limit, _name_end(reading, first, limit))
    surname_first = _surname_first(reading, first, last)
    if surname_first:
        return surname_first
    while last > first:
        base = _likeness(reading, first, last)
        if base > 0:
            around = support(reading, first, last)
            confidence = min(0.98, base + around.weight)
            if confidence >= LEAST:
                return Sighting(first, last, Kind.NAME, "phi.name", round(confidence, 2), around.hint)
            if last - first == 1:
                return None
        if last - first == 1 or (words[first].case == INITIAL and last - first == 2):
            return None
        last -= 1
    return None


def _likeness(reading: Reading, first: int, last: int) -> float:
    """How much these words look like one person's name, whatever stands around them."""
    words = reading.words[first:last]
    marks_of_all = 0
    for word in words:
        marks_of_all |= word.marks
    if marks_of_all & _NEVER and not all(word.marks & NAME or word.case == INITIAL for word in words):
        return 0.0
    if _is_eponym(reading, first, last):
        return 0.0
    if words[0].case == INITIAL:
        return _initials(words)
    if len(words) == 1:
        return _single(reading, first)
    return _full(words)


def _is_eponym(reading: Reading, first: int, last: int) -> bool:
    """Whether a disease, a test or a thing called after somebody is meant ("Bell palsy", "Crohn's", "Fabry gene")."""
    word = reading.words[last - 1]
    following = reading.words[last] if last < len(reading.words) and reading.words[last].gap == " " else None
    if following and following.marks & EPONYM_HEAD and word.marks & (EPONYM | FAMILY) and not following.marks & NAME & word.marks:
        return word.marks & EPONYM > 0 or (last - first == 1 and not following.marks & HEALTH)
    return last - first == 1 and word.marks & EPONYM > 0 and word.is_possessive


def _initials(words: tuple[Word, ...]) -> float:
    """ "R. Vantongeren", "J. K. Smith"; bare initials need a patient word, which support brings."""
    rest = [word for word in words if word.case != INITIAL]
    if not rest:
        return 0.3 if len(words) in (2, 3) and words[1].gap in {".", ". "} else 0.0
    if len(rest) > 2 or rest[0].marks & (_NEVER | ORGANISATION | HEALTH | CALENDAR) or words[1].gap not in {". ", "."}:
        return 0.0
    if rest[-1].case == LOWER or rest[-1].case == UPPER_CASE and not rest[-1].marks & NAME:
        return 0.0
    if rest[0].marks & WORD and not rest[0].marks & NAME:
        return 0.0
    return 0.6 if rest[-1].marks & (WORD | _UNLIKELY) else 0.8


def _single(reading: Reading, index: int) -> float:
    word = reading.words[index]
    marks = word.marks
    if word.case == UPPER_CASE and not reading.is_shouted:
        return _capitals(reading, index)
    if len(word.lower) < 3 and not marks & GIVEN:
        return 0.0
    if marks & GIVEN and not marks & (WORD | _UNLIKELY | CALENDAR):
        if marks & (PLACE | REGION):
            return 0.4 if word.is_first else 0.5
        return 0.55 if word.is_first else 0.65
    if marks & CALENDAR or marks & (ORGANISATION | EVENT):
        return 0.1 if marks & GIVEN else 0.0
    if marks & GIVEN:
        return 0.1 if word.is_first or marks & _UNLIKELY else 0.3
    if marks & (WORD | _UNLIKELY):
        return 0.1 if marks & FAMILY and not word.is_first else 0.0
    if marks & FAMILY:
        return 0.25 if word.is_first or marks & PLACE else 0.35
    if marks & PLACE:
        return 0.1
    return 0.15 if word.is_first else 0.25


def _capitals(reading: Reading, index: int) -> float:
    """A word all in capitals in a text that is not: an abbreviation, unless it is a listed name or a patient's initials."""
    word = reading.words[index]
    if len(word.lower) in (2, 3) and not word.marks & (WORD | HEALTH | HUMAN) and index:
        previous = reading.words[index - 1]
        # "Pt JM, 72M": only right behind a patient word and with an age or an end behind it.
        if previous.marks & PATIENT and word.gap == " " and _INITIALS_END.match(_following(reading, index)):
            return 0.3
        return 0.0
    if word.marks & NAME and not word.marks & (WORD | _UNLIKELY | HUMAN) and len(word.lower) > 3:
        return 0.3
    return 0.0


def _following(reading: Reading, index: int) -> str:
    end = reading.words[index].end
    return reading.document.view[end : end + 10].decode("ascii")


def _full(words: tuple[Word, ...]) -> float:
    """Two words and more. The first counts most: it is a given name, may be one, or is unknown."""
    first, last = words[0], words[-1]
    if any(word.case == UPPER_CASE for word in words) and not all(
        word.marks & NAME and not word.marks & WORD or word.case == INITIAL for word in words
    ):
        return 0.0 if first.case == UPPER_CASE or not first.marks & GIVEN else 0.1
    middle = words[1:-1]
    if any(word.marks & WORD and not word.marks & (NAME | PARTICLE) for word in middle):
        return 0.0
    if last.case == INITIAL:
        sure = first.marks & NAME and not first.marks & (WORD | _UNLIKELY | CALENDAR)
        return 0.85 if sure else 0.55 if first.marks & GIVEN and not first.is_first else 0.3 if not first.marks else 0.0
    closing = _closing(last)
    if first.marks & GIVEN and not first.marks & (WORD | CALENDAR):
        opening = 0.9 if not first.marks & _UNLIKELY else 0.7
    elif first.marks & GIVEN:
        opening = 0.6 if first.is_first else 0.7
    elif first.marks & FAMILY and not first.marks & (WORD | _UNLIKELY | CALENDAR):
        opening = 0.7
    elif not first.marks:
        opening = 0.6
    else:
        opening = 0.25
    if first.marks & PLACE and not first.marks & GIVEN:
        opening -= 0.2
    return max(0.0, round(opening * closing, 2))


def _closing(last: Word) -> float:
    """How well a word closes a full name, from 0 to 1."""
    marks = last.marks
    if marks & (CALENDAR | REGION) and not marks & FAMILY:
        return 0.0
    if marks & SUFFIX:
        return 0.9
    if marks & WORD:
        if not marks & FAMILY:
            return 0.3 if marks & GIVEN else 0.2
        return 0.5 if marks & (_UNLIKELY | HUMAN | PATIENT) else 0.85
    if marks & _UNLIKELY:
        return 0.6 if marks & FAMILY else 0.3
    if marks & PLACE and not marks & NAME:
        return 0.6
    return 1.0


def _surname_first(reading: Reading, first: int, last: int) -> Sighting | None:
    """ "Voss, Garrick": a family name, a comma, a given name, and a label before or an age or number behind."""
    words = reading.words
    if last - first > 2 or last >= len(words) or words[last].gap != ", " or words[last].case == LOWER:
        return None
    family, given = words[last - 1], words[last]
    if not given.marks & GIVEN or family.is_possessive or family.marks & (CALENDAR | REGION | PLACE & ~FAMILY):
        return None
    if family.marks & WORD and not family.marks & FAMILY or family.case == INITIAL:
        return None
    end = last + 1
    if end < len(words) and words[end].case == INITIAL and words[end].gap == " ":
        end += 1
    around = support(reading, first, end)
    alone = words[first].is_first and reading.gap_after(end - 1)[:1] in {"", "\n"}
    if around.weight < 0.3 and not alone:
        return None
    return Sighting(first, end, Kind.NAME, "phi.name", 0.85, around.hint)


def names_in_small(reading: Reading) -> Iterator[Sighting]:
    """Persons whose names are not written with capitals, or in a text that is all capitals."""
    words = reading.words
    index, count = 0, len(words)
    while index < count:
        word = words[index]
        sighting = None
        if word.marks & (ANY_TITLE | PATIENT | KIN | NAMING) and index + 1 < count:
            sighting = _small_after(reading, index)
        elif word.marks & GIVEN and (word.case == LOWER or reading.is_shouted):
            sighting = _small_pair(reading, index)
        if sighting:
            yield sighting
        index = sighting.last if sighting else index + 1


def _is_small(reading: Reading, index: int) -> bool:
    return reading.words[index].case == LOWER or reading.is_shouted


def _small_after(reading: Reading, index: int) -> Sighting | None:
    """ "mrs okafor", "nurse ebele", "mister temperance adeyemi rowe", "my cousin tamsin", "pt jm 72m"."""
    words = reading.words
    lead, first = words[index], index + 1
    if words[first].gap not in {" ", ". "} or lead.is_possessive or not _is_small(reading, first):
        return None
    if lead.marks & PATIENT and _small_initials(reading, first):
        return Sighting(first, first + 1, Kind.NAME, "phi.name", 0.75, "patient")
    if lead.marks & TITLE and lead.lower not in _WEAK_TITLES:
        last = _small_end(reading, first, strict=False)
        return Sighting(first, last, Kind.NAME, "phi.name", 0.85) if last > first else None
    last = _small_end(reading, first, strict=True)
    if last <= first or not words[first].marks & GIVEN:
        return None
    hint = title_hint(lead.marks) or ("patient" if lead.marks & PATIENT else "")
    return Sighting(first, last, Kind.NAME, "phi.name", 0.7, hint)


def _small_initials(reading: Reading, index: int) -> bool:
    word = reading.words[index]
    if len(word.lower) not in (2, 3) or word.marks & (WORD | HEALTH | HUMAN | STAFF) or word.lower in _SHORTHAND:
        return False
    return _INITIALS_END.match(_following(reading, index)) is not None and "." not in word.gap


def _small_end(reading: Reading, first: int, *, strict: bool) -> int:
    """Where a small name ends: at an ordinary word, unless it is a name in front of another."""
    words = reading.words
    last = first
    while last < len(words) and last - first < 3:
        word = words[last]
        if (last > first and word.gap != " ") or not _is_small(reading, last) or word.marks & (CALENDAR | HEALTH | STAFF):
            break
        if len(word.lower) < 3:
            break
        if word.marks & WORD:
            leads = last == first and not strict and word.marks & NAME and last + 1 < len(words)
            if not leads or words[last + 1].marks & WORD or not words[last + 1].marks & NAME:
                break
        elif strict and not word.marks & NAME:
            break
        last += 1
        if word.is_possessive:
            break
    return last


def _small_pair(reading: Reading, index: int) -> Sighting | None:
    """Two listed names together, neither an ordinary word: "john smith"; when shouted the first may be one."""
    words = reading.words
    first = words[index]
    if index + 1 >= len(words) or words[index + 1].gap != " " or first.is_possessive:
        return None
    second = words[index + 1]
    if not _is_small(reading, index + 1) or second.marks & (WORD | _UNLIKELY | CALENDAR) or len(second.lower) < 4:
        return None
    if first.marks & (WORD | _UNLIKELY | CALENDAR) and not reading.is_shouted:
        return None
    if not second.marks & FAMILY and not (reading.is_shouted and not second.marks):
        return None
    if first.marks & HUMAN & ~KIN or len(first.lower) < 3:
        return None
    around = support(reading, index, index + 2)
    return Sighting(index, index + 2, Kind.NAME, "phi.name", 0.7, around.hint)


_WEAK_TITLES = frozenset({"miss", "don", "dame", "sir", "monsieur", "ms", "mx"})
_SHORTHAND = frozenset("who had has hx bp hr rr wt ht iv po im sc sx dx rx tx nkda nka c/o w/o f/u s/p pmh lmp bmi sob".split())
_INITIALS_END = re.compile(r"'s|[,:;)]|\.?$|\s*\(?\d{1,3}\s?(?:[mfy,)]|yo)|\s(?:who|had|has|was|is)\b", re.IGNORECASE)

__all__ = ["LEAST", "Support", "names_in", "names_in_small", "title_hint"]
