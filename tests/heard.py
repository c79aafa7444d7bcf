"""A guard that hears exactly what a test tells it to, beside all that it knows by itself.

For what the platform does with a rule: which words the guard takes for a crisis is tested with the guard.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from commonward.guard import Guard, Submission
from commonward.guard.reading import Reading, live_reader
from commonward.oversight import screening
from guard.doubles import NoFiles, WordReader


class _Hearing(WordReader):
    """Reads as the guard does, and finds the given words too."""

    def examine(self, submission: Submission) -> Reading:
        known, told = live_reader().examine(submission), super().examine(submission)
        return replace(known, breaches=(*known.breaches, *told.breaches))


def hear(patch: pytest.MonkeyPatch, words: Mapping[str, str], *, confidence: float = 0.95) -> None:
    """From now on each of these words breaks the rule that it is given with."""
    guard = Guard(reader=_Hearing(words, confidence=confidence), media_reader=NoFiles())
    patch.setattr(screening, "guard", lambda *_tier: guard)
