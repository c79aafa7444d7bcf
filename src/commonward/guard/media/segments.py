"""The parts that picture files are made of, walked without decoding anything.

Three readers need the same walk: `sniff` asks where the picture ends, `metadata` what stands beside it, and `bare`
whether a new file holds nothing else. Pure Python over bytes: a hostile file can be refused here, and do no harm.

Sources: JPEG ITU-T T.81 annex B; PNG W3C third edition, section 5; GIF89a specification; WebP container, RFC 9649;
ISO base media file format (ISO/IEC 14496-12), section 4.2, for AVIF.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

JPEG_START = b"\xff\xd8\xff"
PNG_START = b"\x89PNG\r\n\x1a\n"

# In compressed data FF is followed by 00 or a restart marker; anything else is the next real marker.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_MOST_SEGMENTS = 100_000
_FILE_LEVEL_BOXES = frozenset(
    {b"ftyp", b"meta", b"mdat", b"free", b"skip", b"moov", b"uuid", b"moof", b"mfra", b"wide"}
)


class Broken(Exception):
    """The file does not follow its own format: cut short, or lengths that lead nowhere."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part: its name in the format's own words, and where its content lies (data[start:end])."""

    name: str
    start: int
    end: int


def jpeg(data: bytes, start: int = 0) -> Iterator[Segment]:
    """The segments of the JPEG stream at `start`, the last one named EOI. Names: APP0…APP15, COM, SOF0…, SOS, DQT, …"""
    position = start + 2
    for _ in range(_MOST_SEGMENTS):
        if position >= len(data) or data[position] != 0xFF:
            raise Broken
        while position < len(data) and data[position] == 0xFF:
            position += 1
        marker = _byte(data, position)
        position += 1
        if marker == 0xD9:
            yield Segment("EOI", position, position)
            return
        if 0xD0 <= marker <= 0xD7 or marker == 0x01:
            continue
        length = _number(data, position, 2)
        if marker in (0x00, 0xD8) or length < 2 or position + length > len(data):
            raise Broken
        yield Segment(_jpeg_name(marker), position + 2, position + length)
        position += length
        if marker == 0xDA:
            following = _NEXT_MARKER.search(data, position)
            if following is None:
                raise Broken
            position = following.start()
    raise Broken


def png(data: bytes) -> Iterator[Segment]:
    """The chunks of a PNG file, the last one named IEND. Check sums are not looked at here."""
    position = len(PNG_START)
    for _ in range(_MOST_SEGMENTS):
        length = _number(data, position, 4)
        name = data[position + 4 : position + 8].decode("latin-1")
        end = position + 8 + length
        if end + 4 > len(data) or not name.isalpha():
            raise Broken
        yield Segment(name, position + 8, end)
        position = end + 4
        if name == "IEND":
            return
    raise Broken


def gif(data: bytes) -> Iterator[Segment]:
    """The blocks of a GIF file: image, comment, application, extension, and trailer as the last."""
    flags = _byte(data, 10)
    position = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    for _ in range(_MOST_SEGMENTS):
        match _byte(data, position):
            case 0x3B:
                yield Segment("trailer", position + 1, position + 1)
                return
            case 0x21:
                name = {0xFE: "comment", 0xFF: "application"}.get(_byte(data, position + 1), "extension")
                end = _end_of_sub_blocks(data, position + 2)
                yield Segment(name, position + 2, end)
            case 0x2C:
                flags = _byte(data, position + 9)
                table = 3 << ((flags & 7) + 1) if flags & 0x80 else 0
                end = _end_of_sub_blocks(data, position + 10 + table + 1)
                yield Segment("image", position + 1, end)
            case _:
                raise Broken
        position = end
    raise Broken


def webp(data: bytes) -> Iterator[Segment]:
    """The chunks of a WebP file; the walk ends where the RIFF header says that the file does."""
    limit = 8 + int.from_bytes(data[4:8], "little")
    if limit > len(data) or limit < 20:
        raise Broken
    position = 12
    while position + 8 <= limit:
        length = int.from_bytes(data[position + 4 : position + 8], "little")
        end = position + 8 + length
        if end > limit:
            raise Broken
        yield Segment(data[position : position + 4].decode("latin-1"), position + 8, end)
        position = end + (length & 1)


def boxes(data: bytes, start: int = 0) -> Iterator[Segment]:
    """The boxes at file level (AVIF, and the short video that phones hang on a picture). Ends before what is no box."""
    position = start
    while position + 8 <= len(data):
        length, header = _number(data, position, 4), 8
        if data[position + 4 : position + 8] not in _FILE_LEVEL_BOXES:
            return
        if length == 1:
            length, header = _number(data, position + 8, 8), 16
        end = position + length if length else len(data)
        if end < position + header or end > len(data):
            raise Broken
        yield Segment(data[position + 4 : position + 8].decode("latin-1"), position + header, end)
        position = end


def sub_blocks(data: bytes, position: int) -> bytes:
    """The content of a chain of GIF sub-blocks, joined."""
    parts = []
    while length := _byte(data, position):
        parts.append(data[position + 1 : position + 1 + length])
        position += 1 + length
    return b"".join(parts)


def _end_of_sub_blocks(data: bytes, position: int) -> int:
    while length := _byte(data, position):
        position += 1 + length
    return position + 1


def _jpeg_name(marker: int) -> str:
    if 0xE0 <= marker <= 0xEF:
        return f"APP{marker - 0xE0}"
    if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
        return f"SOF{marker - 0xC0}"
    return {0xC4: "DHT", 0xCC: "DAC", 0xDA: "SOS", 0xDB: "DQT", 0xDD: "DRI", 0xFE: "COM"}.get(marker, f"{marker:02X}")


def _byte(data: bytes, position: int) -> int:
    if position >= len(data):
        raise Broken
    return data[position]


def _number(data: bytes, position: int, size: int) -> int:
    if position + size > len(data):
        raise Broken
    return int.from_bytes(data[position : position + size], "big")
