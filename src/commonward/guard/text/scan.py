"""All deterministic identifiers of a text, with confidence.

Patterns of one rule file compete (the leftmost wins, then the first written); files do not see each other, and the
merge decides between overlapping candidates. Which patterns a text may hold is told first, for all of them at once: of
most texts few, and only these are looked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heappop, heappush

import re2

from commonward.guard.text.candidate import Candidate
from commonward.guard.text.checksums import bare
from commonward.guard.text.document import Document
from commonward.guard.text.labelled import SERIES
from commonward.guard.text.pattern import Found, Pattern, Sight
from commonward.guard.text.rules import RULE_MODULES
from commonward.guard.text.which import Searchable

# Below this nothing is reported: it would be a guess.
LEAST_CONFIDENCE = 0.5

# A refuted match is looked at again from its second character, unless it is longer than any two identifiers together:
# then from its end, so that no text makes the scan look at the same place more than a bounded number of times.
_LONGEST_RETRY = 96


def scan(document: Document) -> list[Candidate]:
    """All candidates in the document, sorted, possibly overlapping. Offsets are of the original text."""
    candidates = []
    for lane, numbers in _asked(document.view):
        for found in lane.run(document, numbers):
            start, end = document.original_span(found.start, found.end)
            candidates.append(Candidate(start, end, found.kind, found.rule, found.confidence, "pattern", found.hint))
    return sorted(candidates)


def _asked(view: bytes) -> "Iterator[tuple[Lane, list[int]]]":
    """The lanes that can find anything in these bytes, each with the numbers of its patterns that may match."""
    every = lanes()
    for lane, numbers in _searchable()(view).items():
        yield every[lane], numbers


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """The patterns of one rule file, which compete: the leftmost match wins, of several the first written."""

    name: str
    patterns: tuple[Pattern, ...]
    compiled: "tuple[re2._Regexp, ...]"

    def run(self, document: Document, numbers: Sequence[int]) -> Iterator[Found]:
        """What stands the checks, from left to right, not overlapping. `numbers`: the patterns that are looked for;
        of others nothing is found.
        """
        view = document.view
        position = 0
        ahead: list[tuple[int, int, re2._Match]] = []  # the next match of each, by its start and the pattern's number
        for number in numbers:
            _look_ahead(ahead, self.compiled[number], number, view, position)
        while ahead:
            start = ahead[0][0]
            if start < position:
                number = heappop(ahead)[1]
                _look_ahead(ahead, self.compiled[number], number, view, position)
                continue
            here = [heappop(ahead)]
            while ahead and ahead[0][0] == start:
                here.append(heappop(ahead))
            found = None
            for _start, number, match in here:
                found = _checked(document, self.patterns[number], match)
                if found is not None:
                    break
            if found is None:
                end = here[0][2].end()
                position = end if end - start > _LONGEST_RETRY else start + 1
            else:
                yield found
                position = max(found.end, start + 1)
                if self.patterns[number].series:
                    for more in _series(document, found):
                        yield more
                        position = more.end
            for _start, number, _match in here:
                _look_ahead(ahead, self.compiled[number], number, view, position)


def _look_ahead(
    ahead: "list[tuple[int, int, re2._Match]]", compiled: "re2._Regexp", number: int, view: bytes, position: int
) -> None:
    match = compiled.search(view, position)
    if match is not None:
        heappush(ahead, (match.start(), number, match))


def _checked(document: Document, pattern: Pattern, match: "re2._Match") -> Found | None:
    """What the check of a pattern says to its match."""
    sight = Sight(document, pattern, *match.span(1), *match.span())
    found = sight.found() if pattern.check is None else pattern.check(sight)
    return found if found is not None and found.confidence >= LEAST_CONFIDENCE else None


def _series(document: Document, first: Found) -> Iterator[Found]:
    """Values that follow the first and are as long, without a label of their own."""
    shape = document.text[first.start : first.end]
    length = len(bare(shape))
    last = first
    while (match := _SERIES.match(document.view, last.end)) is not None:
        start, end = match.span(1)
        value = document.text[start:end]
        if abs(len(bare(value)) - length) > 1 or (" " in value) != (" " in shape):
            return
        last = first._replace(start=start, end=end, confidence=min(first.confidence, _SERIES_CONFIDENCE))
        yield last


@cache
def lanes() -> tuple[Lane, ...]:
    """All families, compiled once. Takes some tens of milliseconds the first time."""
    return tuple(
        Lane(module.__name__.rpartition(".")[2], module.PATTERNS, tuple(compiled))
        for module, compiled in zip(RULE_MODULES, _searchable().patterns(), strict=True)
    )


@cache
def _searchable() -> Searchable:
    return Searchable([[pattern.regex for pattern in module.PATTERNS] for module in RULE_MODULES])


@cache
def _compile(regex: str) -> "re2._Regexp":
    """An automaton over bytes; letters of either case are alike."""
    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    return re2.compile(regex.encode("ascii"), options)


_SERIES = _compile(SERIES)
_SERIES_CONFIDENCE = 0.85
