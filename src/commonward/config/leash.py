"""How a child ends when its parent is gone, even by SIGKILL. Free of Django, so that it holds from the first moment.

The child's standard input is a pipe whose other end only the parent holds. Nobody writes to it; when it closes, the
parent has ended. Unlike Linux's death signal this works wherever there are pipes.
"""

import os
import signal
import threading
import time

#: How long a process may take to end by itself once it was told to.
FAREWELL_SECONDS = 15.0


def end_with_parent() -> None:
    """From now on, end this process when its standard input closes: first kindly, then for certain."""
    threading.Thread(target=_wait_for_parent, name="leash", daemon=True).start()


def _wait_for_parent() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(FAREWELL_SECONDS)
    os._exit(1)
