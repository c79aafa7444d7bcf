"""Pictures with writing, drawn for tests. Every name in them is invented."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WRISTBAND = ("FERRIMAN, ODALYS", "DOB 03/03/1951  F", "MRN 00482913")
RECORD = (
    "Discharge summary",
    "Patient: Odalys Ferriman   DOB 03/03/1951",
    "Hospital number: 00482913",
    "Diagnosis: pneumonia",
    "Medications: amoxicillin 500 mg",
    "Yours sincerely, Dr. A. Patel",
)
SIGN = ("Visiting hours", "Please clean your hands", "Ward 7 is on the second floor")


def sheet(lines: Sequence[str], *, size: int = 28, ink: int = 30, paper: int = 245) -> Image.Image:
    """These lines in print on a plain sheet."""
    font = ImageFont.load_default(size)
    width = max(font.getlength(line) for line in lines)
    image = Image.new("RGB", (round(width) + 2 * size, round(size * 1.6 * len(lines)) + 2 * size), (paper,) * 3)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((size, size + number * size * 1.6), line, fill=(ink,) * 3, font=font)
    return image


def on_ground(image: Image.Image, degrees: float = 0, *, ground: int = 120) -> Image.Image:
    """The sheet turned to the left on a larger ground."""
    turned = image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(ground,) * 3)
    scene = Image.new("RGB", (turned.width + 80, turned.height + 80), (ground,) * 3)
    scene.paste(turned, (40, 40))
    return scene


def saved(image: Image.Image, folder: Path, name: str = "scene.png") -> Path:
    """The picture as a file."""
    path = folder / name
    image.save(path)
    return path
