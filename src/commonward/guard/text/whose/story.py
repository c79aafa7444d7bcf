"""What a text tells of one person under care, counted: how many people of the place fit it.

The place, the age, the sex, the work, the illness and the office may stand in different sentences; what is told of
colleagues, of the public or of nobody is left out. Nothing is counted where no place with known people is named.
See docs/guard-indirect.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from commonward.guard.contract import Kind
from commonward.guard.text import crowd, numbers
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.crowd import Crowd, Fact, FactKind, Town, spanish
from commonward.guard.text.cues import Cue
from commonward.guard.text.lexicons import CLINICIAN, STAFF
from commonward.guard.text.whose import places
from commonward.guard.text.whose.quasi import RARE_WORK
from commonward.guard.text.whose.tie import Tie

#: How surely a sentence must speak of somebody under care for its facts to be theirs.
_LEAST: Final = 0.4
_LONGEST: Final = 4  # words of an illness or occupation
_MOST_SENTENCES: Final = 60  # of a text; a story that needs more is no post


@dataclass(frozen=True, slots=True)
class Told:
    """A fact and where it is told, in offsets of the normalised text."""

    fact: Fact
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Story:
    """All that is told of a person of a place, and how many fit it."""

    crowd: Crowd
    place: Candidate
    told: tuple[Told, ...] = field(repr=False)

    @property
    def best(self) -> Told:
        """The fact whose removal lets most people fit; a fact of one's sex is left where another does as well."""
        return max(self.told, key=lambda one: (round(self.crowd.without[one.fact].middle), one.fact.kind != "sex"))

    def span(self, tie: Tie) -> tuple[int, int]:
        """The sentence's stretch that tells most, from its first fact to its last, the place included."""
        document = tie.scene.wording.document
        spans = [document.text_span(self.place.start, self.place.end)]
        spans += [(one.start, one.end) for one in self.told if one.fact.kind is not FactKind.SEX]
        by_sentence: dict[int, list[tuple[int, int]]] = {}
        for start, end in spans:
            by_sentence.setdefault(_sentence_at(tie, start), []).append((start, end))
        fullest = max(by_sentence.values(), key=lambda found: (len(found), -found[0][0]))
        return min(start for start, _ in fullest), max(end for _, end in fullest)


def read_story(tie: Tie) -> Story | None:
    """What the text tells of somebody under care and of a place, or None when there is nothing to count."""
    scene = tie.scene
    if len(scene.wording.sentences) > _MOST_SENTENCES or not scene.wording.words:
        return None
    sited = _place(tie)
    if sited is None:
        return None
    place, town = sited
    theirs = {
        sentence
        for sentence in range(len(scene.wording.sentences))
        if max(tie.here(sentence), 0.75 * tie.here(sentence - 1)) >= _LEAST and not scene.around(sentence).public
    }
    theirs.add(scene.sentence_of(place))
    told: dict[FactKind, Told] = {}
    for one in _facts(tie, town, place):
        if _sentence_at(tie, one.start) in theirs and (
            one.fact.kind not in told or one.fact.share.high < told[one.fact.kind].fact.share.high
        ):
            told[one.fact.kind] = one
    if not told.keys() - {FactKind.SEX}:
        return None
    facts = tuple(told.values())
    return Story(crowd.estimate(crowd.load(), town, [one.fact for one in facts]), place, facts)


def _place(tie: Tie) -> tuple[Candidate, Town] | None:
    """The place of the person under care that has known people; the smallest, for it tells most."""
    found: list[tuple[int, Candidate, Town]] = []
    for entity in tie.scene.entities:
        if entity.kind is not Kind.LOCATION or entity.rule != "phi.geo" or entity.hint in {"public", "generic"}:
            continue
        if places.place_confidence(tie, entity) < 0.5:
            continue
        town = town_of(tie.scene.quote(entity), tie.scene.submission.country)
        if town is not None:
            found.append((town.people, entity, town))
    if not found:
        return None
    _, entity, town = min(found, key=lambda one: (one[0], one[1].start))
    return entity, town


def town_of(quote: str, country: str | None) -> Town | None:
    """The town that a quote names ("Camden, Maine"): the largest of that name in the state or country that is said."""
    name, _, state = (part.strip() for part in quote.partition(","))
    towns = crowd.load().towns(name)
    region = state.upper() if len(state) == 2 else _STATES.get(state.lower(), "")
    for chosen in (
        [town for town in towns if region and town.region == region],
        [town for town in towns if country and town.country == country.upper()],
        towns,
    ):
        if chosen:
            return chosen[0]
    return None


def _sentence_at(tie: Tie, offset: int) -> int:
    words = tie.scene.wording.words
    return words[min(tie.scene.wording.at(offset), len(words) - 1)].sentence


def _facts(tie: Tie, town: Town, place: Candidate) -> Iterator[Told]:
    document = tie.scene.wording.document
    for entity in tie.scene.entities:
        if entity.kind is Kind.AGE and entity.hint not in {"public", "generic"}:
            start, end = document.text_span(entity.start, entity.end)
            fact = _age(document.text[start:end].lower(), town)
            if fact is not None:
                yield Told(fact, start, end)
    yield from _sexes(tie)
    yield from _listed(tie, town, document.text_span(place.start, place.end))
    text = document.view.decode("ascii")
    for match in _OFFICE.finditer(document, text):
        yield Told(crowd.only_one(town), *match.span())
    for match in _TRADE.finditer(document, text):
        yield Told(crowd.only_one(town, for_each=2_000), *match.span("work"))


def _age(quote: str, town: Town) -> Fact | None:
    """An age in years, of a baby its year; a decade ("in her forties") as its ten years."""
    years = numbers.number(quote)
    if _UNDER_A_YEAR.search(quote):
        return crowd.age(crowd.load(), 0, town.country)
    if _DECADE.search(quote):
        tens = years or 10 * (2 + _DECADES.index(found[0]) if (found := _TENS.search(quote)) else 0)
        return crowd.age(crowd.load(), tens + 5, town.country, give=5) if tens else None
    return crowd.age(crowd.load(), years, town.country) if 0 < years < 116 else None


def _sexes(tie: Tie) -> Iterator[Told]:
    for word in tie.scene.wording.words:
        fact = crowd.sex(word.lower)
        if fact is not None:
            yield Told(fact, word.start, word.end)


def _listed(tie: Tie, town: Town, place: tuple[int, int]) -> Iterator[Told]:
    """Occupations and illnesses for which there is a figure, the longest first."""
    figures = crowd.load()
    words = tie.scene.wording.words
    index = 0
    while index < len(words):
        step = 1
        for length in range(min(_LONGEST, len(words) - index), 0, -1):
            start, end = words[index].start, words[index + length - 1].end
            if start < place[1] and place[0] < end:
                continue
            phrase = tie.scene.wording.phrase(index, index + length)
            fact = crowd.condition(figures, spanish.CONDITIONS.get(phrase, phrase))
            if fact is None and _is_said_of_somebody(tie, index, index + length):
                fact = crowd.occupation(figures, spanish.OCCUPATIONS.get(phrase, phrase))
            if fact is not None:
                yield Told(fact, start, end)
                step = length
                break
        index += step


def _is_said_of_somebody(tie: Tie, first: int, last: int) -> bool:
    """Whether an occupation is what somebody is ("a barber", "works as a welder", "her job: teacher"), not who acts."""
    words = tie.scene.wording.words
    last_word = words[last - 1]
    if first == 0 or last_word.lower.endswith("s") or last_word.is_possessive or last_word.marks & (STAFF | CLINICIAN):
        return False
    before = {word.lower for word in words[max(0, first - 3) : first]}
    return words[first].gap in {" ", ", ", ": "} and bool(before & _SAYS_WORK) and not before & _OF_STAFF


_SAYS_WORK = frozenset({"a", "an", "as", "retired", "former", "local", "our", "the", "job", "works", "un", "una", "es"})
_OF_STAFF = frozenset(
    {"i", "i'm", "we", "saw", "see", "seen", "ask", "asked", "call", "called", "from", "with", "by", "to"}
)
_UNDER_A_YEAR = re.compile(r"\b(?:months?|mths?|weeks?|wks?|days?|mes(?:es)?|semanas?|dias?)\b")
_DECADE = re.compile(r"(?:ties|\d0'?s)\b|\bdecada")
_DECADES: Final = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_TENS = re.compile("|".join(_DECADES))
#: An office that a place has once.
_OFFICE = Cue(
    r"\b(?:the|our|el|la) (?:mayor(?:ess)?|sheriff|vicar|fire chief|police chief|postmaster|postmistress|headmaster"
    r"|headmistress|head teacher|harbou?r ?master|town clerk|librarian|alcalde(?:sa)?|parroco)\b(?!'s|s)"
)
#: A trade that a place has once for some thousands of people.
_TRADE = Cue(rf"\b(?:a|an|the|our|retired|former|un|una|el|la) (?P<work>{RARE_WORK.pattern})\b(?!'s|s)")
_STATES: Final = dict(
    line.split("=")
    for line in """
    alabama=AL|alaska=AK|arizona=AZ|arkansas=AR|california=CA|colorado=CO|connecticut=CT|delaware=DE|florida=FL
    georgia=GA|hawaii=HI|idaho=ID|illinois=IL|indiana=IN|iowa=IA|kansas=KS|kentucky=KY|louisiana=LA|maine=ME
    maryland=MD|massachusetts=MA|michigan=MI|minnesota=MN|mississippi=MS|missouri=MO|montana=MT|nebraska=NE
    nevada=NV|new hampshire=NH|new jersey=NJ|new mexico=NM|new york=NY|north carolina=NC|north dakota=ND|ohio=OH
    oklahoma=OK|oregon=OR|pennsylvania=PA|rhode island=RI|south carolina=SC|south dakota=SD|tennessee=TN|texas=TX
    utah=UT|vermont=VT|virginia=VA|washington=WA|west virginia=WV|wisconsin=WI|wyoming=WY
    """.strip()
    .replace("\n    ", "|")
    .split("|")
)
