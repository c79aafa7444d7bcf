"""Which of many patterns a text can hold at all: all of them asked in one call."""

from collections.abc import Iterable, Sequence
from typing import Final

import re2

#: For the automaton of one pattern, which is made as texts ask for it; when it is full it begins anew.
_MEMORY: Final = 8 << 20


class Which:
    """Patterns for google-re2, asked all at once whether they match anywhere. Capitals count as small letters.

    Which letters a pattern cannot do without is worked out beforehand; one automaton looks for these of all patterns,
    and only the patterns whose letters are there are tried, each by itself. So each stays small, and is soon done being
    made: one automaton of all patterns together must keep the product of them in mind and is new for every text.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        options = _options(captures=False)
        self._filter = re2.Filter()
        self._numbers: list[int] = []
        self._always: list[int] = []  # too large for the memory: then nobody asks it, and it may match
        for number, pattern in enumerate(patterns):
            try:
                self._filter.Add(pattern.encode("ascii"), options)
            except re2.error:
                self._always.append(number)
            else:
                self._numbers.append(number)
        if self._numbers:
            self._filter.Compile()

    def __call__(self, view: bytes) -> list[int]:
        """The numbers of the patterns that may match somewhere in these bytes, in their order."""
        if not view:
            return []
        found = self._filter.Match(view) if self._numbers else None
        numbers = self._numbers
        told = [numbers[place] for place in found] if found else []
        return sorted([*told, *self._always]) if self._always else told


class Searchable:
    """Patterns in families, for google-re2: which of them a text may hold, and each of them to search with.

    A pattern with letters of its own is told by these alone, and says yes too often. The others (figures and signs) are
    asked together, family by family: where one of a family matches, all of them may.
    """

    def __init__(self, families: Sequence[Sequence[str]]) -> None:
        self._places = [(family, number) for family, some in enumerate(families) for number in range(len(some))]
        every = [pattern for some in families for pattern in some]
        self._filter = re2.Filter()
        for pattern in every:
            self._filter.Add(pattern.encode("ascii"), _options(captures=True))
        self._filter.Compile()
        self._bare = frozenset(self._filter.Match(_NO_LETTERS, potential=True) or ())
        together: list[list[int]] = [[] for _ in families]
        for place in sorted(self._bare):
            together[self._places[place][0]].append(place)
        self._asked = [some for some in together if some]  # the bare patterns of each family that has some
        written = ["|".join(f"(?:{every[place]})" for place in some) for some in self._asked]
        self._sets = []
        for start in range(_AUTOMATA):
            automaton = re2.Set.SearchSet(_options(captures=False))
            numbers = list(range(start, len(written), _AUTOMATA))
            for number in numbers:
                automaton.Add(written[number])
            everything = automaton.Add(_EVERYTHING)
            automaton.Compile()
            self._sets.append((automaton, numbers, everything))

    def __call__(self, view: bytes) -> dict[int, list[int]]:
        """For each family that may match somewhere in these bytes the numbers of its patterns that may, in order."""
        if not view:
            return {}
        places = [place for place in self._filter.Match(view, potential=True) or () if place not in self._bare]
        for automaton, numbers, everything in self._sets:
            found = automaton.Match(view) or ()
            # The last pattern matches everything: where it is missing, the memory ran out, and any may match.
            for place in found if everything in found else range(len(numbers)):
                if place != everything:
                    places += self._asked[numbers[place]]
        asked: dict[int, list[int]] = {}
        for place in sorted(places):
            family, number = self._places[place]
            asked.setdefault(family, []).append(number)
        return asked

    def patterns(self) -> list[list["re2._Regexp"]]:
        """All patterns, compiled, by family."""
        found: list[list[re2._Regexp]] = [[] for _ in range(1 + max(family for family, _ in self._places))]
        for place, (family, _number) in enumerate(self._places):
            found[family].append(self._filter.re(place))
        return found


def _options(*, captures: bool) -> "re2.Options":
    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = _MEMORY
    options.log_errors = False
    options.never_capture = not captures
    return options


_NO_LETTERS: Final = b"\n"
_EVERYTHING: Final = "(?s:.)"
_AUTOMATA: Final = 2  # of figures and signs; more are done being made sooner, fewer are quicker then
