"""What the trained tagger sees of a single piece, whatever stands around it: hashed parts, shape, word-list marks.

The same function serves training and run time; a change here asks for a new model (`FORMS_VERSION`).
"""

import re
from typing import Final, NamedTuple
from zlib import crc32

from commonward.guard.text import lexicons

FORMS_VERSION: Final = 1
WORDS: Final = 16384
AFFIXES: Final = 8192
SHAPES: Final = 1024
GRAMS: Final = 16384
MARKS: Final = 45  # the marks of lexicons.py, one bit each

_LONGEST = 24  # letters of a form that are looked at


class Form(NamedTuple):
    """Rows of the tables: one word, two affixes, one shape, several runs of letters; and the marks as bits."""

    word: int
    prefix: int
    suffix: int
    shape: int
    grams: tuple[int, ...]
    marks: int
    lower: str


def read_form(form: str) -> Form:
    """The features of a form. Bounded work, however long the form is."""
    short = form[:_LONGEST]
    lower = short.lower()
    key = lower.translate(_ZEROS)
    bounded = f"^{key}$".encode("ascii")
    grams = [crc32(bounded[place : place + 3]) % GRAMS for place in range(len(bounded) - 2)]
    grams += [crc32(bounded[place : place + 4]) % GRAMS for place in range(max(1, len(bounded) - 3))]
    return Form(
        word=crc32(bounded[1:-1]) % WORDS,
        prefix=crc32(f"<{key[:3]}".encode()) % AFFIXES,
        suffix=crc32(f"{key[-3:]}>".encode()) % AFFIXES,
        shape=crc32(_shape(short).encode()) % SHAPES,
        grams=tuple(grams),
        marks=lexicons.load().marks.get(lower, 0),
        lower=key,
    )


def _shape(short: str) -> str:
    """Capitals, small letters and digits, runs of more than three cut short, with a rough length."""
    return _RUN.sub(r"\1\1\1", short.translate(_SHAPES)) + str(min(len(short), 12) // 3)


_ZEROS = str.maketrans("123456789", "000000000")
_SHAPES = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "x" * 26 + "X" * 26 + "d" * 10
)
_RUN = re.compile(r"(.)\1{3,}")
