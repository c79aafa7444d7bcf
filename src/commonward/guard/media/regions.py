"""From a map that says how likely each pixel belongs to a line of writing to the leaning rectangles around the lines.

Pixels above a bar that touch each other are one line. Around each line lies the rectangle of the smallest area, at any
angle; it is then widened, because the network marks the inner part of a line only ("shrunk text", the unclip step of
Liao et al., Real-time Scene Text Detection with Differentiable Binarization, AAAI 2020).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonward.guard.media.networks import Floats

Whole = NDArray[np.int64]

_COARSE = np.radians(np.arange(0, 90, 3.0))
_FINE = np.radians(np.arange(-2.5, 2.6, 0.5))


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle at an angle: its four corners in the order of reading (top left, top right, bottom right, bottom
    left of the writing), and how sure the network is.
    """

    corners: Floats
    score: float

    @property
    def length(self) -> float:
        """Along the writing."""
        return float(np.hypot(*(self.corners[1] - self.corners[0])))

    @property
    def height(self) -> float:
        """Across the writing."""
        return float(np.hypot(*(self.corners[3] - self.corners[0])))

    @property
    def way(self) -> Floats:
        """The direction of reading, of length 1."""
        along: Floats = (self.corners[1] - self.corners[0]) / np.float32(max(self.length, 1e-6))
        return along

    @property
    def is_steep(self) -> bool:
        """Whether it runs up or down rather than across."""
        return bool(abs(self.way[1]) > abs(self.way[0]))

    def holds_middle_of(self, other: "Region") -> bool:
        """Whether the middle of the other lies inside."""
        away = other.corners.mean(axis=0) - self.corners.mean(axis=0)
        along = float(away @ self.way)
        across = float(away @ np.array([-self.way[1], self.way[0]], np.float32))
        return abs(along) <= self.length / 2 and abs(across) <= self.height / 2

    def turned(self) -> "Region":
        """The same region, read from its other end."""
        return Region(np.roll(self.corners, 2, axis=0), self.score)

    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the upright box around it."""
        (left, top), (right, bottom) = self.corners.min(axis=0), self.corners.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


@dataclass(frozen=True, slots=True)
class Bars:
    """What counts: pixels from `pixel` on, lines whose mean is at least `line` and whose rectangle is at least `least`
    pixels high; and how far a rectangle is `widened`.
    """

    pixel: float = 0.2
    line: float = 0.4
    least: float = 3.0
    widened: float = 1.4


def regions(likely: Floats, bars: Bars, *, most: int) -> list[Region]:
    """The lines of writing in a map, at most this many, the largest first."""
    rows, starts, ends = _runs(likely >= bars.pixel)
    if not len(rows):
        return []
    owners = _owners(rows, starts, ends)
    sums = np.concatenate([np.zeros((len(likely), 1), np.float64), np.cumsum(likely, axis=1, dtype=np.float64)], axis=1)
    weights = sums[rows, ends] - sums[rows, starts]
    sizes = np.bincount(owners, ends - starts)
    scores = np.bincount(owners, weights) / np.maximum(sizes, 1)
    order = np.argsort(owners, kind="stable")
    borders = np.searchsorted(owners[order], np.arange(len(sizes) + 1))
    found = []
    for owner in np.argsort(-sizes, kind="stable")[:most]:
        if scores[owner] < bars.line:
            continue
        runs = order[borders[owner] : borders[owner + 1]]
        corners = _around(rows[runs], starts[runs], ends[runs], bars)
        if corners is not None:
            found.append(Region(corners, float(scores[owner])))
    return found


def apart(these: Sequence[Region], others: Sequence[Region]) -> list[Region]:
    """Those of which no middle lies inside one of the others, and no middle of the others inside them."""
    if not these or not others:
        return list(these)
    met: NDArray[np.bool_] = np.logical_or(_hold(these, others).any(axis=1), _hold(others, these).any(axis=0))
    return [one for one, is_met in zip(these, met, strict=True) if not is_met]


def _hold(these: Sequence[Region], others: Sequence[Region]) -> NDArray[np.bool_]:
    """For each of these and each of the others what `holds_middle_of` says, all at once."""
    middles, theirs = (np.stack([one.corners.mean(axis=0) for one in some]) for some in (these, others))
    ways = np.stack([one.way for one in these])
    reach = np.array([(one.length / 2, one.height / 2) for one in these], np.float32)
    away = theirs[None] - middles[:, None]
    along = (away * ways[:, None]).sum(axis=2)
    across = away[..., 1] * ways[:, None, 0] - away[..., 0] * ways[:, None, 1]
    held: NDArray[np.bool_] = (np.abs(along) <= reach[:, :1]) & (np.abs(across) <= reach[:, 1:])
    return held


def joined(mask: NDArray[np.bool_]) -> Iterator[tuple[Whole, Whole]]:
    """The rows and columns of marked pixels that touch each other, also by a corner, group by group."""
    rows, starts, ends = _runs(mask)
    if not len(rows):
        return
    owners = _owners(rows, starts, ends)
    lengths = ends - starts
    order = np.argsort(np.repeat(owners, lengths), kind="stable")
    first = np.repeat(starts, lengths)
    within = np.arange(len(first)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    all_rows, all_columns = np.repeat(rows, lengths)[order], (first + within)[order]
    borders = np.cumsum(np.bincount(np.repeat(owners, lengths)))[:-1]
    yield from zip(np.split(all_rows, borders), np.split(all_columns, borders), strict=True)


def _runs(mask: NDArray[np.bool_]) -> tuple[Whole, Whole, Whole]:
    """Every run of marked pixels in a row: its row, its first pixel and the one after its last."""
    edged = np.zeros((mask.shape[0], mask.shape[1] + 2), np.int8)
    edged[:, 1:-1] = mask
    steps = np.diff(edged, axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    return rows, starts, ends


def _owners(rows: Whole, starts: Whole, ends: Whole) -> Whole:
    """For each run the number of the line it belongs to: runs that touch, also by a corner, belong together."""
    parents = list(range(len(rows)))

    def root(run: int) -> int:
        while parents[run] != run:
            parents[run] = parents[parents[run]]
            run = parents[run]
        return run

    row_of, first, last = rows.tolist(), starts.tolist(), ends.tolist()
    above = 0
    for run in range(1, len(row_of)):
        while row_of[above] < row_of[run] - 1 or (row_of[above] == row_of[run] - 1 and last[above] < first[run]):
            above += 1
        other = above
        while row_of[other] == row_of[run] - 1 and first[other] <= last[run]:
            parents[root(run)] = root(other)
            other += 1
    roots = np.fromiter((root(run) for run in range(len(parents))), np.int64, len(parents))
    return np.unique(roots, return_inverse=True)[1].astype(np.int64)


def _around(rows: Whole, starts: Whole, ends: Whole, bars: Bars) -> Floats | None:
    """The corners of the smallest rectangle around these runs, widened; None for one that is too low."""
    points = np.concatenate([np.stack([edge, row], axis=1) for edge in (starts, ends) for row in (rows, rows + 1)])
    points = points.astype(np.float32)
    angle = _best(points, _COARSE)
    angle = _best(points, angle + _FINE)
    along, across = _axes(angle)
    spans = np.stack([points @ along, points @ across])
    low, high = spans.min(axis=1), spans.max(axis=1)
    length, height = high - low
    if min(length, height) < bars.least:
        return None
    reach = length * height * bars.widened / (2 * (length + height))
    low, high = low - reach, high + reach
    if height > length * 1.2:
        # Taller than long at this angle: the writing runs along the other side.
        along, across, low, high = across, -along, np.array([low[1], -high[0]]), np.array([high[1], -low[0]])
    if along[0] < -1e-3 or (abs(along[0]) <= 1e-3 and along[1] < 0):
        along, across, low, high = -along, -across, -high, -low
    across_ends = ((low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1]))
    return np.array([along * a + across * b for a, b in across_ends], np.float32)


def _axes(angle: float) -> tuple[Floats, Floats]:
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([cosine, sine], np.float32), np.array([-sine, cosine], np.float32)


def _best(points: Floats, angles: NDArray[np.float64]) -> float:
    """The angle at which the rectangle around the points is smallest."""
    cosines, sines = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)
    across, down = points[:, :1], points[:, 1:]
    wide = np.ptp(across * cosines + down * sines, axis=0)
    high = np.ptp(down * cosines - across * sines, axis=0)
    return float(angles[int(np.argmin(wide * high))])
