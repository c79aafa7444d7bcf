"""Eponyms, medicines, trials, history, awareness days, bodies that speak, scores and doses: they identify nobody.

`negatives.jsonl` is worked with; of `negatives_held.jsonl` only the figure is looked at, never which text was wrong.
"""

from pathlib import Path

import pytest

from commonward.guard import Decision, Guard, Submission
from commonward.guard.evaluation.corpus import load

DATA = Path(__file__).with_name("data")
#: At most so many texts may be touched at warn or above. These only fall.
MOST_TOUCHED = {"negatives": 1, "negatives_held": 2}


@pytest.mark.slow
@pytest.mark.parametrize("name", MOST_TOUCHED)
def test_what_names_nobody_is_left_alone(name: str) -> None:
    guard = Guard()
    touched = [
        example.id
        for example in load(DATA / f"{name}.jsonl").examples
        if any(
            finding.rule.startswith("phi.") and finding.decision > Decision.NOTE
            for finding in guard.check(
                Submission(example.text, context=example.context, author=example.author, language=example.language)
            ).findings
        )
    ]
    assert len(touched) <= MOST_TOUCHED[name], f"{len(touched)} texts were touched"
