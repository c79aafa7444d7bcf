"""From which share on a rule is found, set on texts that the network has not seen; and how well it then does."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonward.guard.lab.speech_lessons import Floats, Lesson
from commonward.guard.text.speech.network import SpeechNetwork
from commonward.guard.text.speech.stretches import stretches

NEVER = 2.0  # the line of what a network does not judge
#: To take a sentence about a group of people for hate silences those whom it is about.
WORSE = {"conduct.discrimination": 4.0}
#: To take somebody's way of speaking for abuse does, too.
OF_ABUSE, WRONG_OF_ABUSE = ("conduct.disparage", "conduct.sexual", "bullying."), 4.0
OF_PHRASES = 0.3  # how much a text of a phrase counts beside a whole one
USUAL, PULL = 0.65, 2.0
DISTRESS = 1 / 12  # of texts of ordinary distress, for each rule of crisis
STRICTEST = 0.97


class Cost(NamedTuple):
    """How many right findings a wrong one is as bad as."""

    wrong: float = 1.2
    identifier: float = 1.7
    alarm: float = 1.0  # and how many times worse where nothing is to be found in the text
    loosest: float = 0.7  # no line is below this


def least_shares(
    weighed: Sequence[tuple[Lesson, Floats]],
    whole: int,
    rules: Sequence[str],
    troubled: Floats | None,
    cost: Cost,
) -> Floats:
    """From which share on each rule and identifier is found, set on texts that were left out: so many whole ones, then
    texts of phrases. `troubled`: the highest shares in texts of ordinary distress.
    """
    highest = np.stack([said.max(axis=0) for _one, said in weighed])
    counts = np.where(np.arange(len(weighed)) < whole, 1.0, OF_PHRASES)
    worse = np.where([not one.spans for one, _said in weighed], cost.alarm, 1.0)
    least = np.empty(highest.shape[1], dtype=np.float32)
    for column in range(len(least)):
        has = np.array([any(span.rule == column for span in one.spans) for one, _said in weighed])
        wrong = _wrong(rules[column], cost) if column < len(rules) else cost.identifier
        worth = np.where(has, 1.0, -wrong * worse) * counts
        least[column] = max(cost.loosest, _outweighing(highest[:, column], worth))
    return least if troubled is None else calm(least, rules, troubled)


def _wrong(rule: str, cost: Cost) -> float:
    return WORSE.get(rule, WRONG_OF_ABUSE if rule.startswith(OF_ABUSE) else cost.wrong)


def _outweighing(highest: Floats, worth: NDArray[np.float64]) -> float:
    """The line above which what is right most outweighs what is wrong, not far from the usual one where there is little
    to tell by.
    """

    def gain(line: float) -> float:
        return float(worth[highest >= line].sum()) - PULL * abs(line - USUAL)

    return max(np.arange(0.3, STRICTEST + 0.01, 0.02), key=gain)


def highest_of(model: SpeechNetwork, lessons: Sequence[Lesson]) -> Floats:
    """The highest share of each rule in each text."""
    return np.stack([model.weigh(one.reading).max(axis=0) for one in lessons])


def calm(least: Floats, rules: Sequence[str], highest: Floats) -> Floats:
    """The least shares, raised for the rules of crisis until so few texts of ordinary distress as `DISTRESS` says raise
    each of them. `highest`: those of such texts.
    """
    raised = least.copy()
    if len(highest):
        line = np.sort(highest, axis=0)[-max(1, round(DISTRESS * len(highest))) - 1] + 0.005
        for place, rule in enumerate(rules):
            if rule.startswith("crisis."):
                raised[place] = min(STRICTEST, max(raised[place], line[place]))
    return raised


def figures(weighed: Sequence[tuple[Lesson, Floats]], least: Floats, rules: Sequence[str]) -> Iterator[str]:
    """Recall and precision by rule and in all, and the share of texts without a finding that are left alone."""
    wanted, found, right, clean, touched = Counter[int](), Counter[int](), Counter[int](), 0, 0
    for one, share in weighed:
        seen = list(stretches(share, least))
        wanted.update(span.rule for span in one.spans)
        found.update(stretch.rule for stretch in seen)
        for span in one.spans:
            right[span.rule] += any(
                it.rule == span.rule and it.first < span.last and span.first < it.last for it in seen
            )
        clean += not one.spans
        touched += not one.spans and bool(seen)
    for rule, name in enumerate(rules):
        if wanted[rule]:
            yield f"{name}: recall {right[rule]} of {wanted[rule]}, found {found[rule]}, from {least[rule]:.2f}"
    yield f"all: recall {right.total() / max(1, wanted.total()):.3f}, found {found.total()} for {wanted.total()} marks"
    yield f"texts without a finding left alone: {1 - touched / max(1, clean):.3f}"
