"""The process that carries work out: django-tasks-db's worker, and beside it a thread that makes its rounds.

The rounds extend the lease of what is being carried out, take up what dead workers dropped, sign the ledger's head,
and leave a sign of life for `commonward doctor`.
"""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from commonward.kernel import clock, upkeep, verification, work
from commonward.kernel.actor import System
from commonward.kernel.logs import log_event
from commonward.kernel.models import Beat

#: The longest wait between the commit of some work and a free worker's look at it.
LOOK_SECONDS = 0.25
ROUND_SECONDS = 10.0
PRUNE_SECONDS = 600.0


def run(*, once: bool = False) -> None:
    """Carry out work until SIGTERM or SIGINT; with `once`, until nothing is due. A task under way is finished first."""
    name = f"{socket.gethostname()[:32]}-{os.getpid()}-{secrets.token_hex(4)}"
    worker = Worker(name)
    worker.configure_signals()
    rounds = Rounds(name)
    rounds.start()
    try:
        worker.run_until_told(once=once)
    finally:
        rounds.stop()


class Worker(QueueWorker):
    """Looks for a task with a reading query, so that an idle worker never takes the database's write lock."""

    def __init__(self, name: str) -> None:
        super().__init__(
            queue_names=["*"],
            interval=LOOK_SECONDS,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )

    def run_until_told(self, *, once: bool) -> None:
        """Run what is ready, look again, until a signal clears `running`."""
        while self.running:
            close_old_connections()
            if DBTaskResult.objects.ready().filter(backend_name=self.backend_name).exists():
                self.run()  # in batch mode it comes back when nothing is ready
            elif once:
                return
            elif self.running:
                time.sleep(self.interval)


@dataclass(slots=True)
class _Duty:
    act: Callable[[], object]
    every_seconds: float
    due_at: float = 0.0


class Rounds:
    """Duties that fall due at intervals, in a thread of their own so that long work does not delay them."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rounds", daemon=True)
        self._duties = [
            _Duty(self._beat, ROUND_SECONDS),
            _Duty(work.renew_leases, work.lease_seconds() / 3),
            _Duty(upkeep.take_up, min(ROUND_SECONDS, work.lease_seconds() / 3)),
            _Duty(upkeep.prune, PRUNE_SECONDS),
            _Duty(seal_quietly, settings.LEDGER_HEADS_MINUTES * 60),
        ]

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the rounds, waiting for a duty under way, and take back the sign of life."""
        self._over.set()
        self._thread.join(timeout=10)
        Beat.objects.filter(worker=self._worker).delete()

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                self._attend(time.monotonic())
                self._over.wait(min(duty.due_at for duty in self._duties) - time.monotonic())
        finally:
            connection.close()

    def _attend(self, instant: float) -> None:
        for duty in self._duties:
            if duty.due_at > instant or self._over.is_set():
                continue
            duty.due_at = instant + duty.every_seconds
            try:
                close_old_connections()
                duty.act()
            except Exception as error:  # noqa: BLE001  one failed duty, such as a busy database, must not end the rounds
                log_event("rounds.failed", duty=duty.act.__name__, error=type(error).__name__)

    def _beat(self) -> None:
        Beat.objects.update_or_create(worker=self._worker, defaults={"at": clock.now()})


def seal_quietly() -> None:
    """Sign a head; when the ledger does not hold, say so in the log and go on: `commonward doctor` says more."""
    try:
        verification.seal(System("worker"))
    except verification.Broken as broken:
        log_event("ledger.broken", flaw=broken.flaw.code, entry=broken.flaw.sequence or 0)
