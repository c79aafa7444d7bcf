"""From an entity to a finding: whose is it? A patient's name breaks a rule; the author's or a webinar's date does not.

What the sentences are about comes from `scene`; known people from the submission. Confidence says how surely an entity
belongs to somebody who could be hurt; policy decides what follows.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from commonward.guard.contract import Kind, Submission
from commonward.guard.text.candidate import Breach, Candidate
from commonward.guard.text.document import Document
from commonward.guard.text.fixes import COURTESY, before, fixes_for
from commonward.guard.text.lexicons import ACQUAINTANCE, KIN
from commonward.guard.text.people import KnownPeople, infer_author
from commonward.guard.text.scene import Scene, read_scene
from commonward.guard.text.words import read_words

#: Rules that name a number or an address: they are somebody's unless the text says otherwise.
_NUMBERS: Final = frozenset(
    {"phi.phone", "phi.fax", "phi.email", "phi.ip", "phi.ssn", "phi.mrn", "phi.plan-id", "phi.account"}
    | {"phi.licence", "phi.vehicle", "phi.device"}
)
#: Rules whose entities are only a patient's when somebody under care is spoken of.
_LOOSE: Final = frozenset({"phi.url", "phi.other-id"})
_NOBODYS: Final = frozenset({"public", "generic"})
_APART: Final = 0.55
_TIED: Final = 0.4

_CONFIRMS: Final = re.compile(
    r"\b(?:as|when) (?:we|i) (?:told|discussed with|explained to|saw|treated|informed) you\b[^.!?\n]{0,120}"
    r"|\b(?:thank you for|sorry about|regarding|about|after|during|at|from) your (?:recent |last )?"
    r"(?:visit|appointment|stay|surgery|procedure|admission|treatment)(?: with us| here)[^.!?\n]{0,80}"
    r"|\b(?:lovely|great|nice|good|a pleasure) (?:to look|looking) after you\b"
    r"|\byour (?:biopsy|scan|test|results?|x-ray|blood work)(?: results?)? "
    r"(?:was|were|came back|is|are)\b[^.!?\n]{0,60}",
    re.IGNORECASE,
)
_OTHER_PATIENT: Final = re.compile(
    r"\b(?:(?:the |an)?other|another|different) (?:patient|lady|gentleman|man|woman|person|one)\b|\bmy other patient\b"
    r"|\bsame (?:thing|problem|condition|illness|as you)\b|\bhas the same\b|\bwrong chart\b",
    re.IGNORECASE,
)


def judge(document: Document, entities: Sequence[Candidate], submission: Submission) -> list[Breach]:
    """The rules that these entities break, before policy. Sorted by place."""
    wording = read_words(document)
    author = infer_author(document, submission, wording)
    scene = read_scene(wording, submission, author, entities)
    if scene.is_simulated:
        return []
    known = KnownPeople(submission.people)
    if submission.context == "care_conversation":
        return _in_care(document, scene, known)
    names = _names(document, scene, known)
    named = {scene.sentence_of(entity) for entity, _ in names}
    found = [*names, *((entity, sure) for entity, sure in _rest(scene, named) if sure > 0)]
    mending = _Mending(document, entities)
    breaches = [mending.breach(entity, entity.rule, sure) for entity, sure in found]
    return sorted([*breaches, *_confirmations(document, scene)], key=lambda breach: (breach.start, breach.end))


def _names(document: Document, scene: Scene, known: KnownPeople) -> list[tuple[Candidate, float]]:
    """Names of patients and of others who could be hurt, with how sure that is."""
    found = []
    for entity in scene.entities:
        if entity.kind is not Kind.NAME:
            continue
        sure = _sure_of_name(document, scene, known, entity)
        if sure > 0:
            found.append((entity, sure))
    return found


def _sure_of_name(document: Document, scene: Scene, known: KnownPeople, entity: Candidate) -> float:
    role = known.role_of(document.original[entity.start : entity.end])
    if role in {"author", "colleague", "public"} or entity.hint in {"public", "clinician", "author", "generic"}:
        return 0.0
    if entity.hint == "patient" or role == "subject":
        return max(entity.confidence, 0.9)
    index = scene.sentence_of(entity)
    setting = scene.around(index)
    tie = scene.tie(index)
    marks = scene.wording.sentences[index].marks if scene.wording.sentences else 0
    in_care = any(body.rule == "phi.geo" for body in scene.kinds_in(index, Kind.ORG))
    if marks & ACQUAINTANCE and not setting.health and not in_care:
        return 0.0
    if scene.by_patient_side:
        # Of others: where somebody's health or household is told. Of oneself: nobody needs protection from oneself.
        told = setting.health or in_care or marks & KIN or tie >= _TIED
        return entity.confidence if told and setting.public < _APART else 0.0
    apart = max(setting.event, setting.public)
    if apart >= _APART and tie < 0.8:
        return 0.0
    # Who works in health and writes "Mrs. Ferriman" in public mostly means somebody they cared for.
    titled = COURTESY.search(before(document.original, entity.start)) is not None and setting.event < 0.3
    sure = max(tie, 0.6 if setting.health or titled else 0.0, 0.45 if scene.has_health else 0.0)
    return min(entity.confidence, sure) if sure >= _TIED else 0.0


def _rest(scene: Scene, named: set[int]) -> list[tuple[Candidate, float]]:
    """Everything but names: dates, ages, places, bodies, contacts, numbers."""
    found: list[tuple[Candidate, float]] = []
    numbered: set[int] = set()
    for entity in scene.entities:
        if entity.rule in _NUMBERS:
            sure = _sure_of_number(scene, entity)
            found.append((entity, sure))
            if sure > 0:
                numbered.add(scene.sentence_of(entity))
    for entity in scene.entities:
        if entity.kind is Kind.NAME or not entity.rule or entity.rule in _NUMBERS:
            continue
        found.append((entity, _sure_of_fact(scene, entity, named, numbered)))
    return found


def _sure_of_number(scene: Scene, entity: Candidate) -> float:
    if entity.hint in _NOBODYS:
        return 0.0
    index = scene.sentence_of(entity)
    setting = scene.around(index)
    contact = entity.kind is Kind.CONTACT
    if contact and scene.tie(index) < _TIED and not scene.by_patient_side and (setting.service or setting.event >= 0.3):
        return 0.0  # a service's own desk, or where to book
    return entity.confidence


def _sure_of_fact(scene: Scene, entity: Candidate, named: set[int], numbered: set[int]) -> float:
    if entity.hint in _NOBODYS:
        return 0.0
    index = scene.sentence_of(entity)
    setting = scene.around(index)
    tie = scene.tie(index)
    near = index in named
    if entity.rule in _LOOSE:
        return entity.confidence if tie >= 0.8 or near or index in numbered else 0.0
    if scene.by_patient_side:
        # One's own dates and places are one's own; another person's beside their name are not.
        if near and not setting.first_person:
            return entity.confidence
        # A relative's street and number lead to a door.
        address = entity.rule == "phi.geo" and any(mark.isdigit() for mark in _quote(scene, entity))
        return entity.confidence if address and scene.author == "family" and tie >= 0.8 else 0.0
    if entity.hint == "patient" or near:
        return max(entity.confidence, 0.6)
    if max(setting.event, setting.public) >= _APART and tie < 0.8:
        return 0.0
    if setting.service and tie < 0.8:
        return 0.0
    if index in numbered and entity.kind is Kind.DATE:
        return entity.confidence
    return min(entity.confidence, max(tie, 0.5)) if tie >= _TIED else 0.0


def _in_care(document: Document, scene: Scene, known: KnownPeople) -> list[Breach]:
    """In care the patient's own facts are expected, as the columns say; another patient's are the finding."""
    mending = _Mending(document, scene.entities)
    breaches = []
    for entity in scene.entities:
        if not entity.rule or entity.hint in {"clinician", "public", "author", "generic"}:
            continue
        rule = entity.rule
        if entity.kind is Kind.NAME:
            role = known.role_of(document.original[entity.start : entity.end])
            if role in {"author", "colleague", "public"}:
                continue
            if role is None and not scene.by_patient_side and _speaks_of_another(document, scene, entity):
                rule = "phi.third-party"
        breaches.append(mending.breach(entity, rule, entity.confidence))
    return breaches


def _speaks_of_another(document: Document, scene: Scene, entity: Candidate) -> bool:
    """Whether the sentence compares with, or tells of, another patient."""
    if not scene.wording.sentences:
        return False
    sentence = scene.wording.sentences[scene.sentence_of(entity)]
    first, last = scene.wording.words[sentence.first], scene.wording.words[sentence.last - 1]
    return _OTHER_PATIENT.search(document.text[first.start : last.end]) is not None


def _confirmations(document: Document, scene: Scene) -> list[Breach]:
    """A reply in public that admits that somebody was a patient."""
    if scene.by_patient_side or scene.submission.context not in {"public_post", "closed_group"}:
        return []
    return [
        Breach("phi.confirms-patient", *document.original_span(match.start(), match.end()), confidence=0.8)
        for match in _CONFIRMS.finditer(document.text)
    ]


def _quote(scene: Scene, entity: Candidate) -> str:
    return scene.wording.document.original[entity.start : entity.end]


class _Mending:
    """The fixes of this text's breaches: entities with the same words are gathered once, for all of them."""

    def __init__(self, document: Document, entities: Sequence[Candidate]) -> None:
        self._text = document.original
        self._same: dict[tuple[Kind, str], list[Candidate]] = defaultdict(list)
        for entity in entities:
            self._same[self._words(entity)].append(entity)

    def breach(self, entity: Candidate, rule: str, sure: float) -> Breach:
        """The breach of this rule by this entity, with its fixes."""
        same = self._same.get(self._words(entity), [entity])
        return Breach(rule, entity.start, entity.end, round(sure, 3), fixes_for(self._text, entity, rule, same))

    def _words(self, entity: Candidate) -> tuple[Kind, str]:
        return entity.kind, self._text[entity.start : entity.end].casefold()
