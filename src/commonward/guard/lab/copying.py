"""How many near-copies are found: light revisions, patchwork and other words; and how many texts of others are flagged.

    python -m commonward.guard.lab.copying [--data FOLDER]

The originals are texts of this repository, with a folder of open data its articles too. What is made of them is made by
rule, so the figures of other words are kinder than a person who retells a text would be: the order of its thoughts and
its sentences stay.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from commonward.guard.lab import posts
from commonward.guard.lab import speech_corpus as corpus
from commonward.guard.text.copies import Reference
from commonward.guard.text.little_words import LITTLE_WORDS
from commonward.guard.text.speech import meanings
from commonward.guard.text.tagger import trained

SEED: Final = 2026
COUNT: Final = 1500  # texts of each kind
LEAST, MOST = 25, 120  # words of an original
PIECES: Final = 3  # texts that a patchwork is made of
TAKEN: Final = 2  # sentences of each
WORD: Final = re.compile(r"[A-Za-z]{3,}")
SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
COMMONEST: Final = 20_000  # words among which another is looked for

Making = Callable[[str, random.Random], str]


def revised(text: str, rng: random.Random) -> str:
    """A light revision: one word in five is replaced, left out, or gets one beside it."""
    kept: list[str] = []
    for word in text.split():
        way = rng.randrange(3) if rng.random() < 1 / 5 else -1
        if way == 0:
            kept.append(rng.choice(FILLING))
        elif way == 1:
            kept += [word, rng.choice(FILLING)]
        elif way < 0:
            kept.append(word)
    return " ".join(kept)


def told_anew(share: float) -> Making:
    """A way to put another word of near meaning for so many of the words of content."""

    def make(text: str, rng: random.Random) -> str:
        def instead(match: re.Match[str]) -> str:
            word = match[0]
            if word.lower() in LITTLE_WORDS or rng.random() >= share:
                return word
            return _near(word.lower()) or word

        return WORD.sub(instead, text)

    return make


def found(reference: Reference, texts: Sequence[str]) -> float:
    """The share of the texts in which a near-copy is seen."""
    return sum(any(True for _ in reference.copies(text)) for text in texts) / max(1, len(texts))


def patchwork(originals: Sequence[str], rng: random.Random) -> list[str]:
    """Texts of two sentences in a row from each of three originals."""
    made = []
    sentences = [parts for text in originals if len(parts := SENTENCE.split(text)) > TAKEN]
    for _ in range(min(COUNT, len(sentences))):
        pieces = []
        for parts in rng.sample(sentences, PIECES):
            start = rng.randrange(len(parts) - TAKEN + 1)
            pieces += parts[start : start + TAKEN]
        made.append(" ".join(pieces))
    return made


def with_a_passage(originals: Sequence[str], own: Sequence[str], rng: random.Random) -> list[str]:
    """Texts of one's own, with half of an original in their midst."""
    made = []
    for text in originals[:COUNT]:
        words = text.split()
        passage = " ".join(words[len(words) // 4 : len(words) // 4 + len(words) // 2])
        before, behind = rng.sample(list(own), 2)
        made.append(f"{before} {passage} {behind}")
    return made


def table(data: Path | None = None) -> dict[str, tuple[float, int]]:
    """The share of each kind of texts in which a near-copy is seen, and how many texts there are."""
    rng = random.Random(SEED)
    texts = sorted({one.text for one in posts.posts(held_out=False)} | {one.text for one in corpus.written()})
    rng.shuffle(texts)
    long = [text for text in texts if LEAST <= len(text.split()) <= MOST]
    originals, others = long[: len(long) // 2], long[len(long) // 2 :]
    if data:
        articles = [text for text in _read(data / "clean_medquad_dev") if len(text.split()) >= LEAST]
        originals = [*originals, *articles]
        rng.shuffle(originals)
    reference, kept = Reference(), list[str]()
    for text in originals:
        if not any(True for _ in reference.copies(text)):  # some articles are near-copies of each other
            reference.add(str(len(kept)), text)
            kept.append(text)
    chosen = kept[:COUNT]
    rows: list[tuple[str, Sequence[str]]] = [
        (UNCHANGED, chosen),
        (REVISED, [revised(text, rng) for text in chosen]),
        (PASSAGES, with_a_passage(chosen, others, rng)),
        (PATCHWORK, patchwork(kept, rng)),
        *((OTHER_WORDS.format(share), _made(chosen, share, rng)) for share in SHARES),
        (OTHERS, others),
    ]
    if data:
        rows.append((QUESTIONS, _read(data / "distress_counselchat")))
    return {name: (found(reference, made), len(made)) for name, made in rows}


def main(argv: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m commonward.guard.lab.copying", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of open data sets: articles, and questions of others")
    for name, (share, count) in table(parser.parse_args(argv).data).items():
        print(f"{name:<50} {share:6.3f}  of {count}")


def _made(texts: Sequence[str], share: float, rng: random.Random) -> list[str]:
    return [told_anew(share)(text, rng) for text in texts]


def _read(folder: Path) -> list[str]:
    lines = (folder / "data.jsonl").read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["text"]) for line in lines]


@lru_cache(maxsize=20_000)
def _near(word: str) -> str:
    """The word of the nearest meaning that is no form of the same, "" for an unknown word."""
    row = trained.load().network.words.get(word, None)
    if row is None:
        return ""
    vectors, names = _vectors()
    own = meanings.load()[row].astype(np.float32)
    for place in np.argsort(-(vectors @ own))[:_TRIED]:
        other = names[int(place)]
        if other != word and other[:_STEM] != word[:_STEM]:
            return other
    return ""


@lru_cache(maxsize=1)
def _vectors() -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float32]], list[str]]:
    common = [
        (row, word)
        for row, word in enumerate(trained.load().network.listed())
        if row < COMMONEST and WORD.fullmatch(word)
    ]
    rows = meanings.load()[[row for row, _word in common]].astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.maximum(lengths, 1e-6), [word for _row, word in common]


UNCHANGED: Final = "unchanged"
REVISED: Final = "light revision, one word in five"
PASSAGES: Final = "half of one in a text of one's own"
PATCHWORK: Final = "patchwork, two sentences of each of three"
OTHER_WORDS: Final = "other words for {:.0%} of those of content"
OTHERS: Final = "our posts of the same kinds, by others: flagged"
QUESTIONS: Final = "questions to counsellors, by others: flagged"
SHARES: Final = (0.25, 0.5, 0.75)
FILLING: Final = ("really", "however", "usually", "often", "mostly", "also", "perhaps", "clearly", "then", "people")
_STEM: Final = 4
_TRIED: Final = 12

if __name__ == "__main__":
    main(sys.argv[1:])
