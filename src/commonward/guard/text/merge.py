"""From overlapping candidates to entities: where two claim the same place, the surer and longer one stays.

Detectors do not see each other, so "May" may come as a name and as a month, and "12 Tern Street" as an address and as
a street. A longer span that is nearly as sure says more, and hides more when it is masked.
"""

from bisect import bisect_left
from collections.abc import Iterable

from commonward.guard.text.candidate import Candidate

# What a character more is worth, up to a limit: twelve characters weigh as much as 0.06 of confidence.
_LENGTH_WORTH = 0.005
_LONGEST_WORTH = 30
# Where all else is equal: what a check stands behind before what context suggests, and what is known before all.
_ORIGINS = {"known": 4, "pattern": 3, "tagger": 2, "network": 1, "consistency": 0}


def merge(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The entities, sorted, not overlapping. Never adds or widens a span. O(n log n)."""
    ranked = sorted(candidates, key=_rank)
    starts: list[int] = []
    kept: list[Candidate] = []
    for candidate in ranked:
        if candidate.start >= candidate.end:
            continue
        place = bisect_left(starts, candidate.start)
        before = kept[place - 1] if place else None
        after = kept[place] if place < len(kept) else None
        if (before and before.end > candidate.start) or (after and after.start < candidate.end):
            continue
        starts.insert(place, candidate.start)
        kept.insert(place, candidate)
    return kept


def _rank(candidate: Candidate) -> tuple[float, int, int, str]:
    worth = candidate.confidence + _LENGTH_WORTH * min(candidate.end - candidate.start, _LONGEST_WORTH)
    return (-round(worth, 4), -_ORIGINS[candidate.origin], candidate.start, candidate.kind)
