"""Scores of entities against marked spans: by character, token, exact span, overlap and whole text.

Only kinds that the data set marks are held against the guard: it may find dates where only names were marked. Two
summaries stand beside the kinds: `typed` counts a find only under its right kind; `any` asks whether what is marked was
found under whatever kind, which is what matters when it is to be hidden.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from commonward.guard.contract import Kind
from commonward.guard.evaluation.corpus import Corpus, Mark
from commonward.guard.evaluation.counts import Counts

LEVELS = ("character", "token", "exact", "overlap")
ANY = "any"
TYPED = "typed"

TOKEN = re.compile(r"\w+|[^\w\s]")


class SpanScore:
    """Takes in one text after the other; `measures` gives the scores so far. `merge` maps labels that count as one."""

    def __init__(self, kinds: frozenset[str], merge: Mapping[str, str]) -> None:
        self.kinds = kinds
        self._merge = merge
        self._counts: dict[tuple[str, str], Counts] = defaultdict(Counts)
        self._complete = Counts()
        self._silent = Counts()

    def add(self, text: str, marks: Sequence[Mark], found: Sequence[Mark]) -> None:
        """Score one text."""
        marks, found = self.renamed(marks), self.renamed(found)
        tokens = [(match.start(), match.end()) for match in TOKEN.finditer(text)]
        wanted = [mark for mark in marks if mark.label in self.kinds]
        # What lies on a mark that is not scored (a label of no kind of ours) is neither right nor wrong.
        unscored = mask_of(mark for mark in marks if mark.label not in self.kinds)
        counted = [mark for mark in found if mark.label in self.kinds and not mask_of([mark]) & unscored]
        for kind in self.kinds:
            ours = [mark for mark in wanted if mark.label == kind]
            theirs = [mark for mark in counted if mark.label == kind]
            if ours or theirs:
                self._add(kind, tokens, ours, theirs, [mark for mark in found if mark.label == kind])
        self._add(ANY, tokens, wanted, counted, found)
        self._add_text(wanted, found, counted)

    def measures(self) -> dict[str, float]:
        """All measures by name, such as "character.NAME.recall"."""
        found: dict[str, float] = {}
        for level in LEVELS:
            typed = Counts()
            for kind in sorted(self.kinds):
                typed.join(self._counts[level, kind])
                found |= self._counts[level, kind].measures(f"{level}.{kind}")
            found |= typed.measures(f"{level}.{TYPED}")
            found |= self._counts[level, ANY].measures(f"{level}.{ANY}")
        return found | {
            "text.complete": self._complete.recall,
            "text.silent": self._silent.recall,
            "text.marked": self._complete.marked,
            "text.unmarked": self._silent.marked,
        }

    def renamed(self, marks: Iterable[Mark]) -> list[Mark]:
        """The marks under the labels that they are scored by."""
        return [self._renamed(mark) for mark in marks]

    def _renamed(self, mark: Mark) -> Mark:
        return Mark(self._merge.get(mark.label, mark.label), mark.start, mark.end)

    def _add(
        self, kind: str, tokens: list[tuple[int, int]], marked: list[Mark], found: list[Mark], hiding: Sequence[Mark]
    ) -> None:
        """Count one kind on all levels. `hiding` is what may meet a mark, `found` what is held against the guard."""
        there, taken, hidden = mask_of(marked), mask_of(found), mask_of(hiding)
        self._counts["character", kind].add(
            marked=there.bit_count(),
            marked_hit=(there & hidden).bit_count(),
            found=taken.bit_count(),
            found_hit=(taken & there).bit_count(),
        )
        self._count_tokens(kind, tokens, there, taken, hidden)
        places = {(mark.start, mark.end) for mark in marked}
        hides = {(mark.start, mark.end) for mark in hiding}
        self._counts["exact", kind].add(
            marked=len(places),
            marked_hit=len(places & hides),
            found=len(found),
            found_hit=sum((mark.start, mark.end) in places for mark in found),
        )
        self._counts["overlap", kind].add(
            marked=len(marked),
            marked_hit=sum(bool(mask_of([mark]) & hidden) for mark in marked),
            found=len(found),
            found_hit=sum(bool(mask_of([mark]) & there) for mark in found),
        )

    def _count_tokens(self, kind: str, tokens: list[tuple[int, int]], there: int, taken: int, hidden: int) -> None:
        counts = self._counts["token", kind]
        if not there and not taken:
            return
        for start, end in tokens:
            place = _bits(start, end)
            is_marked, is_taken = bool(place & there), bool(place & taken)
            counts.add(
                marked=is_marked,
                marked_hit=is_marked and bool(place & hidden),
                found=is_taken,
                found_hit=is_taken and is_marked,
            )

    def _add_text(self, wanted: list[Mark], found: list[Mark], counted: list[Mark]) -> None:
        if wanted:
            is_complete = not mask_of(wanted) & ~mask_of(found)
            self._complete.add(marked=1, marked_hit=is_complete, found=0, found_hit=0)
        else:
            self._silent.add(marked=1, marked_hit=not counted, found=0, found_hit=0)


def annotated_kinds(corpus: Corpus, merge: Mapping[str, str], only: Iterable[str] = ()) -> frozenset[str]:
    """The kinds that the data set marks, after merging; those of `only` where it names some."""
    known = {merge.get(kind.value, kind.value) for kind in Kind}
    there = {merge.get(mark.label, mark.label) for example in corpus.examples for mark in example.marks}
    chosen = {merge.get(kind, kind) for kind in only}
    return frozenset(there & known & chosen if chosen else there & known)


def merged(pairs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The labels of pairs such as "LOCATION=ORG", each with the name under which the two are scored."""
    for pair in pairs:
        labels = pair.split("=")
        if len(labels) < 2 or not all(labels):
            raise ValueError("labels to score as one are written LOCATION=ORG")
        for label in labels:
            yield label, "+".join(labels)


def mask_of(marks: Iterable[Mark]) -> int:
    """The characters that the marks cover, as the bits of one number."""
    mask = 0
    for mark in marks:
        mask |= _bits(mark.start, mark.end)
    return mask


def _bits(start: int, end: int) -> int:
    return ((1 << (end - start)) - 1) << start
