"""attribution.uncredited, near-copies: text that stands elsewhere already, word for word or lightly changed.

Texts are compared by their runs of three words (shingles; Broder 1997). What counts is containment: how many of the
runs of the new text stand in one text of the reference. Two people who write on one subject share few runs of three
words; who copies and changes a word here and there keeps many. The whole text is judged and each of its longer
passages, so that a copied paragraph in a text of one's own is found. A passage in quotation marks with a credit beside
it is fine. Patchwork from many sources and paraphrase in other words are not found.

Whoever keeps a great many texts looks first for the few that may be alike, by `fingerprints`: of each kept text an
eighth of its runs, those with the smallest numbers (bottom-k sketch; Broder 1997), of the new text all of them.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from commonward.guard.contract import Edit, Fix, GuardError
from commonward.guard.text.bare_letters import ascii_character
from commonward.guard.text.candidate import Breach
from commonward.guard.text.little_words import LITTLE_WORDS

RULE: Final = "attribution.uncredited"
RUN: Final = 3  # words
#: The share of its runs that make a text or a passage a near-copy. Measured in docs/guard-speech.md.
COPIED: Final = 0.2
LEAST_RUNS: Final = 10  # shared in one or two pieces; less is a phrase that many use
_CHANGED_RUNS: Final = 5  # shared in several pieces: then somebody changed words between them
_FEW_RUNS: Final = 16  # fewer are enough only where they make up a good part of the text
_FEW_SHARE: Final = 0.3
_PIECES: Final = 3
_COMMON: Final = 40  # texts of the reference that share a run: then it is a saying
_SURE: Final = 0.55


class ReferenceError(GuardError):
    """A reference that cannot be read; the sentence says why and where, never what."""


class Copy(NamedTuple):
    """A stretch [start, end) that stands in a text of the reference, and the share of its runs that do."""

    source: str
    start: int
    end: int
    share: float
    credit: str = ""


@dataclass(slots=True)
class Reference:
    """Texts that others have written, by their runs of words. Holds numbers, no text.

    `phrase`: so many runs in a row may be a phrase that many use. Where a wrong word costs more than a missed one, give
    more. What is shared in several pieces was a text before somebody changed it, and no phrase.
    """

    phrase: int = LEAST_RUNS
    _names: list[str] = field(default_factory=list, repr=False)
    _credits: list[str] = field(default_factory=list, repr=False)
    _texts_of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list), repr=False)

    @classmethod
    def of_file(cls, path: Path) -> "Reference":
        """The reference of a file of JSON lines with `id` and `text`. Raises ReferenceError."""
        found = cls()
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            raise ReferenceError("The reference cannot be read as UTF-8 text.") from None
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                name, text = record["id"], record["text"]
            except (ValueError, KeyError, TypeError, RecursionError):
                raise ReferenceError(f"Line {number} of the reference is no JSON object with id and text.") from None
            if not isinstance(text, str):
                raise ReferenceError(f"The text of line {number} of the reference is no text.")
            found.add(str(name), text)
        return found

    def __len__(self) -> int:
        return len(self._names)

    def add(self, name: str, text: str, *, credit: str = "") -> None:
        """Another text. `credit` is what a quotation of it is signed with, where that is known."""
        number = len(self._names)
        self._names.append(name)
        self._credits.append(credit)
        for run in {run for run, _start, _end in _runs(text)}:
            self._texts_of[run].append(number)

    def copies(self, text: str) -> Iterator[Copy]:
        """The whole text, if most of it was taken from one text, or its passages that were."""
        runs = list(_runs(text))
        if len(runs) < LEAST_RUNS:
            return
        if (whole := self._alike(runs, COPIED)) is not None:
            yield self._copy(runs, *whole)
            return
        last = -1
        for size, step, least in _PASSAGES:
            for first in range(0, max(1, len(runs) - size + step), step):
                part = runs[first : first + size]
                if part[0][1] >= last and (found := self._alike(part, least)) is not None:
                    copy = self._copy(part, *found)
                    yield copy
                    last = copy.end
            if last >= 0:
                return

    def _alike(self, runs: list[tuple[int, int, int]], least: float) -> tuple[int, float] | None:
        """The text that shares most of these runs, and how many of them, where they are enough for a near-copy."""
        counts: Counter[int] = Counter()
        distinct = {run for run, _start, _end in runs}
        for run in distinct:
            texts = self._texts_of.get(run, ())
            if len(texts) <= _COMMON:
                counts.update(texts)
        if not counts:
            return None
        number, shared = max(counts.items(), key=lambda item: (item[1], -item[0]))
        share = shared / len(distinct)
        places = [place for place, (run, _start, _end) in enumerate(runs) if number in self._texts_of.get(run, ())]
        pieces = sum(behind - before > 1 for before, behind in pairwise(places)) + 1
        if pieces >= _PIECES and shared >= _CHANGED_RUNS:
            return (number, share) if share >= least else None
        enough = least if shared >= _FEW_RUNS else max(least, _FEW_SHARE)
        return (number, share) if shared >= max(LEAST_RUNS, self.phrase) and share >= enough else None

    def _copy(self, runs: list[tuple[int, int, int]], number: int, share: float) -> Copy:
        inside = [(start, end) for run, start, end in runs if number in self._texts_of.get(run, ())]
        last = max(end for _start, end in inside)
        return Copy(self._names[number], inside[0][0], last, share, self._credits[number])


#: Passages that are judged by themselves: how many runs, how far from one to the next, the share that makes a copy.
_PASSAGES: Final = ((60, 30, 0.35), (16, 4, 0.6))


def breaches(text: str, reference: Reference) -> list[Breach]:
    """Near-copies without credit as broken rules."""
    return [
        Breach(
            RULE,
            copy.start,
            copy.end,
            round(min(0.97, _SURE + copy.share / 2), 3),
            fixes=(_quoted(text, copy),) if copy.credit else (),
            reason=_REASON,
            origin=copy.source,
        )
        for copy in reference.copies(text)
        if not _is_quoted(text, copy)
    ]


def fingerprints(text: str, *, most: int | None = None) -> list[int]:
    """The numbers by which a text is found among many: all of its telling runs, or the `most` smallest of them.

    Runs of little words only ("and it was") are in every second text and tell nothing.
    """
    telling = {
        run
        for run, start, end in _runs(text)
        if not all(word in _PLAIN for word in map(_bare, _words(text[start:end])))
    }
    return sorted(telling, key=_mixed)[:most]


def fewest(text: str) -> int:
    """How many fingerprints are kept of a text: one for eight words, and enough of a short one."""
    return min(_MOST_KEPT, max(_LEAST_KEPT, len(_words(text)) // _KEPT_OF))


def _mixed(run: int) -> int:
    """An order that has nothing to do with the words."""
    return run * 0x9E3779B1 & 0xFFFFFFFF


def _quoted(text: str, copy: Copy) -> Fix:
    """The stretch in quotation marks, signed."""
    end = copy.end + (text[copy.end : copy.end + 1] in _STOPS)
    edits = (Edit(copy.start, copy.start, "“"), Edit(end, end, f"” — {copy.credit}"))
    return Fix("Quote it and say who wrote it", edits)


_LEAST_KEPT, _KEPT_OF, _MOST_KEPT = 8, 8, 128
_STOPS: Final = (".", "!", "?", "…")

_REASON: Final = "Most of this stands in a text of somebody else. Quote it and name them, or say it in your own words."


def _is_quoted(text: str, copy: Copy) -> bool:
    """Whether the stretch stands in quotation marks, or as a quoted block, with a credit near it."""
    before, behind = text[: copy.start].rstrip(), text[copy.end :].lstrip()
    line = text.rfind("\n", 0, copy.start) + 1
    marked = before[-1:] in _OPENING or text[line:].lstrip().startswith(">") or behind[:1] in _CLOSING
    around = text[max(0, copy.start - _NEAR) : copy.start] + " " + text[copy.end : copy.end + _NEAR]
    return marked and _CREDIT.search(around) is not None


def _runs(text: str) -> Iterator[tuple[int, int, int]]:
    """Each run of words as a number, with where it begins and ends."""
    words = [(match.start(), match.end(), _bare(match[0])) for match in _WORD.finditer(text)]
    for place in range(len(words) - RUN + 1):
        run = words[place : place + RUN]
        yield crc32(" ".join(word for _start, _end, word in run).encode()), run[0][0], run[-1][1]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _bare(word: str) -> str:
    return word.lower() if word.isascii() else "".join(map(ascii_character, word.lower()))


def all_copies(texts: Iterable[str], reference: Reference) -> list[list[Copy]]:
    """The near-copies of each text, for evaluation."""
    return [list(reference.copies(text)) for text in texts]


_NEAR: Final = 160
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_OPENING: Final = frozenset("\"“«„'‘")
_CLOSING: Final = frozenset("\"”»“'’")
_CREDIT: Final = re.compile(
    r"\b(?:writes?|wrote|says?|said|according to|source|quot\w+|from|by|in (?:his|her|their)|credit|via|adapted"
    r"|permission|fuente|segun|según|escrib\w+|dice|de)\b|https?://|doi|—|--|\(\d{4}\)|@\w",
    re.IGNORECASE,
)
_PLAIN: Final = frozenset(_bare(word) for code in ("en", "es") for word in LITTLE_WORDS[code].split())
