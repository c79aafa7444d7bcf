"""Medical image files: read as pictures, nothing of the header published, every line in the pixels covered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pydicom.uid import UID, ExplicitVRLittleEndian, JPEG2000Lossless, JPEGBaseline8Bit, JPEGLSLossless, RLELossless

from commonward.guard import Guard, MediaRefused
from commonward.guard.contract import Decision, Media, Submission
from commonward.guard.media import Code, inspect
from commonward.guard.media.limits import Limits
from guard.command.conftest import Call
from guard.media import pictures
from guard.media.scans import NAME, NUMBER, scan
from guard.media.written import WRISTBAND, on_ground, sheet

pytestmark = pytest.mark.slow
pytest_plugins = ["guard.command.conftest"]

SYNTAXES = {
    "uncompressed": ExplicitVRLittleEndian,
    "rle": RLELossless,
    "jpeg": JPEGBaseline8Bit,
    "jpeg 2000": JPEG2000Lossless,
}


def written(data: bytes, folder: Path, name: str = "scan.dcm") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("syntax", SYNTAXES.values(), ids=SYNTAXES.keys())
def test_common_transfer_syntaxes_are_read_and_nothing_of_the_header_is_left(syntax: UID, tmp_path: Path) -> None:
    image = pictures.drawing(96, 64).convert("L")
    path = written(scan(image, syntax=syntax, frames=3), tmp_path)
    seen = inspect(path, into=tmp_path, sides=())
    assert (seen.form, seen.width, seen.height, seen.frames) == ("dicom", 96, 64, 3)
    kinds = {trace.kind.value for trace in seen.traces}
    assert {"people", "place", "time", "device", "serial", "author", "maker-note"} <= kinds
    [made] = seen.renditions
    with Image.open(made.path) as shown:
        # The values are stretched over the whole range of light: the order of the areas stays.
        lights = [shown.convert("L").getpixel(at) for at in ((70, 10), (70, 50), (10, 50))]
        assert shown.size == (96, 64)
        assert not shown.getexif()
    assert lights == sorted(lights, reverse=True)
    given = made.path.read_bytes()
    assert not any(word in given for word in (NAME.encode(), NUMBER.encode(), b"DICM", b"Harbour", b"SN-4471"))


def test_light_and_dark_are_as_the_file_means_them(tmp_path: Path) -> None:
    image = Image.new("L", (40, 20), 10)
    image.paste(240, (20, 0, 40, 20))
    for photometric, left in (("MONOCHROME2", 0), ("MONOCHROME1", 255)):
        path = written(scan(image, photometric=photometric), tmp_path)
        [made] = inspect(path, into=tmp_path, sides=()).renditions
        with Image.open(made.path) as shown:
            assert shown.convert("L").getpixel((5, 5)) == left


def test_every_line_burned_into_a_scan_is_covered(tmp_path: Path) -> None:
    lines = (*WRISTBAND, "Abdomen 3.5 MHz", "Gain 60")
    path = written(scan(on_ground(sheet(lines, ink=235, paper=10), ground=10)), tmp_path)
    guard = Guard()
    submission = Submission("A scan", author="professional", media=(Media(path, "An ultrasound"),))
    found = [one for one in guard.check(submission).findings if one.rule == "phi.image-text"]
    assert {one.decision for one in found} == {Decision.HOLD, Decision.BLOCK}
    hidden = guard.covers(inspect(path, looks=True), submission)
    [made] = inspect(path, into=tmp_path, sides=(), cover=hidden).renditions
    assert not [thing.words for thing in inspect(made.path, looks=True).things or ()]


def test_a_clean_scan_has_nothing_to_cover(tmp_path: Path) -> None:
    image = Image.radial_gradient("L").resize((512, 512))
    path = written(scan(image), tmp_path)
    seen = inspect(path, looks=True)
    assert Guard().covers(seen, Submission(author="professional", media=(Media(path),))) == ()


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _lossless_jpeg(data: bytes) -> bytes:
    """The same, saying that it is packed in a way that is not read."""
    known, other = (str(uid).encode() for uid in (JPEGBaseline8Bit, JPEGLSLossless))
    assert len(known) == len(other)
    return data.replace(known, other, 1)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (_cut, Code.DAMAGED),
        (lambda data: bytes(128) + b"DICM" + bytes(64), Code.NOT_A_PICTURE),
        (lambda data: data[:400] + b"PK\x03\x04<?php " + data[400:], Code.MIXED),
    ],
    ids=["cut short", "nothing in it", "program text inside"],
)
def test_what_is_no_whole_scan_is_refused(harm: Callable[[bytes], bytes], code: Code, tmp_path: Path) -> None:
    path = written(harm(scan(pictures.drawing(96, 64))), tmp_path)
    with pytest.raises(MediaRefused) as caught:
        inspect(path)
    assert caught.value.code == code


def test_a_packing_that_is_not_read_is_named(tmp_path: Path) -> None:
    path = written(_lossless_jpeg(scan(pictures.drawing(96, 64), syntax=JPEGBaseline8Bit)), tmp_path)
    with pytest.raises(MediaRefused) as caught:
        inspect(path)
    assert caught.value.code == Code.DICOM


def test_too_many_frames_or_pixels_are_refused_before_decoding(tmp_path: Path) -> None:
    path = written(scan(pictures.drawing(96, 64), frames=9), tmp_path)
    for limits, code in ((Limits(frames=8), Code.TOO_MANY_FRAMES), (Limits(pixels=1000), Code.TOO_MANY_PIXELS)):
        with pytest.raises(MediaRefused) as caught:
            inspect(path, limits=limits)
        assert caught.value.code == code


def test_the_command_writes_a_scan_as_a_picture(call: Call, tmp_path: Path) -> None:
    path, out = written(scan(on_ground(sheet(WRISTBAND))), tmp_path), tmp_path / "out.png"
    assert call("check", path, "--redact", out).code == 1
    with Image.open(out) as shown:
        assert shown.format == "PNG"
    assert NUMBER.encode() not in out.read_bytes()
