"""Trains the sense of whose an entity is, from the posts of this folder and from marked pages.

    make sense TAGGER=file PAGES=tests/guard

The entities must come from a tagger that has not read the posts (train one with `--leave-out posts`): of texts that it
knows by heart it is surer than it will ever be again. The same seed, tagger and packages give the same model.
"""

import argparse
import hashlib
import io
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from commonward.guard.contract import Kind, Submission
from commonward.guard.evaluation.corpus import load as load_corpus
from commonward.guard.evaluation.marked import read_pages
from commonward.guard.lab import posts
from commonward.guard.lab.train import write
from commonward.guard.text import consistency, document, scan
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.merge import merge
from commonward.guard.text.people import KnownPeople, infer_author
from commonward.guard.text.rules import phi_confirms_patient, phi_third_party
from commonward.guard.text.scene import read_scene
from commonward.guard.text.tagger import trained
from commonward.guard.text.tagger.network import unpacked, vectors_digest
from commonward.guard.text.tagger.trained import TrainedTagger
from commonward.guard.text.whose import persons, sense
from commonward.guard.text.whose.clues import CLUES, clues_of
from commonward.guard.text.whose.tie import Tie
from commonward.guard.text.words import read_words

Mark = tuple[int, int, str]

WIDTH, HASHED_WIDTH, KIND_WIDTH, HIDDEN = 48, 16, 16, 64
DILATIONS = (1, 2, 4)
RATE, EPOCHS, BATCH = 1e-3, 8, 32
PAGES_COUNT = 3  # marked pages and own sets are few beside the posts
SMOOTHING = 0.03
FOLDS = 5  # networks that each have not seen a fifth of the lessons
DOUBT = 0.5  # how much what they say of that fifth counts beside the marks
DECAY = 0.99  # of the average of the weights
#: What an entity of a kind may be a finding of; the first is preferred where several marks touch it.
_OF_KIND = {
    Kind.NAME: ("phi.name", "phi.third-party"),
    Kind.LOCATION: ("phi.geo", "phi.affiliation"),
    Kind.ORG: ("phi.geo", "phi.affiliation"),
    Kind.DATE: ("phi.date",),
}


_OWN_SETS = ("own_dev", "indirect_dev", "negatives")


class Lesson(NamedTuple):
    """A text as the network reads it, with the rule (its place in `RULES`) of each of its entities.

    `said`: the shares that networks gave which had not seen the text; they tell which marks are doubtful.
    """

    reading: sense.Reading
    clues: NDArray[np.float32]
    rules: list[int]
    is_care: bool
    said: NDArray[np.float32] | None = None


class Marked(NamedTuple):
    """A text with its findings. `rules`: those that its maker marked; entities of other rules are left out."""

    submission: Submission
    marks: tuple[Mark, ...]
    rules: frozenset[str]


def marked_posts(*, held_out: bool) -> Iterator[Marked]:
    """All posts."""
    for post in posts.posts(held_out=held_out):
        made = Submission(post.text, context=post.context, author=post.author, language=post.language)
        yield Marked(made, post.marks, frozenset(sense.RULES))


def marked_pages(folder: Path) -> Iterator[Marked]:
    """The examples of the rule pages and the sets that are worked with, in the folder of the guard's tests."""
    for pages in ("rules", "kept", "judged"):
        for page in read_pages(folder / pages):
            # Lines by strangers to the code measure, and are not learned from.
            if page.rule in sense.RULES and not page.setting.is_stranger:
                setting = page.setting
                made = Submission(page.text, context=setting.context, author=setting.author, language=setting.language)
                yield Marked(made, tuple((start, end, page.rule) for start, end in page.spans), frozenset([page.rule]))
    for name in _OWN_SETS:
        for example in load_corpus(folder / "data" / f"{name}.jsonl").examples:
            made = Submission(example.text, context=example.context, author=example.author, language=example.language)
            marks = tuple((mark.start, mark.end, mark.label) for mark in example.marks)
            yield Marked(made, marks, frozenset(sense.RULES))


def lesson(text: Marked, tagger: TrainedTagger) -> Lesson | None:
    """The text as a lesson; none where it has nothing to judge."""
    read = document.read(text.submission.text, text.submission.language)
    patterns = scan.scan(read)
    found = merge(consistency.extend(read, [*patterns, *tagger.tag(read, patterns)]))
    tie, told = tie_of(read, [one for one in found if one.is_likely], text.submission)
    entities, rules = [], []
    for entity in tie.scene.entities:
        rule = _rule(entity, text) if entity.kind in sense.JUDGED else None
        if rule is not None:
            entities.append(entity)
            rules.append(sense.RULES.index(rule))
    if not entities:
        return None
    clues = np.array([clues_of(tie, entity, told) for entity in entities], dtype=np.float32)
    is_care = text.submission.context == "care_conversation"
    return Lesson(sense.read(tie.scene, entities), clues, rules, is_care)


def tie_of(
    read: document.Document, entities: Sequence[Candidate], submission: Submission
) -> tuple[Tie, dict[Candidate, persons.Told]]:
    """How the entities hang together and what is said of the names, by the rules of thumb."""
    scene = read_scene(read_words(read), submission, infer_author(read, submission), entities)
    if submission.context == "care_conversation":
        names = [one for one in scene.entities if one.kind is Kind.NAME]
        return Tie(scene, {}, frozenset()), dict(phi_third_party.told_of(scene, names))
    confirmed = bool(phi_confirms_patient.find(scene))
    found = persons.read_persons(scene, KnownPeople(submission.people), addressed=confirmed)
    tie = Tie(scene, persons.by_sentence(scene, found), persons.sentences_of_others(scene, found), confirmed)
    return tie, dict(said for person in found for said in person.told())


def _rule(entity: Candidate, text: Marked) -> str | None:
    """The rule of an entity: "" for none, None where nobody can tell."""
    if text.submission.context == "care_conversation" and entity.kind is not Kind.NAME:
        return None  # there, names are all that it judges
    touched = [rule for start, end, rule in text.marks if start < entity.end and entity.start < end]
    known = [rule for rule in touched if rule in sense.RULES]
    wanted = _OF_KIND[entity.kind]
    if known:
        return next((rule for rule in wanted if rule in known), known[0])
    unsure = any(rule.startswith("phi.") for rule in touched)  # within a longer finding, it may count or not
    return "" if text.rules.intersection(wanted) and not unsure else None


class SenseNetwork(nn.Module):
    """The layers of `text.whose.sense` in training."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        super().__init__()
        self.vectors = torch.from_numpy(vectors)
        size = vectors.shape[1]
        self.hashed = nn.Embedding(sense.HASHED, HASHED_WIDTH, padding_idx=0)
        nn.init.normal_(self.hashed.weight, std=0.1)
        self.first = nn.Linear(size + HASHED_WIDTH + sense.EXTRA, WIDTH)
        self.layers = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 3, padding=step, dilation=step) for step in DILATIONS)
        self.kind = nn.Embedding(len(sense.KINDS), KIND_WIDTH)
        self.hidden = nn.Linear(4 * WIDTH + KIND_WIDTH + CLUES, HIDDEN)
        self.out = nn.Linear(HIDDEN, len(sense.RULES))

    def forward(self, batch: Sequence[Lesson]) -> torch.Tensor:
        """Logits of all entities of the batch, one after the other."""
        longest = max(len(one.reading.vectors) for one in batch)
        rows = torch.zeros(len(batch), longest, dtype=torch.long)
        hashed, there = torch.zeros_like(rows), torch.zeros(len(batch), 1, longest)
        extra = torch.zeros(len(batch), longest, sense.EXTRA)
        for number, one in enumerate(batch):
            count = len(one.reading.vectors)
            rows[number, :count] = torch.tensor(one.reading.vectors)
            hashed[number, :count] = torch.tensor(one.reading.hashed)
            extra[number, :count] = torch.from_numpy(one.reading.extra)
            there[number, 0, :count] = 1
        vectors = self.vectors[rows]
        if self.training:
            vectors = vectors * (torch.rand(len(batch), longest, 1) > 0.1).float()
            hashed = hashed * (torch.rand(len(batch), longest) > 0.3).long()
        words = torch.cat((vectors, self.hashed(hashed), extra), dim=2)
        seen = torch.relu(self.first(nn.functional.dropout(words, 0.2, self.training))).transpose(1, 2) * there
        for layer in self.layers:
            seen = (seen + torch.relu(layer(seen))) * there
        return self._judged(batch, seen.transpose(1, 2))

    def _judged(self, batch: Sequence[Lesson], seen: torch.Tensor) -> torch.Tensor:
        found, clues = [], []
        for one, every in zip(batch, seen, strict=True):
            words = every[: len(one.reading.vectors)]
            highest, mean = words.max(dim=0).values, words.mean(dim=0)
            for place in one.reading.places:
                own = words[place.first : place.last].mean(dim=0)
                beside = words[place.start : place.end].max(dim=0).values
                found.append(torch.cat((own, beside, highest, mean, self.kind.weight[place.kind])))
            clues.append(torch.from_numpy(one.clues))
        weighed = nn.functional.dropout(torch.stack(found), 0.4, self.training)
        told = nn.functional.dropout(torch.cat(clues), 0.1, self.training)
        logits: torch.Tensor = self.out(torch.relu(self.hidden(torch.cat((weighed, told), dim=1))))
        return logits


def train(lessons: Sequence[Lesson], vectors: NDArray[np.float32], seed: int) -> SenseNetwork:
    """A network trained on the lessons: the average of its weights over the last steps."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network = SenseNetwork(vectors)
    average = {name: value.detach().clone() for name, value in network.named_parameters()}
    steps = EPOCHS * (len(lessons) // BATCH + 1)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.1)
    network.train()
    for epoch in range(EPOCHS):
        order = sorted(range(len(lessons)), key=lambda number: len(lessons[number].reading.vectors) + 15 * rng.random())
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        rng.shuffle(batches)
        for batch in batches:
            chosen = [lessons[number] for number in batch]
            wanted = torch.tensor([rule for one in chosen for rule in one.rules])
            likely = torch.log_softmax(network(chosen), dim=1)
            loss = nn.functional.nll_loss(likely, wanted) - SMOOTHING * likely.mean()
            if chosen[0].said is not None:
                said = torch.from_numpy(np.concatenate([one.said for one in chosen if one.said is not None]))
                loss = (1 - DOUBT) * loss - DOUBT * (said * likely).sum(dim=1).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            with torch.no_grad():
                for name, value in network.named_parameters():
                    average[name].lerp_(value, 1 - (DECAY if epoch else 0.9))
    with torch.no_grad():
        for name, value in network.named_parameters():
            value.copy_(average[name])
    network.eval()
    return network


def doubted(lessons: Sequence[Lesson], vectors: NDArray[np.float32], scale: float, seed: int) -> list[Lesson]:
    """The lessons with what networks say that have not seen them."""
    order = list(range(len(lessons)))
    random.Random(seed).shuffle(order)
    said: dict[int, NDArray[np.float32]] = {}
    for fold in range(FOLDS):
        left = set(order[fold::FOLDS])
        others = [one for number, one in enumerate(lessons) if number not in left]
        content = io.BytesIO()
        write(export(train(others, vectors, seed + fold + 1), scale), content)
        model = sense.unpacked(content.getvalue(), "")
        for number in left:
            said[number] = model.weigh(lessons[number].reading, lessons[number].clues)
        print(f"fold {fold + 1} of {FOLDS}", flush=True)
    return [one._replace(said=said[number]) for number, one in enumerate(lessons)]


def export(network: SenseNetwork, scale: float) -> dict[str, NDArray[np.generic]]:
    """The arrays of the model file, as half floats. `scale` is that of the tagger's word vectors."""
    size = network.vectors.shape[1]
    first = network.first.weight.detach().T
    hidden = network.hidden.weight.detach().T
    kinds = network.kind.weight.detach() @ hidden[4 * WIDTH : 4 * WIDTH + KIND_WIDTH]
    whole = {
        "vector_layer": first[:size] * scale,
        "hashed_rows": network.hashed.weight.detach() @ first[size : size + HASHED_WIDTH],
        "extra_layer": first[size + HASHED_WIDTH :],
        "bias": network.first.bias.detach(),
        "kinds": kinds,
        "hidden_layer": torch.cat((hidden[: 4 * WIDTH], hidden[4 * WIDTH + KIND_WIDTH :])),
        "hidden_bias": network.hidden.bias.detach(),
        "out_layer": network.out.weight.detach().T,
        "out_bias": network.out.bias.detach(),
    }
    for place, layer in enumerate(network.layers):
        whole[f"layer_{place}"] = layer.weight.detach().permute(2, 1, 0).reshape(-1, WIDTH)
        whole[f"bias_{place}"] = layer.bias.detach()
    card = {"version": sense.VERSION, "clues": CLUES, "rules": list(sense.RULES), "dilations": list(DILATIONS)}
    parts: dict[str, NDArray[np.generic]] = {name: value.numpy().astype(np.float16) for name, value in whole.items()}
    parts["card"] = np.frombuffer(json.dumps(card, sort_keys=True).encode("ascii"), dtype=np.uint8)
    return parts


def figures(model: sense.Sense, lessons: Sequence[Lesson]) -> Iterator[str]:
    """Precision and recall of findings among the entities, at some shares."""
    said = np.concatenate([1 - model.weigh(one.reading, one.clues)[:, 0] for one in lessons])
    wanted = np.array([rule > 0 for one in lessons for rule in one.rules])
    for least in (0.4, 0.5, 0.6, 0.7):
        taken = said >= least
        right = int((taken & wanted).sum())
        yield f"at {least}: precision {right / max(1, taken.sum()):.3f}, recall {right / max(1, wanted.sum()):.3f}"


def main(argv: Sequence[str]) -> None:
    """Train, write the model and its card, and print the figures of the posts that were held out."""
    arguments = argparse.ArgumentParser(prog="python -m commonward.guard.lab.sense", description=__doc__)
    arguments.add_argument("out", type=Path, help="the model file to write")
    arguments.add_argument("--tagger", type=Path, required=True, help="a tagger that has not read the posts")
    arguments.add_argument("--pages", type=Path, required=True, help="the folder of the guard's tests")
    arguments.add_argument("--seed", type=int, default=2026)
    call = arguments.parse_args(argv)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    tagger = TrainedTagger(unpacked(call.tagger.read_bytes(), ""))
    known = [made for text in marked_posts(held_out=False) if (made := lesson(text, tagger))]
    pages = [made for text in marked_pages(call.pages) if (made := lesson(text, tagger))]
    held_out = [made for text in marked_posts(held_out=True) if (made := lesson(text, tagger))]
    held_out_care = [one for one in held_out if one.is_care]
    held_out = [one for one in held_out if not one.is_care]
    scale = 4 / 127
    vectors = trained.load().network.vectors.astype(np.float32) * np.float32(scale)
    known = doubted([*known, *pages], vectors, scale, call.seed)
    known += known[-len(pages) :] * (PAGES_COUNT - 1)
    write(export(train(known, vectors, call.seed), scale), call.out)
    digest = hashlib.sha256(call.out.read_bytes()).hexdigest()
    lines = [
        "# The sense of whose an entity is. Written by guard/lab/sense.py; the guard refuses another hash.",
        f'name = "{call.out.name}"',
        'licence = "Apache-2.0"',
        f"sources = {json.dumps(['posts of guard/lab', 'marked pages of tests/guard', *_OWN_SETS])}",
        f"seed = {call.seed}",
        f'vectors = "{vectors_digest(trained.load().network)}"',
        f'sha256 = "{digest}"',
    ]
    call.out.with_suffix(".toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(known)} lessons, {call.out.stat().st_size} bytes")
    model = sense.unpacked(call.out.read_bytes(), digest)
    for what, lessons in (("posts", held_out), ("care", held_out_care)):
        for line in figures(model, lessons):
            print(what, line)


if __name__ == "__main__":
    main(sys.argv[1:])
