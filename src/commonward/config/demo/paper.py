"""What the demo's scenes are drawn on and with: a sheet of 1280 by 720, and strokes in the colours of the house."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageColor, ImageDraw

SIZE: Final = (1280, 720)
SCALE: Final = 2

SAND, PALE, DUNE, CREAM = "#efdfc2", "#f6ead2", "#dcc49a", "#fffaf0"
TEAL, CLAY, PLUM, MOSS = "#1f7775", "#c4664a", "#76497f", "#71894c"
INK, GOLD, DUSK, MIST = "#22353a", "#e9ad42", "#4a6a93", "#cfe0dc"
NIGHT, ROSE, BARK = "#1b2438", "#e7b49c", "#6d4c3a"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing under way. Coordinates are those of the finished picture."""

    image: Image.Image
    brush: ImageDraw.ImageDraw

    def fade(self, top: str, bottom: str, *, until: float = SIZE[1], start: float = 0) -> None:
        """Colour that changes from top to bottom, between two heights."""
        first, last = int(start * SCALE), int(until * SCALE)
        ramp = Image.linear_gradient("L").resize((self.image.width, last - first))
        above, below = Image.new("RGB", ramp.size, top), Image.new("RGB", ramp.size, bottom)
        self.image.paste(Image.composite(below, above, ramp), (0, first))

    def fill(self, colour: str) -> None:
        """The whole sheet in one colour."""
        self.image.paste(ImageColor.getrgb(colour), (0, 0, *self.image.size))

    def box(self, left: float, top: float, width: float, height: float, colour: str, *, round_: float = 0) -> None:
        """A rectangle, its corners rounded by so much."""
        corners = (left * SCALE, top * SCALE, (left + width) * SCALE, (top + height) * SCALE)
        self.brush.rounded_rectangle(corners, round_ * SCALE, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str, *, flat: float = 1.0) -> None:
        """A disc around a point; `flat` below one makes it lie down."""
        high = radius * flat
        corners = ((x - radius) * SCALE, (y - high) * SCALE, (x + radius) * SCALE, (y + high) * SCALE)
        self.brush.ellipse(corners, fill=colour)

    def slice(self, x: float, y: float, radius: float, turns: Point, colour: str) -> None:
        """A part of a disc between two angles, in degrees from three o'clock."""
        corners = ((x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE)
        self.brush.pieslice(corners, turns[0], turns[1], fill=colour)

    def shape(self, points: Sequence[Point], colour: str) -> None:
        """A filled shape."""
        self.brush.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def line(self, points: Sequence[Point], colour: str, width: float = 6) -> None:
        """A line with round joints and ends."""
        self.brush.line(
            [(x * SCALE, y * SCALE) for x, y in points], fill=colour, width=int(width * SCALE), joint="curve"
        )
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, colour)

    def wave(self, base: float, height: float, length: float, colour: str, *, shift: float = 0.0) -> None:
        """A hill or a swell across the sheet, filled down to the ground."""
        top = [(x, base - height * math.sin((x / length + shift) * math.tau)) for x in range(0, SIZE[0] + 16, 16)]
        self.shape([*top, (SIZE[0], SIZE[1]), (0, SIZE[1])], colour)

    def curve(self, start: Point, bend: Point, end: Point, colour: str, *, width: float = 6) -> None:
        """A line from one point to another, drawn towards a third on its way."""
        steps = [step / 24 for step in range(25)]
        self.line(
            [
                (
                    (1 - t) ** 2 * start[0] + 2 * (1 - t) * t * bend[0] + t**2 * end[0],
                    (1 - t) ** 2 * start[1] + 2 * (1 - t) * t * bend[1] + t**2 * end[1],
                )
                for t in steps
            ],
            colour,
            width,
        )
