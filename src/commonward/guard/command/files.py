"""Files as a person names them: text or something else, by content."""

import codecs
from dataclasses import dataclass, field
from pathlib import Path

from commonward.guard.command.call import WrongCall
from commonward.guard.engine import LONGEST_TEXT

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\n\r\f\x1b")
_HEAD = 8192


@dataclass(frozen=True, slots=True)
class File:
    """A file as the verbs see it: `text` when it is one, else None (a picture or something that is not read)."""

    path: Path
    text: str | None = field(repr=False)


def open_file(path: Path) -> File:
    """The file, recognised by content. Raises WrongCall with a sentence when it cannot be opened."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            encoding = _encoding(head)
            # One byte more than is allowed is enough for the guard to say that the text is too long.
            data = head + stream.read(2 * LONGEST_TEXT) if encoding else b""
    except OSError as error:
        raise WrongCall(f"{path} could not be opened.") from error
    return File(path, _decoded(data, encoding) if encoding else None)


def _encoding(head: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if _CONTROLS & set(head):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the head may end inside a character
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
