"""Nudges: the word that something changed, for pages that are open. A topic is a code and a number, never content.

An action calls `nudge` in its transaction; whoever listens hears of it once that has committed, and then looks by the
usual doors. On PostgreSQL a nudge is a notification; on SQLite it is a row that stays for an hour. A nudge that is lost
delays and hides nothing: whoever listens also looks at intervals.
"""

import hashlib
import secrets
import select
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Final, Protocol

import psycopg
from django.conf import settings
from django.db import connection

from commonward.kernel import clock, upkeep
from commonward.kernel.models import Nudge

CHANNEL: Final = "commonward_nudges"
#: SQLite: how long a nudge is kept for listeners in other processes.
KEPT: Final = timedelta(hours=1)
#: SQLite: how often a listener looks. PostgreSQL tells it by itself.
LOOK_SECONDS: Final = 0.25
_MOST_AT_ONCE: Final = 1000
_PATIENCE_SECONDS: Final = 5
#: What Django adds to the parameters of a connection, for cursors of its own.
_NOT_FOR_LISTENING: Final = frozenset({"cursor_factory", "context", "prepare_threshold", "pool"})


def topic(kind: str, number: int) -> str:
    """The name of a topic: `topic("seat", 12)`."""
    return f"{kind}:{number}"


def nudge(*topics: str) -> None:
    """Tell open pages that something about these topics changed, when the transaction at hand commits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            values = [value for one in topics for value in (CHANNEL, one)]
            cursor.execute(f"SELECT {', '.join(['pg_notify(%s, %s)'] * len(topics))}", values)
    else:
        Nudge.objects.bulk_create([Nudge(topic=one) for one in topics])


def digest(state: object) -> str:
    """A short digest of identifiers, numbers and times, by which a page tells that something changed."""
    return hashlib.blake2b(repr(state).encode(), digest_size=8).hexdigest()


def is_heard(seconds: float = 3.0) -> bool:
    """Whether a nudge from here reaches an ear within so long: not through a pooler that lends by transaction.

    PostgreSQL only; for the doctor. Raises psycopg.Error where nobody answers at the address to listen at.
    """
    told = topic("trial", secrets.randbits(48))
    ear, mouth = _Notified(), connection.copy()
    try:
        with mouth.cursor() as cursor:  # a connection of its own: within a transaction nothing goes out before its end
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, told])
        ends_at = time.monotonic() + seconds
        while (left := ends_at - time.monotonic()) > 0:
            select.select([ear.fileno()], [], [], left)
            if told in ear.heard():
                return True
        return False
    finally:
        ear.close()
        mouth.close()


class Ear(Protocol):
    """Hears nudges, in the one thread that made it."""

    def fileno(self) -> int | None:
        """What becomes readable when there is something to hear; None when one has to look at intervals."""

    def heard(self) -> set[str]:
        """The topics nudged since the last call. Raises django.db.Error or psycopg.Error when it has gone deaf."""

    def close(self) -> None:
        """Hear no more."""


def listen() -> Ear:
    """An ear for nudges from now on."""
    return _Notified() if connection.vendor == "postgresql" else _Looking()


class _Notified:
    """A connection of its own, since a pool lends each of its connections to somebody else after every page.

    Where pages go through a pooler, it goes past it (COMMONWARD_LISTEN_URL).
    """

    def __init__(self) -> None:
        if settings.LISTEN_URL:
            self._connection = psycopg.connect(settings.LISTEN_URL, autocommit=True, connect_timeout=_PATIENCE_SECONDS)
        else:
            given = connection.get_connection_params()
            self._connection = psycopg.connect(
                **{name: value for name, value in given.items() if name not in _NOT_FOR_LISTENING}, autocommit=True
            )
        self._connection.execute(f"LISTEN {CHANNEL}")

    def fileno(self) -> int:
        return self._connection.fileno()

    def heard(self) -> set[str]:
        return {one.payload for one in self._connection.notifies(timeout=0)}

    def close(self) -> None:
        self._connection.close()


class _Looking:
    """Looks for new rows, but only when another connection has written anything at all."""

    def __init__(self) -> None:
        self._version = -1
        newest = Nudge.objects.order_by("-pk").values_list("pk", flat=True).first()
        self._last: int = newest or 0

    def fileno(self) -> int | None:
        return None

    def heard(self) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            version = int(cursor.fetchone()[0])
        if version == self._version:
            return set()
        self._version = version
        return set(self._new())

    def _new(self) -> Iterator[str]:
        rows = Nudge.objects.filter(pk__gt=self._last).order_by("pk").values_list("pk", "topic")
        for pk, name in rows[:_MOST_AT_ONCE]:
            self._last = pk
            yield name

    def close(self) -> None:
        """There is nothing to close."""


@upkeep.sweeps
def forget_old() -> None:
    """Nudges are for pages that are open now."""
    Nudge.objects.filter(at__lt=clock.now() - KEPT).delete()
