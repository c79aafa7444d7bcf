"""What word lists and patterns say about each piece: the trained tagger weighs it with everything else.

Rows of one small table: what stands before the piece, what the lexical tagger took it for and how surely, what a
pattern took it for, and the language of the text. Training and run time share this; a change asks for a new model.
"""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.document import Document
from commonward.guard.text.tagger.pieces import Pieces

KINDS: Final = (
    Kind.NAME,
    Kind.LOCATION,
    Kind.ORG,
    Kind.PROFESSION,
    Kind.DATE,
    Kind.AGE,
    Kind.ID,
    Kind.CONTACT,
)
_INDEX: Final = {kind: index for index, kind in enumerate(KINDS)}

GAP_ROWS: Final = 4
LEXICAL_FIRST: Final = GAP_ROWS  # one row for nothing, then three of each kind: doubtful, likely, sure
PATTERN_FIRST: Final = LEXICAL_FIRST + 1 + 3 * len(KINDS)  # one row for nothing, then one of each kind
LANGUAGE_FIRST: Final = PATTERN_FIRST + 1 + len(KINDS)  # English, Spanish
ROWS: Final = LANGUAGE_FIRST + 2
_LIKELY: Final = 0.6
_SURE: Final = 0.8


def lexical_rows(document: Document, pieces: Pieces, candidates: Iterable[Candidate]) -> list[int]:
    """The row of each piece for what the lexical tagger found."""
    rows = [LEXICAL_FIRST] * len(pieces.starts)
    for found in candidates:
        kind = _INDEX.get(found.kind)
        if kind is None:
            continue
        level = (found.confidence >= _LIKELY) + (found.confidence >= _SURE)
        row = LEXICAL_FIRST + 1 + 3 * kind + level
        for index in covered(document, pieces, found.start, found.end):
            rows[index] = row
    return rows


def pattern_rows(document: Document, pieces: Pieces, candidates: Iterable[Candidate]) -> list[int]:
    """The row of each piece for what the patterns found."""
    rows = [PATTERN_FIRST] * len(pieces.starts)
    for found in candidates:
        kind = _INDEX.get(found.kind)
        if kind is not None and found.confidence >= 0.5:
            for index in covered(document, pieces, found.start, found.end):
                rows[index] = PATTERN_FIRST + 1 + kind
    return rows


def language_row(document: Document) -> int:
    """The row for the language of the text."""
    return LANGUAGE_FIRST + (document.language == "es")


def covered(document: Document, pieces: Pieces, start: int, end: int) -> range:
    """The pieces that original[start:end] touches."""
    start, end = document.text_span(start, end)
    first = bisect_left(pieces.starts, start)
    if first and pieces.ends[first - 1] > start:
        first -= 1
    return range(first, bisect_left(pieces.starts, end))
