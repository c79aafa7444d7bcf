"""Which of many patterns a text can hold at all: all of them asked in one call."""

from collections.abc import Iterable
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
        options = re2.Options()
        options.case_sensitive = False
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = _MEMORY
        options.log_errors = False
        options.never_capture = True
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
