"""A sheet of paper with a week's blood pressure, as a patient of the demo photographs it for the team."""

import io
from typing import Final

from PIL import Image, ImageDraw, ImageFont

NAME: Final = "readings.jpg"
_SIZE: Final = (960, 720)
_PAPER, _LINE, _PEN = "#fbf7ec", "#c9d6d4", "#2a3f66"
_WEEK: Final = (
    ("Mon", "128 / 79", "124 / 77"),
    ("Tue", "131 / 82", "126 / 80"),
    ("Wed", "125 / 78", "122 / 76"),
    ("Thu", "133 / 84", "127 / 79"),
    ("Fri", "126 / 78", "121 / 75"),
    ("Sat", "124 / 77", "120 / 76"),
    ("Sun", "127 / 80", "123 / 77"),
)


def sheet() -> bytes:
    """The picture, as JPEG."""
    image = Image.new("RGB", _SIZE, _PAPER)
    draw, pen, large = ImageDraw.Draw(image), ImageFont.load_default(size=40), ImageFont.load_default(size=48)
    draw.text((70, 44), "Blood pressure, this week", fill=_PEN, font=large)
    for column, title in ((260, "morning"), (580, "evening")):
        draw.text((column, 126), title, fill=_PEN, font=pen)
    for number, (day, morning, evening) in enumerate(_WEEK):
        top = 190 + number * 70
        draw.line((60, top - 8, _SIZE[0] - 60, top - 8), fill=_LINE, width=3)
        for column, words in ((70, day), (260, morning), (580, evening)):
            draw.text((column, top), words, fill=_PEN, font=pen)
    data = io.BytesIO()
    image.save(data, "JPEG", quality=85)
    return data.getvalue()
