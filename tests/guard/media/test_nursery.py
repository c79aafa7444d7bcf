"""The parent of children: each picture has a fresh child, as limited and sealed as one that was started anew."""

import json
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from commonward.guard import GuardUnavailable, MediaRefused
from commonward.guard.media import Code, confine, inspect, inspection, limits, nurseries
from guard.media import pictures
from guard.media.test_child import children

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not confine.can_filter(), reason="there is no such parent on this system"),
]

# The real parent, with something of it or of its children changed: `nursery` and `child` are the modules.
CHANGED = """
import importlib, json, os, resource, runpy, signal, socket, sys, threading, time
start = runpy.run_path({launch!r}, run_name="launch")["start"]
load = importlib.import_module
def loaded(name):
    module = load(name)
    if name.endswith(".nursery"):
        nursery, child = module, module.child
        change(nursery, child)
    elif {alone!r} and name.endswith("media.child"):
        os._exit(9)  # a process of its own is not what is tried here
    return module
def tried(attempt):
    try:
        attempt()
    except (OSError, ValueError):
        return False
    return True
def change(nursery, child):
{change}
importlib.import_module = loaded
start(*sys.argv[1:])
"""
# An answer with nothing wrong in it, whose width tells something.
TOLD = "dict(form='jpeg', width={}, height=8, frames=1, traces=[], sheets=[], things=[], likeness=None)"


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "given"
    path.write_bytes(pictures.saved(pictures.photo(400, 300), "JPEG"))
    return path


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    nurseries.close()
    before, others = len(os.listdir("/proc/self/fd")), set(children())
    yield
    nurseries.close()
    assert len(os.listdir("/proc/self/fd")) == before
    assert set(children()) <= others, "a child is left"


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Change the parent, or what its children do."""

    def set_up(change: str, *, alone: bool = True) -> None:
        script = tmp_path / "changed.py"
        indented = textwrap.indent(textwrap.dedent(change), "    ")
        script.write_text(CHANGED.format(launch=str(inspection._LAUNCH), change=indented, alone=alone))
        monkeypatch.setattr(inspection, "_LAUNCH", script)

    return set_up


def command(pipes: str) -> list[str]:
    return inspection._command(pipes, "nursery")


def started() -> nurseries.Nursery:
    nursery = nurseries._started(command, inspection._ENVIRONMENT, time.monotonic() + 60)
    assert nursery is not None
    return nursery


def parents() -> list[int]:
    return [one.process.pid for one in nurseries._kept.idle]


def said_by_a_child(what: str, given: Path, changed: Callable[..., None], change: str = "") -> object:
    """What an expression tells in a child once it is sealed, by way of what it answers."""
    before = textwrap.dedent(change)
    changed(f"{before}\nchild._answer = lambda *_: None\nchild.write = lambda _: json.dumps({what}).encode()")
    told: list[bytes] = []

    def drain(pipe: int) -> bytes:
        while part := os.read(pipe, 1 << 16):
            told.append(part)
        return b"".join(told)

    source = os.open(given, os.O_RDONLY)
    try:
        order = inspection.wire.Order(replace(limits.DEFAULT, cpu_seconds=7), looks=True).written()
        made = nurseries.answered(source, order, command, inspection._ENVIRONMENT, drain, time.monotonic() + 60)
    finally:
        os.close(source)
    assert made is not None
    assert made[1] == 0
    return json.loads(made[0])


def test_one_parent_serves_many_pictures_as_a_process_of_its_own_would(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portrait = Path(__file__).parent / "people" / "astronaut.jpg"
    first = [inspect(one, looks=True) for one in (given, portrait)]
    [parent] = parents()
    again = [inspect(one, looks=True) for one in (given, portrait)]
    assert parents() == [parent]
    monkeypatch.setattr(confine, "can_filter", lambda: False)
    assert first == again == [inspect(one, looks=True) for one in (given, portrait)]
    assert first[1].things


@pytest.mark.parametrize(
    ("attempt", "is_done"),
    [
        ("open('/etc/hostname')", False),
        ("socket.socket()", False),
        ("os.dup(1)", False),
        ("os.fork() or os._exit(0)", False),
        ("os.execv('/bin/true', ['true'])", False),
        ("os.kill(os.getppid(), 0)", False),
        ("os.pipe()", False),
        ("os.wait()", False),
        ("resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))", False),
        ("os.getpid()", True),
    ],
)
def test_a_child_is_sealed_whole(attempt: str, is_done: bool, given: Path, changed: Callable[..., None]) -> None:
    assert said_by_a_child(f"tried(lambda: {attempt})", given, changed) is is_done


def test_each_child_has_its_own_limits(given: Path, changed: Callable[..., None]) -> None:
    names = ("AS", "CPU", "CORE", "FSIZE", "NOFILE", "NPROC")
    # A sealed child may not even ask for them, so it asks just before the last step.
    told = said_by_a_child(
        "told + [sorted(set(os.environ) - {'LC_CTYPE'}), time.process_time() < 1]",
        given,
        changed,
        f"""
        told, seal = [], child.confine._filter_calls
        def filter_calls(calls):
            told[:] = [resource.getrlimit(getattr(resource, "RLIMIT_" + name))[0] for name in {names}]
            return seal(calls)
        child.confine._filter_calls = filter_calls
        """,
    )
    assert told == [limits.DEFAULT.memory, 7, 0, 0, 0, 0, sorted(inspection._ENVIRONMENT), True]


def test_nothing_goes_from_one_picture_to_the_next(given: Path, changed: Callable[..., None]) -> None:
    changed(f"""
        seen = []
        def write(answer):
            seen.append(1)
            return json.dumps({TOLD.format("len(seen)")}).encode() + b"\\n"
        child.write = write
    """)
    assert [inspect(given, looks=True).width for _ in range(3)] == [1, 1, 1]
    assert len(parents()) == 1


@pytest.mark.parametrize(
    ("end", "code"), [("SIGSEGV", Code.DAMAGED), ("SIGABRT", Code.DAMAGED), ("SIGXCPU", Code.TOO_HEAVY)]
)
def test_a_crash_ends_the_parent_too_and_the_next_picture_has_another(
    end: str, code: Code, given: Path, changed: Callable[..., None]
) -> None:
    changed(f"""
        real = child._answer
        child.confine.seal = lambda: True
        def answer(order, read, look):
            if order.cover:
                os.kill(os.getpid(), signal.{end})
            return real(order, read, look)
        child._answer = answer
    """)
    assert inspect(given, looks=True).things is not None
    [parent] = parents()
    with pytest.raises(MediaRefused) as caught:
        inspect(given, looks=True, cover=[(1, 1, 5, 5)])
    assert caught.value.code == code
    assert parents() == []
    assert inspect(given, looks=True).things is not None
    assert parents() not in ([], [parent])


def test_a_child_that_was_stopped_or_failed_is_no_answer(given: Path, changed: Callable[..., None]) -> None:
    changed("child.confine.seal = lambda: os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(GuardUnavailable, match="was stopped"):
        inspect(given, looks=True)


def test_a_child_that_cannot_be_sealed_reads_nothing(given: Path, changed: Callable[..., None]) -> None:
    changed("child.confine.seal = lambda: False\nchild.received = lambda limits: os._exit(0)")
    with pytest.raises(GuardUnavailable, match="no clear answer"):
        inspect(given, looks=True)


@pytest.mark.parametrize("first", ["", "os.close(1)"])
def test_a_child_that_hangs_is_ended_with_its_parent(first: str, given: Path, changed: Callable[..., None]) -> None:
    changed(f"""
        def hangs():
            {first or "pass"}
            while True:
                pass
        child.confine.seal = hangs
    """)
    nursery = started()
    nursery.idle_since = time.monotonic()
    nurseries._kept.idle.append(nursery)  # loading takes its time on a busy machine; hanging need not
    with pytest.raises(GuardUnavailable, match="too long"):
        inspect(given, looks=True, limits=replace(limits.DEFAULT, wall_seconds=1.0))
    assert parents() == []


def test_too_much_work_ends_the_child_alone(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(
        pictures.saved(pictures.photo(816, 612).resize((8160, 6120)), "JPEG", quality=40, progressive=True)
    )
    with pytest.raises(MediaRefused) as caught:
        inspect(path, looks=True, limits=replace(limits.DEFAULT, cpu_seconds=1))
    assert caught.value.code == Code.TOO_HEAVY


SEALED_PARENT = """
def serve(pipes, look, read):
    attempts = [
        lambda: open("/etc/hostname"),
        lambda: open("/tmp/new-of-nursery", "w"),
        lambda: socket.socket(),
        lambda: socket.socketpair(),
        lambda: os.execv("/bin/true", ["true"]),
        lambda: threading.Thread(target=print).start(),
    ]
    done = []
    for number, attempt in enumerate(attempts):
        try:
            attempt()
        except (OSError, ValueError, RuntimeError):
            continue
        done.append(number)
    os.read(0, 1)  # what it said before, that it is ready, is read by then
    os.write(1, json.dumps(done).encode())
nursery._serve = serve
"""


def test_the_parent_is_sealed_before_its_first_child(changed: Callable[..., None]) -> None:
    changed(SEALED_PARENT)
    nursery = started()
    os.write(nursery.asked, inspection.wire.GIVEN)
    assert json.loads(nurseries._heard(nursery.told, time.monotonic() + 20)) == []
    nursery.end()


def test_after_some_pictures_there_is_another_parent(given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nurseries, "_MOST", 2)
    seen = []
    for _ in range(3):
        assert inspect(given, looks=True).things is not None
        seen.append(parents())
    assert [len(one) for one in seen] == [1, 0, 1]
    assert seen[0] != seen[2]


@pytest.mark.parametrize(
    "change",
    [
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
        "child.confine.seal_parent = lambda: False",
        "os._exit(3)",
    ],
)
def test_without_a_parent_each_picture_has_a_process_of_its_own(
    change: str, given: Path, changed: Callable[..., None]
) -> None:
    changed(change, alone=False)
    assert inspect(given, looks=True).things is not None
    assert parents() == []


def test_pictures_at_the_same_time_have_a_parent_each(given: Path) -> None:
    found: list[object] = []
    workers = [threading.Thread(target=lambda: found.append(inspect(given, looks=True))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len(found) == 2
    assert found[0] == found[1]
    assert len(parents()) == 2


def test_a_parent_ends_with_the_process_that_keeps_it(given: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; from commonward.guard.media import inspect, nurseries;"
        "inspect(Path(sys.argv[1]), looks=True);"
        "print(nurseries._kept.idle[0].process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    told = subprocess.run([sys.executable, "-c", program, str(given)], capture_output=True, text=True, check=False)
    parent = Path(f"/proc/{int(told.stdout)}")
    for _ in range(100):
        if not parent.exists() or ") Z " in (parent / "stat").read_text():
            return
        time.sleep(0.05)
    pytest.fail("the parent goes on")


def test_a_process_that_is_split_off_has_none_of_them(given: Path) -> None:
    inspect(given, looks=True)
    read, write = os.pipe()
    made = os.fork()
    if made == 0:
        os.write(write, str(len(nurseries._kept.idle)).encode())
        os._exit(0)
    os.waitpid(made, 0)
    assert os.read(read, 9) == b"0"
    os.close(read)
    os.close(write)
    assert inspect(given, looks=True).things is not None


def test_what_children_use_is_known(given: Path) -> None:
    inspect(given, looks=True)
    before = nurseries.spent.seconds
    inspect(given, looks=True)
    assert 0 < nurseries.spent.seconds - before < 30
    assert 0 < nurseries.spent.memory < 600 * 1024
