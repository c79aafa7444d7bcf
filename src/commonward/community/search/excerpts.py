"""The part of a text that a search met, with the words marked that it met there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from commonward.community.search.words import is_met, places_of

#: How much of a text is shown, and how much of that stands before the first word that was met.
LENGTH: Final = 260
_BEFORE: Final = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text; `is_met` where a search found what it looked for."""

    text: str = field(repr=False)
    is_met: bool = False


def excerpt(text: str, terms: Sequence[str], *, near: bool) -> tuple[Piece, ...]:
    """The text around the first word that was met; its beginning where none was, as when a picture's words were."""
    met = [(start, end) for start, end, word in places_of(text) if any(is_met(word, one, near=near) for one in terms)]
    begin = _start(text, met[0][0]) if met else 0
    end = _end(text, begin + LENGTH)
    pieces: list[Piece] = [Piece("… ")] if begin else []
    at = begin
    for start, stop in dict.fromkeys(met):
        if start < at or stop > end:
            continue
        pieces += [Piece(text[at:start]), Piece(text[start:stop], is_met=True)]
        at = stop
    pieces += [Piece(text[at:end]), Piece(" …" if end < len(text) else "")]
    return tuple(piece for piece in pieces if piece.text)


def _start(text: str, met: int) -> int:
    """The beginning of a word, some way before what was met."""
    if met <= _BEFORE:
        return 0
    gap = text.find(" ", met - _BEFORE, met)
    return met if gap < 0 else gap + 1


def _end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    gap = text.rfind(" ", max(0, at - _BEFORE), at)
    return at if gap < 0 else gap
