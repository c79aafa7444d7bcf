"""Goes on training the speech network that ships, with new phrases and with what it knows.

    make speech-on NEW="file file" DATA=folder

Takes a minute of one core where `make speech` takes twenty: for what was written in a week, between two trainings from
the beginning. NEW names their files in `speech_texts`, phrases or posts, without ending. The lines on the pages of the
rules are read again, so that what is shown as an example is not unlearned. The same seed, texts, packages and shipped
network give the same file. With TRIAL=1 a third of the new phrases is held back, and nothing is written: what is gained
on phrases that it has not read is printed. Decisions 57 and 58 tell what this is good for.
"""

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import torch

from commonward.guard.evaluation.marked import read_pages
from commonward.guard.lab import speech, speech_profiles, speech_whole
from commonward.guard.lab import speech_corpus as corpus
from commonward.guard.lab.speech_corpus import Phrase, SpeechText
from commonward.guard.lab.speech_lessons import Floats, Lesson, lesson
from commonward.guard.lab.speech_lines import STRICTEST, highest_of
from commonward.guard.lab.train import write
from commonward.guard.shipped import arrays_of, verified_model
from commonward.guard.text import document
from commonward.guard.text.speech import meanings
from commonward.guard.text.speech.listening import LAYPEOPLE, OF_ONE, RED_FLAG, TOLD_TO_ONE
from commonward.guard.text.speech.network import FILE, SpeechNetwork
from commonward.guard.text.tagger import trained
from commonward.guard.text.tagger.network import vectors_digest

RATE, EPOCHS = 7e-4, 2
TIMES = 3  # texts of each new phrase
KNOWN = 12_000  # texts of what the network knows already, so that it forgets nothing
PAGES_COUNT = 4  # how often each line of the pages is seen beside them
OF_NEW = 0.75  # how much of the way from the old weights to the new ones is gone
ORDINARY = 1000  # of each kind of ordinary text on which the least shares are raised
YIELDS = 0.02  # how far a least share yields to a line of the pages
PART = 3  # one phrase in so many is held back


class Shipped(NamedTuple):
    """The network that ships, as training takes it up again."""

    weights: dict[str, torch.Tensor]
    columns: tuple[str, ...]  # rules, then identifiers
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
        (*card["rules"], *card["identifying"]),
        of["least"].numpy(),
        digest,
    )


def known_texts(old: Sequence[Phrase], new: Sequence[str], data: Path | None, seed: int) -> Iterator[SpeechText]:
    """A part of what the network that ships has read, of each kind. `old`: the phrases that it has read; `new`: the
    files that it has not read.
    """
    rng = random.Random(seed)
    part = KNOWN // 6
    whole = [text for text in speech_whole.identified() if _file_of(text) not in new]
    yield from rng.sample(whole, min(part * 2, len(whole)))
    plain = [*corpus.made(rng.sample(old, 3 * part), 1, seed), *corpus.groups(2 * part, seed)]
    for kind in (corpus.alone, corpus.mended, speech_profiles.bios):
        plain += kind(part // 4, seed)
    if data:
        plain += rng.sample(list(corpus.open_texts(data)), part)
    yield from speech_whole.without_identifiers(plain)


def _file_of(text: SpeechText) -> str:
    return text.name.rpartition("-")[0]


def page_lines(folders: Sequence[Path], rules: Sequence[str]) -> Iterator[SpeechText]:
    """The lines of the pages of these rules, those of strangers not counted. Of other rules nobody knows there."""
    lines = (one for folder in folders for one in read_pages(folder))
    for example in (one for one in lines if one.rule in rules and not one.setting.is_stranger):
        setting = example.setting
        language = setting.language or document.guess_language(example.text)
        marks = tuple((start, end, example.rule) for start, end in example.spans)
        unknown = frozenset(rules) - {example.rule}
        name = f"page-{example.rule}-{example.line}"
        yield SpeechText(name, example.text, setting.author, setting.context, language, marks, unknown)


def ordinary_texts(known: Sequence[SpeechText], seed: int) -> Iterator[SpeechText]:
    """Ordinary texts that are not among those that are learned here, and all messages of laypeople to a care team or to
    one person: a red flag is heard more easily there.
    """
    names = {text.name for text in known}
    for kind in (corpus.quiet, corpus.alone, speech_profiles.bios):
        yield from (text for text in kind(ORDINARY, seed + 1) if text.name not in names)
    names |= {text.name for text in corpus.quiet(ORDINARY, seed + 1)}
    yield from (text for text in corpus.quiet(speech.EVERY, seed + 1) if is_told(text) and text.name not in names)


def is_told(text: SpeechText) -> bool:
    """Whether a patient or relative tells a care team or one person."""
    return text.author in LAYPEOPLE and text.context in OF_ONE


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
    old, new = (highest_of(model, ordinary) for model in (before, after))
    if RED_FLAG in before.rules:
        told = np.array([is_told(one.text) for one in ordinary])
        for highest in (old, new):
            highest[told, before.rules.index(RED_FLAG)] /= TOLD_TO_ONE
    line = np.sort(np.where(old >= least, 0, new), axis=0)[-2] + 0.005
    raised: Floats = np.minimum(np.maximum(least, line), STRICTEST).astype(np.float32)
    return raised


def with_the_pages(least: Floats, before: SpeechNetwork, after: SpeechNetwork, pages: Sequence[Lesson]) -> Floats:
    """The least shares, lowered by `YIELDS` at most, so that marked lines of the pages that were found still are."""
    lowered = least.copy()
    old, new = (highest_of(model, pages) for model in (before, after))
    for number, one in enumerate(pages):
        for rule in {span.rule for span in one.spans}:
            share = new[number, rule] - _ROUNDING
            if old[number, rule] >= before.lines[rule] and lowered[rule] > share >= least[rule] - YIELDS:
                lowered[rule] = share
    return lowered


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


def gone_on(start: Shipped, lessons: Sequence[Lesson], seed: int) -> speech.Network:
    """The network that ships after these lessons, most of the way."""
    vectors = speech.word_vectors()
    network = speech.train(lessons, vectors, len(start.columns), seed, begun=start.weights, rate=RATE, epochs=EPOCHS)
    return between(start.weights, network)


def main(argv: Sequence[str]) -> None:
    """Train, and write the model and its card, or print what was gained on phrases that were held back."""
    arguments = argparse.ArgumentParser(prog="python -m commonward.guard.lab.speech_on", description=__doc__)
    arguments.add_argument("out", type=Path, help="the model file to write")
    arguments.add_argument("--new", nargs="+", required=True, help="the files that it has not read")
    arguments.add_argument("--pages", nargs="+", type=Path, default=[], help="the folders of the pages of the rules")
    arguments.add_argument("--data", type=Path, help="the folder of open data sets")
    arguments.add_argument("--trial", action="store_true", help="hold a third back, and write nothing")
    arguments.add_argument("--seed", type=int, default=2027)
    call = arguments.parse_args(argv)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    start = shipped()
    place_of = {rule: place for place, rule in enumerate(start.columns)}
    every = list(corpus.phrases())
    read, unread = ([one for one in every if (one.file in call.new) == is_new] for is_new in (False, True))
    known = list(known_texts(read, call.new, call.data, call.seed))
    old = [lesson(text, place_of) for text in known]
    pages = [lesson(text, place_of) for text in page_lines(call.pages, start.columns)]
    old += pages * PAGES_COUNT
    new = [
        lesson(text, place_of)
        for text in (
            *speech_whole.without_identifiers(corpus.made(unread, TIMES, call.seed)),
            *(text for text in speech_whole.identified() if _file_of(text) in call.new),
        )
    ]
    before = speech.Network(speech.word_vectors(), len(start.columns)).eval()
    before.load_state_dict(start.weights, strict=False)
    old_model = speech.packed(before, start.columns, start.least)
    if call.trial:
        held = [one for one in new if one.text.source % PART == 0 and one.text.name.endswith(_FIRST_TURN)]
        network = gone_on(start, [*(one for one in new if one.text.source % PART), *old], call.seed)
        print(f"before: {figures(old_model, start.least, held)}", flush=True)
        print(f"after: {figures(speech.packed(network, start.columns, start.least), start.least, held)}", flush=True)
        return
    network = gone_on(start, [*new, *old], call.seed)
    ordinary = [lesson(text, place_of) for text in ordinary_texts(known, call.seed)]
    new_model = speech.packed(network, start.columns, start.least)
    least = without_new_alarms(start.least, old_model, new_model, ordinary)
    least = with_the_pages(least, old_model, new_model, pages)
    for place in np.flatnonzero(least > start.least + _RAISED):
        print(f"{start.columns[place]}: from {start.least[place]:.2f} to {least[place]:.2f}")
    write(speech.export(network, start.columns, least), call.out)
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


_ROUNDING: Final = 0.002
_RAISED: Final = 0.01
_FIRST_TURN: Final = "-0"


if __name__ == "__main__":
    main(sys.argv[1:])
