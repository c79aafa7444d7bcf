"""What the words themselves say of an entity, so plainly that nothing has to be weighed.

A date of birth behind its label is somebody's, whoever else is told of; who is said to have an illness by their full
name is named with it. The sense has seen few of either by themselves, and the less text there is, the less it trusts.
"""

import re
from typing import Final

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.lexicons import CLINICIAN, EPONYM, HEALTH, KIN, KIN_TITLE, TITLE
from commonward.guard.text.pattern import any_of
from commonward.guard.text.scene import Scene

#: How sure we are of what is said in so many words.
BORN: Final = 0.9
TOLD_ILL: Final = 0.7
_BEFORE: Final = 60  # characters in which the label of a date and whose it is are looked for
_NEAR: Final = 6  # words behind a verb in which the illness is told
_NOBODYS: Final = frozenset({"public", "generic", "author"})


def least(scene: Scene, entity: Candidate) -> float:
    """The least confidence that an entity is a patient's or another private person's; 0 where the words do not tell."""
    if scene.is_simulated or entity.hint in _NOBODYS:
        return 0.0
    if entity.kind is Kind.DATE:
        return BORN if _is_labelled_birth(scene, entity) else 0.0
    return TOLD_ILL if entity.kind is Kind.NAME and _is_told_ill(scene, entity) else 0.0


def _is_labelled_birth(scene: Scene, date: Candidate) -> bool:
    """ "DOB 4/7/62", but not one's own, and no form that shows how a date is written."""
    if not any(sign.isdigit() for sign in scene.quote(date)):
        return False
    text = scene.wording.document.original
    before = text[max(0, date.start - _BEFORE) : date.start]
    label = _BIRTH_LABEL.search(before)
    if label is None or _FORM.search(text[max(0, date.start - 2 * _BEFORE) : date.end + _BEFORE]):
        return False
    return not (
        scene.by_patient_side or _OWN.search(before[: label.start()]) or scene.around(scene.sentence_of(date)).history
    )


def _is_told_ill(scene: Scene, name: Candidate) -> bool:
    """ "Carl Petrosian has HIV", "Mrs. Okafor was diagnosed with lupus": a full name or a title, a verb, an illness."""
    words = scene.wording.words
    first, last = scene.span(name)
    if first >= len(words) or last >= len(words) or not scene.wording.sentences:
        return False
    lead = words[first - 1].marks if first else 0
    if last - first < 2 and not (lead & TITLE and not lead & CLINICIAN):
        return False
    if scene.by_patient_side and (scene.author == "family" or _leads(scene, first) & (KIN | KIN_TITLE)):
        return False  # one's own people
    setting = scene.around(scene.sentence_of(name))
    public = scene.wording.phrase(first, last) in scene.wording.lexicons.public_people
    if setting.history or setting.cites or setting.event or public or words[last - 1].marks & EPONYM:
        return False
    end = scene.wording.sentences[scene.sentence_of(name)].last
    behind = words[last:end]
    document = scene.wording.document
    _, stop = document.text_span(name.start, name.end)
    told = _VERB.match(document.text[stop : stop + _BEFORE])
    if told is None:
        return False
    for word in [word for word in behind if word.start >= stop + told.end()][:_NEAR]:
        if word.marks & HEALTH:
            return True
        if told["bare"] and _BEFORE_ILLNESS.fullmatch(word.lower) is None:
            return False  # "has cut diarrhoea", "had the flu jab stall"
    return False


def _leads(scene: Scene, first: int) -> int:
    """The marks of the three words before a name, together."""
    found = 0
    for word in scene.wording.words[max(0, first - 3) : first]:
        found |= word.marks
    return found


_BIRTH_LABEL = re.compile(
    r"(?:\bd\.?o\.?b\.?|\bdate of birth|\bbirth ?date|\bb\. ?date|\bf\. ?nac\.?|\bfecha de nacimiento)"
    r"(?: (?:is|was|of|es))?[ :.#=\-]{0,4}$",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:my|our|your|mi|tu)(?: \w{1,12})? ?$", re.IGNORECASE)
_FORM = re.compile(
    r"\b(?:format|example|e\.g\.|for instance|such as|like this|written as|sample|dummy|placeholder|default|template"
    r"|if unknown|not known|dd[/.\-]mm|mm[/.\-]dd|yyyy|formato|ejemplo)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r" (?:(?:now|also|still|just|recently|probably|secretly|already) )?"
    r"(?:(?P<bare>has got|has|had|got|tiene)|suffers from|is living with|lives with|is fighting|is battling"
    r"|was diagnosed with|has been diagnosed with|got diagnosed with|is dying of|died of|is being treated for"
    r"|was treated for|tested positive for|is positive for|padece|muri[oó] de)\b ?",
    re.IGNORECASE,
)
_BEFORE_ILLNESS = re.compile(
    any_of(
        "a an the some another stage type end early late advanced terminal severe bad mild chronic acute breast lung "
        "bowel colon skin brain blood heart kidney liver bone ovarian prostate pancreatic cervical full blown "
        "un una el la"
    )
)
