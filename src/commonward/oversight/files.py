"""Pictures and documents that stay in care: looked at in a limited child process, and what can be read in them.

Unlike a picture of a post (`quarantine`) nothing is covered and nothing is kept here: who asks keeps the new pages,
locked. While it is looked at the file lies in a folder of the quarantine, which no URL serves, and goes with it.
"""

import difflib
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonward.guard.contract import GuardError, GuardUnavailable, Kind, MediaRefused
from commonward.guard.media import HEAD, Code, Inspection, Rendition, draw, inspect, recognise
from commonward.guard.media.things import READABLE
from commonward.kernel import upkeep, work
from commonward.oversight import guards, quarantine
from commonward.oversight.answering import LONGEST_SECONDS, NoAnswerInTime, within

#: What a browser may offer to choose.
ACCEPTED: Final = "image/jpeg,image/png,image/webp,image/gif,image/avif,application/pdf"
LARGEST: Final = 10 * 1024 * 1024
#: Longer side of a page as it is read, and as it stands in a conversation.
SIDE, SMALL = 1280, 480
#: Pages of a document that are drawn to look at. The rest is in the original, and nobody looked through it.
MOST_SHOWN: Final = 60
_FOLDER: Final = "care-"
_SWEPT_AFTER_SECONDS: Final = 3600.0
#: How alike two words are that were read from pixels and still are the same name.
_ALIKE: Final = 0.8

_SENTENCES: Final[dict[Code, Promise]] = {
    Code.EMPTY: _("This file is empty. Please choose it again."),
    Code.TOO_LARGE: _("This file takes more than 10 MB. Please save a smaller copy and choose that."),
    Code.TOO_MANY_FRAMES: _("This file has too many pages. Please save the pages that matter and choose those."),
    Code.DAMAGED: _("This file is cut short or damaged. Please try another copy of it."),
    Code.LOCKED: _("This document is locked by a password. Please save a copy without one and choose that."),
    Code.HEIC: _("HEIC pictures can not be read here yet. Please save it as JPEG and choose that."),
    Code.TOO_HEAVY: _("This file takes too much work to open. Please save a simpler copy and choose that."),
}
_OTHER: Final = _("Only pictures (JPEG, PNG, WebP, GIF, AVIF) and PDF documents can go with a message.")


@dataclass(frozen=True, slots=True)
class Page:
    """A new picture of one page, safe to show: `small` is the same, or smaller where it is large."""

    media_type: str
    width: int
    height: int
    data: bytes = field(repr=False)
    small: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file is, its pages, and what can be read in it. `number` counts pages that were not drawn, too."""

    kind: str
    number: int
    pages: tuple[Page, ...]
    words: str = field(repr=False)


class Refused(Exception):
    """The file will never do; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of(head: bytes) -> str:
    """What begins like this: "jpeg", "pdf". Raises Refused for what can not go with a message."""
    try:
        return recognise(head[:HEAD]).value
    except MediaRefused as refused:
        if refused.code == Code.PDF:
            return "pdf"
        raise Refused(refused.code) from None


def sentence(code: str) -> str:
    """Why a file was not taken, and what to do."""
    return str(_SENTENCES.get(Code(code), _OTHER) if code in set(Code) else _OTHER)


def look(data: bytes) -> Looked:
    """Look at a whole file. Slow: call it outside any transaction.

    Raises Refused for one that will never do, work.OutOfOrder when no file can be looked at now, work.TryAgain when
    only this one could not.
    """
    kind = kind_of(data)
    try:
        with _folder() as folder:
            source = folder / "source"
            source.write_bytes(data)
            if kind != "pdf":
                seen = inspect(source, into=folder, sides=(SIDE, SMALL), looks=True)
                return Looked(kind, 1, (_page(seen),), _words(seen))
            return _document(source, folder)
    except MediaRefused as refused:
        raise Refused(refused.code) from None
    except (GuardUnavailable, OSError):
        raise (work.OutOfOrder if quarantine.self_check() else work.TryAgain) from None


def names_somebody_else(words: str, patient: str, known: Iterable[str]) -> bool:
    """Whether what stands in a file is of a person who is neither this patient nor one of these.

    A letter that names the patient is theirs, whoever else it names. Raises work.TryAgain when the guard can not say.
    """
    try:
        entities = within(LONGEST_SECONDS, lambda: guards.guard().entities(words))
    except (GuardError, NoAnswerInTime):
        raise work.TryAgain from None
    names = [words[one.start : one.end] for one in entities if one.kind is Kind.NAME and one.start is not None]
    if any(_same(name, patient) for name in names):
        return False
    expected = tuple(known)
    return any(not any(_same(name, one) for one in expected) for name in names)


def _document(source: Path, folder: Path) -> Looked:
    pages: list[Page] = []
    words: list[str] = []
    number = 1
    while len(pages) < min(number, MOST_SHOWN):
        drawn = draw(source, after=len(pages))
        number = drawn.number
        for picture, letters in zip(drawn.drawn, drawn.words, strict=True):
            sheet = folder / "page"
            sheet.write_bytes(picture)
            seen = inspect(sheet, into=folder, sides=(SIDE, SMALL), looks=True)
            pages.append(_page(seen))
            words.append(letters if letters.strip() else _words(seen))
            for done in (sheet, *(one.path for one in seen.renditions)):
                done.unlink(missing_ok=True)
    return Looked("pdf", number, tuple(pages), "\n".join(words))


def _page(seen: Inspection) -> Page:
    by_side = {one.side: one for one in seen.renditions}
    large: Rendition = by_side.get(SIDE) or by_side[0]
    small: Rendition = by_side.get(SMALL) or large
    return Page(large.media_type, large.width, large.height, large.path.read_bytes(), small.path.read_bytes())


def _words(seen: Inspection) -> str:
    readable = [one for one in seen.things or () if one.kind is Kind.TEXT and one.confidence >= READABLE]
    return "\n".join(one.words for one in sorted(readable, key=lambda one: (one.box[1], one.box[0])))


def _same(one: str, other: str) -> bool:
    """Whether two names may be one person's: every word of the shorter is, or nearly is, one of the longer."""
    shorter, longer = sorted((_parts(one), _parts(other)), key=len)
    return bool(shorter) and all(any(_alike(part, match) for match in longer) for part in shorter)


def _parts(name: str) -> list[str]:
    return [part for part in "".join(c if c.isalpha() else " " for c in name.casefold()).split() if len(part) > 1]


def _alike(one: str, other: str) -> bool:
    return one == other or difflib.SequenceMatcher(None, one, other).ratio() >= _ALIKE


@contextmanager
def _folder() -> Iterator[Path]:
    base = Path(settings.QUARANTINE_DIR)
    base.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=_FOLDER, dir=base) as name:
        yield Path(name)


@upkeep.sweeps
def sweep() -> int:
    """Remove the folders of workers that died while they looked at a file; how many."""
    base = Path(settings.QUARANTINE_DIR)
    old = [one for one in base.glob(f"{_FOLDER}*") if time.time() - one.stat().st_mtime > _SWEPT_AFTER_SECONDS]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
