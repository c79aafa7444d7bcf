"""The network of what a text does with its words, in training: its layers, its loss, and the file that it becomes.

`speech_taught.py` trains it from the beginning, `speech_on.py` goes on from the one that ships.
"""

import io
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from commonward.guard.lab import speech_corpus as corpus
from commonward.guard.lab import speech_profiles
from commonward.guard.lab.speech_corpus import SpeechText
from commonward.guard.lab.speech_lessons import Floats, Lesson
from commonward.guard.lab.train import write
from commonward.guard.text.speech import meanings, phrases
from commonward.guard.text.speech import network as speech
from commonward.guard.text.speech.hearing import IDENTIFYING
from commonward.guard.text.speech.reading import (
    EXTRA,
    HASHED,
    SETTING,
    VERSION,
    Reading,
)
from commonward.guard.text.tagger import trained

WIDTH, HASHED_WIDTH, HIDDEN = 96, 16, 160
DILATIONS = (1, 2, 4, 8)
RATE, EPOCHS, BATCH = 4e-3, 6, 32
DECAY = 0.99  # of the average of the weights
SCALE = 4 / 127  # of the tagger's word vectors
FOLDS = 3
PROCESSES = 2
TIMES, GROUPS, QUIET = 3, 1500, 3500  # texts of each phrase; about groups; posts
WRITTEN_COUNT = 2  # how often each whole text is seen beside the phrases
ALARMS, ALARMS_ALONE = 3 / 10_000, 2 / 10_000  # of ordinary posts, and of their single sentences, for each rule
EVERY = 1_000_000  # more posts than there are
BIOS = 2000  # half lines of profiles, learned and again measured
OF_DISTRESS = "counselchat"  # the names of those begin so
MARKED_COUNT = 4.0  # marked words are few
USUAL_LENGTH = 20  # words
OF_TEXT = 0.5  # how much it counts that a rule is found at all, beside where


class Network(nn.Module):
    """The layers of `text.speech.network` in training."""

    def __init__(self, vectors: Floats, rules: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.from_numpy(vectors), requires_grad=False)
        size = vectors.shape[1]
        self.words = nn.Embedding(HASHED, HASHED_WIDTH, padding_idx=0)
        self.pairs = nn.Embedding(HASHED, HASHED_WIDTH, padding_idx=0)
        nn.init.normal_(self.words.weight, std=0.1)
        nn.init.normal_(self.pairs.weight, std=0.1)
        self.extra = EXTRA + len(phrases.load().rules)
        self.first = nn.Linear(size + 2 * HASHED_WIDTH + self.extra, WIDTH)
        self.layers = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 3, padding=step, dilation=step) for step in DILATIONS)
        self.own = nn.Linear(WIDTH, HIDDEN)
        self.sentence = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.text = nn.Linear(2 * WIDTH, HIDDEN, bias=False)
        self.setting = nn.Linear(SETTING, HIDDEN, bias=False)
        self.out = nn.Linear(HIDDEN, rules)
        nn.init.constant_(self.out.bias, -4.0)

    def forward(self, batch: Sequence[Reading]) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of all words (texts * words * rules), and which words there are."""
        longest = max(len(one.vectors) for one in batch)
        rows, words, pairs = (torch.zeros(len(batch), longest, dtype=torch.long) for _ in range(3))
        sentence = torch.zeros(len(batch), longest, dtype=torch.long)
        there = torch.zeros(len(batch), longest)
        extra = torch.zeros(len(batch), longest, self.extra)
        for number, one in enumerate(batch):
            count = len(one.vectors)
            rows[number, :count] = torch.tensor(one.vectors)
            words[number, :count] = torch.tensor(one.words)
            pairs[number, :count] = torch.tensor(one.pairs)
            extra[number, :count] = torch.from_numpy(one.extra)
            there[number, :count] = 1
            begins = torch.zeros(count, dtype=torch.long)
            begins[one.begins[1:]] = 1
            sentence[number, :count] = begins.cumsum(0)
        vectors = self.vectors[rows]
        if self.training:
            kept = (torch.rand(len(batch), longest) > 0.1).float()
            vectors = vectors * kept[:, :, None]
            words = words * (torch.rand(len(batch), longest) > 0.4).long()
            pairs = pairs * (torch.rand(len(batch), longest) > 0.4).long()
        seen = torch.cat((vectors, self.words(words), self.pairs(pairs), extra), dim=2)
        mask = there[:, None, :]
        seen = torch.relu(self.first(nn.functional.dropout(seen, 0.15, self.training))).transpose(1, 2) * mask
        for layer in self.layers:
            seen = (seen + nn.functional.dropout(torch.relu(layer(seen)), 0.1, self.training)) * mask
        own = seen.transpose(1, 2)
        count = int(sentence.max()) + 1
        index = sentence[:, :, None].expand_as(own)
        highest = torch.zeros(len(batch), count, WIDTH).scatter_reduce(1, index, own, "amax")
        text = torch.cat((own.max(dim=1).values, own.sum(dim=1) / there.sum(dim=1, keepdim=True)), dim=1)
        settings = torch.from_numpy(np.stack([one.setting for one in batch]))
        if self.training:
            settings = settings * (torch.rand(len(batch), 1) > 0.1).float()
        highest = self.sentence(nn.functional.dropout(highest, 0.25, self.training))
        hidden = self.own(nn.functional.dropout(own, 0.25, self.training))
        hidden = hidden + highest.gather(1, sentence[:, :, None].expand(-1, -1, HIDDEN))
        text = nn.functional.dropout(text, 0.25, self.training)
        hidden = hidden + (self.text(text) + self.setting(settings))[:, None, :]
        return self.out(nn.functional.dropout(torch.relu(hidden), 0.2, self.training)), there


def loss_of(logits: torch.Tensor, there: torch.Tensor, batch: Sequence[Lesson]) -> torch.Tensor:
    """How far the shares are from the marks, word by word, and, for each rule, whether it is found at all."""
    wanted = torch.zeros_like(logits)
    known = torch.from_numpy(np.stack([one.known for one in batch]))
    for number, one in enumerate(batch):
        wanted[number, : len(one.wanted)] = torch.from_numpy(one.wanted)
    distance = nn.functional.binary_cross_entropy_with_logits
    each = distance(logits, wanted, reduction="none", pos_weight=torch.tensor(MARKED_COUNT))
    weight = there[:, :, None] * known[:, None, :]
    words = (each * weight).sum() / len(batch) / USUAL_LENGTH
    highest = logits.masked_fill(there[:, :, None] == 0, -30).max(dim=1).values
    has = wanted.max(dim=1).values
    texts = (distance(highest, has, reduction="none") * known).sum() / len(batch)
    return words + OF_TEXT * texts


def train(
    lessons: Sequence[Lesson],
    vectors: Floats,
    rules: int,
    seed: int,
    *,
    begun: Mapping[str, torch.Tensor] | None = None,
    rate: float = RATE,
    epochs: int = EPOCHS,
) -> Network:
    """A network trained on the lessons: the average of its weights over the last steps. `begun`: the weights to go on
    from, by name, in place of new ones.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network = Network(vectors, rules)
    if begun:
        network.load_state_dict(begun, strict=False)
    learned = {name: value for name, value in network.named_parameters() if value.requires_grad}
    average = {name: value.detach().clone() for name, value in learned.items()}
    steps = epochs * (len(lessons) // BATCH + 1)
    optimiser = torch.optim.AdamW(learned.values(), lr=rate, weight_decay=0.03)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.1)
    network.train()
    for epoch in range(epochs):
        for batch in _batches(lessons, rng):
            logits, there = network([one.reading for one in batch])
            optimiser.zero_grad()
            loss_of(logits, there, batch).backward()
            nn.utils.clip_grad_norm_(learned.values(), 1.0)
            optimiser.step()
            schedule.step()
            with torch.no_grad():
                for name, value in learned.items():
                    average[name].lerp_(value, 1 - (DECAY if epoch or begun else 0.9))
    with torch.no_grad():
        for name, value in learned.items():
            value.copy_(average[name])
    network.eval()
    return network


def _batches(lessons: Sequence[Lesson], rng: random.Random) -> list[list[Lesson]]:
    """Texts of about the same length together, in any order."""
    order = sorted(lessons, key=lambda one: len(one.reading.vectors) + _MIXED * rng.random())
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    rng.shuffle(batches)
    return batches


def export(network: Network, columns: Sequence[str], least: Floats) -> dict[str, NDArray[np.generic]]:
    """The arrays of the model file. `columns`: the rules, then the identifiers."""
    size = network.vectors.shape[1]
    first = network.first.weight.detach().T
    whole = {
        "vector_layer": first[: size - meanings.DIMENSIONS] * SCALE,
        "meaning_layer": first[size - meanings.DIMENSIONS : size] * meanings.SCALE,
        "word_rows": network.words.weight.detach(),
        "word_rows_layer": first[size : size + HASHED_WIDTH],
        "pair_rows": network.pairs.weight.detach(),
        "pair_rows_layer": first[size + HASHED_WIDTH : size + 2 * HASHED_WIDTH],
        "extra_layer": first[size + 2 * HASHED_WIDTH :],
        "bias": network.first.bias.detach(),
        "own_layer": network.own.weight.detach().T,
        "sentence_layer": network.sentence.weight.detach().T,
        "text_layer": network.text.weight.detach().T,
        "setting_layer": network.setting.weight.detach().T,
        "hidden_bias": network.own.bias.detach(),
        "out_layer": network.out.weight.detach().T,
        "out_bias": network.out.bias.detach(),
        "least": torch.from_numpy(least),
    }
    for place, layer in enumerate(network.layers):
        whole[f"layer_{place}"] = layer.weight.detach().permute(2, 1, 0).reshape(-1, WIDTH)
        whole[f"bias_{place}"] = layer.bias.detach()
    card = {
        "version": VERSION,
        "phrases": phrases.load().digest,
        "rules": [one for one in columns if one not in IDENTIFYING],
        "identifying": [one for one in columns if one in IDENTIFYING],
        "dilations": list(DILATIONS),
        "scales": {},
    }
    parts: dict[str, NDArray[np.generic]] = {name: value.numpy().astype(np.float16) for name, value in whole.items()}
    parts["card"] = np.frombuffer(json.dumps(card, sort_keys=True).encode("ascii"), dtype=np.uint8)
    return parts


def packed(network: Network, columns: Sequence[str], least: Floats) -> speech.SpeechNetwork:
    """The network as the guard would load it."""
    content = io.BytesIO()
    write(export(network, columns, least), content)
    return speech.unpacked(content.getvalue(), "")


def word_vectors() -> Floats:
    """The vectors of the tagger's words, and the finer ones beside them."""
    coarse = trained.load().network.vectors.astype(np.float32) * np.float32(SCALE)
    return np.concatenate((coarse, meanings.load().astype(np.float32) * np.float32(meanings.SCALE)), axis=1)


def harmless(data: Path | None, seed: int) -> Iterator[SpeechText]:
    """Texts that break few rules: about groups of people, posts and their sentences, also as the guard mends them, half
    lines of profiles, and open texts of a folder, where there is one.
    """
    yield from corpus.groups(GROUPS, seed)
    yield from corpus.alone(QUIET, seed)
    yield from corpus.mended(QUIET, seed)
    yield from speech_profiles.bios(BIOS, seed + 1)
    if data:
        yield from corpus.open_texts(data)


def rules_learned() -> list[str]:
    """The rules that our texts and phrases break, without those that lists decide."""
    broken = {rule for text in corpus.written() for _start, _end, rule in text.marks}
    return sorted((broken | {phrase.rule for phrase in corpus.phrases()}) - BY_LISTS)


SOURCES: Final = ("texts and phrases of guard/lab/speech_texts", "posts of guard/lab")
OPEN_SOURCES: Final = (
    "clean_medquad_dev (CC BY 4.0), every other text",
    "distress_counselchat (MIT), every other text",
    "abuse_davidson (MIT), every other text, only those called clean",
)


_MIXED: Final = 15  # words: how unlike the lengths of a batch may be
#: Words and pictures decide these; see `text/speech` and `text/rules`.
BY_LISTS: Final = frozenset({"access.alt-text", "access.readability"})
