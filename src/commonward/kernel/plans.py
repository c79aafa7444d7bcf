"""Plans that PostgreSQL keeps: a question that is asked with its values apart is planned once for a connection.

Planning a question over several tables takes PostgreSQL longer than answering it. Django puts the values into the
words, so each time is the first. Questions that `kernel.prepared` keeps are the same words each time, and those of them
that are `@planned` go to the server as a prepared statement instead. Nothing changes elsewhere: on SQLite, and behind
a pool that lends out connections by transaction, which would look for the statement where it is not. Such a pool is
known by the process that answers, which is another than the one it named when one connected.
"""

from typing import Any, cast
from weakref import WeakKeyDictionary

import psycopg
from django.db.backends.postgresql.psycopg_any import register_tzloader
from psycopg.postgres import types
from psycopg.pq import Format, TransactionStatus

#: So many statements a connection keeps; psycopg forgets the one that was not asked for longest.
MOST = 200
_TIMESTAMPTZ = types["timestamptz"].oid
_direct: "WeakKeyDictionary[psycopg.Connection[Any], bool]" = WeakKeyDictionary()


class _Asked:
    """What was asked, put together only for whoever wants to read it, as Django's record of questions does."""

    __slots__ = ("_asked",)

    def __init__(self, *asked: Any) -> None:
        self._asked = asked

    @property
    def query(self) -> bytes:
        connection, query, params = self._asked
        return psycopg.ClientCursor(connection).mogrify(query, params).encode()


class _Cursor(psycopg.Cursor[Any]):
    """Asks by statements that the server keeps."""

    def execute(self, query: Any, params: Any = None, **_more: Any) -> "_Cursor":
        super().execute(query, params, prepare=True)
        self._query = cast(Any, _Asked(self.connection, query, params))
        return self


class _Keeping:
    """A connection of Django's whose questions are planned once. For one compiler and one question."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> Any:
        connection = self._connection
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        with connection.wrap_database_errors:
            if not _is_direct(connection.connection):
                return connection.cursor()
            return connection._prepare_cursor(_zoned(connection, _Cursor(connection.connection)))


def keeping(connection: Any) -> Any:
    """The connection to ask a question of that is planned once; the same where nothing keeps plans."""
    return _Keeping(connection) if connection.vendor == "postgresql" else connection


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
        if found:
            raw.prepare_threshold, raw.prepared_max = 0, MOST
    return found


def _zoned(connection: Any, cursor: _Cursor) -> _Cursor:
    """As Django has its own cursors read times."""
    loader = connection.connection.adapters.get_loader(_TIMESTAMPTZ, Format.TEXT)
    if connection.timezone != loader.timezone:
        register_tzloader(connection.timezone, cursor)
    return cursor
