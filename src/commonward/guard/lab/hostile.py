"""Files made to hurt, from a seed; `hostile_run.py` tries them.

Each file begins as a small honest picture, or as nothing, and has something done to it: bytes changed, cut or repeated,
a length that lies, two formats at once, a size that nobody has memory for, boxes inside boxes. The same seed makes the
same files.

Why no fuzzer that watches the decoders' branches: libpng and the like have theirs. The question here is what our own
walk over files, the limits of the child and its parent make of such files.
"""

import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO

from PIL import Image

_LARGE = (1 << 31, (1 << 32) - 1, 1 << 24, 0xFFFF, 0)
_STARTS = (b"%PDF-1.7\n", b"<?php system(1); ?>", b"<svg onload='x()'>", b"#!/bin/sh\n", b"MZ\x90\x00", b"\x7fELF\x02")

Change = Callable[[bytearray, random.Random], bytes]


def made(number: int, seed: int) -> bytes:
    """The file of this number."""
    source = random.Random(f"{seed}:{number}")
    if number % 10 == 9:
        return source.choice(_WHOLE)(source)
    forms = sorted(_originals())
    data = bytearray(_originals()[forms[number % len(forms)]])
    return source.choice(_CHANGES)(data, source)


@cache
def _originals() -> dict[str, bytes]:
    """A small honest picture in each form, some with data beside the pixels, some moving."""
    image = Image.merge("RGB", [Image.effect_noise((40, 28), 60 + 5 * band) for band in range(3)])
    block = Image.Exif()
    block[0x010F], block[0x0112] = "Wardcam", 6
    files = {form: _saved(image, form.upper()) for form in ("bmp", "gif")}
    files["tiff"] = _saved(image, "TIFF", compression="tiff_lzw", artist="Nadia Okafor")
    files["tiff-strips"] = _saved(image, "TIFF", compression="jpeg")
    for form in ("jpeg", "png", "webp", "avif"):
        files[form] = _saved(image, form.upper(), exif=block)
    files["jpeg-progressive"] = _saved(image, "JPEG", progressive=True)
    files["png-palette"] = _saved(image.convert("P"), "PNG", transparency=0)
    others = [image.rotate(90 * turn) for turn in range(1, 4)]
    for form in ("gif", "webp", "png"):
        files[f"{form}-moving"] = _saved(image, form.upper(), save_all=True, append_images=others)
    files["dicom"] = _scan(image)
    return files


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    target = BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def _scan(image: Image.Image) -> bytes:
    """A medical image file of the simplest kind: explicit, little endian, grey."""
    grey = image.convert("L")

    def element(group: int, number: int, kind: bytes, value: bytes) -> bytes:
        value += b"\0" * (len(value) % 2)
        length = struct.pack("<HI", 0, len(value)) if kind == b"OB" else struct.pack("<H", len(value))
        return struct.pack("<HH", group, number) + kind + length + value

    syntax = element(2, 0x0010, b"UI", b"1.2.840.10008.1.2.1")
    meta = element(2, 0, b"UL", struct.pack("<I", len(syntax))) + syntax
    whole = [
        element(0x0010, 0x0010, b"PN", b"Ferriman^Odalys"),
        element(0x0028, 0x0002, b"US", struct.pack("<H", 1)),
        element(0x0028, 0x0004, b"CS", b"MONOCHROME2"),
        element(0x0028, 0x0010, b"US", struct.pack("<H", grey.height)),
        element(0x0028, 0x0011, b"US", struct.pack("<H", grey.width)),
        *(
            element(0x0028, place, b"US", struct.pack("<H", bits))
            for place, bits in ((0x100, 8), (0x101, 8), (0x102, 7))
        ),
        element(0x0028, 0x0103, b"US", struct.pack("<H", 0)),
        element(0x7FE0, 0x0010, b"OB", grey.tobytes()),
    ]
    return bytes(128) + b"DICM" + meta + b"".join(whole)


def _scattered(data: bytearray, source: random.Random) -> bytes:
    """Some bytes changed, taken away, put in."""
    for _ in range(source.choice((1, 2, 8, 40))):
        at = source.randrange(max(1, len(data)))
        match source.randrange(3):
            case 0:
                data[at : at + 1] = source.randbytes(1)
            case 1:
                del data[at : at + source.randrange(1, 12)]
            case _:
                data[at:at] = source.randbytes(source.randrange(1, 12))
    return bytes(data)


def _early(data: bytearray, source: random.Random) -> bytes:
    """Changed only where headers are."""
    for _ in range(source.choice((1, 3))):
        data[source.randrange(4, min(len(data), 220))] = source.choice((0, 1, 0x7F, 0x80, 0xFF, source.randrange(256)))
    return bytes(data)


def _lying(data: bytearray, source: random.Random) -> bytes:
    """A length or an offset that is not true."""
    at = source.randrange(4, max(5, len(data) - 4))
    data[at : at + 4] = struct.pack(source.choice(("<I", ">I")), source.choice(_LARGE))
    return bytes(data)


def _cut(data: bytearray, source: random.Random) -> bytes:
    return bytes(data[: source.randrange(len(data))])


def _without_middle(data: bytearray, source: random.Random) -> bytes:
    first, last = sorted(source.sample(range(len(data)), 2))
    return bytes(data[:first] + data[last:])


def _repeated(data: bytearray, source: random.Random) -> bytes:
    """A part of it many times: chunks and segments that come again and again."""
    first = source.randrange(len(data))
    part = bytes(data[first : first + source.randrange(1, 400)])
    return bytes(data[:first]) + part * source.choice((2, 50, 2000)) + bytes(data[first:])


def _beside(data: bytearray, source: random.Random) -> bytes:
    """Something else behind it, before it, or inside."""
    other = source.choice([*_STARTS, _archive(source), *_originals().values()])
    where = source.choice((0, len(data), source.randrange(len(data))))
    return bytes(data[:where]) + other + bytes(data[where:])


def _other_start(data: bytearray, source: random.Random) -> bytes:
    """The beginning of one kind with the rest of another."""
    other = source.choice(list(_originals().values()))
    length = source.choice((4, 8, 16, 64))
    return other[:length] + bytes(data[length:])


def _huge(source: random.Random) -> bytes:
    """A small file that says it is of a size that nobody has memory for."""
    sides = [source.choice((60_000, 19_999, 2**31 - 1, 65_535, 1, 30_000)) for _ in range(2)]
    width, height = sides
    match source.randrange(4):
        case 0:
            head = struct.pack(
                ">IIBBBBB", width, height, source.choice((1, 8, 16)), source.choice((0, 2, 3, 6)), 0, 0, 0
            )
            pixels = _chunk(b"IDAT", zlib.compress(bytes(200_000), 9))
            return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + pixels + _chunk(b"IEND", b"")
        case 1:
            size = struct.pack("<HH", width & 0xFFFF, height & 0xFFFF)
            frame = b"\x2c" + bytes(4) + size + b"\x00\x08\x01\x00\x00"
            return (
                b"GIF89a"
                + source.choice((size, b"\x01\x00\x01\x00"))
                + bytes(3)
                + frame * source.choice((1, 900))
                + b";"
            )
        case 2:
            info = struct.pack(
                "<IiiHHIIiiII", 40, width & 0x7FFFFFFF, -height, 1, source.choice((1, 8, 24, 32)), *[0] * 6
            )
            return b"BM" + struct.pack("<IHHI", 54 + 4096, 0, 0, 54) + info + bytes(4096)
        case _:
            data = _originals()["jpeg"]
            at = data.index(b"\xff\xc0") + 5
            return data[:at] + struct.pack(">HH", height & 0xFFFF, width & 0xFFFF) + data[at + 4 :]


def _unpacking(source: random.Random) -> bytes:
    """A PNG with something that unpacks to far more than it takes."""
    bomb = zlib.compress(bytes(30_000_000), 9)
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
    name, start = source.choice(
        ((b"zTXt", b"Comment\0\0"), (b"iCCP", b"name\0\0"), (b"iTXt", b"Comment\0\1\0\0\0"), (b"IDAT", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(name, start + bomb) + _chunk(b"IEND", b"")


def _going_round(source: random.Random) -> bytes:
    """A TIFF whose directories point at each other, or hold more fields than there are bytes."""
    count = source.choice((1, 3, 0xFFFF))
    fields = b"".join(
        struct.pack(
            "<HHII",
            source.randrange(0x0100, 0x0150),
            source.randrange(0, 14),
            source.choice(_LARGE),
            source.choice((8, 0, 2**31)),
        )
        for _ in range(min(count, 40))
    )
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", count) + fields + struct.pack("<I", 8)


def _nested(source: random.Random) -> bytes:
    """Boxes in boxes, of a picture that keeps itself in boxes."""
    inner = b""
    for _ in range(source.choice((3, 60, 3000))):
        inner = struct.pack(">I", len(inner) + 8) + source.choice((b"meta", b"iprp", b"ipco", b"moov")) + inner
    return struct.pack(">I", 24) + b"ftypavif\0\0\0\0avifmif1" + inner


def _nothing_but_chance(source: random.Random) -> bytes:
    start = source.choice(
        (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\xff\xff\xff\xffWEBPVP8 ", b"BM", b"II*\0")
    )
    return start + source.randbytes(source.choice((0, 1, 40, 4000, 60_000)))


def _lone_frames(source: random.Random) -> bytes:
    """A moving picture with more pictures than anybody counts."""
    frame = b"\x2c" + bytes(4) + b"\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(6) + frame * source.choice((499, 501, 200_000)) + b";"


def _archive(source: random.Random) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(source.choice(("note.txt", "word/document.xml", "META-INF/MANIFEST.MF")), bytes(1000))
    return target.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


_CHANGES: Sequence[Change] = (
    _scattered,
    _scattered,
    _early,
    _lying,
    _cut,
    _without_middle,
    _repeated,
    _beside,
    _other_start,
)
_WHOLE: Sequence[Callable[[random.Random], bytes]] = (
    _huge,
    _huge,
    _unpacking,
    _going_round,
    _nested,
    _nothing_but_chance,
    _lone_frames,
)
