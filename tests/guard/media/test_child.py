"""The child process: what it may not do, and what becomes of a picture when it fails.

Children that are made by a parent which has loaded what they need are tried in test_nursery.py.
"""

import contextlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from commonward.guard import GuardUnavailable, MediaRefused
from commonward.guard.media import Code, inspect, inspection, limits, nurseries
from commonward.guard.media.limits import MB
from guard.media import pictures
from guard.media.written import saved, sheet


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "given"
    path.write_bytes(pictures.saved(pictures.photo(800, 600), "JPEG"))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "made"
    made.mkdir()
    return made


@pytest.fixture(autouse=True)
def nothing_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path) -> Iterator[None]:
    """After each test: no file in the temporary folder, no descriptor more than before, no child."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    nurseries.close()
    before, others = len(os.listdir("/proc/self/fd")), set(children())
    yield
    nurseries.close()
    assert list(temporary.iterdir()) == []
    assert not [name for name in folder.iterdir() if name.name.startswith(".")]
    assert len(os.listdir("/proc/self/fd")) == before
    assert set(children()) <= others, "a child is left"


def children() -> list[int]:
    """The processes that this one has. Those of a thread that ends meanwhile go to another thread."""
    listed = []
    for task in os.listdir("/proc/self/task"):
        with contextlib.suppress(FileNotFoundError):
            listed.append(Path(f"/proc/self/task/{task}/children").read_text())
    return [int(number) for line in listed for number in line.split()]


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Let a child of ours take the place of the real one."""

    def set_up(program: str) -> None:
        script = tmp_path / "other_child.py"
        script.write_text(f"import json, os, resource, signal, sys, time\n{program}\n")
        monkeypatch.setattr(inspection, "_LAUNCH", script)

    return set_up


# An answer with nothing wrong in it.
CLEAR = "dict(form='jpeg', width=8, height=8, frames=1, traces=[], sheets=[], things=[], likeness=None)"
UNCLEAR = {
    "nothing": "pass",
    "no line": "os.write(1, b'{}')",
    "not JSON": "os.write(1, b'hello\\n')",
    "a list": "os.write(1, b'[1, 2]\\n')",
    "deep nesting": "os.write(1, b'[' * 9000 + b'\\n')",
    "unknown code": "print(json.dumps({'refused': 'because'}))",
    "words for numbers": f"print(json.dumps({CLEAR} | dict(width='8')))",
    "true for a number": f"print(json.dumps({CLEAR} | dict(width=True)))",
    "a picture too wide": f"print(json.dumps({CLEAR} | dict(width=10**9)))",
    "a kind that is none": f"print(json.dumps({CLEAR} | dict(traces=[['secret', 1]])))",
    "fewer bytes than said": f"print(json.dumps({CLEAR} | dict(sheets=[[0, 'jpeg', 8, 8, 99]])))",
    "no picture in the end": (
        f"print(json.dumps({CLEAR} | dict(sheets=[[0, 'jpeg', 8, 8, 4]])));sys.stdout.write('abcd')"
    ),
    "failure": "sys.exit(3)",
    "killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "killed in the middle": "os.write(1, b'{\"form\"'); os.kill(os.getpid(), signal.SIGKILL)",
    "endless words": "while True: os.write(1, b'x' * 65536)",
}


THINGS = {
    "outside the picture": "['FACE', 6, 0, 4, 4, 0.9, '', None]",
    "before the picture": "['FACE', -2, 0, 4, 4, 0.9, '', None]",
    "of no size": "['FACE', 0, 0, 0, 4, 0.9, '', None]",
    "too sure": "['FACE', 0, 0, 4, 4, 1.5, '', None]",
    "of a kind that is read in texts": "['NAME', 0, 0, 4, 4, 0.9, '', None]",
    "of a kind that is none": "['SECRET', 0, 0, 4, 4, 0.9, '', None]",
    "with numbers for words": "['TEXT', 0, 0, 4, 4, 0.9, 7, [[0] * 8, []]]",
    "with endless words": "['TEXT', 0, 0, 4, 4, 0.9, 'x' * 5000, [[0] * 8, [0] * 5000]]",
    "too many": "*[['TEXT', 0, 0, 4, 4, 0.9, '', [[0] * 8, []]]] * 5000",
    "a line that lies nowhere": "['TEXT', 0, 0, 4, 4, 0.9, 'x', None]",
    "a line far away": "['TEXT', 0, 0, 4, 4, 0.9, 'x', [[9999] * 8, [1000]]]",
    "a line with too few corners": "['TEXT', 0, 0, 4, 4, 0.9, 'x', [[0] * 6, [1000]]]",
    "a line of another length": "['TEXT', 0, 0, 4, 4, 0.9, 'x', [[0] * 8, [500, 1000]]]",
    "a line that ends behind its end": "['TEXT', 0, 0, 4, 4, 0.9, 'x', [[0] * 8, [1001]]]",
    "a face that is a line": "['FACE', 0, 0, 4, 4, 0.9, '', [[0] * 8, []]]",
    "cut short": "['TEXT', 0, 0]",
}


@pytest.mark.parametrize("thing", THINGS)
def test_unclear_things_mean_that_the_guard_cannot_say(thing: str, given: Path, says: Callable[[str], None]) -> None:
    says(f"print(json.dumps({CLEAR} | dict(things=[{THINGS[thing]}])))")
    with pytest.raises(GuardUnavailable, match="no clear answer"):
        inspect(given, looks=True)


def test_things_that_nobody_asked_for_are_unclear(given: Path, says: Callable[[str], None]) -> None:
    answer = f"print(json.dumps({CLEAR} | dict(things=[['FACE', 0, 0, 4, 4, 0.9, '', None]])))"
    says(answer)
    assert inspect(given, looks=True).things
    says(answer)
    with pytest.raises(GuardUnavailable, match="no clear answer"):
        inspect(given)


@pytest.mark.parametrize("answer", UNCLEAR)
def test_an_unclear_answer_means_the_guard_cannot_say(
    answer: str, given: Path, folder: Path, says: Callable[[str], None]
) -> None:
    says(UNCLEAR[answer])
    with pytest.raises(GuardUnavailable):
        inspect(given, into=folder, limits=replace(limits.DEFAULT, output_bytes=MB))
    assert list(folder.iterdir()) == []


def test_a_child_that_keeps_metadata_is_found_out(
    given: Path, folder: Path, says: Callable[[str], None], tmp_path: Path
) -> None:
    kept = tmp_path / "kept.jpg"
    kept.write_bytes(pictures.saved(pictures.photo(8, 8), "JPEG", exif=pictures.exif()))
    says(
        f"data = open({str(kept)!r}, 'rb').read()\n"
        "sheets = [[0, 'jpeg', 8, 8, len(data)]]\n"
        "answer = dict(form='jpeg', width=8, height=8, frames=1, traces=[], sheets=sheets, things=[], likeness=None)\n"
        "os.write(1, json.dumps(answer).encode() + b'\\n' + data)"
    )
    with pytest.raises(GuardUnavailable, match="more than pixels"):
        inspect(given, into=folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("end", "code"),
    [("SIGSEGV", Code.DAMAGED), ("SIGABRT", Code.DAMAGED), ("SIGXCPU", Code.TOO_HEAVY)],
)
def test_a_file_that_brings_the_decoder_down_is_refused_for_good(
    end: str, code: Code, given: Path, says: Callable[[str], None]
) -> None:
    says(f"resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); os.kill(os.getpid(), signal.{end})")
    with pytest.raises(MediaRefused) as caught:
        inspect(given)
    assert caught.value.code == code


@pytest.mark.parametrize("how", ["time.sleep(60)", "os.close(1); time.sleep(60)"])
def test_a_child_that_hangs_is_stopped(how: str, given: Path, says: Callable[[str], None]) -> None:
    says(how)
    with pytest.raises(GuardUnavailable, match="too long"):
        inspect(given, limits=replace(limits.DEFAULT, wall_seconds=0.1))


def test_too_little_memory_refuses_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(pictures.header_of(7000, 7000))
    with pytest.raises(MediaRefused) as caught:
        inspect(path, limits=replace(limits.DEFAULT, memory=160 * MB))
    assert caught.value.code in (Code.TOO_HEAVY, Code.DAMAGED)


@pytest.mark.slow
def test_the_whole_look_at_a_page_full_of_lines_stays_below_380_mb(tmp_path: Path) -> None:
    # All networks compute in the same memory: each with its own took 417, now it is 347.
    path = saved(sheet(["Visiting hours are from two to eight in the evening, every day"] * 22, size=34), tmp_path)
    look = (
        "import resource, sys; from pathlib import Path; from commonward.guard.media import inspect, nurseries;"
        "print(len(inspect(Path(sys.argv[1]), looks=True).things)); nurseries.close();"
        "print(max(nurseries.spent.memory, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024)"
    )
    # In a process of its own: what is told is the most that any child held, and this one has had others.
    told = subprocess.run([sys.executable, "-c", look, str(path)], capture_output=True, text=True, check=True).stdout
    lines, held = map(int, told.split())
    assert lines >= 22
    assert held < 380


@pytest.mark.slow
def test_a_child_killed_at_work_leaves_nothing(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(pictures.saved(pictures.photo(400, 300).resize((6000, 4500)), "JPEG", quality=60))
    caught: list[BaseException] = []

    def work() -> None:
        try:
            inspect(path, into=folder)
        except GuardUnavailable as error:
            caught.append(error)

    others = set(children())
    worker = threading.Thread(target=work)
    worker.start()
    while not (ours := set(children()) - others):
        assert worker.is_alive()
    os.kill(ours.pop(), signal.SIGKILL)
    worker.join(10)
    assert len(caught) == 1
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_nothing(given: Path, folder: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(GuardUnavailable, match="could not be written"):
            inspect(given, into=folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_gone_is_no_crash(given: Path, folder: Path) -> None:
    with pytest.raises(GuardUnavailable):
        inspect(given, into=folder / "gone")


def test_errors_say_nothing_of_the_file(given: Path, says: Callable[[str], None]) -> None:
    says("sys.stderr.write('Nadia'); print('Nadia'); sys.exit(1)")
    with pytest.raises(GuardUnavailable) as caught:
        inspect(given)
    assert "Nadia" not in str(caught.value)
    assert "given" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


SEALED = """
import os, resource, socket, sys
from pathlib import Path
from types import ModuleType
sys.path.insert(0, sys.argv[1])
import commonward
for name in ("commonward.guard", "commonward.guard.media"):
    package = ModuleType(name)
    package.__path__ = [str(Path(sys.argv[1], *name.split(".")))]
    sys.modules[name] = package
from commonward.guard.media import confine, limits
if sys.argv[2] == "limits alone":
    confine.platform.machine = lambda: "another"
confine.limit(limits.DEFAULT)
confine.seal()
attempts = {
    "open a file": lambda: open("/etc/hostname"),
    "write a file": lambda: open(sys.argv[3], "w"),
    "open a socket": lambda: socket.socket(),
    "copy a descriptor": lambda: os.dup(1),
    "raise a limit": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.RLIM_INFINITY)),
}
if sys.argv[2] != "limits alone":
    attempts |= {
        "start a process": lambda: os.fork() or os._exit(0),
        "become a program": lambda: os.execv("/bin/true", ["true"]),
        "signal the parent": lambda: os.kill(os.getppid(), 0),
    }
for name, attempt in attempts.items():
    try:
        attempt()
    except (OSError, ValueError):
        continue
    os.write(1, name.encode() + b"\\n")
os.write(1, b"done")
os._exit(0)
"""


@pytest.mark.parametrize("how", ["filter and limits", "limits alone"])
def test_after_the_seal_nothing_can_be_opened_or_reached(how: str, tmp_path: Path) -> None:
    source = str(Path(inspection.__file__).parents[3])
    program = [sys.executable, "-I", "-c", SEALED, source, how, str(tmp_path / "new")]
    assert subprocess.run(program, capture_output=True, check=False, timeout=20).stdout == b"done"


@pytest.mark.slow
def test_every_form_is_read_by_limits_alone(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processors for which there is no filter of system calls: the limits must not stand in the way of the work."""
    script = tmp_path / "elsewhere.py"
    script.write_text(
        "import platform, runpy\n"
        "platform.machine = lambda: 'another'\n"
        f"runpy.run_path({str(inspection._LAUNCH)!r}, run_name='__main__')\n"
    )
    monkeypatch.setattr(inspection, "_LAUNCH", script)
    for form, data in pictures.every_form().items():
        (tmp_path / form).write_bytes(data)
        assert inspect(tmp_path / form, into=folder).form == form


@pytest.mark.slow
def test_no_decoder_is_loaded_where_the_guard_runs(given: Path, folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from commonward.guard.media import inspect;"
        "inspect(Path(sys.argv[1]), into=Path(sys.argv[2]));"
        "sys.exit(any(name.partition('.')[0] == 'PIL' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program, str(given), str(folder)], check=False).returncode == 0


@pytest.mark.slow
def test_a_picture_that_takes_too_long_to_decode_is_too_heavy(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(
        pictures.saved(pictures.photo(816, 612).resize((8160, 6120)), "JPEG", quality=40, progressive=True)
    )
    started = time.monotonic()
    with pytest.raises(MediaRefused) as caught:
        inspect(path, into=tmp_path, limits=replace(limits.DEFAULT, cpu_seconds=1))
    assert caught.value.code == Code.TOO_HEAVY
    assert time.monotonic() - started < limits.DEFAULT.wall_seconds


LOADS_NOTHING = """
import sys
from PIL import Image
from commonward.guard.media.sight import Sight
sight = Sight()
with Image.open({portrait!r}) as opened:
    portrait = opened.convert("RGB")
noise = Image.merge("RGB", [Image.effect_noise((700, 500), 60) for _ in range(3)])
pictures = [portrait, noise, noise.resize((5000, 3500)), Image.new("RGB", (1, 1))]
before = set(sys.modules)
for picture in pictures:
    sight.look(picture)
print(sorted(set(sys.modules) - before))
"""


@pytest.mark.slow
def test_what_looks_at_pictures_loads_nothing_once_it_is_sealed() -> None:
    """Some functions of numpy load a part of it when they are first called; a sealed child can not."""
    code = LOADS_NOTHING.format(portrait=str(Path(__file__).parent / "people" / "astronaut.jpg"))
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
