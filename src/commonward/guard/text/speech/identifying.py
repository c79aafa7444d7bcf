"""What a network hears of identifiers, beside what the rules of thumb and the sense found.

A large network has read more text than any list holds: it hears that "the only woman who drives the ferry" is one
person, and that a lower-case word is a patient's name. It adds what was missed, and takes back what was hardly found
and what it holds for nobody.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Breach, Candidate
from commonward.guard.text.fixes import Mending
from commonward.guard.text.scene import Scene
from commonward.guard.text.speech.hearing import Hearing
from commonward.guard.text.speech.reading import Setting
from commonward.guard.text.speech.stretches import stretches

Floats = NDArray[np.float32]

#: What was found with less confidence than this, and is given less than this share for every identifier, is nobody's.
DOUBTED, DOUBT = 0.75, 0.05
#: A phrase that singles nobody out by what is heard of it: of 98 such in posts that nothing had read 42, six wrongly.
DOUBT_OF_PHRASE = 0.25
#: Confidence of what is only just heard, and of what is certain.
_ACTS, _SUREST = 0.5, 0.98
_JUDGED: Final = frozenset({"phi.name", "phi.geo", "phi.date", "phi.affiliation"})
_RULE_OF: Final = {
    Kind.NAME: frozenset({"phi.name", "phi.third-party"}),
    Kind.LOCATION: frozenset({"phi.geo", "phi.affiliation"}),
    Kind.ORG: frozenset({"phi.geo", "phi.affiliation"}),
    Kind.DATE: frozenset({"phi.date"}),
    Kind.AGE: frozenset({"phi.age90"}),
}
#: What is no entity yet is one of this kind; the other rules are about phrases.
_KIND_OF: Final = {
    "phi.name": Kind.NAME,
    "phi.geo": Kind.LOCATION,
    "phi.date": Kind.DATE,
    "phi.affiliation": Kind.ORG,
    "phi.age90": Kind.AGE,
    "phi.other-id": Kind.ID,
}
#: In a conversation of care the patient's own facts are expected; only another patient's are a finding.
_IN_CARE: Final = frozenset({"phi.third-party"})


def heard(
    found: Sequence[Breach],
    scene: Scene,
    mending: Mending,
    hearing: Hearing,
    weighed: Collection[Candidate] = (),
) -> list[Breach]:
    """The breaches that were found and are not doubted, and those that only the hearing found. O(n log n).

    `weighed`: entities in whose judgement the hearing had its say already (`whose/weighing.py`).
    """
    wording = scene.wording
    if not (wording.words and hearing.identifying):
        return list(found)
    setting = Setting(scene.author, scene.submission.context, wording.document.language)
    shares = hearing.identifying_shares(wording, setting)
    spans = [wording.document.original_span(word.start, word.end) for word in wording.words]
    settled = {(one.start, one.end) for one in weighed}
    kept = []
    for one in found:
        first, last = _among(spans, one.start, one.end)
        if first == last or (one.start, one.end) in settled or not _is_doubted(one, shares[first:last], hearing):
            kept.append(one)
    return [*kept, *_more(kept, scene, mending, hearing, shares, weighed)]


def _is_doubted(one: Breach, shares: Floats, hearing: Hearing) -> bool:
    """Whether a breach is nobody's by what is heard of its words. What adds up by count is not doubted."""
    if one.rule == "phi.indirect" and not one.reason:
        return float(shares[:, hearing.identifying.index(one.rule)].max()) < DOUBT_OF_PHRASE
    return one.confidence < DOUBTED and one.rule in _JUDGED and float(shares.max()) < DOUBT


def _more(
    kept: Sequence[Breach],
    scene: Scene,
    mending: Mending,
    hearing: Hearing,
    shares: Floats,
    weighed: Collection[Candidate],
) -> Iterator[Breach]:
    """What only the hearing found: where it names an entity, that one; else its words."""
    document, words = scene.wording.document, scene.wording.words
    taken = bytearray(len(document.original))
    for breach in kept:
        taken[breach.start : breach.end] = b"\1" * (breach.end - breach.start)
    settled = bytearray(len(document.original))
    for entity in weighed:
        settled[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
    places = [(entity.start, entity.end) for entity in scene.entities]  # sorted, none over another
    for one in stretches(shares, hearing.least_identifying):
        rule = hearing.identifying[one.rule]
        if (scene.submission.context == "care_conversation") != (rule in _IN_CARE):
            continue
        start, end = words[one.first].start, words[one.last - 1].end
        first, last = document.original_span(start, end)
        if any(taken[first:last]) or (rule in _JUDGED and any(settled[first:last])):
            continue
        taken[first:last] = b"\1" * (last - first)
        sure = round(_ACTS + (_SUREST - _ACTS) * one.beyond, 3)
        near = scene.entities[slice(*_among(places, first, last))]
        named = [entity for entity in near if rule in _RULE_OF.get(entity.kind, frozenset())]
        if not named and rule in _KIND_OF:
            named = [Candidate(first, last, _KIND_OF[rule], rule, sure, "network")]
        for entity in named:
            yield mending.breach(entity, rule, sure, same=[entity])
        if not named:
            yield mending.breach_of_words(rule, start, end, sure)


def _among(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Which of these spans, in order and none over another, overlap: [first, last)."""
    first = bisect_right(spans, start, key=_end)
    return first, max(first, bisect_left(spans, end, key=_start))


def _start(span: tuple[int, int]) -> int:
    return span[0]


def _end(span: tuple[int, int]) -> int:
    return span[1]
