"""What is said, on texts from which nothing was learned: floors that only rise, and no dialect that pays for it."""

import pytest

from commonward.guard import Guard
from commonward.guard.lab import kept_apart


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


@pytest.mark.parametrize(
    ("name", "recall", "precision"),
    [
        ("hate", 0.75, 0.9),
        ("quarrels", 0.65, 0.95),
        ("forum", 0.7, 0.95),
        ("emergencies", 0.95, 0.85),
        ("told", 0.75, 0.85),
    ],
)
def test_what_was_reached_is_kept(guard: Guard, name: str, recall: float, precision: float) -> None:
    reached = kept_apart.counts(guard, name)
    assert reached.recall >= recall
    assert reached.precision >= precision


def test_everyday_posts_are_left_alone(guard: Guard) -> None:
    assert kept_apart.everyday(guard) == {}


def test_plain_breaches_are_found(guard: Guard) -> None:
    missed = kept_apart.missed_plain(guard)
    assert len(missed) <= 4, missed


def test_no_dialect_is_taken_for_abuse(guard: Guard) -> None:
    assert {name: share for name, share in kept_apart.alarms_by_dialect(guard).items() if share > 0.05} == {}


def test_no_group_cannot_be_spoken_of(guard: Guard) -> None:
    alarms = {name: fair for name, (fair, _hate) in kept_apart.shares_by_group(guard).items()}
    assert {name: share for name, share in alarms.items() if share > 0.4} == {}
