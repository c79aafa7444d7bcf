"""What a picture file says beside the picture: kinds and counts, never values.

Everything found here is left out of the new file, known or not; this module only tells the author what it was. So a
field that it does not know does no harm, and no value leaves it.

Sources: Exif 2.32; XMP part 1 and the schemas of part 2; IPTC IIM 4.2; Photoshop file formats (image resources);
PNG third edition section 11.3; Metadata Working Group guidelines for regions.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from commonward.guard.media import exif, segments
from commonward.guard.media.exif import Directory
from commonward.guard.media.sniff import Extras, Format


class MetaKind(StrEnum):
    """One kind of thing that a file can say. The words are stable; translate them where people read."""

    PLACE = "place"
    TIME = "time"
    DEVICE = "device"
    SERIAL = "serial"
    AUTHOR = "author"
    PEOPLE = "people"
    COMMENT = "comment"
    THUMBNAIL = "thumbnail"
    PICTURE = "picture"
    VIDEO = "video"
    MAKER_NOTE = "maker-note"
    OTHER = "other"
    SOFTWARE = "software"
    SETTINGS = "settings"
    PROFILE = "profile"
    EXIF = "exif"
    XMP = "xmp"
    IPTC = "iptc"
    TEXT = "text"


# Kinds that can lead to a person: rule phi.image-meta ("GPS, time, device serial, author"), and what may hide them.
PERSONAL = frozenset(
    {
        MetaKind.PLACE,
        MetaKind.TIME,
        MetaKind.DEVICE,
        MetaKind.SERIAL,
        MetaKind.AUTHOR,
        MetaKind.PEOPLE,
        MetaKind.COMMENT,
        MetaKind.THUMBNAIL,
        MetaKind.PICTURE,
        MetaKind.VIDEO,
        MetaKind.MAKER_NOTE,
        MetaKind.OTHER,
    }
)


@dataclass(frozen=True, slots=True)
class Trace:
    """A kind of metadata in a file, and how many fields of it there are."""

    kind: MetaKind
    count: int


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of metadata as it stands in the file: what it is, and its bytes."""

    form: str  # exif · xmp · iptc · photoshop · text · pages · none, or the word of a MetaKind
    data: bytes
    name: str = ""  # the keyword of a PNG text chunk


_MOST_TEXT = 1_000_000  # bytes of a packed PNG text that are unpacked to look for XMP and EXIF

_EXIF_TAGS: dict[tuple[Directory, int], MetaKind] = {
    **{(Directory.IMAGE, tag): MetaKind.COMMENT for tag in (0x010D, 0x010E, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F)},
    **{(Directory.IMAGE, tag): MetaKind.DEVICE for tag in (0x010F, 0x0110, 0x013C, 0xC614)},
    **{(Directory.IMAGE, tag): MetaKind.SERIAL for tag in (0xC62F, 0xC65D)},
    **{(Directory.IMAGE, tag): MetaKind.AUTHOR for tag in (0x013B, 0x8298, 0x9C9D)},
    **{(Directory.IMAGE, tag): MetaKind.SOFTWARE for tag in (0x000B, 0x0131)},
    (Directory.IMAGE, 0x0132): MetaKind.TIME,
    **{
        (Directory.EXIF, tag): MetaKind.TIME for tag in (0x9003, 0x9004, *range(0x9010, 0x9013), *range(0x9290, 0x9293))
    },
    (Directory.EXIF, 0x927C): MetaKind.MAKER_NOTE,
    (Directory.EXIF, 0x9286): MetaKind.COMMENT,
    (Directory.EXIF, 0xA430): MetaKind.AUTHOR,
    **{(Directory.EXIF, tag): MetaKind.SERIAL for tag in (0xA420, 0xA431, 0xA435)},
    **{(Directory.EXIF, tag): MetaKind.DEVICE for tag in (0xA433, 0xA434)},
    **{(Directory.GPS, tag): MetaKind.PLACE for tag in (2, 4, 6, 17, 20, 22, 24, 26, 27, 28)},
    **{(Directory.GPS, tag): MetaKind.TIME for tag in (7, 29)},
    **{(Directory.THUMBNAIL, tag): MetaKind.THUMBNAIL for tag in (0x0111, 0x0201)},
}
_SETTINGS = frozenset({*range(0x829A, 0x829E), *range(0x8822, 0x8833), *range(0x9201, 0x9215), *range(0xA401, 0xA40D)})
_EMBEDDED_TAGS = {0x02BC: "xmp", 0x83BB: "iptc", 0x8649: "photoshop", 0x8773: "profile"}

_XMP_NAMES: dict[MetaKind, str] = {
    MetaKind.PLACE: r"GPS(?:Latitude|Longitude|Altitude|Dest\w+|AreaInformation)|City|State|ProvinceState|Country\w*"
    r"|Location\w*|Sublocation",
    MetaKind.TIME: r"(?:Create|Modify|Metadata)Date|DateTime\w*|DateCreated|GPSTimeStamp|GPSDateStamp|date|when",
    MetaKind.DEVICE: r"Make|Model|Lens(?:Make|Model|Info)?|UniqueCameraModel",
    MetaKind.SERIAL: r"\w*SerialNumber|ImageUniqueID|(?:Original)?DocumentID|InstanceID",
    MetaKind.AUTHOR: r"[cC]reator|rights|Credit|AuthorsPosition|CaptionWriter|\w*OwnerName|Owner|Artist|Copyright\w*"
    r"|WebStatement|CreatorContactInfo|Ci(?:Email|Tel|Url)\w*|Source",
    MetaKind.PEOPLE: r"PersonInImage\w*|PersonDisplayName|RegionList|Regions|RegionInfo",
    MetaKind.COMMENT: r"description|title|Headline|subject|UserComment|ImageDescription|Instructions|Label|AltText\w*"
    r"|hierarchicalSubject|LastKeywordXMP|TagsList",
    MetaKind.SOFTWARE: r"CreatorTool|Software|softwareAgent|Producer",
    MetaKind.THUMBNAIL: r"Thumbnails",
}
_XMP = re.compile(
    rb"[<\s][A-Za-z][\w.-]{0,40}:(?:"
    + b"|".join(f"(?P<{kind.name}>{names})".encode() for kind, names in _XMP_NAMES.items())
    + rb")(?=[\s=>/])"
)

_IPTC_SETS: dict[int, MetaKind] = {
    **dict.fromkeys((5, 15, 20, 25, 40, 105, 118, 120), MetaKind.COMMENT),
    **dict.fromkeys((26, 27, 90, 92, 95, 100, 101), MetaKind.PLACE),
    **dict.fromkeys((30, 35, 37, 38, 47, 55, 60, 62, 63), MetaKind.TIME),
    **dict.fromkeys((80, 85, 110, 115, 116, 122), MetaKind.AUTHOR),
    **dict.fromkeys((65, 70), MetaKind.SOFTWARE),
    **dict.fromkeys((103, 187), MetaKind.SERIAL),
}
_PNG_KEYWORDS: dict[str, MetaKind] = {
    **dict.fromkeys(("author", "copyright", "artist", "creator"), MetaKind.AUTHOR),
    **dict.fromkeys(("creation time", "date:create", "date:modify", "date:timestamp"), MetaKind.TIME),
    **dict.fromkeys(("software", "program"), MetaKind.SOFTWARE),
    "source": MetaKind.DEVICE,
}
_PNG_PICTURE_CHUNKS = frozenset(
    {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "sBIT", "sRGB", "cICP", "mDCV"}
)
_PNG_PICTURE_CHUNKS |= {"cLLI", "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT", "CgBI"}
_JPEG_BLOCKS: tuple[tuple[str, bytes, str], ...] = (
    ("APP1", b"Exif\x00\x00", "exif"),
    ("APP1", b"http://ns.adobe.com/xap/1.0/\x00", "xmp"),
    ("APP1", b"http://ns.adobe.com/xmp/extension/\x00", "xmp"),
    ("APP2", b"ICC_PROFILE\x00", "profile"),
    ("APP2", b"MPF\x00", "none"),
    ("APP13", b"Photoshop 3.0\x00", "photoshop"),
    ("APP12", b"Ducky", "settings"),
    ("APP14", b"Adobe", "none"),
    ("APP0", b"JFXX\x00", "thumbnail"),
)


def read(data: bytes, form: Format, extras: Extras, found: list[Block]) -> tuple[Trace, ...]:
    """The kinds in a whole file. `found` are blocks that only the decoder can reach (AVIF)."""
    counts: Counter[MetaKind] = Counter()
    for block in [*blocks(data, form), *found]:
        counts.update(_kinds_of(block))
    counts.update({MetaKind.PICTURE: extras.pictures, MetaKind.VIDEO: extras.videos, MetaKind.OTHER: extras.trailers})
    return tuple(Trace(kind, counts[kind]) for kind in MetaKind if counts[kind])


def blocks(data: bytes, form: Format) -> Iterator[Block]:
    """The pieces of metadata in a file, in its order. The file was walked by `sniff.whole` before."""
    match form:
        case Format.JPEG:
            yield from _jpeg_blocks(data)
        case Format.PNG:
            yield from _png_blocks(data)
        case Format.GIF:
            yield from _gif_blocks(data)
        case Format.WEBP:
            forms = {"EXIF": "exif", "XMP ": "xmp", "ICCP": "profile"}
            for chunk in segments.webp(data):
                if chunk.name in forms:
                    yield Block(forms[chunk.name], data[chunk.start : chunk.end])
        case Format.TIFF:
            yield Block("pages", data)
        case Format.BMP | Format.AVIF | Format.DICOM:
            return


def _jpeg_blocks(data: bytes) -> Iterator[Block]:
    for segment in segments.jpeg(data):
        content = data[segment.start : segment.end]
        if segment.name == "COM":
            yield Block("comment", content)
        elif segment.name == "APP0" and content.startswith(b"JFIF\x00"):
            if len(content) > 14 and content[12] and content[13]:
                yield Block("thumbnail", content[14:])
        elif segment.name.startswith("APP"):
            for name, start, form in _JPEG_BLOCKS:
                if segment.name == name and content.startswith(start):
                    yield Block(form, content[len(start) :])
                    break
            else:
                yield Block("other", content)


def _png_blocks(data: bytes) -> Iterator[Block]:
    for chunk in segments.png(data):
        content = data[chunk.start : chunk.end]
        match chunk.name:
            case "eXIf":
                yield Block("exif", content)
            case "iCCP":
                yield Block("profile", content)
            case "tIME":
                yield Block("time", content)
            case "tEXt" | "zTXt" | "iTXt":
                yield _png_text(chunk.name, content)
            case name if name not in _PNG_PICTURE_CHUNKS:
                yield Block("other", content)


def _png_text(name: str, content: bytes) -> Block:
    keyword, _, rest = content.partition(b"\x00")
    if name == "zTXt":
        rest = _unpacked(rest[1:])
    elif name == "iTXt":
        packed, rest = rest[:1] == b"\x01", rest[2:]
        rest = rest.split(b"\x00", 2)[-1]
        rest = _unpacked(rest) if packed else rest
    label = keyword.decode("latin-1").strip().lower()
    if label == "xml:com.adobe.xmp":
        return Block("xmp", rest)
    if label.startswith("raw profile type "):
        form = {"exif": "exif", "app1": "exif", "iptc": "photoshop", "xmp": "xmp"}.get(
            label.rsplit(" ", 1)[-1], "other"
        )
        return Block(form, _from_hexadecimal(rest))
    return Block("text", rest, label)


def _gif_blocks(data: bytes) -> Iterator[Block]:
    for segment in segments.gif(data):
        if segment.name == "comment":
            yield Block("comment", segments.sub_blocks(data, segment.start))
        elif segment.name == "application":
            label = data[segment.start + 1 : segment.start + 12]
            if label.startswith(b"XMP Data"):
                yield Block("xmp", data[segment.start + 12 : segment.end])
            elif label.startswith(b"ICCRGBG1"):
                yield Block("profile", data[segment.start + 12 : segment.end])
            elif not label.startswith((b"NETSCAPE", b"ANIMEXTS")):
                yield Block("other", data[segment.start : segment.end])


def _kinds_of(block: Block) -> Iterator[MetaKind]:
    match block.form:
        case "exif":
            yield from _exif_kinds(block.data.removeprefix(b"Exif\x00\x00"), pages=False)
        case "pages":
            yield from _exif_kinds(block.data, pages=True)
        case "xmp":
            yield MetaKind.XMP
            for match in _XMP.finditer(block.data.replace(b"\x00", b"")):
                if match.lastgroup:
                    yield MetaKind[match.lastgroup]
        case "iptc":
            yield MetaKind.IPTC
            yield from _iptc_kinds(block.data)
        case "photoshop":
            yield from _photoshop_kinds(block.data)
        case "text":
            yield MetaKind.TEXT
            yield _PNG_KEYWORDS.get(block.name, MetaKind.COMMENT)
        case "comment":
            if block.data.strip(b"\x00 \r\n"):
                yield MetaKind.COMMENT
        case "none":
            return
        case form:
            yield MetaKind(form)


def _exif_kinds(data: bytes, *, pages: bool) -> Iterator[MetaKind]:
    fields = exif.fields(data, second=Directory.IMAGE if pages else Directory.THUMBNAIL)
    if not pages:
        yield MetaKind.EXIF if fields else MetaKind.OTHER
    for field in fields:
        kind = _EXIF_TAGS.get((field.directory, field.tag))
        if kind is not None:
            yield kind
        elif field.directory is Directory.EXIF and field.tag in _SETTINGS:
            yield MetaKind.SETTINGS
        elif field.directory is Directory.IMAGE and field.tag in _EMBEDDED_TAGS:
            yield from _kinds_of(Block(_EMBEDDED_TAGS[field.tag], data[field.start : field.end]))


def _photoshop_kinds(data: bytes) -> Iterator[MetaKind]:
    """Image resources: 8BIM, number, padded name, length, padded content."""
    data = data.removeprefix(b"Photoshop 3.0\x00")
    at = data.find(b"8BIM")
    while at >= 0 and at + 12 <= len(data) and data.startswith(b"8BIM", at):
        number = int.from_bytes(data[at + 4 : at + 6], "big")
        content_at = at + 6 + (data[at + 6] + 2) // 2 * 2 + 4
        length = int.from_bytes(data[content_at - 4 : content_at], "big")
        content = data[content_at : content_at + length]
        match number:
            case 0x0404:
                yield from _kinds_of(Block("iptc", content))
            case 0x0409 | 0x040C:
                yield MetaKind.THUMBNAIL
            case 0x0422:
                yield from _kinds_of(Block("exif", content))
            case 0x0424:
                yield from _kinds_of(Block("xmp", content))
            case 0x040B:
                yield MetaKind.AUTHOR
        at = content_at + (length + 1) // 2 * 2


def _iptc_kinds(data: bytes) -> Iterator[MetaKind]:
    """Data sets: 1C, record, number, two bytes of length, content. Only record 2 tells about the picture."""
    at = 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        length = int.from_bytes(data[at + 3 : at + 5], "big")
        if length & 0x8000:
            return
        kind = _IPTC_SETS.get(data[at + 2]) if data[at + 1] == 2 and length else None
        if kind is not None:
            yield kind
        at += 5 + length


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _MOST_TEXT)
    except zlib.error:
        return b""


def _from_hexadecimal(text: bytes) -> bytes:
    """The content of a "Raw profile": a name, a length, then hexadecimal digits in lines."""
    digits = b"".join(text.strip().split(b"\n")[2:])
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        return b""
