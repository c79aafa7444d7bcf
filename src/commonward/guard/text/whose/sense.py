"""The sense of whose an entity is, learned from posts that were marked: a small network beside the rules of thumb.

It reads the words of the text (their vectors, the marks of the word lists, which entities they are part of), looks
around with dilated convolutions, and weighs for each name, place, body and date what it saw at the entity, in its
sentence and in the whole text, together with the clues. What comes out are shares: nobody's who could be hurt, or the
rule that it breaks. Trained by `lab/sense.py`; see docs/guard-tagger.md for its figures and limits.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import GuardUnavailable, Kind
from commonward.guard.shipped import arrays_of, verified_model
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.numbered import COLUMNS, MARK_BITS, numbered
from commonward.guard.text.scene import Scene
from commonward.guard.text.tagger import trained
from commonward.guard.text.whose.clues import CLUES, clues_of
from commonward.guard.text.whose.persons import Told
from commonward.guard.text.whose.tie import Tie

Floats = NDArray[np.float32]

FILE: Final = "sense.bin"
VERSION: Final = 1  # of what the network is given; a model of another version is refused
KINDS: Final = (Kind.NAME, Kind.LOCATION, Kind.ORG, Kind.DATE, Kind.AGE)
JUDGED: Final = frozenset(KINDS[:4])
#: The last one is for names in care conversations, the others for posts.
RULES: Final = ("", "phi.name", "phi.geo", "phi.date", "phi.affiliation", "phi.third-party")
OF_POSTS: Final = RULES[1:-1]
HASHED: Final = 1 << 13
EXTRA: Final = MARK_BITS + 6 + len(KINDS)  # of a word, beside its vector and its hashed row
_WINDOW: Final = 1_000  # words that are read together; a longer text is read in parts, each a text by itself
_AROUND: Final = 60  # words beside such a part that are seen with it


class Place(NamedTuple):
    """An entity among the words: its own [first, last), its sentence's [start, end)."""

    first: int
    last: int
    start: int
    end: int
    kind: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as numbers: for each word its row of vectors, its hashed row and the rest; for each entity its place."""

    vectors: list[int]
    hashed: list[int]
    extra: Floats
    places: list[Place]


@dataclass(frozen=True, slots=True)
class Sense:
    """The layers. Safe for many threads; holds nothing of any text."""

    digest: str
    vector_layer: Floats = field(repr=False)
    hashed_rows: Floats = field(repr=False)  # through the first layer already
    extra_layer: Floats = field(repr=False)
    bias: Floats = field(repr=False)
    layers: tuple[tuple[int, Floats, Floats], ...] = field(repr=False)
    kinds: Floats = field(repr=False)  # what the kind of an entity gives the hidden layer
    hidden_layer: Floats = field(repr=False)
    hidden_bias: Floats = field(repr=False)
    out_layer: Floats = field(repr=False)
    out_bias: Floats = field(repr=False)

    def shares(self, tie: Tie, entities: Sequence[Candidate], told: Mapping[Candidate, Told]) -> Floats:
        """For each entity the share of each of `RULES`. `told`: what is already said of the names."""
        clues = np.array([clues_of(tie, entity, told) for entity in entities], dtype=np.float32)
        if len(tie.scene.wording.words) <= _WINDOW:
            return self.weigh(read(tie.scene, entities), clues)
        return self._in_parts(tie.scene, entities, clues)

    def _in_parts(self, scene: Scene, entities: Sequence[Candidate], clues: Floats) -> Floats:
        found = np.empty((len(entities), len(RULES)), dtype=np.float32)
        judged: dict[int, list[int]] = defaultdict(list)
        seen: dict[int, list[Candidate]] = defaultdict(list)
        for number, entity in enumerate(entities):
            judged[_span(scene, entity)[0] // _WINDOW].append(number)
        for entity in scene.entities:
            seen[_span(scene, entity)[0] // _WINDOW].append(entity)
        for part, numbers in judged.items():
            window = (part * _WINDOW - _AROUND, (part + 1) * _WINDOW + _AROUND)
            near = [entity for beside in (part - 1, part, part + 1) for entity in seen.get(beside, ())]
            reading = _read(scene, [entities[number] for number in numbers], near, window)
            found[numbers] = self.weigh(reading, clues[numbers])
        return found

    def weigh(self, reading: Reading, clues: Floats) -> Floats:
        """The shares of a reading with its clues."""
        hidden = self._words(reading)
        mean, highest = np.add.reduce(hidden, axis=0) / len(hidden), np.maximum.reduce(hidden, axis=0)
        rows = np.empty((len(reading.places), 2 * hidden.shape[1]), dtype=np.float32)
        for row, place in zip(rows, reading.places, strict=True):
            np.add.reduce(hidden[place.first : place.last], axis=0, out=row[: hidden.shape[1]])
            row[: hidden.shape[1]] /= place.last - place.first
            np.maximum.reduce(hidden[place.start : place.end], axis=0, out=row[hidden.shape[1] :])
        width = hidden.shape[1]
        seen = rows @ self.hidden_layer[: 2 * width] + clues @ self.hidden_layer[4 * width :]
        seen += highest @ self.hidden_layer[2 * width : 3 * width] + mean @ self.hidden_layer[3 * width : 4 * width]
        seen += self.kinds[[place.kind for place in reading.places]] + self.hidden_bias
        logits: Floats = np.maximum(seen, 0) @ self.out_layer + self.out_bias
        logits -= np.maximum.reduce(logits, axis=1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= np.add.reduce(logits, axis=1, keepdims=True)
        return logits

    def _words(self, reading: Reading) -> Floats:
        network = trained.load().network
        hidden: Floats = network.vectors[reading.vectors].astype(np.float32) @ self.vector_layer
        hidden += self.hashed_rows[reading.hashed]
        hidden += reading.extra @ self.extra_layer
        hidden += self.bias
        np.maximum(hidden, 0, out=hidden)
        for dilation, weights, bias in self.layers:
            width = hidden.shape[1]
            step = hidden @ weights[width : 2 * width]
            step += bias
            if len(hidden) > dilation:
                step[dilation:] += hidden[:-dilation] @ weights[:width]
                step[:-dilation] += hidden[dilation:] @ weights[2 * width :]
            np.maximum(step, 0, out=step)
            step += hidden
            hidden = step
        return hidden


def read(scene: Scene, entities: Sequence[Candidate]) -> Reading:
    """What the network is given of a text that is not too long. Every entity of the scene is seen in its words."""
    return _read(scene, entities, scene.entities, (0, _WINDOW))


def _read(scene: Scene, entities: Sequence[Candidate], near: Sequence[Candidate], window: tuple[int, int]) -> Reading:
    first, last = max(0, window[0]), min(window[1], len(scene.wording.words))
    vectors, hashed, columns = numbered(scene.wording, first, last)
    count = len(vectors)
    extra = np.zeros((count, EXTRA), dtype=np.float32)
    extra[:, :COLUMNS] = columns
    for entity in near:
        if entity.kind in _PLACE_OF:
            start, end = (place - first for place in _span(scene, entity))
            extra[max(0, start) : max(0, end), MARK_BITS + 6 + _PLACE_OF[entity.kind]] = 1
    rows = [1 + one % (HASHED - 1) for one in hashed]
    return Reading(vectors, rows, extra, [_place(scene, entity, first, first + count) for entity in entities])


def _span(scene: Scene, entity: Candidate) -> tuple[int, int]:
    """The words of an entity: one at least, the last one for what stands behind all words."""
    first, last = scene.span(entity)
    first = max(0, min(first, len(scene.wording.words) - 1))
    return first, max(last, first + 1)


def _place(scene: Scene, entity: Candidate, start: int, end: int) -> Place:
    """Where an entity and its sentence stand among the words [start, end)."""
    first, last = _span(scene, entity)
    around = (start, end)
    if scene.wording.sentences:
        sentence = scene.wording.sentences[scene.wording.words[first].sentence]
        around = (max(start, sentence.first), min(end, sentence.last))
    return Place(first - start, min(last, end) - start, around[0] - start, around[1] - start, _PLACE_OF[entity.kind])


_PLACE_OF: Final = {kind: place for place, kind in enumerate(KINDS)}


@lru_cache(maxsize=1)
def load() -> Sense:
    """The sense that ships with the guard. Raises GuardUnavailable when its model is missing or altered."""
    return load_from(resources.files("commonward.guard").joinpath("resources"))


def load_from(folder: Traversable) -> Sense:
    """The sense of a folder with its card. Raises GuardUnavailable when something is missing, altered or of another
    version.
    """
    return unpacked(*verified_model(folder, FILE, what="sense model"))


def unpacked(content: bytes, digest: str) -> Sense:
    """The sense of a file's content. Raises GuardUnavailable when it was made for another version of this code."""
    with arrays_of(content, FILE) as parts:
        card = json.loads(bytes(parts.pop("card")).decode("ascii"))
        if (card["version"], card["clues"], card["rules"]) != (VERSION, CLUES, list(RULES)):
            raise GuardUnavailable(f"{FILE} was made for another version of the guard. Install the guard again.")
        whole = {name: values.astype(np.float32) for name, values in parts.items()}
        return Sense(
            digest=digest,
            layers=tuple(
                (dilation, whole[f"layer_{place}"], whole[f"bias_{place}"])
                for place, dilation in enumerate(card["dilations"])
            ),
            **{name: whole[name] for name in _PARTS},
        )


_PARTS: Final = (
    *("vector_layer", "hashed_rows", "extra_layer", "bias", "kinds"),
    *("hidden_layer", "hidden_bias", "out_layer", "out_bias"),
)
