"""A text as the speech network reads it: its words with what stands between them, its sentences, who writes and where.

The same reading serves training (`lab/speech.py`) and the guard; a change of it needs a new `VERSION` and a new model.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import Author, Context
from commonward.guard.text.numbered import COLUMNS, MARK_BITS, numbered
from commonward.guard.text.speech import phrases
from commonward.guard.text.speech.phrases import Phrase
from commonward.guard.text.words import Word, Wording

Floats = NDArray[np.float32]

VERSION: Final = 3
HASHED: Final = 1 << 14  # rows for words, and again for pairs of words
_SIGNS: Final = "\n.!?,:;()[]\"'%#@/-*$+=&0\x01"
_SIGN_OF: Final = {sign: place for place, sign in enumerate(_SIGNS)}
SIGNS: Final = len(_SIGNS) + 2  # several of one sign ("!!", "..."), and any other
#: Beside vector and hashed rows: marks of the word lists, case, first of a sentence, no vector, in quotation marks,
#: in a picture's alternative text, behind the last full sentence; then what stands before the word and behind it.
EXTRA: Final = MARK_BITS + 4 + 4 + 2 * SIGNS  # and behind these, one for each rule of the phrases
WINDOW: Final = 90  # words that are read together; more of them would drown one that matters
AROUND: Final = 12
_LONGEST_PHRASE: Final = 400  # characters; a longer one is not told to the part behind the one that it begins in
AUTHORS: Final[tuple[Author, ...]] = ("professional", "student", "patient", "family", "organisation")
CONTEXTS: Final[tuple[Context, ...]] = (
    "public_post",
    "closed_group",
    "care_conversation",
    "professional_case",
    "direct_message",
)
SETTING: Final = len(AUTHORS) + len(CONTEXTS) + 1  # the last one: Spanish
_NO_WORD: Final = Word(0, 0, "", "", 0, 0, "", False, True, 0)
_QUOTE, _OPEN, _CLOSE = '"', "[", "]"


class Setting(NamedTuple):
    """Who writes, where, in which language."""

    author: Author
    context: Context
    language: str

    def row(self) -> Floats:
        """The setting as numbers; an author nobody knows is read as a professional."""
        row = np.zeros(SETTING, dtype=np.float32)
        row[AUTHORS.index(self.author) if self.author in AUTHORS else 0] = 1
        row[len(AUTHORS) + CONTEXTS.index(self.context)] = 1
        row[-1] = self.language == "es"
        return row


@dataclass(frozen=True, slots=True)
class Reading:
    """Words [first, last) of a text as numbers, one row a word; `begins` is where their sentences begin, from 0."""

    vectors: list[int]
    words: list[int]
    pairs: list[int]
    extra: Floats
    begins: list[int]
    setting: Floats


def read(wording: Wording, setting: Setting, told: Sequence[Phrase], first: int, last: int) -> Reading:
    """The words [first, last) of a text; one empty word for a text without any. `told`: the phrases of the text."""
    words: Sequence[Word] = wording.words[first:last] or (_NO_WORD,)
    count = len(words)
    vectors, hashed, columns = numbered(wording, first, last)
    known = phrases.load()
    extra = np.zeros((count, EXTRA + len(known.rules)), dtype=np.float32)
    extra[:, :COLUMNS] = columns
    _mark_gaps(extra, wording, words, last)
    for phrase in told:
        start, end = wording.at(phrase.start) - first, wording.at(phrase.end - 1) + 1 - first
        if start < count and end > 0:
            extra[max(0, start) : end, EXTRA + phrase.rule] = 1
    begins = [0]
    if words[0].sentence != words[-1].sentence:
        begins += [place for place, (one, other) in enumerate(pairwise(words), 1) if one.sentence != other.sentence]
    return Reading(
        vectors,
        [1 + one % (HASHED - 1) for one in hashed],
        [0] + [1 + (31 * one + other) % (HASHED - 1) for one, other in pairwise(hashed)],
        extra,
        begins,
        setting.row(),
    )


class Part(NamedTuple):
    """Words [first, last) of a text as numbers; of their rows those in `own` are not another part's."""

    reading: Reading
    first: int
    last: int
    own: slice


def parts(wording: Wording, setting: Setting, window: int) -> Iterator[Part]:
    """A text in parts of so many words, with some of the words around each; a shorter one whole. Its phrases are looked
    for once, whoever reads it, and a shorter one is put in numbers once.
    """
    count = len(wording.words)
    if not wording.told:
        wording.told.append(sorted(phrases.load().find(wording)))
    told: list[Phrase] = wording.told[0]
    if count <= window:
        whole: Reading | None = wording.read.get(setting)
        if whole is None:
            whole = wording.read[setting] = read(wording, setting, told, 0, max(1, count))
        yield Part(whole, 0, count, slice(None))
        return
    step = window - 2 * AROUND
    for start in range(0, count, step):
        first, last = max(0, start - AROUND), min(count, start + step + AROUND)
        begin, end = wording.words[first].start, wording.words[last - 1].end
        near = told[bisect_left(told, (begin - _LONGEST_PHRASE,)) : bisect_left(told, (end,))]
        yield Part(read(wording, setting, near, first, last), first, last, slice(start - first, start - first + step))


def _mark_gaps(extra: Floats, wording: Wording, words: Sequence[Word], last: int) -> None:
    first_sign = MARK_BITS + 8
    is_quoted = is_pictured = False
    for row, word in enumerate(words):
        gap = word.gap
        if gap != " ":
            for place in _signs(gap) if gap.isascii() and len(gap) <= _SHORT else _read_signs(gap):
                extra[row, first_sign + place] = 1
                if row:
                    extra[row - 1, first_sign + SIGNS + place] = 1
            is_quoted ^= gap.count(_QUOTE) % 2 == 1
            is_pictured = gap.rfind(_OPEN) > gap.rfind(_CLOSE) or (is_pictured and _CLOSE not in gap)
        extra[row, MARK_BITS + 6] = is_quoted
        extra[row, MARK_BITS + 7] = is_pictured
    behind = wording.words[last].gap if last < len(wording.words) else wording.tail
    for place in _read_signs(behind):
        extra[-1, first_sign + SIGNS + place] = 1


_SHORT: Final = 2


@lru_cache(maxsize=2048)
def _signs(gap: str) -> tuple[int, ...]:
    """As `_read_signs`, kept: so short a gap tells nothing of anybody."""
    return _read_signs(gap)


def _read_signs(gap: str) -> tuple[int, ...]:
    """Which signs a gap holds. All digits count as one sign."""
    found = set()
    for sign in gap[:64]:
        if sign != " ":
            found.add(_SIGN_OF.get("0" if sign.isdigit() else sign, SIGNS - 1))
    if len(gap.strip()) > len(found):
        found.add(SIGNS - 2)
    return tuple(found)
