"""The second hearing: a large network reads what the small one has read, before others see it (tier "release").

It hears the identifiers, too: names, places, days and bodies of patients, and what singles somebody out in words.
`identifying.py` lays that beside what the rules of thumb and the sense found. It has read a great deal of text before
it learned from ours, so it knows more of what words mean; it takes some twenty milliseconds a post, which is too much
for every keystroke. What the small network found stands where the large one does not rule it out. Trained by
`lab/speech_teacher.py`; docs/guard-speech.md tells on what, how well, and its limits.
"""

import json
import threading
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
from commonward.guard.text.speech.encoder import Floats, Layer, floats, layers, normed
from commonward.guard.text.speech.hearing import Hearing
from commonward.guard.text.speech.network import SpeechNetwork
from commonward.guard.text.speech.reading import AROUND, Reading, Setting, read
from commonward.guard.text.speech.wordpieces import Pieces, Vocabulary
from commonward.guard.text.words import Wording

FILE: Final = "hearing.bin"
VERSION: Final = 2
WINDOW: Final = 120  # words that are read together
LONGEST: Final = 320  # pieces of these
#: The part of its own least share that the large network gives what it does not rule out.
DOUBT: Final = 0.2


@dataclass(frozen=True, slots=True)
class LargeNetwork(Hearing):
    """The layers. Safe for many threads; holds nothing of any text."""

    digest: str
    rules: tuple[str, ...]
    identifying: tuple[str, ...]
    lines: Floats = field(repr=False)  # from which share on a rule is found, then an identifier
    vocabulary: Vocabulary = field(repr=False)
    piece_rows: NDArray[np.int8] = field(repr=False)
    piece_scales: Floats = field(repr=False)
    place_rows: Floats = field(repr=False)
    norm: Floats = field(repr=False)
    layers: tuple[Layer, ...] = field(repr=False)
    setting_layer: Floats = field(repr=False)
    extra_layer: Floats = field(repr=False)
    own_layer: Floats = field(repr=False)
    text_layer: Floats = field(repr=False)
    hidden_bias: Floats = field(repr=False)
    out_layer: Floats = field(repr=False)
    out_bias: Floats = field(repr=False)

    def read(self, wording: Wording, setting: Setting) -> Floats:
        """For each word of the text the share of each rule, then of each identifier."""
        count = len(wording.words)
        told = sorted(phrases.load().find(wording))
        found: list[Floats] = []
        step = max(1, count) if count <= WINDOW else WINDOW - 2 * AROUND
        for start in range(0, max(1, count), step):
            first, last = max(0, start - AROUND), min(count, start + step + AROUND)
            reading = read(wording, setting, told, first, max(last, first + 1))
            part = self.weigh(self.vocabulary.read(wording, first, last, LONGEST), reading)
            found.append(part[start - first : start - first + step])
        return np.concatenate(found)

    def weigh(self, text: Pieces, reading: Reading) -> Floats:
        """The shares of a text as pieces and as the small network reads it."""
        seen: Floats = self.piece_rows[text.pieces].astype(np.float32)
        seen *= self.piece_scales[text.pieces][:, None]
        seen[0] += reading.setting @ self.setting_layer
        seen += self.place_rows[: len(seen)]
        seen = normed(seen, self.norm)
        for layer in self.layers:
            seen = layer.read(seen)
        whole = np.concatenate((seen[0], seen.mean(axis=0)))
        hidden = seen[text.firsts] @ self.own_layer
        hidden += reading.extra @ self.extra_layer
        hidden += whole @ self.text_layer + self.hidden_bias
        logits = np.maximum(hidden, 0) @ self.out_layer + self.out_bias
        shares: Floats = 1 / (1 + np.exp(np.clip(-logits, -30, 30)))
        return shares


@dataclass(frozen=True, slots=True)
class Second(Hearing):
    """Both networks as one."""

    small: SpeechNetwork = field(repr=False)
    large: LargeNetwork = field(repr=False)
    digest: str
    rules: tuple[str, ...]
    identifying: tuple[str, ...]
    lines: Floats = field(repr=False)

    @classmethod
    def of(cls, small: SpeechNetwork, large: LargeNetwork) -> "Second":
        """The two together, with the columns and lines of the large one."""
        return cls(small, large, f"{small.digest} {large.digest}", large.rules, large.identifying, large.lines)

    def read(self, wording: Wording, setting: Setting) -> Floats:
        """For each word the share of each rule: that of the large network, or of the small one where the large one does
        not rule the rule out for this text, on the large one's scale.
        """
        large = self.large.read(wording, setting)
        if not len(large):
            return large
        count = len(self.small.lines)  # of the identifiers it may hear none
        lines = self.large.lines[:count]
        small = scaled(self.small.read(wording, setting), self.small.lines, lines)
        small[:, large[:, :count].max(axis=0) < DOUBT * lines] = 0
        large[:, :count] = np.maximum(large[:, :count], small)
        return large


def scaled(shares: Floats, line: Floats, other: Floats) -> Floats:
    """Shares moved so that what was at one line is at the other."""
    below = shares * (other / line)
    above = 1 - (1 - shares) * ((1 - other) / (1 - line))
    return np.where(shares < line, below, above).astype(np.float32)


_loading = threading.Lock()


def load() -> LargeNetwork:
    """The large network that ships with the guard, read when first asked for. Raises GuardUnavailable when its file is
    missing or altered.
    """
    with _loading:
        return _load()


@lru_cache(maxsize=1)
def _load() -> LargeNetwork:
    return load_from(resources.files("commonward.guard").joinpath("resources"))


def load_from(folder: Traversable) -> LargeNetwork:
    """The network of a folder with its card. Raises GuardUnavailable as `load` does, and for another version."""
    return unpacked(*verified_model(folder, FILE, what="second hearing"))


def unpacked(content: bytes, digest: str) -> LargeNetwork:
    """The network of a file's content. Raises GuardUnavailable when it was made for another version of this code."""
    with arrays_of(content, FILE) as parts:
        card = json.loads(bytes(parts["card"]).decode("ascii"))
        if (card["version"], card["phrases"]) != (VERSION, phrases.load().digest):
            raise GuardUnavailable(f"{FILE} was made for another version of the guard. Install the guard again.")
        return LargeNetwork(
            digest=digest,
            rules=tuple(card["rules"]),
            identifying=tuple(card["identifying"]),
            lines=floats(parts, "least"),
            vocabulary=Vocabulary.of(bytes(parts["vocabulary"]).decode("utf-8").split("\n")),
            piece_rows=parts["piece_rows"],
            piece_scales=parts["piece_rows_scale"].astype(np.float32).ravel(),
            layers=layers(parts, card["layers"]),
            **{name: floats(parts, name) for name in _PARTS},
        )


def packed(tables: dict[str, Floats], card: dict[str, Any], vocabulary: list[str]) -> dict[str, NDArray[np.generic]]:
    """The arrays of a model file: large tables as small integers, one scale a column (of the pieces: a row)."""
    parts: dict[str, NDArray[np.generic]] = {}
    for name, table in tables.items():
        if table.ndim < 2 or table.shape[0] < _LARGE:
            parts[name] = table.astype(np.float16)
            continue
        axis = 1 if name == "piece_rows" else 0
        scale = np.maximum(np.abs(table).max(axis=axis, keepdims=True), 1e-8).astype(np.float32) / 127
        parts[name] = np.round(table / scale).astype(np.int8)
        parts[f"{name}_scale"] = scale
    parts["card"] = np.frombuffer(json.dumps(card, sort_keys=True).encode("ascii"), dtype=np.uint8)
    parts["vocabulary"] = np.frombuffer("\n".join(vocabulary).encode("utf-8"), dtype=np.uint8)
    return parts


_LARGE: Final = 384
_PARTS: Final = (
    *("place_rows", "norm", "setting_layer", "extra_layer", "own_layer", "text_layer", "hidden_bias"),
    *("out_layer", "out_bias"),
)
