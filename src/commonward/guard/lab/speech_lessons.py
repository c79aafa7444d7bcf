"""Marked texts as the speech network reads them: words as numbers, and for each word the rules that it breaks."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonward.guard.lab.speech_corpus import SpeechText
from commonward.guard.text import document
from commonward.guard.text.speech import phrases
from commonward.guard.text.speech.reading import Reading, Setting, read
from commonward.guard.text.words import read_words

Floats = NDArray[np.float32]


class Span(NamedTuple):
    """Words [first, last) that break a rule (its column)."""

    first: int
    last: int
    rule: int


class Lesson(NamedTuple):
    """A text as the network reads it: for each word the rules that it breaks, and which rules were looked for."""

    text: SpeechText
    reading: Reading
    wanted: Floats  # words * rules
    known: Floats  # rules: 1 where somebody looked for this rule in this text, else 0
    spans: tuple[Span, ...]


def lesson(text: SpeechText, place_of: Mapping[str, int]) -> Lesson:
    """The text as a lesson. Marks of rules that the network does not learn are left out."""
    read_text = document.read(text.text, text.language)
    wording = read_words(read_text)
    count = max(1, len(wording.words))
    setting = Setting(text.author, text.context, text.language)
    reading = read(wording, setting, list(phrases.load().find(wording)), 0, count)
    wanted = np.zeros((count, len(place_of)), dtype=np.float32)
    spans = []
    for start, end, rule in text.marks:
        first, last = read_text.text_span(start, end)
        inside = [number for number, word in enumerate(wording.words) if word.end > first and word.start < last]
        if inside and rule in place_of:
            wanted[inside, place_of[rule]] = 1
            spans.append(Span(inside[0], inside[-1] + 1, place_of[rule]))
    known = np.ones(len(place_of), dtype=np.float32)
    known[[place_of[rule] for rule in text.unknown if rule in place_of]] = 0
    return Lesson(text, reading, wanted, known, tuple(spans))
