"""The new files: upright, opaque, sRGB, of the right kind and size."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageOps

from commonward.guard.media import Inspection, inspect
from guard.media import pictures


@pytest.fixture
def made(tmp_path: Path) -> Callable[[bytes], tuple[Inspection, Image.Image]]:
    def make(data: bytes) -> tuple[Inspection, Image.Image]:
        path = tmp_path / "given"
        path.write_bytes(data)
        inspection = inspect(path, into=tmp_path)
        with Image.open(inspection.renditions[0].path) as new:
            new.load()
            return inspection, new.copy()

    return make


Made = Callable[[bytes], tuple[Inspection, Image.Image]]


def apart(one: Image.Image, other: Image.Image) -> int:
    """The largest difference of any channel of any pixel."""
    assert one.size == other.size
    extrema = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getextrema()
    return max(high for _, high in extrema)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright_to_the_pixel(orientation: int, made: Made) -> None:
    block = pictures.exif(orientation, personal=False)
    data = pictures.saved(pictures.drawing(), "PNG", exif=block)
    inspection, new = made(data)
    expected = ImageOps.exif_transpose(Image.open(BytesIO(data)))
    assert apart(new, expected) == 0
    assert (inspection.width, inspection.height) == expected.size
    if orientation == 1:
        assert apart(new, pictures.drawing()) == 0


@pytest.mark.slow
@pytest.mark.parametrize("form", ["JPEG", "TIFF", "WEBP", "AVIF"])
def test_other_forms_turn_alike(form: str, made: Made) -> None:
    for orientation in range(1, 9):
        if form == "TIFF":
            data = pictures.saved(pictures.drawing(), form, tiffinfo={0x0112: orientation})
        else:
            data = pictures.saved(pictures.drawing(), form, exif=pictures.exif(orientation, personal=False), quality=95)
        _, new = made(data)
        upright = ImageOps.exif_transpose(Image.open(BytesIO(data)))
        assert apart(new.resize((12, 12), Image.Resampling.BOX), upright.resize((12, 12), Image.Resampling.BOX)) < 12


def test_a_nonsense_orientation_turns_nothing(made: Made) -> None:
    _, new = made(pictures.saved(pictures.drawing(), "PNG", exif=pictures.exif(77, personal=False)))
    assert apart(new, pictures.drawing()) == 0


@pytest.mark.parametrize(
    ("form", "drawn", "media_type"),
    [
        ("PNG", False, "image/jpeg"),
        ("PNG", True, "image/png"),
        ("BMP", True, "image/png"),
        ("TIFF", False, "image/jpeg"),
        ("JPEG", True, "image/jpeg"),
    ],
)
def test_photographs_become_jpeg_and_drawings_png(form: str, drawn: bool, media_type: str, made: Made) -> None:
    image = pictures.drawing() if drawn else pictures.photo()
    assert made(pictures.saved(image, form))[0].renditions[0].media_type == media_type


def test_smaller_renditions_are_made_of_large_pictures_only(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(pictures.saved(pictures.photo(900, 500), "JPEG"))
    inspection = inspect(path, into=tmp_path)
    assert [(r.path.name, r.side, r.width, r.height) for r in inspection.renditions] == [
        ("full.jpg", 0, 900, 500),
        ("640.jpg", 640, 640, 356),
    ]
    for rendition in inspection.renditions:
        data = rendition.path.read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (rendition.bytes, rendition.sha256)
        with Image.open(rendition.path) as new:
            assert new.size == (rendition.width, rendition.height)
        assert rendition.path.stat().st_mode & 0o077 == 0


def test_a_second_run_gives_the_same_files(tmp_path: Path) -> None:
    path, folder = tmp_path / "given", tmp_path / "made"
    folder.mkdir()
    path.write_bytes(pictures.saved(pictures.drawing(), "PNG"))
    assert inspect(path, into=folder) == inspect(path, into=folder)
    assert [file.name for file in folder.iterdir()] == ["full.png"]


def test_without_a_folder_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(pictures.saved(pictures.photo(), "PNG"))
    assert inspect(path).renditions == ()
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_erased_is_not_there_any_more(made: Made) -> None:
    """Pat's name stands under pixels that an eraser made transparent; it must not come along."""
    image = pictures.drawing().convert("RGBA")
    image.paste((200, 0, 0, 0), (10, 10, 60, 30))
    _, new = made(pictures.saved(image, "PNG"))
    assert new.mode == "RGB"
    assert new.getpixel((30, 20)) == (255, 255, 255)


@pytest.mark.parametrize(("mode", "white"), [("RGBA", (255, 255, 255, 255)), ("LA", (255, 255))])
def test_white_writing_on_nothing_is_seen_by_everyone(mode: str, white: tuple[int, ...], made: Made) -> None:
    image = Image.new(mode, (64, 64))
    image.paste(white, (8, 8, 24, 24))
    _, new = made(pictures.saved(image, "PNG"))
    assert new.convert("L").getpixel((12, 12)) == 255
    assert new.convert("L").getpixel((50, 50)) < 60


def test_a_palette_with_a_transparent_colour_is_laid_on_white(made: Made) -> None:
    image = Image.new("P", (32, 32), 1)
    image.putpalette([0, 0, 0, 180, 20, 20])
    image.paste(0, (0, 0, 16, 32))
    _, new = made(pictures.saved(image, "GIF", transparency=0))
    assert new.getpixel((4, 4)) == (255, 255, 255)
    assert new.getpixel((20, 4)) == (180, 20, 20)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "TIFF", "AVIF"])
def test_of_a_moving_picture_only_the_first_frame_is_shown(form: str, made: Made) -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "green", "blue")]
    options = {"lossless": True} if form == "WEBP" else {}
    inspection, new = made(pictures.saved(frames[0], form, save_all=True, append_images=frames[1:], **options))
    assert inspection.frames == 3
    assert apart(new, frames[0]) < 12


def test_colours_mean_what_they_meant_by_their_profile(made: Made) -> None:
    """A profile that swaps what the numbers mean: the new file shows the same colour by plain numbers."""
    lab = ImageCms.createProfile("LAB")
    image = Image.new("LAB", (32, 32), (200, 120, 140))
    expected = ImageCms.profileToProfile(image, lab, ImageCms.createProfile("sRGB"), outputMode="RGB")
    _, new = made(pictures.saved(image, "TIFF"))
    assert apart(new, expected) <= 2


def test_a_broken_profile_is_ignored(made: Made) -> None:
    _, new = made(pictures.saved(pictures.drawing(), "PNG", icc_profile=b"no profile" * 40))
    assert apart(new, pictures.drawing()) == 0


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "I", "F", "LA", "PA"])
def test_every_kind_of_pixel_is_brought_to_eight_bits(mode: str, made: Made) -> None:
    ramp = Image.linear_gradient("L").resize((64, 64))
    match mode:
        case "I;16":
            image = ramp.convert("I").point(lambda value: value * 257 + 0).convert("I;16")
        case "I":
            image = ramp.convert("I").point(lambda value: value * 257 + 0)
        case "PA":
            image = ramp.convert("P")
            mode = "P"
        case _:
            image = ramp.convert(mode)
    _, new = made(pictures.saved(image, "PNG" if mode in ("P", "LA") else "TIFF"))
    assert new.mode in ("L", "RGB")
    grey = new.convert("L")
    assert grey.getpixel((32, 2)) < 40
    assert grey.getpixel((32, 61)) > 215


@pytest.mark.slow
def test_one_megapixel_takes_less_than_a_second(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(pictures.saved(pictures.photo(1200, 850), "JPEG", exif=pictures.exif(6)))
    assert [r.side for r in inspect(path, into=tmp_path).renditions] == [0, 640]
