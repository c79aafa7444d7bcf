"""The pieces of a text that the trained tagger reads: finer than words, with what stands before each.

A word, a possessive ending, a run of digits, a line break or one sign is a piece; of a number only the length counts,
so its form is zeros. A hashtag written in camel case ("#PrayForGarrickVoss") comes apart into its words. Offsets are of
the normalised text; letters are without accents.
"""

import re
from itertools import accumulate
from typing import Final, NamedTuple

from commonward.guard.text.document import Document

#: What stands right before a piece: a space or the start of the text, nothing, a "#", an "@".
SPACED: Final = 0
GLUED: Final = 1
TAGGED: Final = 2
ADDRESSED: Final = 3


class Pieces(NamedTuple):
    """The pieces of a text in order, as parallel lists: a megabyte has 200,000 of them."""

    starts: list[int]
    ends: list[int]
    forms: list[str]
    gaps: list[int]


def read_pieces(document: Document) -> Pieces:
    """All pieces of the document. Linear."""
    view = document.view.decode("ascii")
    return _plain_pieces(view) if "#" not in view else _pieces(view)


def _plain_pieces(view: str) -> Pieces:
    """As `_pieces` of a text without hashtags, in a few passes over all pieces together."""
    parts = _PIECE.split(view)
    places = list(accumulate(map(len, parts)))
    forms = parts[1::2]
    gaps = [SPACED if gap else GLUED for gap in parts[:-1:2]]
    if forms:
        gaps[0] = SPACED
    if "\n" in view or "@" in view:
        for place, form in enumerate(forms[:-1], 1):
            if gaps[place] == GLUED and form in _GAP_AFTER:
                gaps[place] = _GAP_AFTER[form]
        forms = [_LINE if form[0] == "\n" else form for form in forms]
    if _DIGIT.search(view):
        forms = ["0" * min(len(form), _LONGEST) if form[0] in _DIGITS else form for form in forms]
    return Pieces(places[:-1:2], places[1::2], forms, gaps)


def _pieces(view: str) -> Pieces:
    starts: list[int] = []
    ends: list[int] = []
    forms: list[str] = []
    gaps: list[int] = []
    position = 0
    sign = ""
    parts = _PIECE.split(view)  # what stands between pieces, and pieces, in turn: quicker than matching one by one
    for place in range(1, len(parts), 2):
        form = parts[place]
        start = position + len(parts[place - 1])
        end = start + len(form)
        gap = SPACED if start > position or not start else _GAP_AFTER.get(sign, GLUED)
        if gap == TAGGED and len(form) > 3 and not form.islower():
            for part in _CAMEL.finditer(form):
                starts.append(start + part.start())
                ends.append(start + part.end())
                forms.append(part.group())
                gaps.append(gap)
        else:
            starts.append(start)
            ends.append(end)
            first = form[0]
            forms.append(_LINE if first == "\n" else "0" * min(end - start, _LONGEST) if first.isdigit() else form)
            gaps.append(gap)
        position = end
        sign = form
    return Pieces(starts, ends, forms, gaps)


_LINE: Final = "\n"
_DIGITS: Final = frozenset("0123456789")
_DIGIT = re.compile("[0-9]")
_LONGEST: Final = 12  # of a number only its length is told, and that roughly
_GAP_AFTER = {"#": TAGGED, "@": ADDRESSED, _LINE: SPACED}
_PIECE = re.compile(r"([A-Za-z]+(?:'(?![sS]\b)[A-Za-z]+)*|'[sS]\b|\d+|\n[\n ]*|[^\sA-Za-z\d])")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^A-Za-z]+")
