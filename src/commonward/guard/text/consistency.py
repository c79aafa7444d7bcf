"""A name found once is found everywhere: given name, family name, initials, possessives, other case, tags.

"Mrs. Odalys Ferriman … Odalys … FERRIMAN'S … #odalysferriman": whoever removes one must not leave the others.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.document import Document
from commonward.guard.text.lexicons import ANY_TITLE, CALENDAR, HEALTH, NAME, PARTICLE, REGION, SUFFIX, WORD, load

# Only names we are sure of are looked for again: a doubtful one would spread its doubt.
LEAST_CONFIDENCE: Final = 0.6
_LESS = 0.02  # a further mention is a little less sure than the one it comes from
_MOST_NAMES = 500  # names looked for at once; a longer list is a directory, in which each stands by itself
_MOST_TAGS = 20
_LEAST_TAG = 8
_PIECE = re.compile(r"[A-Za-z]+")
_APART = re.compile(r"([A-Za-z]+)")
_DOTS = frozenset({".", ". "})
_BETWEEN = frozenset({" ", "-", "'", ". "})

Span = tuple[int, int]


def extend(document: Document, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates, and further mentions of the persons among them, sorted. Linear in the text."""
    given = list(candidates)
    sources = [found for found in given if found.kind is Kind.NAME and found.confidence >= LEAST_CONFIDENCE]
    if not sources:
        return given
    forms = _Forms(document)
    for source in sources[:_MOST_NAMES]:
        forms.add(source)
    taken = sorted((found.start, found.end) for found in sources)
    mentions = [mention for mention in forms.mentions() if not _overlaps((mention.start, mention.end), taken)]
    return sorted([*given, *mentions])


def _overlaps(span: Span, taken: Sequence[Span]) -> bool:
    """Whether the span touches one of the sorted spans. Names do not nest, so the last one before its end tells."""
    index = bisect_right(taken, (span[1], -1)) - 1
    return index >= 0 and taken[index][1] > span[0]


class _Forms:
    """The forms that the names of a document may take."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._view = document.view.decode("ascii")
        self._marks = load().marks
        self._any_case: dict[str, Candidate] = {}
        self._as_written: dict[str, Candidate] = {}  # also ordinary words: only with their capital
        self._initials: dict[str, Candidate] = {}
        self._joined: dict[str, Candidate] = {}

    def add(self, source: Candidate) -> None:
        """Learn the parts of a name."""
        start, end = self._document.text_span(source.start, source.end)
        pieces = [piece for piece in _PIECE.findall(self._view[start:end]) if self._tells(piece)]
        for piece in pieces:
            marks = self._marks.get(piece.lower(), 0)
            if marks & (WORD | CALENDAR | REGION | HEALTH) or len(piece) < 4:
                if piece[0].isupper() and not (marks & WORD and not marks & NAME):
                    self._as_written.setdefault(piece.capitalize(), source)
                    self._as_written.setdefault(piece.upper(), source)
            else:
                self._any_case.setdefault(piece.lower(), source)
        if len(pieces) > 1:
            self._initials.setdefault(pieces[0][0].upper() + pieces[-1][0].upper(), source)
            joined = "".join(pieces).lower()
            if len(joined) >= _LEAST_TAG and len(self._joined) < _MOST_TAGS:
                self._joined.setdefault(joined, source)

    def _tells(self, piece: str) -> bool:
        marks = self._marks.get(piece.lower(), 0)
        return len(piece) > 2 and not marks & (PARTICLE | SUFFIX) and not (marks & ANY_TITLE and marks & WORD)

    def mentions(self) -> Iterator[Candidate]:
        """Every place where a form stands; pieces of one name that touch are one mention."""
        open_start = open_end = 0
        source: Candidate | None = None
        for start, end, found in self._pieces():
            if source is not None and found is source and self._view[open_end:start] in _BETWEEN:
                open_end = end
                continue
            if source is not None:
                yield self._mention(open_start, open_end, source)
            open_start, open_end, source = start, end, found
        if source is not None:
            yield self._mention(open_start, open_end, source)

    def _pieces(self) -> Iterator[tuple[int, int, Candidate]]:
        parts = _APART.split(self._view)  # what stands between pieces, and pieces, in turn
        lower = _APART.split(self._view.lower())
        places = list(accumulate(map(len, parts)))
        any_case, as_written, tagged = self._any_case, self._as_written, bool(self._joined)
        for at in range(1, len(parts), 2):
            piece = parts[at]
            if lower[at] in any_case:
                yield places[at - 1], places[at], any_case[lower[at]]
            elif piece in as_written:
                yield places[at - 1], places[at], as_written[piece]
            elif not piece[1:]:
                if at > 1 and len(parts[at - 2]) == 1 and parts[at - 1] in _DOTS and parts[at + 1][:1] == ".":
                    source = self._initials.get(parts[at - 2] + piece)
                    if source is not None:  # "O.F.", "O. F.": the initials of a person named in full
                        yield places[at - 3], places[at] + 1, source
            elif tagged and len(piece) >= _LEAST_TAG:
                yield from self._in_tag(places[at - 1], lower[at])

    def _in_tag(self, offset: int, lower: str) -> Iterator[tuple[int, int, Candidate]]:
        for joined, source in self._joined.items():
            place = lower.find(joined)
            if place >= 0:
                yield offset + place, offset + place + len(joined), source
                return

    def _mention(self, start: int, end: int, source: Candidate) -> Candidate:
        start, end = self._document.original_span(start, end)
        confidence = round(max(0.0, source.confidence - _LESS), 2)
        return source._replace(start=start, end=end, confidence=confidence, origin="consistency")
