"""The lines of writing in a picture as one text, and the way back from a span of that text to places in the picture.

Lines come in any order and at any angle. They are laid out as they would be read when the picture is turned so that
most of the writing runs from left to right: row by row, what stands beside each other in one row parted by spaces.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import atan2, cos, hypot, sin
from typing import Final

from commonward.guard.media.things import Box, Line, Thing

_ONE_ROW: Final = 0.5  # of the lower line's height: middles that are nearer than that stand in one row
# Heights of a line: a longer part of it is covered piece by piece, so that the boxes of a leaning line fit.
_PIECE: Final = 3.0
_AROUND: Final = 0.35  # heights of a line, before and after a part of it: where a letter ends is known roughly only


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line and where its words begin in the text."""

    thing: Thing
    line: Line
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.thing.words)


@dataclass(frozen=True, slots=True)
class Page:
    """All that can be read, as a text. A span of it can be found again in the picture."""

    text: str = field(repr=False)
    placed: tuple[_Placed, ...] = field(repr=False)

    def lines(self) -> tuple[tuple[int, int, Thing], ...]:
        """Each line: where its words begin and end in the text, and the line itself."""
        return tuple((one.start, one.end, one.thing) for one in self.placed)

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """The parts of lines that this span of the text stands in, as boxes. A part of a line that leans is several."""
        found: list[Box] = []
        for one in self.placed:
            first, last = max(start, one.start) - one.start, min(end, one.end) - one.start
            if first < last:
                found += _pieces(one.line, first, last)
        return tuple(found)

    def box(self, start: int, end: int) -> Box:
        """One box around this span. Raises ValueError for a span that stands in no line."""
        return around(self.boxes(start, end))


def around(boxes: Sequence[Box]) -> Box:
    """The box around boxes. Raises ValueError when there is none."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top


def lay_out(things: Sequence[Thing]) -> Page:
    """The page that these lines of writing make. Things that are no lines are left out."""
    lines = [(thing, thing.line) for thing in things if thing.line is not None and thing.words]
    angle = _angle([line for _, line in lines])
    rows: list[list[tuple[float, float, float, Thing, Line]]] = []
    measured = sorted((_measured(thing, line, angle) for thing, line in lines), key=lambda one: (one[1], one[0]))
    for one in measured:
        row = next((row for row in reversed(rows[-3:]) if _is_in_row(one, row[-1])), None)
        if row is None:
            rows.append([one])
        else:
            row.append(one)
    text: list[str] = []
    length = 0
    placed: list[_Placed] = []
    for row in rows:
        for number, (_, _, _, thing, line) in enumerate(sorted(row, key=lambda one: one[0])):
            gap = "\n" if not number and placed else "  " if number else ""
            text += [gap, thing.words]
            placed.append(_Placed(thing, line, length + len(gap)))
            length += len(gap) + len(thing.words)
    return Page("".join(text), tuple(placed))


def _angle(lines: Sequence[Line]) -> float:
    """The direction in which most of the writing runs."""
    across = sum(line.corners[2] - line.corners[0] for line in lines)
    down = sum(line.corners[3] - line.corners[1] for line in lines)
    return atan2(down, across) if across or down else 0.0


def _measured(thing: Thing, line: Line, angle: float) -> tuple[float, float, float, Thing, Line]:
    """Where a line begins, its middle and its height, with the picture turned by the angle."""
    x, y = line.corners[0::2], line.corners[1::2]
    height = hypot(x[3] - x[0], y[3] - y[0])
    left = (x[0] + x[3]) / 2 * cos(angle) + (y[0] + y[3]) / 2 * sin(angle)
    middle = sum(y) / 4 * cos(angle) - sum(x) / 4 * sin(angle)
    return left, middle, height, thing, line


def _is_in_row(one: tuple[float, float, float, Thing, Line], other: tuple[float, float, float, Thing, Line]) -> bool:
    return abs(one[1] - other[1]) <= _ONE_ROW * min(one[2], other[2])


def _pieces(line: Line, first: int, last: int) -> list[Box]:
    """Boxes around the letters of a line from `first` to before `last`."""
    x, y = line.corners[0::2], line.corners[1::2]
    length = max(1.0, hypot(x[1] - x[0], y[1] - y[0]))
    height = hypot(x[3] - x[0], y[3] - y[0])
    begin = line.ends[first - 1] / 1000 if first else 0.0
    end = line.ends[last - 1] / 1000
    reach = _AROUND * height / length
    begin, end = max(0.0, begin - reach), min(1.0, end + reach)
    count = max(1, round((end - begin) * length / (_PIECE * max(1.0, height))))
    steps = [begin + (end - begin) * number / count for number in range(count + 1)]
    return [_piece(x, y, one, other) for one, other in pairwise(steps)]


def _piece(x: Sequence[int], y: Sequence[int], begin: float, end: float) -> Box:
    across = [a + (b - a) * part for part in (begin, end) for a, b in ((x[0], x[1]), (x[3], x[2]))]
    down = [a + (b - a) * part for part in (begin, end) for a, b in ((y[0], y[1]), (y[3], y[2]))]
    left, top = max(0, int(min(across))), max(0, int(min(down)))
    return left, top, max(1, round(max(across)) - left), max(1, round(max(down)) - top)
