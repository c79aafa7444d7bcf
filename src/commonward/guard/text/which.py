"""Which of many patterns a text can hold at all: one automaton for all of them, one pass over the text."""

from collections.abc import Iterable
from typing import Final

import re2

#: For the automaton, which is made as texts ask for it; when it is full it begins anew.
_MEMORY: Final = 32 << 20
_EVERYTHING: Final = "(?s:.)"


class Which:
    """Patterns for google-re2, asked all at once whether they match anywhere. Capitals count as small letters."""

    def __init__(self, patterns: Iterable[str]) -> None:
        options = re2.Options()
        options.case_sensitive = False
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = _MEMORY
        options.log_errors = False
        self._set = re2.Set.SearchSet(options)
        self._last = -1
        for pattern in (*patterns, _EVERYTHING):
            self._last = self._set.Add(pattern)
        try:
            self._set.Compile()
        except re2.error:
            self._last = -1  # too large for its memory: then nobody asks it

    def __call__(self, view: bytes) -> frozenset[int] | None:
        """The numbers of the patterns that match somewhere in these bytes; None when that cannot be told: any may."""
        if not view:
            return frozenset()
        found = frozenset(self._set.Match(view)) if self._last >= 0 else frozenset()
        # The last pattern matches everything: where it is missing, the automaton ran out of memory.
        return found if self._last in found else None
