"""The demo's drawings, made by code in the colours of the design system. They show nobody."""

import io
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw

SIZE: Final = (1280, 640)
SAND, PALE, DUNE = "#efdfc2", "#f4ead4", "#dcc49a"
TEAL, CLAY, PLUM, MOSS, INK, GOLD = "#1f7775", "#c4664a", "#76497f", "#71894c", "#22353a", "#e9ad42"

Brush = ImageDraw.ImageDraw


def _room(draw: Brush) -> None:
    draw.ellipse((860, -160, 1400, 380), fill=PALE)
    draw.rectangle((0, 470, 1280, 640), fill=DUNE)


def _shoe(draw: Brush, x: int, colour: str) -> None:
    draw.polygon([(x, 500), (x + 16, 300), (x + 130, 320), (x + 210, 420), (x + 330, 450), (x + 350, 500)], fill=colour)
    draw.rounded_rectangle((x - 14, 490, x + 362, 530), 18, fill=INK)
    for step in range(3):
        draw.line((x + 120 + step * 26, 350 + step * 24, x + 160 + step * 26, 330 + step * 24), fill=SAND, width=10)


def shoes(draw: Brush) -> None:
    """Two walking shoes."""
    _room(draw)
    _shoe(draw, 230, TEAL)
    _shoe(draw, 650, CLAY)


def box(draw: Brush) -> None:
    """A pill box with seven lids, and a glass."""
    _room(draw)
    for day in range(7):
        left = 170 + day * 108
        draw.rounded_rectangle((left, 380, left + 96, 510), 16, fill=(TEAL, GOLD, MOSS, CLAY, PLUM, TEAL, GOLD)[day])
        draw.ellipse((left + 30, 426, left + 66, 462), fill=PALE)
    draw.polygon([(1000, 250), (1150, 250), (1130, 520), (1020, 520)], fill="#cfe3df")
    draw.polygon([(1010, 360), (1140, 360), (1130, 520), (1020, 520)], fill=TEAL)


def hill(draw: Brush) -> None:
    """A path over a hill at evening."""
    draw.ellipse((820, 90, 1020, 290), fill=GOLD)
    draw.ellipse((-300, 260, 900, 1100), fill=MOSS)
    draw.ellipse((420, 360, 1700, 1200), fill=TEAL)
    draw.polygon(
        [(560, 640), (700, 640), (620, 480), (660, 400), (610, 330), (596, 332), (630, 400), (580, 480)], fill=PALE
    )


def bench(draw: Brush) -> None:
    """A garden bench under a tree."""
    _room(draw)
    draw.ellipse((900, 120, 1080, 300), fill=GOLD)
    draw.rectangle((250, 260, 290, 500), fill=INK)
    draw.ellipse((110, 60, 440, 340), fill=MOSS)
    for plank in range(3):
        draw.rounded_rectangle((520, 350 + plank * 40, 960, 376 + plank * 40), 10, fill=CLAY)
    draw.rectangle((550, 470, 576, 560), fill=INK)
    draw.rectangle((904, 470, 930, 560), fill=INK)


def yarn(draw: Brush) -> None:
    """Three balls of yarn and two needles."""
    _room(draw)
    for left, colour in ((250, PLUM), (500, TEAL), (750, CLAY)):
        draw.ellipse((left, 300, left + 230, 530), fill=colour)
        for turn in range(4):
            draw.arc((left + 20 + turn * 18, 320, left + 210, 510 - turn * 20), 200, 330, fill=SAND, width=6)
    draw.line((420, 180, 900, 420), fill=INK, width=14)
    draw.line((900, 180, 420, 420), fill=INK, width=14)


def fruit(draw: Brush) -> None:
    """A bowl of fruit."""
    _room(draw)
    for left, top, colour in ((470, 250, CLAY), (600, 220, GOLD), (720, 260, MOSS), (540, 320, GOLD), (660, 320, CLAY)):
        draw.ellipse((left, top, left + 150, top + 150), fill=colour)
    draw.pieslice((380, 230, 940, 600), 0, 180, fill=TEAL)


DRAWINGS: Final[dict[str, Callable[[Brush], None]]] = {
    "shoes": shoes,
    "box": box,
    "hill": hill,
    "bench": bench,
    "yarn": yarn,
    "fruit": fruit,
}


def drawn(name: str) -> bytes:
    """One drawing as a JPEG file; it carries a place, as phones do, so that the demo shows it being taken out."""
    picture = Image.new("RGB", SIZE, SAND)
    DRAWINGS[name](ImageDraw.Draw(picture))
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (44.0, 23.0, 5.0), 3: "W", 4: (68.0, 12.0, 15.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()
