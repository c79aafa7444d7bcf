"""Writing what may be published: a text with its fixes made, a picture as the platform would publish it."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from commonward.guard.command.call import WrongCall
from commonward.guard.command.files import File
from commonward.guard.command.lines import Line
from commonward.guard.contract import Decision, Media, Report, Submission
from commonward.guard.engine import Guard
from commonward.guard.media.inspection import inspect

# An id may be any text: everything that could lead out of the folder is escaped.
_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]")


def redact_file(guard: Guard, file: File, report: Report, out: Path) -> Iterator[str]:
    """Write the redacted file and say in lines what was done. Never writes over the file itself."""
    if out.exists() and out.samefile(file.path):
        raise WrongCall("the redacted file would take the place of the file itself; choose another name.")
    if file.text is None:
        data, _ = published_picture(guard, Submission(media=(Media(file.path),)))
        _write(out, data)
        yield f"Written: {out} (a new picture without the data of the file; what was found in it is covered)."
        return
    serious = [finding for finding in report.findings if finding.decision > Decision.NOTE]
    fixes = [finding.fixes[0] for finding in serious if finding.fixes]
    _write(out, report.fixed(*fixes).encode("utf-8", "surrogatepass"))
    yield f"Written: {out} ({len(fixes)} of {len(serious)} mended)."
    if len(fixes) < len(serious):
        yield "For the others no words can be put in by machine. Please look at them again."


def redact_line(guard: Guard, line: Line, folder: Path) -> None:
    """Write exactly the file that the platform would publish for this line, named by its id."""
    if line.path is None:
        return
    data, suffix = published_picture(guard, line.submission)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / (_UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", str(line.id)) + suffix), data)


def published_picture(guard: Guard, submission: Submission) -> tuple[bytes, str]:
    """The one picture of a submission as the platform would publish it, and the suffix of its name.

    Raises what `inspect` raises.
    """
    path = submission.media[0].path
    with tempfile.TemporaryDirectory(prefix="commonward-") as folder:
        hidden = guard.covers(inspect(path, looks=True), submission)
        full = inspect(path, into=Path(folder), sides=(), cover=hidden).renditions[0]
        return full.path.read_bytes(), full.path.suffix


def _write(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as error:
        raise WrongCall(f"{out} could not be written.") from error
