"""What is claimed in a text, as broken rules beside those that the network heard."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from commonward.guard import curated
from commonward.guard.contract import Submission
from commonward.guard.curated import Entry
from commonward.guard.text.candidate import Breach
from commonward.guard.text.claims import effects, figures, lists, myths, selling
from commonward.guard.text.claims.myths import Telling
from commonward.guard.text.document import Document
from commonward.guard.text.speech import mending
from commonward.guard.text.words import Wording, read_words

_SURE: Final = 0.7
_LISTED: Final = 0.8
_UNDISCLOSED: Final = "promo.undisclosed"
_TALES: Final = frozenset({"claims.false", "stigma.myth"})


def load() -> None:
    """Read all lists. Raises GuardUnavailable when one is missing or altered."""
    lists.files()
    effects.terms()
    myths.load()


def judge(document: Document, submission: Submission, heard: list[Breach]) -> list[Breach]:
    """The breaches that were heard, with those that lists and grammar find added; sorted by place."""
    wording = read_words(document)
    if not wording.words:
        return heard
    tellings = list(myths.find(wording))
    heard = _without_opposed(wording, heard, tellings)
    if selling.is_disclosed(document):
        heard = [one for one in heard if one.rule != _UNDISCLOSED]
    found = [*_told(wording, tellings), *_claimed(wording), *_sold(document)]
    if not found:
        return heard
    mended = [mending.with_fix(document, one) for one in found]
    return sorted([*heard, *mended], key=lambda one: (one.start, one.end, one.rule))


def _without_opposed(wording: Wording, heard: list[Breach], tellings: Sequence[Telling]) -> list[Breach]:
    """What was heard, without tales of the list that are told to oppose them."""
    if not any(one.is_opposed for one in tellings):
        return heard
    words, original = wording.words, wording.document.original_span
    against = [original(words[one.first].start, words[one.last - 1].end) for one in tellings if one.is_opposed]
    return [
        one
        for one in heard
        if one.rule not in _TALES or not any(start < one.end and one.start < end for start, end in against)
    ]


def _told(wording: Wording, tellings: Sequence[Telling]) -> Iterator[Breach]:
    """What the curated list knows to be otherwise, with its correction and the page that it rests on."""
    for telling in tellings:
        if telling.is_opposed:
            continue
        entry = _entries()[telling.entry]
        words = wording.words
        place = wording.document.original_span(words[telling.first].start, words[telling.last - 1].end)
        yield Breach(
            entry.rule, *place, _LISTED, entry=entry.id, reason=entry.correction, source=f"{entry.source}: {entry.url}"
        )


def _claimed(wording: Wording) -> Iterator[Breach]:
    """Claims of effect and of number."""
    words = wording.words
    for claim in (*effects.find(wording), *figures.find(wording)):
        place = wording.document.original_span(words[claim.first].start, words[claim.last - 1].end)
        yield Breach("claims.no-reference", *place, _SURE)


def _sold(document: Document) -> Iterator[Breach]:
    for offer in selling.find(document):
        yield Breach(_UNDISCLOSED, *document.original_span(offer.start, offer.end), _SURE)


@lru_cache(maxsize=1)
def _entries() -> dict[str, Entry]:
    return {entry.id: entry for entry in curated.entries()}
