"""What changed from one text to the next, in words that a page can strike out and set beside each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

_WORDS: Final = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
_LINES: Final = re.compile(r"[^\n]*\n?")
#: Texts of more words than this are compared line by line: comparing takes the square of the number.
MOST_WORDS: Final = 1500


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: "same" as before, "out" of it or "in" it now."""

    kind: str
    text: str = field(repr=False)


def between(before: str, after: str) -> tuple[Piece, ...]:
    """How `before` became `after`. The pieces that are not "in" make up `before`, those that are not "out" `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = _LINES.findall(before), _LINES.findall(after)
    return tuple(piece for piece in _pieces(old, new) if piece.text)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    # Without the heuristic for popular words, which makes long texts look more changed than they are.
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(old[a:b]))
        else:
            yield Piece("out", "".join(old[a:b]))
            yield Piece("in", "".join(new[c:d]))
