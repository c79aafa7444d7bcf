"""Pictures made for tests: nothing here was taken by a camera, and every name in them is invented."""

import struct
import zlib
from io import BytesIO

from PIL import Image

PLACE, AUTHOR, SERIAL = (52.0, 30.0, 12.5), "Nadia Okafor", "SN-4471-0093"
MARKS = (b"Nadia", b"Okafor", b"SN-4471", b"2024:03:03", b"Wardcam", b"GPS")


def photo(width: int = 96, height: int = 64, *, mode: str = "RGB") -> Image.Image:
    """Something that no two neighbouring pixels of are alike, as in a photograph."""
    bands = [
        Image.effect_noise((width, height), 60 + 5 * index) for index in range(len(Image.new(mode, (1, 1)).getbands()))
    ]
    return Image.merge(mode, bands) if len(bands) > 1 else bands[0]


def drawing(width: int = 96, height: int = 64) -> Image.Image:
    """Four areas of plain colour and a mark in one corner: shows each way of turning it."""
    image = Image.new("RGB", (width, height), (20, 120, 110))
    image.paste((230, 170, 40), (width // 2, 0, width, height // 2))
    image.paste((40, 60, 90), (0, height // 2, width // 2, height))
    image.paste((250, 250, 245), (0, 0, width // 8, height // 4))
    return image


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    target = BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def exif(orientation: int | None = None, *, personal: bool = True) -> Image.Exif:
    """An EXIF block with place, times, device, serial number, author, comment and a maker note."""
    block = Image.Exif()
    if orientation is not None:
        block[0x0112] = orientation
    if personal:
        block[0x010F], block[0x0110], block[0x013B] = "Wardcam", "Model 7", AUTHOR
        block[0x0131], block[0x0132] = "Camera 1.0", "2024:03:03 10:11:12"
        details = block.get_ifd(0x8769)
        details[0x9003], details[0xA431], details[0x927C] = "2024:03:03 10:11:12", SERIAL, b"maker note of Nadia"
        details[0x9286] = b"ASCII\x00\x00\x00for Pat"
        gps = block.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", PLACE, "E", (13.0, 22.0, 40.0)
    return block


def thumbnail_exif() -> bytes:
    """An EXIF block with an embedded thumbnail, which has an EXIF block with a thumbnail of its own."""
    block = b""
    for _ in range(2):
        picture = saved(photo(16, 16), "JPEG", exif=block)
        # One field (make, inline), then the second directory: offset and length of the thumbnail.
        first = struct.pack("<H", 1) + struct.pack("<HHI4s", 0x010F, 2, 4, b"Cam")
        second_at = 8 + len(first) + 4
        picture_at = second_at + 2 + 24 + 4
        second = struct.pack("<H", 2)
        second += struct.pack("<HHII", 0x0201, 4, 1, picture_at) + struct.pack("<HHII", 0x0202, 4, 1, len(picture))
        head = b"Exif\x00\x00II*\x00" + struct.pack("<I", 8)
        block = head + first + struct.pack("<I", second_at) + second + bytes(4) + picture
    return block


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def with_chunks(png: bytes, *chunks: bytes) -> bytes:
    """The PNG with these chunks behind its header."""
    return png[:33] + b"".join(chunks) + png[33:]


def with_segments(jpeg: bytes, *segments: tuple[int, bytes]) -> bytes:
    """The JPEG with these application segments at its beginning."""
    parts = [b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content for marker, content in segments]
    return jpeg[:2] + b"".join(parts) + jpeg[2:]


def header_of(width: int, height: int) -> bytes:
    """A small PNG that claims to be of this size."""
    content = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", content)
        + chunk(b"IDAT", zlib.compress(bytes(4096)))
        + chunk(b"IEND", b"")
    )


def every_form() -> dict[str, bytes]:
    """A photograph with an EXIF block, where the format has one, in each format that is taken."""
    image, block = photo(), exif()
    files = {form: saved(image, form.upper()) for form in ("bmp", "gif")}
    files["tiff"] = saved(image, "TIFF", artist=AUTHOR, date_time="2024:03:03 10:11:12")
    for form in ("jpeg", "png", "webp", "avif"):
        files[form] = saved(image, form.upper(), exif=block)
    return files
