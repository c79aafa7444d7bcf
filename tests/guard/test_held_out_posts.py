"""Posts of `guard/lab` that no model has read: what the whole guard finds in them. The floors only rise.

They were written by two hands that had not seen the code; their misses have been read, unlike those of own_held.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonward.guard import Decision, Guard, Submission
from commonward.guard.lab import posts

FLOORS = tomllib.loads(Path(__file__).with_name("own_floors.toml").read_text(encoding="utf-8"))["held_out_posts"]
NOTE_ONLY = 0.5  # below it a finding is a near miss


def _outcomes() -> Iterator[tuple[list[bool], list[bool]]]:
    """For each post: whether each of its findings was found, whether each that was found is one."""
    guard = Guard()
    for post in posts.posts(held_out=True):
        report = guard.check(Submission(post.text, context=post.context, author=post.author, language=post.language))
        found = [
            (one.start, one.end, one.rule)
            for one in report.findings
            if one.rule.startswith("phi.")
            and one.start is not None
            and one.end is not None
            and one.decision >= Decision.NOTE
            and one.confidence >= NOTE_ONLY
        ]
        wanted = [mark for mark in post.marks if mark[2].startswith("phi.")]
        yield (
            [any(map(_same, found, [one] * len(found))) for one in wanted],
            [any(map(_same, wanted, [one] * len(wanted))) for one in found],
        )


def _same(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return one[2] == other[2] and one[0] < other[1] and other[0] < one[1]


@pytest.mark.slow
def test_floors_hold() -> None:
    outcomes = list(_outcomes())
    wanted = [found for found_of, _ in outcomes for found in found_of]
    right = [is_right for _, right_of in outcomes for is_right in right_of]
    silent = [not right_of for found_of, right_of in outcomes if not found_of]
    measured = {
        "recall": sum(wanted) / len(wanted),
        "precision": sum(right) / len(right),
        "silent": sum(silent) / len(silent),
    }
    assert not {name: value for name, value in measured.items() if value < FLOORS[name]}, measured
