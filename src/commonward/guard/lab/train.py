"""Trains the tagger of the live tier: corpus, training, export, figures. See docs/guard-tagger.md.

    make tagger                    generated texts alone
    make tagger DATA=folder        and the open data sets in the folder that are for training

The same seed, packages and processor give the same model. Runs on one processor core in well under an hour.
"""

import argparse
import hashlib
import io
import json
import random
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from numpy.typing import NDArray

from commonward.guard.lab import posts, snippets
from commonward.guard.lab.calibrate import calibration
from commonward.guard.lab.encode import Encoded, encode, joined
from commonward.guard.lab.generate import Generator
from commonward.guard.lab.marked_text import MarkedText
from commonward.guard.lab.network import Average, Features, Shape, TaggerNetwork, export, features_of
from commonward.guard.lab.noise import noisy, tagged
from commonward.guard.lab.open_data import (
    LANGUAGE,
    LICENCE,
    MARKED,
    SOURCES,
    read_source,
    with_other_people,
    with_people,
)
from commonward.guard.lab.score import scores
from commonward.guard.lab.teacher import Teacher, taught, trained, word_views
from commonward.guard.lab.vectors import Vectors, extended, kept_vectors, read_vectors
from commonward.guard.text.tagger.forms import FORMS_VERSION
from commonward.guard.text.tagger.network import LABELS, unpacked
from commonward.guard.text.tagger.signals import ROWS

BATCH_PIECES = 6000
TEACHER_GRAMMAR = 5000  # texts of the grammar among those that a teacher reads
TEACHER_WITHOUT = 500  # of each source without people
TEACHER_LONGEST = 110  # pieces of a stretch: the large network's time grows with its square
VIEWS = 24  # dimensions of what a teacher makes of single words
REPEATED = 4  # marked texts as they are count so often: they are few beside those of the grammar
SMOOTHING = 0.03  # of what is learned is spread over all labels, so that the network does not grow too sure


@dataclass(frozen=True, slots=True)
class Settings:
    """One training."""

    data: Path | None
    archive: Path | None  # the source package of `snippets`
    teacher: Path | None  # where a teacher's weights are, or are put; none: no teacher
    leave_out: frozenset[str]
    generated: int
    copies: int
    epochs: int
    seed: int
    rate: float
    shape: Shape


def training_texts(settings: Settings) -> Iterator[MarkedText]:
    """All texts to learn from."""
    yield from Generator(settings.seed).texts(settings.generated)
    snippets_read = list(_snippets(settings, held_out=False))
    yield from snippets_read * REPEATED
    for _ in range(settings.copies):
        yield from with_other_people(snippets_read, random.Random(settings.seed + 7))
    for number, name in enumerate(_sources(settings)):
        rng = random.Random(settings.seed * 100 + number)
        texts = read_source(_folder(settings, name), held_out=False)
        if name in MARKED:
            yield from texts * REPEATED
            for _ in range(settings.copies):
                yield from with_other_people(texts, rng)
            continue
        yield from texts
        yield from (tagged(noisy(text, rng, strength=3), rng) for text in texts)
        for _ in range(settings.copies):
            yield from with_people(texts, rng)


def _snippets(settings: Settings, *, held_out: bool) -> Iterator[MarkedText]:
    for text in (
        *snippets.marked(settings.archive, settings.data, held_out=held_out),
        *posts.marked(held_out=held_out),
    ):
        if text.source not in settings.leave_out:
            yield text


def teachers_texts(settings: Settings) -> Iterator[MarkedText]:
    """What a teacher learns from: fewer texts, and English ones."""
    yield from (text for text in _snippets(settings, held_out=False) if text.language == "en")
    yield from Generator(settings.seed + 2, languages=("en",)).texts(TEACHER_GRAMMAR)
    rng = random.Random(settings.seed + 3)
    for name in _sources(settings):
        if LANGUAGE.get(name, "en") == "en":
            texts = read_source(_folder(settings, name), held_out=False)
            if name not in MARKED:
                texts = rng.sample(texts, min(TEACHER_WITHOUT, len(texts)))
            yield from texts
            yield from with_other_people(texts, rng) if name in MARKED else with_people(texts, rng)


def held_out_texts(settings: Settings) -> dict[str, list[MarkedText]]:
    """What the model is scored on, by name: frames and texts that training does not see, whole sources left out."""
    found = {"grammar": list(Generator(settings.seed + 1, held_out=True).texts(1500))}
    read = list(_snippets(settings, held_out=True))
    found["snippets"] = [text for text in read if text.source != "posts"]
    found["posts"] = [text for text in read if text.source == "posts"]
    if settings.data is not None:
        for name in SOURCES:
            if (settings.data / name).is_dir():
                texts = read_source(settings.data / name, held_out=True)
                if name in settings.leave_out:
                    texts += read_source(settings.data / name, held_out=False)
                found[name] = texts[:1200]
    return {name: texts for name, texts in found.items() if texts}


def _sources(settings: Settings) -> list[str]:
    if settings.data is None:
        return []
    return [name for name in SOURCES if (settings.data / name).is_dir() and name not in settings.leave_out]


def _folder(settings: Settings, name: str) -> Path:
    assert settings.data is not None
    return settings.data / name


def train(encoded: Encoded, vectors: Vectors, settings: Settings) -> TaggerNetwork:
    """A network trained on the encoded texts."""
    torch.manual_seed(settings.seed)
    network = TaggerNetwork(settings.shape, vectors.rows.shape[1])
    features = features_of(encoded.forms, vectors)
    batches = _batches(encoded)
    steps = len(batches) * settings.epochs
    optimiser = torch.optim.AdamW(network.parameters(), lr=settings.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, total_steps=steps, pct_start=0.15)
    rng = random.Random(settings.seed)
    average = Average(network)
    for epoch in range(settings.epochs):
        rng.shuffle(batches)
        network.train()
        begun, total = time.monotonic(), 0.0
        for batch in batches:
            loss = _loss(network, features, encoded, batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if epoch:
                average.take_in(network)
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(batches):.4f}, {time.monotonic() - begun:.0f} s", flush=True)
    average.put_into(network)
    network.eval()
    return network


def _batches(encoded: Encoded) -> list[list[int]]:
    """Stretches of like length together, so many pieces a batch."""
    lengths = np.diff(encoded.begins)
    order = np.argsort(lengths, kind="stable")
    batches: list[list[int]] = [[]]
    for number in order.tolist():
        if batches[-1] and (len(batches[-1]) + 1) * int(lengths[number]) > BATCH_PIECES:
            batches.append([])
        batches[-1].append(number)
    return batches


def _loss(network: TaggerNetwork, features: Features, encoded: Encoded, batch: Sequence[int]) -> torch.Tensor:
    """How unlikely the network holds what is allowed, and what a teacher says, over the pieces of a batch."""
    spans = [(int(encoded.begins[number]), int(encoded.begins[number + 1])) for number in batch]
    longest = max(end - start for start, end in spans)
    form_of = np.full((len(spans), longest), -1, dtype=np.int64)
    rows = np.zeros((len(spans), longest, 4), dtype=np.int64)
    allowed = np.zeros((len(spans), longest), dtype=np.int64)
    taught = np.zeros((len(spans), longest, LABELS), dtype=np.float32)
    for place, (start, end) in enumerate(spans):
        form_of[place, : end - start] = encoded.form_of[start:end]
        rows[place, : end - start] = encoded.rows[start:end]
        allowed[place, : end - start] = encoded.allowed[start:end]
        if encoded.taught is not None:
            taught[place, : end - start] = encoded.taught[start:end]
    logits = network(features, torch.from_numpy(form_of), torch.from_numpy(rows))
    there = torch.from_numpy(form_of >= 0)
    bits = (torch.from_numpy(allowed)[there].unsqueeze(1) >> torch.arange(LABELS)) & 1
    likely = torch.log_softmax(logits[there], dim=1)
    right = torch.logsumexp(likely.masked_fill(bits == 0, -1e4), dim=1)
    said = (torch.from_numpy(taught)[there] * likely).sum(dim=1)
    return -((1 - SMOOTHING) * right + SMOOTHING * likely.mean(dim=1) + said).mean()


def main(argv: Sequence[str]) -> None:
    """Train, write the model and print the figures."""
    call = _arguments(argv)
    settings = Settings(
        data=call.data,
        archive=call.archive,
        teacher=call.teacher,
        leave_out=frozenset(call.leave_out),
        generated=call.generated,
        copies=call.copies,
        epochs=call.epochs,
        seed=call.seed,
        rate=call.rate,
        shape=Shape(call.hashed, call.width, tuple(call.dilations)),
    )
    torch.set_num_threads(call.threads)
    torch.use_deterministic_algorithms(True)
    begun = time.monotonic()
    vectors = read_vectors()
    encoded = encode(training_texts(settings))
    if settings.teacher is not None:
        teacher = _teacher(settings)
        lesson = encode(snippets.unmarked(settings.archive, settings.data))
        lesson.taught = taught(teacher, lesson)
        encoded = joined(encoded, lesson)
        views = None if call.keep_vectors else word_views(teacher, vectors.words[1:])
        vectors = kept_vectors() if views is None else extended(vectors, views, VIEWS)
        print(f"{len(lesson.form_of)} pieces marked by the teacher, {time.monotonic() - begun:.0f} s", flush=True)
    print(f"{len(encoded.form_of)} pieces in {len(encoded)} stretches, {time.monotonic() - begun:.0f} s", flush=True)
    network = train(encoded, vectors, settings)
    card: dict[str, object] = {
        "version": call.version,
        "forms": FORMS_VERSION,
        "rows": ROWS,
        "labels": LABELS,
        "dilations": settings.shape.dilations,
        "calibration": {},
    }
    write(export(network, vectors, card), call.out)
    held_out = {name: encode(texts) for name, texts in held_out_texts(settings).items()}
    ready = unpacked(call.out.read_bytes(), "")
    real = {name: texts for name, texts in held_out.items() if name != "grammar"}
    card["calibration"] = calibration(ready, real or held_out)
    write(export(network, vectors, card), call.out)
    write_card(call.out, settings, call.version)
    figures = {name: scores(ready, texts) for name, texts in held_out.items()}
    for name, lines in figures.items():
        for line in lines:
            print(f"{name:24} {line}")
    print(f"{call.out}: {call.out.stat().st_size} bytes, {time.monotonic() - begun:.0f} s in all")


def _teacher(settings: Settings) -> Teacher:
    """The teacher whose weights are there, or a new one. What a source left out would tell must not come in by it."""
    assert settings.teacher is not None
    if settings.teacher.exists():
        teacher = Teacher()
        teacher.load_state_dict(torch.load(settings.teacher, weights_only=True))
        teacher.eval()
        return teacher
    teacher = trained(encode(teachers_texts(settings), longest=TEACHER_LONGEST), epochs=3, seed=settings.seed)
    torch.save(teacher.state_dict(), settings.teacher)
    return teacher


def write(parts: dict[str, NDArray[np.generic]], out: Path | BinaryIO) -> None:
    """The model file: arrays in a zip, always in the same order and with the same date."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, values in sorted(parts.items()):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(values), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED)


def write_card(out: Path, settings: Settings, version: str) -> None:
    """The card beside the model: what it is, what it was made from, and the hash by which the guard knows it."""
    sources = ["texts from the grammar of guard/lab", "posts of guard/lab", "word vectors GloVe 6B 50d (PDDL 1.0)"]
    sources += [f"{name} ({LICENCE[name]})" for name in _sources(settings)]
    used = sorted({text.source for text in snippets.marked(settings.archive, settings.data, held_out=False)})
    sources += [snippets.LICENCE[name] for name in used]
    if settings.teacher is not None:
        sources.append("marks of a teacher, all-MiniLM-L6-v2 (Apache-2.0) trained on the above")
    lines = [
        "# The trained tagger. Written by guard/lab/train.py; the guard refuses a model whose hash differs.",
        f'name = "{out.name}"',
        f'version = "{version}"',
        'licence = "Apache-2.0"',
        f"sources = {json.dumps(sources)}",
        f"seed = {settings.seed}",
        f'sha256 = "{hashlib.sha256(out.read_bytes()).hexdigest()}"',
    ]
    out.with_suffix(".toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    arguments = argparse.ArgumentParser(prog="python -m commonward.guard.lab.train", description=__doc__)
    arguments.add_argument("out", type=Path, help="the model file to write")
    arguments.add_argument("--data", type=Path, help="the folder of the open data sets")
    arguments.add_argument("--archive", type=Path, help="the source package of lab/snippets.py")
    arguments.add_argument(
        "--teacher", type=Path, help="train with a teacher, whose weights are or will be in this file"
    )
    arguments.add_argument(
        "--leave-out",
        action="append",
        default=[],
        choices=(*SOURCES, *snippets.LICENCE, "posts"),
        help="train without a source",
    )
    arguments.add_argument(
        "--keep-vectors",
        action="store_true",
        help="with the word vectors of the tagger that ships, so that what else reads them need not be trained anew",
    )
    arguments.add_argument("--generated", type=int, default=24_000, help="texts from the grammar")
    arguments.add_argument("--copies", type=int, default=3, help="copies of each open text with other people")
    arguments.add_argument("--epochs", type=int, default=6)
    arguments.add_argument("--seed", type=int, default=2026)
    arguments.add_argument("--rate", type=float, default=0.004)
    arguments.add_argument("--hashed", type=int, default=48)
    arguments.add_argument("--width", type=int, default=64)
    arguments.add_argument("--dilations", type=int, nargs="+", default=[1, 2, 4, 1])
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--version", default="1")
    return arguments.parse_args(argv)


if __name__ == "__main__":
    main(sys.argv[1:])
