"""What a network hears of identifiers, beside what the rules of thumb and the sense found.

A large network has read more text than any list holds: it hears that "the only woman who drives the ferry" is one
person, and that a lower-case word is a patient's name. It adds what was missed, and takes back what it holds for
nobody.
"""

from collections.abc import Iterator, Sequence
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
from commonward.guard.text.words import Wording

Floats = NDArray[np.float32]

#: With less than this for every identifier, what the sense found is nobody's.
DOUBT: Final = 0.05
#: Confidence of what is only just heard, and of what is certain.
_ACTS, _SUREST = 0.5, 0.98
_DOUBTED: Final = frozenset({"phi.name", "phi.geo", "phi.date", "phi.affiliation"})
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


def heard(found: Sequence[Breach], scene: Scene, mending: Mending, hearing: Hearing) -> list[Breach]:
    """The breaches that were found and are not doubted, and those that only the hearing found."""
    wording = scene.wording
    if not (wording.words and hearing.identifying):
        return list(found)
    setting = Setting(scene.author, scene.submission.context, wording.document.language)
    shares = hearing.identifying_shares(wording, setting)
    highest = shares.max(axis=1)
    kept = [one for one in found if one.rule not in _DOUBTED or _share_of(one, wording, highest) >= DOUBT]
    return [*kept, *_more(kept, scene, mending, hearing, shares)]


def _share_of(breach: Breach, wording: Wording, highest: Floats) -> float:
    """The highest share of the words of a breach; certain where it holds no word."""
    inside = [
        place
        for place, word in enumerate(wording.words)
        if _overlaps(wording.document.original_span(word.start, word.end), (breach.start, breach.end))
    ]
    return float(highest[inside].max()) if inside else 1.0


def _more(kept: Sequence[Breach], scene: Scene, mending: Mending, hearing: Hearing, shares: Floats) -> Iterator[Breach]:
    """What only the hearing found: where it names an entity, that one; else its words."""
    document = scene.wording.document
    taken = [(one.start, one.end) for one in kept]
    for one in stretches(shares, hearing.least_identifying):
        rule = hearing.identifying[one.rule]
        if (scene.submission.context == "care_conversation") != (rule in _IN_CARE):
            continue
        words = scene.wording.words
        start, end = words[one.first].start, words[one.last - 1].end
        span = document.original_span(start, end)
        if any(_overlaps(span, other) for other in taken):
            continue
        taken.append(span)
        sure = round(_ACTS + (_SUREST - _ACTS) * one.beyond, 3)
        named = [entity for entity in scene.entities if _is_meant(entity, rule, span)]
        if not named and rule in _KIND_OF:
            named = [Candidate(*span, _KIND_OF[rule], rule, sure, "network")]
        for entity in named:
            yield mending.breach(entity, rule, sure, same=[entity])
        if not named:
            yield mending.breach_of_words(rule, start, end, sure)


def _is_meant(entity: Candidate, rule: str, span: tuple[int, int]) -> bool:
    return rule in _RULE_OF.get(entity.kind, frozenset()) and _overlaps((entity.start, entity.end), span)


def _overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
