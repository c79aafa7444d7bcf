"""Earlier parts of a thread, read together with the text that is to be sent.

Who is spoken of is often said one post before ("my patient has lung cancer" … "he lives on Tern Street"), and an
identifier may be split over two. So the last parts are put before the text, all are judged as one, and what touches the
text itself is kept, in its own offsets. The text is judged by itself, too: nothing that it tells alone gets lost.
"""

import re
from collections.abc import Iterable, Sequence

from commonward.guard.contract import Edit, Fix
from commonward.guard.text.candidate import Breach

_MOST_PARTS = 6
_LONGEST = 4000  # characters of earlier parts; what was said long ago links nothing
_ENDS = re.compile(r"[.!?…:;)\]\"'”’]\s*$")


def lead(thread: Sequence[str]) -> str:
    """The last parts of a thread, ready to stand before a text; empty when there are none."""
    parts = [part.strip() for part in thread[-_MOST_PARTS:] if part.strip()]
    joined = ""
    for part in parts:
        joined += part + (_GAP if _ENDS.search(part) else " ")
    return joined[-_LONGEST:]


def of_text(breaches: Iterable[Breach], offset: int) -> list[Breach]:
    """The breaches that touch the text behind the lead, cut to it, with the edits that are in it."""
    return [_moved(breach, offset) for breach in breaches if breach.end > offset]


def joined(alone: Iterable[Breach], together: Iterable[Breach]) -> list[Breach]:
    """What the text tells alone, and what it tells only with its thread."""
    kept = list(alone)
    taken = [(breach.rule, breach.start, breach.end) for breach in kept]
    kept += [
        breach
        for breach in together
        if not any(rule == breach.rule and breach.start < end and start < breach.end for rule, start, end in taken)
    ]
    return sorted(kept, key=lambda breach: (breach.start, breach.end, breach.rule))


def _moved(breach: Breach, offset: int) -> Breach:
    start, end = max(0, breach.start - offset), breach.end - offset
    fixes = tuple(moved for fix in breach.fixes if (moved := _fix(fix, offset)).edits)
    return breach._replace(start=start, end=end, fixes=fixes)


def _fix(fix: Fix, offset: int) -> Fix:
    """A fix with the edits that touch the text; the earlier parts are out already, nobody edits them here."""
    edits = tuple(
        Edit(max(0, edit.start - offset), edit.end - offset, edit.text) for edit in fix.edits if edit.end > offset
    )
    return Fix(fix.label, edits)


_GAP = "\n\n"
