"""Whether a new file holds a picture and nothing else. Runs in the parent, which does not take the child's word for it.

Only what our own encoder writes is let through: an allow-list of parts, exact lengths, and nothing behind the end.
"""

import zlib

from commonward.guard.media import segments
from commonward.guard.media.sniff import Format

_JPEG_PARTS = frozenset({"DQT", "DHT", "SOS", "DRI", "SOF0", "SOF1", "SOF2", "EOI"})
_JFIF = 14  # bytes of a JFIF segment without a thumbnail
_PNG_PARTS = ("IHDR", "IDAT", "IEND")


def is_bare(data: bytes, form: Format, size: tuple[int, int]) -> bool:
    """True when the file is a JPEG or PNG of this size, whole, with no room for anything beside the pixels."""
    try:
        if form is Format.JPEG:
            return _is_bare_jpeg(data, size)
        return form is Format.PNG and _is_bare_png(data, size)
    except segments.Broken:
        return False


def _is_bare_jpeg(data: bytes, size: tuple[int, int]) -> bool:
    frames = []
    end = 0
    for segment in segments.jpeg(data):
        content = data[segment.start : segment.end]
        if segment.name == "APP0":
            if len(content) != _JFIF or not content.startswith(b"JFIF\x00") or content[12:] != b"\x00\x00":
                return False
        elif segment.name not in _JPEG_PARTS:
            return False
        if segment.name.startswith("SOF"):
            frames.append((int.from_bytes(content[3:5], "big"), int.from_bytes(content[1:3], "big")))
        end = segment.end
    return data.startswith(segments.JPEG_START) and frames == [size] and end == len(data)


def _is_bare_png(data: bytes, size: tuple[int, int]) -> bool:
    names = []
    end = 0
    for chunk in segments.png(data):
        names.append(chunk.name)
        end = chunk.end + 4
        check_sum = zlib.crc32(data[chunk.start - 4 : chunk.end])
        if chunk.name not in _PNG_PARTS or check_sum != int.from_bytes(data[chunk.end : end], "big"):
            return False
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    ordered = names[:1] == ["IHDR"] and names[-1:] == ["IEND"] and names.count("IHDR") == 1
    return data.startswith(segments.PNG_START) and ordered and (width, height) == size and end == len(data)
