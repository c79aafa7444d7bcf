"""The guard itself: one object that holds the models and answers checks."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from commonward.guard.contract import Decision, Report, Submission, Tier


class Guard:
    """Loads everything once; `check` may be called from many threads."""

    def __init__(self, tier: Tier = "live", *, packs: Sequence[Path] = ()) -> None:
        self.tier = tier
        self.packs = tuple(packs)

    def check(self, submission: Submission, *, everything: bool = False) -> Report:
        """Check one submission. `everything` also reports findings that are allowed here."""
        return Report(entities=(), findings=(), decision=Decision.ALLOW, effects=frozenset(), policy="none", text=submission.text)

    def check_many(self, submissions: Iterable[Submission]) -> list[Report]:
        """Check several; the answers are those of `check`, in order."""
        return [self.check(submission) for submission in submissions]
