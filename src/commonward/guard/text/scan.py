"""One pass of each family's automaton over a text: all deterministic identifiers, with confidence.

Each rule file is compiled into one alternation in google-re2. Patterns of one file compete (the leftmost wins, then the
first written); files do not see each other, and the merge decides between overlapping candidates. Which files can find
anything in a text is told first, for all of them at once: of most texts one or two.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType

import re2

from commonward.guard.text.candidate import Candidate
from commonward.guard.text.checksums import bare
from commonward.guard.text.document import Document
from commonward.guard.text.labelled import SERIES
from commonward.guard.text.pattern import Found, Pattern, Sight
from commonward.guard.text.rules import RULE_MODULES
from commonward.guard.text.which import Part, Which

# Below this nothing is reported: it would be a guess.
LEAST_CONFIDENCE = 0.5

# A refuted match is looked at again from its second character, unless it is longer than any two identifiers together:
# then from its end, so that no text makes the scan look at the same place more than a bounded number of times.
_LONGEST_RETRY = 96


def scan(document: Document) -> list[Candidate]:
    """All candidates in the document, sorted, possibly overlapping. Offsets are of the original text."""
    candidates = []
    may_match = _which()(document.view)
    for number, lane in enumerate(lanes()):
        if number not in may_match:
            continue
        for found in lane.run(document):
            start, end = document.original_span(found.start, found.end)
            candidates.append(Candidate(start, end, found.kind, found.rule, found.confidence, "pattern", found.hint))
    return sorted(candidates)


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """The patterns of one rule file as one automaton, which says where one of them matches.

    Which of them, and what it captures, is asked of few: an automaton of all with all their groups would take longer to
    answer that than all the rest.
    """

    name: str
    patterns: tuple[Pattern, ...]
    automaton: "re2._Regexp"

    def run(self, document: Document) -> Iterator[Found]:
        """What stands the checks, from left to right, not overlapping."""
        view = document.view
        position = 0
        while (match := self.automaton.search(view, position)) is not None:
            start, end = match.span()
            judged = self._judge(document, start)
            if judged is None:
                position = end if end - start > _LONGEST_RETRY else start + 1
                continue
            found, pattern = judged
            yield found
            position = max(found.end, start + 1)
            if pattern.series:
                for more in _series(document, found):
                    yield more
                    position = more.end

    def _judge(self, document: Document, start: int) -> tuple[Found, Pattern] | None:
        """What the check of the first pattern that matches here answers; when it refutes, what the next ones answer."""
        for number in _first_here(self).may_match(document.view[start:]):
            pattern = self.patterns[number]
            match = _compile(pattern.regex).match(document.view, start)
            if match is None:
                continue
            sight = Sight(document, pattern, *match.span(1), *match.span())
            found = sight.found() if pattern.check is None else pattern.check(sight)
            if found is not None and found.confidence >= LEAST_CONFIDENCE:
                return found, pattern
        return None


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
        last = replace(first, start=start, end=end, confidence=min(first.confidence, _SERIES_CONFIDENCE))
        yield last


@cache
def lanes() -> tuple[Lane, ...]:
    """All families, compiled once. Takes some tens of milliseconds the first time."""
    return tuple(_lane(module) for module in RULE_MODULES)


@cache
def _which() -> Which:
    return Which((_written(lane.patterns) for lane in lanes()), automata=8)


def _lane(module: ModuleType) -> Lane:
    patterns: tuple[Pattern, ...] = module.PATTERNS
    return Lane(module.__name__.rpartition(".")[2], patterns, _compile(_written(patterns), captures=False))


@cache
def _first_here(lane: Lane) -> Part:
    """Which patterns may match where a text begins. What stands before, they are not told, so it says yes too often."""
    return Part(tuple(enumerate(pattern.regex for pattern in lane.patterns)), at_start=True)


def _written(patterns: tuple[Pattern, ...]) -> str:
    return "|".join(f"(?:{pattern.regex})" for pattern in patterns)


@cache
def _compile(regex: str, *, captures: bool = True) -> "re2._Regexp":
    """An automaton over bytes; letters of either case are alike."""
    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.never_capture = not captures
    return re2.compile(regex.encode("ascii"), options)


_SERIES = _compile(SERIES)
_SERIES_CONFIDENCE = 0.85
