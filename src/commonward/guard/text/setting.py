"""What one sentence is about: somebody under care, an event, public knowledge, the past, the author's own service.

Weights are from 0 to 1. Nothing here decides; the judgement of each family of entities weighs them (`text.whose`).
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from commonward.guard.contract import Author
from commonward.guard.text.cues import Cue
from commonward.guard.text.document import Document
from commonward.guard.text.lexicons import (
    AFFILIATION,
    CLERGY,
    CLINICIAN,
    COMPANY,
    EVENT,
    FACILITY,
    FIRST_PERSON,
    HEALTH,
    KIN,
    KIN_TITLE,
    PATIENT,
    PERSON,
    PROFESSION,
    PUBLIC_FACT,
    SCHOOL,
    STAFF,
    THIRD_PERSON,
    TITLE,
    word_set,
)
from commonward.guard.text.words import Sentence, Word, Wording


class Setting(NamedTuple):
    """What a sentence is about.

    `subject`: how surely of one person under care who is not the author, by a noun or an age. `pronoun`: "he" or "she",
    who may be that person. `health`: somebody's health. `event`: something with a time and a place that is nobody's
    illness. `public`: research, statistics, guidance. `history`: a time so long past that nobody under care was there.
    `cites`: a reference. `service`: the author's organisation speaks of itself. `staff`: colleagues are spoken of,
    `staff_first`
    before any "he" or "she".
    `applause`: people are thanked, welcomed or congratulated.
    """

    subject: float = 0.0
    pronoun: bool = False
    health: bool = False
    event: float = 0.0
    public: float = 0.0
    history: bool = False
    cites: bool = False
    first_person: bool = False
    service: bool = False
    staff: bool = False
    staff_first: bool = False
    applause: bool = False


NOTHING = Setting()


def read_setting(wording: Wording, sentence: Sentence, author: Author, *, ages: bool) -> Setting:
    """What a sentence is about. `ages` says that somebody's age stands in it."""
    words = wording.words[sentence.first : sentence.last]
    marks = sentence.marks
    text = _text(wording, sentence)
    document = wording.document
    return Setting(
        subject=max(_subject(words, marks, author, ages=ages), _of_treated(document, text, author)),
        pronoun=bool(marks & THIRD_PERSON),
        health=(bool(marks & HEALTH) and _tells_health(words))
        or _HARMED.search(document, text) is not None
        or _AT_BEDSIDE.search(document, text) is not None,
        event=_weight(words, EVENT, _WEAK_EVENTS) if marks & EVENT else 0.0,
        public=_weight(words, PUBLIC_FACT, _WEAK_FACTS) if marks & PUBLIC_FACT else 0.0,
        history=_tells_history(text),
        cites=_CITES.search(document, text) is not None,
        first_person=bool(marks & FIRST_PERSON),
        service=_speaks_for_service(words, marks),
        staff=bool(marks & (STAFF | CLINICIAN | CLERGY)) and _names_staff(words),
        staff_first=bool(marks & (STAFF | CLINICIAN | CLERGY)) and _staff_comes_first(words),
        applause=_APPLAUSE.search(document, text) is not None,
    )


def _text(wording: Wording, sentence: Sentence) -> str:
    """The sentence with the signs and figures after its last word, as ASCII."""
    words = wording.words
    end = words[sentence.last].start if sentence.last < len(words) else len(wording.document.view)
    return wording.document.view[words[sentence.first].start : end].decode("ascii")


def _subject(words: Sequence[Word], marks: int, author: Author, *, ages: bool) -> float:
    """How surely a sentence speaks of one person under care, who is not the author."""
    if author == "patient":
        return _singled_out(words) if marks & PATIENT else 0.0
    found = [0.0]
    if marks & (PATIENT | PERSON):
        found.append(_singled_out(words))
    slights = [at for at, word in enumerate(words) if word.lower in _SLIGHTS]
    if any(at and words[at - 1].lower in _SLIGHTING for at in slights):
        found.append(0.7)
    if marks & KIN and author == "family" and _is_ones_own(words):
        found.append(0.8)
    elif marks & KIN and _is_of_third_person(words):
        found.append(0.6)
    if ages and author != "family":
        found.append(0.8)
    if marks & (PROFESSION | AFFILIATION) and _has_occupation(words):
        found.append(0.55 if marks & HEALTH and _tells_health(words) else 0.4)
    return max(found)


def _of_treated(document: Document, text: str, author: Author) -> float:
    """ "I stitched …", "we lost her": what those who care do to one person."""
    return 0.55 if author in ("professional", "student") and _TREATED.search(document, text) else 0.0


def _singled_out(words: Sequence[Word]) -> float:
    """Whether one person is meant: "my patient", "pt", "a lady", "our guy"; not "patients", "patient safety"."""
    best = 0.0
    for position, word in enumerate(words):
        if not word.marks & (PATIENT | PERSON) or word.lower in _MANY or word.marks & THIRD_PERSON:
            continue
        before = [words[near].lower for near in range(max(0, position - 3), position)]
        following = words[position + 1] if position + 1 < len(words) else None
        if not _ANY_ONE.isdisjoint(before[-2:]) or (before[-1:] in (["a"], ["an"]) and before[-2:-1] in _IN_GENERAL):
            continue
        if word.marks & PATIENT:
            if before and before[-1] in _HOW and word.lower == "patient":
                continue  # "my very patient husband"
            if following is not None and following.gap in {" ", "-"} and following.lower in _PATIENT_THINGS:
                continue
            if word.lower.endswith("s") and word.lower != "pts":
                best = max(best, 0.9 if "one" in before or "each" in before else 0.0)
            elif word.lower in {"pt", "px"} or position == 0 or any(lead in _ONE for lead in before):
                best = max(best, 0.9)
            else:
                best = max(best, 0.5)
        elif any(lead in _ONE for lead in before) or word.lower in {"varon", "mujer"} or position == 0:
            best = max(best, 0.6 if word.lower in _ADULT else 0.5)
    return best


def _is_of_third_person(words: Sequence[Word]) -> bool:
    """ "her daughter", "his wife": somebody's people."""
    return any(
        word.marks & KIN
        and at
        and (words[at - 1].lower in {"his", "her", "their", "su"} or words[at - 1].is_possessive)
        for at, word in enumerate(words)
    )


def _is_ones_own(words: Sequence[Word]) -> bool:
    """ "my mum", "our two girls", "Grandpa says": the family's own people, not parents in general."""
    return any(
        word.marks & KIN
        and (
            any(near.lower in _OURS for near in words[max(0, at - 3) : at])
            or (word.case > 0 and word.marks & KIN_TITLE)
            or (at == 0 and not word.lower.endswith("s"))
        )
        for at, word in enumerate(words)
    )


def _has_occupation(words: Sequence[Word]) -> bool:
    return any(
        (word.marks & PROFESSION or word.lower in _MEMBERS)
        and not word.marks & STAFF
        and at
        and words[at - 1].lower in _ONE
        for at, word in enumerate(words)
    )


def _tells_health(words: Sequence[Word]) -> bool:
    return any(word.marks & HEALTH and not _names_service(words, at) for at, word in enumerate(words))


def _names_service(words: Sequence[Word], position: int) -> bool:
    """Whether an illness names a body or a campaign here ("stroke club", "kidney unit"), and nobody has it."""
    following = words[position + 1] if position + 1 < len(words) else None
    if following is None or following.gap not in {" ", "-"} or following.lower in _OF_PATIENTS:
        return False
    before = words[position - 2].lower if position > 1 else ""
    if following.lower in {"unit", "ward"} and before in {"on", "in", "to", "from"}:
        return False  # "on the stroke unit" somebody lies
    return following.lower in _OF_SERVICE or bool(following.marks & (EVENT | SCHOOL | COMPANY | CLINICIAN | FACILITY))


def _names_staff(words: Sequence[Word]) -> bool:
    """Whether colleagues are spoken of, other than as the patient's occupation."""
    return any(
        word.marks & (STAFF | CLINICIAN | CLERGY) and not word.marks & (KIN | PATIENT | PERSON) for word in words
    )


def _staff_comes_first(words: Sequence[Word]) -> bool:
    """Whether a colleague is spoken of before any pronoun, so that "she" may be the colleague."""
    for word in words:
        if word.marks & THIRD_PERSON:
            return False
        if word.marks & (STAFF | CLINICIAN | CLERGY) and not word.marks & (KIN | PATIENT | PERSON):
            return True
    return False


def _weight(words: Sequence[Word], mark: int, weak: frozenset[str]) -> float:
    """One telling word weighs 0.6, a weak one 0.3; together at most 0.9."""
    total = sum(0.3 if word.lower in weak else 0.6 for word in words if word.marks & mark)
    return min(0.9, total)


def _speaks_for_service(words: Sequence[Word], marks: int) -> bool:
    """Whether an organisation or its staff speak of their own service: "our clinic", "ring the desk", "book at"."""
    lower = {word.lower for word in words}
    if lower & _SERVICE_ACTS:
        return True
    for position, word in enumerate(words):
        if word.lower in _SERVICE_PLACES or word.marks & FACILITY:
            before = {words[near].lower for near in range(max(0, position - 3), position)}
            if before & {"our", "the", "us", "we"}:
                return True
    return bool(marks & TITLE and not marks & HEALTH and lower & {"speaker", "speakers"})


def _tells_history(text: str) -> bool:
    """A year that is long past, not as a birth, or the years of a life ("1909-1974")."""
    if "1" not in text or _BIRTH.search(text):
        return False
    return any(year["life"] or int(year["year"]) < _LONG_PAST for year in _OLD_YEAR.finditer(text))


_OLD_YEAR = re.compile(
    r"(?<![\d/.,-])(?P<year>1[0-9]\d\d)(?P<life> ?[-–] ?(?:1[0-9]|20)\d\d)?(?![\d/%-]|,\d| ?m[lg]\b)"
)
_LONG_PAST = 1962
_BIRTH = re.compile(r"\b(?:born|dob|d\.o\.b|birth|nacid[oa])\b", re.IGNORECASE)
_CITES = Cue(
    r"\bet al\b|\bdoi\b|\bpmid\b|\b(?:N Engl J Med|NEJM|JAMA|BMJ|The Lancet|Lancet|Ann Intern Med|Cochrane|Nature"
    r"|PLoS)\b|\b(?:according to|per|cited in|as shown by) [A-Z][\w'-]+ (?:and|&|et) [A-Z]"
    r"|\b(?:guideline|recommendation|statement|directive) (?:of|from|dated) "
)
_APPLAUSE = Cue(
    r"\b(?:congratulations?|congrats|welcome(?: to)?|happy birthday|(?:farewell|goodbye) to (?:my|our|dr|nurse)"
    r"|shout-?out|kudos|hats? off"
    r"|well done"
    r"|big thanks|thanks to|thank you,? (?:to )?(?:dr|nurse|sister|[A-Z])|applause|bravo|enhorabuena|felicidades"
    r"|bienvenid[oa]s?|retires?|retirement)\b",
)
# "a dialysis session" is somebody's.
_OF_PATIENTS = frozenset(
    {"session", "sessions", "appointment", "appointments", "round", "rounds", "results", "patient"}
)
_HARMED = Cue(
    r"\b(?:he|she|pt|patient|(?:the|my|our|a|an|this) (?:[a-z]{1,12} )?(?:man|woman|boy|girl|lady|kid|child))"
    r" (?:\w{1,12} )?(?:fell|collapsed|fainted|woke up|was hit|was run over|crashed|drowned|choked|was stabbed"
    r"|was shot|was born)\b",
)
# How people at the bedside write of one who lies there: signs measured, lines and oxygen, what is done next.
_AT_BEDSIDE = Cue(
    r"\b(?:hr|bp|rr|gcs|sats?|spo2|o2 sats?|temp|bm|crp|wbc|inr|egfr|hba1c|lactate|troponin|hb|k\+|na\+)[ :=]{1,2}\d"
    r"|\b(?:spiking|desat(?:ting|ted|s)?|tachy(?:cardic)?|brady(?:cardic)?|hypotensive|septic|obtunded|unrespon\w{1,6}"
    r"|npo|nbm|nil by mouth|dnr|dnacpr|resp distress|blood cultures?|cultures are back)\b"
    r"|\b(?:day|week) (?:\d{1,2}|one|two|three|four) (?:post|after|of (?:chemo|antibiotics|radiotherapy|dialysis))\b"
    r"|\bpost[- ]?(?:op(?:erative)?|tkr|thr|cabg|partum|ictal)\b|\bs/p\b|\bc/o\b"
    r"|\b(?:on|off|needs?|needing|wean\w{0,3} (?:off|from)|without) (?:the |a |his |her )?(?:high[- ]flow|room air"
    r"|oxygen"
    r"|cpap|bipap|niv|vent(?:ilator)?|ecmo|pressors?|dialysis|tpn|drip|feeding tube|catheter|chest drain|picc|iv fluids"
    r"|methotrexate|insulin|warfarin|morphine|chemo|antibiotics)\b"
    r"|\b(?:needs?|wants?|waiting for|awaiting|asking for) (?:an? |the |her |his )?(?:interpreter|call back|repeat"
    r"|transfusion|scan|biopsy|second opinion|discharge|dressing|bed|ct|mri|endoscopy|line)\b"
    r"|\b(?:pulled|took|ripped) (?:out )?(?:her|his|the|their) (?:\w{1,8} )?(?:line|tube|cannula|catheter|iv|drip)\b"
    r"|\b(?:refus(?:es|ed|ing)|declin(?:es|ed|ing)) (?:to (?:eat|drink|take|walk|leave)|(?:her|his|all|the) (?:meds"
    r"|medication|tablets|insulin|chemo|dialysis|surgery))\b"
    r"|\b(?:fell|slipped|collapsed|fainted) (?:in|on|at|from|off|down) (?:the|her|his|a)\b"
    r"|\b(?:starts?|started|finish(?:es|ed)|had|having|has) (?:his |her |their )?(?:\w{1,8} )?(?:chemo(?:therapy)?"
    r"|radio(?:therapy)?|dialysis|surgery|transplant)\b|\b(?:both |also )?(?:has|have|caught|got) (?:rsv|flu|covid"
    r"|norovirus|pneumonia|sepsis|a uti|mrsa|c\.? diff)\b|\bthank you for referring\b|\bdischarged (?:to|home)\b"
    r"|\b(?:meds|medication) to (?:collect|take out)\b"
    r"|\bttos?\b|\bmissed (?:home )?visit\b|\bdied (?:last|this|in|on)\b"
    r"|\b(?:se niega a (?:comer|tomar|caminar)|sin oxigeno|con oxigeno|en la uci|ingresad[oa]|dado de alta|dada de alta"
    r"|se nos fue|en ayunas|sonda|via central|sue[nñ]ro)\b",
)
_TREATED = Cue(
    r"^(?:transferred|admitted|readmitted|discharged|airlifted|intubated|extubated|referred|found down|brought in"
    r"|operated)\b"
    r"(?! (?:patients|by the time))|"
    r"\b(?:i|we)(?: just| also| finally)? (?:stitched|sutured|operated on|treated|intubated|extubated|resuscitated"
    r"|discharged"
    r"|admitted|delivered|lost|pronounced|shocked|defibrillated|cared for|looked after|transfused|sedated|coded)\b"
    r"(?! (?:\d|hundreds|thousands|many|more|over|\w+ (?:of )?patients|count|track|power|the (?:keys?|form|file"
    r"|plot)))",
)
_OURS = frozenset({"my", "our", "his", "her", "mi", "nuestra", "nuestro", "mis"})
#: Before "patient" where it says how somebody is.
_HOW = word_set("very so more most too be being been endlessly incredibly infinitely really extremely less how")
_ANY_ONE = word_set("every any each no cada cualquier")
_IN_GENERAL = (["if"], ["when"], ["whenever"])
_ONE = word_set(
    """
    a an the this that my our your his her their one another same first old older oldest young younger youngest elderly
    new little lil cute un una el la mi nuestro nuestra este esta of single last lovely sweet dear poor fave favourite
    favorite wise brave
    """
)
_MANY = word_set(
    """
    someone somebody everyone people person's men women ladies gentlemen guys girls boys kids children toddlers babies
    teens
    teenagers anyone nobody couple family human individual individuals clients someone's somebody's
    """
)
_ADULT = word_set(
    """
    man woman lady gentleman gent guy girl boy kid child toddler baby infant teen teenager male female lad bloke chap
    fella hombre mujer nina nino chica chico joven anciana anciano varon bebe pensioner widow widower youngster veteran
    """
)
# "Frequent flyer", "train wreck", "tonight's case": hard words and shop talk for somebody under care.
_SLIGHTS = frozenset({"flyer", "flier", "seeker", "wreck", "case", "casualty", "admission", "admit"})
_SLIGHTING = word_set(
    "frequent drug train night morning week day tonight today yesterday my our latest sad interesting difficult new"
)
_MEMBERS = frozenset(
    {"pupil", "student", "cashier", "foreman", "goalie", "goalkeeper", "striker", "pastor", "deacon", "teacher"}
)
_PATIENT_THINGS = word_set(
    """
    safety care council education portal information leaflet leaflets satisfaction experience group groups stories
    story voice
    voices engagement advocate advocacy organisation organisations organization transport flow outcomes access line
    lines
    records data populations population centred centered facing reported association forum rights charter hotel day week
    """
)
_OF_SERVICE = word_set(
    """
    club charity unit units ward clinic clinics team teams group groups centre center campaign awareness research talk
    course
    registry nurse nurses doctor doctors specialist society foundation association week day month guideline guidelines
    surgeon surgeons researcher researchers consultant consultants physician physicians midwife midwives therapist
    bundle bundles module quiz conference poster leaflet department service services support care-plan walk run ribbon
    teaching training prevention education screening programme program register app study trial office checks check
    meter book page forum risk bank drive
    """
)
_SERVICE_PLACES = word_set(
    """
    desk office reception surgery practice pharmacy switchboard helpline hotline department team website page form
    mailbox
    counter manager front-desk booking line centre center ward
    """
)
_SERVICE_ACTS = word_set(
    "book booking register rsvp enrol enroll reserve donate subscribe appointments vacancy apply tickets hiring locum"
)
_WEAK_EVENTS = word_set(
    "training session sessions course courses open opening closed launch shift shifts game match holiday hours birthday"
)
_WEAK_FACTS = word_set(
    """
    described discovered report reports cases study trial figures review reviews paper born reference references
    licensed
    approved vaccine vaccines case medical department agency named_after studies
    """
)
