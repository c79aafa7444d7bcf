"""Fits the table of `text/whose/weighing.py`: how much of what is sensed and heard counts for each rule.

    python -m commonward.guard.lab.weighing

It is fitted on the whole posts that no network has read (`speech_whole.held_texts`). Prints how well the table does on
fifths of them that it was not fitted on, writes it, and holds its hash in the manifest.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import Submission
from commonward.guard.lab import posts, speech_whole
from commonward.guard.lab.posts import Post
from commonward.guard.reading import live_reader
from commonward.guard.text import document
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.people import KnownPeople, infer_author
from commonward.guard.text.rules import phi_confirms_patient
from commonward.guard.text.scene import read_scene
from commonward.guard.text.speech import attention, network, second
from commonward.guard.text.speech.hearing import Hearing
from commonward.guard.text.whose import judgement, persons, weighing
from commonward.guard.text.whose.tie import Tie
from commonward.guard.text.words import read_words

Doubles = NDArray[np.float64]

_STRENGTH: Final = 2.0  # of what holds the numbers small
_STEPS: Final = 1500
_FOLDS: Final = 5


def unread() -> list[Post]:
    """The whole posts that no network has read, but for those of conversations in care."""
    held = speech_whole.held_texts(list(speech_whole.identified()))
    return [one for one in posts.whole_posts() if one.text in held and one.context != "care_conversation"]


def lessons(unread: Sequence[Post], hearing: Hearing) -> Iterator[tuple[int, Doubles, int]]:
    """For each entity that is judged: the number of its post, what is weighed of it, and what it is (of `OUTCOMES`)."""
    reader = live_reader()
    for number, post in enumerate(unread):
        submission = Submission(post.text, context=post.context, author=post.author, language=post.language)
        read = document.read(post.text, post.language)
        found = [one for one in reader.entities(post.text, post.language) if one.is_likely]
        scene = read_scene(read_words(read), submission, infer_author(read, submission), found)
        confirmed = bool(phi_confirms_patient.find(scene))
        told = persons.read_persons(scene, KnownPeople(()), addressed=confirmed)
        tie = Tie(scene, persons.by_sentence(scene, told), persons.sentences_of_others(scene, told), confirmed)
        entities, sensed = judgement.sensed(tie, told)
        if not entities:
            continue
        rows = weighing.inputs(scene, entities, sensed, hearing).astype(np.float64)
        for entity, row in zip(entities, rows, strict=True):
            yield number, row, _outcome(entity, post)


def _outcome(entity: Candidate, post: Post) -> int:
    marked = {rule for start, end, rule in post.marks if start < entity.end and entity.start < end}
    return next((place for place, rule in enumerate(weighing.OUTCOMES) if rule in marked), 0)


def fit(rows: Doubles, outcomes: NDArray[np.int64]) -> Doubles:
    """The table that makes these outcomes most likely, its numbers held small: plain gradient steps with momentum."""
    scale = rows.std(axis=0)
    middle = np.where(scale > 0, rows.mean(axis=0), 0.0)
    scale[scale == 0] = 1
    seen = (rows - middle) / scale
    wanted = np.eye(len(weighing.OUTCOMES))[outcomes]
    held = np.append(np.ones(rows.shape[1] - 1), 0.0)[:, None] * _STRENGTH / len(rows)
    table = np.zeros((rows.shape[1], len(weighing.OUTCOMES)))
    moved = np.zeros_like(table)
    for _ in range(_STEPS):
        slope = seen.T @ (shares(seen, table) - wanted) / len(rows) + held * table
        moved = 0.95 * moved - 0.1 * slope
        table += moved
    found: Doubles = table / scale[:, None]
    found[-1] -= middle @ found
    return found


def shares(rows: Doubles, table: Doubles) -> Doubles:
    """What a table says of rows."""
    logits = rows @ table
    logits -= logits.max(axis=1, keepdims=True)
    found: Doubles = np.exp(logits)
    found /= found.sum(axis=1, keepdims=True)
    return found


def figures(rows: Doubles, outcomes: NDArray[np.int64], posts: NDArray[np.int64]) -> Iterator[str]:
    """Recall and precision at some shares, of tables that had not seen the post."""
    found = np.zeros((len(rows), len(weighing.OUTCOMES)))
    for fold in range(_FOLDS):
        here = posts % _FOLDS == fold
        found[here] = shares(rows[here], fit(rows[~here], outcomes[~here]))
    for least in (0.35, 0.4, 0.45, 0.5, 0.55):
        said = np.where(1 - found[:, 0] >= least, found[:, 1:].argmax(axis=1) + 1, 0)
        right = ((said == outcomes) & (outcomes > 0)).sum()
        yield f"{least}: recall {right / (outcomes > 0).sum():.3f}, precision {right / (said > 0).sum():.3f}"


def write(table: Doubles, folder: Path) -> None:
    """Write the table and its hash in the manifest of its folder."""
    lines = [
        "# What is sensed and heard of an entity, weighed. Written by guard/lab/weighing.py.",
        f"outcomes = {json.dumps(weighing.OUTCOMES)}",
        "",
        "[rows]",
    ]
    for name, row in zip(weighing.ROWS, table, strict=True):
        lines.append(f'"{name}" = [{", ".join(f"{value:.4f}" for value in row)}]')
    content = "\n".join(lines) + "\n"
    (folder / "weighing.toml").write_text(content, encoding="utf-8")
    manifest = folder / "MANIFEST.toml"
    digest = hashlib.sha256(content.encode("utf-8")).hexdigest()
    told = manifest.read_text(encoding="utf-8")
    manifest.write_text(re.sub(_HASH, rf"\g<1>{digest}\g<2>", told), encoding="utf-8")


_HASH: Final = r'(name = "weighing\.toml"\n(?:[^\[\n]*\n)*?sha256 = ")[0-9a-f]{0,64}(")'


def main() -> None:
    """Fit on all of them."""
    hearing = second.Second.of(network.load(), attention.load(attention.LARGE))
    numbers, rows, outcomes = zip(*lessons(unread(), hearing), strict=True)
    seen, wanted = np.array(rows), np.array(outcomes)
    for line in figures(seen, wanted, np.array(numbers)):
        print(line)
    with resources.as_file(resources.files("commonward.guard").joinpath("resources", "speech")) as folder:
        write(fit(seen, wanted), folder)


if __name__ == "__main__":
    main()
