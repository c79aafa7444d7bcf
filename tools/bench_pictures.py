"""The guard's look at pictures beside its peers on the same pictures in one run. `make bench-pictures` runs it.

Three tables: writing burned into scans and faces in photographs (of a folder with labels.jsonl, as
`guard.lab.pictures_seen` takes it), and identifiers in drawn scenes (`guard.lab.scenes`). Everybody is asked picture by
picture in turns, on one core each; times are those of the processor, programs that are started included.
"""

import argparse
import json
import resource
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, median
from typing import Any

from PIL import Image

from commonward.guard import Guard
from commonward.guard.contract import Kind, Media, MediaRefused, Submission
from commonward.guard.lab.pictures_cost import Meter, largest
from commonward.guard.lab.scenes import Fonts, scenes
from commonward.guard.lab.scenes_read import parts_covered
from commonward.guard.media import inspect
from commonward.guard.media.limits import DEFAULT

HERE = Path(__file__).resolve().parent / "peers"
OURS = "commonward"
FACES, WORDS, SCANS = (OURS, "deface"), (OURS, "presidio-image-redactor"), (OURS, "presidio-image-redactor", "deid")
_PRINTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf")
#: On a machine that does other work a child may wait long; what counts here is what it works.
_PATIENT = replace(DEFAULT, wall_seconds=1800.0)
_LEAST = 0.2  # megapixels: what a smaller picture costs a megapixel says nothing


@dataclass
class Answer:
    """What one peer says of one picture."""

    faces: list[list[float]]
    covers: list[tuple[int, int, int, int]]
    flagged: bool
    seconds: float
    error: str = ""


@dataclass
class Ours:
    """The guard, in this process; its look at a picture runs in a child of its own, which is counted."""

    guard: Guard = field(default_factory=Guard)
    memory: float = 0.0

    def ask(self, path: Path) -> Answer:
        """What it sees and would cover."""
        before, meter = _seconds(), Meter()
        try:
            seen = inspect(path, looks=True, limits=_PATIENT)
        except MediaRefused as refused:
            return Answer([], [], False, _seconds() - before + meter.seconds, refused.code)
        covers = self.guard.covers(seen, Submission(author="professional", media=(Media(path),)))
        self.memory = largest()
        faces = [list(map(float, thing.box)) for thing in seen.things or () if thing.kind is Kind.FACE]
        return Answer(faces, list(covers), bool(covers), _seconds() - before + meter.seconds)

    def end(self) -> None:
        """Nothing is left running."""


@dataclass
class Peer:
    """Another one, in a process of its own."""

    name: str
    process: "subprocess.Popen[str]" = field(repr=False)
    memory: float = 0.0

    def ask(self, path: Path) -> Answer:
        """What it sees and would cover."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"path": str(path), "scan": path.suffix == ".dcm"}) + "\n")
        self.process.stdin.flush()
        said = self.read()
        covers = [(round(left), round(top), round(wide), round(high)) for left, top, wide, high in said["covers"]]
        return Answer(said["faces"], covers, said["flagged"], said["seconds"], said.get("error", ""))

    def end(self) -> None:
        """Let it finish, and learn its memory."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.memory = self.read()["memory_mb"]
        self.process.wait(timeout=60)

    def read(self) -> dict[str, Any]:
        """Its next line. Raises SystemExit when it ended early."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise SystemExit(f"{self.name} ended early; run tools/peers/pictures.py {self.name} by hand to see why.")


def start(name: str, python: Path) -> Peer:
    """Start a peer and wait until it has loaded."""
    process = subprocess.Popen(
        [str(python), "-W", "ignore", str(HERE / "pictures.py"), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    peer = Peer(name, process)
    peer.read()
    return peer


def _seconds() -> float:
    """Of the processor, of this process alone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def labelled(folder: Path) -> list[dict[str, Any]]:
    """The pictures of a folder, with what somebody saw in each."""
    return [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]


def faces_table(folder: Path, runners: dict[str, Ours | Peer], limit: int | None) -> str:
    """Pictures with a clear face in which one is found, and without people in which one is."""
    rows = [one for one in labelled(folder) if one["face"] in ("clear", "none") and not one["file"].endswith(".dcm")]
    counts = {name: [0, 0, 0, 0] for name in runners}
    costs: dict[str, list[float]] = {name: [] for name in runners}
    for row in rows[:limit]:
        path = folder / row["file"]
        size = _megapixels(path)
        for name, runner in runners.items():
            answer = runner.ask(path)
            at = 0 if row["face"] == "clear" else 2
            counts[name][at] += bool(answer.faces)
            counts[name][at + 1] += 1
            if size >= _LEAST and not answer.error:
                costs[name].append(answer.seconds / size)
    lines = ["| | clear faces found | false alarms | processor seconds a megapixel |", "|---|---|---|---|"]
    for name, (found, clear, false, none) in counts.items():
        cost = f"{median(costs[name]):.2f}" if costs[name] else "–"
        lines.append(f"| {name} | {found} of {clear} | {false} of {none} | {cost} |")
    return "\n".join(["### Faces in photographs", "", *lines, ""])


def scenes_table(fonts: Path, runners: dict[str, Ours | Peer], count: int) -> str:
    """How much of the identifiers' area is covered, how much of the rest, and what is left alone."""
    scores: dict[str, list[tuple[str, float, float, float]]] = {name: [] for name in runners}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scene.jpg"
        for scene in scenes(count, Fonts(fonts), seed=2):
            scene.image.save(path, quality=90)
            size = scene.image.width * scene.image.height / 1e6
            sort = "none" if not scene.identifiers else "hand" if scene.by_hand else "print"
            for name, runner in runners.items():
                answer = runner.ask(path)
                scores[name].append((sort, *parts_covered(scene, answer.covers), answer.seconds / size))
    lines = [
        "| | in print: of the identifiers / of the rest | like handwriting | without identifiers, left alone"
        " | processor seconds a megapixel |",
        "|---|---|---|---|---|",
    ]
    for name, each in scores.items():
        parts = []
        for sort in ("print", "hand"):
            of = [one for one in each if one[0] == sort]
            parts.append(f"{mean(one[1] for one in of):.2f} / {mean(one[2] for one in of):.2f}" if of else "–")
        clean = [one for one in each if one[0] == "none"]
        alone = f"{sum(one[2] == 0 for one in clean)} of {len(clean)}"
        lines.append(f"| {name} | {parts[0]} | {parts[1]} | {alone} | {median(one[3] for one in each):.2f} |")
    return "\n".join([f"### Identifiers in {count} drawn scenes", "", *lines, ""])


def scans_table(folder: Path, runners: dict[str, Ours | Peer]) -> str:
    """Scans with writing in their pixels that are found, and without that are flagged all the same."""
    rows = [one for one in labelled(folder) if one["file"].endswith(".dcm")]
    counts = {name: [0, 0, 0, 0, 0] for name in runners}
    costs: dict[str, list[float]] = {name: [] for name in runners}
    for row in rows:
        for name, runner in runners.items():
            answer = runner.ask(folder / row["file"])
            at = 0 if row["dicom_burned_in_text"] else 2
            counts[name][at] += answer.flagged
            counts[name][at + 1] += 1
            counts[name][4] += bool(answer.error)
            costs[name].append(answer.seconds)
    lines = [
        "| | with writing, found | without, flagged | could not be read | processor seconds a file |",
        "|---|---|---|---|---|",
    ]
    for name, (found, there, false, clean, unread) in counts.items():
        lines.append(f"| {name} | {found} of {there} | {false} of {clean} | {unread} | {median(costs[name]):.2f} |")
    return "\n".join(["### Writing burned into scans", "", *lines, ""])


def _megapixels(path: Path) -> float:
    with Image.open(path) as opened:
        return opened.width * opened.height / 1e6


def fonts_in(python: Path, folder: Path) -> Path:
    """The fonts that the peers' packages bring, sorted into print and hand."""
    packages = next(python.parents[1].glob("lib/python*/site-packages"))
    (folder / "hand").mkdir()
    for name in _PRINTS:
        (folder / name).symlink_to(packages / "matplotlib" / "mpl-data" / "fonts" / "ttf" / name)
    for package in ("font_amatic_sc", "font_intuitive"):
        for path in sorted((packages / package).rglob("*.ttf")):
            (folder / "hand" / path.name).symlink_to(path)
    return folder


def main() -> None:
    """Compare, print, and save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", nargs="?", type=Path, help="a folder with labels.jsonl")
    parser.add_argument("--python", type=Path, required=True, help="the Python that has the peers")
    parser.add_argument("--scenes", type=int, default=72)
    parser.add_argument("--limit", type=int, help="the first N photographs")
    parser.add_argument("--out", type=Path, help="a Markdown file for the tables")
    options = parser.parse_args()
    if not (options.python.parents[1] / ".ready").exists():
        print("The other de-identifiers of pictures are not installed here (`make bench` tries to).")
        return
    python = options.python.absolute()
    runners: dict[str, Ours | Peer] = {OURS: Ours()}
    runners |= {name: start(name, python) for name in ("presidio-image-redactor", "deface", "deid")}
    parts = []

    def among(names: Sequence[str]) -> dict[str, Ours | Peer]:
        return {name: runners[name] for name in names}

    def tables() -> Iterator[str]:
        if options.pictures is not None:
            yield scans_table(options.pictures, among(SCANS))
            yield faces_table(options.pictures, among(FACES), options.limit)
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            yield scenes_table(fonts_in(python, folder), among(WORDS), options.scenes)

    for table in tables():
        parts.append(table)
        print(table, flush=True)
    for runner in runners.values():
        runner.end()
    memory = "; ".join(f"{name} {runner.memory:.0f} MB" for name, runner in runners.items())
    parts.append(f"Largest memory of a process: {memory}.\n")
    print(parts[-1])
    if options.out is not None:
        options.out.write_text(_HEAD + "\n".join(parts), encoding="utf-8")


_HEAD = """<!-- Written by `make bench-pictures`. -->

# Pictures: the guard beside its peers

The same pictures in one run, in turns, one core each, every peer as its package brings it: presidio-image-redactor
(Tesseract, then Presidio's analyser on spaCy's small model), deface (CenterFace), deid (rules about headers). Times are
those of the processor. The guard always makes its whole look (faces, codes, writing, things, private skin; a child
process with its start), the others only theirs, loaded beforehand; most photographs of the development set have a
third of a megapixel, so that the start counts three times in what a megapixel costs. A file that a peer can not read
counts as nothing found. Drawn scenes are easier than photographs, and the guard was measured on others of the same
kind while it was built; the faces and scans are those that it was developed with. Where a peer has no row it does not
do this.

"""


if __name__ == "__main__":
    main()
