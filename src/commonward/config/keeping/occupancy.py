"""Who uses an installation's data at this moment: many may share it, and one may have it alone.

Pages, workers and backups share; a restore and an upgrade want it alone. The lock is on a file of the data folder and
goes with the process that holds it, also with one that was killed. Machines that share a PostgreSQL are told apart by
their workers' signs of life.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError

from commonward.config.loading import CannotStart
from commonward.kernel import clock
from commonward.kernel.models import Beat

NAME = ".in-use"
STALE = timedelta(seconds=60)
_BUSY = (
    "Commonward is running here, or a backup is being made. Stop it first (`systemctl stop commonward`, or "
    "Ctrl-C where `serve` runs)."
)
_ALONE = "An upgrade or a restore is under way here. Wait until it is done."
_ELSEWHERE = (
    "A worker gave a sign of life on this database within the last minute. Stop Commonward on every machine, wait a "
    "minute, and try again."
)
_shares: list[int] = []


def share() -> None:
    """Use the data until this process ends. Raises CannotStart while somebody has it alone."""
    if _shares:
        return
    descriptor = _open()
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise CannotStart(_ALONE) from None
    _shares.append(descriptor)


@contextmanager
def alone() -> Iterator[None]:
    """Have the data to oneself inside the block. Raises CannotStart while anybody else uses it."""
    descriptor = _open()
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if is_used_elsewhere():
            raise CannotStart(_ELSEWHERE)
        yield
    except BlockingIOError:
        raise CannotStart(_BUSY) from None
    finally:
        os.close(descriptor)


def is_used_elsewhere() -> bool:
    """Whether another machine works on this database. Only PostgreSQL has several."""
    if connection.vendor != "postgresql":
        return False
    try:
        return Beat.objects.filter(at__gte=clock.now() - STALE).exists()
    except DatabaseError:
        return False  # without tables nobody works


def _open() -> int:
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
