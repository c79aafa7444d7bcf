"""Stretches of words written with capitals: where names of all kinds stand in ordinary text."""

from collections.abc import Iterator
from typing import NamedTuple

from commonward.guard.text.lexicons import ABBREVIATION, PARTICLE
from commonward.guard.text.words import INITIAL, LOWER, Wording


class Run(NamedTuple):
    """Words [first, last) that touch and are written with capitals, particles ("van der") between them included."""

    first: int
    last: int


def runs(wording: Wording) -> Iterator[Run]:
    """All runs, from left to right. In a text that shouts each line is a run, which helps nobody: none then."""
    if wording.is_shouted:
        return
    words = wording.words
    index, count = 0, len(words)
    while index < count:
        if words[index].case == LOWER:
            index += 1
            continue
        last = index + 1
        while last < count and _joins(wording, last):
            last += 1
        while words[last - 1].case == LOWER:  # a particle that led nowhere
            last -= 1
        yield Run(index, last)
        index = last


def _joins(wording: Wording, index: int) -> bool:
    """Whether this word goes on with the run that the word before it is in."""
    word, before = wording.words[index], wording.words[index - 1]
    if word.gap != " ":
        abbreviated = before.case == INITIAL or before.marks & ABBREVIATION
        return word.case != LOWER and bool(abbreviated) and word.gap in {". ", "."} and not word.is_first
    if word.case != LOWER:
        return not word.is_first
    if not word.marks & PARTICLE or index + 1 >= len(wording.words):
        return False
    following = wording.words[index + 1]
    return following.gap == " " and (following.case != LOWER or bool(following.marks & PARTICLE)) and before.case > 0
