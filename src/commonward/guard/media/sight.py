"""Everything that looks at what is in a picture: loaded before the child is sealed, then only computing."""

from dataclasses import replace
from math import ceil

from PIL import Image

from commonward.guard.media import codes
from commonward.guard.media.alike import Likeness
from commonward.guard.media.faces import FaceFinder
from commonward.guard.media.likeness import likeness_of
from commonward.guard.media.objects import ObjectFinder
from commonward.guard.media.skin import SkinFinder
from commonward.guard.media.things import MOST_THINGS, Line, Thing
from commonward.guard.media.whole import WholeFinder
from commonward.guard.media.writing import WritingFinder

_MOST_SIDE = 4200  # pixels: what is looked at in a larger picture is a smaller copy, since each finder makes its own


class Sight:
    """Loads all networks. Raises GuardUnavailable when one is missing or altered."""

    def __init__(self) -> None:
        self._faces = FaceFinder()
        self._writing = WritingFinder()
        self._objects = ObjectFinder()
        self._whole = WholeFinder()
        self._skin = SkinFinder()

    def look(self, image: Image.Image) -> tuple[tuple[Thing, ...], Likeness | None]:
        """What is in an upright picture, and the codes by which it is known again."""
        return self._things(image), likeness_of(image)

    def _things(self, image: Image.Image) -> tuple[Thing, ...]:
        """The surest things when there are too many."""
        factor = max(1, ceil(max(image.size) / _MOST_SIDE))
        looked = image.reduce(factor) if factor > 1 else image
        things = [
            *self._faces.find(looked),
            *codes.find(looked),
            *self._writing.find(looked),
            *_once(self._objects.find(looked), self._whole.find(looked)),
        ]
        things += self._skin.find(looked, things)
        surest = sorted(things, key=lambda thing: -thing.confidence)[:MOST_THINGS]
        return tuple(_enlarged(thing, factor, image.size) for thing in surest) if factor > 1 else tuple(surest)


def _once(found: list[Thing], whole: list[Thing]) -> list[Thing]:
    """What both finders of things say, without what the second says less surely of a kind that the first has boxed."""
    surest = {thing.kind: thing.confidence for thing in reversed(found)}  # the surest come first
    return [*found, *(thing for thing in whole if thing.confidence > surest.get(thing.kind, 0.0))]


def _enlarged(thing: Thing, factor: int, size: tuple[int, int]) -> Thing:
    """A thing seen in a copy that was made smaller by this factor, where it is in a picture of this size."""
    left, top, width, height = (length * factor for length in thing.box)
    box = left, top, min(width, size[0] - left), min(height, size[1] - top)
    line = thing.line and Line(tuple(corner * factor for corner in thing.line.corners), thing.line.ends)
    return replace(thing, box=box, line=line)
