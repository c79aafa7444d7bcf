"""Trains the network of what a text does with its words: from marked texts, and from what the large one says of them.

    make speech DATA=folder

The second hearing (`speech_teacher.py`, `make hearing`) knows more of what words mean than so small a network can learn
from a few thousand texts; what it says of each word, and of texts that nobody marked, tells the small one more than a
mark does (Hinton, Vinyals, Dean 2015; Tang and others 2019). Without its weights the marks alone are learned.

One whole text in ten, and one phrase in ten, is left out: the least shares are set on them, and they tell how well the
network hears. The same seed, texts, tagger, weights and packages give the same model.
"""

import argparse
import hashlib
import html
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch

from commonward.guard.contract import Author, Context
from commonward.guard.lab import speech, speech_attention, speech_whole
from commonward.guard.lab import speech_corpus as corpus
from commonward.guard.lab.speech_corpus import SpeechText
from commonward.guard.lab.speech_lessons import Floats, Lesson, lesson
from commonward.guard.lab.speech_lines import NEVER, Cost, figures, highest_of, least_shares
from commonward.guard.lab.speech_on import page_lines
from commonward.guard.lab.speech_whole import without_identifiers
from commonward.guard.lab.train import write
from commonward.guard.text.speech.hearing import IDENTIFYING
from commonward.guard.text.tagger import trained
from commonward.guard.text.tagger.network import vectors_digest

PART = 10  # one whole text, and one phrase, in so many is left out
TIMES, GROUPS, QUIET, BIOS = 2, speech.GROUPS, speech.QUIET, speech.BIOS
WRITTEN_COUNT, PAGES_COUNT = 2, 4  # how often each whole text, and each line of the pages, is seen
#: Whose a name, a place, a body or a day is, the sense judges better than so small a network; it hears what is told.
OF_THE_SENSE = ("phi.name", "phi.geo", "phi.date", "phi.affiliation", "phi.age90", "phi.other-id")
WRONG_IDENTIFIER = 4.0  # how many right findings a wrong one is as bad as, at every keystroke
TOLD = 0.5  # how much what the large network says counts beside the marks


def unmarked(folder: Path, rules: Sequence[str], seed: int) -> Iterator[SpeechText]:
    """Texts of open data sets that nobody marked by our rules, every other one; the rest is for measuring."""
    rng = random.Random(seed)
    for name, (authors, contexts) in _UNMARKED.items():
        for line in (folder / name / "data.jsonl").read_text(encoding="utf-8").splitlines()[::2]:
            record = json.loads(line)
            text = html.unescape(str(record["text"]))[:_LONGEST]
            who, where = rng.choice(authors), rng.choice(contexts)
            yield SpeechText(f"{name}-{record['id']}", text, who, where, "en", (), frozenset(rules))


def taught(lessons: Sequence[Lesson], said: Sequence[Floats]) -> Iterator[Lesson]:
    """The lessons with what the large network says of each word, half and half with the marks where there are some."""
    for one, shares in zip(lessons, said, strict=True):
        wanted = one.wanted.copy()
        count = min(len(wanted), len(shares))
        part = np.where(one.known > 0, TOLD, 1.0).astype(np.float32)
        wanted[:count] += part * (shares[:count] - wanted[:count])
        yield one._replace(wanted=wanted, known=np.ones_like(one.known))


def heard(weights: Path, lessons: Sequence[Lesson], columns: Sequence[str]) -> list[Floats]:
    """What the large network says of the words of each text, by column."""
    network, known = speech_attention.read_weights(weights)[:2]
    chosen = [known.index(one) for one in columns]
    return [shares[:, chosen] for shares in speech_attention.shares(network, lessons)]


def main(argv: Sequence[str]) -> None:
    """Train, write the model and its card, and print how well it hears what it has not read."""
    arguments = argparse.ArgumentParser(prog="python -m commonward.guard.lab.speech_taught", description=__doc__)
    arguments.add_argument("out", type=Path, help="the model file to write")
    arguments.add_argument("--teacher", type=Path, help="the weights of the large network")
    arguments.add_argument("--pages", nargs="+", type=Path, default=[], help="the folders of the pages of the rules")
    arguments.add_argument("--data", type=Path, help="a folder of open data sets: more texts")
    arguments.add_argument("--seed", type=int, default=2026)
    call = arguments.parse_args(argv)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    every = list(corpus.phrases())
    rules = speech.rules_learned()
    columns = [*rules, *IDENTIFYING]
    place_of = {rule: place for place, rule in enumerate(columns)}
    texts = list(speech_whole.identified())
    random.Random(PART).shuffle(texts)
    written = [lesson(text, place_of) for text in texts]
    made = [lesson(text, place_of) for text in without_identifiers(corpus.made(every, TIMES, call.seed))]
    held = written[::PART]
    count = len(held)
    held += [one for one in made if one.text.source % PART == 0 and one.text.name.endswith(_FIRST_TURN)]
    others = [
        lesson(text, place_of)
        for text in without_identifiers(
            (*speech.harmless(call.data, call.seed), *(unmarked(call.data, rules, call.seed) if call.data else ()))
        )
    ]
    pages = [lesson(text, place_of) for text in page_lines(call.pages, columns)]
    seen = [one for number, one in enumerate(written) if number % PART]
    seen += [one for one in made if one.text.source % PART]
    seen += others
    print(f"{len(seen)} texts, {len(pages)} lines of pages", flush=True)
    if call.teacher:
        seen = list(taught(seen, heard(call.teacher, seen, columns)))
        print("the large network has told what it hears", flush=True)
    names = {text.name for text in texts}
    whole = [one for one in seen if one.text.name in names]
    lessons = [*seen, *whole * (WRITTEN_COUNT - 1), *pages * PAGES_COUNT]
    network = speech.train(lessons, speech.word_vectors(), len(columns), call.seed)
    model = speech.packed(network, columns, np.full(len(columns), 0.5, dtype=np.float32))
    weighed = [(one, model.weigh(one.reading) * one.known) for one in held]
    troubled = [one for one in others if one.text.name.startswith(speech.OF_DISTRESS)]
    quiet = highest_of(model, troubled) if troubled else None
    least = least_shares(weighed, count, rules, quiet, Cost(identifier=WRONG_IDENTIFIER))
    least[[place_of[one] for one in OF_THE_SENSE]] = NEVER
    write(speech.export(network, columns, least), call.out)
    card = [
        "# What texts do with their words. Written by guard/lab/speech_taught.py; the guard refuses another hash.",
        f'name = "{call.out.name}"',
        'licence = "Apache-2.0"',
        f"sources = {json.dumps([*speech.SOURCES, *((*speech.OPEN_SOURCES, *UNMARKED_SOURCES) if call.data else ())])}",
        f"seed = {call.seed}",
        f'vectors = "{vectors_digest(trained.load().network)}"',
        f'sha256 = "{hashlib.sha256(call.out.read_bytes()).hexdigest()}"',
    ]
    call.out.with_suffix(".toml").write_text("\n".join(card) + "\n", encoding="utf-8")
    print("Whole texts:", *figures(weighed[:count], least, columns), sep="\n")
    print("Texts of phrases:", *figures(weighed[count:], least, columns), sep="\n")


UNMARKED_SOURCES: Final = (
    "abuse_davidson (MIT), every other text, whatever it is called",
    "phi_btc_dev (Broad Twitter Corpus, CC BY 4.0), every other text",
    "clean_mtsdialog_dev (MTS-Dialog, CC BY 4.0), every other text",
)
_FIRST_TURN: Final = "-0"
_LONGEST: Final = 700
_LAY: Final[tuple[Author, ...]] = ("patient", "family")
_ALL: Final[tuple[Author, ...]] = ("patient", "family", "professional", "student", "organisation")
_OPEN: Final[tuple[Context, ...]] = ("public_post", "closed_group")
_UNMARKED: Final[dict[str, tuple[tuple[Author, ...], tuple[Context, ...]]]] = {
    "abuse_davidson": (_ALL, _OPEN),
    "distress_counselchat": (_LAY, ("public_post", "care_conversation", "direct_message")),
    "phi_btc_dev": (_ALL, _OPEN),
    "clean_mtsdialog_dev": (("professional",), ("care_conversation",)),
}

if __name__ == "__main__":
    main(sys.argv[1:])
