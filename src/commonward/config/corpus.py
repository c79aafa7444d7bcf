"""Reading files into an organisation's reference, and what `commonward reference` says of it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from commonward.community import originals
from commonward.kernel.actor import System
from commonward.oversight import corpus
from commonward.people.models import Organisation

Say = Callable[[str], None]
OPERATOR: Final = System("operator")
LONGEST_FILE: Final = 8 * 1_048_576  # bytes
_TEXTS: Final = (".txt", ".md")
_LINES: Final = ".jsonl"


class Unreadable(Exception):
    """A file that cannot be taken, or an organisation that is not there; the sentence says why, never what."""


def add(paths: list[Path], slug: str, say: Say) -> int:
    """Add files, and the files of folders. The exit code: 1 when one was left out. Raises Unreadable for the slug."""
    organisation = _organisation(slug)
    code = 0
    for path in _files(paths):
        try:
            texts = list(_texts(path))
        except Unreadable as refusal:
            say(f"{path}: {refusal}")
            code = 1
            continue
        kept = sum(bool(corpus.add(OPERATOR, name, text, organisation=organisation)) for name, text in texts)
        say(f"{path}: {kept} {'text' if kept == 1 else 'texts'} kept.")
    return code


def remove(names: list[str], slug: str, say: Say) -> int:
    """Remove texts by their names. The exit code: 1 when one was not there. Raises Unreadable for the slug."""
    organisation = _organisation(slug)
    code = 0
    for name in names:
        if corpus.remove(OPERATOR, name, organisation=organisation):
            say(f"{name}: removed.")
        else:
            say(f"{name}: there is no text of this name. `commonward reference list` shows them.")
            code = 1
    return code


def show(say: Say) -> int:
    """List what is kept, without a word of it."""
    kept = corpus.listed()
    for one in kept:
        say(f"{one.organisation or 'everybody'}  {one.name}" + (f"  ({one.parts} parts)" if one.parts > 1 else ""))
    if not kept:
        say("There are no reference texts. Add some with `commonward reference add FILE`.")
    return 0


def fill(say: Say) -> int:
    """Make everything that is published known, as after an upgrade."""
    say(f"{originals.fill(OPERATOR)} published texts are known.")
    return 0


def _organisation(slug: str) -> Organisation | None:
    if not slug:
        return None
    found = Organisation.objects.visible_to(OPERATOR).filter(slug=slug).first()
    if found is None:
        raise Unreadable("There is no organisation of this short name.")
    return found


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.suffix.lower() in {*_TEXTS, _LINES})
        else:
            yield path


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file with their names: a text file is one, a file of JSON lines has one on each."""
    try:
        if path.stat().st_size > LONGEST_FILE:
            raise Unreadable("this is larger than 8 MB. Please bring it in parts.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("this is no UTF-8 text.") from None
    except OSError:
        raise Unreadable("this cannot be read.") from None
    if path.suffix.lower() != _LINES:
        yield path.stem.replace("_", " ").replace("-", " ").strip() or path.name, text
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _record(line, number)


def _record(line: str, number: int) -> tuple[str, str]:
    try:
        record = json.loads(line)
        name, text = str(record["id"]), record["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable(f"line {number} is no JSON object with id and text.") from None
    if not isinstance(text, str) or not name.strip():
        raise Unreadable(f"line {number} has no text, or an empty id.")
    return name, text
