"""Whole texts with their identifiers, for the network that hears both. None is of a real person.

Three sorts: `whole_posts`, in which every rule was marked; `posts`, in which the identifiers were; and `speech_texts`,
in which everything else was. What nobody looked for in a text is unknown there, and not learned to be absent.
"""

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
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
#: Files of whole posts that came after the networks that ship: the first two have been read whole since.
READ_SINCE: Final = frozenset({"a_day", "attacks_and_banter"})
LATER: Final = frozenset({"all_wards", "kith_and_kin", "public_square"})
PART: Final = 10  # one text, and one phrase, in so many is left out
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


def left_out(number: int) -> bool:
    """Whether the whole text or the phrase of this number is for measuring."""
    return number % PART == 0


def held_texts(texts: Sequence[SpeechText]) -> frozenset[str]:
    """The whole texts that no network learns. Of the first files one in ten by its place, once they are shuffled, as
    the networks that ship were taught; of those that came later one in ten by a hash, whatever comes after them.
    """
    first = [one.text for one in texts if _file_of(one) not in LATER | READ_SINCE]
    random.Random(PART).shuffle(first)
    later = (one.text for one in texts if _file_of(one) in LATER)
    hashes = ((text, hashlib.sha256(text.encode("utf-8")).digest()) for text in later)
    return frozenset(
        (
            *(text for number, text in enumerate(first) if left_out(number)),
            *(text for text, digest in hashes if left_out(int.from_bytes(digest[:4], "big"))),
        )
    )


def _file_of(text: SpeechText) -> str:
    return text.name.rpartition("-")[0]
