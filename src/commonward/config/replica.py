"""Reading from a second PostgreSQL that follows the first one, so that the first has its time for those who write.

Only what people read of what was said goes there, and only in a request that changes nothing. Who somebody is, what
they may and everything of care is asked of the first database always. Whoever wrote a moment ago reads from the first
too, so that they see what they did; a cookie without content says so. A replica that lags or does not answer is left
out until it is well again, and a page during which it was lost is made once more without it: nobody meets an error.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model
from django.db.utils import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse

from commonward.kernel.logs import log_event

ALIAS: Final = "replica"
#: What is read there: what was said, by whom, and what readers did with it.
READ_THERE: Final = frozenset({"community"})
#: A replica that is further behind, in seconds, is left out.
MOST_BEHIND: Final = 1.0
#: How long somebody who wrote reads from the first database, in seconds: longer than a replica in use may be behind.
WROTE_SECONDS: Final = 5
WROTE: Final = "wrote"
_LOOK_SECONDS: Final = 1.0
_REST_SECONDS: Final = 5.0
_SAFE: Final = frozenset({"GET", "HEAD"})
_TIME_BEHIND: Final = (
    "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn, "
    "coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0)"
)
Respond = Callable[[HttpRequest], HttpResponse]


@dataclass(slots=True)
class _Use:
    """Whether this request may read from the replica, and whether it did."""

    allowed: bool
    used: bool = False


@dataclass(slots=True)
class Standing:
    """What this process knows of the replica, and for how long that counts."""

    is_well: bool = False
    counts_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> bool:
        """Whether it may be read from. Asks it once a second; one thread asks, the others go by what was known."""
        if time.monotonic() >= self.counts_until and self._lock.acquire(blocking=False):
            try:
                was_well, behind = self.is_well, seconds_behind()
                self.is_well = behind is not None and behind <= MOST_BEHIND
                rest = _LOOK_SECONDS if behind is not None else _REST_SECONDS
                self.counts_until = time.monotonic() + rest
                if was_well and not self.is_well:
                    log_event("replica.left_out", answers=behind is not None)
            finally:
                self._lock.release()
        return self.is_well

    def lost(self) -> None:
        """It did not answer in the middle of a request."""
        self.is_well, self.counts_until = False, time.monotonic() + _REST_SECONDS
        connections[ALIAS].close()


standing = Standing()
_use: ContextVar[_Use | None] = ContextVar("commonward_replica_use", default=None)


def seconds_behind() -> float | None:
    """How far the replica is behind the first database; None when one of them does not answer."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_lsn()")
            written = cursor.fetchone()[0]
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_TIME_BEHIND, [written])
            is_level, seconds = cursor.fetchone()
    except DatabaseFailure:
        connections[ALIAS].close()
        return None
    return 0.0 if is_level else float(seconds)


class Reads:
    """Django's router: where a question goes."""

    def db_for_read(self, model: type[Model], **hints: object) -> str:
        """The replica, in a request that may, for what is read there; else the first."""
        use = _use.get()
        if use is None or not use.allowed or model._meta.app_label not in READ_THERE:
            return DEFAULT_DB_ALIAS
        if transaction.get_connection(DEFAULT_DB_ALIAS).in_atomic_block or not standing.look():
            return DEFAULT_DB_ALIAS
        use.used = True
        return ALIAS

    def db_for_write(self, model: type[Model], **hints: object) -> str:
        """Always the first."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: Model, second: Model, **hints: object) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        """The replica gets its tables from the first."""
        return db == DEFAULT_DB_ALIAS


class ReplicaMiddleware:
    """Lets requests that change nothing read from the replica. Not used where there is none."""

    def __init__(self, get_response: Respond) -> None:
        if ALIAS not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_safe = request.method in _SAFE
        with _using(_Use(is_safe and WROTE not in request.COOKIES and not _is_program(request))) as use:
            response = self.get_response(request)
        if use.used and response.status_code >= 500 and seconds_behind() is None:
            standing.lost()
            with _using(_Use(allowed=False)):
                response = self.get_response(request)
        if not is_safe:
            response.set_cookie(
                WROTE,
                "1",
                max_age=WROTE_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


def _is_program(request: HttpRequest) -> bool:
    """Programs keep no cookies, and would read less than they wrote."""
    return request.path.startswith("/api/")


@contextmanager
def _using(use: _Use) -> Iterator[_Use]:
    token = _use.set(use)
    try:
        yield use
    finally:
        _use.reset(token)
