"""Finds barcodes and square codes in a decoded picture, and reads them. In the child.

A code on a wristband, a blood tube or a letter is a number that singles a person out, in a form that eyes cannot read
and every phone can. One that is plainly a code but too damaged to be read here is reported as well: a better reader,
or a better copy, may read it.

Known miss: PDF417 (identity cards, boarding passes) that leans by more than a few degrees.

Reading is done by zxing-cpp (Apache-2.0), on grey pixels, without any file.
"""

import numpy as np
import zxingcpp
from PIL import Image

from commonward.guard.contract import Kind
from commonward.guard.media.things import MOST_WORDS, Box, Thing, boxed

_MOST_SIDE = 2400  # pixels of the picture that is searched; larger ones are made smaller first
_LEAST_SIDE = 900  # a smaller picture is also searched at twice its size: bars of one pixel are too thin to read
_READ, _UNREAD = 1.0, 0.6
_PLAIN_UNREAD = zxingcpp.BarcodeFormat.QRCode  # its three eyes are plain; other kinds are seen in leaves and letters
_THIN = 0.15  # of a bar code's length: the least that it is high
_TILT = 0.12  # of a side's length, from which it leans: about seven degrees
_SHARED = 0.5  # of the smaller box, from which two are the same code


def find(image: Image.Image) -> list[Thing]:
    """Every code, with what it says; the surest first."""
    grey = image.convert("L")
    scale = min(1.0, _MOST_SIDE / max(grey.size))
    found = _read(grey, scale)
    if max(grey.size) <= _LEAST_SIDE:
        found += _read(grey, 2.0)
    kept: list[Thing] = []
    for thing in sorted(found, key=lambda thing: (-thing.confidence, -thing.box[2] * thing.box[3])):
        if all(_shared(thing.box, other.box) < _SHARED for other in kept):
            kept.append(thing)
    return kept


def _read(grey: Image.Image, scale: float) -> list[Thing]:
    looked = grey
    if scale != 1:
        looked = grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))), reducing_gap=2.0)
    things = []
    for code in zxingcpp.read_barcodes(np.asarray(looked), return_errors=True):
        if not code.valid and code.format != _PLAIN_UNREAD:
            continue
        left, top, right, bottom = _edges(code)
        box = boxed((left / scale, top / scale, right / scale, bottom / scale), grey.size)
        if box is not None:
            words = code.text[:MOST_WORDS] if code.valid else ""
            things.append(Thing(Kind.BARCODE, box, _READ if code.valid else _UNREAD, words))
    return things


def _edges(code: zxingcpp.Barcode) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of all of a code. Of tilted bars only the part is known that straight lines cross from
    end to end, so the square around its middle is taken.
    """
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    left, top, right, bottom = min(across), min(down), max(across) + 1, max(down) + 1
    side, along = (place.bottom_left.x - place.top_left.x, place.bottom_left.y - place.top_left.y)
    if abs(place.top_right.y - place.top_left.y) > abs(place.top_right.x - place.top_left.x):
        side, along = along, side
    length = max(right - left, bottom - top)
    is_tilted = abs(side) > _TILT * abs(along)
    wide = max(0.0, (length if is_tilted else length * _THIN) - (right - left)) / 2
    high = max(0.0, (length if is_tilted else length * _THIN) - (bottom - top)) / 2
    return left - wide, top - high, right + wide, bottom + high


def _shared(one: Box, other: Box) -> float:
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, width) * max(0, height) / min(one[2] * one[3], other[2] * other[3])
