"""triage.red-flag, crisis.*  words of an emergency, by a list that a clinician can read and change (`resources/speech`)

Read without any trained model, so that a message of a patient is never late because a model is missing. The patterns
say too much of teaching and history; where the network can be asked, it has the last word.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from commonward.guard.text.begun import Begun
from commonward.guard.text.cues import loosened
from commonward.guard.text.document import Document
from commonward.guard.text.speech import lists
from commonward.guard.text.which import Which
from commonward.guard.text.words import read_words


class RedFlag(NamedTuple):
    """A stretch of the normalised text, and the entry of the list that it fits."""

    start: int
    end: int
    flag: str
    rule: str


class _Flag(NamedTuple):
    name: str
    rule: str


class _Flags(NamedTuple):
    flags: tuple[_Flag, ...]
    by_key: dict[str, list[int]]  # a word that a text must hold, and the flags that it then may hold
    matcher: Begun
    which: Which  # tells which flags a text can hold at all


def find(document: Document) -> Iterator[RedFlag]:
    """All red flags of the text, sorted; they may overlap."""
    flags, by_key, matcher, which = _flags()
    wording = read_words(document)
    asked = {flag for key in by_key.keys() & set(wording.lower) for flag in by_key[key]}
    if asked:
        asked.intersection_update(which(document.view))
    text = document.view.decode("ascii").lower() if asked else ""
    for one in sorted(
        RedFlag(*match.span(), flags[flag].name, flags[flag].rule) for flag, match in matcher.find(text, asked)
    ):
        if not _DENIED.search(text, max(0, one.start - _NEAR), one.start) and not _PAST.match(text, one.end):
            yield one


def patterns() -> tuple[str, ...]:
    """The words of each flag, as one expression over text in small letters without accents."""
    return tuple(
        rf"\b(?:{'|'.join(f'(?:{_spelled(pattern)})' for pattern in flag['patterns'])})"
        for flag in lists.load()["red_flags"]["flag"]
    )


@lru_cache(maxsize=1)
def _flags() -> _Flags:
    flags: list[_Flag] = []
    by_key: dict[str, list[int]] = {}
    for number, flag in enumerate(lists.load()["red_flags"]["flag"]):
        flags.append(_Flag(str(flag["id"]), str(flag["rule"])))
        for key in str(flag["keys"]).split():
            by_key.setdefault(key, []).append(number)
    written = patterns()
    return _Flags(tuple(flags), by_key, Begun(written), Which(map(loosened, written)))


def _spelled(pattern: str) -> str:
    """The pattern with words as people write them: "it's" is one, too, and a comma may stand between two."""
    return pattern.replace(r"(?:\w+ )", r"(?:[\w']+ )").replace(" ", _SPACE)


_NEAR: Final = 24  # characters before a flag in which it may be denied
_DENIED: Final = re.compile(
    r"\b(?:(?:no|not|never|without|denies|nor|neither|sin|ni|ningun|nunca)(?: (?:more|any|new|had|me|le|se))?"
    r"|if (?:he|she|i|we|they|you) (?:ever )?(?:has|have|had|gets?)(?: an?)?) \Z"
)
#: What puts a flag long ago, or says that it is known and no worse, when it stands right behind.
_PAST: Final = re.compile(
    r"[^.!?\n]{0,30}?\b(?:(?:years?|decades?|winters|summers) ago|as a (?:child|kid|boy|girl|teenager)"
    r"|in (?:19|20)\d\d\b|when i was (?:a|young|little|\d)|hace (?:\w+ )?anos|de nin[ao]"
    r"|no worse|all clear|(?:that's|that is|as|is) expected|has healed|have healed)"
)
#: A comma or a line break may stand for a space of a pattern. A group, so that " ?" in one means a space or none.
_SPACE: Final = r"(?:[ ,;:\n-]{1,3})"
