"""What another program finds in the files that others get: exiftool, from Debian's package libimage-exiftool-perl."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from commonward.guard.media import inspect
from guard.media import pictures, scans

EXIFTOOL = shutil.which("exiftool")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        EXIFTOOL is None, reason="exiftool is not here; on Debian: apt-get install libimage-exiftool-perl"
    ),
]

# About the file as it lies here, and how its pixels are kept. Everything else would be about somebody or something.
OF_THE_PIXELS = {
    "SourceFile",
    *(f"File:{name}" for name in ("FileType", "FileTypeExtension", "MIMEType", "ImageWidth", "ImageHeight")),
    *(f"File:{name}" for name in ("EncodingProcess", "BitsPerSample", "ColorComponents", "YCbCrSubSampling")),
    *(f"JFIF:{name}" for name in ("JFIFVersion", "ResolutionUnit", "XResolution", "YResolution")),
    *(f"PNG:{name}" for name in ("ImageWidth", "ImageHeight", "BitDepth", "ColorType")),
    *(f"PNG:{name}" for name in ("Compression", "Filter", "Interlace")),
    *(f"Composite:{name}" for name in ("ImageSize", "Megapixels")),
}
PRESS = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x12" + b"\x1c\x02\x50\x00\x0cNadia Okafor" + b"\x00"
XMP = (
    b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
    b" xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'"
    b" dc:creator='Nadia Okafor'/></rdf:RDF></x:xmpmeta>"
)
FILES = {
    **pictures.every_form(),
    "drawn": pictures.saved(pictures.drawing(), "PNG", exif=pictures.exif()),
    "large": pictures.saved(pictures.photo(1700, 900), "JPEG", exif=pictures.exif()),
    "jpeg with a thumbnail": pictures.saved(pictures.photo(), "JPEG", exif=pictures.thumbnail_exif()),
    "jpeg with xmp, press data and a comment": pictures.with_segments(
        pictures.saved(pictures.photo(), "JPEG"), (0xE1, XMP), (0xED, PRESS), (0xFE, b"for Pat")
    ),
    "png with text": pictures.with_chunks(
        pictures.saved(pictures.drawing(), "PNG"), pictures.chunk(b"tEXt", b"Author\x00Nadia Okafor")
    ),
    "scan": scans.scan(pictures.photo(200, 150)),
    "moving": pictures.saved(
        pictures.photo(), "GIF", save_all=True, append_images=[pictures.photo()], comment=b"for Pat"
    ),
}
WITHOUT_ANY = {"bmp", "gif"}


def found_in(path: Path) -> set[str]:
    """Every field that it knows or does not know, by group, but those of the folder it lies in."""
    command = [str(EXIFTOOL), "-j", "-G1", "-a", "-u", "-U", "-ee", str(path)]
    [fields] = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)
    return {name for name in fields if not name.startswith(("System:", "ExifTool:"))}


@pytest.mark.parametrize("what", FILES)
def test_another_program_finds_nothing_but_pixels_in_what_others_get(what: str, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.write_bytes(FILES[what])
    before = {name for name in found_in(given) if name.partition(":")[0] not in {"File", "Composite", "SourceFile"}}
    assert what in WITHOUT_ANY or before - OF_THE_PIXELS, "there was nothing to find in the first place"
    made = inspect(given, into=tmp_path).renditions
    assert made
    for new in made:
        assert found_in(new.path) <= OF_THE_PIXELS
