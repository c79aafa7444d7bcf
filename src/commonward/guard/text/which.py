"""Which of many patterns a text can hold at all: a few automata for all of them, one pass of each over the text."""

from collections.abc import Iterable, Sequence
from typing import Final

import re2

#: For one automaton, which is made as texts ask for it; when it is full it begins anew.
_MEMORY: Final = 6 << 20
_EVERYTHING: Final = "(?s:.)"


class Which:
    """Patterns for google-re2, asked all at once whether they match anywhere. Capitals count as small letters.

    `automata`: among how many they are shared out. What one automaton must keep in mind grows with the product of its
    patterns, what several keep only with the sum: where patterns are long and texts are new, eight are four times as
    fast as one.
    """

    def __init__(self, patterns: Iterable[str], *, automata: int = 1) -> None:
        every = list(enumerate(patterns))
        self._parts = [Part(every[start::automata]) for start in range(min(automata, len(every)))]

    def __call__(self, view: bytes) -> frozenset[int]:
        """The numbers of the patterns that may match somewhere in these bytes."""
        if not view:
            return frozenset()
        return frozenset().union(*[part.may_match(view) for part in self._parts])


class Part:
    """Some patterns, with their numbers, as one automaton; `at_start`: of matches at the beginning only."""

    def __init__(self, patterns: Sequence[tuple[int, str]], *, at_start: bool = False) -> None:
        options = re2.Options()
        options.case_sensitive = False
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = _MEMORY
        options.log_errors = False
        self._numbers = [number for number, _pattern in patterns]
        self._set = re2.Set.MatchSet(options) if at_start else re2.Set.SearchSet(options)
        for _number, pattern in patterns:
            self._set.Add(pattern)
        self._everything = self._set.Add(_EVERYTHING)
        self._works = True
        try:
            self._set.Compile()
        except re2.error:
            self._works = False  # too large for its memory: then nobody asks it

    def may_match(self, view: bytes) -> list[int]:
        """The numbers of those that may match, in their order."""
        found = self._set.Match(view) if self._works else ()
        # The last pattern matches everything: where it is missing, the automaton ran out of memory, and any may match.
        if self._everything not in found:
            return self._numbers
        return [self._numbers[place] for place in sorted(found) if place != self._everything]
