"""Words as they are kept to be found and as they are asked for: one form for both, so that they meet.

Letters lose their case and their marks, and scripts that set no gaps are taken letter by letter. Beside each word
stand its near forms: its first letters, and those with one of them left out. Two words that differ by one letter, or by
two that changed places, have a near form in common (Garbe, "1000x faster spelling correction", 2012), so a slip is
forgiven by looking up, on any database, without a list of all words, which would tell what hidden texts hold.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

#: More of a question is not read; more of a text is not kept to be found.
LONGEST_QUESTION: Final = 200
MOST_TERMS: Final = 8
MOST_WORDS: Final = 3000
LONGEST_WORD: Final = 40
#: Words shorter than this have no near forms: nearly every other is near to them. Of longer ones the head is compared.
SHORTEST_NEAR: Final = 4
_HEAD: Final = 7
#: Shorter terms stand for themselves alone, not for what begins with them.
_SHORTEST_BEGINNING: Final = 3
_ENDINGS: Final = ("ing", "ies", "ed", "es", "s")
_SHORTEST_STEM: Final = 4
NEAR: Final = "~"
_GAPLESS: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD: Final = re.compile(rf"[{_GAPLESS}]|(?:(?![{_GAPLESS}])[^\W_])+")


@dataclass(frozen=True, slots=True)
class Token:
    """One thing that is looked up: a word, or with `is_beginning` every word that begins with it."""

    text: str = field(repr=False)
    is_beginning: bool = False


def fold(text: str) -> str:
    """The text without case and without marks on its letters."""
    if text.isascii():
        return text.lower()
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if unicodedata.category(char)[0] != "M")
    return unicodedata.normalize("NFKC", bare).casefold()


def words_of(text: str) -> list[str]:
    """The folded words of a text, each once, in order."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(fold(text))))[:MOST_WORDS]


def places_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Every word of a text with its place in it, folded. Offsets are those of the text as it is."""
    for found in _WORD.finditer(text):
        for word in _WORD.findall(fold(found.group())):
            yield found.start(), found.end(), word[:LONGEST_WORD]


def kept_forms(text: str) -> list[str]:
    """What is kept of a text: its words and their near forms."""
    words = words_of(text)
    return words + list(dict.fromkeys(form for word in words for form in near_forms(word)))


def near_forms(word: str) -> list[str]:
    """The near forms of a word. None of short words and of numbers, where one sign changes everything."""
    if len(word) < SHORTEST_NEAR or not word.isalpha():
        return []
    head = word[:_HEAD]
    return [f"{NEAR}{form}" for form in dict.fromkeys((head, *(head[:at] + head[at + 1 :] for at in range(len(head)))))]


def exactly(term: str) -> tuple[Token, ...]:
    """What is looked up for a term as it was written: the word in its forms, and what begins with it."""
    if len(term) < _SHORTEST_BEGINNING:
        return (Token(term),)
    return (Token(stem(term), is_beginning=True),)


def nearly(term: str) -> tuple[Token, ...]:
    """The same with a slip forgiven."""
    return exactly(term) + tuple(Token(form) for form in near_forms(term))


def stem(term: str) -> str:
    """The term without a common ending, as long as enough is left: "walking" and "walks" both find "walk"."""
    for ending in _ENDINGS:
        if term.endswith(ending) and len(term) - len(ending) >= _SHORTEST_STEM:
            return term[: -len(ending)]
    return term


def is_met(word: str, term: str, *, near: bool) -> bool:
    """Whether a word of a text is what a term looked for; with `near`, whether it differs by a slip."""
    if len(term) < _SHORTEST_BEGINNING:
        return word == term
    if word.startswith(stem(term)):
        return True
    return near and not set(near_forms(word)).isdisjoint(near_forms(term))
