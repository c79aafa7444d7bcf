"""Avatars drawn from an identifier, until a person gives a picture.

Four quarter tiles on a ground, in three yarns, laid by one of four symmetries. The same seed gives the same drawing
for ever, and the drawing tells nothing about the seed: it comes from a keyed digest, not from letters of a name.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

#: Ground, first and second colour: sets that stay distinct for readers who do not see red and green apart.
_PALETTES: tuple[tuple[str, str, str], ...] = (
    ("sand", "teal", "clay"),
    ("sand", "moss", "plum"),
    ("sand", "dusk", "clay"),
    ("sand", "plum", "teal"),
    ("sand", "ink", "marigold"),
    ("teal", "sand", "marigold"),
    ("teal", "ink", "sand"),
    ("clay", "ink", "sand"),
    ("clay", "sand", "marigold"),
    ("ink", "marigold", "teal"),
    ("ink", "sand", "clay"),
    ("plum", "marigold", "sand"),
    ("plum", "sand", "clay"),
    ("moss", "ink", "sand"),
    ("dusk", "sand", "marigold"),
    ("dusk", "ink", "sand"),
    ("marigold", "plum", "sand"),
    ("marigold", "ink", "clay"),
)

#: Shapes that fill a tile of 20 by 20 from its top left.
_SHAPES: tuple[str, ...] = (
    "M0 0H20V20H0Z",
    "M0 0L20 20H0Z",
    "M20 20H0A20 20 0 0 1 20 0Z",
    "M0 0H20A20 20 0 0 1 0 20Z",
    "M10 0A10 10 0 0 1 10 20Z",
    "M0 10A10 10 0 0 1 20 10Z",
    "M20 0V20A20 20 0 0 1 0 0Z",
    "M4 10A6 6 0 1 0 16 10A6 6 0 1 0 4 10Z",
)

#: How a shape is moved into each quarter: top left, top right, bottom left, bottom right.
_MIRRORED = ("", "matrix(-1 0 0 1 40 0)", "matrix(1 0 0 -1 0 40)", "matrix(-1 0 0 -1 40 40)")
_TURNED = ("", "matrix(0 1 -1 0 40 0)", "matrix(0 -1 1 0 0 40)", "matrix(-1 0 0 -1 40 40)")
_REPEATED = ("", "translate(20)", "translate(0 20)", "translate(20 20)")

#: A symmetry says how tiles are moved, which of two shapes stands in each quarter, and which colour it takes.
_SYMMETRIES: tuple[tuple[tuple[str, str, str, str], tuple[int, int, int, int], tuple[int, int, int, int]], ...] = (
    (_REPEATED, (0, 1, 2, 3), (0, 1, 0, 1)),
    (_REPEATED, (0, 1, 1, 0), (0, 1, 1, 0)),
    (_TURNED, (0, 1, 1, 0), (0, 1, 1, 0)),
    (_TURNED, (0, 0, 0, 0), (0, 1, 1, 0)),
    (_MIRRORED, (0, 1, 0, 1), (0, 1, 0, 1)),
    (_MIRRORED, (0, 1, 2, 3), (0, 1, 1, 0)),
    (_REPEATED, (0, 1, 2, 3), (0, 1, 1, 0)),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One quarter: a path, how it is moved, and the yarn that fills it."""

    path: str
    transform: str
    yarn: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """An avatar as shapes on a square of 40 by 40."""

    ground: str
    tiles: tuple[Tile, Tile, Tile, Tile]


def draw(seed: str) -> Drawing:
    """The avatar of this seed, usually an account's or a place's public identifier."""
    digest = blake2b(seed.encode(), digest_size=8, person=b"cw-avatar").digest()
    ground, *yarns = _PALETTES[digest[0] % len(_PALETTES)]
    moves, slots, colours = _SYMMETRIES[digest[1] % len(_SYMMETRIES)]
    chosen = [byte % len(_SHAPES) for byte in digest[2:6]]
    if chosen[1] == chosen[0]:
        chosen[1] = (chosen[1] + 1) % len(_SHAPES)  # two equal shapes beside each other make a flat drawing
    shapes = [_SHAPES[number] for number in chosen]
    first, second, third, fourth = (
        Tile(shapes[slot], move, yarns[colour]) for move, slot, colour in zip(moves, slots, colours, strict=True)
    )
    return Drawing(ground, (first, second, third, fourth))


@lru_cache(maxsize=4096)
def svg(seed: str) -> str:
    """The drawing as inline SVG. Colours are token variables, so that one drawing serves both themes."""
    drawing = draw(seed)
    tiles = "".join(
        f'<path fill="var(--yarn-{tile.yarn})"'
        + (f' transform="{tile.transform}"' if tile.transform else "")
        + f' d="{tile.path}"/>'
        for tile in drawing.tiles
    )
    ground = f'<path fill="var(--yarn-{drawing.ground})" d="M0 0H40V40H0Z"/>'
    return f'<svg viewBox="0 0 40 40" aria-hidden="true">{ground}{tiles}</svg>'
