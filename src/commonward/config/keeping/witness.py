"""Reads the ledger inside a backup, from the database's own file, and says where it ends and whether it holds.

What a backup is worth is what can be read out of it, so this looks at the copy and asks the running database nothing.
"""

import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from commonward.config.keeping.errors import Unusable
from commonward.kernel import chain

_COPY = re.compile(r"COPY [\w.]+ \(([^)]*)\) FROM stdin;")
_WHOLE = frozenset({"sequence", "actor_id", "seat", "organisation", "on_behalf_of", "subject_id"})
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_UNREADABLE = "The ledger in it cannot be read."

Row = dict[str, object]
Link = tuple[int, str, str, bool]


@dataclass(frozen=True, slots=True)
class End:
    """Where the ledger of a backup ends, and the number of the first entry that does not fit, 0 when all do."""

    entries: int
    tip: str
    broken_at: int
    hashes: Mapping[int, str]


def end_of(snapshot: Path, *, wanted: frozenset[int] = frozenset()) -> End:
    """Walk the whole chain. `wanted` are the entries whose hashes somebody will ask for. Raises Unusable."""
    read = _sqlite(snapshot) if snapshot.suffix == ".sqlite3" else _dump(snapshot)
    try:
        links = sorted(map(_link, read))
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        raise Unusable(_UNREADABLE) from None
    last, previous, broken_at, hashes = 0, chain.START, 0, {0: chain.START}
    for number, before, given, is_intact in links:
        if not broken_at and not (is_intact and (number, before) == (last + 1, previous)):
            broken_at = number
        last, previous = number, given
        if number in wanted:
            hashes[number] = given
    return End(last, previous, broken_at, hashes)


def _link(row: Row) -> Link:
    """What the next entry sees of one, and whether its content gives its hash. The content is not kept."""
    body = {name: row[name] for name in chain.FIELDS}
    given = str(row["hash"])
    return int(str(row["sequence"])), str(row["previous"]), given, chain.hash_of(body) == given


def _sqlite(path: Path) -> Iterator[Row]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        database.row_factory = sqlite3.Row
        for row in database.execute("SELECT * FROM kernel_entry ORDER BY sequence"):
            fields = dict(row)
            yield fields | {"at": _instant(f"{fields['at']}+00:00"), "detail": json.loads(fields["detail"])}


def _dump(path: Path) -> Iterator[Row]:
    """The rows as PostgreSQL wrote them into its archive."""
    command = ["pg_restore", "--data-only", "--table=kernel_entry", "--file=-", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:  # noqa: S603
        assert process.stdout is not None
        yield from _rows(process.stdout)
        for _line in process.stdout:  # to its end, so that its exit code tells
            pass
    if process.returncode != 0:
        raise Unusable(_UNREADABLE)


def _rows(lines: Iterator[str]) -> Iterator[Row]:
    names: list[str] = []
    for line in lines:
        if not names:
            if found := _COPY.match(line):
                names = [name.strip().strip('"') for name in found.group(1).split(",")]
            continue
        if line == "\\.\n":
            return
        values = map(_value, line.rstrip("\n").split("\t"))
        yield {name: _typed(name, value) for name, value in zip(names, values, strict=True)}


def _value(text: str) -> str | None:
    if text == "\\N":
        return None
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found.group(1), found.group(1)), text)


def _typed(name: str, value: str | None) -> object:
    if value is None:
        return None
    if name == "at":
        return _instant(value)
    if name == "detail":
        return json.loads(value)
    return int(value) if name in _WHOLE else value


def _instant(text: str) -> str:
    return chain.instant(datetime.fromisoformat(text))
