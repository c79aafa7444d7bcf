"""phi.third-party  another patient in a care conversation

What it finds: in a message of care, the name of somebody else whose illness, result or treatment is told ("another
patient, R. Vantongeren", "my neighbour Ivy has it too"), and in what staff write an unnamed one who can be picked out
("the man in the next bed has the same"). What a patient or family member writes is delivered; it becomes a flag.
Why it matters: a patient's conversation is theirs alone; nobody else's illness belongs into it.
Known misses: another patient who is told of without a name and without a place; a name that may be the patient's own
relative. Clinicians, the patient and the family are left alone.
"""

import re
from collections.abc import Iterable, Mapping

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.lexicons import GREETING, HEALTH, KIN, SECOND_PERSON
from commonward.guard.text.scene import Scene
from commonward.guard.text.telling import speaks_of_care
from commonward.guard.text.whose.persons import Told

RULES = ("phi.third-party",)

UNNAMED = 0.65

_ANOTHER = re.compile(
    r"\b(?:(?:the |an)?other|another|different|wrong|someone else's|somebody else's) (?:\w{1,24} )?(?:patients?|lady"
    r"|gentleman|man|woman"
    r"|person|one|client|girl|boy|chart|file|record)\b|\bmy other patients?\b|\b(?:on|from) (?:your|my|our) (?:list"
    r"|ward|bay)\b"
    r"|\bsame (?:\w{1,24} )?(?:thing|problem|condition|illness|type|rash|tumou?r|operation|tablets?|pill|dose|disease"
    r"|infection)\b"
    r"|\bhas the same\b|\b(?:has|had|takes|took) (?:it|this|that|the same)(?: \w{1,20})? (?:too|as well|also|last"
    r"|once)\b|\bmixed up\b|\bshared? (?:the|your) (?:bay|room)\b|\bnext (?:bed|to you|door)\b|\byou met\b"
    r"|\bwaiting room\b|\bjust like\b|\botr[oa] paciente\b",
    re.IGNORECASE,
)
# Whom the one written to knows, other than those who live with them and may be in their care.
_ACQUAINTED = re.compile(
    r"\byour (?:\w{1,12} )?(?:neighbou?r|friend|cousin|colleague|workmate|boss|classmate|teammate|roommate|lodger"
    r"|landlord|landlady|(?:brother|sister|mother|father)-in-law|ex|vicar|coach)\b"
    r"|\bsu (?:\w{1,12} )?(?:vecin[oa]|amig[oa]|prim[oa]|cu[nñ]ad[oa]|suegr[oa]|companer[oa]|jef[ea]|ex)\b"
    r"|\b(?:her|his|my|our|mi|otr[oa]) (?:other |otr[oa] )?(?:client|patient|resident|cliente|paciente)s?\b"
    r"|\b(?:la|el) del (?:primero|segundo|tercero|cuarto|quinto|sexto|bajo|atico|portal|\d)\b",
    re.IGNORECASE,
)
_TREATED = re.compile(
    r"\b(?:on (?:oxygen|tablets|the same|\w+(?:ine|ol|in|am|ide))|tablets|swab|smear|results?|operated|treated|sleeve"
    r"|bypass|resistente|contagi\w+|infectad[oa]|positiv[oea]|recetas?|tratamiento|operaron|pusieron|marcapasos)\b",
    re.IGNORECASE,
)
_PICKED_OUT = re.compile(
    r"\b(?:the |that |your )(?:other )?(?:patient|lady|gentleman|man|woman|boy|girl|neighbou?r|roommate|person)"
    r"(?: who (?:was |is |lay |lies )?| that (?:was |is )?| )(?:in the (?:next|other|opposite) bed|in bed \d+"
    r"|next to you"
    r"|you (?:met|shared|saw|spoke)|opposite(?: you)?|across from you)[^.!?\n]{0,60}?"
    r"\b(?:has|had|was|is|takes|took|died|got|suffers)\b[^.!?\n]{0,60}",
    re.IGNORECASE,
)


def told_of(scene: Scene, names: Iterable[Candidate]) -> Mapping[Candidate, Told]:
    """What the rules of thumb say of names in a message to a patient: whether they are another patient's."""
    return {name: Told(*((0.9, 1.0, 0.0) if _is_told_of(scene, name) else (0.0, 0.0, 0.0))) for name in names}


def _is_told_of(scene: Scene, name: Candidate) -> bool:
    if name.hint in {"clinician", "author"}:
        return False
    sentence = scene.sentence_of(name)
    told = scene.told_of(name)
    if _ANOTHER.search(told):
        return True
    if _ACQUAINTED.search(told) and _is_told_ill(scene, sentence, told):
        return True
    words = scene.wording.words
    first, last = scene.span(name)
    if first >= len(words) or not scene.wording.sentences:
        return False
    opener = words[scene.wording.sentences[sentence].first]
    lead = words[first - 1].marks if first else 0
    if opener.marks & GREETING or lead & KIN or _is_called(scene, name) or scene.marks(sentence) & SECOND_PERSON:
        return False
    behind = words[last : last + 8]
    is_told = any(word.marks & HEALTH for word in behind) and any(word.lower in _HAS for word in behind[:3])
    return is_told and bool(scene.wording.marks & SECOND_PERSON)


def _is_told_ill(scene: Scene, sentence: int, told: str) -> bool:
    """Whether a sentence tells of illness or treatment, in whatever words."""
    document = scene.wording.document
    return bool(scene.marks(sentence) & HEALTH) or speaks_of_care(document, told) or _TREATED.search(told) is not None


def _is_called(scene: Scene, name: Candidate) -> bool:
    """Whether somebody is spoken to by name: "Anselm, your sugar …"."""
    return scene.wording.document.original[name.end : name.end + 1] in {",", "!", ":"} and scene.span(name)[0] <= 3


def find_unnamed(scene: Scene) -> list[tuple[int, int]]:
    """Spans of the normalised text that tell of another patient who is picked out without a name."""
    if scene.by_patient_side:
        return []
    span_of = scene.wording.document.text_span
    names = [span_of(one.start, one.end) for one in scene.entities if one.kind is Kind.NAME]
    return [
        match.span()
        for match in _PICKED_OUT.finditer(scene.wording.document.text)
        if not any(match.start() < end and start < match.end() for start, end in names)
    ]


_HAS = frozenset({"has", "had", "was", "is", "bled", "takes", "took", "got", "died", "went", "reacted", "stopped"})
