"""Decoding a medical image file (DICOM): the first frame as a picture, and what its header says, by kind. In the child.

Only pixels leave here. The published file is a new picture, so that of the header nothing is left at all: no name, no
identifier, no private tag; that is more than the basic profile of PS3.15 asks of a file that stays DICOM. Writing in
the pixels is found by looking (`writing`), never by what the header says of it.

What is read: uncompressed, deflated, RLE, JPEG baseline (8 bits), JPEG 2000; grey, RGB, YBR and palette colour,
through the modality and the window that the file asks for. JPEG-LS and lossless JPEG are refused: no decoder under a
fitting licence is installed.

pydicom (MIT) reads the file; it must be imported, with its decoders and its character sets, before the child is sealed.
"""

import importlib
from io import BytesIO
from typing import Final

import numpy as np
import pydicom
from numpy.typing import NDArray
from PIL import Image, Jpeg2KImagePlugin, JpegImagePlugin
from pydicom import config
from pydicom.datadict import dictionary_has_tag, dictionary_VR
from pydicom.dataset import Dataset
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut
from pydicom.pixels.utils import pixel_array
from pydicom.uid import (
    JPEG2000,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    RLELossless,
)

from commonward.guard.contract import MediaRefused
from commonward.guard.media.dicom_profile import action_of
from commonward.guard.media.limits import Limits
from commonward.guard.media.metadata import Block, MetaKind
from commonward.guard.media.picture import Picture
from commonward.guard.media.refusals import Code, refusal
from commonward.guard.media.sniff import Format

_CHARACTERS: Final = (
    "ascii",
    "latin_1",
    "utf_8",
    "gb18030",
    "gbk",
    "shift_jis",
    "iso2022_jp",
    "iso2022_jp_2",
    "euc_kr",
    "tis_620",
    *(f"iso8859_{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)),
)
_MOST_COMPONENTS: Final = 4
_READ: Final = frozenset(
    {
        ImplicitVRLittleEndian,
        ExplicitVRLittleEndian,
        ExplicitVRBigEndian,
        DeflatedExplicitVRLittleEndian,
        RLELossless,
        JPEGBaseline8Bit,
        JPEG2000,
        JPEG2000Lossless,
    }
)

# What is told of attributes that can lead to a person or a place. Of further ones that the profile of PS3.15 names the
# form of their values tells; what it lets stand counts as settings. Private elements (odd groups) may say anything.
_KINDS: Final[dict[int, MetaKind]] = {
    **dict.fromkeys((0x00100010, 0x00100020, 0x00101000, 0x00101001, 0x00101002, 0x00101005), MetaKind.PEOPLE),
    **dict.fromkeys((0x00100030, 0x00100040, 0x00101010, 0x00101060, 0x00102154, 0x00102160), MetaKind.PEOPLE),
    **dict.fromkeys((0x00080050, 0x00200010, 0x00380010, 0x00321060, 0x00400253), MetaKind.PEOPLE),
    **dict.fromkeys((0x00080080, 0x00080081, 0x00081010, 0x00081040, 0x00101040, 0x00380300), MetaKind.PLACE),
    **dict.fromkeys((0x00080090, 0x00081048, 0x00081050, 0x00081060, 0x00081070, 0x00321032), MetaKind.AUTHOR),
    **dict.fromkeys((0x00080012, 0x00080013, *range(0x00080020, 0x00080034), 0x00400244, 0x00400245), MetaKind.TIME),
    **dict.fromkeys((0x00080070, 0x00081090, 0x00181020), MetaKind.DEVICE),
    **dict.fromkeys((0x00181000, 0x00181002, 0x00181004, 0x00181200), MetaKind.SERIAL),
    **dict.fromkeys((0x00204000, 0x00104000, 0x001021B0, 0x00081030, 0x0008103E, 0x00324000), MetaKind.COMMENT),
    0x00880200: MetaKind.THUMBNAIL,
}
_BY_FORM: Final[dict[str, MetaKind]] = {
    **dict.fromkeys(("DA", "TM", "DT"), MetaKind.TIME),
    **dict.fromkeys(("LT", "ST", "UT", "UC"), MetaKind.COMMENT),
    "PN": MetaKind.PEOPLE,
    "UI": MetaKind.SERIAL,
    "AE": MetaKind.DEVICE,
}
_PIXELS: Final = 0x7FE00010


def prepare() -> None:
    """Load what is only loaded when a file first asks for it. Call before `confine.seal`."""
    for name in _CHARACTERS:
        importlib.import_module(f"encodings.{name}")
    config.settings.reading_validation_mode = config.IGNORE
    # Asking a decoder whether it is there loads it.
    for syntax in _READ:
        _ = get_decoder(syntax).is_available
    for plugin in (JpegImagePlugin.JpegImageFile, Jpeg2KImagePlugin.Jpeg2KImageFile):
        if plugin.format not in Image.OPEN:
            raise RuntimeError("a decoder was not registered")
    small = Dataset()
    small.PatientName = "A"
    _ = small.PatientName


def decode(data: bytes, form: Format, limits: Limits) -> Picture:
    """The first frame, in grey or RGB with 8 bits, and the kinds of what the header says. Raises MediaRefused."""
    try:
        source = pydicom.dcmread(BytesIO(data))
        frames = _checked(source, limits)
        return Picture(_image(source), form, frames, _blocks(source))
    except (MediaRefused, MemoryError):
        raise
    except Exception:  # noqa: BLE001  decoders raise a dozen kinds on broken files, and the list grows
        raise refusal(Code.DAMAGED) from None


def _checked(source: Dataset, limits: Limits) -> int:
    """How many frames there are. Raises MediaRefused for a file without a picture, or with too large a one."""
    if _PIXELS not in source:
        raise refusal(Code.NOT_A_PICTURE)
    if source.file_meta.TransferSyntaxUID not in _READ:
        raise refusal(Code.DICOM)
    width, height = int(source.Columns), int(source.Rows)
    if width < 1 or height < 1 or int(source.SamplesPerPixel) > _MOST_COMPONENTS:
        raise refusal(Code.DAMAGED)
    if width * height > limits.pixels:
        raise refusal(Code.TOO_MANY_PIXELS, limits)
    if max(width, height) > limits.side:
        raise refusal(Code.TOO_LONG, limits)
    frames = int(source.get("NumberOfFrames", 1) or 1)
    if not 0 < frames <= limits.frames:
        raise refusal(Code.TOO_MANY_FRAMES, limits)
    return frames


def _image(source: Dataset) -> Image.Image:
    pixels = pixel_array(source, index=0)
    colours = str(source.PhotometricInterpretation)
    if colours == "PALETTE COLOR":
        pixels = apply_color_lut(pixels, source)
    if pixels.ndim == 3:  # colour: the last axis
        return Image.fromarray(_in_eight_bits(pixels, deep=pixels.dtype.itemsize > 1)).convert("RGB")
    shown = apply_voi_lut(apply_modality_lut(pixels, source), source, index=0)
    grey = _in_eight_bits(np.asarray(shown), deep=True)
    return Image.fromarray(255 - grey if colours == "MONOCHROME1" else grey)


def _in_eight_bits(pixels: NDArray[np.generic], *, deep: bool) -> NDArray[np.uint8]:
    """The values as 0 to 255. Deep ones are stretched from the least to the greatest that occurs."""
    values = pixels.astype(np.float32)
    if deep:
        low, high = float(values.min()), float(values.max())
        values = (values - low) * (255 / (high - low) if high > low else 0)
    return np.clip(values, 0, 255).astype(np.uint8)


def _blocks(source: Dataset) -> list[Block]:
    """What the header says, by kind; of values only whether there is one."""
    found = []
    for tag in source.keys():  # noqa: SIM118  iterating a data set reads every value
        element = source.get_item(tag)
        if element is None or not element.value or int(tag) == _PIXELS:
            continue
        found.append(kind_of(int(tag)))
    # Not the values themselves; but an empty comment counts as none.
    return [Block(kind.value, b"said") for kind in found]


def kind_of(tag: int) -> MetaKind:
    """What an attribute can tell, by its tag."""
    if tag >> 16 & 1:
        return MetaKind.MAKER_NOTE
    if tag in _KINDS or not action_of(tag):
        return _KINDS.get(tag, MetaKind.SETTINGS)
    return _BY_FORM.get(dictionary_VR(tag) if dictionary_has_tag(tag) else "", MetaKind.OTHER)
