"""Running the guard over a data set: scores and speed under plain names, ready for a table, a file or a floor."""

import resource
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from commonward.guard.contract import Finding, Submission
from commonward.guard.engine import Guard
from commonward.guard.evaluation.confusions import Confusion, confusions
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
    confusions: tuple[Confusion, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Options:
    """How to score: labels that count as one, and the only kinds to look at (all that are marked when empty)."""

    merge: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()


def evaluate(guard: Guard, corpus: Corpus, options: Options) -> Result:
    """Run the guard over the data set, one text after the other in one thread."""
    clock = _Clock()
    differ: list[Confusion] = []
    match corpus.marking:
        case Marking.SPANS:
            measures = _spans(guard, corpus, options, _Watch(clock, differ))
        case Marking.FINDINGS:
            measures = _findings(guard, corpus, _Watch(clock, differ))
        case Marking.NOTHING:
            measures = _alarms(guard, corpus, _Watch(clock, differ))
    measures |= clock.measures(corpus.characters)
    measures["memory.peak_mb"] = peak_memory()
    return Result(corpus.name, corpus.marking, len(corpus.examples), corpus.characters, measures, tuple(differ))


def peak_memory() -> float:
    """The most memory that this process has held so far, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


@dataclass(frozen=True, slots=True)
class _Watch:
    """What is noted beside the scores: time, and where guard and marks differ."""

    clock: "_Clock"
    differ: list[Confusion]


def _spans(guard: Guard, corpus: Corpus, options: Options, watch: _Watch) -> dict[str, float]:
    kinds = annotated_kinds(corpus, options.merge, options.kinds)
    score = SpanScore(kinds, options.merge)
    for example in corpus.examples:
        with watch.clock:
            entities = guard.entities(example.text, language=example.language)
        found = [
            Mark(entity.kind.value, entity.start, entity.end)
            for entity in entities
            if entity.start is not None and entity.end is not None
        ]
        score.add(example.text, example.marks, found)
        here = [mark for mark in score.renamed(example.marks) if mark.label in kinds]
        watch.differ.extend(confusions(example, here, [mark for mark in score.renamed(found) if mark.label in kinds]))
    return score.measures()


def _findings(guard: Guard, corpus: Corpus, watch: _Watch) -> dict[str, float]:
    score = FindingScore()
    for example in corpus.examples:
        findings = _checked(guard, example, watch.clock)
        score.add(example, findings)
        watch.differ.extend(confusions(example, example.marks, list(_marks(findings))))
    return score.measures()


def _alarms(guard: Guard, corpus: Corpus, watch: _Watch) -> dict[str, float]:
    score = AlarmScore()
    for example in corpus.examples:
        findings = _checked(guard, example, watch.clock)
        score.add(example, findings)
        watch.differ.extend(confusions(example, (), list(_marks(findings))))
    return score.measures()


def _marks(findings: Sequence[Finding]) -> Iterator[Mark]:
    for finding in findings:
        if finding.start is not None and finding.end is not None:
            yield Mark(finding.rule, finding.start, finding.end)


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
