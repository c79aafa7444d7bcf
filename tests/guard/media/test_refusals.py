"""Files that are not taken: each gets its own code and a sentence that says what to do, and leaves nothing behind."""

import os
import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from commonward.guard import MediaRefused
from commonward.guard.media import Code, inspect, limits, recognise
from commonward.guard.media.refusals import SENTENCES
from guard.media import pictures


def archive(name: str = "note.txt") -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr(name, "hello")
    return target.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


NO_PICTURES: dict[str, tuple[bytes, Code]] = {
    "nothing": (b"", Code.EMPTY),
    "one byte": (b"\xff", Code.NOT_A_PICTURE),
    "words": (b"Dear Pat, see you soon.", Code.NOT_A_PICTURE),
    "svg": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', Code.SVG),
    "web page": (b"<!DOCTYPE html><html><body>hello</body></html>", Code.WEB_PAGE),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", Code.PDF),
    "heic": (box(b"ftyp", b"heic\x00\x00\x00\x00mif1heic"), Code.HEIC),
    "video": (box(b"ftyp", b"isom\x00\x00\x02\x00isommp41"), Code.VIDEO),
    "sound": (b"ID3\x04\x00\x00\x00\x00\x00\x00", Code.SOUND),
    "wave": (b"RIFF\x24\x00\x00\x00WAVEfmt ", Code.SOUND),
    "archive": (archive(), Code.ARCHIVE),
    "office": (archive("word/document.xml"), Code.OFFICE),
    "program": (b"\x7fELF\x02\x01\x01", Code.PROGRAM),
    "windows program": (b"MZ\x90\x00", Code.PROGRAM),
    "script": (b"#!/bin/sh\necho hello\n", Code.PROGRAM),
    "photoshop": (b"8BPS\x00\x01", Code.OTHER_PICTURE),
    "camera raw": (b"II*\x00\x10\x00\x00\x00CR\x02\x00", Code.CAMERA_RAW),
}


def refused(path: Path, **options: limits.Limits) -> MediaRefused:
    with pytest.raises(MediaRefused) as caught:
        inspect(path, **options)
    return caught.value


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def make(data: bytes, name: str = "picture.jpg") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return make


@pytest.mark.parametrize("what", NO_PICTURES)
def test_what_is_no_picture_is_named_whatever_it_is_called(what: str, file: Callable[..., Path]) -> None:
    data, code = NO_PICTURES[what]
    assert refused(file(data)).code == code
    with pytest.raises(MediaRefused) as early:
        recognise(data)
    assert early.value.code == code


def test_a_wrong_name_does_no_harm(file: Callable[..., Path]) -> None:
    assert inspect(file(pictures.saved(pictures.photo(), "PNG"), "holiday.txt")).form == "png"


def test_random_bytes_are_refused(file: Callable[..., Path]) -> None:
    source = random.Random(7)
    for length in (2, 16, 4096, 100_000):
        assert refused(file(source.randbytes(length))).code == Code.NOT_A_PICTURE


JPEG, PNG = pictures.saved(pictures.photo(), "JPEG"), pictures.saved(pictures.photo(), "PNG")
GIF, WEBP = pictures.saved(pictures.photo(), "GIF"), pictures.saved(pictures.photo(), "WEBP")
TWO_AT_ONCE: dict[str, bytes] = {
    "picture and archive (GIFAR)": GIF + archive(),
    "JPEG and archive": JPEG + archive(),
    "JPEG and PDF": JPEG + b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF",
    "PDF in the comment of a JPEG": pictures.with_segments(JPEG, (0xFE, b"\n%PDF-1.4\n1 0 obj\n")),
    "JPEG and web page": JPEG + b"<html><script>alert(1)</script></html>",
    "program text in a JPEG": pictures.with_segments(JPEG, (0xFE, b"<?php system($_GET['c']); ?>")),
    "PNG and more": PNG + b"the rest of a cropped picture",
    "PNG and PNG": PNG + PNG,
    "archive inside a PNG": pictures.with_chunks(PNG, pictures.chunk(b"prVt", b"x"))[:-12]
    + pictures.chunk(b"prVt", archive())
    + PNG[-12:],
    "WebP and more": WEBP + b"MZ this program cannot be run",
    "BMP and archive": pictures.saved(pictures.photo(), "BMP") + archive(),
    "TIFF and archive": pictures.saved(pictures.photo(), "TIFF") + archive(),
}


@pytest.mark.parametrize("what", TWO_AT_ONCE)
def test_two_things_in_one_file_are_refused(what: str, file: Callable[..., Path]) -> None:
    assert refused(file(TWO_AT_ONCE[what])).code == Code.MIXED


PHONE_HABITS: dict[str, tuple[bytes, set[str]]] = {
    "padding": (bytes(700), set()),
    "a few odd bytes": (b"\x14CAM", set()),
    "a second picture": (JPEG + bytes(16), {"picture"}),
    "a short video": (box(b"ftyp", b"mp42\x00\x00\x00\x00isom") + box(b"mdat", bytes(300)), {"video"}),
    "Samsung's trailer": (
        b"\x00\x00\x01\x0a\x0e\x00\x00\x00Image_UTC_Data" + b"SEFH" + bytes(20) + b"\x18\x00\x00\x00SEFT",
        {"other"},
    ),
}


@pytest.mark.parametrize("what", PHONE_HABITS)
def test_what_phones_hang_on_a_picture_is_reported_and_dropped(
    what: str, file: Callable[..., Path], tmp_path: Path
) -> None:
    behind, kinds = PHONE_HABITS[what]
    inspection = inspect(file(JPEG + behind), into=tmp_path)
    assert inspection.kinds == kinds
    assert behind not in inspection.renditions[0].path.read_bytes()
    assert inspection.renditions[0].path.read_bytes().endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    ("width", "height", "code"),
    [(60_000, 60_000, Code.TOO_MANY_PIXELS), (2_000_000_000, 1, Code.TOO_MANY_PIXELS), (30_000, 10, Code.TOO_LONG)],
)
def test_a_bomb_is_known_by_its_header(width: int, height: int, code: Code, file: Callable[..., Path]) -> None:
    assert refused(file(pictures.header_of(width, height))).code == code


def test_a_gif_whose_frame_is_larger_than_its_screen_is_no_way_round(file: Callable[..., Path]) -> None:
    frame = b"\x2c" + bytes(4) + b"\x60\xea\x60\xea\x00" + b"\x08\x01\x00\x00"
    data = b"GIF89a\x01\x00\x01\x00\x00\x00\x00" + frame + b"\x3b"
    assert refused(file(data)).code in (Code.TOO_MANY_PIXELS, Code.DAMAGED)


@pytest.mark.parametrize(("name", "start"), [(b"zTXt", b"Comment\x00\x00"), (b"iCCP", b"name\x00\x00")])
def test_a_text_or_profile_that_unpacks_to_much_costs_nothing(
    name: bytes, start: bytes, file: Callable[..., Path]
) -> None:
    bomb = pictures.chunk(name, start + zlib_bomb(8_000_000))
    assert refused(file(pictures.with_chunks(PNG, bomb))).code == Code.DAMAGED


def zlib_bomb(length: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(length // 1_000_000)) + packer.flush()


@pytest.mark.parametrize("form", ["jpeg", "png"])
@pytest.mark.parametrize("part", [0.5, 0.99])
def test_a_picture_cut_short_is_damaged(form: str, part: float, file: Callable[..., Path]) -> None:
    data = pictures.every_form()[form]
    assert refused(file(data[: int(len(data) * part)])).code == Code.DAMAGED


@pytest.mark.slow
@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "gif", "tiff", "bmp", "avif"])
def test_every_form_cut_at_every_stage_has_an_answer(form: str, file: Callable[..., Path]) -> None:
    data = pictures.every_form()[form]
    for tenth in range(12):
        length = min(len(data) - 1, len(data) * tenth // 10)
        assert refused(file(data[:length])).code in {
            Code.EMPTY,
            Code.NOT_A_PICTURE,
            Code.DAMAGED,
            Code.MIXED,
        }


def test_a_chunk_with_a_wrong_check_sum_is_damaged(file: Callable[..., Path]) -> None:
    at = PNG.index(b"IDAT") + 40
    assert refused(file(PNG[:at] + bytes([PNG[at] ^ 0xFF]) + PNG[at + 1 :])).code == Code.DAMAGED


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ({"bytes": 1000}, Code.TOO_LARGE),
        ({"pixels": 96 * 64 - 1}, Code.TOO_MANY_PIXELS),
        ({"side": 95}, Code.TOO_LONG),
        ({"frames": 4}, Code.TOO_MANY_FRAMES),
    ],
)
def test_limits_are_those_that_were_asked_for(limit: dict[str, int], code: Code, file: Callable[..., Path]) -> None:
    frames = [pictures.photo() for _ in range(4)]
    path = file(pictures.saved(pictures.photo(), "GIF", save_all=True, append_images=frames))
    assert refused(path, limits=replace(limits.DEFAULT, **limit)).code == code


def test_only_an_ordinary_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "real.png").write_bytes(PNG)
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    (tmp_path / "dangling.png").symlink_to(tmp_path / "gone.png")
    (tmp_path / "folder.png").mkdir()
    os.mkfifo(tmp_path / "pipe.png")
    for name in ("link.png", "dangling.png", "folder.png", "pipe.png"):
        assert refused(tmp_path / name).code == Code.NOT_A_FILE
    assert refused(Path("/dev/zero")).code == Code.NOT_A_FILE
    assert refused(tmp_path / "gone.png").code == Code.MISSING
    assert refused(tmp_path / "real.png" / "below").code == Code.MISSING


def test_every_code_has_a_sentence_for_a_person() -> None:
    assert set(SENTENCES) == set(Code)
    for sentence in SENTENCES.values():
        assert sentence.endswith(".")
        assert "invalid" not in sentence.lower()
        assert len(sentence) < 130
