"""Long patterns that few texts hold: all of them asked of automata first, and matched only where it says yes.

Python's expressions try every alternative at every place, which for hundreds of phrases takes longer than all the rest
of a check. google-re2 reads a text once for all patterns together, whatever they hold. It knows no looking ahead or
behind, so it is given each pattern without those: it answers "yes" too often, never "no" too often, and the pattern
itself has the last word.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from commonward.guard.text.bare_letters import ascii_character
from commonward.guard.text.which import Which

if TYPE_CHECKING:
    from commonward.guard.text.document import Document

_KNOWN: Final[list[str]] = []


class Cue:
    """A pattern, matched only in documents that may hold it. Make it where a module is loaded, as `re.compile`.

    The text that is searched is the document's text, its view, or a part of one of them.
    """

    __slots__ = ("_compiled", "_flags", "_number", "_written")

    def __init__(self, pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        self._written, self._flags = pattern, flags
        self._compiled: re.Pattern[str] | None = None
        self._number = len(_KNOWN)
        _KNOWN.append(loosened(pattern))

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern itself, compiled when a text first asks for it: some take longer than to load all the rest."""
        if self._compiled is None:
            self._compiled = re.compile(self._written, self._flags)
        return self._compiled

    def may_be_in(self, document: "Document") -> bool:
        """Whether a search in the document can find anything."""
        return self._number in document.cues

    def search(self, document: "Document", text: str) -> "re.Match[str] | None":
        """As `re.Pattern.search` in this text of the document."""
        return self.pattern.search(text) if self.may_be_in(document) else None

    def finditer(self, document: "Document", text: str) -> "Iterator[re.Match[str]]":
        """As `re.Pattern.finditer` in this text of the document."""
        return self.pattern.finditer(text) if self.may_be_in(document) else iter(())


def cues_in(view: bytes) -> frozenset[int]:
    """The numbers of the cues that a document with this view may hold."""
    return frozenset(_which(len(_KNOWN))(view))


@lru_cache(maxsize=1)
def _which(count: int) -> Which:
    return Which(_KNOWN[:count])


def loosened(pattern: str) -> str:
    """The pattern for google-re2, over a document's view: without looking around, without names, letters unaccented.

    What it matches includes everything that the pattern matches in the text, or in the view, or in a part of them.
    Raises ValueError for a reference to a group, which google-re2 does not know.
    """
    kept: list[str] = []
    place = 0
    while place < len(pattern):
        if plain := _PLAIN.match(pattern, place):
            kept.append(plain[0])
            place = plain.end()
            continue
        if around := _AROUND.match(pattern, place):
            place = _group_end(pattern, around.end())
            if place < len(pattern) and pattern[place] in "?*+":
                place += 1
            continue
        if pattern[place] == "\\":
            if pattern[place + 1].isdigit():
                raise ValueError("a cue cannot refer to a group")
            kept.append("" if pattern[place + 1] in "AZ" else pattern[place : place + 2])
            place += 2
            continue
        if name := _NAMED.match(pattern, place):
            kept.append("(?:")
            place = name.end()
            continue
        end = _class_end(pattern, place) if pattern[place] == "[" else place + 1
        if pattern[place] not in "^$":  # the beginning of a part of the text may be anywhere in the whole
            kept += [sign if sign.isascii() else re.escape(ascii_character(sign)) for sign in pattern[place:end]]
        place = end
    return "".join(kept)


def _group_end(pattern: str, place: int) -> int:
    """Where the group ends whose inside begins here."""
    depth = 1
    while depth:
        sign = pattern[place]
        if sign == "\\":
            place += 1
        elif sign == "[":
            place = _class_end(pattern, place) - 1
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        place += 1
    return place


def _class_end(pattern: str, place: int) -> int:
    """Where the class of signs ends that begins here. A "]" that stands first in it belongs to it."""
    place += 2
    while pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return place + 1


#: Signs that stay as they are.
_PLAIN = re.compile(r"[ -#%-'*-Z\]_-~]+")
_AROUND = re.compile(r"\(\?(?:=|!|<=|<!)")
_NAMED = re.compile(r"\(\?P<\w+>")
