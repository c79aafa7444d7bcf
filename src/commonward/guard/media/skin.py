"""Whether a photograph with a person in it, as a whole, may show private skin. In the child.

The network answers for the whole picture only, so that the thing it tells of is as large as the picture. It is asked
only where a face or a person was seen: what it takes flowers and wood for is of no use. What it says decides nothing
by itself; a second person reads the post (`guard.seen`).

The network is the smallest of nsfwjs (Infinite Red, MIT; see its card in resources).
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
from PIL import Image

from commonward.guard.contract import Kind
from commonward.guard.media.networks import Network
from commonward.guard.media.things import Thing

_SIDE: Final = 224
_DRAWN, _SEXUAL, _SUGGESTIVE = 1, 3, 4  # places in the network's answer
#: Of development photographs with a person none comes near (docs/guard-media.md); a swimsuit alone reaches it at most.
_BAR: Final = 0.5


class SkinFinder:
    """Loads the network once; `find` for each picture. Raises GuardUnavailable."""

    def __init__(self) -> None:
        self._network = Network("skin.onnx", what="judge of bare skin", at_need=True)

    def find(self, image: Image.Image, beside: Iterable[Thing]) -> list[Thing]:
        """The picture as a whole as one thing, where it may show private skin of a person seen in it; else nothing."""
        if not any(thing.kind in (Kind.FACE, Kind.PERSON) for thing in beside):
            return []
        small = image.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0)
        pixels = np.asarray(small, np.float32).transpose(2, 0, 1)[None] / np.float32(255)
        answer = self._network.run(pixels)[0][0]
        likely = float(answer[_DRAWN] + answer[_SEXUAL] + answer[_SUGGESTIVE] / 2)
        return [Thing(Kind.NUDITY, (0, 0, *image.size), round(min(1.0, likely), 3))] if likely >= _BAR else []
