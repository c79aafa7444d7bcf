"""The trained network at run time: read from one file, verified by hash, run with numpy.

What depends on a piece alone (its letters, its word vector, its marks) goes through the first layer once and is kept
for words of our own lists, for signs and lengths of numbers; no other word of any text is kept. The rest are dilated
convolutions over windows that fit a processor's cache. See docs/decisions for why not a runtime of its own.
"""

import hashlib
import io
import json
import threading
import zipfile
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import GuardUnavailable
from commonward.guard.text.tagger.forms import AFFIXES, FORMS_VERSION, MARKS, WORDS, Form, read_form
from commonward.guard.text.tagger.signals import KINDS, ROWS

Floats = NDArray[np.float32]

FILE: Final = "tagger.bin"
LABELS: Final = 1 + 2 * len(KINDS)  # nothing, the beginning of each kind, the inside of each kind
_WINDOW: Final = 512
_KEPT: Final = 32_768


@dataclass(frozen=True, slots=True)
class Network:
    """The layers of a trained tagger. Safe for many threads."""

    version: str
    digest: str
    words: dict[str, int] = field(repr=False)
    vectors: NDArray[np.int8] = field(repr=False)
    vector_scale: float
    table: Floats = field(repr=False)  # of words, prefixes, suffixes and shapes, one after the other
    gram_table: Floats = field(repr=False)
    form_layer: Floats = field(repr=False)
    form_bias: Floats = field(repr=False)
    context: Floats = field(repr=False)
    layers: tuple[tuple[int, Floats, Floats], ...] = field(repr=False)  # dilation, weights (3 * width, width), bias
    out_layer: Floats = field(repr=False)
    out_bias: Floats = field(repr=False)
    calibration: dict[str, float] = field(repr=False)
    kept: "_Kept" = field(repr=False)

    def scores(self, forms: list[str], rows: NDArray[np.int64]) -> Floats:
        """The probability of each label for each piece. `rows` are the rows of the context table, four a piece."""
        reach = sum(dilation for dilation, _, _ in self.layers)
        parts = []
        for start in range(0, len(forms), _WINDOW):
            first, last = max(0, start - reach), min(len(forms), start + _WINDOW + reach)
            hidden = self._forms(forms[first:last])
            hidden += self.context[rows[first:last]].sum(axis=1)
            np.maximum(hidden, 0, out=hidden)
            hidden = self._convolved(hidden)[start - first : start - first + _WINDOW]
            parts.append(hidden @ self.out_layer + self.out_bias)
        logits: Floats = np.concatenate(parts) if len(parts) > 1 else parts[0]
        logits -= logits.max(axis=1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= logits.sum(axis=1, keepdims=True)
        return logits

    def _convolved(self, hidden: Floats) -> Floats:
        count, width = hidden.shape
        for dilation, weights, bias in self.layers:
            around = np.zeros((count, 3 * width), dtype=np.float32)
            around[:, width : 2 * width] = hidden
            if count > dilation:
                around[dilation:, :width] = hidden[:-dilation]
                around[:-dilation, 2 * width :] = hidden[dilation:]
            step = around @ weights
            step += bias
            np.maximum(step, 0, out=step)
            step += hidden
            hidden = step
        return hidden

    def _forms(self, forms: list[str]) -> Floats:
        """The first layer for each form, from what is kept where it can be."""
        index = self.kept.index
        places = [index.get(form, -1) for form in forms]
        missing = {form for form, place in zip(forms, places, strict=True) if place < 0}
        if not missing:
            return self.kept.rows[places]
        fresh = sorted(missing)
        read = [read_form(form) for form in fresh]
        values = self._first_layer(read)
        found = {form: number for number, form in enumerate(fresh)}
        out = self.kept.rows[places]
        loose = [number for number, place in enumerate(places) if place < 0]
        out[loose] = values[[found[forms[number]] for number in loose]]
        self.kept.keep(
            [form for form, seen in zip(fresh, read, strict=True) if seen.marks or len(form) < 3 or form[0] == "0"],
            found,
            values,
        )
        return out

    def _first_layer(self, forms: list[Form]) -> Floats:
        places = np.array([form[:4] for form in forms]) + _FIRST_ROWS
        hashed = self.table[places].sum(axis=1)
        grams = [gram for form in forms for gram in form.grams]
        counts = np.array([len(form.grams) for form in forms])
        begins = np.concatenate(([0], counts.cumsum()[:-1]))
        hashed += np.add.reduceat(self.gram_table[grams], begins, axis=0) / counts[:, None].astype(np.float32)
        rows = [self.words.get(form.lower, 0) for form in forms]
        vectors = self.vectors[rows].astype(np.float32) * self.vector_scale
        marks = np.array([form.marks for form in forms], dtype=np.uint64)
        bits = ((marks[:, None] >> _BITS) & np.uint64(1)).astype(np.float32)
        return (np.concatenate((hashed, vectors, bits), axis=1) @ self.form_layer + self.form_bias).astype(np.float32)


_FIRST_ROWS: Final = np.array([0, WORDS, WORDS + AFFIXES, WORDS + 2 * AFFIXES])
_BITS: Final = np.arange(MARKS, dtype=np.uint64)


class _Kept:
    """First layers of words from our own lists, so many at most. Rows are written before they can be found."""

    def __init__(self, width: int) -> None:
        self.index: dict[str, int] = {}
        self.rows: Floats = np.zeros((_KEPT, width), dtype=np.float32)
        self._lock = threading.Lock()

    def keep(self, forms: list[str], found: dict[str, int], values: Floats) -> None:
        with self._lock:
            for form in forms:
                place = len(self.index)
                if place >= _KEPT or form in self.index:
                    continue
                self.rows[place] = values[found[form]]
                self.index[form] = place


def read_network(folder: Traversable, expected: str) -> Network:
    """The network of `tagger.bin`, whose SHA-256 must be `expected`.

    Raises GuardUnavailable when the file is missing, altered, or made for another version of this code.
    """
    try:
        content = folder.joinpath(FILE).read_bytes()
    except OSError as error:
        raise GuardUnavailable("The guard's trained model is missing. Install the guard again.") from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != expected:
        raise GuardUnavailable(f"{FILE} is not the file that the guard came with. Install the guard again.")
    return unpacked(content, digest)


def unpacked(content: bytes, digest: str) -> Network:
    """The network of a file's content. Raises GuardUnavailable when it was made for another version of this code."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            parts = {name: arrays[name] for name in arrays.files}
        card = json.loads(bytes(parts["card"]).decode("utf-8"))
        if (card["forms"], card["rows"], card["labels"]) != (FORMS_VERSION, ROWS, LABELS):
            raise GuardUnavailable(f"{FILE} was made for another version of the guard. Install the guard again.")
        scales = card["scales"]
        words = bytes(parts["words"]).decode("ascii").split("\n")
        form_layer = parts["form_layer"].astype(np.float32)
        width = form_layer.shape[1]
        return Network(
            version=card["version"],
            digest=digest,
            words={word: row for row, word in enumerate(words)},
            vectors=parts["vectors"],
            vector_scale=float(scales["vector"]),
            table=np.concatenate([_whole(parts, scales, name) for name in ("word", "prefix", "suffix", "shape")]),
            gram_table=_whole(parts, scales, "gram"),
            form_layer=form_layer,
            form_bias=parts["form_bias"].astype(np.float32),
            context=parts["context"].astype(np.float32),
            layers=tuple(
                (dilation, parts[f"layer_{place}"].astype(np.float32), parts[f"bias_{place}"].astype(np.float32))
                for place, dilation in enumerate(card["dilations"])
            ),
            out_layer=parts["out_layer"].astype(np.float32),
            out_bias=parts["out_bias"].astype(np.float32),
            calibration=card["calibration"],
            kept=_Kept(width),
        )
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise GuardUnavailable(f"{FILE} cannot be read. Install the guard again.") from error


def _whole(parts: dict[str, NDArray[np.generic]], scales: dict[str, float], name: str) -> Floats:
    """A table whose values the file holds as small integers."""
    return parts[f"table_{name}"].astype(np.float32) * np.float32(scales[name])
