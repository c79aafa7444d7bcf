"""Running the guard over a data set: scores and speed under plain names, ready for a table, a file or a floor."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commonward.guard.contract import Finding, Submission
from commonward.guard.engine import Guard
from commonward.guard.evaluation.corpus import Corpus, Example, Mark, Marking
from commonward.guard.evaluation.findings import AlarmScore, FindingScore
from commonward.guard.evaluation.spans import SpanScore, annotated_kinds


@dataclass(frozen=True, slots=True)
class Result:
    """The measures of one data set by name. Shares lie between 0 and 1, times are milliseconds."""

    name: str
    marking: Marking
    texts: int
    characters: int
    measures: Mapping[str, float] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Options:
    """How to score: labels that count as one, and the only kinds to look at (all that are marked when empty)."""

    merge: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()


def evaluate(guard: Guard, corpus: Corpus, options: Options) -> Result:
    """Run the guard over the data set, one text after the other in one thread."""
    clock = _Clock()
    match corpus.marking:
        case Marking.SPANS:
            measures = _spans(guard, corpus, options, clock)
        case Marking.FINDINGS:
            measures = _findings(guard, corpus, clock)
        case Marking.NOTHING:
            measures = _alarms(guard, corpus, clock)
    measures |= clock.measures(corpus.characters)
    return Result(corpus.name, corpus.marking, len(corpus.examples), corpus.characters, measures)


def _spans(guard: Guard, corpus: Corpus, options: Options, clock: "_Clock") -> dict[str, float]:
    score = SpanScore(annotated_kinds(corpus, options.merge, options.kinds), options.merge)
    for example in corpus.examples:
        with clock:
            entities = guard.entities(example.text, language=example.language)
        found = [
            Mark(entity.kind.value, entity.start, entity.end)
            for entity in entities
            if entity.start is not None and entity.end is not None
        ]
        score.add(example.text, example.marks, found)
    return score.measures()


def _findings(guard: Guard, corpus: Corpus, clock: "_Clock") -> dict[str, float]:
    score = FindingScore()
    for example in corpus.examples:
        score.add(example, _checked(guard, example, clock))
    return score.measures()


def _alarms(guard: Guard, corpus: Corpus, clock: "_Clock") -> dict[str, float]:
    score = AlarmScore()
    for example in corpus.examples:
        score.add(example, _checked(guard, example, clock))
    return score.measures()


def _checked(guard: Guard, example: Example, clock: "_Clock") -> Sequence[Finding]:
    submission = Submission(
        text=example.text, context=example.context, author=example.author, language=example.language
    )
    with clock:
        report = guard.check(submission)
    return report.findings


class _Clock:
    """Times each text on its own."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._start = 0.0

    def __enter__(self) -> None:
        self._start = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._times.append(time.perf_counter() - self._start)

    def measures(self, characters: int) -> dict[str, float]:
        """Characters a second, and the time of a text that half and 95 % of them do not pass."""
        ordered = sorted(self._times)
        total = sum(ordered)
        return {
            "speed.characters_per_second": characters / total if total else 0.0,
            "speed.p50_ms": 1000 * ordered[len(ordered) // 2],
            "speed.p95_ms": 1000 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        }
