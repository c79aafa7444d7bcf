"""Streams of arrivals: connections that stay open, kept by one thread and no thread of those that make pages.

A view answers a request for a stream like any other, so that everything which guards a page guards it too; then the
connection leaves the server and is kept here (decision 42). What is sent are tallies, never content. Every stream is
looked at again, session and all, when a nudge names it and every few seconds in any case.
"""

import json
import random
import selectors
import socket
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from django.db import Error, close_old_connections, connection
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from commonward.kernel import nudges
from commonward.kernel.logs import log_event
from commonward.people import arrivals

#: One person's tabs; those that are not looked at close theirs.
MOST_OF_A_SESSION: Final = 6
#: A stream ends by itself after about so long, and the page opens the next: nothing has to live for ever.
LIFE_SECONDS: Final = 300.0
#: Without a nudge each stream is looked at this often, so that what nobody nudged for ends it, too.
LOOK_SECONDS: Final = 12.0
#: Of nudges that come one upon the other, those within so long are one look.
PAUSE_SECONDS: Final = 0.3
#: A nudge for everybody is spread over so long, so that pages which fetch then do not come all at once.
SPREAD_SECONDS: Final = 4.0
#: Keeps proxies from taking a silent connection for a dead one.
SIGN_SECONDS: Final = 20.0
_EVERYBODY: Final = nudges.topic("posts", 0)


@dataclass(slots=True)
class _Stream:
    """One open connection."""

    socket: socket.socket
    watch: arrivals.Watch
    is_chunked: bool
    ends_at: float
    due_at: float = 0.0
    looked_at: float = 0.0
    spoke_at: float = 0.0
    topics: frozenset[str] = frozenset()
    said: str = field(default="", repr=False)

    def say(self, text: str) -> bool:
        """Send, if all of it can go at once. Whoever does not take these few bytes is gone, or as good as gone."""
        data = text.encode()
        framed = b"%x\r\n%b\r\n" % (len(data), data) if self.is_chunked else data
        try:
            return self.socket.send(framed) == len(framed)
        except OSError:
            return False


class Streams:
    """Keeps streams and looks for them, in a thread of its own that begins with the first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._came: deque[_Stream] = deque()
        self._open: dict[int, _Stream] = {}
        self._thread: threading.Thread | None = None
        self._over = False
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._ear: nudges.Ear | None = None

    def has_room(self, session: str) -> bool:
        """Whether one more can be kept, for this session."""
        with self._lock:
            there = [*self._came, *self._open.values()]
        return len(there) < self._most and sum(one.watch.session == session for one in there) < MOST_OF_A_SESSION

    def adopt(self, sock: socket.socket, head: bytes, watch: arrivals.Watch, *, is_chunked: bool) -> None:
        """Take a connection over, with the head of the answer to send first."""
        sock.setblocking(False)
        life = LIFE_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311  spreads load, hides nothing
        stream = _Stream(sock, watch, is_chunked, ends_at=time.monotonic() + life)
        retry = random.randint(2000, 8000)  # noqa: S311
        try:
            sock.sendall(head)
        except OSError:
            sock.close()
            return
        if not stream.say(f"retry: {retry}\n\n"):
            sock.close()
            return
        with self._lock:
            self._came.append(stream)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="streams", daemon=True)
                self._thread.start()
        self._ring()

    def close(self) -> None:
        """End every stream; the pages come again to whoever answers then."""
        self._over = True
        self._ring()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _ring(self) -> None:
        with suppress(OSError):
            self._rope.send(b".")

    def _run(self) -> None:
        self._selector.register(self._bell, selectors.EVENT_READ, None)
        try:
            while not self._over:
                self._turn()
        finally:
            for stream in list(self._open.values()):
                self._end(stream)
            self._forget_ear()
            connection.close()

    def _turn(self) -> None:
        for key, _events in self._selector.select(self._pause()):
            if isinstance(key.data, _Stream):
                self._end(key.data)  # a browser sends nothing more on it: it has gone
            elif key.fileobj is self._bell:
                with suppress(OSError):
                    self._bell.recv(4096)
        self._take_in()
        if not self._open:
            self._forget_ear()
            connection.close()  # nobody is there: no connection of the database is held
            return
        now = time.monotonic()
        try:
            close_old_connections()
            self._hear(now)
            for stream in [one for one in self._open.values() if one.due_at <= now]:
                self._look(stream, now)
        except (Error, psycopg.Error) as error:
            # The pages go over to asking, and come again.
            log_event("streams.stumbled", error=type(error).__name__, streams=len(self._open))
            for stream in list(self._open.values()):
                self._end(stream)
            self._forget_ear()
            connection.close()
        for stream in list(self._open.values()):
            if stream.ends_at <= now:
                self._end(stream)
            elif stream.spoke_at + SIGN_SECONDS <= now:
                self._say(stream, ":\n\n", now)

    def _pause(self) -> float | None:
        """How long nothing has to be done; until somebody rings while there is no stream."""
        if not self._open:
            return None
        due = min(min(one.due_at, one.ends_at) for one in self._open.values()) - time.monotonic()
        looks = self._ear is not None and self._ear.fileno() is None
        return max(0.0, min(due, nudges.LOOK_SECONDS if looks else 1.0))

    def _take_in(self) -> None:
        with self._lock:
            while self._came:
                stream = self._came.popleft()
                self._open[stream.socket.fileno()] = stream
                self._selector.register(stream.socket, selectors.EVENT_READ, stream)

    def _hear(self, now: float) -> None:
        if self._ear is None:
            self._ear = nudges.listen()
            if (number := self._ear.fileno()) is not None:
                self._selector.register(number, selectors.EVENT_READ, self._ear)
            return
        heard = self._ear.heard()
        if not heard:
            return
        for stream in self._open.values():
            named = stream.topics & heard
            if not named:
                continue
            wait = random.uniform(0, SPREAD_SECONDS) if named == {_EVERYBODY} else 0.0  # noqa: S311
            stream.due_at = min(stream.due_at, max(now, stream.looked_at + PAUSE_SECONDS) + wait)

    def _look(self, stream: _Stream, now: float) -> None:
        found = arrivals.look_again(stream.watch)
        if found is None:
            stream.say("event: over\ndata:\n\n")
            self._end(stream)
            return
        stream.looked_at, stream.topics = now, found.topics
        stream.due_at = now + LOOK_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311
        values = json.dumps(found.values, sort_keys=True)
        if values != stream.said:
            stream.said = values
            self._say(stream, f"data: {values}\n\n", now)

    def _say(self, stream: _Stream, text: str, now: float) -> None:
        stream.spoke_at = now
        if not stream.say(text):
            self._end(stream)

    def _end(self, stream: _Stream) -> None:
        number = stream.socket.fileno()
        if number < 0:
            return
        if stream.is_chunked:
            with suppress(OSError):
                stream.socket.send(b"0\r\n\r\n")
        self._selector.unregister(stream.socket)
        self._open.pop(number, None)
        with suppress(OSError):
            stream.socket.shutdown(socket.SHUT_RDWR)
        stream.socket.close()

    def _forget_ear(self) -> None:
        if self._ear is None:
            return
        if (number := self._ear.fileno()) is not None:
            with suppress(KeyError, ValueError):
                self._selector.unregister(number)
        with suppress(psycopg.Error):
            self._ear.close()
        self._ear = None


def channel_class(streams: Streams) -> type[HTTPChannel]:
    """Connections of the server that can leave it: what a view wants to watch is kept by `streams` from then on."""

    class Task(WSGITask):  # type: ignore[misc]  # the server has no types
        """Answers one request, or hands its connection over."""

        def get_environment(self) -> dict[str, Any]:
            environment: dict[str, Any] = super().get_environment()
            environment[arrivals.STREAMS] = streams
            return environment

        def finish(self) -> None:
            watch = (self.environ or {}).get(arrivals.WATCH)
            if watch is None or self.wrote_header or self.status != "200 OK":
                super().finish()
                return
            self.set_close_on_finish()
            head = self.build_response_header()
            streams.adopt(self.channel.socket.dup(), head, watch, is_chunked=self.chunked_response)

    class Channel(HTTPChannel):  # type: ignore[misc]
        """A connection whose requests are answered so."""

        task_class = Task

    return Channel
