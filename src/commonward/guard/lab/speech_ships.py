"""From a trained network to the file that ships: its least shares, its card, and how well it hears.

The least shares are set on what the shipped file says, small integers and all, of texts that were left out.
"""

import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from commonward.guard.lab import speech_attention
from commonward.guard.lab.speech_attention import Listener
from commonward.guard.lab.speech_lessons import Floats, Lesson
from commonward.guard.lab.speech_lines import NEVER, Cost, figures, least_shares
from commonward.guard.lab.train import write
from commonward.guard.text.speech import attention
from commonward.guard.text.speech.hearing import IDENTIFYING


class Course(NamedTuple):
    """What a network was taught, as far as its file needs it."""

    held: Sequence[Lesson]  # whole texts that were left out
    held_of_phrases: Sequence[Lesson]
    troubled: Sequence[Lesson]  # texts of ordinary distress
    calibrating: Sequence[Lesson]  # some of what it read
    sources: Sequence[str]
    seed: int
    written_by: str
    cost: Cost
    unheard: Sequence[str] = ()  # rules that the network does not judge


def ship(network: Listener, columns: Sequence[str], course: Course, out: Path) -> None:
    """Write the model file and its card, and print how well it hears what was left out. `columns`: the first so many of
    the network's, the rules and then the identifiers.
    """
    loose = np.full(len(columns), 0.5, dtype=np.float32)
    parts = speech_attention.exported(network, columns, loose, course.calibrating)
    content = io.BytesIO()
    write(parts, content)
    model = attention.unpacked(content.getvalue(), "", out.name)
    held = (*course.held, *course.held_of_phrases)
    weighed = [(_cut(one, len(columns)), said) for one, said in zip(held, weighed_by(model, held), strict=True)]
    quiet = np.stack([said.max(axis=0) for said in weighed_by(model, course.troubled)]) if course.troubled else None
    rules = [one for one in columns if one not in IDENTIFYING]
    least = least_shares(weighed, len(course.held), rules, quiet, course.cost)
    least[[columns.index(rule) for rule in course.unheard]] = NEVER
    write({**parts, "least": least.astype(np.float16)}, out)
    told = [
        f"# What texts do with their words. Written by guard/lab/{course.written_by}; the guard refuses another hash.",
        f'name = "{out.name}"',
        'licence = "Apache-2.0"',
        f"sources = {json.dumps([speech_attention.BODY_SOURCE, *course.sources])}",
        f"seed = {course.seed}",
        f'sha256 = "{hashlib.sha256(out.read_bytes()).hexdigest()}"',
    ]
    out.with_suffix(".toml").write_text("\n".join(told) + "\n", encoding="utf-8")
    print("Whole texts:", *figures(weighed[: len(course.held)], least, columns), sep="\n")
    print("Texts of phrases:", *figures(weighed[len(course.held) :], least, columns), sep="\n")


def weighed_by(model: attention.AttentiveNetwork, lessons: Sequence[Lesson]) -> list[Floats]:
    """What a model file says of each text; what nobody looked for in it counts as not heard."""
    count = len(model.lines)
    texts = speech_attention.texts_of(lessons, model.vocabulary)
    return [model.weigh(text, one.reading) * one.known[:count] for text, one in zip(texts, lessons, strict=True)]


def _cut(one: Lesson, columns: int) -> Lesson:
    """A text with the marks of so many columns."""
    return one._replace(spans=tuple(span for span in one.spans if span.rule < columns))
