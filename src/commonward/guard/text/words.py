"""A document as words and sentences, each word with its marks from the word lists: what names are read from.

Offsets are of the normalised text. Words are longer than tokens: "O'Brien-Hale" and "co-worker" are one word, and a
possessive "'s" belongs to no word. Numbers and signs are not words; they stand in the gap before the next word.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from string import ascii_lowercase, ascii_uppercase
from typing import Any, Final, NamedTuple

from commonward.guard.text import lexicons
from commonward.guard.text.document import Document
from commonward.guard.text.lexicons import ABBREVIATION, FAMILY, GIVEN, NAME, WORD, Lexicons
from commonward.guard.text.packed import PackedWords

LOWER: Final = 0
TITLE_CASE: Final = 1  # also "McDonald" and "iPhone" read as written with a capital only when they begin with one
UPPER_CASE: Final = 2
INITIAL: Final = 3  # one capital letter


class Word(NamedTuple):
    """A word of the text. `end` leaves out a possessive; `lower` is without accents; `gap` stands before the word."""

    start: int
    end: int
    text: str
    lower: str
    marks: int
    case: int
    gap: str
    is_possessive: bool
    is_first: bool  # of a sentence, a line or a quotation
    sentence: int


class Sentence(NamedTuple):
    """Words [first, last) and the marks of all of them together."""

    first: int
    last: int
    marks: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a document, its sentences, and how it uses capitals."""

    document: Document
    lexicons: Lexicons = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)
    sentences: tuple[Sentence, ...] = field(repr=False)
    marks: int  # of all words together
    is_shouted: bool  # all in capitals, so that capitals tell nothing
    tail: str = field(repr=False)  # what stands after the last word
    small: frozenset[str] = field(repr=False)  # words of no list that it writes without a capital somewhere
    colons: int  # many make labels those of speakers
    lower: tuple[str, ...] = field(repr=False)  # of each word
    starts: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)
    memo: list[Any] = field(default_factory=list, repr=False, compare=False)  # kept by `numbered.numbered`
    told: list[Any] = field(default_factory=list, repr=False, compare=False)  # kept by `speech.reading.parts`
    read: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)  # kept by it too

    def gap_after(self, index: int) -> str:
        """What stands between this word (its possessive included) and the next."""
        return self.words[index + 1].gap if index + 1 < len(self.words) else self.tail

    def phrase(self, first: int, last: int) -> str:
        """The words [first, last) in lower case, with single spaces."""
        return " ".join(self.lower[first:last])

    def at(self, start: int) -> int:
        """The index of the first word that ends after this offset of the normalised text; len(words) for none."""
        return bisect_right(self.ends, start)

    def until(self, end: int) -> int:
        """The index of the first word that begins at this offset or behind it; len(words) for none."""
        return bisect_left(self.starts, end)


def read_words(document: Document) -> Wording:
    """The document as words and sentences, read once for each document. Linear."""
    if document.wording is None:
        document.wording = _read(document)
    return document.wording


def _read(document: Document) -> Wording:
    lists = lexicons.load()
    text = document.view.decode("ascii")
    words: list[Word] = []
    sentences: list[Sentence] = []
    small: set[str] = set()
    seen = lists.seen
    first_of_sentence = number = 0
    sentence_marks = all_marks = 0
    previous: Word | None = None
    parts = _WORD.split(text)  # gaps and words in turn: splitting is quicker than matching one by one
    places = list(accumulate(map(len, parts)))
    for place in range(1, len(parts), 2):
        gap, written = parts[place - 1], parts[place]
        end = places[place]
        is_possessive = False
        if (found := seen.get(written)) is None:  # no word that is kept is a possessive, or of no list
            if "'" in written and written.endswith(("'s", "'S")):
                is_possessive = True
                written = written[:-2]
                end -= 2
            found = seen.get(written) or _looked_up(written, lists)
            if not found[1] and written == found[0] and written not in lists.marks:
                small.add(written)
        lower, marks, case = found
        if gap == " " and previous is not None:
            starts_sentence = is_first = False
        else:
            starts_sentence = previous is None or _ends_sentence(gap, previous, marks)
            is_first = starts_sentence or (gap[-1:] in _OPENING and gap.strip() != "-")
        if starts_sentence and words:
            sentences.append(Sentence(first_of_sentence, len(words), sentence_marks))
            first_of_sentence = len(words)
            number += 1
            all_marks |= sentence_marks
            sentence_marks = 0
        previous = _word((places[place - 1], end, written, lower, marks, case, gap, is_possessive, is_first, number))
        words.append(previous)
        sentence_marks |= marks
    if words:
        sentences.append(Sentence(first_of_sentence, len(words), sentence_marks))
    columns = tuple(zip(*words, strict=True)) or ((),) * len(Word._fields)
    return Wording(
        document,
        lists,
        tuple(words),
        tuple(sentences),
        all_marks | sentence_marks,
        _is_shouted(document.view),
        parts[-1],
        frozenset(small),
        text.count(":"),
        lower=columns[Word._fields.index("lower")],
        starts=columns[0],
        ends=columns[1],
    )


_word = partial(tuple.__new__, Word)  # quicker than its own making, by more than a half


def _looked_up(written: str, lists: Lexicons) -> tuple[str, int, int]:
    """Small letters, marks and case of a word. Kept only for words of our own lists: nothing of a text stays here."""
    lower = written.lower()
    case = LOWER if lower == written else _case(written)
    marks = lists.marks.get(lower, None)
    if marks is None:
        return lower, _compound_marks(lower, lists.marks), case
    found = lower, marks, case
    if len(lists.seen) < _MOST_SEEN and written in (lower, lower.capitalize(), lower.upper()):
        lists.seen[written] = found
    return found


def _case(written: str) -> int:
    if written[0].islower():
        return LOWER
    if len(written) == 1:
        return INITIAL
    return UPPER_CASE if written.isupper() else TITLE_CASE


def _compound_marks(lower: str, marks: PackedWords) -> int:
    """The marks of a word of several parts: a name when a part is one, ordinary when all are or it is contracted."""
    if "-" not in lower and "'" not in lower:
        return 0
    if lower.endswith(_CONTRACTED):
        return WORD
    parts = [marks.get(part, 0) for part in re.split("[-']", lower) if len(part) > 1]
    if not parts:
        return 0
    if all(part & WORD for part in parts):
        return WORD | (NAME & parts[0] & parts[-1] if all(part & NAME for part in parts) else 0)
    if any(part & NAME and not part & WORD for part in parts) or lower.startswith(("o'", "d'", "mc", "mac")):
        return FAMILY | (parts[0] & 1)
    return 0


def _ends_sentence(gap: str, previous: Word, marks: int) -> bool:
    """Whether a sentence ends in this gap; `marks` are those of the word after it."""
    if "\n" in gap:
        return True
    ending = _SENTENCE_END.search(gap)
    if ending is None:
        return False
    if ending.group() != ".":
        return True
    plain = marks & WORD and not marks & GIVEN  # "… seen by Dr. L. She is …"
    is_short = (previous.case == INITIAL and not plain) or bool(previous.marks & ABBREVIATION)
    return not is_short and (len(gap) > 1)


def _is_shouted(view: bytes) -> bool:
    upper = len(view) - len(view.translate(None, _UPPER))
    beginning = view[:4000]
    return upper > _SHOUT_LEAST and len(beginning) - len(beginning.translate(None, _LOWER)) < upper


_SHOUT_LEAST = 8
_MOST_SEEN: Final = 100_000
_OPENING: Final = frozenset('"([:*-')
_WORD = re.compile(r"([A-Za-z]+(?:['-][A-Za-z]+)*)")
_UPPER = ascii_uppercase.encode()
_LOWER = ascii_lowercase.encode()
_SENTENCE_END = re.compile(r"[!?]|\.(?=\W|$)|;")
_CONTRACTED = ("n't", "'t", "'ll", "'re", "'ve", "'d", "'m", "'s")
