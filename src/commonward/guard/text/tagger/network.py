"""The trained network at run time: read from one file, verified by hash, run with numpy.

What depends on a piece alone (its letters, its word vector, its marks) goes through the first layer once and is kept
for words of our own lists and the model's, signs and lengths of numbers; no other word of any text is kept. The rest
are dilated convolutions over windows that fit a processor's cache, with empty rows between texts that are read
together. See docs/decisions for why not a runtime of its own.
"""

import hashlib
import json
import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import GuardUnavailable
from commonward.guard.shipped import arrays_of
from commonward.guard.text.packed import PackedWords
from commonward.guard.text.tagger.forms import AFFIXES, FORMS_VERSION, MARKS, SHAPES, WORDS, Form, read_form
from commonward.guard.text.tagger.signals import GAP_ROWS, KINDS, LANGUAGE_FIRST, LEXICAL_FIRST, PATTERN_FIRST, ROWS

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
    words: PackedWords = field(repr=False)  # the row of a word in `vectors`
    spelled: NDArray[np.uint8] = field(repr=False)  # the words, in the order of `vectors`, a line each
    vectors: NDArray[np.int8] = field(repr=False)
    table: NDArray[np.int8] = field(repr=False)  # of words, prefixes, suffixes, shapes and runs of letters
    steps: tuple[float, ...] = field(repr=False)  # what one step of each of these is worth
    table_layer: Floats = field(repr=False)  # what a row of the table gives the first layer
    vector_layer: Floats = field(repr=False)  # what a word vector gives it
    mark_layer: Floats = field(repr=False)
    form_bias: Floats = field(repr=False)
    context: Floats = field(repr=False)  # what stands around, all that can come together added up
    layers: tuple[tuple[int, Floats, Floats], ...] = field(repr=False)  # dilation, weights (3 * width, width), bias
    out_layer: Floats = field(repr=False)
    out_bias: Floats = field(repr=False)
    calibration: dict[str, float] = field(repr=False)
    kept: "_Kept" = field(repr=False)

    def listed(self) -> list[str]:
        """The words that have a vector, in the order of the rows; the first is no word."""
        return self.spelled.tobytes().decode("ascii").split("\n")

    def scores(self, forms: list[str], rows: NDArray[np.int64]) -> Floats:
        """The probability of each label for each piece. `rows` are the rows of the context table, four a piece."""
        return self.scores_of_many([(forms, rows)])[0]

    def scores_of_many(self, texts: Sequence[tuple[list[str], NDArray[np.int64]]]) -> list[Floats]:
        """As `scores` of each text, several read together: what fits a window costs little more than one of them."""
        found: list[list[Floats]] = [[] for _ in texts]
        load: list[_Stretch] = []
        filled = 0
        for stretch in self._stretches(texts):
            if load and filled + stretch.last - stretch.first > _WINDOW:
                self._read(texts, load, found)
                load, filled = [], 0
            load.append(stretch)
            filled += stretch.last - stretch.first + self._apart
        self._read(texts, load, found)
        return [np.concatenate(parts) if len(parts) > 1 else parts[0] for parts in found]

    @property
    def _apart(self) -> int:
        """Empty rows between two texts, so that no layer sees from one into the other."""
        return max(dilation for dilation, _, _ in self.layers)

    def _stretches(self, texts: Sequence[tuple[list[str], NDArray[np.int64]]]) -> "Iterator[_Stretch]":
        """All texts in windows, each with as much around it as the layers see."""
        reach = sum(dilation for dilation, _, _ in self.layers)
        for text, (forms, _) in enumerate(texts):
            for start in range(0, max(1, len(forms)), _WINDOW):
                end = min(len(forms), start + _WINDOW)
                yield _Stretch(text, start, end, max(0, start - reach), min(len(forms), end + reach))

    def _read(
        self, texts: Sequence[tuple[list[str], NDArray[np.int64]]], load: "list[_Stretch]", found: list[list[Floats]]
    ) -> None:
        """Score the stretches together; what is found goes to their texts."""
        forms: list[str] = []
        rows: list[NDArray[np.int64]] = []
        places: list[int] = []  # where each stretch begins
        blank: list[int] = []  # rows between them
        for stretch in load:
            if places:
                blank += range(len(forms), len(forms) + self._apart)
                forms += [_BLANK] * self._apart
                rows.append(np.broadcast_to(texts[stretch.text][1][:1], (self._apart, 4)))
            places.append(len(forms))
            forms += texts[stretch.text][0][stretch.first : stretch.last]
            rows.append(texts[stretch.text][1][stretch.first : stretch.last])
        hidden = self._forms(forms)
        hidden += self.context[(np.concatenate(rows) if len(rows) > 1 else rows[0]) @ _STEPS - _OFFSET]
        np.maximum(hidden, 0, out=hidden)
        scores = self._labelled(self._convolved(hidden, blank))
        for stretch, place in zip(load, places, strict=True):
            begin = place + stretch.start - stretch.first
            found[stretch.text].append(scores[begin : begin + stretch.end - stretch.start])

    def _labelled(self, hidden: Floats) -> Floats:
        logits: Floats = hidden @ self.out_layer
        logits += self.out_bias
        logits -= np.maximum.reduce(logits, axis=1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= np.add.reduce(logits, axis=1, keepdims=True)
        return logits

    def _convolved(self, hidden: Floats, blank: list[int]) -> Floats:
        count, width = hidden.shape
        for dilation, weights, bias in self.layers:
            if blank:
                hidden[blank] = 0
            step = hidden @ weights[width : 2 * width]
            step += bias
            if count > dilation:  # three products of rows as they lie are quicker than one of rows put side by side
                step[dilation:] += hidden[:-dilation] @ weights[:width]
                step[:-dilation] += hidden[dilation:] @ weights[2 * width :]
            np.maximum(step, 0, out=step)
            step += hidden
            hidden = step
        return hidden

    def _forms(self, forms: list[str]) -> Floats:
        """The first layer for each form, from what is kept where it can be."""
        kept = self.kept
        places = [kept.index.get(form, -1) for form in forms]
        out: Floats = kept.rows[places]
        if -1 not in places:
            return out
        fresh: dict[str, int] = {}
        loose = [number for number, place in enumerate(places) if place < 0]
        back = [fresh.setdefault(forms[number], len(fresh)) for number in loose]
        read = [read_form(form) for form in fresh]
        values = self._first_layer(read)
        out[loose] = values[back]
        for form, seen, value in zip(fresh, read, values, strict=True):
            if seen.marks or len(form) < 3 or form[0] == "0" or seen.lower in self.words:
                kept.keep(form, value)
        return out

    def _first_layer(self, forms: list[Form]) -> Floats:
        rows: list[int] = []
        weights: list[float] = []
        begins: list[int] = []
        *steps, gram_step = self.steps
        for form in forms:
            begins.append(len(rows))
            rows += (
                form.word,
                form.prefix + _PREFIXES,
                form.suffix + _SUFFIXES,
                form.shape + _SHAPES,
                *[gram + _GRAMS for gram in form.grams],
            )
            weights += (*steps, *[gram_step / len(form.grams)] * len(form.grams))
        shares = np.array(weights, dtype=np.float32)
        values: Floats = np.add.reduceat(self.table[rows] * shares[:, None], begins, axis=0) @ self.table_layer
        known = [self.words.get(form.lower, 0) for form in forms]
        if any(known):
            values += self.vectors[known].astype(np.float32) @ self.vector_layer
        if any(form.marks for form in forms):
            marks = np.array([form.marks for form in forms], dtype=np.uint64)
            values += ((marks[:, None] >> _BITS) & np.uint64(1)).astype(np.float32) @ self.mark_layer
        values += self.form_bias
        return values


class _Stretch(NamedTuple):
    """Pieces [start, end) of a text, and [first, last) with what the layers see around them."""

    text: int
    start: int
    end: int
    first: int
    last: int


_TABLES: Final = ("word", "prefix", "suffix", "shape", "gram")
_BLANK: Final = "\n"  # any form that is always kept; its row is emptied
_PREFIXES: Final = WORDS
_SUFFIXES: Final = WORDS + AFFIXES
_SHAPES: Final = WORDS + 2 * AFFIXES
_GRAMS: Final = WORDS + 2 * AFFIXES + SHAPES
_BITS: Final = np.arange(MARKS, dtype=np.uint64)
# A row of `context` for each gap, lexical sighting, pattern and language that can come together.
_SIZES: Final = (GAP_ROWS, PATTERN_FIRST - LEXICAL_FIRST, LANGUAGE_FIRST - PATTERN_FIRST, ROWS - LANGUAGE_FIRST)
_FIRSTS: Final = (0, LEXICAL_FIRST, PATTERN_FIRST, LANGUAGE_FIRST)
_STEPS: Final = np.array([math.prod(_SIZES[place + 1 :]) for place in range(4)])
_OFFSET: Final = int(_STEPS @ np.array(_FIRSTS))


class _Kept:
    """First layers of words from our own lists, so many at most. Rows are written before they can be found."""

    def __init__(self, width: int) -> None:
        self.index: dict[str, int] = {}
        self.rows: Floats = np.zeros((_KEPT, width), dtype=np.float32)
        self._lock = threading.Lock()

    def keep(self, form: str, value: Floats) -> None:
        with self._lock:
            place = len(self.index)
            if place < _KEPT and form not in self.index:
                self.rows[place] = value
                self.index[form] = place


def vectors_digest(network: Network) -> str:
    """The SHA-256 of the word vectors and their words: what else reads with them says which ones it was made for."""
    return hashlib.sha256(network.vectors.tobytes() + network.spelled.tobytes()).hexdigest()


def unpacked(content: bytes, digest: str) -> Network:
    """The network of a file's content. Raises GuardUnavailable when it was made for another version of this code."""
    with arrays_of(content, FILE) as parts:
        card = json.loads(bytes(parts["card"]).decode("utf-8"))
        if (card["forms"], card["rows"], card["labels"]) != (FORMS_VERSION, ROWS, LABELS):
            raise GuardUnavailable(f"{FILE} was made for another version of the guard. Install the guard again.")
        scales = card["scales"]
        words = bytes(parts["words"]).decode("ascii").split("\n")
        form_layer = parts["form_layer"].astype(np.float32)
        hashed, vectors = parts["table_word"].shape[1], parts["vectors"]
        context = parts["context"].astype(np.float32)
        return Network(
            version=card["version"],
            digest=digest,
            words=PackedWords(words, range(len(words))),
            spelled=parts["words"],
            vectors=vectors,
            table=np.concatenate([parts[f"table_{name}"] for name in _TABLES]),
            steps=tuple(scales[name] for name in _TABLES),
            table_layer=form_layer[:hashed],
            vector_layer=form_layer[hashed : hashed + vectors.shape[1]] * np.float32(scales["vector"]),
            mark_layer=form_layer[hashed + vectors.shape[1] :],
            form_bias=parts["form_bias"].astype(np.float32),
            context=_added_up(context),
            layers=tuple(
                (dilation, parts[f"layer_{place}"].astype(np.float32), parts[f"bias_{place}"].astype(np.float32))
                for place, dilation in enumerate(card["dilations"])
            ),
            out_layer=parts["out_layer"].astype(np.float32),
            out_bias=parts["out_bias"].astype(np.float32),
            calibration=card["calibration"],
            kept=_Kept(context.shape[1]),
        )


def _added_up(context: Floats) -> Floats:
    """One row for each gap, lexical sighting, pattern and language together."""
    parts = [context[first : first + size] for first, size in zip(_FIRSTS, _SIZES, strict=True)]
    rows = parts[0]
    for part in parts[1:]:
        rows = (rows[:, None] + part[None]).reshape(-1, context.shape[1])
    return rows
