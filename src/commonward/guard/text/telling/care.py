"""Of whom a description is told: of somebody in care, of the author, or in the news.

Wider than the marks of the word lists, because a description that fits one person needs little beside it: any illness,
treatment or place of care will do. Words for illness are known by how medicine makes them.
"""

import re

from commonward.guard.text.cues import Cue
from commonward.guard.text.document import Document
from commonward.guard.text.scene import Scene

_MADE = (
    r"[a-z]{3,20}(?:itis|osis|aemia|emia|pathy|algia|plegia|paresis|ectomy|otomy|ostomy|oscopy|plasty|uria|rrhoea|rrhea"
    r"|epsy|tonia|pnoea|pnea|penia|trophy|emesis|sclerosis|blastoma|carcinoma|phylaxis|cytosis|ectasia|statin|cillin"
    r"|mycin|prazole|sartan|dopa|zumab|ximab|lizumab)"
)
_SAID = (
    r"ward|wards|resus|icu|nicu|theatre|side room|dialysis|chemo|chemotherapy|radiotherapy|oncology|psych|psychiatry"
    r"|rehab|detox\w{0,3}|withdraw(?:al|ing)|overdose|self-?harm|sober|bloods|biopsy|scan|mri|x-?ray|ecg|stent"
    r"|pacemaker"
    r"|graft\w{0,2}|scars?|burns?|ulcers?|fracture\w{0,1}|femur|pelvis|hip|knee|aort\w{1,2}|spine|spinal"
    r"|gall(?:stone|bladder)s?"
    r"|kidneys?|liver|lungs?|bowel|tumou?r|cancer|lymphoma|melanoma|myeloma|leuk(?:a)?emia|stroke|seizures?|coma|sepsis"
    r"|septic|pressors|insulin|morphine|methadone|antidepressants?|lithium|clozapine|frostbite|hernia|stoma|catheter"
    r"|caesarean|c-section|miscarri\w{1,4}|placenta|labour ward|fertility|ivf|abortion|hiv|hepatitis|hep c|std|sti"
    r"|syphilis|gonorrh\w{2,4}|tb|als|ms|copd|ptsd|ocd|adhd|eczema|rash|wound|stitches|amputat\w{2,3}|carpal tunnel"
    r"|huntington'?s?|parkinson'?s?|marfan|ehlers|crohn'?s|narcolep\w{1,3}|epilep\w{1,3}|bipolar|schizo\w{2,8}|manic"
    r"|suicid\w{1,3}|anorexia|bulimia|depression|panic attacks|memory clinic|clinic|in-?patient|outpatients?|admitted"
    r"|discharged|intubat\w{2,3}|ventilat\w{2,3}|transplant\w{0,2}|transfus\w{2,4}|pulse back|physio|prosthe\w{2,4}"
    r"|planta|quirofano|urgencias|operada?|ingres\w{1,4}|infarto|ictus|quimio\w{0,8}|protesis|rehabilitacion"
    r"|cadera|rodilla|columna|corazon|pulmon(?:es)?|rinon(?:es)?|higado|cancer|neumonia|consulta|fractura|tumor"
    r"|sida|vih|suicidio|paciente"
)
_CARE = Cue(rf"\b(?:{_MADE}|{_SAID})\b")
_ACTS = Cue(
    r"(?:^|[.:!?] |\b(?:i|we|just|today|tonight|hoy|ayer|anoche) )(?:delivered|admitted|clerked|removed"
    r"|treat(?:ed)?|stitched|operated"
    r"|discharged|saw|lost|saved|cared for|look(?:ed)? after|counsel+ed|intubated|nursed|atendi(?:mos)?|opere)\b"
)
_HUSHED = Cue(
    r"\b(?:guess who(?:se)?|never guess|you know who(?! you are)|keep (?:it|this|quiet)|not a word|confidential\w{0,3}"
    r"|do(?:n't| not) (?:tell"
    r"|look|post|share)|between us|say nothing|no selfies|no chatter|discrecion|silencio|que no salga|sabeis quien)\b"
)
_OCCASION = re.compile(
    r"\b(?:ribbon|opens|opened|open day|inaugur\w{1,4}|visited (?:the|our|us)|donat\w{1,4}|raised|speech"
    r"|keynote|concert|raffle"
    r"|fundrais\w{1,4}|sponsor\w{0,3}|awarded|invited|welcom\w{1,4}|gave (?:us )?a talk|speaks? at)\b"
)
_REPORTED = re.compile(
    r"\b(?:police|officers?|reporters?|witnesses|newspapers?|officials|authorities|policia) (?:said|say|says"
    r"|report\w{0,3}"
    r"|confirm\w{0,3}|dijo)\b"
)
_OF_AUTHOR = re.compile(
    r"\b(?:i am|i'm|im|i was|i've been|i have been|we are|we're|soy|somos|fui|as|me,)(?: (?:also|still|now|not"
    r"|one of)){0,2} $"
    r"|\b(?:i|we) $",
    re.IGNORECASE,
)
_OWN_PEOPLE = re.compile(r"\b(?:my|mi|our) (?:own )?$", re.IGNORECASE)


def speaks_of_care(document: Document, text: str) -> bool:
    """Whether a part of the document, in the words of its view, tells of illness, treatment or a place of care."""
    return _CARE.search(document, text) is not None or _ACTS.search(document, text) is not None


def tells_what_was_done(document: Document, told: str) -> bool:
    """Whether a sentence tells what those who care did to somebody: "Delivered …", "I stitched …"."""
    return _ACTS.search(document, told) is not None


def asks_for_silence(document: Document, text: str) -> bool:
    """Whether the author says that nobody may know: then somebody is meant."""
    return _HUSHED.search(document, text) is not None


def is_of_public_life(told: str) -> bool:
    """Whether a sentence repeats what the police or the papers said, or tells of a ribbon cut and a speech given."""
    return _REPORTED.search(told) is not None or _OCCASION.search(told) is not None


def tells_of_author(scene: Scene, start: int) -> bool:
    """Whether a description that begins here is of the author: "I am the only …"; of a patient also what is theirs."""
    before = scene.wording.document.view[max(0, start - 30) : start].decode("ascii")
    if _OF_AUTHOR.search(before):
        return True
    if scene.author != "patient":
        return False
    return _OWN_PEOPLE.search(before) is not None or not _tells_of_another(scene, start)


def _tells_of_another(scene: Scene, start: int) -> bool:
    """Whether a patient writes of somebody else in care: the sentence names another person and not "I"."""
    words = scene.wording.words
    sentence = words[min(scene.wording.at(start), len(words) - 1)].sentence
    told = scene.told(start, start, sentence)
    return _ANOTHER.search(told) is not None and _SELF.search(told) is None


_ANOTHER = re.compile(
    r"\b(?:next|other|opposite) (?:bed|room|chair|bay)|\b(?:on|in) (?:my|our|the) (?:ward|unit|group|bay|room|clinic)"
    r"|\bgroup therapy|\bwaiting room|\b(?:someone|somebody|roommate|neighbou?r|fellow patient)\b|\bla (?:cama|sala) de"
)
_SELF = re.compile(r"\b(?:i'?m|i am|i was|i have|i had|i've|soy|tengo|fui)\b")
