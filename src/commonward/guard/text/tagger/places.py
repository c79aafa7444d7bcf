"""Towns, counties and natural places: from the gazetteer, by shape ("Quill Harbor"), by a preposition."""

from commonward.guard.contract import Kind
from commonward.guard.text.lexicons import (
    ANY_TITLE,
    CALENDAR,
    CARE_EVENT,
    CONDITION,
    EPONYM,
    EPONYM_HEAD,
    GEO_FEATURE,
    GIVEN,
    LONGEST_PHRASE,
    NAME,
    ORGANISATION,
    PARTICLE,
    PHRASE_START,
    PLACE,
    PREPOSITION,
    REGION,
    STREET,
    THING,
    WORD,
    word_set,
)
from commonward.guard.text.tagger.runs import Run
from commonward.guard.text.tagger.sighting import Sighting
from commonward.guard.text.words import INITIAL, LOWER, TITLE_CASE, UPPER_CASE, Wording

_COUNTY = frozenset({"county", "parish", "township", "borough", "district", "village", "municipality", "province"})
_WHERE = word_set(
    """
    in from near at around outside to of across en desde de cerca visiting
    """
)
_STREETS_FIRST = frozenset({"calle", "avenida", "avda", "paseo", "plaza"})
# From these it is a person who sends: "a card from Florence".
SENT_BY = word_set(
    """
    card letter message text call email e-mail note review thanks love hugs heard hear greetings gift words
    """
)
_SETTLEMENTS = frozenset({"village", "town", "hometown", "hamlet", "island", "parish", "city", "pueblo"})
_HAPPENINGS = word_set(
    "crash fire accident flood floods shooting explosion collapse derailment bombing disaster stabbing rescue"
    " earthquake"
)
_SURE_WHERE = word_set(
    """
    in from near outside around en desde
    """
)
_NO_PLACE = ANY_TITLE | CALENDAR | THING | EPONYM | CARE_EVENT | CONDITION | ORGANISATION


def places(wording: Wording, run: Run) -> list[Sighting]:
    """The places that a run names. A word that is a person's name too needs a preposition or a state behind it."""
    found: list[Sighting] = []
    index = run.first
    while index < run.last:
        sighting = _listed(wording, index, run) or _shaped(wording, index, run)
        if sighting:
            found.append(sighting)
            index = sighting.last
        else:
            index += 1
    return found


def _listed(wording: Wording, index: int, run: Run) -> Sighting | None:
    """A place of the gazetteer that begins here, the longest."""
    word = wording.words[index]
    if word.marks & PHRASE_START:
        for length in range(min(LONGEST_PHRASE, len(wording.words) - index), 1, -1):
            last = index + length
            if last > run.last and wording.words[last - 1].case == LOWER:
                continue
            phrase = wording.phrase(index, last)
            if phrase in wording.lexicons.regions:
                return Sighting(index, last, Kind.LOCATION, "", 0.9)
            if phrase in wording.lexicons.places and all(wording.words[k].gap == " " for k in range(index + 1, last)):
                return _with_state(wording, index, last, _phrase_confidence(wording, index, last))
    if _happened_there(wording, index) and not word.marks & WORD:
        return Sighting(index, index + 1, Kind.LOCATION, "phi.geo", 0.75)
    if not word.marks & (PLACE | REGION) or word.case in (LOWER, INITIAL) or _is_shared(wording, index, run):
        return None
    if _is_eponym(wording, index):
        return None
    if word.marks & CALENDAR or (word.is_first and word.marks & WORD and not _led(wording, index)):
        return None
    if word.marks & REGION:
        doubtful = word.marks & (WORD | GIVEN)
        confidence = (0.75 if _led(wording, index) else 0.4) if doubtful else 0.85
        return Sighting(index, index + 1, Kind.LOCATION, "", confidence) if confidence > 0.5 else None
    if word.case == UPPER_CASE and not wording.is_shouted and (word.marks & (WORD | THING) or len(word.lower) < 6):
        return None  # an abbreviation
    return _with_state(wording, index, index + 1, _town_confidence(wording, index))


def _is_shared(wording: Wording, index: int, run: Run) -> bool:
    """Whether the word is one of a person's names because of the words that it touches."""
    words = wording.words
    if index + 1 < run.last and words[index + 1].marks & (NAME | PLACE) and not words[index + 1].marks & GEO_FEATURE:
        return bool(words[index].marks & GIVEN) and words[index + 1].gap == " "
    if index > run.first and words[index].gap in {" ", ". "}:
        before = words[index - 1]
        return bool(before.marks & (GIVEN | ANY_TITLE) and not before.marks & PREPOSITION) or before.case == INITIAL
    return False


def _phrase_confidence(wording: Wording, first: int, last: int) -> float:
    words = wording.words[first:last]
    if words[0].marks & GIVEN and all(word.marks & NAME for word in words):
        return 0.75 if _led(wording, first) else 0.3  # "Jordan Hill" is a town in the list and more often a person
    ordinary = all(word.marks & WORD for word in words)
    return (0.85 if _led(wording, first) else 0.5) if ordinary else 0.85


def _town_confidence(wording: Wording, index: int) -> float:
    word = wording.words[index]
    doubtful = bool(word.marks & (NAME | WORD | THING))
    if _led(wording, index):
        if word.marks & (CARE_EVENT | CONDITION | EPONYM | CALENDAR) or (word.marks & WORD and word.is_possessive):
            return 0.3
        before = wording.words[index - 1].lower
        if word.marks & GIVEN and before not in {"in", "near", "outside", "around", "from"}:
            return 0.4
        if word.marks & GIVEN and before == "from" and index > 1 and wording.words[index - 2].lower in SENT_BY:
            return 0.3
        return 0.85 if before in _SURE_WHERE else 0.6
    if word.marks & GIVEN or word.marks & WORD or (word.is_first and doubtful):
        return 0.3
    return 0.45 if doubtful else 0.65


def _with_state(wording: Wording, first: int, last: int, confidence: float) -> Sighting | None:
    """Take in a state that follows, which makes the town sure ("Rochester, MN", "Rochester, Minnesota")."""
    words = wording.words
    if last < len(words) and words[last].gap in {", ", ","} and words[last].case != LOWER:
        following = words[last]
        if following.case == UPPER_CASE and following.lower in wording.lexicons.state_codes:
            return Sighting(first, last + 1, Kind.LOCATION, "phi.geo", 0.95)
        if following.marks & REGION:
            confidence = max(confidence, 0.9)
    return Sighting(first, last, Kind.LOCATION, "phi.geo", confidence) if confidence >= 0.5 else None


def _led(wording: Wording, index: int) -> bool:
    """Whether a preposition of place stands right before this word."""
    if index == 0 or wording.words[index].gap not in {" ", ", "}:
        return False
    before = wording.words[index - 1]
    if wording.words[index].gap == ", ":
        named = before.lower in _SETTLEMENTS  # "her village, Little Pemberton"
        return named or (bool(before.marks & (STREET | PLACE)) and before.case != LOWER)
    return bool(before.marks & PREPOSITION) or before.lower in _WHERE


def _happened_there(wording: Wording, index: int) -> bool:
    """ "the Dunmore crash": an event that is called after its place."""
    words = wording.words
    if index == 0 or index + 1 >= len(words) or words[index].gap != " " or words[index + 1].gap != " ":
        return False
    return words[index - 1].lower in {"the", "that", "this"} and words[index + 1].lower in _HAPPENINGS


def _is_eponym(wording: Wording, index: int) -> bool:
    """Whether a score or disease is called after the place ("Framingham risk score")."""
    words = wording.words
    heads = words[index + 1 : index + 3]
    return any(word.marks & EPONYM_HEAD and word.gap == " " for word in heads[:1]) or (
        len(heads) == 2 and heads[0].lower == "risk" and bool(heads[1].marks & EPONYM_HEAD)
    )


def _shaped(wording: Wording, index: int, run: Run) -> Sighting | None:
    """A place by its form: "Quill Harbor", "Tamarind County", "Tern Street", "in Tillermouth", "from Dunmore"."""
    words = wording.words
    word = words[index]
    if _happened_there(wording, index) and not word.marks & (WORD | CALENDAR) and word.case == TITLE_CASE:
        return Sighting(index, index + 1, Kind.LOCATION, "phi.geo", 0.75)
    if word.lower in _STREETS_FIRST:
        return _spanish_street(wording, index)
    if word.case in (LOWER, INITIAL) or word.marks & _NO_PLACE or _is_shared(wording, index, run):
        return None
    if word.is_first and word.marks & WORD:
        return None
    last = index + 1
    while last < run.last and last - index < 3 and not words[last].marks & (GEO_FEATURE | STREET):
        last += 1
    if last < run.last and words[last].marks & (GEO_FEATURE | STREET) and words[last].case != LOWER:
        return _featured(wording, index, last + 1)
    if (
        last == index + 1
        and index + 1 < len(words)
        and words[index + 1].lower in _COUNTY
        and words[index + 1].gap == " "
    ):
        return Sighting(index, index + 2, Kind.LOCATION, "phi.geo", 0.8)
    return _led_or_ended(wording, index, run)


def _spanish_street(wording: Wording, index: int) -> Sighting | None:
    """ "Calle Carmen Romero", "Avenida de la Paz": the kind of street stands first."""
    words = wording.words
    last = index + 1
    while last < len(words) and last - index < 6 and words[last].gap == " ":
        if words[last].case == LOWER and not words[last].marks & PARTICLE:
            break
        last += 1
    while words[last - 1].case == LOWER and last > index + 1:
        last -= 1
    return Sighting(index, last, Kind.LOCATION, "phi.geo", 0.8) if last > index + 1 else None


def _featured(wording: Wording, first: int, last: int) -> Sighting | None:
    words = wording.words
    if any(word.marks & (ANY_TITLE | CALENDAR) for word in words[first:last]):
        return None
    is_person = words[first].marks & GIVEN and not words[first].marks & WORD and words[last - 1].marks & NAME
    if words[last - 1].marks & STREET and not words[last - 1].marks & GEO_FEATURE:
        return None if is_person and not _led(wording, first) else Sighting(first, last, Kind.LOCATION, "phi.geo", 0.75)
    if words[last - 1].lower in _COUNTY:
        return Sighting(first, last, Kind.LOCATION, "phi.geo", 0.85)
    confidence = 0.85 if _led(wording, first) else 0.3 if is_person else 0.6
    return Sighting(first, last, Kind.LOCATION, "phi.geo", confidence) if confidence >= 0.5 else None


def _led_or_ended(wording: Wording, index: int, run: Run) -> Sighting | None:
    """An unlisted word after "in", "from" or "near", or one that ends as towns do."""
    words = wording.words
    word = words[index]
    if word.marks & (WORD | GIVEN) or word.case == UPPER_CASE or index > run.first:
        return None
    if index + 1 < run.last and not words[index + 1].marks & PLACE:
        return None
    if not _led(wording, index) or word.is_possessive:
        return None
    ends_so = word.lower.endswith(wording.lexicons.town_endings) and len(word.lower) > 5
    before = words[index - 1].lower
    if ends_so:
        return Sighting(index, index + 1, Kind.LOCATION, "phi.geo", 0.85 if before in _SURE_WHERE else 0.75)
    if before in {"in", "near", "outside", "from"} and not word.marks and word.text[1:].islower():
        return Sighting(index, index + 1, Kind.LOCATION, "phi.geo", 0.6 if before != "from" else 0.5)
    return None
