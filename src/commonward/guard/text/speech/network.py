"""The network that weighs each word of a text for each rule: what attacks, claims, offers, confesses or asks for help.

Word vectors (those of the tagger, and finer ones), hashed rows for words and pairs, and what stands between words go
through dilated convolutions; each word is then weighed together with its sentence, the whole text, who writes and
where. What comes out are shares, one for each rule. Trained by `lab/speech.py`; docs/guard-speech.md tells on what, how
well, and its limits.
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import GuardUnavailable
from commonward.guard.shipped import arrays_of, verified_model
from commonward.guard.text.speech import meanings, phrases
from commonward.guard.text.speech.hearing import Hearing, shares_of
from commonward.guard.text.speech.reading import VERSION, WINDOW, Reading, Setting, parts
from commonward.guard.text.tagger import trained
from commonward.guard.text.words import Wording

Floats = NDArray[np.float32]

FILE: Final = "speech.bin"
_MOST_KEPT: Final = 16_384


@dataclass(frozen=True, slots=True)
class SpeechNetwork(Hearing):
    """The layers. Safe for many threads; holds nothing of any text."""

    digest: str
    rules: tuple[str, ...]
    identifying: tuple[str, ...]
    lines: Floats = field(repr=False)  # from which share on a rule is found, then an identifier
    vector_layer: Floats = field(repr=False)
    meaning_layer: Floats = field(repr=False)
    word_rows: NDArray[np.float16] = field(repr=False)
    word_rows_layer: Floats = field(repr=False)  # what a step of them gives the first layer
    pair_rows: NDArray[np.float16] = field(repr=False)
    pair_rows_layer: Floats = field(repr=False)
    extra_layer: Floats = field(repr=False)
    bias: Floats = field(repr=False)
    layers: tuple[tuple[int, Floats, Floats], ...] = field(repr=False)
    own_layer: Floats = field(repr=False)
    sentence_layer: Floats = field(repr=False)
    text_layer: Floats = field(repr=False)  # of the highest and the mean of all words
    setting_layer: Floats = field(repr=False)
    hidden_bias: Floats = field(repr=False)
    out_layer: Floats = field(repr=False)
    out_bias: Floats = field(repr=False)
    kept: "_Kept" = field(repr=False)

    def read(self, wording: Wording, setting: Setting) -> Floats:
        """For each word of the text the share of each rule, then of each identifier."""
        return np.concatenate([self.weigh(part.reading)[part.own] for part in parts(wording, setting, WINDOW)])

    def weigh(self, reading: Reading) -> Floats:
        """The shares of a reading."""
        own = self._words(reading)
        seen = own @ self.own_layer
        sentences = np.maximum.reduceat(own, reading.begins, axis=0) @ self.sentence_layer
        ends = (*reading.begins[1:], len(own))
        for begin, end, sentence in zip(reading.begins, ends, sentences, strict=True):
            seen[begin:end] += sentence
        whole = np.concatenate((np.maximum.reduce(own, axis=0), np.add.reduce(own, axis=0) / len(own)))
        seen += whole @ self.text_layer
        seen += reading.setting @ self.setting_layer + self.hidden_bias
        logits: Floats = np.maximum(seen, 0, out=seen) @ self.out_layer
        logits += self.out_bias
        return shares_of(logits)

    def _of_words_alone(self, reading: Reading) -> Floats:
        """What the words give the first layer, whatever stands around them, from what is kept where it can be."""
        vectors = np.array(reading.vectors)
        slots = self.kept.slots[vectors]
        given: Floats = self.kept.rows[slots]
        fresh = (slots == 0).nonzero()[0]
        if fresh.size:
            rows = vectors[fresh]
            found: Floats = trained.load().network.vectors[rows].astype(np.float32) @ self.vector_layer
            found += meanings.load()[rows].astype(np.float32) @ self.meaning_layer
            found += self.word_rows[np.array(reading.words)[fresh]].astype(np.float32) @ self.word_rows_layer
            given[fresh] = found
            for vector, row in zip(rows.tolist(), found, strict=True):
                if vector:
                    self.kept.keep(vector, row)
        return given

    def _words(self, reading: Reading) -> Floats:
        hidden = self._of_words_alone(reading)
        hidden += self.pair_rows[reading.pairs].astype(np.float32) @ self.pair_rows_layer
        hidden += reading.extra @ self.extra_layer
        hidden += self.bias
        np.maximum(hidden, 0, out=hidden)
        width = hidden.shape[1]
        for dilation, weights, bias in self.layers:
            step = hidden @ weights[width : 2 * width]
            step += bias
            if len(hidden) > dilation:
                step[dilation:] += hidden[:-dilation] @ weights[:width]
                step[:-dilation] += hidden[dilation:] @ weights[2 * width :]
            np.maximum(step, 0, out=step)
            step += hidden
            hidden = step
        return hidden


class _Kept:
    """What words with a vector give the first layer, so many at most. Rows are written before they can be found."""

    def __init__(self, vectors: int, width: int) -> None:
        self.slots: NDArray[np.int32] = np.zeros(vectors, dtype=np.int32)  # 0: not kept
        self.rows: Floats = np.zeros((_MOST_KEPT, width), dtype=np.float32)
        self._filled = 1
        self._lock = threading.Lock()

    def keep(self, vector: int, row: Floats) -> None:
        with self._lock:
            if self._filled < _MOST_KEPT and not self.slots[vector]:
                self.rows[self._filled] = row
                self.slots[vector] = self._filled
                self._filled += 1


@lru_cache(maxsize=1)
def load() -> SpeechNetwork:
    """The network that ships with the guard. Raises GuardUnavailable when its file is missing or altered."""
    return load_from(resources.files("commonward.guard").joinpath("resources"))


def load_from(folder: Traversable) -> SpeechNetwork:
    """The network of a folder with its card. Raises GuardUnavailable when something is missing, altered or of another
    version.
    """
    return unpacked(*verified_model(folder, FILE, what="speech model"))


def unpacked(content: bytes, digest: str) -> SpeechNetwork:
    """The network of a file's content. Raises GuardUnavailable when it was made for another version of this code."""
    with arrays_of(content, FILE) as arrays:
        card = json.loads(bytes(arrays.pop("card")).decode("ascii"))
        if (card["version"], card["phrases"]) != (VERSION, phrases.load().digest):
            raise GuardUnavailable(f"{FILE} was made for another version of the guard. Install the guard again.")
        scales = card["scales"]
        rows = {name: arrays.pop(name) for name in _ROWS}
        whole = {name: values.astype(np.float32) * np.float32(scales.get(name, 1)) for name, values in arrays.items()}
        for name in _ROWS:  # the many rows stay as small as they are; what a step is worth goes to their layer
            whole[f"{name}_layer"] *= np.float32(scales.get(name, 1))
        return SpeechNetwork(
            digest=digest,
            rules=tuple(card["rules"]),
            identifying=tuple(card["identifying"]),
            lines=whole["least"],
            layers=tuple(
                (dilation, whole[f"layer_{place}"], whole[f"bias_{place}"])
                for place, dilation in enumerate(card["dilations"])
            ),
            kept=_Kept(len(meanings.load()), whole["bias"].shape[0]),
            **rows,
            **{name: whole[name] for name in _PARTS},
        )


def place_of(rules: Sequence[str]) -> dict[str, int]:
    """The column of each rule."""
    return {rule: place for place, rule in enumerate(rules)}


_ROWS: Final = ("word_rows", "pair_rows")
_PARTS: Final = (
    *("vector_layer", "meaning_layer", "word_rows_layer", "pair_rows_layer", "extra_layer", "bias"),
    *("own_layer", "sentence_layer", "text_layer", "setting_layer", "hidden_bias", "out_layer", "out_bias"),
)
