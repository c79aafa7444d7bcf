"""A fix leaves a sentence that reads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commonward.guard import Decision, Guard, Submission
from commonward.guard.contract import Author, Context, Finding, Fix
from commonward.guard.evaluation.corpus import load
from commonward.guard.evaluation.marked import read_pages

GUARD = Guard()
MOST_UNCLEAN = 2  # texts in which a fix uncovers what stood hidden beside it


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


DATA = Path(__file__).parents[1]
CASES = [
    *(
        (example.text, example.context, example.author)
        for name in ("own_dev", "examples")
        for example in load(DATA / "data" / f"{name}.jsonl").examples
    ),
    *(
        (example.text, example.setting.context, example.setting.author)
        for folder in ("rules", "kept", "judged")
        for example in read_pages(DATA / folder)
        if example.rule.startswith("phi.") and not example.setting.is_stranger
    ),
]


def _identifiers(text: str, context: Context, author: Author) -> list[Finding]:
    """What stops the text, of the findings that a change of words can mend."""
    report = GUARD.check(Submission(text=text, context=context, author=author))
    return [finding for finding in report.findings if finding.rule.startswith("phi.") and finding.fixes]


@pytest.mark.slow
def test_what_a_fix_leaves_behind_is_clean() -> None:
    """Each fix by itself: where it put its words, the rule finds nothing any more."""
    for text, context, author in CASES:
        report = GUARD.check(Submission(text=text, context=context, author=author))
        for finding in _identifiers(text, context, author):
            for fix in finding.fixes:
                mended = report.fixed(fix)
                left = [other for other in _identifiers(mended, context, author) if other.rule == finding.rule]
                for start, end in _places(fix):
                    assert not any(_touches(other, start, end) for other in left), (text, mended)


@pytest.mark.slow
def test_all_first_fixes_together_leave_nothing_that_stops_the_text() -> None:
    unclean = []
    for text, context, author in CASES:
        report = GUARD.check(Submission(text=text, context=context, author=author))
        mended = report.fixed(*(finding.fixes[0] for finding in _identifiers(text, context, author)))
        if any(finding.decision > Decision.NOTE for finding in _identifiers(mended, context, author)):
            unclean.append((text, mended))
    assert len(unclean) <= MOST_UNCLEAN, unclean


def _places(fix: Fix) -> Iterator[tuple[int, int]]:
    """Where the edits of a fix stand in the text that it makes."""
    moved = 0
    for edit in sorted(fix.edits, key=lambda edit: edit.start):
        yield edit.start + moved, edit.start + moved + len(edit.text)
        moved += len(edit.text) - (edit.end - edit.start)


def _touches(finding: Finding, start: int, end: int) -> bool:
    return finding.start is not None and finding.end is not None and finding.start < end and start < finding.end


@pytest.mark.parametrize(
    ("written", "rule", "mended"),
    [
        ("Hello Zora, thanks for the tour of your garden. My patient Zora is on dialysis.", "phi.name", None),
        ("Her daughter Nell slept in the ICU.", "phi.name", "Her daughter slept in the ICU."),
        ("The patient, Tibor Halvane, had a stroke.", "phi.name", "The patient had a stroke."),
        ("Mrs. Ferriman, our patient, fell in the ICU.", "phi.name", "Our patient fell in the ICU."),
        ("Alonzo Petrie's kidney arrived by motorbike.", "phi.name", "A patient's kidney arrived by motorbike."),
        ("My patient died on Good Friday.", "phi.date", "My patient died recently."),
        ("The patient goes home on the 12th.", "phi.date", "The patient goes home soon."),
        ("The patient died on 12/24/2023.", "phi.date", "The patient died in 2023."),
        (
            "As we told you, my patient, at your March visit.",
            "phi.date",
            "As we told you, my patient, at your recent visit.",
        ),
        ("My patient is 96 and sings.", "phi.age90", "My patient is 90 or older and sings."),
        ("My patient celebrated her 97th birthday.", "phi.age90", "My patient celebrated a birthday beyond 90."),
        ("The patient in room 6 is awake.", "phi.geo", "The patient in a room on our ward is awake."),
        ("Our patient's ZIP is 80302.", "phi.geo", "Our patient's ZIP is 803."),
        ("My patient from 03602 has measles.", "phi.geo", "My patient from 000 has measles."),
        ("My patient teaches at Larkmoor High School.", "phi.affiliation", "My patient teaches at a local school."),
        ("The mayor's sister was admitted to our ward.", "phi.indirect", "Somebody was admitted to our ward."),
    ],
)
def test_a_sentence_reads_on(written: str, rule: str, mended: str | None) -> None:
    report = GUARD.check(Submission(text=written, context="public_post", author="professional"))
    fix = next(finding for finding in report.findings if finding.rule == rule).fixes[0]
    if mended is None:
        assert "Zora" not in report.fixed(fix)
    else:
        assert report.fixed(fix) == mended


def test_days_are_counted_from_the_first() -> None:
    text = "My patient had surgery on March 3rd and went home on March 9th."
    report = GUARD.check(Submission(text=text, context="public_post", author="professional"))
    counted = report.findings[0].fixes[1]
    assert report.fixed(counted) == "My patient had surgery on day 1 and went home on day 7."
