"""How well a picture is known again: `python -m commonward.guard.lab.known_again FOLDER …`, with pictures in each.

Makes variations of each picture, as people make them who take one from a page, and prints for each kind the share that
is found: by all signs, and through the index as well. Then the pairs of different pictures that are taken for the same;
whether they really are different somebody has to look at. Names of files are printed, never contents.
"""

import io
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from commonward.guard.media.alike import Likeness, bands, closest, probes
from commonward.guard.media.likeness import likeness_of

_LARGEST = 700  # pixels; the codes are made of fewer


def variations(image: Image.Image, chance: random.Random) -> Iterator[tuple[str, Image.Image]]:
    """What becomes of a picture that somebody takes, by name."""
    width, height = image.size
    yield "half the size", image.resize((max(1, width // 2), max(1, height // 2)), Image.Resampling.LANCZOS)
    yield "320 pixels", ImageOps.contain(image, (320, 320))
    yield "stretched by 5 of 100", image.resize((int(width * 1.05), height))
    yield "quality 50", _saved(image, 50)
    yield "quality 20", _saved(image, 20)
    left, top, right, bottom = (chance.random() for _ in range(4))
    across, down = chance.uniform(0.05, 0.1), chance.uniform(0.05, 0.1)
    sides = (across * left, down * top, across * (1 - left), down * (1 - top))
    yield "5 to 10 of 100 cut off", _cut(image, sides)
    yield "5 to 10 of 100 cut off every side", _cut(image, [0.05 + 0.05 * x for x in (left, top, right, bottom)])
    yield "10 of 100 cut off one side", _cut(image, (0, 0, 0.1, 0))
    yield "brighter", ImageEnhance.Brightness(image).enhance(1.3)
    yield "darker", ImageEnhance.Brightness(image).enhance(0.7)
    yield "more contrast", ImageEnhance.Contrast(image).enhance(1.4)
    yield "grey", image.convert("L").convert("RGB")
    yield "sepia", ImageOps.colorize(image.convert("L"), "#201000", "#ffe8c0")
    yield "richer colours", ImageEnhance.Color(image).enhance(1.6)
    yield "white frame", ImageOps.expand(image, int(max(width, height) * 0.05), "white")
    yield "black frame", ImageOps.expand(image, int(max(width, height) * 0.04), "black")
    yield "mark across it", _marked(image)
    yield "box over an eighth", _boxed(image)
    yield "box over an eighth, quality 50, 320 pixels", _saved(ImageOps.contain(_boxed(image), (320, 320)), 50)
    yield "box over the middle, a tenth", _boxed(image, (0.33, 0.35, 0.67, 0.65))
    yield "large letters", _lettered(image)
    yield "large letters, mirrored", ImageOps.mirror(_lettered(image))
    yield "mirrored", ImageOps.mirror(image)
    yield "blurred", image.filter(ImageFilter.GaussianBlur(max(width, height) / 400))
    yield "turned by 1 degree", _cut(image.rotate(1, resample=Image.Resampling.BICUBIC), (0.02,) * 4)
    mixed = ImageEnhance.Color(_cut(image, (0.03, 0.02, 0.03, 0.02))).enhance(0.7)
    yield "several together", _saved(ImageOps.contain(mixed, (640, 640)), 60)


def _saved(image: Image.Image, quality: int) -> Image.Image:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality)
    return Image.open(target).convert("RGB")


def _cut(image: Image.Image, shares: "tuple[float, ...] | list[float]") -> Image.Image:
    width, height = image.size
    left, top, right, bottom = shares
    return image.crop((int(width * left), int(height * top), int(width * (1 - right)), int(height * (1 - bottom))))


def _marked(image: Image.Image) -> Image.Image:
    """A half-transparent band of bars, as thick as large letters, across the whole width."""
    marked = image.copy()
    draw = ImageDraw.Draw(marked, "RGBA")
    width, height = image.size
    for number in range(12):
        left = width * (0.08 + 0.07 * number)
        draw.rectangle((left, height * 0.45, left + width * 0.035, height * 0.55), fill=(255, 255, 255, 130))
    return marked


def _boxed(image: Image.Image, shares: "tuple[float, ...]" = (0.6, 0.7, 1, 1)) -> Image.Image:
    boxed = image.copy()
    left, top, right, bottom = (int(share * side) for share, side in zip(shares, image.size * 2, strict=True))
    ImageDraw.Draw(boxed).rectangle((left, top, right, bottom), fill="white")
    return boxed


def _lettered(image: Image.Image) -> Image.Image:
    """Solid letters across the middle, an eighth of the picture high."""
    lettered = image.copy()
    width, height = image.size
    font = ImageFont.load_default(size=max(10, height // 8))
    ImageDraw.Draw(lettered).text((width * 0.02, height * 0.44), "www.example.org", fill="white", font=font)
    return lettered


def _pictures(folders: list[Path]) -> Iterator[tuple[str, Image.Image]]:
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.suffix.lower() not in {".jpg", ".jpeg", ".png", ".webp", ".tiff"}:
            continue
        try:
            with Image.open(path) as opened:
                image = ImageOps.exif_transpose(opened).convert("RGB")
        except (OSError, SyntaxError, ValueError):
            continue
        image.thumbnail((_LARGEST, _LARGEST))
        yield path.name, image


def main(folders: list[Path]) -> None:
    """Vary every picture and print the tables."""
    chance = random.Random(5)
    known: list[tuple[str, Likeness]] = []
    found: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    plain = 0
    for name, image in _pictures(folders):
        kept = likeness_of(image)
        if kept is None:
            plain += 1
            continue
        known.append((name, kept))
        numbers = bands(kept.kept)
        for kind, varied in variations(image, chance):
            asked = likeness_of(varied)
            by_signs = asked is not None and closest(asked, kept.kept) is not None
            found[kind].append((by_signs, by_signs and asked is not None and bool(probes(asked.asked) & numbers)))
    print(f"pictures: {len(known)}; too plain or small: {plain}")
    for kind, each in found.items():
        signs, index = (sum(one[at] for one in each) / len(each) for at in (0, 1))
        print(f"{kind:36} found {signs:.2f}, through the index {index:.2f}")
    same = [(one, other) for (one, a), (other, b) in combinations(known, 2) if closest(a, b.kept) is not None]
    print(f"pairs: {len(known) * (len(known) - 1) // 2}; taken for the same: {len(same)}")
    for one, other in same:
        print(f"  {one} | {other}")


if __name__ == "__main__":
    main([Path(word) for word in sys.argv[1:]])
