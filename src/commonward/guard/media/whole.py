"""What a picture, or a large part of it, is a picture of: a gun, a blade, a drink, a clinical room. In the child.

The network tells which of a thousand kinds of thing a photograph is of. Its answer is one for everything that it looks
at, so it is asked of the whole picture and of nine overlapping parts, each half as wide and high; the shares of the
kinds that mean the same here are added. The surest of the ten looks counts (of a blade only the first), and its part of
the picture is the box: about where the thing is, no outline.

Two bars, as in `objects`: from the upper a thing counts as seen; between the two it is uncertain, and counts only
beside a person (`guard.seen`).

Known misses: a gun or a blade that fills less than about a third of such a part, one in a hand or a holster, toys told
from real ones, drawings; scrubs and uniforms without a stethoscope, a white coat or such; wounds and blood, of which
the network was taught nothing (docs/guard-media.md).

The network is EfficientNet-Lite0 (Google; its weights for torch by ML Illustrated; Apache-2.0; see its card in
resources).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from commonward.guard.contract import Kind
from commonward.guard.media.networks import Floats, Network, planes
from commonward.guard.media.things import Thing

_SIDE: Final = 224
_SIDE_FOR_PARTS: Final = 448
_STEP: Final = 96  # pixels from one part to the next, of these 448
_LEAST_SIDE: Final = 320  # a picture with a shorter side below is looked at as a whole only
_SCALE, _OFFSET = np.full(3, 1 / 128, np.float32), np.full(3, -127 / 128, np.float32)
_EVEN: Final = 0.5  # told as confidence at the upper bar


@dataclass(frozen=True, slots=True)
class _Sought:
    """A kind of thing: places in the network's answer whose shares are added, and the two bars for the sum."""

    kind: Kind
    places: tuple[int, ...]
    maybe: float
    seen: float
    in_parts: bool = True


# Places as in guard/lab/whole_model.py. Bars: no photograph that was tried and has no such thing is above a lower one.
# A blade is not looked for in parts: there the edge of anything may be a letter opener.
_SOUGHT: Final = (
    _Sought(Kind.GUN, (0, 1, 2), 0.25, 0.55),
    _Sought(Kind.KNIFE, (3, 4), 0.30, 0.50, in_parts=False),
    _Sought(Kind.DRINK, (5, 6, 7, 8, 9, 10), 0.20, 0.40),
    _Sought(Kind.UNIFORM, (11, 12, 13, 14, 15), 0.30, 0.50),
)


class WholeFinder:
    """Loads the network once; `find` for each picture. Raises GuardUnavailable."""

    def __init__(self) -> None:
        self._network = Network("whole.onnx", what="judge of whole pictures")

    def find(self, image: Image.Image) -> list[Thing]:
        """At most one thing of each kind; a confidence below one half says that it is uncertain."""
        picture = image.convert("RGB")
        looks = [(self._look(picture, _SIDE)[:, 0, 0], (0, 0, *picture.size))]
        if min(picture.size) >= _LEAST_SIDE:
            shares = self._look(picture, _SIDE_FOR_PARTS)
            looks += [
                (shares[:, row, column], _part(row, column, picture.size))
                for row, column in np.ndindex(shares.shape[1:])
            ]
        found = []
        for sought in _SOUGHT:
            asked = looks if sought.in_parts else looks[:1]
            likely, box = max((float(shares[list(sought.places)].sum()), box) for shares, box in asked)
            if likely >= sought.maybe:
                found.append(Thing(sought.kind, box, _told(likely, sought)))
        return found

    def _look(self, picture: Image.Image, side: int) -> Floats:
        """The share of each kind in each part: kinds, rows, columns."""
        small = picture.resize((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)
        shares: Floats = self._network.run(planes(small, _SCALE, _OFFSET)[None])[0][0]
        return shares


def _part(row: int, column: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box of one of the nine parts in a picture of this size."""
    width, height = size
    left, top = column * _STEP * width // _SIDE_FOR_PARTS, row * _STEP * height // _SIDE_FOR_PARTS
    return left, top, width * _SIDE // _SIDE_FOR_PARTS, height * _SIDE // _SIDE_FOR_PARTS


def _told(share: float, sought: _Sought) -> float:
    """The share on a scale on which one half is the bar from which a thing counts as seen."""
    if share >= sought.seen:
        return round(min(1.0, _EVEN + (1 - _EVEN) * (share - sought.seen) / (1 - sought.seen)), 3)
    return round(_EVEN * share / sought.seen, 3)
