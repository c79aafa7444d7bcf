"""Work that a child does for its parent: what it says, how it ends, and that neither outlives the other."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = """
import os, signal, sys, time
from django.conf import settings
settings.configure()
signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite that runs in the background inherits none
from commonward.config.apart import apart
from commonward.config.loading import CannotStart, spoken

def work():
    print("child", os.getpid(), os.getppid(), flush=True)
    {work}

with spoken():
    apart(work)
    print("parent", os.getpid(), flush=True)
    sys.exit(0)
"""


def _started(work: str, folder: Path) -> "subprocess.Popen[str]":
    program = folder / "program.py"
    program.write_text(SCRIPT.format(work=work), encoding="utf-8")
    command = [sys.executable, str(program)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _run(work: str, folder: Path) -> tuple[int, list[list[str]], str]:
    process = _started(work, folder)
    out, errors = process.communicate(timeout=60)
    return process.returncode, [line.split() for line in out.splitlines()], errors


def test_a_child_does_it_and_the_parent_goes_on_once(tmp_path: Path) -> None:
    status, told, errors = _run("pass", tmp_path)
    assert (status, errors) == (0, "")
    [child, parent] = told
    assert (child[0], parent[0]) == ("child", "parent")
    assert child[2] == parent[1] != child[1]


@pytest.mark.parametrize(
    ("work", "status", "said"),
    [
        ("raise CannotStart('there is no room.')", 2, "commonward: there is no room.\n"),
        ("sys.exit(7)", 7, ""),
        ("os.kill(os.getpid(), signal.SIGKILL)", 2, "SIGKILL"),
    ],
)
def test_what_goes_wrong_is_said_once_and_ends_the_parent_alike(
    work: str, status: int, said: str, tmp_path: Path
) -> None:
    found, told, errors = _run(work, tmp_path)
    assert found == status
    assert [line[0] for line in told] == ["child"]
    assert said in errors
    assert errors.count("commonward:") <= 1
    assert "Traceback" not in errors


def test_a_mistake_of_ours_is_told_with_its_place_as_ever(tmp_path: Path) -> None:
    status, told, errors = _run("raise RuntimeError('words of the demo')", tmp_path)
    assert status == 1
    assert [line[0] for line in told] == ["child"]
    assert errors.count("Traceback") == 1
    assert errors.rstrip().endswith("RuntimeError: words of the demo")


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_does_not_outlive_its_parent(ending: signal.Signals, tmp_path: Path) -> None:
    process = _started("time.sleep(60)", tmp_path)
    assert process.stdout is not None
    child = int(process.stdout.readline().split()[1])
    process.send_signal(ending)
    process.wait(timeout=30)
    until = time.monotonic() + 30
    while _lives(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _lives(child)


def _lives(pid: int) -> bool:
    """Whether it runs; one that ended and that nobody has asked about yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return not Path("/proc").is_dir() or Path(f"/proc/{pid}").exists()
