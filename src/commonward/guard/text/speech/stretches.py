"""From shares of words to stretches of the text: where a rule is broken, and how surely."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonward.guard.text.words import Wording

Floats = NDArray[np.float32]

_GROWS: Final = 0.35  # of the least share: how far a stretch reaches around its surest word


class Stretch(NamedTuple):
    """Words [first, last) that break a rule (its column); `beyond`: how far its surest word is from the rule's least
    share (0) to certainty (1).
    """

    first: int
    last: int
    rule: int
    beyond: float


def stretches(shares: Floats, least: Floats) -> Iterator[Stretch]:
    """All stretches, rule by rule. A rule is broken where one word reaches its least share; the stretch goes on as
    long as words are near it, one doubtful word in between included.
    """
    for rule in np.logical_or.reduce(shares >= least, axis=0).nonzero()[0].tolist():
        column = shares[:, rule]
        line = float(least[rule])
        near = (column >= _GROWS * line).nonzero()[0]
        for run in np.split(near, (near[1:] - near[:-1] > 2).nonzero()[0] + 1):
            first, last = int(run[0]), int(run[-1]) + 1
            highest = float(column[first:last].max())
            if highest >= line:
                yield Stretch(first, last, rule, (highest - line) / (1 - line))


def span_of(wording: Wording, first: int, last: int) -> tuple[int, int]:
    """Where words [first, last) stand in the original text, a closing bracket or percent sign not included."""
    words = wording.words
    start, end = words[first].start, words[last - 1].end
    return wording.document.original_span(start, end)
