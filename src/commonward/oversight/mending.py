"""Fixes made on the server, so that they work without script: one, or the first of every finding at once, and undone.

What is put back is what the fixes took. What the author wrote since they were made stays, as they wrote it.
"""

import re
from collections.abc import Sequence
from typing import Final

from commonward.guard import Edit
from commonward.oversight.screening import Checked

_FIX: Final = re.compile(r"^(\d{1,4})\.(\d{1,2})$")
#: The token of the button that mends all.
EVERY: Final = "all"


def mended(text: str, checked: Checked, token: str) -> str:
    """The text with the fix that a button named ("3.0"), or with all first fixes ("all").

    An unknown token changes nothing.
    """
    if token == EVERY:
        return with_edits(text, first_fixes(checked))
    found = _FIX.match(token)
    return text if found is None else apply_fix(text, checked, int(found.group(1)), int(found.group(2)))


def apply_fix(text: str, checked: Checked, finding: int, fix: int) -> str:
    """The text with one fix of one finding made. Unknown numbers change nothing."""
    if checked.report is None or not 0 <= finding < len(checked.findings):
        return text
    fixes = checked.findings[finding].fixes
    return checked.report.fixed(fixes[fix]) if 0 <= fix < len(fixes) else text


def first_fixes(checked: Checked) -> tuple[Edit, ...]:
    """What the first fix of every finding changes that its author does not object to, in the order of the text."""
    if checked.report is None:
        return ()
    fixes = [
        finding.fixes[0]
        for number, finding in enumerate(checked.findings)
        if finding.fixes and number not in checked.objected and finding.media is None
    ]
    return checked.report.edits_of(*fixes)


def with_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text with edits made that do not overlap and come in its order."""
    pieces: list[str] = []
    position = 0
    for edit in edits:
        pieces += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join(pieces) + text[position:]


def put_back(text: str, before: str, edits: Sequence[Edit]) -> str:
    """The text with the words that the edits took from `before`, where the author has not written since.

    The author's own writing is taken for one stretch, from the first to the last letter that differs from what the
    edits made. Edits outside of it are undone, those that it touches stay as the author left them.
    """
    mended = with_edits(before, edits)
    head = _alike(text, mended)
    tail = min(_alike(text[::-1], mended[::-1]), min(len(text), len(mended)) - head)
    tail_from = len(mended) - tail
    first, last = mended[:head], mended[tail_from:]
    shift, found_last = 0, False
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.text)
        shift += len(edit.text) - (edit.end - edit.start)
        if end <= head:
            first = before[: edit.end] + mended[end:head]
        elif start >= tail_from and not found_last:
            last, found_last = mended[tail_from:start] + before[edit.start :], True
    return first + text[head : len(text) - tail] + last


def _alike(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
