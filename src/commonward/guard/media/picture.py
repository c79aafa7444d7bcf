"""Decoding and making new pictures: the only module of the guard that lets a decoder near a file. Runs in the child.

A picture comes out upright, opaque, in sRGB with 8 bits per channel, first frame only, with nothing beside the pixels.

Maintainers, the choices and their reasons:
- Opaque: colours under a fully transparent pixel survive an eraser tool, and white writing on nothing is seen by
  readers in the dark theme but by nobody who checks. So everyone gets the same flat picture.
- First frame: each further frame is a picture that nobody has looked at.
- The plugins are called by class. `Image.open` tries others, and turns some JPEGs into files of several pictures.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageChops,
    ImageCms,
    ImageFile,
    ImageStat,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from commonward.guard.contract import MediaRefused
from commonward.guard.media.limits import Limits
from commonward.guard.media.metadata import Block
from commonward.guard.media.refusals import Code, refusal
from commonward.guard.media.sniff import Format

_DECODERS: dict[Format, type[ImageFile.ImageFile]] = {
    Format.JPEG: JpegImagePlugin.JpegImageFile,
    Format.PNG: PngImagePlugin.PngImageFile,
    Format.WEBP: WebPImagePlugin.WebPImageFile,
    Format.GIF: GifImagePlugin.GifImageFile,
    Format.TIFF: TiffImagePlugin.TiffImageFile,
    Format.BMP: BmpImagePlugin.BmpImageFile,
    Format.AVIF: AvifImagePlugin.AvifImageFile,
}
_TURNS: dict[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
_MOST_PROFILE = 4_000_000  # bytes; print profiles take up to about two million
_QUALITIES = (88, 75, 60)
_LIGHT, _DARK = 255, 40  # what stands behind transparent pixels
_LIGHT_FROM = 200  # mean lightness of the visible pixels from which the dark ground is taken
_FLAT_SHARE = 0.4  # of neighbours that are equal: photographs stay below, screens and drawings above
_FLAT_SAMPLE = 1500  # pixels, the side of the middle part that is looked at


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture: upright pixels (L or RGB), what it came from, and metadata that only the decoder reaches."""

    image: Image.Image
    form: Format
    frames: int
    found: list[Block]


def prepare(limits: Limits) -> None:
    """Settle the decoders for this process, before `confine.seal`: afterwards nothing can be imported."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = limits.pixels
    # A thread would be a new process to the limits; one picture does not need several.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    # Warnings quote file content; nobody reads them here.
    warnings.simplefilter("ignore")


def decode(data: bytes, form: Format, limits: Limits) -> Picture:
    """Decode the first frame. Raises MediaRefused; `sniff.whole` must have accepted the file."""
    with _decoding():
        source = _DECODERS[form](BytesIO(data))
        _check_size(source.size, limits)
        frames = int(getattr(source, "n_frames", 1))
    if frames > limits.frames:
        raise refusal(Code.TOO_MANY_FRAMES, limits)
    found = _blocks_of(source) if form is Format.AVIF else []
    with _decoding():
        source.load()
    _check_size(source.size, limits)
    turn = _TURNS.get(_orientation(source))
    with _decoding():
        image = _opaque(_srgb(source))
        image = image.transpose(turn) if turn is not None else image
    # Saving would copy a comment or a profile from here into the new file.
    image.info = {}
    return Picture(image, form, frames, found)


def is_drawn(picture: Picture) -> bool:
    """True for screens, drawings and logos, which PNG keeps sharp and small; false for photographs."""
    if picture.form is Format.JPEG:
        return False
    image = picture.image
    left, top = (max(0, (length - _FLAT_SAMPLE) // 2) for length in image.size)
    part = image.crop((left, top, min(left + _FLAT_SAMPLE, image.width), min(top + _FLAT_SAMPLE, image.height)))
    if part.width < 2:
        return True
    moved = part.crop((1, 0, part.width, part.height))
    difference = ImageChops.difference(part.crop((0, 0, part.width - 1, part.height)), moved)
    bands = difference.split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    return most.histogram()[0] >= _FLAT_SHARE * most.width * most.height


def smaller(image: Image.Image, side: int) -> Image.Image:
    """The image with its longer side at most `side` pixels; itself when it is not longer."""
    longer = max(image.size)
    if side == 0 or longer <= side:
        return image
    width, height = (max(1, round(length * side / longer)) for length in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def encode(image: Image.Image, *, drawn: bool, limits: Limits) -> tuple[Format, bytes]:
    """A new file with nothing but these pixels. A drawing too large as PNG becomes a JPEG. Raises MediaRefused."""
    if drawn:
        written = _saved(image, Format.PNG)
        if len(written) <= limits.output_bytes:
            return Format.PNG, written
    for quality in _QUALITIES:
        written = _saved(image, Format.JPEG, quality=quality)
        if len(written) <= limits.output_bytes:
            return Format.JPEG, written
    raise refusal(Code.TOO_HEAVY, limits)


def is_bare(data: bytes, form: Format, size: tuple[int, int]) -> bool:
    """Whether a decoder that opens the new file finds this size and no metadata. The parent walks its parts as well."""
    opened = _DECODERS[form](BytesIO(data))
    allowed = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    return opened.size == size and set(opened.info) <= allowed and not opened.getexif()


@contextmanager
def _decoding() -> Iterator[None]:
    """Whatever a decoder raises about a file is the file's doing, and has one answer."""
    try:
        yield
    except MediaRefused:
        raise
    except MemoryError:
        raise refusal(Code.TOO_HEAVY) from None
    except Image.DecompressionBombError:
        raise refusal(Code.TOO_MANY_PIXELS) from None
    except Exception:  # noqa: BLE001  decoders raise a dozen kinds on broken files, and the list grows
        raise refusal(Code.DAMAGED) from None


def _check_size(size: tuple[int, int], limits: Limits) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise refusal(Code.DAMAGED)
    if width * height > limits.pixels:
        raise refusal(Code.TOO_MANY_PIXELS, limits)
    if max(size) > limits.side:
        raise refusal(Code.TOO_LONG, limits)


def _blocks_of(source: ImageFile.ImageFile) -> list[Block]:
    forms = {"exif": "exif", "xmp": "xmp", "icc_profile": "profile"}
    return [Block(forms[key], value) for key, value in source.info.items() if key in forms and isinstance(value, bytes)]


def _orientation(source: ImageFile.ImageFile) -> int:
    """The EXIF orientation, 1 when there is none. A broken block turns nothing, as in other viewers."""
    try:
        value = source.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  see _decoding; here the pixels are fine
        return 1
    return value if isinstance(value, int) else 1


def _srgb(source: Image.Image) -> Image.Image:
    """The picture in L, RGB, LA or RGBA, with its colours as sRGB means them."""
    profile = source.info.get("icc_profile")
    image = _eight_bits(source)
    if image.mode == "LAB":
        return _converted(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))) or image.convert("L")
    if isinstance(profile, bytes) and 128 <= len(profile) <= _MOST_PROFILE:
        with_profile = _by_profile(image, profile)
        if with_profile is not None:
            return with_profile
    has_alpha = image.has_transparency_data
    if image.mode in ("L", "LA") or (image.mode == "1" and not has_alpha):
        return image.convert("LA" if has_alpha else "L")
    return image.convert("RGBA" if has_alpha else "RGB")


def _eight_bits(source: Image.Image) -> Image.Image:
    """Scale deeper grey down; other modes come with 8 bits from the decoder."""
    if source.mode.startswith("I;16"):
        return source.convert("I").point(lambda value: value * (1 / 256) + 0).convert("L")
    if source.mode in ("I", "F"):
        low, high = (float(value) for value in source.getextrema())  # type: ignore[arg-type]  # one band: two numbers
        if source.mode == "I" and low >= 0 and high <= 65_535:
            low, high = 0.0, 65_535.0
        scale = 255 / (high - low) if high > low else 0.0
        offset = -low * scale
        return source.convert("F").point(lambda value: value * scale + offset).convert("L")
    return source


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    """The picture in sRGB by its own profile; None when that is sRGB, broken, or meant for other channels."""
    try:
        opened = ImageCms.ImageCmsProfile(BytesIO(profile))
        if ImageCms.getProfileDescription(opened).startswith("sRGB"):
            return None
        space = opened.profile.xcolor_space.strip()
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError, AttributeError):
        return None
    if space == "CMYK" and image.mode == "CMYK":
        return _converted(image, opened)
    if space == "RGB" and image.mode in ("RGB", "RGBA", "P", "PA"):
        converted = _converted(image.convert("RGB"), opened)
        if converted is not None and image.has_transparency_data:
            converted.putalpha(image.convert("RGBA").getchannel("A"))
        return converted
    return None


def _converted(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image | None:
    try:
        return ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _opaque(image: Image.Image) -> Image.Image:
    """Lay the picture on a ground that its visible pixels stand out from."""
    if image.mode not in ("LA", "RGBA"):
        return image
    alpha = image.getchannel("A")
    plain = image.convert(image.mode[:-1])
    if alpha.getextrema() == (255, 255):
        return plain
    visible = alpha.point(lambda value: 255 if value > 127 else 0)
    lightness = ImageStat.Stat(plain.convert("L"), visible)
    is_light = lightness.count[0] > 0 and lightness.mean[0] >= _LIGHT_FROM
    ground = _DARK if is_light else _LIGHT
    flat = Image.new(plain.mode, plain.size, ground if plain.mode == "L" else (ground, ground, ground))
    flat.paste(plain, mask=alpha)
    return flat


def _saved(image: Image.Image, form: Format, **options: int) -> bytes:
    target = BytesIO()
    image.save(target, form.upper(), optimize=form is Format.JPEG, **options)
    return target.getvalue()
