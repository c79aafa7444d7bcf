"""Whose a name is: all mentions of one person together, weighed for a patient or relative against anybody else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.people import KnownPeople
from commonward.guard.text.scene import Scene
from commonward.guard.text.whose.evidence import Mention

# How much must speak for a patient at all, and how much more than for anybody else.
_LEAST = 0.4
_MARGIN = 0.2
_NEARLY = 0.05  # from here up to the margin it is a near miss: a note, not a finding to act on
_NEAR_MISS = 0.42
_SURE = 0.98
_KNOWN = frozenset({"author", "colleague", "public"})


@dataclass(frozen=True, slots=True)
class Person:
    """All mentions of one person. `confidence`: how sure we are of a patient or a patient's relative; 0 for others."""

    mentions: tuple[Candidate, ...] = field(repr=False)
    confidence: float


def read_persons(scene: Scene, known: KnownPeople, *, addressed: bool) -> list[Person]:
    """The persons of a text. `addressed` says that it admits that its addressee was a patient, whom it may greet."""
    return [Person(mentions, _confidence(scene, known, mentions, addressed)) for mentions in _grouped(scene)]


def by_sentence(scene: Scene, persons: Sequence[Person]) -> Mapping[int, float]:
    """How sure we are that a patient or relative is named in each sentence that names one."""
    found: dict[int, float] = {}
    for person in persons:
        if person.confidence <= _NEAR_MISS:
            continue
        for mention in person.mentions:
            sentence = scene.sentence_of(mention)
            found[sentence] = max(found.get(sentence, 0.0), 0.9)
    return found


def sentences_of_others(scene: Scene, persons: Sequence[Person]) -> frozenset[int]:
    """The sentences in which somebody is named who is no patient."""
    return frozenset(
        scene.sentence_of(mention) for person in persons if not person.confidence for mention in person.mentions
    )


def _confidence(scene: Scene, known: KnownPeople, mentions: Sequence[Candidate], addressed: bool) -> float:
    """Weigh what speaks for a patient against what speaks for anybody else, over all mentions."""
    roles = {known.role_of(scene.quote(mention)) for mention in mentions}
    best = max(mention.confidence for mention in mentions)
    if "subject" in roles:
        return max(best, 0.9)
    if scene.is_simulated or roles & _KNOWN:
        return 0.0
    weighed = [Mention(scene, mention, addressed=addressed) for mention in mentions]
    patient = max(mention.for_patient() for mention in weighed)
    other = max(mention.for_other() for mention in weighed)
    if patient < _LEAST or patient - other < _NEARLY:
        return 0.0
    if patient - other < _MARGIN:
        return _NEAR_MISS
    return round(min(_SURE, max(0.5, best + 0.2 * (patient - other - _MARGIN))), 2)


def _grouped(scene: Scene) -> Iterator[tuple[Candidate, ...]]:
    """Mentions that share a telling part of a name are one person. Two full names that differ stay apart."""
    groups: list[list[Candidate]] = []
    parts_of: list[set[str]] = []
    of_part: dict[str, int] = {}
    for entity in scene.entities:
        if entity.kind is not Kind.NAME:
            continue
        parts = _telling_parts(scene.quote(entity))
        index = next((of_part[part] for part in parts if part in of_part), None)
        if index is not None and len(parts) > 1 and len(parts_of[index]) > 1 and not _fit(parts, parts_of[index]):
            index = None  # husband and wife, brother and sister
        if index is None:
            index = len(groups)
            groups.append([])
            parts_of.append(set())
        groups[index].append(entity)
        parts_of[index].update(parts)
        for part in parts:
            of_part.setdefault(part, index)
    for group in groups:
        yield tuple(group)


def _fit(parts: Sequence[str], others: set[str]) -> bool:
    return set(parts) <= others or others <= set(parts)


def _telling_parts(name: str) -> list[str]:
    parts = [part for part in _PART.findall(name.lower()) if len(part) > 2]
    return parts or [name.lower()]


_PART = re.compile(r"[^\W\d_]+")
