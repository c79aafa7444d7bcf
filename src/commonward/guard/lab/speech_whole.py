"""Whole texts with their identifiers, for the network that hears both. None is of a real person.

Three sorts: `whole_posts`, in which every rule was marked; `posts`, in which the identifiers were; and `speech_texts`,
in which everything else was. What nobody looked for in a text is unknown there, and not learned to be absent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from commonward.guard.lab import posts
from commonward.guard.lab import speech_corpus as corpus
from commonward.guard.lab.speech_corpus import Mark, SpeechText
from commonward.guard.text.speech.hearing import IDENTIFYING

#: What a stretch is, whoever it belongs to: learned beside the rules, and not kept in the model.
KINDS: Final = ("kind.name", "kind.place", "kind.body", "kind.day")
_KIND_OF: Final = {
    "n": "kind.name",
    "l": "kind.place",
    "o": "kind.body",
    "d": "kind.day",
    "phi.name": "kind.name",
    "phi.geo": "kind.place",
    "phi.affiliation": "kind.body",
    "phi.date": "kind.day",
}
_IDENTIFIERS: Final = frozenset((*IDENTIFYING, *KINDS))


def identified() -> Iterator[SpeechText]:
    """All whole texts, each once."""
    heard = {text.text: text for text in corpus.written()}
    for post in posts.posts(held_out=False):
        marks = tuple(_identifiers(post.marks))
        other = heard.pop(post.text, None)
        unknown = corpus.UNSEEN_IN_POSTS if other is None else frozenset[str]()
        if other is not None:
            marks += other.marks
        yield SpeechText(post.name, post.text, post.author, post.context, post.language, marks, unknown)
    yield from without_identifiers(heard.values())


def without_identifiers(texts: Iterable[SpeechText]) -> Iterator[SpeechText]:
    """The texts as such in which nobody looked for identifiers."""
    for text in texts:
        yield replace(text, unknown=text.unknown | _IDENTIFIERS)


def _identifiers(marks: Iterable[Mark]) -> Iterator[Mark]:
    for start, end, mark in marks:
        if mark in IDENTIFYING:
            yield start, end, mark
        if mark in _KIND_OF:
            yield start, end, _KIND_OF[mark]
