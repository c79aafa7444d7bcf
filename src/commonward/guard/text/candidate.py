"""What detectors hand to the merge: a span, its kind, the rule that would govern it, and how sure they are.

Named tuples and not frozen dataclasses: a post makes a hundred, sorts them and asks for them by value, which is several
times as quick so.
"""

from typing import Literal, NamedTuple

from commonward.guard.contract import Decision, Fix, Kind

#: "network": seen by the trained network alone, without a pattern or the word lists.
Origin = Literal["pattern", "tagger", "network", "consistency", "known"]


class Candidate(NamedTuple):
    """A possible entity in offsets of the *original* text.

    `rule` is the identifier rule ("phi.mrn") that governs it when it belongs to a patient. `hint` is what the detector
    saw around it that says whose it is: "patient" (Pt …, my patient …), "clinician" (Dr. …), "public", "author",
    "generic" (an awareness day, a year of history), "" for nothing.
    """

    start: int
    end: int
    kind: Kind
    rule: str
    confidence: float
    origin: Origin = "pattern"
    hint: str = ""

    @property
    def is_likely(self) -> bool:
        """Whether anything may be judged by it. What is less sure is an entity all the same."""
        return self.confidence >= (_LEAST_ALONE if self.origin == "network" else _LEAST)


_LEAST = 0.3
_LEAST_ALONE = 0.45  # for what nothing but the network sees


class Breach(NamedTuple):
    """A rule broken at a place, before policy says what follows. Offsets of the original text.

    `own` says whether the fact is the author's own (the author caps soften those of patients and family): None when
    nobody could tell.
    """

    rule: str
    start: int
    end: int
    confidence: float
    fixes: tuple[Fix, ...] = ()
    media: int | None = None
    box: tuple[int, int, int, int] | None = None
    own: bool | None = None
    entry: str = ""  # the curated entry that it fits (`guard.curated`)
    origin: str = ""  # the text of the reference that stands here, by its name there
    reason: str = ""  # in place of the rule's own: what was found out about this very place, without words of the text
    source: str = ""  # in place of the rule's own: the page that an entry rests on
    alone: float = 0.0  # how surely it was found without any entry
    most: Decision | None = None  # the strictest that may follow here, by what the author declared
