"""Posts that describe somebody without a name, and posts that only seem to: the floors of `own_floors.toml` only rise.

Only phi.indirect and phi.other-id are marked in them. `indirect_dev.jsonl` is worked with; `indirect_held.jsonl` was
written afterwards, measured, and nobody looks at what the guard misses there.
"""

import tomllib
from pathlib import Path

import pytest

from commonward.guard import Guard, Submission
from commonward.guard.evaluation.corpus import load
from commonward.guard.evaluation.findings import FindingScore

DATA = Path(__file__).with_name("data")
FLOORS = tomllib.loads((Path(__file__).with_name("own_floors.toml")).read_text(encoding="utf-8"))
RULES = frozenset({"phi.indirect", "phi.other-id"})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["indirect_dev", "indirect_held"])
def test_floors_hold(name: str) -> None:
    guard = Guard()
    score = FindingScore()
    for example in load(DATA / f"{name}.jsonl").examples:
        submission = Submission(example.text, context=example.context, author=example.author, language=example.language)
        score.add(example, [finding for finding in guard.check(submission).findings if finding.rule in RULES])
    measures = score.measures()
    missed = {
        measure: (measures.get(measure, 0.0), floor)
        for measure, floor in FLOORS[name].items()
        if measures.get(measure, 0.0) < floor
    }
    assert not missed
