"""How much words look like one person's name, whatever stands around them."""

import re

from commonward.guard.text.lexicons import (
    ANY_TITLE,
    CALENDAR,
    EPONYM,
    EVENT,
    FAMILY,
    FIRST_PERSON,
    GIVEN,
    GREETING,
    HEALTH,
    HUMAN,
    KIN,
    NAME,
    NAMING,
    ORGANISATION,
    PARTICLE,
    PATIENT,
    PLACE,
    REGION,
    SECOND_PERSON,
    STAFF,
    STREET,
    SUFFIX,
    THING,
    WORD,
    word_set,
)
from commonward.guard.text.tagger.eponyms import is_eponym, tells_which
from commonward.guard.text.tagger.places import SENT_BY
from commonward.guard.text.words import INITIAL, LOWER, UPPER_CASE, Word, Wording

NEVER = CALENDAR | REGION | FIRST_PERSON | SECOND_PERSON | GREETING | NAMING
UNLIKELY = THING | EPONYM | HEALTH | ORGANISATION | EVENT


def likeness(wording: Wording, first: int, last: int) -> float:
    """How much these words look like one person's name, whatever stands around them."""
    words = wording.words[first:last]
    if words[0].is_first and not words[0].marks & NAME and wording.document.language == "es":
        return 0.0  # the list of ordinary words is English
    marks_of_all = 0
    for word in words:
        marks_of_all |= word.marks
    if words[-1].lower == "i" or (words[0].marks & ANY_TITLE and not words[0].marks & GIVEN):
        return 0.0
    if marks_of_all & NEVER and not all(word.marks & NAME or word.case == INITIAL for word in words):
        return 0.0
    if is_eponym(wording, first, last) or tells_which(wording, first, last):
        return 0.0
    if words[0].case == INITIAL:
        return _initials(wording, words)
    if len(words) == 1:
        return _single(wording, first)
    return 0.0 if _is_asked_about(wording, first, last) else _full(words)


def _is_asked_about(wording: Wording, first: int, last: int) -> bool:
    """ "What is the outlook for Spina Bifida?": what a question ends with is a thing, unless a name is listed."""
    words = wording.words
    if any(word.marks & NAME for word in words[first:last]) or not wording.gap_after(last - 1).lstrip().startswith("?"):
        return False
    opener = words[wording.sentences[words[first].sentence].first]
    return opener.lower in {"what", "how", "who", "is", "are", "which", "can"}


def _initials(wording: Wording, words: tuple[Word, ...]) -> float:
    """ "R. Vantongeren", "J. K. Smith"; bare initials need a patient word, which support brings."""
    rest = [word for word in words if word.case != INITIAL]
    if not rest:
        return 0.3 if len(words) in (2, 3) and words[1].gap in {".", ". "} else 0.0
    if len(rest) > 2 or rest[0].marks & (NEVER | ORGANISATION | HEALTH | CALENDAR) or words[1].gap not in {". ", "."}:
        return 0.0
    if rest[-1].case == LOWER or (rest[-1].case == UPPER_CASE and not rest[-1].marks & NAME):
        return 0.0
    if rest[0].marks & WORD and not rest[0].marks & NAME:
        return 0.0
    if any(not word.marks and _is_written_small(wording, word) for word in rest):
        return 0.0
    return 0.6 if rest[-1].marks & (WORD | UNLIKELY) else 0.8


# "Someone Else", as a headline has it.
_ANYBODY = frozenset(
    f"{which}{what}" for which in ("some", "any", "every", "no") for what in ("one", "body", "where", "thing")
)


def _says_else(wording: Wording, index: int) -> bool:
    return wording.words[index].lower == "else" and index > 0 and wording.words[index - 1].lower in _ANYBODY


def _single(wording: Wording, index: int) -> float:
    word = wording.words[index]
    marks = word.marks
    if word.case == UPPER_CASE and not wording.is_shouted:
        return _capitals(wording, index)
    if (len(word.lower) < 3 and not marks & GIVEN) or _names_nobody(word) or _says_else(wording, index):
        return 0.0
    if marks & (PLACE | REGION) and _stands_for_place(wording, index):
        return 0.0
    if marks & GIVEN and not marks & (WORD | UNLIKELY | CALENDAR | REGION):
        if marks & PLACE:
            return 0.4 if word.is_first else 0.5
        return 0.55 if word.is_first else 0.65
    if marks & (CALENDAR | REGION | ORGANISATION | EVENT):
        return 0.1 if marks & GIVEN else 0.0
    if marks & GIVEN:
        return 0.1 if word.is_first or marks & UNLIKELY else 0.3
    if marks & (WORD | UNLIKELY):
        return 0.1 if marks & FAMILY and not word.is_first else 0.0
    if marks & FAMILY:
        return 0.25 if word.is_first or marks & PLACE else 0.35
    if marks & PLACE or not _is_plain(word) or word.lower.endswith(_MEDICAL_ENDINGS):
        return 0.1
    if not marks and _is_written_small(wording, word):
        return 0.0
    return 0.15 if word.is_first else 0.25


def _names_nobody(word: Word) -> bool:
    """ "Hi Doctor", "Baby's first steps", "Von": no names by themselves."""
    marks = word.marks
    if marks & GIVEN and not marks & (WORD | PARTICLE | ANY_TITLE):
        return False
    return bool(marks & (PATIENT | STAFF | GREETING)) or bool(
        marks & (KIN | ANY_TITLE | PARTICLE) and (marks & WORD or len(word.lower) < 4)
    )


def _is_written_small(wording: Wording, word: Word) -> bool:
    """Whether the text writes an unlisted word small elsewhere, as names never are: "M. Malmoense … malmoense"."""
    return not wording.is_shouted and word.lower in wording.small


def _stands_for_place(wording: Wording, index: int) -> bool:
    """Whether a town that is also a name is meant: "in Charlotte", "from Cleveland", not "a card from Florence"."""
    words = wording.words
    if index == 0 or words[index].gap not in {" ", ", "}:
        return False
    before = words[index - 1]
    if words[index].gap == ", ":
        return bool(before.marks & (STREET | PLACE)) and before.case != LOWER
    sent = index > 1 and words[index - 2].lower in SENT_BY
    return before.lower in _WHERE and not (before.lower == "from" and sent)


def _capitals(wording: Wording, index: int) -> float:
    """A word all in capitals in a text that is not: an abbreviation, unless it is a name or a patient's initials."""
    word = wording.words[index]
    if len(word.lower) in (2, 3) and not word.marks & (WORD | HEALTH | HUMAN) and index:
        previous = wording.words[index - 1]
        # "Pt JM, 72M": only right behind a patient word and with an age or an end behind it.
        if previous.marks & PATIENT and word.gap == " " and INITIALS_END.match(following_text(wording, index)):
            return 0.3
        return 0.0
    if word.marks & NAME and not word.marks & (WORD | UNLIKELY | HUMAN) and len(word.lower) > 3:
        return 0.3
    return 0.0


def _full(words: tuple[Word, ...]) -> float:
    """Two words and more. The first counts most: it is a given name, may be one, or is unknown."""
    first, last = words[0], words[-1]
    if any(word.case == UPPER_CASE for word in words) and not all(
        (word.marks & NAME and not word.marks & WORD) or word.case == INITIAL for word in words
    ):
        return 0.0 if first.case == UPPER_CASE or not first.marks & GIVEN else 0.1
    middle = words[1:-1]
    if any(word.marks & WORD and not word.marks & (NAME | PARTICLE) for word in middle):
        return 0.0
    if last.case == INITIAL:
        sure = first.marks & NAME and not first.marks & (WORD | UNLIKELY | CALENDAR)
        return 0.85 if sure else 0.55 if first.marks & GIVEN and not first.is_first else 0.3 if not first.marks else 0.0
    closing = _closing(last)
    if first.marks & WORD and last.marks & WORD:
        closing *= 0.7
    if first.marks & GIVEN and not first.marks & (WORD | CALENDAR):
        opening = 0.9 if not first.marks & UNLIKELY else 0.7
    elif first.marks & GIVEN:
        opening = 0.6 if first.is_first else 0.7
    elif first.marks & FAMILY and not first.marks & (WORD | UNLIKELY | CALENDAR):
        opening = 0.7
    elif not first.marks:
        known = any(word.marks & NAME for word in words[1:])
        opening = (0.6 if known else 0.5) if _is_plain(first) and not first.lower.endswith(_MEDICAL_ENDINGS) else 0.2
    else:
        opening = 0.25
    if first.marks & PLACE and not first.marks & GIVEN:
        opening -= 0.2
    return max(0.0, round(opening * closing, 2))


def _is_plain(word: Word) -> bool:
    """Written as names are: "Odalys", "Osei-Lund", "McKay", not "MedlinePlus"."""
    parts = re.split("[-']", word.text)
    return all(part[1:].islower() or len(part) < 2 or part.startswith(("Mc", "Mac")) for part in parts)


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
        return 0.5 if marks & (UNLIKELY | HUMAN | PATIENT) else 0.85
    if marks & UNLIKELY:
        return 0.6 if marks & FAMILY else 0.3
    if marks & PLACE and not marks & NAME:
        return 0.6
    return 0.4 if not marks and last.lower.endswith(_MEDICAL_ENDINGS) else 1.0


_WHERE = frozenset({"in", "near", "outside", "around", "from", "en", "desde"})
_MEDICAL_ENDINGS = tuple(
    word_set(
        """
        osis itis emia aemia oma pathy malacia plasia trophy ectomy otomy ostomy oscopy algia uria opia mab nib
        pril sartan statin azole cillin mycin olol idine amine azine amide oxacin vir parin gliptin glutide
        gliflozin triptan osa ensis ella coccus bacter virus plasma idis
        """
    )
)


def following_text(wording: Wording, index: int) -> str:
    """What stands right behind a word."""
    end = wording.words[index].end
    return wording.document.view[end : end + 10].decode("ascii")


INITIALS_END = re.compile(
    r"'s|[,:;)]|\.?$|\s*\(?\d{1,3}\s?(?:[mfy,)]|yo)|\s(?:who|had|has|was|is|dob|mrn|still|needs)\b", re.IGNORECASE
)
