"""The words of a text as numbers, which both networks that read words begin with: worked out once for a text."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonward.guard.text.kept import checks
from commonward.guard.text.tagger import trained
from commonward.guard.text.words import Wording

Floats = NDArray[np.float32]

MARK_BITS: Final = 48
#: Of a word: its marks, its case, whether it is the first of a sentence, whether it has no vector.
COLUMNS: Final = MARK_BITS + 6


class Numbered(NamedTuple):
    """Of each word the row of its vector (0 for none), its check, and its columns. Nobody changes them."""

    vectors: list[int]
    checks: list[int]
    columns: Floats


def numbered(wording: Wording, first: int, last: int) -> Numbered:
    """The words [first, last) as numbers; one empty word where there is none."""
    if first or last < len(wording.words):
        return _numbered(wording, first, last)
    if not wording.memo:
        wording.memo.append(_numbered(wording, first, last))
    kept: Numbered = wording.memo[0]
    return kept


def _numbered(wording: Wording, first: int, last: int) -> Numbered:
    lower = wording.lower[first:last]
    words = wording.words[first:last]
    rows, kept = trained.load().network.words, checks()
    columns = np.zeros((max(1, len(words)), COLUMNS), dtype=np.float32)
    if not words:
        columns[0, [MARK_BITS, MARK_BITS + 4, MARK_BITS + 5]] = 1
        return Numbered([0], [kept[""]], columns)
    vectors = [rows.get(one, 0) for one in lower]
    marks = np.array([word.marks for word in words], dtype="<u8").view(np.uint8).reshape(-1, 8)
    columns[:, :MARK_BITS] = np.unpackbits(marks[:, : MARK_BITS // 8], axis=1, bitorder="little")
    columns[np.arange(len(words)), [MARK_BITS + word.case for word in words]] = 1
    columns[:, MARK_BITS + 4] = [word.is_first for word in words]
    columns[:, MARK_BITS + 5] = [not row for row in vectors]
    return Numbered(vectors, [kept[one] for one in lower], columns)
