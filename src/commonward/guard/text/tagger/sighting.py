"""What the parts of the lexical tagger hand to each other: words [first, last) and what they seem to be."""

from typing import NamedTuple

from commonward.guard.contract import Kind


class Sighting(NamedTuple):
    """Words [first, last) of a wording as an entity. `hint` as in Candidate; `inside` is a part of the last word only.

    `inside` is for names within a hashtag: offsets of the normalised text that stand instead of the words' own.
    """

    first: int
    last: int
    kind: Kind
    rule: str
    confidence: float
    hint: str = ""
    inside: tuple[int, int] | None = None
