"""Files made to hurt: a corpus from a seed, each with an answer; and what the issue names one by one.

Twenty thousand of the same corpus are tried by `make bench-hostile`.
"""

import os
import signal
import tempfile
from pathlib import Path

import pytest
from PIL import Image

from commonward.guard import Guard, GuardUnavailable
from commonward.guard.contract import Media, Submission
from commonward.guard.lab import hostile, hostile_run
from commonward.guard.media import inspect, inspection, nurseries
from commonward.guard.media.things import Thing
from commonward.guard.written import words_of
from guard.media import pictures
from guard.media.test_child import children
from guard.media.written import SIGN, WRISTBAND, on_ground, sheet

SEED = 20_240_303
COUNT, PARTS = 500, 5


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_five_hundred_files_made_to_hurt_each_have_an_answer(part: int, tmp_path: Path) -> None:
    temporary, folder = tmp_path / "temporary", tmp_path / "work"
    temporary.mkdir()
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(temporary))
        before, others = len(os.listdir("/proc/self/fd")), set(children())
        outcome = hostile_run.tried(range(part * COUNT // PARTS, (part + 1) * COUNT // PARTS), SEED, folder)
    assert outcome.bad == []
    assert outcome.ends.total() == COUNT // PARTS
    assert min(outcome.ends[hostile_run.READ], outcome.ends[hostile_run.REFUSED]) >= 5
    assert len(outcome.codes) >= 3
    assert list(temporary.iterdir()) == list(folder.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) <= before
    assert set(children()) <= others


def test_the_same_seed_makes_the_same_files() -> None:
    some = [hostile.made(number, 3) for number in range(40)]
    assert some == [hostile.made(number, 3) for number in range(40)]
    assert len(set(some)) > 35
    assert some != [hostile.made(number, 4) for number in range(40)]


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[range] = []

    def looked(numbers: range, seed: int, _folder: Path, *, workers: int) -> hostile_run.Outcome:
        assert (seed, workers) == (3, 1)
        if len(asked) == 2:
            asked.append(range(0))
            raise KeyboardInterrupt
        asked.append(numbers)
        outcome = hostile_run.Outcome()
        for number in numbers:
            outcome.take(number, hostile_run.REFUSED, "damaged", 0.1)
        return outcome

    monkeypatch.setattr(hostile_run, "tried", looked)
    monkeypatch.setattr(hostile_run, "_SLICE", 4)
    kept = tmp_path / "kept.jsonl"
    with pytest.raises(KeyboardInterrupt):
        hostile_run.main(10, 3, 1, kept)
    with kept.open("a") as target:
        target.write('{"seed": 3, "fir')  # it was stopped while it wrote
    assert hostile_run.main(10, 3, 1, kept) == 0
    assert asked == [range(4), range(4, 8), range(0), range(8, 10)]
    assert not kept.exists()


# The real child, which is killed when it comes to a step. The seal is left out: with it, not even this can be called.
# With a parent, its children are killed; without one, the parent never becomes ready.
KILLED = """
import importlib, os, runpy, signal, sys
start = runpy.run_path({launch!r}, run_name="launch")["start"]
load = importlib.import_module
def dies(*given, **more):
    os.kill(os.getpid(), signal.SIGKILL)
def half(answer):
    os.write(1, answer[: len(answer) // 2])
    dies()
def loaded(given):
    name = given
    child = load(name)
    if name.endswith("nursery"):
        if not {parent!r}:
            os._exit(1)
        child = child.child
    child.confine.seal = lambda: True
    place, name = {step!r}.rsplit(".", 1)
    target = child
    for part in place.split(".")[1:]:
        target = getattr(target, part)
    setattr(target, name, half if name == "send" else (lambda: dies) if name == "eyes" else dies)
    return sys.modules[given]
importlib.import_module = loaded
start(*sys.argv[1:])
"""
STEPS = {
    "before it is limited": "child.confine.limit",
    "while it reads": "child.received",
    "while it walks over the file": "child.sniff.whole",
    "while it decodes": "child.picture.decode",
    "while it looks for data beside the pixels": "child.metadata.read",
    "while it looks at what is shown": "child.eyes",
    "while it covers": "child.cover.covered",
    "while it makes a new file": "child.picture.encode",
    "in the middle of its answer": "child.send",
}


@pytest.mark.parametrize("parent", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_a_child_killed_at_any_step_means_that_the_picture_waits(
    step: str, parent: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nurseries.close()
    given, made, script = tmp_path / "given", tmp_path / "made", tmp_path / "killed.py"
    made.mkdir()
    given.write_bytes(pictures.saved(pictures.photo(), "JPEG"))
    script.write_text(KILLED.format(launch=str(inspection._LAUNCH), step=STEPS[step], parent=parent))
    others = set(children())
    with monkeypatch.context() as patch:
        patch.setattr(inspection, "_LAUNCH", script)
        with pytest.raises(GuardUnavailable, match="was stopped"):
            inspect(given, into=made, looks=True, cover=[(1, 1, 5, 5)])
    nurseries.close()
    assert list(made.iterdir()) == []
    assert set(children()) <= others
    # Tried again, it is done: nothing of the first attempt stands in the way.
    assert len(inspect(given, into=made).renditions) == len(list(made.iterdir())) == 1


def test_a_child_that_takes_all_its_time_is_stopped_by_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hard end behind the soft one, which a decoder could catch."""
    given, script = tmp_path / "given", tmp_path / "other.py"
    given.write_bytes(pictures.saved(pictures.photo(), "JPEG"))
    script.write_text(f"import os; os.kill(os.getpid(), {int(signal.SIGTERM)})")
    monkeypatch.setattr(inspection, "_LAUNCH", script)
    with pytest.raises(GuardUnavailable, match="was stopped"):
        inspect(given)


def lines_in(path: Path) -> list[Thing]:
    return list(words_of(inspect(path, looks=True).things or ()))


def published(guard: Guard, given: Path, into: Path) -> Path:
    hidden = guard.covers(inspect(given, looks=True), Submission(author="professional", media=(Media(given),)))
    return inspect(given, into=into, sides=(), cover=hidden).renditions[0].path


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["GIF", "TIFF"])
@pytest.mark.parametrize("named", [0, 1])
def test_a_name_in_one_frame_is_in_no_new_file(form: str, named: int, guard: Guard, tmp_path: Path) -> None:
    clean, wristband = on_ground(sheet(SIGN)).convert("L"), on_ground(sheet(WRISTBAND)).convert("L")
    side = max(*clean.size, *wristband.size)
    frames = [Image.new("L", (side, side), 120) for _ in range(3)]
    for number, frame in enumerate(frames):
        frame.paste(wristband if number == named else clean, (0, number))
    given = tmp_path / "given"
    given.write_bytes(pictures.saved(frames[0], form, save_all=True, append_images=frames[1:]))
    assert inspect(given).frames == 3
    left = " ".join(line.words for line in lines_in(published(guard, given, tmp_path)))
    assert not [word for word in ("FERRIMAN", "ODALYS", "00482913", "1951") if word in left.upper()]
    assert ("hands" in left) is (named != 0)


@pytest.mark.slow
@pytest.mark.parametrize(("orientation", "turn"), [(1, 90), (6, 0), (3, 180), (8, 270)])
def test_what_is_safe_only_when_turned_is_covered_as_it_is_shown(
    orientation: int, turn: int, guard: Guard, tmp_path: Path
) -> None:
    """Pixels that lie on their side, and a field that says how to turn them, true or not."""
    scene = on_ground(sheet(WRISTBAND)).rotate(turn, expand=True)
    given = tmp_path / "given"
    given.write_bytes(pictures.saved(scene, "JPEG", quality=92, exif=pictures.exif(orientation, personal=False)))
    assert [line for line in lines_in(given) if "FERRIMAN" in line.words.upper()]
    left = " ".join(line.words for line in lines_in(published(guard, given, tmp_path))).upper()
    assert not [word for word in ("FERRIMAN", "ODALYS", "00482913", "1951") if word in left]


def test_a_thumbnail_that_shows_what_the_picture_no_longer_does_goes(tmp_path: Path) -> None:
    """Cropped on a telephone, with the preview of what it was before."""
    given = tmp_path / "given"
    given.write_bytes(pictures.saved(pictures.drawing(), "JPEG", exif=pictures.thumbnail_exif()))
    preview = given.read_bytes()
    at = preview.index(b"\xff\xd8\xff", 2)
    seen = inspect(given, into=tmp_path, sides=())
    assert "thumbnail" in seen.kinds
    new = seen.renditions[0].path.read_bytes()
    assert preview[at : at + 200] not in new
    assert new.count(b"\xff\xd8\xff") == 1


def test_sixty_thousand_pixels_square_in_twenty_kilobytes_are_refused_by_their_header(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.write_bytes(pictures.header_of(60_000, 60_000))
    assert given.stat().st_size < 20_000
    assert hostile_run._looked_at(given, tmp_path) == (hostile_run.REFUSED, "too-many-pixels")
