"""What a file is, by its content and never by its name, and whether it is only that.

`recognise` needs the first few kilobytes: right for an early answer while a person chooses a file. `whole` walks the
file to its end and finds what hides behind or beside the picture: right before anything is decoded. Neither decodes.

Maintainers: phones hang things on a JPEG that are no attack (a second picture, a short video, Samsung's own trailer).
They are counted and dropped, since what is published is always a new file. Everything else behind a picture is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from commonward.guard.media import segments
from commonward.guard.media.refusals import Code, refusal

HEAD = 4096  # bytes that `recognise` needs


class Format(StrEnum):
    """A kind of picture that is taken."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"
    TIFF = "tiff"
    BMP = "bmp"
    AVIF = "avif"
    DICOM = "dicom"


@dataclass(frozen=True, slots=True)
class Extras:
    """What stands behind the picture in the same file, by kind, in numbers."""

    pictures: int = 0
    videos: int = 0
    trailers: int = 0


_MAGIC: tuple[tuple[bytes, Format | Code], ...] = (
    (segments.JPEG_START, Format.JPEG),
    (segments.PNG_START, Format.PNG),
    (b"GIF87a", Format.GIF),
    (b"GIF89a", Format.GIF),
    (b"%PDF-", Code.PDF),
    (b"PK\x03\x04", Code.ARCHIVE),
    (b"PK\x05\x06", Code.ARCHIVE),
    (b"Rar!\x1a\x07", Code.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Code.ARCHIVE),
    (b"\x1f\x8b", Code.ARCHIVE),
    (b"BZh", Code.ARCHIVE),
    (b"\xfd7zXZ\x00", Code.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Code.ARCHIVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Code.OFFICE),
    (b"{\\rtf", Code.OFFICE),
    (b"\x7fELF", Code.PROGRAM),
    (b"MZ", Code.PROGRAM),
    (b"#!", Code.PROGRAM),
    (b"\xca\xfe\xba\xbe", Code.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Code.PROGRAM),
    (b"\xce\xfa\xed\xfe", Code.PROGRAM),
    (b"\x00asm", Code.PROGRAM),
    (b"\x1a\x45\xdf\xa3", Code.VIDEO),
    (b"FLV\x01", Code.VIDEO),
    (b"\x00\x00\x01\xba", Code.VIDEO),
    (b"ID3", Code.SOUND),
    (b"OggS", Code.SOUND),
    (b"fLaC", Code.SOUND),
    (b"8BPS", Code.OTHER_PICTURE),
    (b"\x00\x00\x01\x00", Code.OTHER_PICTURE),
    (b"\x00\x00\x00\x0cjP  ", Code.OTHER_PICTURE),
    (b"\xff\x4f\xff\x51", Code.OTHER_PICTURE),
    (b"\x00\x00\x00\x0cJXL ", Code.OTHER_PICTURE),
    (b"\xff\x0a", Code.OTHER_PICTURE),
    (b"%!PS", Code.OTHER_PICTURE),
    (b"qoif", Code.OTHER_PICTURE),
    (b"FUJIFILMCCD-RAW", Code.CAMERA_RAW),
)
_TIFF_STARTS = (b"II*\x00", b"MM\x00*")
_RIFF: dict[bytes, Format | Code] = {b"WEBP": Format.WEBP, b"AVI ": Code.VIDEO, b"WAVE": Code.SOUND}
_OFFICE_PARTS = (b"word/", b"xl/", b"ppt/", b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis")
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe)[\s>]", re.IGNORECASE)
_CODE_IN_PICTURE = re.compile(rb"<\?php\b|<script[\s>]", re.IGNORECASE)
_BLANK = re.compile(rb"[\x00\s]*")
_PADDING = re.compile(rb"[\x00\xff\s]*\Z")
_ODD_BYTES = 4  # some cameras leave a byte or two behind the end marker


def recognise(head: bytes) -> Format:
    """The kind of picture that begins like this. Raises MediaRefused with the code of what else it is."""
    if not head:
        raise refusal(Code.EMPTY)
    found = _by_magic(head) or _by_container(head) or _by_words(head)
    if isinstance(found, Format):
        return found
    raise refusal(found or Code.NOT_A_PICTURE)


def whole(data: bytes) -> tuple[Format, Extras]:
    """The kind of a whole file and what hangs on it. Raises MediaRefused when it is broken, or two things at once."""
    form = recognise(data[:HEAD])
    try:
        end = _end_of_picture(form, data)
        extras = _behind_jpeg(data, end) if form is Format.JPEG else _behind_others(data, end)
    except segments.Broken:
        raise refusal(Code.DAMAGED) from None
    if _is_zip_from_behind(data) or b"%PDF-" in data[:1024] or _CODE_IN_PICTURE.search(data):
        raise refusal(Code.MIXED)
    return form, extras


def _by_magic(head: bytes) -> Format | Code | None:
    for magic, found in _MAGIC:
        if head.startswith(magic):
            if found is Code.ARCHIVE and any(part in head for part in _OFFICE_PARTS):
                return Code.OFFICE
            return found
    if (
        head.startswith(b"BM")
        and head[6:10] == bytes(4)
        and head[14:15] in (b"\x0c", b"\x28", b"\x6c", b"\x7c", b"\x40", b"\x34", b"\x38")
    ):
        return Format.BMP
    if head.startswith(_TIFF_STARTS):
        return Code.CAMERA_RAW if head[8:10] == b"CR" else Format.TIFF
    return None


def _by_container(head: bytes) -> Format | Code | None:
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[128:132] == b"DICM":
        return Format.DICOM
    if head[4:8] != b"ftyp":
        return None
    size = int.from_bytes(head[:4], "big")
    brands = {head[at : at + 4] for at in (8, *range(16, min(size, len(head), 256), 4))}
    if brands & {b"avif", b"avis"}:
        return Format.AVIF
    if brands & {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}:
        return Code.HEIC
    return Code.CAMERA_RAW if b"crx " in brands else Code.VIDEO


def _by_words(head: bytes) -> Code | None:
    if _SVG.search(head):
        return Code.SVG
    if _WEB_PAGE.search(head):
        return Code.WEB_PAGE
    return Code.PDF if b"%PDF-" in head[:1024] else None


def _end_of_picture(form: Format, data: bytes) -> int:
    match form:
        case Format.JPEG:
            return _last(segments.jpeg(data))
        case Format.PNG:
            return _last(segments.png(data)) + 4  # the check sum of IEND
        case Format.GIF:
            return _last(segments.gif(data))
        case Format.WEBP:
            _last(segments.webp(data))
            return 8 + int.from_bytes(data[4:8], "little")
        case Format.AVIF:
            return _last(segments.boxes(data))
        case Format.BMP:
            return _end_of_bmp(data)
        case Format.TIFF | Format.DICOM:
            return len(data)  # its parts may stand anywhere; see _is_zip_from_behind


def _last(walk: Iterator[segments.Segment]) -> int:
    end = 0
    for segment in walk:
        end = segment.end
    return end


def _end_of_bmp(data: bytes) -> int:
    """Where the pixels (and a colour profile behind them) end; Windows bitmap headers, sizes 12 to 124 bytes."""
    header = int.from_bytes(data[14:18], "little")
    pixels_at = int.from_bytes(data[10:14], "little")
    size = 2 if header == 12 else 4
    width, height = (int.from_bytes(data[at : at + size], "little", signed=size == 4) for at in (18, 18 + size))
    depth = int.from_bytes(data[18 + 2 * size + 2 : 18 + 2 * size + 4], "little")
    compression = 0 if header == 12 else int.from_bytes(data[30:34], "little")
    stride = (width * depth + 31) // 32 * 4
    length = int.from_bytes(data[34:38], "little") if compression in (1, 2) else stride * abs(height)
    profile_end = 0
    if header == 124:
        profile_end = 14 + int.from_bytes(data[126:130], "little") + int.from_bytes(data[130:134], "little")
    end = max(pixels_at + length, profile_end)
    if width <= 0 or end > len(data):
        raise segments.Broken
    return end


def _behind_others(data: bytes, end: int) -> Extras:
    if not _PADDING.match(data, end):
        raise refusal(Code.MIXED)
    return Extras()


def _behind_jpeg(data: bytes, end: int) -> Extras:
    """Count what phones and cameras hang on a JPEG. Anything else there is a second file: refused."""
    pictures = videos = 0
    while not _PADDING.match(data, end) and len(data) - end > _ODD_BYTES:
        if _is_samsung_trailer(data, end):
            return Extras(pictures, videos, trailers=1)
        blank = _BLANK.match(data, end)
        end = blank.end() if blank else end
        if data.startswith(segments.JPEG_START, end):
            end = _last(segments.jpeg(data, end))
            pictures += 1
            continue
        # The length before the name of the first box begins with zero bytes, which looked like padding.
        start = data.find(b"ftyp", end, end + 8) - 4
        if start < 0:
            raise refusal(Code.MIXED)
        end = _last(segments.boxes(data, start))
        videos += 1
    return Extras(pictures, videos)


def _is_samsung_trailer(data: bytes, end: int) -> bool:
    """Samsung phones end a picture with a directory SEFH…, its length, and SEFT."""
    if not data.endswith(b"SEFT"):
        return False
    directory = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    return directory >= end and data.startswith(b"SEFH", directory)


def _is_zip_from_behind(data: bytes) -> bool:
    """Archives are read from their end (APPNOTE 4.3.16), so that a picture can be one as well."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + 22 > len(data):
        return False
    directory = at - int.from_bytes(data[at + 12 : at + 16], "little")
    return directory == at or (directory >= 0 and data.startswith(b"PK\x01\x02", directory))
