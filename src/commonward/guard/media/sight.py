"""Everything that looks at what is in a picture: loaded before the child is sealed, then only computing."""

from PIL import Image

from commonward.guard.media import codes
from commonward.guard.media.faces import FaceFinder
from commonward.guard.media.things import MOST_THINGS, Thing
from commonward.guard.media.writing import WritingFinder


class Sight:
    """Loads all networks. Raises GuardUnavailable when one is missing or altered."""

    def __init__(self) -> None:
        self._faces = FaceFinder()
        self._writing = WritingFinder()

    def look(self, image: Image.Image) -> tuple[Thing, ...]:
        """What is in an upright picture: the surest things when there are too many."""
        things = [*self._faces.find(image), *codes.find(image), *self._writing.find(image)]
        return tuple(sorted(things, key=lambda thing: -thing.confidence)[:MOST_THINGS])
