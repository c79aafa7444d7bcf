"""What is worked out of a word by itself, kept for the words of our own lists: of any other word nothing stays here."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, Generic, TypeVar
from zlib import crc32

from commonward.guard.text import lexicons

_Worked = TypeVar("_Worked")
_MOST: Final = 60_000


class OfWords(dict[str, _Worked], Generic[_Worked]):
    """Ask for a word in small letters (`kept[word]`): worked out once for a word of the lists, each time for others.

    Use it where the same is asked of every word of every text. Ask by index only; `get` and `in` see just what is kept.
    May be asked from many threads: two may work out the same, and get the same.
    """

    def __init__(self, work: Callable[[str], _Worked]) -> None:
        super().__init__()
        self._work = work
        self._listed = lexicons.load().marks

    def __missing__(self, word: str) -> _Worked:
        worked = self._work(word)
        if word in self._listed and len(self) < _MOST:
            self[word] = worked
        return worked


@lru_cache(maxsize=1)
def checks() -> OfWords[int]:
    """The CRC-32 of each word: by it the networks know words that have no vector."""
    return OfWords(lambda word: crc32(word.encode()))
