"""Tries what new phrases are worth: goes on training the speech network that ships, with them and what it knows.

    make speech-on NEW="file file" DATA=folder

Takes two minutes where `make speech` takes twenty: for the phrases of a week, between two trainings from the beginning.
NEW names their files in `speech_texts/phrases`, without ending. The same seed, texts, packages and shipped network give
the same file. A third of the new phrases is held back from a first network, which tells how much is gained on phrases
that it has not read; the second one reads all. Neither ships: it unlearns some of what it knew (decision 57).
"""

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from multiprocessing import get_context
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

import numpy as np
import torch

from commonward.guard.lab import speech
from commonward.guard.lab import speech_corpus as corpus
from commonward.guard.lab.speech_corpus import Phrase, SpeechText
from commonward.guard.lab.speech_lessons import Floats, Lesson, lesson
from commonward.guard.lab.speech_lines import STRICTEST
from commonward.guard.lab.train import write
from commonward.guard.shipped import arrays_of, verified_model
from commonward.guard.text.speech import meanings
from commonward.guard.text.speech.network import FILE, SpeechNetwork
from commonward.guard.text.tagger import trained
from commonward.guard.text.tagger.network import vectors_digest

RATE, EPOCHS = 1e-3, 2
TIMES = 3  # texts of each new phrase
KNOWN = 3600  # texts of what the network knows already, so that it forgets nothing
OF_NEW = 0.75  # how much of the way from the old weights to the new ones is gone
ORDINARY = 1000  # of each kind of ordinary text on which the least shares are raised
PART = 3  # one phrase in so many is held back


class Shipped(NamedTuple):
    """The network that ships, as training takes it up again."""

    weights: dict[str, torch.Tensor]
    rules: tuple[str, ...]
    least: Floats
    digest: str


def shipped() -> Shipped:
    """The network that ships with the guard. Raises GuardUnavailable when its file is missing or altered."""
    content, digest = verified_model(
        resources.files("commonward.guard").joinpath("resources"), FILE, what="speech model"
    )
    with arrays_of(content, FILE) as parts:
        card = json.loads(bytes(parts.pop("card")).decode("ascii"))
        of = {name: torch.from_numpy(values.astype(np.float32)) for name, values in parts.items()}
    first = (
        of["vector_layer"] / speech.SCALE,
        of["meaning_layer"] / meanings.SCALE,
        *(of[f"{kind}_layer"] for kind in ("word_rows", "pair_rows", "extra")),
    )
    weights = {
        "words.weight": of["word_rows"],
        "pairs.weight": of["pair_rows"],
        "first.weight": torch.cat(first).T,
        "first.bias": of["bias"],
        "own.bias": of["hidden_bias"],
        "out.bias": of["out_bias"],
        **{f"{kind}.weight": of[f"{kind}_layer"].T for kind in ("own", "sentence", "text", "setting", "out")},
    }
    width = speech.WIDTH
    for place, _dilation in enumerate(card["dilations"]):
        weights[f"layers.{place}.weight"] = of[f"layer_{place}"].reshape(3, width, width).permute(2, 1, 0)
        weights[f"layers.{place}.bias"] = of[f"bias_{place}"]
    return Shipped(
        {name: values.contiguous() for name, values in weights.items()},
        tuple(card["rules"]),
        of["least"].numpy(),
        digest,
    )


def known_texts(old: Sequence[Phrase], data: Path | None, seed: int) -> Iterator[SpeechText]:
    """A part of what the network that ships has read, of each kind. `old`: the phrases that it has read."""
    rng = random.Random(seed)
    part = KNOWN // 6
    yield from rng.sample(list(corpus.written()), part)
    yield from corpus.made(rng.sample(old, 3 * part), 1, seed)
    for kind in (corpus.groups, corpus.quiet, corpus.alone, corpus.mended, corpus.bios):
        yield from kind(part // 5, seed)
    if data:
        yield from rng.sample(list(corpus.open_texts(data)), part)


def ordinary_texts(known: Sequence[SpeechText], seed: int) -> Iterator[SpeechText]:
    """Ordinary texts that are not among those that are learned here."""
    names = {text.name for text in known}
    for kind in (corpus.quiet, corpus.alone, corpus.bios):
        yield from (text for text in kind(ORDINARY, seed + 1) if text.name not in names)


def between(old: Mapping[str, torch.Tensor], network: speech.Network) -> speech.Network:
    """The network with weights between the old ones and its own: it keeps more of what it knew (Wortsman and others
    2022, "Robust fine-tuning of zero-shot models").
    """
    own = network.state_dict()
    network.load_state_dict({name: value.lerp(own[name], OF_NEW) for name, value in old.items()}, strict=False)
    return network


def without_new_alarms(
    least: Floats, before: SpeechNetwork, after: SpeechNetwork, ordinary: Sequence[Lesson]
) -> Floats:
    """The least shares, raised until one ordinary text at most raises a rule that it did not raise before. What was
    raised before may be meant: some of the texts tell of an emergency.
    """
    old, new = (np.stack([model.weigh(one.reading).max(axis=0) for one in ordinary]) for model in (before, after))
    line = np.sort(np.where(old >= least, 0, new), axis=0)[-2] + 0.005
    raised: Floats = np.minimum(np.maximum(least, line), STRICTEST).astype(np.float32)
    return raised


def figures(model: SpeechNetwork, least: Floats, held: Sequence[Lesson]) -> str:
    """Recall and precision of rules in the texts, and the share of near misses that are left alone."""
    right = wanted = found = left = near = 0
    for one in held:
        has = {span.rule for span in one.spans}
        heard = set(np.flatnonzero(model.weigh(one.reading).max(axis=0) >= least).tolist())
        right, wanted, found = right + len(has & heard), wanted + len(has), found + len(heard)
        near, left = near + (not has), left + (not has and not heard)
    return (
        f"recall {right / max(1, wanted):.3f}, precision {right / max(1, found):.3f},"
        f" near misses left alone {left / max(1, near):.3f}"
    )


class _Work(NamedTuple):
    start: Shipped
    part: Sequence[Lesson]  # of the new ones, without those that are held back
    new: Sequence[Lesson]
    old: Sequence[Lesson]
    seed: int


class _Worker:
    """What a process works from: it is there when the process begins, and need not be sent."""

    work: ClassVar[_Work]

    @classmethod
    def begin(cls, work: _Work) -> None:
        cls.work = work

    @classmethod
    def gone_on(cls, is_part: bool) -> speech.Network:
        """The network that ships after the new texts, or a part of them, and the known ones."""
        torch.set_num_threads(1)
        start, part, new, old, seed = cls.work
        lessons = [*(part if is_part else new), *old]
        vectors = speech.word_vectors()
        network = speech.train(lessons, vectors, len(start.rules), seed, begun=start.weights, rate=RATE, epochs=EPOCHS)
        return between(start.weights, network)


def main(argv: Sequence[str]) -> None:
    """Train, write the model and its card, and print what was gained on phrases that were held back."""
    arguments = argparse.ArgumentParser(prog="python -m commonward.guard.lab.speech_on", description=__doc__)
    arguments.add_argument("out", type=Path, help="the model file to write")
    arguments.add_argument("--new", nargs="+", required=True, help="the files of phrases that it has not read")
    arguments.add_argument("--data", type=Path, help="the folder of open data sets")
    arguments.add_argument("--seed", type=int, default=2027)
    call = arguments.parse_args(argv)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    start = shipped()
    place_of = {rule: place for place, rule in enumerate(start.rules)}
    every = list(corpus.phrases())
    known = list(known_texts([phrase for phrase in every if phrase.file not in call.new], call.data, call.seed))
    old = [lesson(text, place_of) for text in known]
    new = [
        lesson(text, place_of)
        for text in corpus.made([phrase for phrase in every if phrase.file in call.new], TIMES, call.seed)
    ]
    held = [one for one in new if one.text.source % PART == 0 and one.text.name.endswith(_FIRST_TURN)]
    work = _Work(start, [one for one in new if one.text.source % PART], new, old, call.seed)
    with get_context("fork").Pool(speech.PROCESSES, _Worker.begin, (work,)) as pool:
        first, network = pool.map(_Worker.gone_on, (True, False), chunksize=1)
    before = speech.Network(speech.word_vectors(), len(start.rules)).eval()
    before.load_state_dict(start.weights, strict=False)
    for name, one in (("before", before), ("after", first)):
        print(f"{name}: {figures(speech.packed(one, start.rules, start.least), start.least, held)}", flush=True)
    ordinary = [lesson(text, place_of) for text in ordinary_texts(known, call.seed)]
    old_model, new_model = (speech.packed(one, start.rules, start.least) for one in (before, network))
    least = without_new_alarms(start.least, old_model, new_model, ordinary)
    for place in np.flatnonzero(least > start.least + _RAISED):
        print(f"{start.rules[place]}: from {start.least[place]:.2f} to {least[place]:.2f}")
    write(speech.export(network, start.rules, least), call.out)
    card = [
        "# What texts do with their words. Written by guard/lab/speech_on.py; the guard refuses another hash.",
        f'name = "{call.out.name}"',
        'licence = "Apache-2.0"',
        f"sources = {json.dumps([*speech.SOURCES, *(speech.OPEN_SOURCES if call.data else ())])}",
        f"seed = {call.seed}",
        f'begun = "{start.digest}"',
        f"new = {json.dumps(call.new)}",
        f'vectors = "{vectors_digest(trained.load().network)}"',
        f'sha256 = "{hashlib.sha256(call.out.read_bytes()).hexdigest()}"',
    ]
    call.out.with_suffix(".toml").write_text("\n".join(card) + "\n", encoding="utf-8")


_RAISED: Final = 0.01
_FIRST_TURN: Final = "-0"


if __name__ == "__main__":
    main(sys.argv[1:])
