"""Finds faces in a decoded picture: a fast look everywhere, then a thorough one where it was unsure. In the child.

The network sees squares of 192 pixels. The first look lays squares of several sizes over the picture, so that a small
face fills enough of one; the whole picture is also looked at on its sides and upside down, for people who lie. Each
place that may be a face is then cut out at three distances, plain and mirrored: a face is seen in all of them, a
chance likeness in one or two. The mean of the six decides.

Why a second look and not a higher bar: among the development pictures the first look was surer of places in two
pictures without people (0.81, 0.78) than of two clear faces (0.77, 0.72); the mean of six parts them (figures in
docs/guard-media.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil

import numpy as np
from PIL import Image

from commonward.guard.contract import Kind
from commonward.guard.media.networks import Floats, Network, planes
from commonward.guard.media.things import Thing, boxed

_SIDE = 192
_CELLS = 48
_BATCH = 4  # more at once do not fit a processor's own memory, and take half as long again
_MOST_SIDE = 2400  # pixels of the picture that is searched; larger ones are made smaller first
# Sides of the squares as parts of the picture's shorter side, and the step from one to the next as part of their own:
# squares for large faces must overlap more.
_TILES = ((1.0, 0.65), (0.5, 0.7), (0.3, 0.8))
_QUARTERS = (90, 180, 270)
_MAYBE = 0.35  # a first look's score from which a second look is worth it
_MOST_SECOND_LOOKS = 40
_PATIENCE, _PATIENCE_TURNED = 5, 2  # second looks in a row that find nothing, after which the less likely are left
_DISTANCES = (3.2, 2.2, 4.5)  # sides of the second look's squares, in sides of the face
_HOPELESS = 0.25  # mean of the first two looks below which the other four are saved
_SMALLEST = 14  # pixels: smaller faces are nobody's
_SMALL = 32
_SURE, _SURE_SMALL = 0.55, 0.66  # least mean of the second look; small likenesses are commoner
_SAME = 0.3  # overlap from which two boxes are one face
_SCALE, _OFFSET = np.full(3, 1 / 127.5, np.float32), np.full(3, -1, np.float32)
_STRIDE, _PLAIN = (
    4,
    0.08,
)  # every fourth pixel of a square is asked whether anything is there: ten of 255 steps of light
_MARGINS = (0.1, 0.3, 0.1, 0.1)  # left, top, right, bottom: the network's box ends at the brows


@dataclass(frozen=True, slots=True)
class _Place:
    """A square that may be a face, in pixels of the picture as it was turned, and how sure the network is."""

    left: float
    top: float
    right: float
    bottom: float
    score: float

    @property
    def side(self) -> float:
        return max(self.right - self.left, self.bottom - self.top)

    def overlap(self, other: "_Place") -> float:
        """The part of both that is common to both."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        common = max(0.0, width) * max(0.0, height)
        return common / (self._area + other._area - common)

    @property
    def _area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


class FaceFinder:
    """Loads the network once; `find` for each picture. Raises GuardUnavailable."""

    def __init__(self) -> None:
        self._network = Network("faces.onnx", what="finder of faces")
        column = (np.arange(_CELLS, dtype=np.float32) + 0.5) / _CELLS
        self._across, self._down = np.tile(column, _CELLS), np.repeat(column, _CELLS)

    def find(self, image: Image.Image) -> list[Thing]:
        """Every face, with a box from hairline to chin, the surest first."""
        picture = image.convert("RGB")
        scale = max(1.0, max(picture.size) / _MOST_SIDE)
        if scale > 1:
            picture = picture.resize((round(picture.width / scale), round(picture.height / scale)), reducing_gap=2.0)
        tiles = list(_tiles(picture))
        found = self._confirmed(_Turned(picture, 0), tiles, _PATIENCE)
        large = [tile for tile in tiles if tile.is_large]
        for quarter in _QUARTERS:
            turned = _Turned(picture, quarter)
            seen = self._confirmed(turned, [tile.turned(quarter, picture.size) for tile in large], _PATIENCE_TURNED)
            found += [_turned_back(place, quarter, picture.size) for place in seen]
        things = (_thing(place, scale, image.size) for place in _distinct(found))
        return [thing for thing in things if thing is not None]

    def _confirmed(self, picture: "_Turned", tiles: Sequence["_Tile"], patience: int) -> list[_Place]:
        """The faces in these squares, after the second look."""
        confirmed: list[_Place] = []
        in_vain = 0
        for place in _distinct(self._likely(tiles))[:_MOST_SECOND_LOOKS]:
            looked = self._second_look(picture, place)
            if looked.score >= (_SURE if place.side >= _SMALL else _SURE_SMALL):
                confirmed.append(looked)
                in_vain = 0
            else:
                in_vain += 1
            if in_vain == patience:
                break
        return confirmed

    def _likely(self, tiles: Sequence["_Tile"]) -> list[_Place]:
        """The first look: every place that may be a face."""
        maybe: list[_Place] = []
        for start in range(0, len(tiles), _BATCH):
            some = tiles[start : start + _BATCH]
            for tile, (boxes, scores) in zip(some, self._look([tile.pixels for tile in some]), strict=True):
                left, top, side = tile.square
                for index in np.flatnonzero(scores >= _MAYBE):
                    edges = boxes[index] * side + (left, top, left, top)
                    first, upper, last, lower = map(float, edges)
                    place = _Place(first, upper, last, lower, float(scores[index]))
                    if place.side >= _SMALLEST:
                        maybe.append(place)
        return maybe

    def _second_look(self, picture: "_Turned", place: _Place) -> _Place:
        """The same place with the mean score of up to six looks."""
        scores: list[float] = []
        for distance in _DISTANCES:
            side = place.side * distance
            left, top = (place.left + place.right - side) / 2, (place.top + place.bottom - side) / 2
            part = picture.cut(left, top, side)
            for boxes, sure in self._look([part, part[:, :, ::-1]]):
                scores.append(_in_the_middle(boxes, sure, distance))
            if float(np.mean(scores)) < _HOPELESS:
                break
        return _Place(place.left, place.top, place.right, place.bottom, float(np.mean(scores)))

    def _look(self, squares: Sequence[Floats]) -> list[tuple[Floats, Floats]]:
        """For each square the boxes (left, top, right, bottom, as parts of its side) and their scores."""
        boxes, scores = self._network.run(np.stack(squares))
        x, y = boxes[..., 0] / _SIDE + self._across, boxes[..., 1] / _SIDE + self._down
        width, height = boxes[..., 2] / _SIDE / 2, boxes[..., 3] / _SIDE / 2
        edges = np.stack([x - width, y - height, x + width, y + height], axis=-1)
        sure = 1 / (1 + np.exp(-np.clip(scores[..., 0], -60, 60)))
        return list(zip(edges, sure, strict=True))


@dataclass(frozen=True, slots=True)
class _Tile:
    """A square of the first look: left, top and side in pixels of the picture, and what the network sees of it."""

    square: tuple[float, float, float]
    pixels: Floats
    is_large: bool

    def turned(self, quarter: int, size: tuple[int, int]) -> "_Tile":
        """The same square in the picture of this size turned left by `quarter` degrees."""
        left, top, side = self.square
        width, height = size
        there = {
            90: (top, width - left - side),
            180: (width - left - side, height - top - side),
            270: (height - top - side, left),
        }
        return _Tile((*there[quarter], side), np.rot90(self.pixels, quarter // 90, (1, 2)), self.is_large)


@dataclass(frozen=True, slots=True)
class _Turned:
    """The picture turned left by so many degrees, which itself is never made: squares are cut from it and turned."""

    picture: Image.Image
    quarter: int

    def cut(self, left: float, top: float, side: float) -> Floats:
        """This square of it as the network wants it; what lies outside is black."""
        width, height = self.picture.size
        match self.quarter:
            case 90:
                left, top = width - top - side, left
            case 180:
                left, top = width - left - side, height - top - side
            case 270:
                left, top = top, height - left - side
        return np.rot90(_cut(self.picture, left, top, side), self.quarter // 90, (1, 2))


def _tiles(picture: Image.Image) -> Iterator[_Tile]:
    """The squares of the first look: all of it, then smaller ones that overlap. Those of one size are cut from the same
    copy, in which each is as large as the network wants it; what is plain all over is left out.
    """
    width, height = picture.size
    longer, shorter = max(picture.size), min(picture.size)
    left, top = (width - longer) / 2, (height - longer) / 2
    yield _Tile((left, top, longer), _cut(picture, left, top, longer), is_large=True)
    for part, step in _TILES:
        side = shorter * part
        if part < 1 and side < _SIDE:
            return
        if side < longer:
            factor = _SIDE / side
            size = max(_SIDE, round(width * factor)), max(_SIDE, round(height * factor))
            copy = _evened(picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))
            for x, y in product(*(_starts(length, _SIDE, step) for length in size)):
                pixels = copy[:, y : y + _SIDE, x : x + _SIDE]
                if part == 1 or np.ptp(pixels[:, ::_STRIDE, ::_STRIDE]) >= _PLAIN:
                    yield _Tile((x / size[0] * width, y / size[1] * height, side), pixels, is_large=part == 1)


def _starts(length: int, side: int, step: float) -> list[int]:
    free = length - side
    steps = ceil(free / (side * step)) if free > 1 else 0
    return [round(free * place / steps) for place in range(steps + 1)] if steps else [free // 2]


def _cut(picture: Image.Image, left: float, top: float, side: float) -> Floats:
    """This square of the picture as the network wants it; what lies outside is black."""
    first, upper = max(0.0, left), max(0.0, top)
    last, lower = min(float(picture.width), left + side), min(float(picture.height), top + side)
    square = Image.new("RGB", (_SIDE, _SIDE))
    if last - first < 1 or lower - upper < 1:
        return _evened(square)
    scale = _SIDE / side
    size = max(1, round((last - first) * scale)), max(1, round((lower - upper) * scale))
    part = picture.resize(size, Image.Resampling.BILINEAR, (first, upper, last, lower), 2.0)
    square.paste(part, (round((first - left) * scale), round((upper - top) * scale)))
    return _evened(square)


def _evened(image: Image.Image) -> Floats:
    """Colours from -1 to 1, one plane after the other."""
    return planes(image, _SCALE, _OFFSET)


def _in_the_middle(boxes: Floats, scores: Floats, distance: float) -> float:
    """The best score of a box in the middle of a square that is about as large as the face should be there."""
    reach = 0.3 / distance
    width = boxes[:, 2] - boxes[:, 0]
    fits = (width > 0.4 / distance) & (width < 2 / distance)
    for low, high in ((0, 2), (1, 3)):
        fits &= np.abs((boxes[:, low] + boxes[:, high]) / 2 - 0.5) < reach
    return float(scores[fits].max()) if fits.any() else 0.0


def _distinct(places: Sequence[_Place]) -> list[_Place]:
    kept: list[_Place] = []
    for place in sorted(places, key=lambda place: -place.score):
        if all(place.overlap(other) < _SAME for other in kept):
            kept.append(place)
    return kept


def _turned_back(place: _Place, quarter: int, size: tuple[int, int]) -> _Place:
    """The place in the upright picture of this size, when the picture had been turned left by `quarter` degrees."""
    left, top, right, bottom = place.left, place.top, place.right, place.bottom
    for _ in range(quarter // 90):
        # One quarter back to the right; the turned picture is as high as the one before was wide.
        left, top, right, bottom = -bottom, left, -top, right
    # The corner that was turned away from is brought back to where the picture begins.
    width, height = size
    across = {90: width, 180: width, 270: 0}[quarter]
    down = {90: 0, 180: height, 270: height}[quarter]
    return _Place(left + across, top + down, right + across, bottom + down, place.score)


def _thing(place: _Place, scale: float, size: tuple[int, int]) -> Thing | None:
    left, top, right, bottom = (part * place.side for part in _MARGINS)
    edges = (place.left - left, place.top - top, place.right + right, place.bottom + bottom)
    box = boxed((edges[0] * scale, edges[1] * scale, edges[2] * scale, edges[3] * scale), size)
    return None if box is None else Thing(Kind.FACE, box, round(min(1.0, place.score), 3))
