"""Text as a reader sees it: look-alikes and invisible characters folded away, with an exact map back.

Used before any rule runs, so that "５５５", "5\\u200b55" and "555" are one thing to the rules. Folding is local
(character by character, with the marks that follow), so every folded character knows which characters it stands for,
and folding folded text changes nothing. Linear in the length of the text, whatever the text is.

Left as they are, because folding would change what is said: superscripts after a number or word ("10⁹"), fractions
("½"), ordinal signs, trade marks, accents. Accents are folded in `Document.view`, for the rules alone.
"""

import re
import unicodedata
from array import array
from dataclasses import dataclass, field
from functools import lru_cache

from commonward.guard.text import lookalikes


@dataclass(frozen=True, slots=True)
class Normalised:
    """Folded text. Character i stands for original[starts[i]:ends[i]]; None means every character stands for itself."""

    text: str = field(repr=False)
    starts: "array[int] | None" = field(default=None, repr=False)
    ends: "array[int] | None" = field(default=None, repr=False)


def normalise(text: str) -> Normalised:
    """Fold the text. Never raises, also for lone surrogates and control characters."""
    if text.isascii() and not _CONTROL.search(text):
        return Normalised(_without_leet(text))
    folding = _Folding()
    position = 0
    for plain in _PLAIN.finditer(text):
        folding.take_exotic(text, position, plain.start())
        folding.take_plain(plain.group(), plain.start())
        position = plain.end()
    folding.take_exotic(text, position, len(text))
    folded = _without_leet(_without_confusables("".join(folding.characters)))
    return Normalised(folded, folding.starts, folding.ends)


class _Folding:
    """The folded characters so far, and what each stands for."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.starts = array("q")
        self.ends = array("q")
        self._raised = False  # the last character was a superscript that was folded

    def take_plain(self, run: str, start: int) -> None:
        self.characters.extend(run)
        self.starts.extend(range(start, start + len(run)))
        self.ends.extend(range(start + 1, start + len(run) + 1))
        self._raised = False

    def take_exotic(self, text: str, start: int, end: int) -> None:
        for index in range(start, end):
            character = text[index]
            superscript = lookalikes.SUPERSCRIPTS.get(character)
            if superscript is not None:
                self._take_superscript(character, superscript, index)
                continue
            for folded in fold_character(character):
                self._push(folded, index)

    def _take_superscript(self, character: str, digit: str, index: int) -> None:
        """A raised digit is a power or a footnote after a word or number, and a disguised digit elsewhere."""
        last = self.characters[-1] if self.characters else " "
        disguised = self._raised or not (last.isalnum() or last in ")]")
        self._append(digit if disguised else character, index)
        self._raised = disguised

    def _push(self, character: str, index: int) -> None:
        if character not in lookalikes.MARKS:
            self._append(character, index)
            return
        if not self.characters or not self.characters[-1].isalnum():
            return  # a mark with nothing to stand on is not seen
        composed = unicodedata.normalize("NFC", self.characters[-1] + character)
        if len(composed) == 1:
            self.characters[-1] = composed
        # Letters of one ligature share its whole stretch, the mark included.
        place, start = len(self.starts) - 1, self.starts[-1]
        while place >= 0 and self.starts[place] == start:
            self.ends[place] = index + 1
            place -= 1

    def _append(self, character: str, index: int) -> None:
        self.characters.append(character)
        self.starts.append(index)
        self.ends.append(index + 1)
        self._raised = False


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:
    """What one character looks like: itself, a plainer one, several ("ﬁ"), or nothing (zero-width). Idempotent."""
    if character in lookalikes.KEPT:
        return character
    replaced = lookalikes.REPLACED.get(character)
    if replaced is not None:
        return replaced
    category = unicodedata.category(character)
    if category in {"Cc", "Cf"} or lookalikes.is_invisible(character):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    plainer = unicodedata.normalize("NFKC", character)
    return character if plainer == character else "".join(map(fold_character, plainer))


def _without_confusables(text: str) -> str:
    """Fold Cyrillic and Greek look-alikes in words that also hold Latin letters.

    A word made of look-alikes alone is folded too when nothing else in the text is really Cyrillic or Greek: then it
    can only be a disguise. One character for one, so the map back stays true.
    """
    if not lookalikes.SUSPECT.search(text):
        return text
    genuine = any(
        not lookalikes.LATIN.search(word) and word.translate(lookalikes.CONFUSABLE_TABLE) != word and _has_foreign(word)
        for word in _FOREIGN_WORD.findall(text)
    )

    def folded(match: re.Match[str]) -> str:
        word = match.group()
        if lookalikes.LATIN.search(word) or not (genuine or _has_foreign(word)):
            return word.translate(lookalikes.CONFUSABLE_TABLE)
        return word

    return _FOREIGN_WORD.sub(folded, text)


def _has_foreign(word: str) -> bool:
    """Whether letters of another alphabet remain when the look-alikes are folded."""
    return lookalikes.SUSPECT.search(word.translate(lookalikes.CONFUSABLE_TABLE)) is not None


def _without_leet(text: str) -> str:
    """Fold digits and signs that stand for letters inside a word ("M0ylan", "w4rd", "D@rragh").

    Only where nothing else is meant: the word is of letters apart from them, two small letters follow at its end
    ("HbA1c", "T4a", "B12" stay), no abbreviation stands before ("CD4pos"), and it is no part of an address or number
    (k4te@…, a/b3cd).
    """

    def folded(match: re.Match[str]) -> str:
        word = match.group()
        head = match.group(1)
        if len(head) > 1 and head.isupper():
            return word
        if match.start() > 0 and text[match.start() - 1] in "-_/@.#&=\\:+":
            return word
        rest = text[match.end() : match.end() + 8]
        joined = len(rest) > 1 and rest[0] in "-_/@.#&=\\:+" and rest[1].isalnum()
        if joined or (len(head) > 2 and "@" in word) or ("@" in word and "dot" in rest.lower()):
            return word
        return word.translate(lookalikes.LEET_TABLE)

    return _LEET_WORD.sub(folded, text) if _LEET_INSIDE.search(text) else text


# Tab, line feed, carriage return and printable ASCII stand for themselves.
_PLAIN = re.compile(r"[\t\n\r\x20-\x7e]+")
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e]")
_FOREIGN_WORD = re.compile(r"[^\W\d_]+")
# The classes follow each other without overlap, so that matching is linear.
_LEET_INSIDE = re.compile(r"[A-Za-z][013457@$]{1,2}[a-z]")
_LEET_WORD = re.compile(
    r"(?<![A-Za-z0-9@$])([A-Za-z]+)(?:[013457@$]{1,2}[a-z]+)*[013457@$]{1,2}[a-z]{2,}(?![A-Za-z0-9@$])"
)
