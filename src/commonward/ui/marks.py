"""Cuts a text into pieces for the layer of marks: every piece carries one level and the findings that cover it.

Offsets count Unicode code points, as everywhere. The pieces put together are the text, to the last space.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

#: From mild to strict. Where findings overlap, the strictest gives the piece its line.
LEVELS: tuple[str, ...] = ("note", "warn", "hold", "block")


class Span(Protocol):
    """What a mark needs to know of a finding."""

    @property
    def start(self) -> int | None: ...

    @property
    def end(self) -> int | None: ...

    @property
    def level(self) -> str: ...

    @property
    def index(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text. Plain pieces have no level; marked ones have a number, counted from 1 through the text."""

    text: str = field(repr=False)
    level: str = ""
    indexes: tuple[int, ...] = ()
    number: int = 0

    @property
    def index(self) -> int | None:
        """The finding that a tap on this piece opens: the strictest, of equals the first."""
        return self.indexes[0] if self.indexes else None

    @property
    def findings(self) -> str:
        """All findings of this piece, as `data-finding` holds them."""
        return " ".join(str(index) for index in self.indexes)


def segments(text: str, spans: Iterable[Span]) -> list[Segment]:
    """The text in pieces. Spans beyond the text are cut to it; empty ones and those without offsets leave no mark."""
    starts: dict[int, list[Span]] = {}
    ends: dict[int, list[Span]] = {}
    for span in spans:
        if reach := _reach(span, len(text)):
            starts.setdefault(reach[0], []).append(span)
            ends.setdefault(reach[1], []).append(span)
    pieces: list[Segment] = []
    open_spans: list[Span] = []
    number = 0
    for start, end in pairwise(sorted({0, len(text), *starts, *ends})):
        open_spans = [span for span in open_spans if span not in ends.get(start, ())] + starts.get(start, [])
        open_spans.sort(key=lambda span: (-LEVELS.index(span.level), span.index))
        number += bool(open_spans)
        pieces.append(_piece(text[start:end], open_spans, number))
    return pieces


def first_marks(pieces: Sequence[Segment]) -> dict[int, int]:
    """The number of the first piece that each finding covers. Some have none, as findings on pictures."""
    firsts: dict[int, int] = {}
    for piece in pieces:
        for index in piece.indexes:
            firsts.setdefault(index, piece.number)
    return firsts


def _reach(span: Span, length: int) -> tuple[int, int] | None:
    if span.start is None or span.end is None:
        return None
    start, end = max(0, span.start), min(length, span.end)
    return (start, end) if start < end else None


def _piece(text: str, covering: Sequence[Span], number: int) -> Segment:
    if not covering:
        return Segment(text)
    return Segment(text, covering[0].level, tuple(span.index for span in covering), number)
