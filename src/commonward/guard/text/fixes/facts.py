"""Looser words for a small fact that, with others, fits hardly anybody: an age band, an illness, somebody who works."""

import re
from collections.abc import Mapping
from typing import Final

from commonward.guard.contract import Edit
from commonward.guard.text import numbers
from commonward.guard.text.crowd import FactKind
from commonward.guard.text.fixes import phrases

#: What the button says, by what is made looser.
LABELS: Final[Mapping[FactKind, str]] = {
    FactKind.AGE: "Say roughly how old",
    FactKind.SEX: "Leave it open who it was",
    FactKind.OCCUPATION: "Leave the occupation out",
    FactKind.CONDITION: "Name the illness less exactly",
    FactKind.ROLE: "Leave the office out",
    FactKind.OTHER: "Leave this out",
}
_DECADES: Final = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_TENS = re.compile("|".join(_DECADES))
_IN_DECADE = re.compile(r"\bin (?:her|his|their|my) (?:early |mid-? ?|late )?$", re.IGNORECASE)
_OWNED = re.compile(r"\b(?:his|her|their|my|the|a|an|su|la|el|una?)\s+$", re.IGNORECASE)
_WORKS = re.compile(r"(?<=\b[wW]orks) as an? $|(?<=\b[wW]orked) as an? $|(?<=\b[wW]orking) as an? $")
_NOUN_BEHIND = re.compile(r" (?!from\b|in\b|at\b|with\b|who\b|came\b|is\b|was\b|had\b|has\b|on\b|and\b)[A-Za-z]")
_OLD = re.compile(r"[- ](?:year|yr|month|week|day)s?[- ]old\b", re.IGNORECASE)


def looser(kind: FactKind, text: str, span: tuple[int, int], language: str) -> Edit:
    """The edit that makes a fact of this kind, at these offsets of the original text, fit many more people."""
    start, end = span
    if kind is FactKind.AGE:
        return _age_edit(text, start, end, language)
    if kind is FactKind.CONDITION:
        owned = _OWNED.search(text, max(0, start - 8), start) is not None
        if language == "es":
            return Edit(start, end, "enfermedad" if owned else "una enfermedad")
        return Edit(start, end, "illness" if owned else "an illness")
    if works := _WORKS.search(text, max(0, start - 20), start):
        return Edit(works.start(), end, "")
    while article := _ARTICLE.search(text, max(0, start - 10), start):
        start = article.start()
    return phrases.fix("phi.indirect", text, (start, end), language).edits[0]


def _age_edit(text: str, start: int, end: int, language: str) -> Edit:
    quote = text[start:end]
    if decade := _IN_DECADE.search(text, max(0, start - 20), start):
        return Edit(decade.start(), end, _age(quote, language))
    words = _age(quote, language)
    if language != "es" and _OLD.search(quote):
        if not _NOUN_BEHIND.match(text, end):
            words += " person"
        if words[0] in "aeiou" and text[max(0, start - 2) : start].lower() == "a ":
            return Edit(start - 1, end, f"n {words}")
        if words[0] not in "aeiou" and text[max(0, start - 3) : start].lower() == "an ":
            return Edit(start - 2, end, f" {words}")
    return Edit(start, end, words)


def _age(quote: str, language: str) -> str:
    """An age band that stands where the age stood: "a 41-year-old baker" is a middle-aged one."""
    years = numbers.number(quote)
    if tens := _TENS.search(quote.lower()):
        years = 25 + 10 * _DECADES.index(tens[0])
    if re.search(r"month|week|day|mes|semana|d[ií]a", quote, re.IGNORECASE):
        years = 0
    place = next(place for place, (upper, *_) in enumerate(_BANDS) if years < upper)
    _, before_noun, by_itself, spanish = _BANDS[place]
    if language == "es":
        return spanish
    return before_noun if _OLD.search(quote) else by_itself


#: Below this age: before a noun, standing by itself, and in Spanish.
_BANDS: Final = (
    (2, "very young", "a baby", "muy pequeño"),
    (13, "young", "a child", "niño"),
    (20, "teenage", "in their teens", "adolescente"),
    (40, "younger", "under forty", "joven"),
    (65, "middle-aged", "of middle age", "de mediana edad"),
    (1000, "older", "over sixty-five", "mayor"),
)
_ARTICLE = re.compile(r"\b(?:a|an|the|our|retired|former|local|un|una|el|la)\s+$", re.IGNORECASE)
