"""The codes by which a picture is known again (`alike`), from its pixels. In the child.

The picture is made small and grey, and turned into waves (a discrete cosine transform, type II, of 64 by 64 points).
Of its slowest waves each gives one sign: above or below their median. Resizing, recompressing, colours and blur hardly
touch them. A cut edge moves them, so codes of parts are kept as well; a frame is taken off where one colour runs along
all edges; a mirror image turns the sign of every second wave. What is laid over a part moves them, too, so pieces at
the four sides have codes of their own, where they are not plain.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from commonward.guard.media.alike import BANDS, BITS, UNSURE, UNSURE_OF_PIECE, Asked, Likeness, placed, places

_SIDE: Final = 64  # points of the transform
_SMALL: Final = 256  # pixels: what the parts are cut from
_PART: Final = 0.925  # of the picture's sides: what is left when 5 to 10 of 100 are cut off
_MOST_FRAME: Final = 0.15
_NEAR: Final = 14  # of 255: as near as the colour of a frame stays to itself, after compression
_ALONG: Final = 0.97
#: Top, bottom, left, right. The first two leave out letters across the middle, the others a box in a corner.
_PIECES: Final = ((0, 0, 1, 0.44), (0, 0.56, 1, 1), (0, 0, 0.56, 1), (0.44, 0, 1, 1))
#: Which of them each is in the mirror image.
_IN_MIRROR: Final = (1, 2, 4, 3)
#: Below this a picture is so plain that its signs are chance: a wall, a fog, an empty page.
_LEAST_LIGHT: Final = 12.0

Grey = NDArray[np.float32]
_Box = tuple[float, float, float, float]

_points = np.arange(_SIDE)
_waves = np.cos(np.pi * (2 * _points[None, :] + 1) * _points[:, None] / (2 * _SIDE)).astype(np.float32)
_slowest = sorted(
    (down * down + across * across, down, across) for down in range(17) for across in range(17) if down or across
)[:BITS]
_DOWN: Final = np.array([wave[1] for wave in _slowest])
_ACROSS: Final = np.array([wave[2] for wave in _slowest])
_MIRRORED: Final = np.where(_ACROSS % 2 == 1, -1, 1)


def likeness_of(image: Image.Image) -> Likeness | None:
    """The codes of an upright picture; None for one too small or too plain to be known again."""
    if min(image.size) < _SIDE:
        return None
    small = image.copy() if max(image.size) <= _SMALL else image.reduce(max(1, max(image.size) // (2 * _SMALL)))
    small = small.convert("L")
    small.thumbnail((_SMALL, _SMALL), Image.Resampling.LANCZOS)
    grey = np.asarray(small, dtype=np.float32)
    whole = _swing(grey)
    if _is_plain(whole):
        return None
    parts = [whole, *(_swing(grey, box) for box in _parts())]
    inside = _without_frame(grey)
    asked = [whole] if inside is None else [whole, _swing(inside)]
    pieces = [(number, _swing(grey, box)) for number, box in enumerate(_PIECES, 1)]
    telling = [(number, swing) for number, swing in pieces if not _is_plain(swing)]
    return Likeness(
        (*map(_code, parts), *(placed(_code(swing), number) for number, swing in telling)),
        (
            *(_asked(swing * turned) for swing in asked for turned in (1, _MIRRORED)),
            *(_asked(swing, piece=number) for number, swing in telling),
            *(_asked(swing * _MIRRORED, piece=_IN_MIRROR[number - 1]) for number, swing in telling),
        ),
    )


def _is_plain(swing: Grey) -> bool:
    return float(np.abs(swing).mean()) < _LEAST_LIGHT


def _parts() -> tuple[_Box, ...]:
    """What may be left of a picture whose edges were cut off, as shares of its sides."""
    free = 1 - _PART
    nine = [(free * x, free * y, free * x + _PART, free * y + _PART) for x in (0, 0.5, 1) for y in (0, 0.5, 1)]
    return (*nine, (0.075, 0.075, 0.925, 0.925), (0.05, 0, 0.95, 1), (0, 0.05, 1, 0.95))


def _swing(grey: Grey, box: _Box = (0, 0, 1, 1)) -> Grey:
    """How much of each of the slowest waves is in a part."""
    height, width = grey.shape
    left, top, right, bottom = box
    edges = (left * width, top * height, right * width, bottom * height)
    points = Image.fromarray(grey).resize((_SIDE, _SIDE), Image.Resampling.BOX, box=edges)
    found: Grey = (_waves @ np.asarray(points, dtype=np.float32) @ _waves.T)[_DOWN, _ACROSS] / _SIDE
    return found


def _signs(swing: Grey) -> NDArray[np.bool_]:
    # The slow waves and the others each by their own median: their sizes are not alike.
    half = BITS // 2
    return np.concatenate([part > _middle(part) for part in (swing[:half], swing[half:])])


def _code(swing: Grey) -> int:
    return sum(1 << int(place) for place in np.flatnonzero(_signs(swing)))


def _asked(swing: Grey, *, piece: int = 0) -> Asked:
    half = BITS // 2
    margin = np.concatenate([np.abs(part - _middle(part)) for part in (swing[:half], swing[half:])])
    # Quick waves are small: how sure a sign is shows beside others of its kind.
    margin[:half] /= margin[:half].mean() + 1e-6
    margin[half:] /= margin[half:].mean() + 1e-6
    unsure = 0
    for band in range(BANDS):
        inside = list(places(band))
        for at in np.argsort(margin[inside], kind="stable")[: UNSURE_OF_PIECE if piece else UNSURE]:
            unsure |= 1 << inside[int(at)]
    return Asked(placed(_code(swing), piece), unsure)


def _middle(values: Grey) -> float:
    """The median. numpy's own loads a module when it is first asked, which a sealed child can not."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _without_frame(grey: Grey) -> Grey | None:
    """What is inside a frame of one colour; None where there is none."""
    height, width = grey.shape
    colour = _middle(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]))
    plain = np.abs(grey - colour) < _NEAR
    top = _run(plain.mean(1), height)
    bottom = _run(plain.mean(1)[::-1], height)
    left = _run(plain.mean(0), width)
    right = _run(plain.mean(0)[::-1], width)
    if not top + bottom + left + right:
        return None
    # One row more: where frame and picture meet both are mixed.
    inside = grey[top + (top > 0) : height - bottom - (bottom > 0), left + (left > 0) : width - right - (right > 0)]
    return np.ascontiguousarray(inside)


def _run(shares: NDArray[np.floating], length: int) -> int:
    """How many rows from the edge on are of the frame's colour, as far as a frame goes."""
    most = int(length * _MOST_FRAME)
    told = np.flatnonzero(shares[:most] <= _ALONG)
    return int(told[0]) if told.size else most
