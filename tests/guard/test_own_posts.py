"""Posts of our own, one half written before the code was looked at and never worked with: the floors only rise.

`own_dev.jsonl` is worked with, and a model learns from it; `own_held.jsonl`, `unread.jsonl` and `unread_again.jsonl`
are for measuring alone: nobody looks at what the guard misses there, or they would be worth nothing.
All are in the form of rules.md, section 10. A change that earns it raises the floors.
"""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from commonward.guard import Guard, Submission
from commonward.guard.evaluation.corpus import load
from commonward.guard.evaluation.findings import FindingScore

DATA = Path(__file__).with_name("data")
FLOORS = tomllib.loads((Path(__file__).with_name("own_floors.toml")).read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["own_dev", "own_held", "unread", "unread_again"])
def test_floors_hold(name: str) -> None:
    guard = Guard()
    score = FindingScore()
    for example in load(DATA / f"{name}.jsonl").examples:
        submission = Submission(example.text, context=example.context, author=example.author, language=example.language)
        findings = guard.check(submission).findings
        score.add(example, [finding for finding in findings if finding.rule.startswith("phi.")])
    assert not _below(score, FLOORS[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["examples", "examples2", "unread_again"])
def test_floors_hold_of_what_is_said(name: str) -> None:
    guard = Guard()
    score = FindingScore()
    for example in load(DATA / f"{name}.jsonl").examples:
        submission = Submission(example.text, context=example.context, author=example.author, language=example.language)
        marks = tuple(mark for mark in example.marks if not mark.label.startswith("phi."))
        findings = [one for one in guard.check(submission).findings if not one.rule.startswith("phi.")]
        score.add(replace(example, marks=marks), findings)
    assert not _below(score, FLOORS["said"][name])


def _below(score: FindingScore, floors: dict[str, float]) -> dict[str, tuple[float, float]]:
    """The measures that are below their floors, with these."""
    reached = score.measures()
    return {name: (reached.get(name, 0.0), floor) for name, floor in floors.items() if reached.get(name, 0.0) < floor}
