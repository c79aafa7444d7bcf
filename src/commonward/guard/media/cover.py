"""Covers parts of a picture for good: plain grey over the pixels, before a new file is made. In the child.

Not blur and not mosaic: both can be undone in part, or matched against pictures of people. What lies under the grey is
in no new file, and the grey is the same whatever it covers.
"""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from commonward.guard.media.things import Box

_GREY = 96
_MARGIN = 0.12  # of the box's shorter side, to each side: a box may sit a little beside what it names
_LEAST = 2  # pixels


def covered(image: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """The picture with these boxes, and a margin around each, covered."""
    if not boxes:
        return image
    result = image.copy()
    pen = ImageDraw.Draw(result)
    ground = _GREY if image.mode == "L" else (_GREY, _GREY, _GREY)
    for left, top, width, height in boxes:
        margin = max(_LEAST, round(min(width, height) * _MARGIN))
        pen.rectangle((left - margin, top - margin, left + width + margin, top + height + margin), fill=ground)
    return result
