"""Identifiers that grow with time and cannot be guessed one from the next.

63 bits: 41 of milliseconds since 2025-01-01, then 22 that are random at the start of a millisecond and count up
within it. They sort by age, so a cursor is an identifier, and they are unique across processes up to a chance of one
in two million for two rows of the same millisecond; the primary key catches the rest.
"""

import secrets
import threading
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from commonward.kernel import clock

EPOCH_MS = 1_735_689_600_000  # 2025-01-01T00:00:00Z
RANDOM_BITS = 22

_lock = threading.Lock()
_last = 0


def new() -> int:
    """A fresh identifier, larger than every one this process made before while its clock goes forward."""
    global _last
    base = (int(clock.now().timestamp() * 1000) - EPOCH_MS) << RANDOM_BITS
    with _lock:
        if base <= _last < base + (1 << RANDOM_BITS) - 1:
            _last += 1
        else:
            # The top random bit stays 0, which leaves room to count within the millisecond.
            _last = base + secrets.randbits(RANDOM_BITS - 1)
        return _last


def at(instant: datetime) -> int:
    """The smallest identifier that could be made at an instant: later rows have larger ones."""
    return (int(instant.timestamp() * 1000) - EPOCH_MS) << RANDOM_BITS


def made_at(number: int) -> datetime:
    """When an identifier was made, to the millisecond."""
    return datetime.fromtimestamp(((max(number, 0) >> RANDOM_BITS) + EPOCH_MS) / 1000, UTC)


class IdField(models.BigIntegerField[int, int]):
    """The primary key of our models: `id = IdField()`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("primary_key", True)
        options.setdefault("default", new)
        options.setdefault("editable", False)
        super().__init__(*args, **options)

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """On SQLite only a key of type `integer` is the row's own place; any other costs a second index to look in."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)

    def rel_db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """What refers to a key is an ordinary number."""
        return models.BigIntegerField().db_type(connection)
