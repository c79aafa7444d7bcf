"""Writing in pictures: read at any angle, judged by the text rules, covered where it names somebody."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from commonward.guard import Guard
from commonward.guard.contract import Decision, Finding, Kind, Known, Media, Submission
from commonward.guard.media import inspect
from commonward.guard.media.things import Thing
from commonward.guard.written import words_of
from guard.command.conftest import Call
from guard.media.written import RECORD, SIGN, WRISTBAND, on_ground, saved, sheet

pytestmark = pytest.mark.slow
pytest_plugins = ["guard.command.conftest"]


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def lines_in(path: Path) -> list[Thing]:
    return list(words_of(inspect(path, looks=True).things or ()))


def plain(words: str) -> str:
    """Letters and digits only: the reader at times loses a space."""
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def judged(guard: Guard, path: Path, **more: object) -> list[Finding]:
    submission = Submission("Look", author="professional", media=(Media(path, "A photo"),), **more)  # type: ignore[arg-type]
    return [finding for finding in guard.check(submission).findings if finding.rule in ("phi.image-text", "phi.upload")]


def published(guard: Guard, path: Path, into: Path) -> str:
    """What can still be read in the picture that others get."""
    hidden = guard.covers(inspect(path, looks=True), Submission(author="professional", media=(Media(path),)))
    [made] = inspect(path, into=into, sides=(), cover=hidden).renditions
    return " ".join(line.words for line in lines_in(made.path))


@pytest.mark.parametrize("degrees", [0, 12, -25, 90, 180, 270])
def test_lines_are_read_however_they_lie(degrees: int, tmp_path: Path) -> None:
    found = lines_in(saved(on_ground(sheet(RECORD), degrees), tmp_path))
    assert plain("".join(line.words for line in found)) == plain("".join(RECORD))


def test_a_wristband_on_its_head_on_an_upright_page_is_read(tmp_path: Path) -> None:
    page, band = sheet(RECORD), sheet(WRISTBAND).rotate(180)
    both = Image.new("RGB", (max(page.width, band.width), page.height + band.height), (245,) * 3)
    both.paste(page, (0, 0))
    both.paste(band, (0, page.height))
    found = {plain(line.words) for line in lines_in(saved(on_ground(both), tmp_path))}
    assert found >= {plain(line) for line in (*RECORD, *WRISTBAND)}


@pytest.mark.parametrize(("ink", "paper"), [(205, 245), (20, 60), (235, 25)], ids=["pale", "dim", "light on dark"])
def test_pale_dim_and_reversed_writing_is_read(ink: int, paper: int, tmp_path: Path) -> None:
    found = lines_in(saved(on_ground(sheet(WRISTBAND, ink=ink, paper=paper), ground=paper), tmp_path))
    assert [plain(line.words) for line in found] == [plain(line) for line in WRISTBAND]


@pytest.mark.parametrize("size", [14, 28, 120])
def test_small_and_large_letters_are_read(size: int, tmp_path: Path) -> None:
    found = lines_in(saved(on_ground(sheet(("MRN 00482913",), size=size)), tmp_path))
    assert [plain(line.words) for line in found] == ["mrn00482913"]


def test_in_a_very_large_picture_a_line_is_where_it_stands(tmp_path: Path) -> None:
    image = Image.new("RGB", (4700, 400), (120, 120, 120))
    image.paste(sheet(("MRN 00482913",), size=60), (4000, 150))
    (line,) = lines_in(saved(image, tmp_path))
    left, top, width, height = line.box
    assert plain(line.words) == "mrn00482913"
    assert 4000 <= left < left + width <= 4700
    assert 150 <= top < top + height <= 400


def test_the_box_of_a_line_holds_the_line_and_little_else(tmp_path: Path) -> None:
    (line,) = lines_in(saved(on_ground(sheet(("Infusion pump",), size=40)), tmp_path))
    left, top, width, height = line.box
    # The sheet begins at 40, its margin is 40, its letters are about 40 high.
    assert 60 <= left <= 84
    assert 70 <= top <= 95
    assert 200 <= width <= 320
    assert 35 <= height <= 75


@pytest.mark.parametrize("degrees", [0, 20, 90])
def test_a_wristband_is_stopped_and_its_words_are_covered(degrees: int, guard: Guard, tmp_path: Path) -> None:
    path = saved(on_ground(sheet(WRISTBAND), degrees), tmp_path)
    findings = judged(guard, path)
    assert {finding.rule for finding in findings} == {"phi.image-text"}
    assert max(finding.decision for finding in findings) is Decision.BLOCK
    assert all(finding.media == 0 and finding.box is not None and finding.start is None for finding in findings)
    left = plain(published(guard, path, tmp_path))
    assert not any(secret in left for secret in ("ferriman", "odalys", "1951", "00482913"))


@pytest.mark.parametrize("lines", [SIGN, ("FALL RISK", "Allergy: latex"), ("Handover", "Bed 1 free", "Bed 2 ready")])
def test_writing_that_names_nobody_is_left_alone(lines: Sequence[str], guard: Guard, tmp_path: Path) -> None:
    path = saved(on_ground(sheet(lines)), tmp_path)
    assert judged(guard, path) == []
    assert plain(published(guard, path, tmp_path)) == plain("".join(lines))


def test_the_authors_own_name_and_a_clinicians_are_left_alone(guard: Guard, tmp_path: Path) -> None:
    badge = saved(on_ground(sheet(("Nadia Okafor", "Staff nurse, ward 7", "Dr. A. Patel, consultant"))), tmp_path)
    assert judged(guard, badge, people=(Known("Nadia Okafor", role="author"),)) == []


def test_a_page_of_a_record_is_an_upload_as_a_whole(guard: Guard, tmp_path: Path) -> None:
    path = saved(on_ground(sheet(RECORD)), tmp_path)
    findings = judged(guard, path)
    assert ("phi.upload", Decision.BLOCK) in {(finding.rule, finding.decision) for finding in findings}
    kinds = [entity.kind for entity in guard.entities("", media=(Media(path),))]
    assert kinds.count(Kind.DOCUMENT) == 1
    assert kinds.count(Kind.TEXT) == len(RECORD)
    left = plain(published(guard, path, tmp_path))
    assert "pneumonia" in left
    assert "ferriman" not in left


def test_a_patients_thing_in_care_is_no_finding(guard: Guard, tmp_path: Path) -> None:
    path = saved(on_ground(sheet(WRISTBAND)), tmp_path)
    assert judged(guard, path, context="care_conversation") == []


def test_the_command_reads_lists_and_covers(call: Call, tmp_path: Path) -> None:
    path, out = saved(on_ground(sheet(WRISTBAND)), tmp_path), tmp_path / "out.png"
    asked = json.dumps({"id": "w", "path": str(path)})
    [answer] = call("read", "--jsonl", stdin=asked).records
    assert set(answer) == {"id", "lines"}
    lines = answer["lines"]
    assert isinstance(lines, list)
    assert [plain(line["text"]) for line in lines] == [plain(line) for line in WRISTBAND]
    assert all(len(line["box"]) == 4 for line in lines)
    [listed] = call("entities", "--jsonl", stdin=asked).records
    entities = listed["entities"]
    assert isinstance(entities, list)
    assert [entity["kind"] for entity in entities] == ["TEXT"] * len(WRISTBAND)
    assert "00482913" not in json.dumps(listed)
    assert call("check", path, "--redact", out).code == 1
    assert not any("00482913" in line.words for line in lines_in(out))


def test_a_line_without_a_path_is_told_so(call: Call) -> None:
    answer = call("read", "--jsonl", stdin='{"id": 1, "text": "secret"}\n')
    assert answer.code == 2
    assert answer.records == [{"id": 1, "error": "This line has no path: `read` reads pictures."}]


def test_circles_and_stripes_are_no_writing_that_names_somebody(guard: Guard, tmp_path: Path) -> None:
    image = Image.effect_mandelbrot((640, 480), (-2.2, -1.2, 1.0, 1.2), 60).convert("RGB")
    assert judged(guard, saved(image, tmp_path)) == []


@pytest.mark.parametrize("born", ["D0B12/03/1957", "DO8:12/03/1957", "DATE0FBIRTH12/03/1957"])
def test_a_date_of_birth_is_covered_though_its_label_is_misread(born: str, guard: Guard, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    path = saved(on_ground(sheet(("Bed 4  Odalys Ferriman", born, "MRN00482913"), size=48)), tmp_path)
    left = plain(published(guard, path, tmp_path / "new"))
    assert "1957" not in left
    assert "ferriman" not in left
    assert "482913" not in left
