"""triage.red-flag  words of an emergency, by the list that a clinician can read and change (`resources/speech`)

Read without any trained model, so that a message of a patient is never late because a model is missing. The patterns
say too much of teaching and history; where the network can be asked, it has the last word.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from commonward.guard.text.document import Document
from commonward.guard.text.speech import lists
from commonward.guard.text.words import read_words


class RedFlag(NamedTuple):
    """A stretch of the normalised text, and the entry of the list that it fits."""

    start: int
    end: int
    flag: str


class _Flag(NamedTuple):
    name: str
    keys: frozenset[str]
    patterns: "re.Pattern[str]"


def find(document: Document) -> Iterator[RedFlag]:
    """All red flags of the text, sorted; they may overlap."""
    words = {word.lower for word in read_words(document).words}
    asked = [flag for flag in _flags() if not flag.keys.isdisjoint(words)]
    text = document.view.decode("ascii").lower() if asked else ""
    yield from sorted(RedFlag(*match.span(), flag.name) for flag in asked for match in flag.patterns.finditer(text))


@lru_cache(maxsize=1)
def _flags() -> tuple[_Flag, ...]:
    return tuple(
        _Flag(
            str(flag["id"]),
            frozenset(str(flag["keys"]).split()),
            re.compile("|".join(rf"\b(?:{pattern.replace(' ', _SPACE)})" for pattern in flag["patterns"])),
        )
        for flag in lists.load()["red_flags"]["flag"]
    )


_SPACE: Final = r"[ ,;:\n-]{1,3}"  # a comma or a line break may stand for a space of a pattern
