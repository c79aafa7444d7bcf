"""Whether two pictures are nearly the same: compared by codes of a few bytes, of which no picture can be made.

A code tells how light and dark lie in a picture, coarsely: 128 signs of its slowest waves (`likeness` computes them, in
the child). Whoever keeps a picture keeps the codes of the whole and of parts of it, so that it is found when somebody
cuts its edges off; whoever asks has the code of the whole, of what is inside a plain frame, and of the mirror image.
Both have the codes of four pieces, each about half of the picture at one of its sides: a box or letters laid over a
copy spoil the code of the whole, and leave a piece as it was. Half a picture is less to go by, so a piece is held to
more; it is compared with the same piece alone, and a number above its signs says which it is (`placed`).

Two pictures are alike when few signs differ (`is_alike`). So that this need not be asked of every picture that is kept,
a code is cut into bands, and pictures that share a band are looked at (`bands` of what is kept, `probes` of what is
asked). Signs of waves that are hardly there may fall either way, so probes try both ways for the least sure of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

BITS: Final = 128
_COARSE: Final = 64  # the slowest waves, which a cut edge or a mark over it change least
BANDS: Final = 6
_WIDTH: Final = 20
#: Of the signs of a band so many, the least sure ones, are tried both ways.
UNSURE: Final = 6
#: Shares of signs that may differ, of the slowest waves and of all. Measured in docs/guard-media.md.
_MOST_COARSE: Final = 14
_MOST: Final = 32
_MOST_COARSE_OF_PIECE: Final = 8
_MOST_OF_PIECE: Final = 20
#: A copy with something laid over it was not changed elsewhere, so few signs of a piece are unsure.
UNSURE_OF_PIECE: Final = 2
PIECES: Final = 4
MOST_KEPT, MOST_ASKED = 13 + PIECES, 4 + 2 * PIECES

_COARSE_BITS: Final = (1 << _COARSE) - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A code to ask with, and which of its signs are least sure, as bits of the same number."""

    code: int = field(repr=False)
    unsure: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Likeness:
    """The codes of a picture: those to keep, the whole first, and those to ask with."""

    kept: tuple[int, ...] = field(repr=False)
    asked: tuple[Asked, ...] = field(repr=False)


def placed(code: int, piece: int) -> int:
    """The code of a piece, by its number from 1 on."""
    return piece << BITS | code


def is_alike(one: int, other: int) -> bool:
    """Whether two codes are those of nearly the same picture, or of the same piece of it."""
    piece = one >> BITS
    if piece != other >> BITS:
        return False
    coarse, most = (_MOST_COARSE_OF_PIECE, _MOST_OF_PIECE) if piece else (_MOST_COARSE, _MOST)
    differing = one ^ other
    return (differing & _COARSE_BITS).bit_count() <= coarse and differing.bit_count() <= most


def closest(asked: Likeness, kept: Iterable[int]) -> int | None:
    """How many signs differ between a picture and the kept codes of another, at the best; None: they are not alike."""
    apart = [(one.code ^ other).bit_count() for other in kept for one in asked.asked if is_alike(one.code, other)]
    return min(apart, default=None)


def bands(codes: Iterable[int]) -> frozenset[int]:
    """The numbers by which a kept picture is found."""
    return frozenset(_numbered(code >> BITS, band, _part(code, band)) for code in codes for band in range(BANDS))


def probes(asked: Iterable[Asked]) -> frozenset[int]:
    """The numbers to look for."""
    found: set[int] = set()
    for one in asked:
        for band in range(BANDS):
            part, unsure = _part(one.code, band), _part(one.unsure, band)
            loose = [1 << place for place in range(_WIDTH) if unsure >> place & 1][:UNSURE]
            for many in range(len(loose) + 1):
                found.update(_numbered(one.code >> BITS, band, part ^ sum(some)) for some in combinations(loose, many))
    return frozenset(found)


def places(band: int) -> range:
    """Which signs of a code a band is made of: every sixth, so that each has slow waves and quick ones."""
    return range(band, BANDS * _WIDTH, BANDS)


def _part(code: int, band: int) -> int:
    return sum((code >> place & 1) << at for at, place in enumerate(places(band)))


def _numbered(piece: int, band: int, part: int) -> int:
    return (piece * BANDS + band) << _WIDTH | part
