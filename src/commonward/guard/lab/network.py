"""The network in training: the layers of `text.tagger.network`, with the noise that keeps it from learning by heart."""

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from commonward.guard.lab.vectors import Vectors
from commonward.guard.text.tagger.forms import AFFIXES, GRAMS, MARKS, SHAPES, WORDS, read_form
from commonward.guard.text.tagger.network import LABELS
from commonward.guard.text.tagger.signals import LEXICAL_FIRST, PATTERN_FIRST, ROWS


class Shape(NamedTuple):
    """How large the network is."""

    hashed: int = 48
    width: int = 64
    dilations: tuple[int, ...] = (1, 2, 4, 1)


class Features(NamedTuple):
    """What the first layer sees of each form, for all forms of a corpus."""

    ids: torch.Tensor  # word, prefix, suffix, shape
    grams: torch.Tensor  # of all forms, one after the other
    gram_begins: torch.Tensor
    gram_counts: torch.Tensor
    fixed: torch.Tensor  # the word vector and the marks


def features_of(forms: Sequence[str], vectors: Vectors) -> Features:
    """The features of forms."""
    read = [read_form(form) for form in forms]
    row_of = {word: row for row, word in enumerate(vectors.words)}
    counts = np.array([len(form.grams) for form in read])
    marks = np.array([form.marks for form in read], dtype=np.uint64)
    bits = ((marks[:, None] >> np.arange(MARKS, dtype=np.uint64)) & np.uint64(1)).astype(np.float32)
    known = vectors.rows[[row_of.get(form.lower, 0) for form in read]].astype(np.float32) * vectors.scale
    return Features(
        torch.tensor([[form.word, form.prefix, form.suffix, form.shape] for form in read]),
        torch.tensor([gram for form in read for gram in form.grams]),
        torch.from_numpy(np.concatenate(([0], counts.cumsum()[:-1]))),
        torch.from_numpy(counts),
        torch.from_numpy(np.concatenate((known, bits), axis=1)),
    )


class TaggerNetwork(nn.Module):
    """Hashed tables and vectors, one layer over a form, dilated convolutions with a way past each, one layer out."""

    def __init__(self, shape: Shape, dimensions: int) -> None:
        super().__init__()
        self.shape = shape
        self.dimensions = dimensions  # of a word vector
        sizes = {"word": WORDS, "prefix": AFFIXES, "suffix": AFFIXES, "shape": SHAPES}
        self.tables = nn.ModuleDict({name: nn.Embedding(size, shape.hashed) for name, size in sizes.items()})
        self.gram = nn.EmbeddingBag(GRAMS, shape.hashed, mode="mean")
        for table in (*self.tables.values(), self.gram):
            nn.init.normal_(table.weight, std=0.3)
        self.form = nn.Linear(shape.hashed + dimensions + MARKS, shape.width)
        self.context = nn.Embedding(ROWS, shape.width)
        nn.init.normal_(self.context.weight, std=0.1)
        self.layers = nn.ModuleList(
            nn.Conv1d(shape.width, shape.width, 3, padding=dilation, dilation=dilation) for dilation in shape.dilations
        )
        self.out = nn.Linear(shape.width, LABELS)
        self.drop = nn.Dropout(0.25)

    def first(self, features: Features, chosen: torch.Tensor) -> torch.Tensor:
        """The first layer for the chosen forms."""
        ids, fixed = features.ids[chosen], features.fixed[chosen]
        words = self.tables["word"](ids[:, 0])
        if self.training:
            known = (torch.rand(len(chosen), 1) > 0.2).float()
            words = words * known
            vector = fixed[:, : self.dimensions] * (torch.rand(len(chosen), 1) > 0.1).float() * known
            marks = fixed[:, self.dimensions :] * (torch.rand(len(chosen), 1) > 0.12).float()
            fixed = torch.cat((vector, marks), dim=1)
        hashed = words + self.tables["prefix"](ids[:, 1]) + self.tables["suffix"](ids[:, 2])
        hashed = hashed + self.tables["shape"](ids[:, 3]) + self._grams(features, chosen)
        return self.form(self.drop(torch.cat((hashed, fixed), dim=1)))

    def _grams(self, features: Features, chosen: torch.Tensor) -> torch.Tensor:
        counts = features.gram_counts[chosen]
        begins = torch.cat((torch.zeros(1, dtype=torch.long), counts.cumsum(0)[:-1]))
        places = torch.arange(int(counts.sum())) - begins.repeat_interleave(counts)
        places = places + features.gram_begins[chosen].repeat_interleave(counts)
        return self.gram(features.grams[places], begins)

    def forward(self, features: Features, form_of: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        """Logits for a batch of stretches (batch, length); form -1 is padding."""
        chosen, back = form_of.clamp(min=0).unique(return_inverse=True)
        if self.training:
            rows = _doubtful(rows)
        hidden = torch.relu(self.first(features, chosen)[back] + self.context(rows).sum(dim=2))
        there = (form_of >= 0).unsqueeze(1).float()
        hidden = hidden.transpose(1, 2) * there
        for layer in self.layers:
            hidden = (hidden + torch.relu(layer(hidden))) * there
        logits: torch.Tensor = self.out(self.drop(hidden.transpose(1, 2)))
        return logits


class Average:
    """The average of a network's weights over its last steps: steadier, and less sure of itself, than the last one."""

    def __init__(self, network: TaggerNetwork, decay: float = 0.998) -> None:
        self._decay = decay
        self._values = {name: value.detach().clone() for name, value in network.named_parameters()}

    def take_in(self, network: TaggerNetwork) -> None:
        """Move a little towards the network as it is now."""
        with torch.no_grad():
            for name, value in network.named_parameters():
                self._values[name].lerp_(value, 1 - self._decay)

    def put_into(self, network: TaggerNetwork) -> None:
        """Give the network the average weights."""
        with torch.no_grad():
            for name, value in network.named_parameters():
                value.copy_(self._values[name])


def _doubtful(rows: torch.Tensor) -> torch.Tensor:
    """Some texts without what the word lists or the patterns say, so that the network can do without."""
    rows = rows.clone()
    lists, patterns = torch.rand(len(rows)) < 0.3, torch.rand(len(rows)) < 0.15
    rows[lists, :, 1] = LEXICAL_FIRST
    rows[patterns, :, 2] = PATTERN_FIRST
    return rows


def export(network: TaggerNetwork, vectors: Vectors, card: dict[str, object]) -> dict[str, NDArray[np.generic]]:
    """The arrays of the model file: tables as small integers, layers as half floats."""
    parts: dict[str, NDArray[np.generic]] = {}
    scales: dict[str, float] = {"vector": vectors.scale}
    tables = {**{name: table.weight for name, table in network.tables.items()}, "gram": network.gram.weight}
    for name, weight in tables.items():
        values = weight.detach().numpy()
        limit = float(np.quantile(np.abs(values), 0.9999))
        scales[name] = limit / 127
        parts[f"table_{name}"] = np.clip(np.round(values / scales[name]), -127, 127).astype(np.int8)
    half = {
        "form_layer": network.form.weight.T,
        "form_bias": network.form.bias,
        "context": network.context.weight,
        "out_layer": network.out.weight.T,
        "out_bias": network.out.bias,
    }
    for place, layer in enumerate(network.layers):
        # (out, in, 3) as (3 * in, out), the piece before first
        half[f"layer_{place}"] = layer.weight.permute(2, 1, 0).reshape(-1, network.shape.width)
        half[f"bias_{place}"] = layer.bias
    parts |= {name: value.detach().numpy().astype(np.float16) for name, value in half.items()}
    parts["vectors"] = vectors.rows
    parts["words"] = _text("\n".join(vectors.words))
    parts["card"] = _text(json.dumps(card | {"scales": scales}, sort_keys=True))
    return parts


def _text(text: str) -> NDArray[np.generic]:
    return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
