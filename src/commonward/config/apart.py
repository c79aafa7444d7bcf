"""Work of the parent that needs much memory for a moment, done by a child that ends: what it took is given back.

A fork, not a new process: everything is loaded already, so it begins at once and nothing is read twice. It is taken
before this process has threads or models of the guard.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from django.db import connections

from commonward.config.loading import CannotStart


def apart(work: Callable[[], object]) -> None:
    """Do it in a child, and come back when it is done.

    What goes wrong there goes the way it would have gone here: it is said, and this process ends with its status.
    """
    connections.close_all()  # two processes must not speak on one connection
    sys.stdout.flush()
    ends, held = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(held)
        _end_with(ends)
        work()  # what it raises leaves by the same callers as ever, and says what it would have said
        sys.stdout.flush()
        os._exit(0)
    os.close(ends)
    try:
        _pid, status = os.waitpid(child, 0)
    except KeyboardInterrupt:
        with suppress(ChildProcessError, ProcessLookupError):
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
        raise
    finally:
        os.close(held)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        raise CannotStart(f"a part of the work was ended from outside ({signal.Signals(-code).name}). Try once more.")
    if code > 0:
        raise SystemExit(code)


def _end_with(ends: int) -> None:
    """The parent holds the other end and writes nothing: when it closes, nobody waits for this child any more."""

    def wait() -> None:
        os.read(ends, 1)
        os._exit(1)

    threading.Thread(target=wait, name="apart", daemon=True).start()
