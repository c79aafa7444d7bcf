"""Draws invented scenes with writing in them, to measure how well it is found and covered.

Wristbands, whiteboards, screens, labels, letters and cards, each with identifiers of people who do not exist or with
none, printed or in a hand, photographed as telephones do it: leaning, from the side, dim, pale, blurred, noisy, on a
cluttered ground. With each picture come the places of the identifiers, letter by letter, as polygons.

Fonts are those of the folder given (`*.ttf`; a name with "hand" in its path counts as handwriting); none comes with
this package.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Point = tuple[float, float]
Polygon = tuple[Point, ...]
Piece = tuple[str, bool]  # words, and whether they identify

_FAMILY = (
    "Ferriman",
    "Okoro",
    "Lindqvist",
    "Alvarez",
    "Haddad",
    "Petrov",
    "Nguyen",
    "Barlow",
    "Castellano",
    "Whitlock",
)
_GIVEN = ("Odalys", "Marcus", "Ingrid", "Tomas", "Leila", "Viktor", "Linh", "Harriet", "Bruno", "Agnes")
_DRUGS = ("Paracetamol 500 mg", "Amoxicillin 250 mg", "Sodium chloride 0.9 %", "Ibuprofen 200 mg", "Ondansetron 4 mg")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A scene: its picture, what kind it is, whether by hand, and where its identifiers are."""

    kind: str
    by_hand: bool
    image: Image.Image = field(repr=False)
    identifiers: tuple[Polygon, ...]


class Fonts:
    """The fonts of a folder. Raises ValueError when it lacks one of the two sorts."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(folder.rglob("*.ttf"))
        self.hands = [path for path in paths if "hand" in str(path.relative_to(folder))]
        self.prints = [path for path in paths if path not in self.hands]
        if not self.hands or not self.prints:
            raise ValueError("The folder needs fonts of print, and of handwriting under a path that says 'hand'.")


def scenes(count: int, fonts: Fonts, *, seed: int = 1) -> Iterator[Drawn]:
    """This many scenes, the kinds in turn, every second one without identifiers, every third by hand where people write
    by hand.
    """
    chance = random.Random(seed)
    kinds = list(_KINDS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        names = (number // len(kinds)) % 2 == 0
        by_hand = kind in _BY_HAND and (number // (2 * len(kinds))) % 2 == 1
        yield _photographed(kind, _KINDS[kind](chance, names), by_hand, fonts, chance)


def _person(chance: random.Random) -> tuple[str, str, str, str]:
    given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
    born = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(1930, 2015)}"
    return given, family, born, f"{chance.randint(10_000_000, 99_999_999)}"


def _wristband(chance: random.Random, names: bool) -> list[list[Piece]]:
    if not names:
        return [[("FALL RISK", False)], [("Allergy: latex", False)]]
    given, family, born, number = _person(chance)
    return [
        [(f"{family.upper()}, {given.upper()}", True)],
        [("DOB ", False), (born, True), ("  F", False)],
        [("MRN ", False), (number, True)],
    ]


def _whiteboard(chance: random.Random, names: bool) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[(chance.choice(("Ward 7 today", "Handover", "Today on 4 West")), False)]]
    for bed in range(1, 5):
        given, family, _, _ = _person(chance)
        plan = chance.choice(("home today", "NPO", "CT at 10", "obs 4 hourly", "PT, OT"))
        who: Piece = (f"{given} {family}", True) if names else (chance.choice(("free", "cleaned", "ready")), False)
        lines.append([(f"Bed {bed}  ", False), who, (f"  {plan}" if names else "", False)])
    return [*lines, [("Wash your hands", False)]]


def _screen(chance: random.Random, names: bool) -> list[list[Piece]]:
    given, family, born, number = _person(chance)
    if not names:
        return [
            [("Infusion pump", False)],
            [("Rate 84 ml/h", False)],
            [("Volume to go 250 ml", False)],
            [("OK", False)],
        ]
    return [
        [("Patient: ", False), (f"{family}, {given}", True)],
        [("DOB: ", False), (born, True), ("  Sex: F", False)],
        [("MRN: ", False), (number, True)],
        [("Phone: ", False), (f"({chance.randint(201, 989)}) 555-01{chance.randint(10, 99)}", True)],
        [("HR 84  BP 128/76  SpO2 97 %", False)],
    ]


def _label(chance: random.Random, names: bool) -> list[list[Piece]]:
    given, family, born, number = _person(chance)
    drug = chance.choice(_DRUGS)
    if not names:
        return [[(drug, False)], [("Keep out of reach of children", False)], [("Store below 25 °C", False)]]
    return [
        [(f"{given} {family}", True)],
        [("Born ", False), (born, True)],
        [(drug, False)],
        [("Specimen no. ", False), (number, True)],
    ]


def _letter(chance: random.Random, names: bool) -> list[list[Piece]]:
    given, family, born, number = _person(chance)
    if not names:
        return [
            [("Visiting hours", False)],
            [("Visitors are welcome from two until eight.", False)],
            [("Please clean your hands at the door", False)],
            [("and turn your telephone off.", False)],
        ]
    return [
        [("Discharge summary", False)],
        [("Patient: ", False), (f"{given} {family}", True), ("   DOB ", False), (born, True)],
        [("Hospital number: ", False), (number, True)],
        [("Thank you for seeing ", False), (f"{given} {family}", True)],
        [("who was admitted with pneumonia.", False)],
        [("Yours sincerely, Dr. A. Patel", False)],
    ]


def _card(chance: random.Random, names: bool) -> list[list[Piece]]:
    given, family, born, number = _person(chance)
    if not names:
        return [[("LIBRARY OF THE SCHOOL", False)], [("Guest card", False)], [("Open until 9 pm", False)]]
    return [
        [("HEALTH INSURANCE CARD", False)],
        [("Name  ", False), (f"{given} {family}", True)],
        [("Date of birth  ", False), (born, True)],
        [("Member ID  ", False), (f"XQ{number}", True)],
    ]


_KINDS: dict[str, Callable[[random.Random, bool], list[list[Piece]]]] = {
    "wristband": _wristband,
    "whiteboard": _whiteboard,
    "screen": _screen,
    "label": _label,
    "letter": _letter,
    "card": _card,
}
_BY_HAND = ("whiteboard", "label", "letter")
_WIDTH, _HEIGHT = 1280, 800


def _photographed(
    kind: str, lines: Sequence[Sequence[Piece]], by_hand: bool, fonts: Fonts, chance: random.Random
) -> Drawn:
    """The lines on their thing, and that on a ground, as a camera would see it."""
    dark = kind == "screen" and chance.random() < 0.5
    paper, ink = ((24, 30, 38), (220, 228, 232)) if dark else ((244, 243, 238), (28, 30, 48))
    font = ImageFont.truetype(str(chance.choice(fonts.hands if by_hand else fonts.prints)), chance.randint(22, 44))
    sheet, boxes = _sheet(lines, font, (paper, ink))
    image = Image.fromarray(_ground(chance)).resize((_WIDTH, _HEIGHT), Image.Resampling.BICUBIC)
    corners = _corners(sheet.size, chance)
    coefficients = _warp(corners, [(0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)])
    seen = sheet.transform(image.size, Image.Transform.PERSPECTIVE, tuple(coefficients), Image.Resampling.BICUBIC)
    mask = Image.new("L", sheet.size, 255).transform(image.size, Image.Transform.PERSPECTIVE, tuple(coefficients))
    image.paste(seen, mask=mask)
    back = _warp([(0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)], corners)
    polygons = tuple(tuple(_moved(point, back) for point in box) for box in boxes)
    return Drawn(kind, by_hand, _as_taken(image, chance), polygons)


def _sheet(
    lines: Sequence[Sequence[Piece]], font: ImageFont.FreeTypeFont, colours: tuple[tuple[int, ...], tuple[int, ...]]
) -> tuple[Image.Image, list[Polygon]]:
    space, margin = font.size * 1.5, font.size
    width = max(sum(font.getlength(words) for words, _ in line) for line in lines) + 2 * margin
    sheet = Image.new("RGB", (round(width), round(space * len(lines) + 1.5 * margin)), colours[0])
    pen = ImageDraw.Draw(sheet)
    boxes: list[Polygon] = []
    for number, line in enumerate(lines):
        left, top = float(margin), margin * 0.75 + number * space
        for words, identifies in line:
            pen.text((left, top), words, fill=colours[1], font=font)
            if identifies:
                first, upper, last, lower = pen.textbbox((left, top), words, font=font)
                boxes.append(((first, upper), (last, upper), (last, lower), (first, lower)))
            left += font.getlength(words)
    return sheet, boxes


def _ground(chance: random.Random) -> NDArray[np.uint8]:
    """Something with light, shadow and edges behind the thing."""
    noise = np.random.default_rng(chance.randint(0, 1 << 30))
    small = noise.integers(60, 190, (chance.randint(3, 9), chance.randint(4, 12), 3))
    return small.astype(np.uint8)


def _corners(size: tuple[int, int], chance: random.Random) -> list[Point]:
    """Where the corners of the thing come to lie: leaning, seen from the side, sometimes on its end."""
    width, height = size
    scale = min(_WIDTH * chance.uniform(0.45, 0.8) / width, _HEIGHT * 0.75 / height)
    angle = np.radians(chance.choice((0, 0, 0, 0, 0, 90, 180, 270)) + chance.gauss(0, 7))
    if abs(np.sin(angle)) > 0.7:
        scale = min(scale, _HEIGHT * 0.85 / width)
    middle = np.array([_WIDTH / 2 + chance.uniform(-60, 60), _HEIGHT / 2 + chance.uniform(-30, 30)])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    ends = np.array([(-width, -height), (width, -height), (width, height), (-width, height)]) / 2 * scale
    ends = ends * (1 + np.array([[chance.uniform(-0.06, 0.06)] for _ in range(4)]))
    return [(float(x), float(y)) for x, y in ends @ turn.T + middle]


def _warp(seen: Sequence[Point], flat: Sequence[Point]) -> NDArray[np.float64]:
    """The eight numbers of the perspective that brings the points `seen` to `flat`."""
    rows = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    solved: NDArray[np.float64] = np.linalg.solve(np.array(rows, float), np.array(flat, float).flatten())
    return solved


def _moved(point: Point, by: NDArray[np.float64]) -> Point:
    x, y = point
    under = by[6] * x + by[7] * y + 1
    return float((by[0] * x + by[1] * y + by[2]) / under), float((by[3] * x + by[4] * y + by[5]) / under)


def _as_taken(image: Image.Image, chance: random.Random) -> Image.Image:
    """Dim, pale, out of focus, noisy, in JPEG: each at times."""
    pixels = np.asarray(image, np.float32)
    contrast, light = chance.choice(((1.0, 0), (1.0, 0), (0.45, 10), (0.4, 110), (0.8, 20)))
    slope = np.linspace(1, chance.uniform(0.6, 1.1), image.width, dtype=np.float32)[None, :, None]
    noise = np.random.default_rng(chance.randint(0, 1 << 30)).normal(0, chance.uniform(1, 7), pixels.shape)
    taken = Image.fromarray(np.clip(pixels * contrast * slope + light + noise, 0, 255).astype(np.uint8))
    return taken.filter(ImageFilter.GaussianBlur(chance.choice((0, 0.6, 1.1))))
