"""Keys that a place makes for itself, once: where one was made and is gone, no other is made in its stead.

A fresh key that stands for a lost one is found out late and dearly: nobody gets in by their app, links in mail stop
working, the ledger seems to be signed by a stranger. So each name is noted in the data folder when its key is made.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

#: Lies in the data folder; the names of keys that were made, one a line.
NOTE: Final = ".keys-made"


class KeyGone(ImproperlyConfigured):
    """A key was made here and is no longer where it was. The message says where it belongs, and nothing of it."""


def key_made_once(name: str, *, folder: Path, data: Path, make: Callable[[], str]) -> str:
    """The key of this name in `folder`, made the first time, readable by its owner only. Raises KeyGone."""
    path, note = folder / name, data / NOTE
    try:
        key = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if name in _noted(note):
            raise KeyGone(
                f"The key {name} is not in {folder}. Put it back from where you keep a copy of the keys; nothing is "
                f"lost meanwhile. If there is no copy, remove the line {name} from {note}, and another one is made; "
                "“Keys and heads” in docs/operators/running.md says what that costs."
            ) from None
        key = _made(path, make)
    if name not in _noted(note):
        _remember(note, name)
    return key


def _made(path: Path, make: Callable[[], str]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()  # another process was quicker
    key = make()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key


def _noted(note: Path) -> list[str]:
    try:
        return note.read_text(encoding="ascii").split()
    except (FileNotFoundError, NotADirectoryError):
        return []


def _remember(note: Path, name: str) -> None:
    # One write to a file opened for appending: lines of several processes do not mix, and one twice does no harm.
    with suppress(OSError):  # a full disk or a folder that is only read: the key is there, which is what counts
        note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, f"{name}\n".encode("ascii"))
        finally:
            os.close(descriptor)
