"""Fixes that keep the sentence readable: a role for a name, a wider place, a looser date, a mask for a number.

Each fix takes away every place of the same words at once, so that a name does not stay three lines below. What a fix
leaves behind is read again by the guard in the tests, and must be clean.
"""

import re
from collections.abc import Sequence
from functools import cached_property

from commonward.guard.contract import Edit, Fix, Kind
from commonward.guard.text.candidate import Breach, Candidate
from commonward.guard.text.crowd import Crowd, FactKind, in_words
from commonward.guard.text.crowd.estimate import SMALL
from commonward.guard.text.fixes import facts, phrases, places, roles, times
from commonward.guard.text.scene import Scene
from commonward.guard.text.whose.story import Story, Told

#: Of words that stand in more places than this, each finding mends its own place only, so that an answer stays as long
#: as the text and not as its square.
MOST_PLACES = 20
_LONGEST_LINE = 600  # a sentence longer than this is not one, and is not taken out as one


class Mending:
    """Makes breaches with their fixes, for one scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._text = scene.wording.document.original
        self._language = scene.wording.document.language
        self._answered = False

    def breach(
        self, entity: Candidate, rule: str, sure: float, *, same: Sequence[Candidate], own: bool | None = None
    ) -> Breach:
        """A breach at an entity. `same` are all places of the same words, or of the same person."""
        places_of = sorted(same) if 0 < len(same) <= MOST_PLACES else [entity]
        return Breach(rule, entity.start, entity.end, round(sure, 3), self._fixes(entity, rule, places_of), own=own)

    def breach_of_words(self, rule: str, start: int, end: int, sure: float) -> Breach:
        """A breach at a phrase; offsets of the normalised text."""
        start, end = self._scene.wording.document.original_span(start, end)
        return Breach(rule, start, end, round(sure, 3), self._phrase_fixes(rule, start, end))

    def breach_of_story(self, story: Story, span: tuple[int, int], sure: float) -> Breach:
        """A breach by facts that add up, with how many people fit, and first the removal that helps most."""
        start, end = self._scene.wording.document.original_span(*span)
        best = story.best
        told = [best, *(one for one in story.told if one is not best and one.fact.kind is not FactKind.SEX)]
        if best.fact.kind is FactKind.SEX:
            told = told[1:] or told
        fixes = [self._story_fix(story, one) for one in told]
        wider = Fix("Name a wider place", (places.wider(self._text, story.place, self._language),))
        # Where no fact helps enough by itself, the place does.
        fixes.insert(0 if story.crowd.without[best.fact].middle < SMALL else len(fixes), wider)
        return Breach("phi.indirect", start, end, round(sure, 3), tuple(fixes), reason=_how_many(story.crowd))

    def _story_fix(self, story: Story, one: Told) -> Fix:
        span = self._scene.wording.document.original_span(one.start, one.end)
        low, high = story.crowd.without[one.fact].rounded
        left = "still about one person fits" if high == 1 else f"then {low:,} to {high:,} people fit"
        edit = facts.looser(one.fact.kind, self._text, span, self._language)
        return Fix(f"{facts.LABELS[one.fact.kind]}: {left}", (edit,))

    def _fixes(self, entity: Candidate, rule: str, same: Sequence[Candidate]) -> tuple[Fix, ...]:
        text = self._text
        if rule == "phi.third-party":
            return self._phrase_fixes(rule, entity.start, entity.end)
        if rule == "phi.name":
            voice = roles.Voice(self._scene.author, self._language, self._scene.wording.is_shouted)
            edits = tuple(roles.role(text, place, voice, again=at > 0) for at, place in enumerate(same))
            return (Fix("Use their role", edits),)
        if rule == "phi.date":
            return times.looser(text, same, self._dates, self._language)
        if rule == "phi.age90":
            return (Fix("Say “90 or older”", tuple(times.old_age(text, place, self._language) for place in same)),)
        if rule == "phi.geo":
            return (Fix("Name a wider place", tuple(places.wider(text, place, self._language) for place in same)),)
        if rule == "phi.affiliation":
            return (Fix("Say what kind it is", tuple(places.kind_of_body(text, place) for place in same)),)
        return (Fix("Take it out", tuple(Edit(place.start, place.end, _mask(place)) for place in same)),)

    @cached_property
    def _dates(self) -> list[Candidate]:
        """The dates of the text, when they are few enough to count days between them."""
        dates = [entity for entity in self._scene.entities if entity.kind is Kind.DATE and entity.rule == "phi.date"]
        return dates if len(dates) <= MOST_PLACES else []

    def _phrase_fixes(self, rule: str, start: int, end: int) -> tuple[Fix, ...]:
        text = self._text
        if rule == "phi.confirms-patient":
            first, last = _sentence(text, start, end)
            return (Fix("Answer without saying so", (Edit(first, last, self._answer(first)),)),)
        if rule == "phi.third-party":
            first, last = _sentence(text, start, end)
            alone = not text[:first].strip() and not text[last:].strip()
            return (Fix("Take the sentence out", (Edit(first, last, _OWN_CARE if alone else ""),)),)
        if rule == "phi.indirect" and (whole := _whole_sentence(text, start, end)):
            return (Fix("Take the sentence out", (Edit(*whole, ""),)),)
        return (phrases.fix(rule, text, (start, end), self._language),)

    def _answer(self, first: int) -> str:
        """A neutral answer once; further sentences that say too much just go."""
        if self._answered:
            return ""
        self._answered = True
        return phrases.neutral(self._language, thanked=_THANKS.search(self._text, 0, first) is not None)


def _how_many(crowd: Crowd) -> str:
    """The sentence that says how many people fit. Figures only: a reason holds no words of the text."""
    low, high, people = in_words(crowd)
    if high == 1:
        return f"About one person in a place of {people:,} fits what is told here, so neighbours may know who is meant."
    return (
        f"Between {low:,} and {high:,} people in a place of {people:,} fit what is told here,"
        " so neighbours may know who is meant."
    )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a span, with its full stop."""
    lead = text[max(0, start - _LONGEST_LINE) : start]
    first = start
    stops = list(_STOP.finditer(lead))
    first = start - len(lead) + stops[-1].end() if stops else start - len(lead)
    stop = _STOP.search(text, end, end + _LONGEST_LINE)
    last = stop.start() + 1 if stop else min(len(text), end + _LONGEST_LINE)
    while last > end and text[last - 1 : last].isspace():
        last -= 1
    return first, last


def _whole_sentence(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The sentence that a span makes up, with the gap behind it; None where it is a part of one, or all there is."""
    first, last = _sentence(text, start, end)
    if text[first:start].strip() or text[end:last].strip(" .!?") or not (text[:first] + text[last:]).strip():
        return None
    while text[last : last + 1] == " ":
        last += 1
    return first, last


_OWN_CARE = "I can only speak about your own care."
_THANKS = re.compile(r"\bthank|\bgracias", re.IGNORECASE)
_STOP = re.compile(r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)[.!?][\"')]?(?:\s+|$)|\n+")


def _mask(place: Candidate) -> str:
    if place.hint == "mark":
        return "[mark removed]"
    if place.kind is Kind.CONTACT:
        return "[link removed]" if place.rule == "phi.url" else "[contact removed]"
    return "[number removed]" if place.kind is Kind.ID else "[removed]"
