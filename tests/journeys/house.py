"""The product's pages, served to a real browser by the product's own web server in a thread of the test.

Unlike Django's live server it can be stopped and started again at the same address, as a machine is: stopping closes
the port and every connection. Requests are answered in threads of their own, so the database lies in a file.
"""

import threading
import time

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from waitress import create_server, wasyncore
from waitress.server import TcpWSGIServer

from commonward.config.streams import Streams, channel_class

THREADS = 6


class House:
    """A running site. `url` stays the same over a stop and a start. It keeps streams where it is given some."""

    def __init__(self, streams: Streams | None = None) -> None:
        self._port = 0
        self._streams = streams
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def keeps_streams(self) -> bool:
        """Whether pages are told what came in; else they ask."""
        return self._streams is not None and self._streams.has_room("")

    def start(self) -> None:
        """Open the door; what stood in line before is answered."""
        self._connections: dict[int, object] = {}
        self._over = threading.Event()
        self._server: TcpWSGIServer = create_server(
            StaticFilesHandler(WSGIHandler()),
            map=self._connections,
            host="127.0.0.1",
            port=self._port,
            threads=THREADS,
            ident=None,
            asyncore_use_poll=True,
        )
        if self._streams is not None:
            self._server.channel_class = channel_class(self._streams)
        self._port = self._server.effective_port
        self._thread = threading.Thread(target=self._run, name="house", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the door and hang up on everybody, as when the machine is switched off."""
        self._over.set()
        self._server.pull_trigger()
        self._thread.join(timeout=10)
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._connections, ignore_all=True)

    def rest(self) -> None:
        """Wait until nobody is being answered, so that no request writes into the next test's database."""
        dispatcher, until = self._server.task_dispatcher, time.monotonic() + 10
        while dispatcher.queue or dispatcher.active_count:
            assert time.monotonic() < until, "A request is still being answered."
            time.sleep(0.005)

    def _run(self) -> None:
        while not self._over.is_set():
            wasyncore.poll2(timeout=0.5, map=self._connections)
