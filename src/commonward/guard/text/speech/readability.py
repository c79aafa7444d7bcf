"""access.readability  a sentence for the public that few can read without effort

The grade is that of Kincaid and others (1975, Flesch-Kincaid): 0.39 words a sentence + 11.8 syllables a word - 15.59;
for Spanish the ease of Fernández Huerta (1959): 206.84 - 60 syllables a word - 1.02 words a sentence, as a grade. Both
jump about in short texts and see a long word where readers see a known one ("vaccination"). So a sentence is a finding
only far above grade 8, where its words are long by themselves; the grade of a whole text is shown, not judged.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from commonward.guard.contract import Submission
from commonward.guard.text.candidate import Breach
from commonward.guard.text.document import Document
from commonward.guard.text.kept import OfWords

AIM: Final = 8.0  # the grade that a text for the public should not pass
_HARD: Final = 24.0
_LEAST_WORDS: Final = 14
_MOST_WORDS: Final = 150  # a longer stretch without a full stop is a list or no text at all
_LONG_WORDS: Final = 2.35  # syllables a word
_SURE: Final = 0.7
_FOR_PUBLIC: Final = frozenset({"public_post", "closed_group"})
_READABLE_BY_PROFESSION: Final = frozenset({"patient", "family"})


class Grade(NamedTuple):
    """How many years of school a text asks for, and how many words that was measured on."""

    years: float
    words: int


def grade(text: str, language: str = "en") -> Grade:
    """The grade of a text; of less than a hundred words it is a guess. 0 for a text without words."""
    words = _WORD.findall(text)
    if not words:
        return Grade(0.0, 0)
    sentences = max(1, sum(1 for part in _SENTENCE.split(text) if _WORD.search(part)))
    return Grade(_years(len(words), sentences, sum(map(syllables, words)), language), len(words))


def _years(words: int, sentences: int, spoken: int, language: str) -> float:
    if language == "es":
        ease = 206.84 - 60 * spoken / words - 1.02 * words / sentences
        return round(max(1.0, (100 - ease) / 5), 1)
    return round(max(0.0, 0.39 * words / sentences + 11.8 * spoken / words - 15.59), 1)


def syllables(word: str) -> int:
    """About how many syllables a word has, by its groups of vowels."""
    lower = word.lower()
    found = len(_VOWELS.findall(lower))
    if lower.endswith("e") and not lower.endswith(("le", "ee", "ie")) and found > 1:
        found -= 1
    return max(1, found)


@lru_cache(maxsize=1)
def _syllables() -> OfWords[int]:
    return OfWords(syllables)


def find(document: Document, submission: Submission) -> Iterator[Breach]:
    """Sentences for the public that are hard to read."""
    if submission.context not in _FOR_PUBLIC or submission.author in _READABLE_BY_PROFESSION:
        return
    text = document.text
    position = 0
    for part in [*_SENTENCE.finditer(text), None]:
        end = part.start() if part else len(text)
        words = _WORD.findall(text, position, end)
        if _LEAST_WORDS <= len(words) <= _MOST_WORDS:
            kept = _syllables()
            spoken = sum([kept[word.lower()] for word in words])
            if spoken >= _LONG_WORDS * len(words) and _years(len(words), 1, spoken, document.language) >= _HARD:
                first = position + len(text[position:end]) - len(text[position:end].lstrip())
                yield Breach(
                    "access.readability", *document.original_span(first, first + len(text[first:end].rstrip())), _SURE
                )
        position = part.end() if part else end


_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE: Final = re.compile(r"[.!?;](?=\s|$)|\n")
_VOWELS: Final = re.compile(r"[aeiouyáéíóúü]+")
