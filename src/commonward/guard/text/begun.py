"""Patterns of many phrases, each tried only where a word stands that one of its phrases begins with.

Python's expressions try every alternative at every place. With what phrases can begin said beforehand ("frequ", "drug",
"bed"), a text is looked at word by word, and nearly no word begins any.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Final

from commonward.guard.text.kept import OfWords

_NO_NUMBERS: Final[frozenset[int]] = frozenset()
_LONGEST: Final = 3  # letters of a beginning; more tell little more and take twice as long to read
_MOST: Final = 4_000  # beginnings of one pattern; one with more is tried everywhere

#: A beginning, and whether it is whole, so that what follows goes on with it.
_Begin = tuple[str, bool]
_NOTHING: Final[frozenset[_Begin]] = frozenset({("", True)})
_ANYTHING: Final[frozenset[_Begin]] = frozenset({("", False)})


class Begun:
    """Patterns over texts in small letters without accents. A match may begin only where no letter stands before it.

    Each is compiled when a text first holds one of its beginnings.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = tuple(patterns)
        heads: dict[str, list[int]] = {}
        everywhere: list[int] = []
        for number, pattern in enumerate(patterns):
            found = beginnings(pattern)
            if not found:
                everywhere.append(number)
            for head in found:
                heads.setdefault(head, []).append(number)
        self._heads = {head: tuple(numbers) for head, numbers in heads.items()}
        self._everywhere = frozenset(everywhere)
        self._begun_by = OfWords(self._numbers)

    def _numbers(self, run: str) -> frozenset[int]:
        heads = self._heads
        found = {number for end in range(1, min(_LONGEST, len(run)) + 1) for number in heads.get(run[:end], ())}
        return frozenset(found) if found else _NO_NUMBERS

    def find(self, text: str, among: Collection[int]) -> Iterator[tuple[int, "re.Match[str]"]]:
        """The matches of these patterns with their numbers: pattern by pattern, those of one from left to right."""
        if not among:
            return
        asked = frozenset(among)
        places: dict[int, list[int]] = {}
        kept = self._begun_by
        parts = _RUN.split(text)  # what stands between, and runs of letters, in turn
        starts = list(accumulate(map(len, parts)))[:-1:2]
        for run, start in zip(parts[1::2], starts, strict=True):
            begun = kept[run]
            if not begun or begun.isdisjoint(asked):
                continue
            for number in begun & asked:
                if number in places:
                    places[number].append(start)
                else:
                    places[number] = [start]
        for number in sorted(places.keys() | (self._everywhere & asked)):
            pattern = _compiled(self._patterns[number])
            if number in self._everywhere:
                for match in pattern.finditer(text):
                    yield number, match
                continue
            behind = 0
            for start in places[number]:
                if start >= behind and (found := pattern.match(text, start)):
                    yield number, found
                    behind = found.end()


@cache
def _compiled(pattern: str) -> "re.Pattern[str]":
    return re.compile(pattern)


def beginnings(pattern: str) -> frozenset[str]:
    """What every match of the pattern begins with, one of these; none when it may begin with anything, or no letter.

    It knows of expressions what our lists of phrases use: groups, alternatives, classes, repetition, looking around.
    """
    found, _ = _alternatives(*_signs(pattern), 0)
    heads = frozenset(head for head, _whole in found)
    if len(heads) > _MOST or not all(map(_RUN.fullmatch, heads)):
        return frozenset()
    return heads


def _signs(pattern: str) -> tuple[list[str], list[int]]:
    """The pattern's signs, and from each the next one of its level that ends an alternative or the group."""
    signs = _SIGNS.findall(pattern)
    ends = [len(signs)] * (len(signs) + 1)
    outside: list[int] = []
    end = len(signs)
    for place in range(len(signs) - 1, -1, -1):
        first = signs[place][0]
        if first == ")":
            outside.append(end)
            end = place
        elif first == "(":
            end = outside.pop()
        elif first == "|":
            end = place
        ends[place] = end
    return signs, ends


def _alternatives(signs: Sequence[str], ends: Sequence[int], place: int) -> tuple[set[_Begin], int]:
    """The beginnings of what stands from here to the end of its group, and where that is."""
    found: set[_Begin] = set()
    sequence: Collection[_Begin] = _NOTHING
    while place < len(signs):
        sign = signs[place]
        if sign == ")":
            break
        if sign == "|":
            found.update(sequence)
            sequence = _NOTHING
            place += 1
            continue
        if sign[0] == "(":
            item: Collection[_Begin]
            item, place = _alternatives(signs, ends, place + 1)
            if sign[:3] in _AROUND:
                item = _NOTHING
        else:
            item = _of_sign(sign)
        place += 1
        if place < len(signs) and (times := _TIMES.fullmatch(signs[place])):
            if times[0] not in ("?", "{0,1}"):
                item = {(head, False) for head, _whole in item}
            if times["none"]:
                item = {*item, *_NOTHING}
            place += 1
            if place < len(signs) and signs[place] == "?":
                place += 1
        sequence = _followed(sequence, item)
        if not any(whole for _head, whole in sequence):
            place = ends[place] if place < len(signs) else place  # the rest of it begins nothing
    found.update(sequence)
    return found, place


def _followed(sequence: Collection[_Begin], item: Collection[_Begin]) -> Collection[_Begin]:
    """The beginnings of one thing and another behind it."""
    joined: set[_Begin] = set()
    for head, whole in sequence:
        if not whole:
            joined.add((head, False))
            continue
        for more, open_end in item:
            longer = head + more
            joined.add((longer[:_LONGEST], open_end and len(longer) < _LONGEST))
    return joined if len(joined) <= 2 * _MOST else _ANYTHING


def _of_sign(sign: str) -> Collection[_Begin]:
    """The beginnings of letters, a sign or a class; a sign that is no letter ends the beginning before it."""
    if sign in (r"\b", r"\B", "^", "$", r"\A", r"\Z"):
        return _NOTHING
    if sign == r"\d":
        return frozenset((digit, True) for digit in "0123456789")
    if sign.startswith("["):
        inside = sign[1:-1]
        if inside.startswith("^") or "\\" in inside or "-" in inside[1:-1]:
            return _ANYTHING
        return frozenset((sign, True) if _is_letters(sign) else ("", False) for sign in inside)
    if _is_letters(sign):
        return ((sign, True),)
    return _ANYTHING


def _is_letters(sign: str) -> bool:
    return _RUN.fullmatch(sign) is not None


_RUN: Final = re.compile(r"(\w+)", re.ASCII)
_AROUND: Final = frozenset({"(?=", "(?!", "(?<"})
_SIGNS: Final = re.compile(
    r"\(\?(?:<[=!]|P<\w+>|[:=!])|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|\w+(?![?*+{])|.", re.DOTALL
)
_TIMES: Final = re.compile(r"(?P<none>\?|\*|\{0[^}]*\})|\+|\{\d*,?\d*\}")
