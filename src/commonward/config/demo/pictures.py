"""The demo's drawings, made by code in the colours of the design system. They show nobody.

Every scene draws at twice its size on a `Sheet`, which makes edges smooth; the paper's grain comes last.
"""

import io
from typing import Final

from PIL import Image, ImageChops, ImageDraw

from commonward.config.demo import scenes
from commonward.config.demo.paper import SCALE, SIZE, Sheet

#: How much of the paper shows through the colours.
_GRAIN: Final = 3


def drawn(name: str) -> bytes:
    """One drawing as a JPEG file; it carries a place, as phones do, so that the demo shows it being taken out.

    Raises KeyError for a scene that nobody drew.
    """
    large = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE))
    scenes.SCENES[name](Sheet(large, ImageDraw.Draw(large)))
    picture = _on_paper(large.resize(SIZE, Image.Resampling.BOX))
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (44.0, 23.0, 5.0), 3: "W", 4: (68.0, 12.0, 15.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


def _on_paper(picture: Image.Image) -> Image.Image:
    grain = Image.effect_noise((SIZE[0] // 2, SIZE[1] // 2), _GRAIN).resize(SIZE)
    return ImageChops.add(picture, Image.merge("RGB", (grain, grain, grain)), 1, -128)
