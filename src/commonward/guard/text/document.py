"""A text ready for the rules: normalised once, with tokens and the way back to the text as it was given."""

import codecs
from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from commonward.guard.text.bare_letters import ascii_character
from commonward.guard.text.cues import cues_in
from commonward.guard.text.language import unsupported
from commonward.guard.text.normalise import normalise
from commonward.guard.text.tokens import Token, tokenise

if TYPE_CHECKING:
    from commonward.guard.text.words import Wording


class Document:
    """What detectors read. `text` is the normalised text; `original_span` leads from it to the original.

    `view` is the text as ASCII bytes, one for each character of `text` (accents dropped, other letters as "q"), so that
    an automaton's byte offsets are character offsets. Tokens, view and cues are made when first asked for.
    `unsupported` is the language that the text is in, when it is one of which only patterns are read (`language.py`).
    """

    __slots__ = (
        "_cues", "_ends", "_starts", "_tokens", "_view", "heard", "language", "original", "text", "unsupported",
        "wording",
    )  # fmt: skip

    def __init__(self, original: str, language: str) -> None:
        normalised = normalise(original)
        self.original = original
        self.text = normalised.text
        self.language = language
        self.unsupported = ""
        self._starts: array[int] | None = normalised.starts
        self._ends: array[int] | None = normalised.ends
        self._tokens: tuple[Token, ...] | None = None
        self._view: bytes | None = None
        self._cues: frozenset[int] | None = None
        self.wording: Wording | None = None  # kept by `words.read_words`, so that words are read once
        # Kept by `speech.hearing`, so that a network reads a text once.
        self.heard: dict[object, NDArray[np.float32]] = {}

    def __repr__(self) -> str:
        return f"<Document of {len(self.original)} characters>"  # never the text

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of `text`, with offsets of `text`."""
        if self._tokens is None:
            self._tokens = tokenise(self.text)
        return self._tokens

    @property
    def view(self) -> bytes:
        """`text` as ASCII bytes, one per character; tabs are spaces, carriage returns line feeds."""
        if self._view is None:
            self._view = self.text.encode("ascii", _ERRORS).translate(_CLEAN)
        return self._view

    @property
    def cues(self) -> frozenset[int]:
        """The numbers of the cues (see `cues.py`) that the document may hold."""
        if self._cues is None:
            self._cues = cues_in(self.view)
        return self._cues

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in the original. Marks and joiners inside the span are included."""
        if self._starts is None or self._ends is None:
            return start, end
        if start >= end:
            point = self._starts[start] if start < len(self._starts) else len(self.original)
            return point, point
        return self._starts[start], self._ends[end - 1]

    def text_span(self, start: int, end: int) -> tuple[int, int]:
        """Where original[start:end] stands in the normalised text: every character that it touches."""
        if self._starts is None or self._ends is None:
            return start, end
        return bisect_right(self._ends, start), bisect_left(self._starts, end)


def read(text: str, language: str | None = None) -> Document:
    """The text as a document. The language is a code such as "en"; guessed (English or Spanish) when not given."""
    document = Document(text, language or "")
    if language is None:
        document.language = guess_language(document.text)
    document.unsupported = unsupported(document.text, language)
    return document


def guess_language(text: str) -> str:
    """ "es" when the little words of Spanish clearly outnumber those of English at the beginning, else "en"."""
    words = text[:_GUESS_LENGTH].lower().split()
    spanish = len([word for word in words if word in _SPANISH])
    if spanish < _GUESS_LEAST:
        return "en"
    english = len([word for word in words if word in _ENGLISH])
    return "es" if spanish > 2 * english else "en"


_GUESS_LENGTH = 2000
_GUESS_LEAST = 2
# fmt: off
_SPANISH = frozenset({
    "el", "la", "los", "las", "de", "del", "que", "y", "en", "un", "una", "por", "con", "para", "su", "se", "al", "es",
    "lo", "como", "más", "pero", "mi", "le", "ha", "fue",
})
_ENGLISH = frozenset({
    "the", "of", "and", "to", "in", "is", "was", "for", "on", "with", "at", "by", "from", "this", "that", "it", "he",
    "she", "his", "her", "my", "an", "are", "has", "had",
})
# fmt: on

_ERRORS = "commonward.guard.ascii"
_CLEAN = bytes.maketrans(b"\t\r", b" \n")


def _as_ascii(error: UnicodeError) -> tuple[str, int]:
    """One ASCII character for each that has none: its letter without marks, "q" for letters of other alphabets."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(ascii_character, error.object[error.start : error.end])), error.end


codecs.register_error(_ERRORS, _as_ascii)
