"""Finds faces in a decoded picture: a fast look everywhere, then a thorough one where it was unsure. In the child.

The network was taught squares of 192 pixels. The first look is at the whole picture in such a square and at copies of
it in which this is the side of its shorter side, of half and of three tenths of it, so that a small face is large
enough in one; each copy is looked at as a whole, which saves what overlapping squares would have twice. The first two
are also looked at on their sides and upside down, for people who lie. Each place that may be a face is then cut out at
three distances, plain and mirrored: a face is seen in all of them, a chance likeness in one or two. The mean of the six
decides.

Why a second look and not a higher bar: among the development pictures the first look was surer of places in two
pictures without people (0.81, 0.78) than of two clear faces (0.77, 0.72); the mean of six parts them (figures in
docs/guard-media.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from commonward.guard.contract import Kind
from commonward.guard.media.networks import Floats, Network, planes
from commonward.guard.media.things import Thing, boxed

_SIDE = 192
_STEP = 4  # pixels from the middle of one place of the network's answer to the next
_MULTIPLE = 32  # of which both sides of what it sees must be
_MOST_PIECE = 1536  # pixels of a copy that are looked at together
_MOST_SIDE = 2400  # pixels of the picture that is searched; larger ones are made smaller first
_PARTS = (1.0, 0.5, 0.3)  # of the picture's shorter side, that are as long as the network's square in a copy
_QUARTERS = (90, 180, 270)
_MAYBE = 0.35  # a first look's score from which a second look is worth it
_MOST_SECOND_LOOKS = 40
_PATIENCE, _PATIENCE_TURNED = 5, 2  # second looks in a row that find nothing, after which the less likely are left
_DISTANCES = (3.2, 2.2, 4.5)  # sides of the second look's squares, in sides of the face
# Means of the first look, the first two and the first four below which the others are saved. The lowest of 35 places
# that were confirmed in development pictures were 0.50, 0.52 and 0.52.
_HOPELESS = {1: 0.15, 2: 0.3, 4: 0.45}
_SMALLEST = 14  # pixels: smaller faces are nobody's
_SMALL = 32
_SURE, _SURE_SMALL = 0.55, 0.66  # least mean of the second look; small likenesses are commoner
_SAME = 0.3  # overlap from which two boxes are one face
_SCALE, _OFFSET = np.full(3, 1 / 127.5, np.float32), np.full(3, -1, np.float32)
_STRIDE, _PLAIN = 4, 0.08  # every fourth pixel of a copy is asked whether anything is there: ten of 255 steps of light
_CALM = 64  # pixels that are kept of what is plain beside what is not
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

    def find(self, image: Image.Image) -> list[Thing]:
        """Every face, with a box from hairline to chin, the surest first."""
        picture = image.convert("RGB")
        scale = max(1.0, max(picture.size) / _MOST_SIDE)
        if scale > 1:
            picture = picture.resize((round(picture.width / scale), round(picture.height / scale)), reducing_gap=2.0)
        pieces = list(_pieces(picture))
        found = self._confirmed(_Turned(picture, 0), pieces, _PATIENCE)
        large = [piece for piece in pieces if piece.is_large]
        for quarter in _QUARTERS:
            turned = _Turned(picture, quarter)
            seen = self._confirmed(turned, [piece.turned(quarter, picture.size) for piece in large], _PATIENCE_TURNED)
            found += [_turned_back(place, quarter, picture.size) for place in seen]
        things = (_thing(place, scale, image.size) for place in _distinct(found))
        return [thing for thing in things if thing is not None]

    def _confirmed(self, picture: "_Turned", pieces: Sequence["_Piece"], patience: int) -> list[_Place]:
        """The faces in these pieces, after the second look."""
        confirmed: list[_Place] = []
        in_vain = 0
        for place in _distinct(self._likely(pieces))[:_MOST_SECOND_LOOKS]:
            looked = self._second_look(picture, place)
            if looked.score >= (_SURE if place.side >= _SMALL else _SURE_SMALL):
                confirmed.append(looked)
                in_vain = 0
            else:
                in_vain += 1
            if in_vain == patience:
                break
        return confirmed

    def _likely(self, pieces: Sequence["_Piece"]) -> list[_Place]:
        """The first look: every place that may be a face."""
        maybe: list[_Place] = []
        for piece in pieces:
            boxes, scores = self._look([piece.pixels])[0]
            left, top, width, height = piece.place
            _, rows, columns = piece.pixels.shape
            across, down = width / columns, height / rows
            for index in np.flatnonzero(scores >= _MAYBE):
                first, upper, last, lower = map(float, boxes[index] * (across, down, across, down))
                place = _Place(left + first, top + upper, left + last, top + lower, float(scores[index]))
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
            both = part, part[:, :, ::-1]
            for some in (both,) if scores else (both[:1], both[1:]):
                scores += [
                    _in_the_middle(boxes / np.float32(_SIDE), sure, distance) for boxes, sure in self._look(some)
                ]
                if float(np.mean(scores)) < _HOPELESS.get(len(scores), 0.0):
                    return replace(place, score=float(np.mean(scores)))
        return replace(place, score=float(np.mean(scores)))

    def _look(self, pieces: Sequence[Floats]) -> list[tuple[Floats, Floats]]:
        """For each of some pieces of one size its boxes (left, top, right, bottom, in its pixels) and their scores."""
        boxes, scores = self._network.run(np.stack(pieces))
        across, down = _middles(*pieces[0].shape[1:])
        x, y = boxes[..., 0] + across, boxes[..., 1] + down
        width, height = boxes[..., 2] / 2, boxes[..., 3] / 2
        edges = np.stack([x - width, y - height, x + width, y + height], axis=-1)
        sure = 1 / (1 + np.exp(-np.clip(scores[..., 0], -60, 60)))
        return list(zip(edges, sure, strict=True))


def _middles(height: int, width: int) -> tuple[Floats, Floats]:
    """How far across and down the middle of each place is in a piece of this size."""
    across, down = ((np.arange(length // _STEP, dtype=np.float32) + 0.5) * _STEP for length in (width, height))
    return np.tile(across, len(down)), np.repeat(down, len(across))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the first look: left, top, width and height in pixels of the picture, and what the network sees."""

    place: tuple[float, float, float, float]
    pixels: Floats
    is_large: bool

    def turned(self, quarter: int, size: tuple[int, int]) -> "_Piece":
        """The same piece in the picture of this size turned left by `quarter` degrees."""
        left, top, wide, high = self.place
        width, height = size
        there = {
            90: (top, width - left - wide, high, wide),
            180: (width - left - wide, height - top - high, wide, high),
            270: (height - top - high, left, high, wide),
        }
        return _Piece(there[quarter], np.rot90(self.pixels, quarter // 90, (1, 2)), self.is_large)


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


def _pieces(picture: Image.Image) -> Iterator[_Piece]:
    """What the first look sees: all of the picture in a square, then copies without what is plain at their edges."""
    width, height = picture.size
    longer, shorter = max(picture.size), min(picture.size)
    left, top = (width - longer) / 2, (height - longer) / 2
    yield _Piece((left, top, longer, longer), _cut(picture, left, top, longer), is_large=True)
    for part in _PARTS:
        side = shorter * part
        if side < (_SIDE if part < 1 else _SMALLEST):
            return  # no face fits into a strip so thin, and its copy would be huge
        if side == longer:
            continue
        size = _multiple(width * _SIDE / side), _multiple(height * _SIDE / side)
        copy = _evened(picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))
        across, down = width / size[0], height / size[1]
        columns, rows = _kept(copy, 2), _kept(copy, 1)
        for x, wide in _spans(*columns):
            for y, high in _spans(*rows):
                place = x * across, y * down, wide * across, high * down
                yield _Piece(place, copy[:, y : y + high, x : x + wide], is_large=part == 1)


def _multiple(length: float) -> int:
    """The nearest length that the network takes."""
    return max(_SIDE, _MULTIPLE * round(length / _MULTIPLE))


def _kept(copy: Floats, axis: int) -> tuple[int, int]:
    """Where along this axis a copy begins to be other than plain, and where it ends; 0 and 0 when it is plain."""
    thin = copy[:, ::_STRIDE, ::_STRIDE]
    high, low = thin.max(axis=3 - axis), thin.min(axis=3 - axis)
    length = copy.shape[axis]
    ends = []
    for step in (1, -1):
        spread = np.maximum.accumulate(high[:, ::step], axis=1) - np.minimum.accumulate(low[:, ::step], axis=1)
        ends.append(int((spread < _PLAIN).all(axis=0).sum()) * _STRIDE)
    if ends[0] >= length:
        return 0, 0
    first = max(0, ends[0] - _CALM) // _MULTIPLE * _MULTIPLE
    last = length - max(0, ends[1] - _CALM) // _MULTIPLE * _MULTIPLE
    short = max(0, _SIDE - (last - first))
    first = max(0, first - short)
    return first, max(last, first + _SIDE)


def _spans(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where pieces begin, and how long they are: one, or several that overlap by the network's square."""
    while last - first > _MOST_PIECE:
        yield first, _MOST_PIECE
        first += _MOST_PIECE - _SIDE
    if last > first:
        yield first, last - first


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
