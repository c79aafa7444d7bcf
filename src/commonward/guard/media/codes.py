"""Finds barcodes and square codes in a decoded picture, and reads them. In the child.

A code on a wristband, a blood tube or a letter is a number that singles a person out, in a form that eyes cannot read
and every phone can. One that is plainly a code but too damaged to be read here is reported as well: a better reader,
or a better copy, may read it.

Of simple bars the reader tells only those rows in which it could read them, and a strip of bars that stays uncovered
can be read as well as all of them. So the box reaches as far as the bars go on (`_as_far_as_bars`).

What the reader leaves is looked for once more: bars by how they look (`bars`), which count without being read, and
small squares, which the reader is shown larger and sharper.

Known misses: PDF417 (identity cards, boarding passes) that leans by more than a few degrees; square codes that are cut
off or bent; bars thinner than a pixel (figures in docs/guard-media.md).

Reading is done by zxing-cpp (Apache-2.0), on grey pixels, without any file.
"""

from dataclasses import replace

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from commonward.guard.contract import Kind
from commonward.guard.media.bars import Places, laid_flat
from commonward.guard.media.regions import Region
from commonward.guard.media.things import MOST_WORDS, Box, Thing, boxed

_MOST_SIDE = 2400  # pixels of the picture that is searched; larger ones are made smaller first
_LEAST_SIDE = 900  # a smaller picture is also searched at twice its size: bars of one pixel are too thin to read
_PLACES_SIDE = 1700  # pixels of the picture in which places are looked for that the reader left
_CLOSER = 3  # times as large: how a place that may be a small code is looked at again
_MARGINS = (10, 4)  # pixels around it, in a first and a second try
_SHARPER = 1.0  # pixels, before it is enlarged: how far around each it is made sharper, to three times
_MOST_CLOSER = 1_400_000  # pixels of all these looks together
_FLAT_HEIGHT, _MOST_FLAT = 48, 2400  # pixels of bars that are laid flat to be read
_READ, _UNREAD = 1.0, 0.6
_Edges = tuple[float, float, float, float]
_SIMPLE = frozenset(
    getattr(zxingcpp.BarcodeFormat, name)
    for name in (
        "Codabar",
        "Code39",
        "Code93",
        "Code128",
        "DataBar",
        "DataBarExpanded",
        "EAN8",
        "EAN13",
        "ITF",
        "UPCA",
        "UPCE",
    )
)
_PLAIN_UNREAD = zxingcpp.BarcodeFormat.QRCode  # its three eyes are plain; other kinds are seen in leaves and letters
_THIN = 0.15  # of a bar code's length: the least that it is high
_TILT = 0.12  # of a side's length, from which it leans: about seven degrees
_SHARED = 0.5  # of the smaller box, from which two are the same code
_GOES_ON = 0.6  # correlation of a row with the one in the middle from which it crosses the same bars
_GAP = 4  # rows in between that need not: a scratch, a fold
_LEAST_ACROSS = 16  # pixels of a row: fewer are alike by chance


def find(image: Image.Image) -> list[Thing]:
    """Every code, with what it says where it could be read; the surest first."""
    grey = image.convert("L")
    found = _read(grey, min(1.0, _MOST_SIDE / max(grey.size)))
    if max(grey.size) <= _LEAST_SIDE:
        found += _read(grey, 2.0)
    return _distinct(_with_places(grey, _distinct(found)))


def _distinct(found: list[Thing]) -> list[Thing]:
    kept: list[Thing] = []
    for thing in sorted(found, key=lambda thing: (-thing.confidence, -thing.box[2] * thing.box[3])):
        if all(_shared(thing.box, other.box) < _SHARED for other in kept):
            kept.append(thing)
    return kept


def _with_places(grey: Image.Image, found: list[Thing]) -> list[Thing]:
    """What was found, as far as its bars go on, and what the reader left: other bars, read or not, and small squares in
    which it sees a code when they are enlarged.
    """
    scale = min(1.0, _PLACES_SIDE / max(grey.size))
    looked = grey if scale == 1 else grey.resize(_times(grey.size, scale), reducing_gap=2.0)
    places = Places(looked)
    things = list(found)
    for place in places.bars():
        box = _boxed(place.edges(), scale, grey.size)
        if box is None:
            continue
        same = [number for number, thing in enumerate(things) if _shared(box, thing.box) >= _SHARED]
        for number in same:
            things[number] = replace(things[number], box=_around(box, things[number].box))
        if not same:
            words = _words(looked, place)
            things.append(Thing(Kind.BARCODE, box, _READ if words else _UNREAD, words))
    left_to_look = _MOST_CLOSER
    for left, top, width, height in places.squares():
        box = _boxed((left, top, left + width, top + height), scale, grey.size)
        if box is None or any(thing.words and _shared(box, thing.box) >= _SHARED for thing in things):
            continue
        left_to_look -= box[2] * box[3] * _CLOSER**2
        if left_to_look < 0:
            break
        things += _closer(grey, box, _MARGINS[0]) or _closer(grey, box, _MARGINS[1])
    return things


def _times(size: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _boxed(edges: _Edges, scale: float, size: tuple[int, int]) -> Box | None:
    """The box in the picture of this size of what was seen in a copy of this scale."""
    left, top, right, bottom = (edge / scale for edge in edges)
    return boxed((left, top, right, bottom), size)


def _closer(grey: Image.Image, box: Box, margin: int) -> list[Thing]:
    """The codes in this part of the picture, which is looked at larger and much sharper."""
    left, top = max(0, box[0] - margin), max(0, box[1] - margin)
    part = grey.crop((left, top, min(grey.width, box[0] + box[2] + margin), min(grey.height, box[1] + box[3] + margin)))
    sharper = ImageOps.autocontrast(part.filter(ImageFilter.UnsharpMask(_SHARPER, 300, 0)), cutoff=2)
    things = []
    for thing in _read(sharper.resize(_times(part.size, _CLOSER), Image.Resampling.LANCZOS), 1.0):
        x, y, width, height = (length / _CLOSER for length in thing.box)
        there = boxed((left + x, top + y, left + x + width, top + y + height), grey.size)
        if there is not None:
            things.append(replace(thing, box=there))
    return things


def _words(grey: Image.Image, place: Region) -> str:
    """What these bars say when they are laid flat; nothing where they can not be read."""
    length = min(_MOST_FLAT, round(place.length * 2))
    flat = laid_flat(grey, place, (length, _FLAT_HEIGHT)).astype(np.uint8)
    read = zxingcpp.read_barcodes(flat, try_rotate=False, try_downscale=False)
    return next((code.text[:MOST_WORDS] for code in read if code.valid), "")


def _read(grey: Image.Image, scale: float) -> list[Thing]:
    looked = grey
    if scale != 1:
        looked = grey.resize(_times(grey.size, scale), reducing_gap=2.0)
    things = []
    pixels = np.asarray(looked)
    for code in zxingcpp.read_barcodes(pixels, return_errors=True):
        if not code.valid and code.format != _PLAIN_UNREAD:
            continue
        box = _boxed(_edges(code, pixels), scale, grey.size)
        if box is not None:
            words = code.text[:MOST_WORDS] if code.valid else ""
            things.append(Thing(Kind.BARCODE, box, _READ if code.valid else _UNREAD, words))
    return things


def _edges(code: zxingcpp.Barcode, pixels: NDArray[np.uint8]) -> _Edges:
    """Left, top, right, bottom of all of a code. Of tilted bars only the part is known that straight lines cross from
    end to end, so the square around its middle is taken.
    """
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    box: _Edges = (min(across), min(down), max(across) + 1, max(down) + 1)
    side, along = (place.bottom_left.x - place.top_left.x, place.bottom_left.y - place.top_left.y)
    is_upright = abs(place.top_right.y - place.top_left.y) <= abs(place.top_right.x - place.top_left.x)
    if not is_upright:
        side, along = along, side
    is_tilted = abs(side) > _TILT * abs(along)
    if code.format in _SIMPLE and not is_tilted:
        box = _as_far_as_bars(pixels, box) if is_upright else _turned(_as_far_as_bars(pixels.T, _turned(box)))
    left, top, right, bottom = box
    length = max(right - left, bottom - top)
    wide = max(0.0, (length if is_tilted else length * _THIN) - (right - left)) / 2
    high = max(0.0, (length if is_tilted else length * _THIN) - (bottom - top)) / 2
    return left - wide, top - high, right + wide, bottom + high


def _turned(box: _Edges) -> _Edges:
    """The same box where across and down have changed places."""
    left, top, right, bottom = box
    return top, left, bottom, right


def _as_far_as_bars(pixels: NDArray[np.uint8], edges: _Edges) -> _Edges:
    """The box of bars that stand upright or lean a little, as far up and down as rows cross the same bars as the one in
    the middle. A row of leaning bars is the one before it, moved by a pixel or none.
    """
    left, top, right, bottom = map(int, edges)
    height, width = pixels.shape
    middle = min(height - 1, (top + bottom) // 2)
    sought = pixels[middle, max(0, left) : right].astype(np.float32)
    if len(sought) < _LEAST_ACROSS:
        return edges
    sought -= sought.mean()
    first, last, ends, lean = left, right, [top, bottom], 0.0
    for end, step in enumerate((-1, 1)):
        row, moved, missed = middle, 0, 0
        while 0 <= row + step < height and missed <= _GAP:
            row += step
            alike, by = max(
                (_alike(pixels[row], sought, max(0, left) + by), by) for by in (moved - 1, moved, moved + 1)
            )
            if alike < _GOES_ON:
                missed += 1
                continue
            moved, missed = by, 0
            ends[end] = min(ends[end], row) if step < 0 else max(ends[end], row + 1)
            first, last = min(first, left + by), max(last, right + by)
            lean = max(lean, abs(by) / abs(row - middle) if abs(row - middle) >= _LEAST_ACROSS else 0.0)
    # At the ends of leaning bars rows cross some of them only.
    corner = lean * (right - left)
    return max(0, first), max(0.0, ends[0] - corner), min(width, last), min(float(height), ends[1] + corner)


def _alike(row: NDArray[np.uint8], sought: NDArray[np.float32], start: int) -> float:
    """The correlation of a part of a row with what is sought; 0 where it leaves the picture or nothing is there."""
    if start < 0 or start + len(sought) > len(row):
        return 0.0
    part = row[start : start + len(sought)].astype(np.float32)
    part -= part.mean()
    size = float(np.sqrt((part @ part) * (sought @ sought)))
    return float(part @ sought) / size if size else 0.0


def _shared(one: Box, other: Box) -> float:
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, width) * max(0, height) / min(one[2] * one[3], other[2] * other[3])


def _around(one: Box, other: Box) -> Box:
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right, bottom = max(one[0] + one[2], other[0] + other[2]), max(one[1] + one[3], other[1] + other[3])
    return left, top, right - left, bottom - top
