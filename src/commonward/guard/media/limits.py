"""How much one picture may ask of us. Whoever runs the guard may pass other figures; these are the defaults.

Each figure is a fence against a kind of hostile file: bytes and frames against floods, pixels and sides against
decompression bombs, memory and seconds against what the first four did not foresee.
"""

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one picture. Sizes in bytes, sides in pixels, times in seconds."""

    bytes: int = 20 * MB
    pixels: int = 50_000_000
    side: int = 20_000
    frames: int = 500
    output_bytes: int = 20 * MB  # of each new file
    memory: int = 1280 * MB  # address space of the child: 50 megapixels and the networks that look at them
    cpu_seconds: int = 15
    wall_seconds: float = 60.0  # of a child that gives way to everything else


DEFAULT = Limits()

#: Pages that are drawn of one document, and how many one may have at all.
MOST_DRAWN = 12
MOST_PAGES = 400
#: Longer side of a drawn page in pixels, and letters that are read of it.
PAGE_SIDE = 1600
MOST_LETTERS = 20_000
