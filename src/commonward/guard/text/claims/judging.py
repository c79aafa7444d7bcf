"""What is claimed in a text, as broken rules beside those that the network heard."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from commonward.guard import curated
from commonward.guard.contract import Submission
from commonward.guard.curated import Entry
from commonward.guard.text.candidate import Breach
from commonward.guard.text.claims import effects, figures, lists, myths, news, references, selling
from commonward.guard.text.claims.myths import Telling
from commonward.guard.text.claims.references import Reference, may_hold_one
from commonward.guard.text.claims.standing import ABOUT_ELSE, flaws, is_about_something_else, stands
from commonward.guard.text.document import Document
from commonward.guard.text.speech import mending
from commonward.guard.text.words import Wording, read_words

_SURE: Final = 0.7
_LISTED: Final = 0.8
_DOUBTED: Final = 0.4  # a note
_UNSOURCED: Final = "claims.no-reference"
_UNDISCLOSED: Final = "promo.undisclosed"
_GRAVER: Final = frozenset({"claims.cure", "claims.false", "claims.stop-treatment", "promo.testimonial"})
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
    claims = [one for one in _claimed(wording) if not _is_graver(one, heard)]
    text = document.original
    if may_hold_one(text):
        referred = references.find(text)
        heard, claims, doubts = _with_references(text, referred, heard, claims)
        weight = _SURE if any(one.rule == _UNSOURCED for one in (*heard, *claims)) else _DOUBTED
        amiss = flaws(text, referred, _today())
        doubts += [Breach(_UNSOURCED, one.start, one.end, weight, reason=one.says) for one in amiss]
    else:
        doubts = []
    found = [*_told(wording, tellings), *claims, *_news(wording), *_sold(document), *doubts]
    if not found:
        return heard
    mended = [mending.with_fix(document, one) for one in found]
    return sorted([*heard, *mended], key=lambda one: (one.start, one.end, one.rule))


def _is_graver(claim: Breach, heard: Sequence[Breach]) -> bool:
    """Whether the network hears something graver in the same words: a source would not mend a promised cure."""
    sure = (one for one in heard if one.rule in _GRAVER and one.confidence >= _SURE)
    return any(one.start < claim.end and claim.start < one.end for one in sure)


def _with_references(
    text: str, referred: Sequence[Reference], heard: Sequence[Breach], claims: Sequence[Breach]
) -> tuple[list[Breach], list[Breach], list[Breach]]:
    """What was heard and found, without claims that a reference stands by; and doubts about such a reference."""
    counting = [one for one in referred if one.counts]
    doubts: list[Breach] = []

    def stays(one: Breach) -> bool:
        if one.rule != _UNSOURCED:
            return True
        by = stands(text, (one.start, one.end), counting)
        if by is not None and is_about_something_else(text, (one.start, one.end), by):
            doubts.append(Breach(_UNSOURCED, by.start, by.end, _DOUBTED, reason=ABOUT_ELSE))
        return by is None

    return [one for one in heard if stays(one)], [one for one in claims if stays(one)], doubts


def _today() -> date:
    return datetime.now(tz=UTC).date()


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
        yield Breach(_UNSOURCED, *place, _SURE)


def _news(wording: Wording) -> Iterator[Breach]:
    """News of treatments that leave out how far they were tested."""
    words = wording.words
    for one in news.find(wording):
        place = wording.document.original_span(words[one.first].start, words[one.last - 1].end)
        yield Breach("claims.incomplete", *place, _DOUBTED if one.is_staged else _SURE, reason=one.says)


def _sold(document: Document) -> Iterator[Breach]:
    for offer in selling.find(document):
        yield Breach(_UNDISCLOSED, *document.original_span(offer.start, offer.end), _SURE)


@lru_cache(maxsize=1)
def _entries() -> dict[str, Entry]:
    return {entry.id: entry for entry in curated.entries()}
