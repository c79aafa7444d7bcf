"""Whose a name is: all mentions of one person together, weighed for a patient or relative against anybody else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

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
    """All mentions of one person. `confidence`: how sure we are of a patient or a patient's relative; 0 for others.

    `is_known`: nobody has to judge, since the platform knows who it is or the text says that its patient is made up.
    `weighed`: what speaks for a patient and what for somebody else at each mention; empty where nobody has to judge.
    """

    mentions: tuple[Candidate, ...] = field(repr=False)
    confidence: float
    is_known: bool = False
    weighed: tuple[tuple[float, float], ...] = ()

    def told(self) -> Iterator[tuple[Candidate, "Told"]]:
        """What the rules of thumb say of each mention."""
        for place, mention in enumerate(self.mentions):
            yield mention, Told(self.confidence, *(self.weighed[place] if self.weighed else (0.0, 0.0)))


class Told(NamedTuple):
    """How sure we are that a name is a patient's, what speaks for one and what for somebody else."""

    confidence: float
    patient: float
    other: float


def read_persons(scene: Scene, known: KnownPeople, *, addressed: bool) -> list[Person]:
    """The persons of a text. `addressed` says that it admits that its addressee was a patient, whom it may greet."""
    return [_person(scene, known, mentions, addressed) for mentions in _grouped(scene)]


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


def _person(scene: Scene, known: KnownPeople, mentions: tuple[Candidate, ...], addressed: bool) -> Person:
    roles = {known.role_of(scene.quote(mention)) for mention in mentions}
    if "subject" in roles:
        return Person(mentions, max(0.9, *(mention.confidence for mention in mentions)), is_known=True)
    if scene.is_simulated or roles & _KNOWN:
        return Person(mentions, 0.0, is_known=True)
    seen = [Mention(scene, mention, addressed=addressed) for mention in mentions]
    weighed = tuple((mention.for_patient(), mention.for_other()) for mention in seen)
    return Person(mentions, _confidence(mentions, weighed), weighed=weighed)


def _confidence(mentions: Sequence[Candidate], weighed: Sequence[tuple[float, float]]) -> float:
    """Weigh what speaks for a patient against what speaks for anybody else, over all mentions."""
    best = max(mention.confidence for mention in mentions)
    patient = max(for_patient for for_patient, _ in weighed)
    other = max(for_other for _, for_other in weighed)
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
