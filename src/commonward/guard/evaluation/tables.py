"""Results as tables for people, as JSON for later, and the difference between two runs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from commonward.guard.evaluation.corpus import DatasetError, Marking
from commonward.guard.evaluation.run import Result
from commonward.guard.evaluation.spans import LEVELS

# What may not get worse without being seen: the summaries. Single kinds and rules move with few examples.
_HEADLINES = ("any", "typed", "all", "complete", "silent", "touched", "stopped", "phi")
_SMALLER_IS_BETTER = ("alarms", "touched", "stopped", "memory", "p50_ms", "p95_ms")
_LEAST_CHANGE = 0.0005


def table(result: Result) -> Iterator[str]:
    """The scores of one data set as lines."""
    yield f"{result.name}: {result.texts} texts, {result.characters} characters"
    match result.marking:
        case Marking.SPANS:
            yield from _span_rows(result.measures)
        case Marking.FINDINGS:
            yield from _rule_rows(result.measures)
        case Marking.NOTHING:
            yield from _alarm_rows(result.measures)
    yield (
        f"  {result.measures['speed.characters_per_second']:,.0f} characters a second; a text takes "
        f"{result.measures['speed.p50_ms']:.2f} ms (median), {result.measures['speed.p95_ms']:.2f} ms (95 of 100); "
        f"at most {result.measures['memory.peak_mb']:.0f} MB of memory so far"
    )


def _span_rows(measures: Mapping[str, float]) -> Iterator[str]:
    yield f"  {'':<14}" + "".join(f"{level:^26}" for level in LEVELS) + "   marked"
    yield f"  {'kind':<14}" + f"{'P':>7}{'R':>6}{'F1':>6}{'F2':>6} " * len(LEVELS)
    for kind in _names(measures, "character"):
        cells = "".join(f" {_four(measures, f'{level}.{kind}')} " for level in LEVELS)
        yield f"  {kind:<14}{cells}{measures[f'overlap.{kind}.marked']:>8.0f}"
    yield (
        f"  texts of which nothing was missed: {measures['text.complete']:.3f} of {measures['text.marked']:.0f}; "
        f"texts without a mark left alone: {measures['text.silent']:.3f} of {measures['text.unmarked']:.0f}"
    )


def _rule_rows(measures: Mapping[str, float]) -> Iterator[str]:
    yield f"  {'rule':<28}{'P':>7}{'R':>6}{'F1':>6}{'F2':>6}  marked  found"
    for group in ("rule", "family"):
        for name in _names(measures, group):
            key = f"{group}.{name}"
            counts = f"{measures[f'{key}.marked']:>8.0f}{measures[f'{key}.found']:>7.0f}"
            yield f"  {name if group == 'rule' else f'{name}.*':<28} {_four(measures, key)}{counts}"
    for level in ("character", "token"):
        yield f"  {f'identifying {level}s':<28} {_four(measures, f'{level}.phi')}"
    yield (
        f"  texts of which no mark was missed: {measures['text.complete']:.3f} of {measures['text.marked']:.0f}; "
        f"clean texts left alone: {measures['text.silent']:.3f} of {measures['text.unmarked']:.0f}"
    )


def _alarm_rows(measures: Mapping[str, float]) -> Iterator[str]:
    for name, value in measures.items():
        if name.startswith("alarms.") and not name.endswith("*"):
            yield f"  {name.removeprefix('alarms.'):<28}{value:>9.4f} for 1,000 characters"
    yield f"  texts touched: {measures['text.touched']:.4f}; stopped (more than a note): {measures['text.stopped']:.4f}"
    yield (
        f"  phi.* above a note: {measures['alarms.phi.*']:.4f} for 1,000 characters, "
        f"in {measures['text.phi.touched']:.4f} of the texts"
    )


def _four(measures: Mapping[str, float], key: str) -> str:
    return " ".join(f"{measures[f'{key}.{name}']:.3f}" for name in ("precision", "recall", "f1", "f2"))


def _names(measures: Mapping[str, float], group: str) -> list[str]:
    ends = ".recall"
    return [
        name.removeprefix(f"{group}.").removesuffix(ends)
        for name in measures
        if name.startswith(f"{group}.") and name.endswith(ends)
    ]


def save(results: Sequence[Result], path: Path, policy: str) -> None:
    """Write the results as JSON, for `compare` in a later run."""
    record = {
        "policy": policy,
        "datasets": {
            result.name: {
                "marking": result.marking.value,
                "texts": result.texts,
                "characters": result.characters,
                "measures": {name: round(value, 6) for name, value in result.measures.items()},
            }
            for result in results
        },
    }
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def previous(path: Path) -> dict[str, dict[str, float]]:
    """The measures of an earlier run by data set. Raises DatasetError when the file is not one of ours."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {name: dict(entry["measures"]) for name, entry in record["datasets"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise DatasetError(f"{path} is not a file that `commonward evaluate --save` wrote.") from None


def compare(result: Result, before: Mapping[str, float]) -> Iterator[tuple[str, bool]]:
    """Each measure that changed as a line, and whether a summary got worse."""
    for name, now in result.measures.items():
        if name not in before or name.endswith((".marked", ".found", ".unmarked")):
            continue
        change = now - before[name]
        if abs(change) < _LEAST_CHANGE:
            continue
        parts = name.split(".")
        is_worse = change > 0 if any(part in _SMALLER_IS_BETTER for part in parts) else change < 0
        counts = is_worse and any(part in _HEADLINES for part in parts) and parts[0] not in {"speed", "memory"}
        yield f"  {'worse' if is_worse else 'better':<6} {name:<44} {before[name]:>12.4f} -> {now:.4f}", counts
