"""Names of persons: by title, by the lists, by shape, and by what stands around them.

In ordinary text a name is written with capitals, so only runs of capitals are looked at; small words are looked at
where a title, a patient word or two listed names stand together ("mrs okafor", "pt jm 72m", "john smith"). A word that
is an ordinary word too ("Grace", "Will") needs more around it, and one that is written with a capital only because a
sentence begins is no name.
"""

import re
from collections.abc import Iterator

from commonward.guard.contract import Kind
from commonward.guard.text.lexicons import (
    ABBREVIATION,
    ANY_TITLE,
    CALENDAR,
    CARE_EVENT,
    CLERGY,
    CLINICIAN,
    CONDITION,
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
    PREPOSITION,
    PUBLIC_TITLE,
    REGION,
    SECOND_PERSON,
    STAFF,
    STREET,
    SUFFIX,
    THING,
    TITLE,
    WORD,
    word_set,
)
from commonward.guard.text.tagger.places import SENT_BY
from commonward.guard.text.tagger.runs import Run
from commonward.guard.text.tagger.sighting import Sighting
from commonward.guard.text.tagger.support import Support, support
from commonward.guard.text.words import INITIAL, LOWER, UPPER_CASE, Word, Wording

LEAST = 0.5
_MOST_WORDS = 5
_NEVER = CALENDAR | REGION | FIRST_PERSON | SECOND_PERSON | GREETING | NAMING
_UNLIKELY = THING | EPONYM | HEALTH | ORGANISATION | EVENT


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


def _titled(wording: Wording, index: int, limit: int) -> Sighting | None:
    """What follows a title: up to five words, particles and initials included."""
    words = wording.words
    title = words[index]
    first = index + 1
    while first < limit and words[first].marks & ANY_TITLE and words[first].marks & (ABBREVIATION | TITLE):
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
    if word.case == LOWER or (word.marks & _NEVER and not word.marks & GIVEN):
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
        base = _likeness(wording, first, last)
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


def _likeness(wording: Wording, first: int, last: int) -> float:
    """How much these words look like one person's name, whatever stands around them."""
    words = wording.words[first:last]
    if words[0].is_first and not words[0].marks & NAME and wording.document.language == "es":
        return 0.0  # the list of ordinary words is English
    marks_of_all = 0
    for word in words:
        marks_of_all |= word.marks
    if words[-1].lower == "i" or (words[0].marks & ANY_TITLE and not words[0].marks & GIVEN):
        return 0.0
    if marks_of_all & _NEVER and not all(word.marks & NAME or word.case == INITIAL for word in words):
        return 0.0
    if _is_eponym(wording, first, last) or _tells_which(wording, first, last):
        return 0.0
    if words[0].case == INITIAL:
        return _initials(wording, words)
    if len(words) == 1:
        return _single(wording, first)
    return _full(words)


def _is_eponym(wording: Wording, first: int, last: int) -> bool:
    """Whether a disease, a test or a thing called after somebody is meant ("Bell palsy", "Crohn's", "Fabry gene")."""
    word = wording.words[last - 1]
    following = wording.words[last] if last < len(wording.words) and wording.words[last].gap == " " else None
    if following and following.marks & EPONYM_HEAD:
        alone = last - first == 1 and (not word.marks & GIVEN or following.lower in _SURE_HEADS)
        return word.marks & EPONYM > 0 or alone or following.lower in _DISEASE_HEADS
    if following and _leads_to_illness(wording, last):
        return True
    theirs = word.is_possessive and following is not None and following.marks & CARE_EVENT  # "Ysolde's dialysis line"
    if following and last - first == 1 and following.marks & CONDITION and following.case == LOWER and not theirs:
        return not word.marks & GIVEN or word.marks & EPONYM > 0
    if (
        last - first == 1
        and first > 1
        and wording.words[first - 1].lower == "of"
        and wording.words[first - 2].lower in _ORGANS
    ):
        return True  # "vein of Galen"
    return last - first == 1 and word.marks & EPONYM > 0 and word.is_possessive


def _tells_which(wording: Wording, first: int, last: int) -> bool:
    """ "the London marathon", "NASS: 28 …": one word that says which thing is meant, or labels what follows."""
    words = wording.words
    word = words[first]
    if last - first > 1 or word.is_possessive:
        return False
    if word.case == UPPER_CASE and wording.gap_after(first)[:1] == ":" and not wording.is_shouted:
        return True
    following = words[last] if last < len(words) and words[last].gap == " " else None
    led = first > 0 and word.gap == " " and words[first - 1].lower == "the"
    return (
        led
        and following is not None
        and following.case == LOWER
        and bool(following.marks & (EVENT | STREET | ORGANISATION))
    )


def _leads_to_illness(wording: Wording, index: int) -> bool:
    """ "Ullrich congenital muscular dystrophy", "Jervell and Lange-Nielsen syndrome": adjectives and further names up
    to
    the name of an illness."""
    words = wording.words
    for position in range(index, min(index + _FARTHEST_HEAD, len(words))):
        word = words[position]
        if word.gap not in {" ", "-"}:
            return False
        if word.lower in _DISEASE_HEADS or (word.case == LOWER and _ILLNESS_ENDING.search(word.lower)):
            return True
        links = word.lower in {"and", "van", "de", "von", "type"} or word.case != LOWER
        if not links and not _ADJECTIVE_ENDING.search(word.lower):
            return False
    return False


def _initials(wording: Wording, words: tuple[Word, ...]) -> float:
    """ "R. Vantongeren", "J. K. Smith"; bare initials need a patient word, which support brings."""
    rest = [word for word in words if word.case != INITIAL]
    if not rest:
        return 0.3 if len(words) in (2, 3) and words[1].gap in {".", ". "} else 0.0
    if len(rest) > 2 or rest[0].marks & (_NEVER | ORGANISATION | HEALTH | CALENDAR) or words[1].gap not in {". ", "."}:
        return 0.0
    if rest[-1].case == LOWER or (rest[-1].case == UPPER_CASE and not rest[-1].marks & NAME):
        return 0.0
    if rest[0].marks & WORD and not rest[0].marks & NAME:
        return 0.0
    if any(not word.marks and _is_written_small(wording, word) for word in rest):
        return 0.0
    return 0.6 if rest[-1].marks & (WORD | _UNLIKELY) else 0.8


def _single(wording: Wording, index: int) -> float:
    word = wording.words[index]
    marks = word.marks
    if word.case == UPPER_CASE and not wording.is_shouted:
        return _capitals(wording, index)
    if (len(word.lower) < 3 and not marks & GIVEN) or _names_nobody(word):
        return 0.0
    if marks & (PLACE | REGION) and _stands_for_place(wording, index):
        return 0.0
    if marks & GIVEN and not marks & (WORD | _UNLIKELY | CALENDAR | REGION):
        if marks & PLACE:
            return 0.4 if word.is_first else 0.5
        return 0.55 if word.is_first else 0.65
    if marks & (CALENDAR | REGION | ORGANISATION | EVENT):
        return 0.1 if marks & GIVEN else 0.0
    if marks & GIVEN:
        return 0.1 if word.is_first or marks & _UNLIKELY else 0.3
    if marks & (WORD | _UNLIKELY):
        return 0.1 if marks & FAMILY and not word.is_first else 0.0
    if marks & FAMILY:
        return 0.25 if word.is_first or marks & PLACE else 0.35
    if marks & PLACE or not _is_plain(word) or _MEDICAL_ENDING.search(word.lower):
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
        if previous.marks & PATIENT and word.gap == " " and _INITIALS_END.match(_following(wording, index)):
            return 0.3
        return 0.0
    if word.marks & NAME and not word.marks & (WORD | _UNLIKELY | HUMAN) and len(word.lower) > 3:
        return 0.3
    return 0.0


def _following(wording: Wording, index: int) -> str:
    end = wording.words[index].end
    return wording.document.view[end : end + 10].decode("ascii")


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
        sure = first.marks & NAME and not first.marks & (WORD | _UNLIKELY | CALENDAR)
        return 0.85 if sure else 0.55 if first.marks & GIVEN and not first.is_first else 0.3 if not first.marks else 0.0
    closing = _closing(last)
    if first.marks & WORD and last.marks & WORD:
        closing *= 0.7
    if first.marks & GIVEN and not first.marks & (WORD | CALENDAR):
        opening = 0.9 if not first.marks & _UNLIKELY else 0.7
    elif first.marks & GIVEN:
        opening = 0.6 if first.is_first else 0.7
    elif first.marks & FAMILY and not first.marks & (WORD | _UNLIKELY | CALENDAR):
        opening = 0.7
    elif not first.marks:
        known = any(word.marks & NAME for word in words[1:])
        opening = (0.6 if known else 0.5) if _is_plain(first) and not _MEDICAL_ENDING.search(first.lower) else 0.2
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
        return 0.5 if marks & (_UNLIKELY | HUMAN | PATIENT) else 0.85
    if marks & _UNLIKELY:
        return 0.6 if marks & FAMILY else 0.3
    if marks & PLACE and not marks & NAME:
        return 0.6
    return 0.4 if not marks and _MEDICAL_ENDING.search(last.lower) else 1.0


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
    return _INITIALS_END.match(_following(wording, index)) is not None and "." not in word.gap


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
    if not _is_small(wording, index + 1) or second.marks & (WORD | _UNLIKELY | CALENDAR) or len(second.lower) < 4:
        return None
    if first.marks & (WORD | _UNLIKELY | CALENDAR) and not wording.is_shouted:
        return None
    if not second.marks & FAMILY and not (wording.is_shouted and not second.marks):
        return None
    if first.marks & HUMAN & ~KIN or len(first.lower) < 3:
        return None
    around = support(wording, index, index + 2)
    return Sighting(index, index + 2, Kind.NAME, "phi.name", 0.7, around.hint)


_WHERE = frozenset({"in", "near", "outside", "around", "from", "en", "desde"})
_PLACEHOLDERS = frozenset({"x", "y", "z", "xx", "xyz", "abc", "abcd", "xxx"})
_WEAK_TITLES = frozenset({"miss", "don", "dame", "sir", "monsieur", "ms", "mx"})
# Endings of names of illnesses, drugs and procedures.
_MEDICAL_ENDING = re.compile(
    "(?:osis|itis|emia|aemia|oma|pathy|malacia|plasia|trophy|ectomy|otomy|ostomy|oscopy|algia|uria|opia|mab|nib|pril|"
    "sartan|statin|azole|cillin|mycin|olol|idine|amine|azine|amide|oxacin|vir|parin|gliptin|glutide|gliflozin|triptan|"
    "osa|ensis|ella|coccus|bacter|virus|plasma|idis)$"
)
_DISEASE_HEADS = frozenset({"disease", "syndrome", "palsy", "dystrophy", "tumor", "tumour"})
_FARTHEST_HEAD = 5
_ORGANS = word_set(
    "vein ampulla circle foramen sphincter crypts islets canal node bundle duct triangle angle valve tunica loop"
)
_ADJECTIVE_ENDING = re.compile(r"(?:al|ar|ic|oid|ous|ary|ive|ile|tic|ose|ing|ed)$")
_ILLNESS_ENDING = re.compile(
    r"(?:osis|itis|emia|aemia|oma|pathy|plasia|trophy|penia|derma|ism|algia|uria|phyria|aneurysm|dysplasia|disease"
    r"|anomaly"
    r"|malformation|deficiency|sclerosis|cyst|tumou?r|anaemia|chorea|ataxia|palsy|dystrophy|lymphoma)$"
)
_SURE_HEADS = _DISEASE_HEADS | {"score", "scale", "sign", "criteria", "classification", "index", "syndrome"}
_SHORTHAND = word_set(
    """
    adm dob wbc hgb dnr gcs loc ama fhx dc rm nok
    who had has hx bp hr rr wt ht iv po im sc sx dx rx tx nkda nka c/o w/o f/u s/p pmh lmp bmi sob
    """
)
_INITIALS_END = re.compile(r"'s|[,:;)]|\.?$|\s*\(?\d{1,3}\s?(?:[mfy,)]|yo)|\s(?:who|had|has|was|is)\b", re.IGNORECASE)

__all__ = ["LEAST", "Support", "names_in", "names_in_small", "title_hint"]
