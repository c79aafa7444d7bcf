"""The fields of an EXIF block or a TIFF file: which are there and not blank. Values are not kept.

Written here rather than taken from the decoder because a broken block must still say what it carries: whatever was
read before the damage counts. Never raises; a hostile block costs at most `_MOST_FIELDS` steps.

Sources: TIFF 6.0 section 2; Exif 2.32 (CIPA DC-008) sections 4.6.2 to 4.6.7.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_MOST_FIELDS = 20_000
_MOST_DIRECTORIES = 1_000
_MOST_VALUE = 65_536
# Bytes per value by field type; the types above 12 do not occur in TIFF 6.0.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_RATIONALS = (5, 10)
_EXIF_POINTER, _GPS_POINTER, _INTEROP_POINTER = 0x8769, 0x8825, 0xA005


class Directory(StrEnum):
    """Where a field stands: the same number means different things in different places."""

    IMAGE = "image"
    EXIF = "exif"
    GPS = "gps"
    INTEROP = "interop"
    THUMBNAIL = "thumbnail"


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is not blank, and where its value lies in the block (data[start:end])."""

    directory: Directory
    tag: int
    start: int
    end: int


_POINTERS = {_EXIF_POINTER: Directory.EXIF, _GPS_POINTER: Directory.GPS, _INTEROP_POINTER: Directory.INTEROP}


def fields(data: bytes, *, second: Directory = Directory.THUMBNAIL) -> list[Field]:
    """The fields of a block that begins with its TIFF header.

    `second` is what the directories after the first are: a thumbnail in EXIF, further pages in a TIFF file.
    """
    order = {b"II": "little", b"MM": "big"}.get(data[:2])
    if order is None:
        return []
    return list(_Reader(data, little=order == "little").walk(second))


class _Reader:
    def __init__(self, data: bytes, *, little: bool) -> None:
        self.data = data
        self.little = little
        self.seen: set[int] = set()
        self.steps = 0

    def walk(self, second: Directory) -> Iterator[Field]:
        waiting = [(Directory.IMAGE, self.number(4, 4))]
        while waiting and len(self.seen) < _MOST_DIRECTORIES:
            directory, offset = waiting.pop(0)
            if offset < 8 or offset in self.seen or offset + 2 > len(self.data):
                continue
            self.seen.add(offset)
            count = self.number(offset, 2)
            for index in range(count):
                at = offset + 2 + 12 * index
                self.steps += 1
                if self.steps > _MOST_FIELDS or at + 12 > len(self.data):
                    return
                field = self.field(directory, at)
                if field is None:
                    continue
                yield field
                if field.tag in _POINTERS:
                    waiting.append((_POINTERS[field.tag], self.number(at + 8, 4)))
            following = self.number(offset + 2 + 12 * count, 4)
            if directory in (Directory.IMAGE, second) and following:
                waiting.append((second, following))

    def field(self, directory: Directory, at: int) -> Field | None:
        """The field at this place, or None when it is blank or lies outside the block."""
        kind, count = self.number(at + 2, 2), self.number(at + 4, 4)
        length = _SIZES.get(kind, 0) * count
        start = at + 8 if length <= 4 else self.number(at + 8, 4)
        if not length or start + length > len(self.data):
            return None
        value = self.data[start : start + min(length, _MOST_VALUE)]
        if kind in _RATIONALS:
            blank = not any(value[index + part] for index in range(4, len(value) - 3, 8) for part in range(4))
        else:
            blank = not value.strip(b"\x00 \t\r\n")
        return None if blank and kind in (2, 5, 7, 10) else Field(directory, self.number(at, 2), start, start + length)

    def number(self, at: int, size: int) -> int:
        return int.from_bytes(self.data[at : at + size], "little" if self.little else "big")
