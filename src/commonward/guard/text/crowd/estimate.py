"""How many people in a place fit what a text says of somebody. A range, with its method, never one number.

    people of the place × share of each fact, lows with lows and highs with highs

Facts are taken as independent, except that who works is of working age. Real towns are not: each fact beyond the
first widens the range by a quarter either way. The answer is never below one, for the text tells of one. It is rounded
outward to one figure ("between 2 and 20"), because the sources allow no more. `without` says what leaving out each
fact would do; the largest of these is the removal that helps most.

The rule behind it: facts that are not identifiers by themselves identify together (45 CFR 164.514(b)(2)(ii)); how few
is too few is policy, see `SMALL`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from commonward.guard.text.crowd.figures import Figures, Share, Town
from commonward.guard.text.lexicons import word_set

#: At most this many people may fit before a story counts as pointing at one of them: the cell size that public health
#: statistics suppress below (rules S25), taken here for the middle of the range.
SMALL: Final = 11.0
_WIDER: Final = 1.25
_WORKING_AGES: Final = (16, 74)
_WOMEN: Final = Share(0.47, 0.55)
_MEN: Final = Share(0.45, 0.53)
_FEMALE: Final = word_set("she her woman lady girl female mother daughter wife sister widow grandmother aunt")
_MALE: Final = word_set("he his him man gentleman boy male father son husband brother widower grandfather uncle")


class FactKind(StrEnum):
    """What sort of thing is said."""

    AGE = "age"
    SEX = "sex"
    OCCUPATION = "occupation"
    CONDITION = "condition"
    ROLE = "role"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is said of a person, and the share of people of whom it is true."""

    kind: FactKind
    share: Share
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Range:
    """At least and at most how many people; never below one."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The geometric mean: what a range over orders of magnitude has for a middle."""
        return math.sqrt(self.low * self.high)

    @property
    def rounded(self) -> tuple[int, int]:
        """Rounded outward to one figure."""
        return math.floor(self.low / _step(self.low)) * _step(self.low), math.ceil(
            self.high / _step(self.high)
        ) * _step(self.high)


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many people of a place fit, and how many would without each fact."""

    people: Range
    place: Town
    without: Mapping[Fact, Range] = field(repr=False)

    @property
    def is_small(self) -> bool:
        """Few enough that neighbours may know who is meant."""
        return self.people.middle < SMALL

    @property
    def best_removal(self) -> Fact | None:
        """The fact whose removal lets most people fit."""
        return max(self.without, key=lambda fact: self.without[fact].middle, default=None)


def age(figures: Figures, years: int, country: str, *, give: int = 0) -> Fact:
    """Somebody's age. `give` for "in her forties" or "about 40": so many years either side."""
    youngest, oldest = max(0, years - give), years + give
    return Fact(FactKind.AGE, figures.ages(youngest, oldest, country))


def sex(word: str) -> Fact | None:
    """A woman or a man, from the words for them."""
    if word.lower() in _FEMALE:
        return Fact(FactKind.SEX, _WOMEN)
    return Fact(FactKind.SEX, _MEN) if word.lower() in _MALE else None


def occupation(figures: Figures, words: str) -> Fact | None:
    """What somebody does for a living, where there is a figure."""
    share = figures.occupation(words)
    return Fact(FactKind.OCCUPATION, share) if share else None


def condition(figures: Figures, words: str) -> Fact | None:
    """What somebody lives with, where there is a figure."""
    share = figures.condition(words)
    return Fact(FactKind.CONDITION, share) if share else None


def only_one(place: Town, *, for_each: int = 5_000) -> Fact:
    """A role that a place has once ("the mayor"), or once for so many people ("the vicar")."""
    most = max(1.0, place.people / for_each)
    return Fact(FactKind.ROLE, Share(1 / place.people, most / place.people))


def estimate(figures: Figures, place: Town, facts: Sequence[Fact]) -> Crowd:
    """How many people of a place fit all of these facts."""
    people = _fit(figures, place, facts)
    without = {fact: _fit(figures, place, [other for other in facts if other is not fact]) for fact in facts}
    return Crowd(people, place, without)


def in_words(crowd: Crowd) -> tuple[int, int, int]:
    """The figures of the sentence "between 2 and 20 people in a town of 4,100": low, high, people of the place."""
    low, high = crowd.people.rounded
    return low, high, _two_figures(crowd.place.people)


def _fit(figures: Figures, place: Town, facts: Sequence[Fact]) -> Range:
    works = any(fact.kind is FactKind.OCCUPATION for fact in facts)
    low, high = 0.9 * place.people, 1.1 * place.people
    for fact in facts:
        share = fact.share
        if works and fact.kind is FactKind.AGE:
            # Occupations are shares of all people; within one, only working ages are to be divided up.
            working = figures.ages(*_WORKING_AGES, place.country)
            grown = min(1.0, math.sqrt(working.low * working.high))
            share = Share(min(1.0, share.low / grown), min(1.0, share.high / grown))
        low, high = low * share.low, high * share.high
    wider = _WIDER ** max(0, len(facts) - 1)
    return Range(max(1.0, low / wider), max(1.0, high * wider))


def _step(number: float) -> int:
    """The power of ten of a number's first figure; numbers are never below one."""
    return int(10 ** math.floor(math.log10(number)))


def _two_figures(number: int) -> int:
    step = int(10 ** max(0, len(str(number)) - 2))
    return round(number / step) * step
