"""Numbers of a great many words in little memory: some eighteen bytes a word, where a dict takes 120 and more.

Each word is a remainder of 56 bits, and these lie sorted beside their numbers. Use it for lists that are read once and
asked often; the words themselves can not be listed from it. A word of no list is taken for one of 200,000 with a chance
of one in 10**11.
"""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

_Default = TypeVar("_Default")

#: A prime below 2**56, so that a remainder and one more letter fit 64 bits, and far from any power of two, since near
#: one (2**56 - 5) words would meet that differ by little in two places.
_PRIME: Final = 66_077_105_076_380_689
#: A remainder is looked for among those that begin with the same bits.
_BITS: Final = 16
_SHIFT: Final = 56 - _BITS
#: Words that are asked for are kept with their numbers, so many at most. They are words of the list, none of a text.
_MOST_MET: Final = 16_384


class PackedWords:
    """Words and their numbers. May be asked from many threads."""

    __slots__ = ("_begins", "_met", "_numbers", "_remainders")

    def __init__(self, words: Sequence[str], numbers: Sequence[int]) -> None:
        """`words` differ from each other, one number for each.

        Raises ValueError where two words have the same remainder, which could not be told apart.
        """
        remainders = _remainders(words)
        order = np.argsort(remainders, kind="stable")
        remainders = remainders[order]
        if (remainders[1:] == remainders[:-1]).any():
            raise ValueError("Two words of the list cannot be told apart.")
        firsts = np.arange((1 << _BITS) + 1, dtype=np.uint64) << np.uint64(_SHIFT)
        self._remainders = array("Q", remainders.tobytes())
        self._numbers = array("q", np.array(numbers, dtype=np.int64)[order].tobytes())
        self._begins = array("I", np.searchsorted(remainders, firsts).astype(np.uint32).tobytes())
        self._met: dict[str, int] = {}

    @classmethod
    def of(cls, numbers: Mapping[str, int]) -> "PackedWords":
        """The words of a mapping."""
        return cls(list(numbers), list(numbers.values()))

    def __len__(self) -> int:
        return len(self._remainders)

    def __contains__(self, word: str) -> bool:
        return self.get(word, None) is not None

    def get(self, word: str, default: _Default) -> int | _Default:
        """The number of a word, or `default` where it is not listed."""
        if (known := self._met.get(word)) is not None:
            return known
        remainder = int.from_bytes(word.encode("utf-8", "surrogatepass")) % _PRIME
        bucket = remainder >> _SHIFT
        end = self._begins[bucket + 1]
        place = bisect_left(self._remainders, remainder, self._begins[bucket], end)
        if place == end or self._remainders[place] != remainder:
            return default
        number = self._numbers[place]
        if len(self._met) < _MOST_MET:
            self._met[word] = number
        return number


def _remainders(words: Sequence[str]) -> NDArray[np.uint64]:
    """What each word, read as one number of its bytes, leaves when it is divided: letter by letter of all at once."""
    written = [word.encode("utf-8", "surrogatepass") for word in words]
    lengths = np.fromiter(map(len, written), dtype=np.int64, count=len(written))
    letters = np.frombuffer(b"".join(written), dtype=np.uint8)
    by_length = np.argsort(-lengths, kind="stable")
    starts = (np.cumsum(lengths) - lengths)[by_length]
    left = np.zeros(len(written), dtype=np.uint64)
    longest_first = -lengths[by_length]
    for place in range(int(lengths.max(initial=0))):
        long = int(np.searchsorted(longest_first, -place))  # words of more letters than `place`
        left[:long] = (left[:long] * np.uint64(256) + letters[starts[:long] + place]) % np.uint64(_PRIME)
    remainders = np.empty_like(left)
    remainders[by_length] = left
    return remainders
