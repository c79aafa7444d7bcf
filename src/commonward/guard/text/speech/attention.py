"""Networks of attention that weigh each word of a text for each rule, beside the small network (`network.py`).

They hear the identifiers, too: names, places, days and bodies of patients, and what singles somebody out in words
(`identifying.py` lays that beside what rules of thumb and the sense found). Words are cut into pieces that layers of
attention read (`encoder.py`); they have read a great deal of text before they learned from ours. Each word is then
weighed with what the word lists know of it, with the whole text, who writes and where.

`taught.bin` has three layers and hears every text; `hearing.bin`, which taught it, has six and is the second hearing
(tier "release"). docs/guard-speech.md tells on what they were trained, how well they hear, and their limits.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import GuardUnavailable
from commonward.guard.shipped import arrays_of, verified_model
from commonward.guard.text.speech import phrases
from commonward.guard.text.speech.encoder import Encoder
from commonward.guard.text.speech.hearing import Hearing, shares_of
from commonward.guard.text.speech.reading import Reading, Setting, parts
from commonward.guard.text.speech.wordpieces import Pieces, Vocabulary
from commonward.guard.text.words import Wording

Floats = NDArray[np.float32]

TAUGHT: Final = "taught.bin"
LARGE: Final = "hearing.bin"
VERSION: Final = 3
WINDOW: Final = 120  # words that are read together
LONGEST: Final = 320  # pieces of these
_TINY: Final = np.float32(1e-12)


@dataclass(frozen=True, slots=True)
class AttentiveNetwork(Hearing):
    """The layers. Safe for many threads; holds nothing of any text."""

    digest: str
    rules: tuple[str, ...]
    identifying: tuple[str, ...]
    lines: Floats = field(repr=False)  # from which share on a rule is found, then an identifier
    vocabulary: Vocabulary = field(repr=False)
    encoder: Encoder = field(repr=False)
    piece_rows: NDArray[np.int8] = field(repr=False)
    piece_scales: Floats = field(repr=False)
    place_rows: Floats = field(repr=False)
    norm: Floats = field(repr=False)  # scale and shift
    setting_layer: Floats = field(repr=False)
    extra_layer: Floats = field(repr=False)
    own_layer: Floats = field(repr=False)
    text_layer: Floats = field(repr=False)  # of the first piece and the mean of all
    hidden_bias: Floats = field(repr=False)
    out_layer: Floats = field(repr=False)
    out_bias: Floats = field(repr=False)

    def read(self, wording: Wording, setting: Setting) -> Floats:
        """For each word of the text the share of each rule, then of each identifier."""
        found = []
        for part in parts(wording, setting, WINDOW):
            pieces = self.vocabulary.read(wording, part.first, part.last, LONGEST)
            found.append(self.weigh(pieces, part.reading)[part.own])
        return np.concatenate(found)

    def weigh(self, text: Pieces, reading: Reading) -> Floats:
        """The shares of a text as pieces and as its words are numbered."""
        seen: Floats = self.piece_rows[text.pieces].astype(np.float32)
        seen *= self.piece_scales[text.pieces][:, None]
        seen[0] += reading.setting @ self.setting_layer
        seen += self.place_rows[: len(seen)]
        seen = self.encoder.read(_normed(seen, self.norm))
        whole = np.concatenate((seen[0], np.add.reduce(seen, axis=0) / len(seen)))
        hidden = seen[text.firsts] @ self.own_layer
        hidden += reading.extra @ self.extra_layer
        hidden += whole @ self.text_layer + self.hidden_bias
        logits: Floats = np.maximum(hidden, 0, out=hidden) @ self.out_layer
        logits += self.out_bias
        return shares_of(logits)


def _normed(rows: Floats, scale_and_shift: Floats) -> Floats:
    """Each row with mean 0 and spread 1, then scaled and shifted."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    rows /= np.sqrt((rows * rows).mean(axis=1, keepdims=True) + _TINY)
    rows *= scale_and_shift[0]
    rows += scale_and_shift[1]
    return rows


_loading = threading.Lock()


def load(name: str) -> AttentiveNetwork:
    """A network that ships with the guard, `TAUGHT` or `LARGE`, read when first asked for. Raises GuardUnavailable when
    its file is missing or altered.
    """
    with _loading:
        return _load(name)


@lru_cache(maxsize=2)
def _load(name: str) -> AttentiveNetwork:
    return load_from(resources.files("commonward.guard").joinpath("resources"), name)


def load_from(folder: Traversable, name: str) -> AttentiveNetwork:
    """The network of a folder with its card. Raises GuardUnavailable as `load` does, and for another version."""
    return unpacked(*verified_model(folder, name, what=_WHAT[name]), name)


def unpacked(content: bytes, digest: str, name: str) -> AttentiveNetwork:
    """The network of a file's content. Raises GuardUnavailable when it was made for another version of this code."""
    with arrays_of(content, name) as arrays:
        card = json.loads(bytes(arrays["card"]).decode("ascii"))
        if (card["version"], card["phrases"]) != (VERSION, phrases.load().digest):
            raise GuardUnavailable(f"{name} was made for another version of the guard. Install the guard again.")
        return AttentiveNetwork(
            digest=digest,
            rules=tuple(card["rules"]),
            identifying=tuple(card["identifying"]),
            lines=_floats(arrays, "least"),
            vocabulary=Vocabulary.of(bytes(arrays["vocabulary"]).decode("utf-8").split("\n")),
            encoder=Encoder(bytes(arrays["encoder"]), name),
            piece_rows=arrays["piece_rows"],
            piece_scales=arrays["piece_rows_scale"].astype(np.float32).ravel(),
            **{name: _floats(arrays, name) for name in _PARTS},
        )


def packed(
    tables: Mapping[str, Floats], card: Mapping[str, Any], vocabulary: Sequence[str], encoder: bytes
) -> dict[str, NDArray[np.generic]]:
    """The arrays of a model file: large tables as small integers, one scale a column (of the pieces: a row)."""
    parts: dict[str, NDArray[np.generic]] = {}
    for name, table in tables.items():
        if table.ndim < 2 or table.shape[0] < _MANY:
            parts[name] = table.astype(np.float16)
            continue
        axis = 1 if name == "piece_rows" else 0
        scale = np.maximum(np.abs(table).max(axis=axis, keepdims=True), 1e-8).astype(np.float32) / 127
        parts[name] = np.round(table / scale).astype(np.int8)
        parts[f"{name}_scale"] = scale
    parts["card"] = np.frombuffer(json.dumps(card, sort_keys=True).encode("ascii"), dtype=np.uint8)
    parts["vocabulary"] = np.frombuffer("\n".join(vocabulary).encode("utf-8"), dtype=np.uint8)
    parts["encoder"] = np.frombuffer(encoder, dtype=np.uint8)
    return parts


def _floats(parts: Mapping[str, NDArray[Any]], name: str) -> Floats:
    """A table of the file: as it is, or small integers with a scale for each column beside them."""
    table = parts[name].astype(np.float32)
    if (scale := parts.get(f"{name}_scale")) is not None:
        table *= scale.astype(np.float32)
    return table


_WHAT: Final = {TAUGHT: "taught hearing", LARGE: "second hearing"}
_MANY: Final = 1000  # rows; a table of so many is written in small integers
_PARTS: Final = (
    *("place_rows", "norm", "setting_layer", "extra_layer", "own_layer", "text_layer", "hidden_bias"),
    *("out_layer", "out_bias"),
)
