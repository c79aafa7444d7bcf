"""From an entity to a finding: whose is it? A patient's name breaks a rule; the author's or a webinar's date does not.

What the sentences are about comes from `scene`, whose each entity is from `whose`, what phrases admit from the rule
files. Confidence says how surely something belongs to somebody who could be hurt; policy decides what follows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from commonward.guard.contract import Kind, Submission
from commonward.guard.text.candidate import Breach, Candidate
from commonward.guard.text.document import Document
from commonward.guard.text.fixes import Mending
from commonward.guard.text.people import KnownPeople, infer_author
from commonward.guard.text.rules import (
    phi_biometric,
    phi_confirms_patient,
    phi_indirect,
    phi_third_party,
    phi_upload,
)
from commonward.guard.text.scene import Scene, read_scene
from commonward.guard.text.speech import identifying
from commonward.guard.text.speech.hearing import Hearing
from commonward.guard.text.whose import judgement, moments, numbers, persons
from commonward.guard.text.whose.judgement import Verdict
from commonward.guard.text.whose.tie import Tie
from commonward.guard.text.words import read_words

_NOT_IN_CARE = frozenset({"clinician", "public", "author", "generic"})
_KNOWN = frozenset({"author", "colleague", "public"})
_LIKELY = 0.65


def judge(
    document: Document,
    entities: Sequence[Candidate],
    submission: Submission,
    hearing: Hearing | None = None,
) -> list[Breach]:
    """The rules that these entities and the words around them break, before policy. Sorted by place. `hearing`: what
    the text is heard by, too.
    """
    wording = read_words(document)
    scene = read_scene(wording, submission, infer_author(document, submission), entities)
    if scene.is_simulated:
        return []
    known = KnownPeople(submission.people)
    mending = Mending(scene)
    weighed: Collection[Candidate] = ()
    if submission.context == "care_conversation":
        found = [*_in_care(scene, known, mending), *_told(scene, None, mending)]
    else:
        confirmed = phi_confirms_patient.find(scene)
        told = persons.read_persons(scene, known, addressed=bool(confirmed))
        judged = judgement.judge(_tie(scene, told, bool(confirmed)), told, hearing)
        weighed = judged.weighed
        tie = _tie(scene, judged.persons, bool(confirmed))
        found = [*_names(judged.persons, mending), *_facts(tie, judged.verdicts, mending), *_told(scene, tie, mending)]
        found += [mending.breach_of_words("phi.confirms-patient", start, end, sure) for start, end, sure in confirmed]
    if hearing is not None:
        found = identifying.heard(found, scene, mending, hearing, weighed)
    return sorted(found, key=lambda breach: (breach.start, breach.end, breach.rule))


def _tie(scene: Scene, told: Sequence[persons.Person], confirmed: bool) -> Tie:
    return Tie(scene, persons.by_sentence(scene, told), persons.sentences_of_others(scene, told), confirmed)


def _names(told: Sequence[persons.Person], mending: Mending) -> Iterator[Breach]:
    """Names of patients and their people: every mention."""
    for person in told:
        for mention in person.mentions if person.confidence else ():
            yield mending.breach(mention, "phi.name", person.confidence, same=person.mentions)


def _facts(tie: Tie, verdicts: Mapping[Candidate, Verdict], mending: Mending) -> Iterator[Breach]:
    """Everything but names: dates, ages, places, bodies, contacts, numbers."""
    same = _alike(tie.scene)
    for entity in tie.scene.entities:
        rule, sure, _share = _verdict(tie, entity, verdicts)
        if sure:
            own = numbers.is_own(tie, entity) if tie.scene.by_patient_side else None
            yield mending.breach(entity, rule, sure, same=same[_key(tie.scene, entity)], own=own)


def _verdict(tie: Tie, entity: Candidate, verdicts: Mapping[Candidate, Verdict]) -> Verdict:
    """The rule that an entity breaks, and how sure we are of it."""
    if entity.rule in numbers.CONTACTS:
        return Verdict(entity.rule, numbers.contact_confidence(tie, entity))
    if entity.rule in numbers.NUMBERS:
        return Verdict(entity.rule, numbers.number_confidence(tie, entity))
    if entity.rule == "phi.age90":
        return Verdict(entity.rule, moments.age_confidence(tie, entity))
    return verdicts.get(entity, Verdict("", 0.0))


def _told(scene: Scene, tie: Tie | None, mending: Mending) -> Iterator[Breach]:
    """What whole phrases tell: voices and prints, attached records, and, outside care, what adds up to a person."""
    for start, end in phi_biometric.find(scene):
        yield mending.breach_of_words("phi.biometric", start, end, phi_biometric.SURE)
    for start, end in phi_upload.find(scene):
        yield mending.breach_of_words("phi.upload", start, end, phi_upload.SURE)
    if tie is not None:
        counted = phi_indirect.counted(tie)
        for start, end, sure in phi_indirect.find(tie, counted):
            yield mending.breach_of_words("phi.indirect", start, end, sure)
        if counted is not None and counted.sure:
            yield mending.breach_of_story(counted.story, counted.span, counted.sure)


def _in_care(scene: Scene, known: KnownPeople, mending: Mending) -> Iterator[Breach]:
    """In care the patient's own facts are expected, as the columns say; another patient's are the finding."""
    others = _others_in_care(scene, known)
    for entity in scene.entities:
        if not entity.rule or entity.hint in _NOT_IN_CARE:
            continue
        if entity.kind is Kind.NAME and known.role_of(scene.quote(entity)) in _KNOWN:
            continue
        rule = "phi.third-party" if others.get(entity) else entity.rule
        yield mending.breach(entity, rule, others.get(entity) or max(entity.confidence, _LIKELY), same=[entity])
    for start, end in phi_third_party.find_unnamed(scene):
        yield mending.breach_of_words("phi.third-party", start, end, phi_third_party.UNNAMED)


def _others_in_care(scene: Scene, known: KnownPeople) -> Mapping[Candidate, float]:
    """How surely names in a message of care are other patients'."""
    names = [one for one in scene.entities if one.kind is Kind.NAME and known.role_of(scene.quote(one)) is None]
    if not names:
        return {}
    told = phi_third_party.told_of(scene, names)
    return judgement.others_in_care(Tie(scene, {}, frozenset()), names, told)


def _alike(scene: Scene) -> dict[tuple[Kind, str], list[Candidate]]:
    """The entities by kind and words, so that a fix takes away every place of the same words at once."""
    found: dict[tuple[Kind, str], list[Candidate]] = defaultdict(list)
    for entity in scene.entities:
        found[_key(scene, entity)].append(entity)
    return found


def _key(scene: Scene, entity: Candidate) -> tuple[Kind, str]:
    return (entity.kind, scene.quote(entity).casefold())
