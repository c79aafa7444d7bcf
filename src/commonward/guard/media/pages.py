"""The pages of a PDF document, drawn as pictures in a limited child process, and the words that stand in it as letters.

What is drawn is looked at like any other picture (`inspection.inspect`): a scan has its words in the pixels. Nothing of
the document itself goes on: no script, link, form or file inside it.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from commonward.guard.contract import GuardUnavailable
from commonward.guard.media import bare
from commonward.guard.media.inspection import answered, opened, require_ended_well
from commonward.guard.media.limits import DEFAULT, MOST_DRAWN, MOST_LETTERS, MOST_PAGES, Limits
from commonward.guard.media.refusals import Code, refusal
from commonward.guard.media.sniff import Format

_MOST_HEADER = 8 * MOST_DRAWN * MOST_LETTERS


@dataclass(frozen=True, slots=True)
class Pages:
    """A document: how many pages it has, some of them in their order as pictures, and what is written there."""

    number: int
    drawn: tuple[bytes, ...] = field(repr=False)
    words: tuple[str, ...] = field(repr=False)


def draw(path: Path, *, after: int = 0, limits: Limits = DEFAULT) -> Pages:
    """Draw the next pages of the PDF at `path`, up to `MOST_DRAWN`, after so many. Blocks until done.

    Each call has a child and its limits to itself, so that a long document takes no more memory than a short one.

    Raises MediaRefused for a file that will never do (damaged, locked by a password, too many pages), and
    GuardUnavailable when the answer may differ later.
    """
    source = opened(path, limits)
    try:
        order = json.dumps({"limits": asdict(limits), "after": after})
        most = _MOST_HEADER + MOST_DRAWN * limits.output_bytes + 1
        raw, status = answered(source, order, most, limits, child="page_child")
    finally:
        os.close(source)
    require_ended_well(status, limits)
    try:
        return _read(raw, after, limits)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise GuardUnavailable("the picture reader gave no clear answer") from None


def _read(raw: bytes, after: int, limits: Limits) -> Pages:
    """The child's answer, of which nothing is believed."""
    line, _newline, rest = raw.partition(b"\n")
    header = json.loads(line)
    if "refused" in header:
        raise refusal(Code(header["refused"]), limits)
    sheets = header["sheets"]
    if not 1 <= len(sheets) <= MOST_DRAWN or not after + len(sheets) <= header["pages"] <= MOST_PAGES:
        raise ValueError
    drawn, at = [], 0
    for form, width, height, length in sheets:
        data = rest[at : at + length]
        if len(data) != length or not bare.is_bare(data, Format(form), (width, height)):
            raise ValueError
        drawn.append(data)
        at += length
    words = tuple(str(one)[:MOST_LETTERS] for one in header["words"])
    if at != len(rest) or len(words) != len(drawn):
        raise ValueError
    return Pages(int(header["pages"]), tuple(drawn), words)
