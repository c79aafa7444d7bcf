"""Looking at a picture: what it is, what it carries beside its pixels, and new files that can be shown.

The file is opened here, checked to be an ordinary one, and handed to a child process that decodes it within limits.
Nothing is decoded in this process, and the child's answer is believed only as far as it can be checked.
"""

import hashlib
import os
import select
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from commonward.guard.contract import Entity, GuardUnavailable, Kind
from commonward.guard.media import bare, nurseries, wire
from commonward.guard.media.alike import Likeness
from commonward.guard.media.limits import DEFAULT, Limits
from commonward.guard.media.metadata import PERSONAL, MetaKind, Trace
from commonward.guard.media.refusals import Code, refusal
from commonward.guard.media.sniff import HEAD, Format, recognise
from commonward.guard.media.things import OBJECTS, READABLE, SEEN, Box, Thing
from commonward.guard.text.candidate import Breach

SIDES = (1600, 640)  # longer sides of the smaller renditions, in pixels
RULE = "phi.image-meta"

_LAUNCH = Path(__file__).with_name("launch.py")
_SUFFIXES = {Format.JPEG: ".jpg", Format.PNG: ".png"}
_PIPE_CHUNK = 1 << 18
#: What the child knows of the environment. Of the libraries for numbers: more threads would be new processes to the
#: limits; and ONNX Runtime is to keep nothing of how it is used (see `commonward.guard`). The last has the GNU library
#: ask for memory in large pages: what networks compute in is new in each child, and is handed out a page at a time.
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
_NEEDED = ("PIL", "numpy", "onnxruntime", "zxingcpp", "pydicom", "pypdfium2", "pypdfium2_raw")
# Ends that the file brings about itself, so that trying again would end the same way.
_BY_THE_FILE: dict[int, Code] = {
    signal.SIGXCPU: Code.TOO_HEAVY,
    signal.SIGSEGV: Code.DAMAGED,
    signal.SIGBUS: Code.DAMAGED,
    signal.SIGFPE: Code.DAMAGED,
    signal.SIGILL: Code.DAMAGED,
    signal.SIGABRT: Code.DAMAGED,
}


@dataclass(frozen=True, slots=True)
class Rendition:
    """A new file, safe to show: only pixels, upright, opaque, sRGB. `side` is 0 for the full size."""

    path: Path
    side: int
    media_type: str
    width: int
    height: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is known of a picture. Sizes are those of the upright picture.

    `frames` above 1 says that the file moves or has pages; the renditions show only the first.
    """

    form: Format
    width: int
    height: int
    frames: int
    traces: tuple[Trace, ...]
    renditions: tuple[Rendition, ...] = ()
    things: tuple[Thing, ...] | None = None  # what is in the picture; None: nobody looked
    likeness: Likeness | None = None  # how it is known again; None: nobody looked, or it is too plain

    @property
    def is_scan(self) -> bool:
        """Whether it is a medical image file."""
        return self.form is Format.DICOM

    @property
    def kinds(self) -> frozenset[MetaKind]:
        """The kinds of metadata in the file that was given; none is in the renditions."""
        return frozenset(trace.kind for trace in self.traces)

    def entities(self, media: int) -> tuple[Entity, ...]:
        """One META entity per kind of metadata and one per thing seen, for the media of this index."""
        data = tuple(
            Entity(Kind.META, None, None, 1.0, rule=RULE if trace.kind in PERSONAL else "", media=media)
            for trace in self.traces
        )
        seen = tuple(
            Entity(thing.kind, None, None, thing.confidence, media=media, box=thing.box)
            for thing in self.things or ()
            if (thing.kind is not Kind.TEXT or thing.confidence >= READABLE)
            and (thing.kind not in OBJECTS or thing.confidence >= SEEN)
        )
        return data + seen

    def breaches(self, media: int) -> tuple[Breach, ...]:
        """The broken rules about the file, for the media of this index: one when something beside the pixels can lead
        to a person. What is in the picture is judged by `guard.seen`.

        Offsets are 0: a picture has none.
        """
        if self.kinds & PERSONAL:
            return (Breach(rule=RULE, start=0, end=0, confidence=1.0, media=media),)
        return ()


def inspect(
    path: Path,
    *,
    into: Path | None = None,
    sides: Sequence[int] = SIDES,
    looks: bool = False,
    cover: Sequence[Box] = (),
    limits: Limits = DEFAULT,
) -> Inspection:
    """Look at the picture at `path`; with `into`, a folder that exists, also write the files that may be shown.

    Those are `full` and one per side that is smaller than the picture, named "full.jpg", "1600.png" and the like. A
    second run writes the same files over them. `looks` also says what is in the picture (`things`); `cover` are boxes
    to cover in the new files. Blocks until done; may be called from several threads.

    Raises MediaRefused when the file will never do: its sentence is for the person, do not try again. Raises
    GuardUnavailable when the answer may differ later: the child was killed or ran out of time, or the disk is full.
    After either nothing is left behind.
    """
    wanted = (wire.FULL, *sorted(set(sides), reverse=True)) if into is not None else ()
    source = opened(path, limits)
    try:
        # What is plainly something else needs no child.
        form = recognise(os.pread(source, HEAD, 0))
        order = wire.Order(limits, wanted, looks, tuple(cover), medical=form is Format.DICOM)
        raw, status = _answered(source, order)
    finally:
        os.close(source)
    answer = _believed(raw, status, order)
    return Inspection(
        form=answer.form,
        width=answer.width,
        height=answer.height,
        frames=answer.frames,
        traces=answer.traces,
        renditions=_kept(answer.sheets, into) if into is not None else (),
        things=answer.things if looks else None,
        likeness=answer.likeness,
    )


def opened(path: Path, limits: Limits) -> int:
    """A descriptor of an ordinary file that is not empty and not too large. Links, folders and pipes are refused."""
    try:
        # A pipe or device must not even be opened: that alone may wait or act.
        if not stat.S_ISREG(path.lstat().st_mode):
            raise refusal(Code.NOT_A_FILE)
        source = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise refusal(Code.MISSING) from None
    except OSError:
        raise GuardUnavailable("a picture could not be opened") from None
    status = os.fstat(source)
    code = None
    if not stat.S_ISREG(status.st_mode):
        code = Code.NOT_A_FILE
    elif status.st_size == 0:
        code = Code.EMPTY
    elif status.st_size > limits.bytes:
        code = Code.TOO_LARGE
    if code is not None:
        os.close(source)
        raise refusal(code, limits)
    return source


def _answered(source: int, order: wire.Order) -> tuple[bytes, int]:
    """Run the child on an open file; what it said and how it ended. Raises GuardUnavailable.

    One that looks needs much that is slow to load, so it is made by a parent that has it, where there can be one.
    """
    most = wire.MOST_HEADER + len(order.sides) * order.limits.output_bytes + 1
    if order.looks:
        deadline = time.monotonic() + order.limits.wall_seconds
        made = nurseries.answered(
            source,
            order.written(),
            lambda pipes: _command(pipes, "nursery"),
            _ENVIRONMENT,
            lambda pipe: _drained(pipe, most, deadline),
            deadline,
        )
        if made is not None:
            return made
    return answered(source, order.written(), most, order.limits)


def _command(order: str, child: str) -> list[str]:
    packages, decoder = _folders()
    return [sys.executable, "-I", "-S", str(_LAUNCH), packages, decoder, order, child]


def answered(source: int, order: str, most: int, limits: Limits, *, child: str = "child") -> tuple[bytes, int]:
    """What a child says of an open file, at most so many bytes, and how it ended. Raises GuardUnavailable."""
    try:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and file; the order holds numbers only
            _command(order, child),
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_ENVIRONMENT,
            start_new_session=True,
        )
    except OSError:
        raise GuardUnavailable("the picture reader could not be started") from None
    deadline = time.monotonic() + limits.wall_seconds
    assert process.stdout is not None  # a pipe was asked for
    try:
        said = _drained(process.stdout.fileno(), most, deadline)
        return said, process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise GuardUnavailable("the picture reader took too long") from None
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _drained(pipe: int, most: int, deadline: float) -> bytes:
    """Everything that the child writes until it closes its output, up to `most` bytes and the deadline."""
    ready = select.poll()
    ready.register(pipe, select.POLLIN | select.POLLHUP)
    parts: list[bytes] = []
    length = 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise GuardUnavailable("the picture reader took too long")
        if not ready.poll(left * 1000):
            continue
        part = os.read(pipe, _PIPE_CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
        length += len(part)
        if length > most:
            raise GuardUnavailable("the picture reader said too much")


def require_ended_well(status: int, limits: Limits) -> None:
    """Raise MediaRefused for an end that the file brought about, GuardUnavailable for any other that is not well."""
    code = _BY_THE_FILE.get(-status)
    if code is not None:
        raise refusal(code, limits)
    if status != 0:
        raise GuardUnavailable("the picture reader was stopped" if status < 0 else "the picture reader failed")


def _believed(raw: bytes, status: int, order: wire.Order) -> wire.Answer:
    """The answer when it is whole and true as far as we can see. Raises MediaRefused or GuardUnavailable."""
    require_ended_well(status, order.limits)
    try:
        answer = wire.read(raw, order)
    except wire.CannotLook:
        raise GuardUnavailable("what looks at pictures is missing or altered; install the guard again") from None
    except wire.Nonsense:
        raise GuardUnavailable("the picture reader gave no clear answer") from None
    if isinstance(answer, Code):
        raise refusal(answer, order.limits)
    for sheet in answer.sheets:
        if not bare.is_bare(sheet.data, sheet.form, (sheet.width, sheet.height)):
            raise GuardUnavailable("a new picture held more than pixels")
    return answer


def _kept(sheets: tuple[wire.Sheet, ...], into: Path) -> tuple[Rendition, ...]:
    """Write the new files, all or none. Raises GuardUnavailable when the folder does not take them."""
    written: list[Path] = []
    try:
        for sheet in sheets:
            written.append(_set_down(sheet.data, into))  # noqa: PERF401  on failure we must know the ones before
        for index, sheet in enumerate(sheets):
            written[index] = written[index].replace(into / f"{sheet.side or 'full'}{_SUFFIXES[sheet.form]}")
    except OSError:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise GuardUnavailable("new pictures could not be written") from None
    return tuple(_rendition(sheet, path) for sheet, path in zip(sheets, written, strict=True))


def _set_down(data: bytes, into: Path) -> Path:
    """A private file in `into` with these bytes, safely on the disk, under a name of its own."""
    descriptor, name = tempfile.mkstemp(dir=into, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _rendition(sheet: wire.Sheet, path: Path) -> Rendition:
    return Rendition(
        path=path,
        side=sheet.side,
        media_type=f"image/{sheet.form}",
        width=sheet.width,
        height=sheet.height,
        bytes=len(sheet.data),
        sha256=hashlib.sha256(sheet.data).hexdigest(),
    )


@cache
def _folders() -> tuple[str, str]:
    """Where our packages and those that the child needs are installed. Looked up, not imported: no decoder in this
    process.
    """
    places: list[str] = []
    for name in _NEEDED:
        found = find_spec(name)
        if found is None or found.origin is None:
            raise GuardUnavailable("what reads and looks at pictures is not installed whole")
        place = Path(found.origin).parent
        places.append(str(place.parent if found.submodule_search_locations else place))
    return str(Path(__file__).parents[3]), os.pathsep.join(dict.fromkeys(places))
