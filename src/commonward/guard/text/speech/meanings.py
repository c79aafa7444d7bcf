"""Word vectors of 100 dimensions, row for row beside those of the tagger: what is said needs finer meanings than names.

Written by `lab/meanings.py`; verified at load by the hash of their card.
"""

from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonward.guard.shipped import arrays_of, verified_model

FILE: Final = "meanings.bin"
DIMENSIONS: Final = 100
#: What one step of the small integers is worth.
SCALE: Final = 4 / 127


@lru_cache(maxsize=1)
def load() -> NDArray[np.int8]:
    """The vectors that ship with the guard, one row for each of the tagger's words. Raises GuardUnavailable when their
    file is missing or altered.
    """
    return load_from(resources.files("commonward.guard").joinpath("resources"))


def load_from(folder: Traversable) -> NDArray[np.int8]:
    """The vectors of a folder with their card. Raises GuardUnavailable as `load` does."""
    content, _ = verified_model(folder, FILE, what="word meanings")
    with arrays_of(content, FILE) as parts:
        rows: NDArray[np.int8] = parts["rows"]
        return rows
