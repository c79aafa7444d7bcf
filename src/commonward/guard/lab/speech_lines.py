"""From which share on a rule is found, set on texts that the network has not seen; and how well it then does."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from commonward.guard.lab.speech_lessons import Floats, Lesson
from commonward.guard.text.speech.network import SpeechNetwork
from commonward.guard.text.speech.stretches import stretches

USUAL, PULL = 0.5, 3.0
DISTRESS = 1 / 12  # of texts of ordinary distress, for each rule of crisis
NEAR = 2 / 1000  # of near misses that the network has not seen, for each rule but those of crisis
LOOSEST, STRICTEST = 0.55, 0.97


def fitted(weighed: Sequence[tuple[Lesson, Floats]], rules: int) -> Floats:
    """From which share on each rule is found: where recall and precision (of texts) balance best, not far from one
    half where a rule has few texts.
    """
    least = np.full(rules, USUAL, dtype=np.float32)
    for rule in range(rules):
        has = np.array([any(span.rule == rule for span in one.spans) for one, _share in weighed])
        highest = np.array([share[:, rule].max() for _one, share in weighed])
        pull = PULL / (1 + has.sum())

        def gain(line: float, has: NDArray[np.bool_] = has, highest: Floats = highest, pull: float = pull) -> float:
            taken = highest >= line
            right = int((taken & has).sum())
            return 2 * right / max(1, int(taken.sum() + has.sum())) - pull * abs(line - USUAL)

        if has.any():
            least[rule] = max(np.arange(0.2, 0.86, 0.02), key=gain)
    return least


def highest_of(model: SpeechNetwork, lessons: Sequence[Lesson]) -> Floats:
    """The highest share of each rule in each text."""
    return np.stack([model.weigh(one.reading).max(axis=0) for one in lessons])


def strict(least: Floats, highest: Floats, alarms: float) -> Floats:
    """The least shares, raised until so small a share of ordinary posts raises each rule. `highest`: those of posts
    that were not learned from; some may break a rule unseen, which only makes the line stricter.
    """
    allowed = max(1, round(alarms * len(highest)))
    line = np.sort(highest, axis=0)[-allowed - 1] + 0.005
    raised: Floats = np.clip(np.maximum(least, line), 0.2, STRICTEST).astype(np.float32)
    return raised


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


def firm(least: Floats, rules: Sequence[str], weighed: Sequence[tuple[Lesson, Floats]], alarms: float) -> Floats:
    """The least shares, raised to `LOOSEST` at least, and until so small a share of the texts without a mark raises
    each rule. The latter not for the rules of crisis and of triage: there a card too many does less harm than one too
    few.
    """
    raised: Floats = np.maximum(least, LOOSEST).astype(np.float32)
    near = [share.max(axis=0) for one, share in weighed if not one.spans]
    if near:
        line = np.sort(np.stack(near), axis=0)[-max(1, round(alarms * len(near))) - 1] + 0.005
        for place, rule in enumerate(rules):
            if not rule.startswith(("crisis.", "triage.")) or rule == "crisis.unsafe-reporting":
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
