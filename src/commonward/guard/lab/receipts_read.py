"""How well writing is read: `python -m commonward.guard.lab.receipts_read FONTS [COUNT [SEED]]`.

Draws receipts of shops that do not exist, photographed as telephones do it: as they lie, turned by 90, 180 and 270
degrees, leaning by 8, in the dark, pale. Prints for each way the share of printed pieces (what stands together on a
line) that are read exactly, and of characters that are read, by the distance of edits. Blanks do not count.

Fonts are the `*.ttf` of the folder given whose names hold neither "hand", "Oblique" nor "Math".
"""

import random
import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import mean

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from commonward.guard.media.things import Thing
from commonward.guard.media.writing import WritingFinder

_GOODS = (
    "Brown bread",
    "Oat milk 1 l",
    "Apples 1.2 kg",
    "Plasters 20 pcs",
    "Ibuprofen 400",
    "Hand cream",
    "Rice 500 g",
)
_SHOPS = ("HARBOUR PHARMACY", "Corner Market Ltd", "LARK & MOOR", "Green Door Grocers")
_WAYS = {"as it lies": 0, "90 degrees": 90, "180 degrees": 180, "270 degrees": 270, "leaning by 8": 8}
_LIGHTS = ("dark", "pale")
_WIDTH = 430

Piece = tuple[str, tuple[float, float]]  # words, and their middle


def receipt(chance: random.Random, fonts: list[Path]) -> tuple[Image.Image, list[Piece]]:
    """A receipt, and its pieces with the middle of each."""
    font = ImageFont.truetype(str(chance.choice(fonts)), chance.choice((19, 21, 24)))
    step = int(font.size * 1.45)
    goods = [(name, f"{chance.randint(99, 2999) / 100:.2f}") for name in chance.sample(_GOODS, 5)]
    total = f"{sum(float(price) for _name, price in goods):.2f}"
    rows: list[tuple[str, str]] = [
        (chance.choice(_SHOPS), ""),
        (f"{chance.randint(1, 99)} Mill Lane", ""),
        (f"Tel {chance.randint(200, 999)}-{chance.randint(1000, 9999)}", ""),
        (
            f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2026",
            f"{chance.randint(8, 19):02}:{chance.randint(10, 59)}",
        ),
        *goods,
        ("TOTAL", total),
        ("CASH", total),
        (f"Receipt no. {chance.randint(100000, 999999)}", ""),
        ("Thank you for your visit", ""),
    ]
    paper = Image.new("L", (_WIDTH, step * (len(rows) + 2)), 244)
    draw, pieces = ImageDraw.Draw(paper), []
    for number, (left, right) in enumerate(rows, start=1):
        for words, at in ((left, 24.0), (right, _WIDTH - 24 - font.getlength(right))):
            if words:
                draw.text((at, number * step), words, font=font, fill=40)
                pieces.append((words, (at + font.getlength(words) / 2, number * step + font.size * 0.6)))
    return paper, pieces


def photographed(
    paper: Image.Image, pieces: list[Piece], chance: random.Random, *, turn: int, light: str = ""
) -> tuple[Image.Image, list[Piece]]:
    """The paper on a table, turned by so many degrees, with the places of its pieces."""
    side = int(max(paper.size) * 1.25)
    table = np.random.default_rng(chance.randint(0, 9999)).normal(118, 9, (side, side)).clip(0, 255).astype(np.uint8)
    ground = Image.fromarray(table).filter(ImageFilter.GaussianBlur(1.5))
    left, top = (side - paper.width) // 2, (side - paper.height) // 2
    ground.paste(paper, (left, top))
    image = ground.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=118)
    angle, middle = np.deg2rad(turn), side / 2
    placed = []
    for words, (x, y) in pieces:
        across, down = x + left - middle, y + top - middle
        placed.append(
            (
                words,
                (
                    middle + across * np.cos(angle) + down * np.sin(angle),
                    middle - across * np.sin(angle) + down * np.cos(angle),
                ),
            )
        )
    if light == "dark":
        image = ImageEnhance.Brightness(image).enhance(0.25)
    elif light == "pale":
        image = image.point(lambda value: value * 0.22 + 170)
    noisy = np.asarray(image, np.float32) + np.random.default_rng(5).normal(0, 3, (side, side))
    soft = Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))
    return soft.convert("RGB"), placed


def scored(things: list[Thing], pieces: list[Piece]) -> tuple[int, int, int]:
    """How many pieces are read exactly; how many characters of how many are right."""
    exact = right = 0
    for words, (x, y) in pieces:
        here = [one for one in things if _holds(one, x, y)]
        wanted = words.replace(" ", "")
        read = max((one.words.replace(" ", "") for one in here), key=lambda one: -_edits(one, wanted), default="")
        exact += read == wanted
        right += max(0, len(wanted) - _edits(read, wanted))
    return exact, right, sum(len(words.replace(" ", "")) for words, _at in pieces)


def _holds(thing: Thing, x: float, y: float) -> bool:
    left, top, width, height = thing.box
    return left - 4 <= x <= left + width + 4 and top - 4 <= y <= top + height + 4


def _edits(one: str, other: str) -> int:
    before = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        row = [number]
        for at, wanted in enumerate(other, start=1):
            row.append(min(before[at] + 1, row[-1] + 1, before[at - 1] + (letter != wanted)))
        before = row
    return before[-1]


def main(folder: Path, count: int, seed: int) -> None:
    """Draw, read and print."""
    unwanted = ("hand", "Oblique", "Math")
    fonts = [path for path in sorted(folder.rglob("*.ttf")) if not any(word in str(path) for word in unwanted)]
    finder, chance = WritingFinder(), random.Random(seed)
    results: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
    seconds: list[float] = []
    for _number in range(count):
        paper, pieces = receipt(chance, fonts)
        ways = [(name, turn, "") for name, turn in _WAYS.items()] + [(light, 0, light) for light in _LIGHTS]
        for name, turn, light in ways:
            image, placed = photographed(paper, pieces, chance, turn=turn, light=light)
            before = time.process_time()
            things = finder.find(image)
            seconds.append((time.process_time() - before) / (image.width * image.height / 1e6))
            results[name].append((*scored(things, placed), len(placed)))
    together = [one for found in results.values() for one in found]
    for name, each in [*results.items(), ("all", together)]:
        exact, right, letters, many = (sum(one[at] for one in each) for at in range(4))
        print(f"{name:14} pieces read exactly {exact / many:.3f}, characters {right / letters:.3f} ({many} pieces)")
    print(f"processor seconds a megapixel, writing alone: mean {mean(seconds):.2f}")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[2:4]]
    main(Path(sys.argv[1]), *numbers, *(6, 1)[len(numbers) :])
