"""Questions whose words are kept go to PostgreSQL with their values apart, and it may keep their plans too.

Planning a question over several tables takes PostgreSQL longer than answering it. Django puts the values into the
words, so each time is the first, and has every value told and read as text. What `kernel.prepared` keeps are the same
words each time: they are asked here with their values apart, told and read in the database's own form, in a third of
the time; and of the questions that are `@planned` the server keeps the plan, as a statement that it prepared.

No plan is kept behind a pool that lends out connections by transaction, which would look for the statement where it is
not. Such a pool is known by the process that answers, which is another than the one it named when one connected.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

import psycopg
from psycopg.adapt import Buffer, Loader
from psycopg.postgres import types
from psycopg.pq import Format, TransactionStatus

#: So many statements a connection keeps; psycopg forgets the one that was not asked for longest.
MOST = 200
#: Kinds of columns whose own form reads into what Django's fields expect; others are read as text.
_READ: Final = frozenset(
    types[name].oid
    for name in ("bool", "int2", "int4", "int8", "float8", "text", "varchar", "timestamptz", "date", "uuid", "bytea")
) | {types["jsonb"].oid}
_PLACE: Final = re.compile(r"%%|%s")
_direct: "WeakKeyDictionary[psycopg.Connection[Any], bool]" = WeakKeyDictionary()


class _JsonText(Loader):
    """What Django's JSONField reads is text; before it stands one byte that tells the form."""

    format = Format.BINARY

    def load(self, data: Buffer) -> str:
        return bytes(data)[1:].decode()


@dataclass(slots=True)
class Statement:
    """A question's words with numbered places, and which of the values that Django lists stands in each."""

    words: bytes
    takes: tuple[int, ...]
    is_read: bool | None = None  # whether all its columns are of `_READ`; None until it was asked once


def statement(sql: str, same: Sequence[object]) -> Statement | None:
    """The question for `rows`; None where its words can not be numbered.

    `same` has something for each value; values with equal ones are always the same and are told once.
    """
    if "$" in sql:
        return None
    numbers: dict[object, int] = {}
    takes: list[int] = []
    place = iter(range(len(same)))

    def numbered(found: "re.Match[str]") -> str:
        if found[0] == "%%":
            return "%"
        at = next(place)
        if same[at] not in numbers:
            takes.append(at)
            numbers[same[at]] = len(takes)
        return f"${numbers[same[at]]}"

    return Statement(_PLACE.sub(numbered, sql).encode(), tuple(takes))


def asks(connection: Any) -> bool:
    """Whether questions can be asked here: on PostgreSQL, while nobody listens to what Django asks."""
    return connection.vendor == "postgresql" and not connection.execute_wrappers and not connection.queries_logged


def rows(connection: Any, asked: Statement, params: Sequence[Any], *, keep: bool) -> list[tuple[Any, ...]]:
    """The rows, for these values as Django lists them. Raises what Django's cursor does.

    With `keep` the server keeps the plan, where it can be reached itself.
    """
    with connection.wrap_database_errors:
        cursor = _asked(connection, asked, params, keep=keep)
        if asked.is_read is None:
            asked.is_read = all(column.type_code in _READ for column in cursor.description or ())
        return cursor.fetchall()


def written(connection: Any, asked: Statement, params: Sequence[Any]) -> int:
    """Write, with a plan that is kept; how many rows were written. Raises what Django's cursor does."""
    with connection.wrap_database_errors:
        return _asked(connection, asked, params, keep=True).rowcount


def _asked(connection: Any, asked: Statement, params: Sequence[Any], *, keep: bool) -> "psycopg.RawCursor[Any]":
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw = connection.connection
    keep = _is_direct(raw) and keep
    cursor = psycopg.RawCursor(raw)
    values = [params[place] for place in asked.takes]
    cursor.execute(asked.words, values, prepare=keep, binary=bool(asked.is_read))
    return cursor


def forget() -> None:
    """Look anew who answers. For tests."""
    _direct.clear()


def _is_direct(raw: "psycopg.Connection[Any]") -> bool:
    """Whether the server itself is at the other end, for as long as the connection lasts."""
    found = _direct.get(raw)
    if found is None:
        if raw.info.transaction_status == TransactionStatus.INERROR:
            return False  # nothing can be asked now; the next one looks
        row = psycopg.ClientCursor(raw).execute("SELECT pg_backend_pid()").fetchone()
        found = row is not None and row[0] == raw.info.backend_pid
        _direct[raw] = found
        raw.adapters.register_loader("jsonb", _JsonText)
        if found:
            raw.prepare_threshold, raw.prepared_max = 0, MOST
    return found
