"""Whether a kept connection to PostgreSQL still answers: asked of the socket while it was used a moment ago.

Django asks the database `SELECT 1` in every request before anything else, so that a connection that was lost while
nobody used it is not met with an error. That is a way there and back for nothing when the last answer came a second
ago. A server that ends, or ends a connection, says so on the socket; so one that was used within `RECENT` seconds and
has nothing to read is taken for well. Any other is asked as before.
"""

import select
from time import monotonic
from typing import Any, Final
from weakref import WeakKeyDictionary

import psycopg
from django.core.signals import request_finished, request_started
from django.db import connections

#: What was used so long ago, in seconds, may have been forgotten by something between without a word.
RECENT: Final = 5.0
_used: "WeakKeyDictionary[psycopg.Connection[Any], float]" = WeakKeyDictionary()


def was_well(raw: "psycopg.Connection[Any]") -> bool:
    """Whether this connection was used a moment ago, and nothing was said on it since."""
    used = _used.get(raw)
    if used is None or monotonic() - used > RECENT or raw.closed:
        return False
    poll = select.poll()
    poll.register(raw.fileno(), select.POLLIN)
    return not poll.poll(0)


def _before(**_more: object) -> None:
    connection: Any  # Django's types do not know what a connection to PostgreSQL has
    for connection in connections.all(initialized_only=True):
        raw = connection.connection if connection.vendor == "postgresql" else None
        if raw is not None and connection.health_check_enabled and was_well(raw):
            connection.health_check_done = True


def _after(**_more: object) -> None:
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "postgresql" and connection.connection is not None and not connection.errors_occurred:
            _used[connection.connection] = monotonic()


# After Django's own, which closes what is too old and has the others asked.
request_started.connect(_before)
request_finished.connect(_after)
