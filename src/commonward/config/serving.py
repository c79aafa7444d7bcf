"""The processes of an installation: pages, workers, and the parent that keeps them running.

The parent opens the port before anything else and hands it to the web processes, so that a web process that dies is
replaced while callers wait in line instead of being turned away. Children hang on a leash: a pipe whose other end the
parent holds. When the parent is gone, even by SIGKILL, the pipe closes and they end themselves.
"""

import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from waitress import create_server

from commonward.config import warming
from commonward.config.leash import FAREWELL_SECONDS
from commonward.config.loading import CannotStart
from commonward.config.streams import Streams, channel_class
from commonward.kernel.logs import log_event
from commonward.oversight import guards

#: The largest request: as many pictures as a post holds, each as large as one may be. Django holds text to far less.
LARGEST_REQUEST = 88 * 1024 * 1024
#: A child that ends sooner than this after its start is restarted after a growing pause.
SETTLED_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
_LOOK_SECONDS = 0.2


def open_port(host: str, port: int) -> socket.socket:
    """A listening socket. Raises CannotStart."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        taken = isinstance(error, PermissionError)
        why = "needs more rights than you have" if taken else "is taken by another program, or not on this machine"
        raise CannotStart(f"{host} port {port} {why}. Choose another with --port.") from None
    return listener


def serve_pages(application: WSGIHandler, listener: socket.socket, *, is_alone: bool = True) -> None:
    """Answer requests in this process until SIGTERM or SIGINT, then finish those under way.

    Requests are read whole before a thread takes them, so that slow senders hold nobody up. Forwarding headers are
    believed from the trusted proxy only and removed otherwise. Where others answer beside it, it takes no request
    before the guard's models are there; alone it answers sooner, while they come in.
    """
    server = create_server(
        application,
        sockets=[listener],
        threads=settings.WEB_THREADS,
        ident=None,
        trusted_proxy=settings.TRUSTED_PROXY,
        trusted_proxy_headers={"x-forwarded-for", "x-forwarded-proto"},
        clear_untrusted_proxy_headers=True,
        max_request_body_size=LARGEST_REQUEST,
        max_request_header_size=32 * 1024,
        connection_limit=1000,
        channel_timeout=60,
        asyncore_use_poll=True,
    )
    streams = Streams(settings.LIVE_STREAMS)
    server.channel_class = channel_class(streams)
    signal.signal(signal.SIGTERM, _leave)
    warming.warm_pages(application)
    if not is_alone:
        guards.wake()
    # What is loaded now stays for good. The collector need not walk through it again and again, with a request waiting.
    gc.collect()
    gc.freeze()
    if is_alone:
        threading.Thread(target=guards.wake, name="waking", daemon=True).start()
    try:
        server.run()  # returns on SystemExit and KeyboardInterrupt, after the threads have finished
    finally:
        streams.close()
        server.close()


def web_children(listener: socket.socket, number: int) -> "list[Child]":
    """So many processes that answer at a port which this process has opened."""
    beside = ("--beside",) if number > 1 else ()
    arguments = ("web", "--leashed", "--fd", str(listener.fileno()), *beside)
    return [Child(arguments, listener=listener) for _ in range(number)]


def worker_child() -> "Child":
    """A process that carries work out."""
    return Child(("worker", "--leashed"))


@dataclass(slots=True)
class Child:
    """One process that is to be kept running: its arguments, the port it answers at if any, and how it has fared."""

    arguments: Sequence[str]
    listener: socket.socket | None = None
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)
    started_at: float = 0.0
    pause: float = 0.0
    due_at: float = 0.0


class Household:
    """The parent's children: starts them, restarts the ones that die, ends them together."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._told_to_stop = threading.Event()

    def run_until_told(self) -> None:
        """Keep every child running until SIGTERM or SIGINT, then end them and return."""
        leash, held = os.pipe()  # not inherited, except as a child's standard input
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not self._told_to_stop.is_set():
                self._tend(leash)
                self._told_to_stop.wait(_LOOK_SECONDS)
        finally:
            self._end_all()
            os.close(held)
            os.close(leash)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._told_to_stop.set()

    def _tend(self, leash: int) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                log_event("serve.child_ended", child=child.arguments[0], status=child.process.returncode)
                settled = now - child.started_at > SETTLED_SECONDS
                child.pause = FIRST_PAUSE_SECONDS if settled else _longer(child.pause)
                child.process, child.due_at = None, now + child.pause
            if child.process is None and child.due_at <= now:
                child.process, child.started_at = self._start(child, leash), now

    def _start(self, child: Child, leash: int) -> "subprocess.Popen[bytes]":
        # A group of their own: Ctrl-C reaches the parent alone, which then ends them in order.
        return subprocess.Popen(  # noqa: S603  our own module, with arguments of our own
            [sys.executable, "-m", "commonward.config.verbs", *child.arguments],
            stdin=leash,
            pass_fds=[child.listener.fileno()] if child.listener else [],
            process_group=0,
        )

    def _end_all(self) -> None:
        living = [child.process for child in self._children if child.process is not None]
        for process in living:
            process.terminate()
        until = time.monotonic() + FAREWELL_SECONDS
        for process in living:
            try:
                process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _longer(pause: float) -> float:
    return min(LONGEST_PAUSE_SECONDS, max(FIRST_PAUSE_SECONDS, pause * 2))


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
