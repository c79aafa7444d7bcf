"""How well codes are covered: `python -m commonward.guard.lab.codes_covered [COUNT [SEED [FOLDER]]]`.

Draws codes of eight kinds on labels on uneven grounds, upright, on end and leaning, sharp and out of focus, dim and
pale, and saves each as JPEG. Prints by kind how much of the codes' area is under a cover, and how many are whole (99 of
100). With a folder of pictures, tells in which of them a code is seen. Bars that stand one above the other (PDF417) are
drawn upright and on end only and told apart: that they are missed leaning is known.
"""

import io
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from commonward.guard.media import codes
from commonward.guard.media.things import Box

#: Kind, and how a number of it is made.
KINDS = {
    "QRCode": "MRN {:08d}",
    "DataMatrix": "{:08d}X",
    "Aztec": "bed {:06d}",
    "Code128": "PT-{:08d}",
    "Code39": "A{:05d}",
    "ITF": "{:06d}",
    "EAN13": "59{:010d}",
    "PDF417": "OKAFOR {:08d}",
}
_SIZE = 1200, 830
_WHOLE = 0.99
_STACKED = "PDF417"


def drawn(kind: str, chance: random.Random) -> tuple[Image.Image, Image.Image]:
    """A picture with one code, and a mask of where it is."""
    words = KINDS[kind].format(chance.randint(0, 99_999))
    made = zxingcpp.create_barcode(words, getattr(zxingcpp.BarcodeFormat, kind))
    code = Image.fromarray(np.array(made.to_image(scale=chance.choice((2, 3, 4, 5)), add_quiet_zones=False))).convert(
        "L"
    )
    label = ImageOps.expand(code, border=chance.randint(14, 40), fill=255)
    mask = ImageOps.expand(Image.new("L", code.size, 255), border=(label.width - code.width) // 2, fill=0)
    degrees = chance.choice((0, 0, 0, 90, 180, 270)) + (0.0 if kind == _STACKED else chance.gauss(0, 8))
    turned = [one.rotate(degrees, Image.Resampling.BICUBIC, expand=True) for one in (label, mask)]
    edge = Image.new("L", label.size, 255).rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    ground = np.random.default_rng(chance.randint(0, 1 << 30)).integers(60, 190, (5, 8)).astype(np.uint8)
    picture = Image.fromarray(ground).resize(_SIZE, Image.Resampling.BICUBIC)
    wide, high = (max(0, whole - part) for whole, part in zip(_SIZE, edge.size, strict=True))
    place = chance.randint(0, wide), chance.randint(0, high)
    picture.paste(turned[0], place, edge)
    where = Image.new("L", _SIZE, 0)
    where.paste(turned[1], place)
    return _taken(picture, chance), where


def _taken(picture: Image.Image, chance: random.Random) -> Image.Image:
    """As a camera would see it: dim or pale, noisy, out of focus, in JPEG."""
    contrast, light = chance.choice(((1.0, 0), (1.0, 0), (0.45, 10), (0.4, 110), (0.8, 20)))
    noise = np.random.default_rng(chance.randint(0, 1 << 30)).normal(0, chance.uniform(1, 7), (_SIZE[1], _SIZE[0]))
    pixels = np.clip(np.asarray(picture, np.float32) * contrast + light + noise, 0, 255).astype(np.uint8)
    kept = io.BytesIO()
    blurred = Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(chance.choice((0, 0.6, 1.1))))
    blurred.convert("RGB").save(kept, "JPEG", quality=chance.randint(60, 92))
    with Image.open(kept) as opened:
        opened.load()
        return opened


def covered(where: Image.Image, boxes: list[Box]) -> float:
    """The part of the code that lies in the boxes."""
    there = np.asarray(where) > 127
    under = np.zeros_like(there)
    for left, top, width, height in boxes:
        under[top : top + height, left : left + width] = True
    return float((there & under).sum() / there.sum())


def _seen(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}:
            with Image.open(path) as opened:
                if codes.find(ImageOps.exif_transpose(opened).convert("RGB")):
                    yield path.name


def main(count: int, seed: int, folder: Path | None) -> None:
    """Draw, look and print."""
    chance = random.Random(seed)
    parts: dict[str, list[float]] = defaultdict(list)
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        picture, where = drawn(kind, chance)
        parts[kind].append(covered(where, [thing.box for thing in codes.find(picture)]))
    for kind, found in parts.items():
        print(f"{kind}: {mean(found):.3f} of the area covered, whole {sum(p >= _WHOLE for p in found)} of {len(found)}")
    for name, kinds in ((f"all but {_STACKED}", set(KINDS) - {_STACKED}), ("all", set(KINDS))):
        some = [part for kind in kinds for part in parts[kind]]
        whole = sum(part >= _WHOLE for part in some) / len(some)
        print(f"{name}: {mean(some):.3f} of the area covered, whole {whole:.3f}")
    if folder is not None:
        print("seen in pictures of the folder:", ", ".join(_seen(folder)) or "none")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        int(given[0]) if given else 320,
        int(given[1]) if len(given) > 1 else 1,
        Path(given[2]) if len(given) > 2 else None,
    )
