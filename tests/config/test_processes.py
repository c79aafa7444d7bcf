"""Processes that die: pages come back, work is taken up again, nothing outlives the parent, the chain never forks."""

import os
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from config.installed import Installation, until

pytestmark = pytest.mark.slow

#: A worker that knows one more kind of work. The first to carry it out leaves a mark and hangs; the next finishes.
WORKER = """
import pathlib, time
from commonward.config.loading import load_django
load_django()
from commonward.kernel import work, worker
marks = pathlib.Path({marks!r})
@work.carries("test.deliver")
def deliver(subject_id):
    if not (marks / "begun").exists():
        (marks / "begun").touch()
        time.sleep(600)
    (marks / "done").touch()
worker.run()
"""
ENQUEUE = """
from django.db import transaction
from commonward.kernel import work
with transaction.atomic():
    work.enqueue("test.deliver", 81)
"""
WRITERS = """
import threading
from django.db import connection, transaction
from commonward.kernel import ledger
from commonward.kernel.actor import System
from commonward.kernel.ref import Ref
def write(writer):
    for number in range(25):
        with transaction.atomic():
            ledger.record(System("writer"), "post.published", Ref("post", number), detail={"writer": writer})
            ledger.record(System("writer"), "post.edited", Ref("post", number))
    connection.close()
threads = [threading.Thread(target=write, args=(writer,)) for writer in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(process: "subprocess.Popen[str]") -> dict[str, int]:
    """Verb → process id of the living children."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it ended while we looked
        # Between fork and exec a child still goes by its parent's name.
        if int(fields[1]) == process.pid and fields[0] != "Z" and command[3:4] in ([b"web"], [b"worker"]):
            found[command[3].decode()] = int(folder.name)
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def page(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
        return int(answer.status)


def test_a_killed_worker_s_work_is_taken_up_and_finished(installed: Installation, tmp_path: Path) -> None:
    installed.told = {"COMMONWARD_WORK_LEASE_SECONDS": "3"}
    code = WORKER.format(marks=str(tmp_path))
    assert installed.python(ENQUEUE).returncode == 0
    with installed.running(before=code) as first:
        until((tmp_path / "begun").exists, seconds=100)
        first.kill()
        first.wait()
    with installed.running(before=code):
        until((tmp_path / "done").exists, seconds=100)
    rows = installed.python("from commonward.kernel.models import Work; print(*Work.objects.values_list('state'))")
    assert rows.stdout == "('done',)\n"


def test_a_worker_finishes_what_it_carries_out_before_it_ends(installed: Installation, tmp_path: Path) -> None:
    code = WORKER.format(marks=str(tmp_path)).replace("time.sleep(600)", "time.sleep(2)")
    assert installed.python(ENQUEUE).returncode == 0
    with installed.running(before=code) as worker:
        until((tmp_path / "begun").exists, seconds=100)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=100) == 0
    assert (tmp_path / "done").exists()


def test_writers_at_the_same_time_never_fork_the_chain(installed: Installation) -> None:
    with installed.running(
        before="from commonward.config.loading import load_django; load_django()\n" + WRITERS
    ) as one:
        assert installed.python(WRITERS).returncode == 0
        assert one.wait(timeout=60) == 0
    verified = installed.run("ledger", "verify")
    assert verified.stdout.startswith("The ledger holds: 202 entries, 1 signed head.")


def test_serve_brings_pages_and_workers_back_and_takes_them_with_it(installed: Installation) -> None:
    port = free_port()
    installed.told = {"PORT": str(port)}
    with installed.running("serve") as serve:
        assert serve.stdout is not None
        assert serve.stdout.readline() == "Starting Commonward …\n"
        assert serve.stdout.readline() == f"Commonward is at http://localhost:{port} (Ctrl-C stops it).\n"
        assert page(port) == 200
        first = children_of(serve)
        assert set(first) == {"web", "worker"}

        again = Installation(installed.folder, installed.database_url, installed.told).run("serve")
        assert again.returncode == 2
        assert f"port {port} is taken" in again.stderr

        os.kill(first["web"], signal.SIGKILL)
        assert page(port) == 200  # callers wait in line meanwhile
        os.kill(first["worker"], signal.SIGKILL)
        until(lambda: "worker" in children_of(serve), seconds=100)
        second = children_of(serve)
        assert not set(second.values()) & set(first.values())

        serve.kill()
        serve.wait()
        until(lambda: not any(is_alive(pid) for pid in second.values()), seconds=100)


def test_serve_ends_in_order_and_seals_the_ledger(installed: Installation) -> None:
    port = free_port()
    installed.told = {"PORT": str(port)}
    write = WRITERS.replace("range(25)", "range(1)")
    with installed.running("serve") as serve:
        until(lambda: set(children_of(serve)) == {"web", "worker"}, seconds=100)
        assert page(port) == 200
        family = children_of(serve)
        assert installed.python(write).returncode == 0
        serve.send_signal(signal.SIGINT)
        assert serve.wait(timeout=100) == 0
        assert serve.stdout is not None
        assert serve.stdout.read().endswith("Stopped.\n")
    assert not any(is_alive(pid) for pid in family.values())
    verified = installed.run("ledger", "verify")
    assert verified.stdout == "The ledger holds: 6 entries, 2 signed heads.\n"
