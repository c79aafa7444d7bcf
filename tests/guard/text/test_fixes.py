"""A fix leaves a sentence that reads."""

import pytest

from commonward.guard import Guard, Submission

GUARD = Guard()


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("My patient Odalys Ferriman went home.", "My patient went home."),
        ("We lost our oldest patient, Karl Benning, today.", "We lost our oldest patient today."),
        ("I saw patient Odalys Ferriman.", "I saw one of our patients."),
        ("Pt Odalys Ferriman went home.", "One of our patients went home."),
        ("Mrs. Odalys Ferriman's chart was lost.", "A patient's chart was lost."),
    ],
)
def test_a_name_gives_way_to_a_role(written: str, mended: str) -> None:
    report = GUARD.check(Submission(text=written, context="public_post", author="professional"))
    fix = next(finding for finding in report.findings if finding.rule == "phi.name").fixes[0]
    assert report.fixed(fix) == mended
