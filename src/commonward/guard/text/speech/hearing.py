"""What a network hears in a text: the rules that its words break, and the identifiers; read once for a document."""

from abc import ABC, abstractmethod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonward.guard.text.speech.reading import Setting
from commonward.guard.text.words import Wording

Floats = NDArray[np.float32]

#: The identifiers that are heard; numbers and addresses have a form, and are the patterns'.
IDENTIFYING: Final = (
    *("phi.name", "phi.geo", "phi.date", "phi.affiliation", "phi.indirect", "phi.third-party"),
    *("phi.confirms-patient", "phi.age90", "phi.other-id"),
)
#: A text that says the same few words over and over says nothing; so many times as many words as different ones.
_REPEATS: Final = 25


#: Rules that ask for help.
HELPED: Final = ("crisis.", "triage.")
_FAR: Final = np.float32(30)


class Hearing(ABC):
    """What weighs each word of a text for each rule, and behind these for each identifier: a network, or two as one."""

    __slots__ = ()
    digest: str  # which network it is
    rules: tuple[str, ...]  # by column
    identifying: tuple[str, ...]  # by column, behind the rules
    lines: Floats  # from which share on a rule is found, then an identifier

    @abstractmethod
    def read(self, wording: Wording, setting: Setting) -> Floats:
        """For each word of the text the share of each rule, then of each identifier."""

    @property
    def least(self) -> Floats:
        """From which share on each rule is found."""
        return self.lines[: len(self.rules)]

    @property
    def least_identifying(self) -> Floats:
        """From which share on each identifier is found."""
        return self.lines[len(self.rules) :]

    def shares(self, wording: Wording, setting: Setting) -> Floats:
        """For each word of the text the share of each rule."""
        return self._heard(wording, setting)[:, : len(self.rules)]

    def identifying_shares(self, wording: Wording, setting: Setting) -> Floats:
        """For each word of the text the share of each identifier."""
        return self._heard(wording, setting)[:, len(self.rules) :]

    def _heard(self, wording: Wording, setting: Setting) -> Floats:
        """Both, read once for a document in a setting."""
        key = (self.digest, setting)
        kept = wording.document.heard.get(key)
        if kept is None:
            count = len(wording.words)
            if count > _REPEATS * len({word.lower for word in wording.words}):
                kept = np.zeros((count, len(self.lines)), dtype=np.float32)
            else:
                kept = self.read(wording, setting)
            wording.document.heard[key] = kept
        return kept


def shares_of(logits: Floats) -> Floats:
    """What a network's last layer says as shares, in its own place."""
    np.negative(logits, out=logits)
    np.minimum(np.maximum(logits, -_FAR, out=logits), _FAR, out=logits)
    np.exp(logits, out=logits)
    logits += 1
    np.reciprocal(logits, out=logits)
    return logits
