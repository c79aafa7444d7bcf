"""Texts with marked spans as the corpus builder passes them on: made in pieces, changed without losing a span."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

NOT_SURE: Final = "not sure"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """text[start:end] is of this kind, or of one of several ("ORG|LOCATION"), or nobody is sure (`NOT_SURE`)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text, its spans (sorted, not overlapping), where it comes from, and the kinds that its maker marked.

    What is of another kind than `marked` may be there without a span: the training must not learn that it is nothing.
    """

    text: str = field(repr=False)
    spans: tuple[Span, ...]
    source: str
    marked: frozenset[str]
    language: str = "en"

    def map(self, text: str, spans: Iterable[Span]) -> "MarkedText":
        """The same with another text and other spans."""
        return replace(self, text=text, spans=tuple(spans))


class Pen:
    """Writes a text from parts, some of them of a kind."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._spans: list[Span] = []
        self.length = 0

    def write(self, text: str, kind: str = "") -> None:
        """Add text; with a kind it is a span."""
        if kind and text:
            self._spans.append(Span(self.length, self.length + len(text), kind))
        self._parts.append(text)
        self.length += len(text)

    @property
    def text(self) -> str:
        """What was written."""
        return "".join(self._parts)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans that were written."""
        return tuple(self._spans)


def substituted(text: MarkedText, replacements: Iterable[tuple[int, int, str, str]]) -> MarkedText:
    """The text with stretches (start, end, new text, kind; "" for none) replaced; they do not overlap, in order.

    A span that a replacement covers goes with it; the others move along.
    """
    pen = Pen()
    position = 0
    waiting = list(text.spans)
    for start, end, new, kind in replacements:
        while waiting and waiting[0].end <= start:
            position = _copy(pen, text.text, position, waiting.pop(0))
        while waiting and waiting[0].start < end:
            waiting.pop(0)
        pen.write(text.text[position:start])
        pen.write(new, kind)
        position = end
    for span in waiting:
        position = _copy(pen, text.text, position, span)
    pen.write(text.text[position:])
    return text.map(pen.text, pen.spans)


def _copy(pen: Pen, text: str, position: int, span: Span) -> int:
    pen.write(text[position : span.start])
    pen.write(text[span.start : span.end], span.kind)
    return span.end
