"""Two networks heard as one: what the lesser one found stands where the better one does not rule it out.

Every text is heard so by the small network and by the one that the large one taught; what others are about to see also
by the large one (tier "release").
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonward.guard.text.speech.hearing import HELPED, Hearing
from commonward.guard.text.speech.reading import Setting
from commonward.guard.text.words import Wording

Floats = NDArray[np.float32]

#: The part of its own least share that the better network gives what it does not rule out.
DOUBT: Final = 0.2
#: The part of what it needs that the lesser network must hear of any rule for the better one to be asked at every
#: keystroke: below it nine in ten of what the better one would find are still asked about, and half of what people
#: write every day costs no more than before.
ASKED: Final = 0.15


@dataclass(frozen=True, slots=True)
class Second(Hearing):
    """Both networks as one."""

    lesser: Hearing = field(repr=False)
    better: Hearing = field(repr=False)
    digest: str
    rules: tuple[str, ...]
    identifying: tuple[str, ...]
    lines: Floats = field(repr=False)
    judged: NDArray[np.bool_] = field(repr=False)  # of the lesser one's columns, those that the better one judges
    doubted: NDArray[np.bool_] = field(repr=False)  # and those that it may rule out
    asked: float = 0.0

    @classmethod
    def of(cls, lesser: Hearing, better: Hearing, asked: float = 0.0) -> "Second":
        """The two together, with the columns and lines of the better one; of a rule that it does not judge (its line
        is above every share), with the line of the lesser one. `asked`: the part of what it needs that the lesser one
        must hear of any rule for the better one to be asked at all.
        """
        lines = better.lines.copy()
        count = len(lesser.lines)
        lines[:count] = np.where(lines[:count] > 1, lesser.lines, lines[:count])
        judged = better.lines[:count] <= 1
        of_help = [column < len(better.rules) and better.rules[column].startswith(HELPED) for column in range(count)]
        return cls(
            lesser,
            better,
            digest=f"{lesser.digest} {better.digest}",
            rules=better.rules,
            identifying=better.identifying,
            lines=lines,
            judged=judged,
            doubted=judged & ~np.array(of_help),
            asked=asked,
        )

    def read(self, wording: Wording, setting: Setting) -> Floats:
        """For each word the share of each rule: that of the better network, or of the lesser one where the better does
        not rule the rule out for this text, on the better one's scale. It has read little but English, and rules
        nothing out in other languages; nor, in any, what may be a call for help: to be read too early costs minutes.
        """
        heard = self.lesser.read(wording, setting)
        count = len(self.lesser.lines)  # of the identifiers it may hear none
        lines = self.lines[:count]
        other = scaled(heard, self.lesser.lines, lines)
        if not len(heard) or (heard / self.lesser.lines).max() < self.asked:
            padded = np.zeros((len(other), len(self.lines)), dtype=np.float32)
            padded[:, :count] = other
            return padded
        shares = self.better.read(wording, setting)
        if setting.language == "en":
            other[:, self.doubted & (shares[:, :count].max(axis=0) < DOUBT * lines)] = 0
        shares[:, :count] = np.where(self.judged, np.maximum(shares[:, :count], other), other)
        return shares


def scaled(shares: Floats, line: Floats, other: Floats) -> Floats:
    """Shares moved so that what was at one line is at the other."""
    below = shares * (other / line)
    above = 1 - (1 - shares) * ((1 - other) / (1 - line))
    return np.where(shares < line, below, above).astype(np.float32)
