"""A few seeded kills of everything that matters most; `make bench-kills` does a thousand (`config.kills`)."""

import json

import pytest

from config.installed import Installation
from config.killing import killed

pytestmark = pytest.mark.slow
KINDS = {"publish", "review", "notice", "deletion", "backup", "upgrade"}


def test_after_a_kill_nothing_is_half_done_twice_or_lost(installed: Installation) -> None:
    answer = killed(installed, count=12, seed=5)
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout.splitlines()[-1])
    assert set(told) == KINDS
    assert sum(one["kills"] for one in told.values()) >= 6
