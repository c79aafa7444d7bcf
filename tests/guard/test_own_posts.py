"""Posts of our own, one half written before the code was looked at and never worked with: the floors only rise.

`own_dev.jsonl` is worked with, and a model learns from it; `own_held.jsonl`, `unread.jsonl` and `unread_again.jsonl`
are for measuring alone: nobody looks at what the guard misses there, or they would be worth nothing.
All are in the form of rules.md, section 10. A change that earns it raises the floors.
"""

import tomllib
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
    measures = score.measures()
    missed = {
        measure: (measures.get(measure, 0.0), floor)
        for measure, floor in FLOORS[name].items()
        if measures.get(measure, 0.0) < floor
    }
    assert not missed
