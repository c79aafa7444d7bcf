"""What was seen in a picture: a face, a line of writing, a barcode, each with its box.

Words that were read go with it, so that the text rules can judge them; they are never shown by `repr`.
"""

from dataclasses import dataclass, field

from commonward.guard.contract import Kind

Box = tuple[int, int, int, int]  # left, top, width, height, in pixels of the upright picture

KINDS = (
    Kind.FACE,
    Kind.TEXT,
    Kind.BARCODE,
    Kind.PERSON,
    Kind.DRINK,
    Kind.KNIFE,
    Kind.GUN,
    Kind.UNIFORM,
    Kind.NUDITY,
)
MOST_THINGS = 400  # in one picture; the surest are kept
MOST_WORDS = 1000  # characters of one line or code
OBJECTS = frozenset({Kind.PERSON, Kind.DRINK, Kind.KNIFE, Kind.GUN, Kind.UNIFORM, Kind.NUDITY})
SEEN = 0.5  # confidence from which one of these counts as seen; below it is uncertain
READABLE = 0.5  # mean of a line's letters from which it counts as one that a person can read


@dataclass(frozen=True, slots=True)
class Line:
    """How a line of writing lies. `corners`: x and y of its top left, top right, bottom right and bottom left corner,
    in the order of reading. `ends`: for each letter where it ends, in thousandths of the line's length.
    """

    corners: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing seen at a place."""

    kind: Kind
    box: Box
    confidence: float
    words: str = field(default="", repr=False)
    line: Line | None = None  # of writing only


def boxed(edges: tuple[float, float, float, float], size: tuple[int, int]) -> Box | None:
    """The box of whole pixels inside a picture of this size that holds these edges (left, top, right, bottom); None
    when nothing of it is inside.
    """
    left, top, right, bottom = edges
    width, height = size
    first, upper = max(0, int(left)), max(0, int(top))
    last, lower = min(width, int(right + 0.999)), min(height, int(bottom + 0.999))
    if last <= first or lower <= upper:
        return None
    return first, upper, last - first, lower - upper
