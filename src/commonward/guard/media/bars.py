"""Finds where the bars of a barcode are, and what may be a small square code, without reading either. In the child.

A reader tells of a code only where it can read it, or nearly. One that is cut off by the picture's edge, leans and is
out of focus, or is printed too small is left by it, and yet a better copy or a better reader may read it. Bars show
without being read: in every part of them light changes, and always in the same direction.

The picture is taken in blocks. Of each is known how much light changes in it and in which direction (the structure
tensor; coherence of directions after Bazen and Gerez 2002). Neighbours that agree are taken together as one leaning
rectangle, which is laid flat and must look like bars: rows above each other are alike, light goes up and down many
times and about equally far, and both bars and gaps are of several widths. The last parts them from blinds, fences,
keys, rulers and the lines of tables.

A small square code changes everywhere and in all directions, with calm around it. So does much else: such places are
only proposed, and a reader must see a code there (`codes`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from commonward.guard.media.networks import Floats
from commonward.guard.media.regions import Region, joined
from commonward.guard.media.things import Box

_BLOCK: Final = 8  # pixels
_STRIP: Final = 12  # rows of blocks that are worked out together
_LEAST_CHANGE: Final = 60.0  # mean square of what light changes by from a pixel to the next but one; noise has 50
_ABOVE_CALM: Final = 4.0  # times what the calmest quarter of the picture changes by: what a square code is at least
_ALIKE: Final = 0.6  # coherence of directions from which a block is of bars
_SECTORS: Final = 8  # directions that are looked at one by one, each with the neighbours' edges
_REACH: Final = np.pi / _SECTORS * 0.8
_LEAST_BLOCKS, _MOST_PLACES = 8, 16
_LEAST_LENGTH, _LEAST_HEIGHT = 40, 16  # pixels
_ROWS, _MOST_LENGTH = 32, 1200  # of bars laid flat
_QUIET: Final = 0.35  # of the middle row's change: what a row at the edge has at least
_GROUPS: Final = 4  # of rows that must be alike
_LEAST_LIKENESS, _LEAST_TURNS, _LEAST_CONTRAST = 0.8, 16, 24.0
_SWING: Final = 0.3  # of the contrast: less is no turn
_LEAST_VARIED: Final = 0.2  # by how much a bar is wider than the last, or a gap, as a mean of logarithms
_MOST_SHARE: Final = 3.0  # times as wide as gaps are bars at most, or gaps as bars
_WIDE: Final = 9.0  # pixels of bars and gaps, in the mean, from which none is too thin to show its own light
_MOST_UNEVEN, _MOST_UNEVEN_THIN = 0.45, 0.7  # how unlike bars are in their darkness and gaps in theirs, by the contrast
_SIDES: Final = (32, 300)  # pixels of a place that may be a small square code
_CORE: Final = 0.3  # of the most that light changes by in such a place: a label's edge around it has less
_SQUARE, _LONG = 1.7, 4.5  # longer by shorter side
_LEAST_HIGH: Final = 56  # pixels of a longer one

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Blocks:
    """How much light changes across, down, and in both at once, in each block of so many pixels."""

    across: Floats
    down: Floats
    both: Floats
    size: int

    def coarser(self) -> "_Blocks":
        """The same in blocks twice as wide and high: for wide bars."""
        across, down, both = (_summed(one, 2) for one in (self.across, self.down, self.both))
        return _Blocks(across, down, both, self.size * 2)


class Places:
    """Looks at a grey picture once; then tells of `bars` and of `squares`."""

    def __init__(self, grey: Image.Image) -> None:
        self._grey = grey
        self._pixels: Bytes = np.asarray(grey)
        self._is_enough = min(grey.size) >= 4 * _BLOCK
        if self._is_enough:
            self._blocks = _changes(self._pixels)

    def bars(self) -> list[Region]:
        """Every place that looks like the bars of a barcode; `Region.way` runs across the bars."""
        kept: list[Region] = []
        if self._is_enough:
            for blocks in (self._blocks, self._blocks.coarser()):
                for place in _of_one_direction(blocks):
                    if any(other.holds_middle_of(place) for other in kept):
                        continue
                    sure = self._confirmed(place)
                    if sure is not None:
                        kept.append(sure)
        return kept

    def squares(self) -> list[Box]:
        """Small places full of change with calm around them, the squarest first."""
        if not self._is_enough:
            return []
        blocks = self._blocks
        changed = _around(blocks.across + blocks.down) / (9 * _BLOCK * _BLOCK)
        calm = float(np.sort(changed, axis=None)[changed.size // 4])
        found: list[tuple[float, Box]] = []
        for every_row, every_column in joined(changed >= max(_LEAST_CHANGE, _ABOVE_CALM * calm)):
            here = changed[every_row, every_column]
            rows, columns = (some[here >= _CORE * here.max()] for some in (every_row, every_column))
            top, left = int(rows.min()), int(columns.min())
            height, width = int(rows.max()) + 1 - top, int(columns.max()) + 1 - left
            shorter, longer = sorted((height * _BLOCK, width * _BLOCK))
            if shorter < _SIDES[0] or longer > _SIDES[1] or longer > _LONG * shorter:
                continue
            one_way, _ = _direction(blocks, rows, columns)
            is_square = longer <= _SQUARE * shorter and one_way < _ALIKE
            if is_square or (shorter >= _LEAST_HIGH and one_way > _ALIKE / 2):
                box = left * _BLOCK, top * _BLOCK, width * _BLOCK, height * _BLOCK
                found.append((longer / shorter + one_way, box))
        return [box for _, box in sorted(found)]

    def _confirmed(self, place: Region) -> Region | None:
        """The place without calm rows at its edges, where it looks like bars; else None."""
        flat = laid_flat(self._grey, place, (round(min(place.length, _MOST_LENGTH)), _ROWS))
        change = np.square(np.diff(flat, axis=1)).sum(axis=1)
        busy = np.flatnonzero(change >= _QUIET * np.sort(change)[_ROWS // 2])
        first, last = int(busy[0]), int(busy[-1]) + 1
        if last - first < _GROUPS or not _are_bars(flat[first:last]):
            return None
        upper, lower = first / _ROWS, last / _ROWS
        one, two, three, four = place.corners
        left, right = four - one, three - two
        corners = np.stack([one + left * upper, two + right * upper, two + right * lower, one + left * lower])
        return Region(corners.astype(np.float32), place.score)


def laid_flat(grey: Image.Image, place: Region, size: tuple[int, int]) -> Floats:
    """What is in this rectangle, upright, brought to this width and height."""
    one, two, three, four = (tuple(map(float, corner)) for corner in place.corners)
    flat = grey.transform(size, Image.Transform.QUAD, (*one, *four, *three, *two), Image.Resampling.BILINEAR)
    return np.asarray(flat, np.float32)


def _changes(pixels: Bytes) -> _Blocks:
    """By Scharr's filters, which tell direction well: a difference one way, a mean the other. Strip by strip: what is
    worked out in between stays in the processor's own memory.
    """
    height, width = (pixels.shape[0] - 2) // _BLOCK, (pixels.shape[1] - 2) // _BLOCK
    made = np.empty((3, height, width), np.float32)
    for first in range(0, height, _STRIP):
        last = min(height, first + _STRIP)
        light = pixels[first * _BLOCK : last * _BLOCK + 2, : width * _BLOCK + 2].astype(np.float32)
        light *= np.float32(1 / 16)
        steps = light[:, 2:] - light[:, :-2]
        across = _three_to_ten(steps[:-2], steps[1:-1], steps[2:])
        steps = light[2:] - light[:-2]
        down = _three_to_ten(steps[:, :-2], steps[:, 1:-1], steps[:, 2:])
        made[2, first:last] = _summed(across * down, _BLOCK)
        made[0, first:last] = _summed(np.square(across, out=across), _BLOCK)
        made[1, first:last] = _summed(np.square(down, out=down), _BLOCK)
    return _Blocks(made[0], made[1], made[2], _BLOCK)


def _three_to_ten(one: Floats, middle: Floats, other: Floats) -> Floats:
    mixed = one + other
    mixed *= np.float32(3)
    mixed += middle * np.float32(10)
    return mixed


def _summed(values: Floats, size: int) -> Floats:
    """The sum in each square of this side; what is left over at the right and below is left out."""
    height, width = values.shape[0] // size, values.shape[1] // size
    rows = values[: height * size, : width * size].reshape(height, size, width * size).sum(axis=1)
    summed: Floats = rows.reshape(height, width, size).sum(axis=2)
    return summed


def _around(values: Floats) -> Floats:
    """For each block the sum of it and its eight neighbours."""
    edged = np.zeros((values.shape[0] + 2, values.shape[1] + 2), np.float32)
    edged[1:-1, 1:-1] = values
    rows = edged[:-2] + edged[1:-1] + edged[2:]
    summed: Floats = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    return summed


def _direction(blocks: _Blocks, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> tuple[float, float]:
    """How much these blocks agree on one direction, from 0 to 1, and its angle."""
    across, down, both = (float(one[rows, columns].sum()) for one in (blocks.across, blocks.down, blocks.both))
    return float(np.hypot(across - down, 2 * both)) / (across + down + 1e-6), float(
        np.arctan2(2 * both, across - down)
    ) / 2


def _of_one_direction(blocks: _Blocks) -> Iterator[Region]:
    """Rectangles around neighbouring blocks in which light changes in one direction, the largest first."""
    across, down, both = (_around(one) for one in (blocks.across, blocks.down, blocks.both))
    turned, changed = np.hypot(across - down, 2 * both), across + down
    is_of_bars = (turned >= _ALIKE * changed) & (changed >= _LEAST_CHANGE * 9 * blocks.size**2)
    angles = np.arctan2(2 * both, across - down) / 2
    found: list[tuple[int, Region]] = []
    for sector in range(_SECTORS):
        away = np.abs((angles - sector * np.pi / _SECTORS + np.pi / 2) % np.pi - np.pi / 2)
        for rows, columns in joined(is_of_bars & (away <= _REACH)):
            if len(rows) >= _LEAST_BLOCKS:
                one_way, angle = _direction(blocks, rows, columns)
                found.append((len(rows), _rectangle(rows, columns, angle, one_way, blocks.size)))
    found.sort(key=lambda one: -one[0])
    for _, place in found[:_MOST_PLACES]:
        if place.length >= _LEAST_LENGTH and place.height >= _LEAST_HEIGHT:
            yield place


def _rectangle(rows: NDArray[np.int64], columns: NDArray[np.int64], angle: float, one_way: float, size: int) -> Region:
    """The rectangle around the blocks, turned so that it runs along this angle."""
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    middles = np.stack([(columns + 0.5) * size, (rows + 0.5) * size], axis=1)
    reach = size * float(np.abs(along).sum()) / 2
    spans = np.stack([middles @ along, middles @ across])
    low, high = spans.min(axis=1) - reach, spans.max(axis=1) + reach
    ends = ((low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1]))
    return Region(np.array([along * a + across * b for a, b in ends], np.float32), one_way)


def _are_bars(flat: Floats) -> bool:
    """Whether rows of light, one above the other, cross the same bars."""
    groups = np.stack([rows.mean(axis=0) for rows in np.array_split(flat, _GROUPS)])
    swung = groups - groups.mean(axis=1, keepdims=True)
    sizes = np.sqrt(np.square(swung).sum(axis=1)) + 1e-6
    alike = sorted(float(swung[n] @ swung[n + 1] / (sizes[n] * sizes[n + 1])) for n in range(_GROUPS - 1))
    row = flat.mean(axis=0)
    ordered = np.sort(row)
    contrast = float(ordered[-1 - len(row) // 20] - ordered[len(row) // 20])
    if alike[1] < _LEAST_LIKENESS or contrast < _LEAST_CONTRAST:
        return False
    turns = _turns(row, _SWING * contrast)
    return len(turns) >= _LEAST_TURNS and _are_varied(row, turns, contrast)


def _turns(row: Floats, swing: float) -> list[int]:
    """Where light turns from going up to going down or back, by at least this much."""
    values = row.tolist()
    found: list[int] = []
    highest = lowest = 0
    rises = falls = True
    for place, value in enumerate(values):
        if value > values[highest]:
            highest = place
        if value < values[lowest]:
            lowest = place
        if rises and values[highest] - value >= swing:
            found.append(highest)
            rises, falls, highest, lowest = False, True, place, place
        elif falls and value - values[lowest] >= swing:
            found.append(lowest)
            rises, falls, highest, lowest = True, False, place, place
    return found


def _are_varied(row: Floats, turns: list[int], contrast: float) -> bool:
    """Whether bars and gaps are each of several widths, and each about as dark or as light as the others."""
    crossed = []
    for start, end in pairwise(turns):
        half = (row[start] + row[end]) / 2
        after = int(np.argmax((row[start : end + 1] > half) == (row[end] > row[start])))
        before, here = row[start + after - 1], row[start + after]
        crossed.append(start + after - float((here - half) / (here - before)) if after and here != before else start)
    widths = np.diff(np.array(crossed, np.float32)).clip(min=0.5)
    one, other = widths[::2], widths[1::2]
    varied = min(float(np.abs(np.diff(np.log(some))).mean()) for some in (one, other))
    share = float(np.sort(one)[len(one) // 2] / np.sort(other)[len(other) // 2])
    heights = row[turns]
    uneven = float(heights[::2].std() + heights[1::2].std()) / contrast
    most_uneven = _MOST_UNEVEN if float(widths.mean()) >= _WIDE else _MOST_UNEVEN_THIN
    return varied >= _LEAST_VARIED and 1 / _MOST_SHARE <= share <= _MOST_SHARE and uneven <= most_uneven
