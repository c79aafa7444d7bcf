"""The worker's backups: when one is due, a process of its own makes it, so that nothing else waits for it."""

import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from commonward.config.keeping import backup
from commonward.kernel import clock, upkeep

#: After a try that came to nothing, such as on a full disk, the next one waits this long.
PAUSE_SECONDS = 3600.0
_running: list["subprocess.Popen[bytes]"] = []
_tried_at: list[float] = []


@upkeep.sweeps
def back_up_when_due() -> bool:
    """Begin a backup when the newest is older than it may be; whether one was begun."""
    if not is_due() or (_running and _running[-1].poll() is None):
        return False
    if _tried_at and time.monotonic() - _tried_at[-1] < PAUSE_SECONDS:
        return False
    _tried_at[:] = [time.monotonic()]
    _running[:] = [
        subprocess.Popen(
            [sys.executable, "-m", "commonward.config.verbs", "backup", "--scheduled"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            process_group=0,
        )
    ]
    return True


def is_due() -> bool:
    """Whether backups are made by schedule and the newest is older than it may be, or from the future."""
    if settings.BACKUP_DIR is None:
        return False
    newest = newest_at()
    return newest is None or not timedelta() <= clock.now() - newest < timedelta(hours=settings.BACKUP_HOURS)


def newest_at() -> datetime | None:
    """When the newest backup was made; None when there is none, or its folder is not there."""
    found = backup.made(Path(settings.BACKUP_DIR)) if settings.BACKUP_DIR is not None else []
    return found[0].made_at if found else None
