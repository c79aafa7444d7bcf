"""Words as pieces of a fixed vocabulary, longest first: what the large network reads (WordPiece; Wu and others
2016).
"""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from commonward.guard.text.words import Wording

#: Pieces that are read of one word, and of what stands between two.
_OF_WORD, _OF_GAP = 8, 6
_LONGEST_WORD: Final = 40
_UNITS: Final = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")


class Pieces(NamedTuple):
    """A text as numbers of pieces, and at which of them each word begins."""

    pieces: list[int]
    firsts: list[int]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces by number. Keeps nothing of any text."""

    numbers: dict[str, int] = field(repr=False)
    first: int
    last: int
    unknown: int

    @classmethod
    def of(cls, lines: list[str]) -> "Vocabulary":
        """The vocabulary of a list of pieces; raises KeyError when it has not the usual marks."""
        numbers = {piece: number for number, piece in enumerate(lines)}
        return cls(numbers, numbers["[CLS]"], numbers["[SEP]"], numbers["[UNK]"])

    def read(self, wording: Wording, first: int, last: int, most: int) -> Pieces:
        """Words [first, last) with what stands between them; one empty word for none. At most so many pieces: a word
        behind them is read at the last one.
        """
        pieces, firsts = [self.first], []
        for word in wording.words[first:last]:
            if len(word.gap) > 1 and (gap := word.gap.strip()):
                pieces += self.pieces(gap)[:_OF_GAP]
            firsts.append(min(len(pieces), most - 2))
            pieces += self.pieces(word.text)[:_OF_WORD] or [self.unknown]
        tail = wording.words[last].gap if last < len(wording.words) else wording.tail
        if tail := tail.strip():
            pieces += self.pieces(tail)[:_OF_GAP]
        return Pieces([*pieces[: most - 1], self.last], firsts or [0])

    def pieces(self, written: str) -> list[int]:
        """The pieces of a stretch of ASCII."""
        lower = written.lower()
        if (known := self.numbers.get(lower)) is not None:
            return [known]
        found: list[int] = []
        for unit in _UNITS.findall(lower):
            found += self._cut(unit)
        return found

    def _cut(self, unit: str) -> list[int]:
        if len(unit) > _LONGEST_WORD:
            return [self.unknown]
        found: list[int] = []
        start = 0
        while start < len(unit):
            for end in range(len(unit), start, -1):
                number = self.numbers.get(unit[start:end] if start == 0 else f"##{unit[start:end]}")
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return [self.unknown]
        return found
