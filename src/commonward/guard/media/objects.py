"""Finds people, bottles, wine glasses and knives in a decoded picture. In the child.

The network lays three grids over a square and says for each place how likely a thing of each kind has its middle there
and how far it reaches. It looks at the whole picture, plain and, where something may be, mirrored; the mean of both
decides, since a chance likeness is rarely one in both. A small thing fills too few places of the whole: four
overlapping parts are looked at as well, mirrored where something other than a person may be.

Two bars: from the upper a thing counts as seen. Between the two it is uncertain: nothing by itself, but with a person
in the picture of a professional it has a second person look (`guard.seen`).

Known misses: cans, beer in a tumbler or a mug (a cup is most often coffee), spirits in small glasses, knives edge on or
in a hand, anything smaller than about one twentieth of the picture, drawings. Guns and wounds are not looked for
(docs/guard-media.md).

The network is NanoDet (RangiLyu, Apache-2.0; see its card in resources). Its colours come as blue, green, red. What a
place tells of its reach is a distribution over eleven lengths for each side (Li et al., Generalized Focal Loss, 2020).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from commonward.guard.contract import Kind
from commonward.guard.media.networks import BLUE_GREEN_RED, Floats, Network, planes
from commonward.guard.media.things import Thing, boxed

_SIDE = 416
_STEPS = (8, 16, 32)  # pixels from one place to the next in each grid
_LENGTHS = 11
_MEAN = np.array([103.53, 116.28, 123.675], np.float32)
_SPREAD = np.array([57.375, 57.12, 58.395], np.float32)
_SCALE, _OFFSET = np.float32(1) / _SPREAD, -_MEAN / _SPREAD
_PART = 0.66  # sides of the smaller squares, of the picture's shorter side
_LEAST_SIDE = 320  # a picture with a shorter side below is looked at as a whole only
_SAME = 0.5  # overlap from which two boxes are one thing


@dataclass(frozen=True, slots=True)
class _Sought:
    """A kind of thing: what it is told as, the bar from which it is uncertain, and the one from which it is seen."""

    kind: Kind
    maybe: float
    seen: float


# In the order of the network's answer. Set by what it takes for such things in 57 development pictures that have none:
# three of them have something above the upper bar (docs/guard-media.md).
_SOUGHT = (
    _Sought(Kind.PERSON, 0.40, 0.50),
    _Sought(Kind.DRINK, 0.30, 0.37),
    _Sought(Kind.DRINK, 0.24, 0.27),
    _Sought(Kind.KNIFE, 0.22, 0.30),
)
_MAYBE = np.array([sought.maybe for sought in _SOUGHT], np.float32)
# From here on a second look, mirrored, can bring the mean to the lower bar; in parts of a picture not for people.
_HOPES = _MAYBE * np.float32(0.75)
_HOPES_IN_PARTS = np.array([2.0, *_MAYBE[1:]], np.float32)
_EVEN = 0.5  # told as confidence at the upper bar; a thing at the lower one has less


class ObjectFinder:
    """Loads the network once; `find` for each picture. Raises GuardUnavailable."""

    def __init__(self) -> None:
        self._network = Network("objects.onnx", what="finder of things")

    def find(self, image: Image.Image) -> list[Thing]:
        """Every thing of these kinds, the surest first; a confidence below one half says that it is uncertain."""
        picture = image.convert("RGB")
        found = self._in(picture, (0, 0, *picture.size), hopes=_HOPES)
        shorter = min(picture.size)
        if shorter >= _LEAST_SIDE:
            side = round(shorter * _PART)
            for left in (0, picture.width - side):
                for top in (0, picture.height - side):
                    found += self._in(picture, (left, top, side, side), hopes=_HOPES_IN_PARTS)
        kept: list[Thing] = []
        for thing in sorted(found, key=lambda thing: -thing.confidence):
            if not any(other.kind is thing.kind and _overlap(thing, other) >= _SAME for other in kept):
                kept.append(thing)
        return kept

    def _in(self, picture: Image.Image, place: tuple[int, int, int, int], *, hopes: Floats) -> list[Thing]:
        """The things in this part of the picture, which is mirrored as well where something is from `hopes` on."""
        left, top, width, height = place
        square = picture.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR, (left, top, left + width, top + height), 2.0)
        likely, reach = self._look(square)
        if (likely >= hopes).any():
            mirrored, _ = self._look(ImageOps.mirror(square))
            likely = (likely + mirrored[_MIRRORED]) / np.float32(2)
        found = []
        for number, kind in np.argwhere(likely >= _MAYBE):
            sought, middle = _SOUGHT[kind], _MIDDLES[number]
            edges = (np.concatenate([middle, middle]) + _lengths(reach[number]) * _STEP_OF[number]) / _SIDE
            first, upper, last, lower = map(float, edges)
            box = boxed(
                (left + first * width, top + upper * height, left + last * width, top + lower * height), picture.size
            )
            if box is not None:
                found.append(Thing(sought.kind, box, _told(float(likely[number, kind]), sought)))
        return found

    def _look(self, square: Image.Image) -> tuple[Floats, Floats]:
        """For each place how likely it is the middle of a thing of each kind, and what it tells of its reach."""
        likely, reach = self._network.run(planes(square, _SCALE, _OFFSET, bands=BLUE_GREEN_RED)[None])
        return likely[0], reach[0]


def _places() -> tuple[Floats, Floats, NDArray[np.int64]]:
    """The middle of each place in pixels of the square, the step of its grid, and the place that mirrors it."""
    middles, steps, mirrored, before = [], [], [], 0
    for step in _STEPS:
        many = _SIDE // step
        row = (np.arange(many, dtype=np.float32) + 0.5) * step
        middles.append(np.stack([np.tile(row, many), np.repeat(row, many)], axis=1))
        steps.append(np.full(many * many, step, np.float32))
        mirrored.append(before + np.arange(many * many).reshape(many, many)[:, ::-1].ravel())
        before += many * many
    return np.concatenate(middles), np.concatenate(steps), np.concatenate(mirrored)


_MIDDLES, _STEP_OF, _MIRRORED = _places()


def _lengths(told: Floats) -> Floats:
    """How far a thing reaches to the left, top (both below 0), right and bottom, in steps: the mean of what is told."""
    sides = told.reshape(4, _LENGTHS)
    weights = np.exp(sides - sides.max(axis=1, keepdims=True))
    means = (weights @ np.arange(_LENGTHS, dtype=np.float32)) / weights.sum(axis=1)
    signed: Floats = means * np.array([-1, -1, 1, 1], np.float32)
    return signed


def _told(score: float, sought: _Sought) -> float:
    """The score on a scale on which one half is the bar from which a thing counts as seen."""
    if score >= sought.seen:
        told = _EVEN + (1 - _EVEN) * (score - sought.seen) / (1 - sought.seen)
    else:
        told = _EVEN * score / sought.seen
    return round(min(1.0, told), 3)


def _overlap(one: Thing, other: Thing) -> float:
    """The part of the smaller box that is common to both."""
    left, top = max(one.box[0], other.box[0]), max(one.box[1], other.box[1])
    right = min(one.box[0] + one.box[2], other.box[0] + other.box[2])
    bottom = min(one.box[1] + one.box[3], other.box[1] + other.box[3])
    smaller = min(one.box[2] * one.box[3], other.box[2] * other.box[3])
    return max(0, right - left) * max(0, bottom - top) / smaller
