"""One mention of a name and what stands around it: what speaks for a patient, what for somebody else.

The weights add up and may go beyond 1. They are judgements, not counts; the pages of marked examples hold them.
"""

import re
from functools import cached_property

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.lexicons import (
    ACQUAINTANCE,
    CALENDAR,
    CLERGY,
    CLINICIAN,
    CREDIT,
    EPONYM,
    GIVEN,
    GREETING,
    HEALTH,
    KIN,
    KIN_TITLE,
    PATIENT,
    PERSON,
    STAFF,
    THING,
    TITLE,
    WORD,
)
from commonward.guard.text.scene import Scene
from commonward.guard.text.words import Word

GIVEN_NAME = 0.3
OTHER_NAME = 0.1
_LEFT, _RIGHT = 48, 60  # characters looked at on either side


class Mention:
    """A name in its place."""

    def __init__(self, scene: Scene, name: Candidate, *, addressed: bool) -> None:
        self._scene = scene
        self._name = name
        self._addressed = addressed
        self._words = scene.wording.words
        self._first, self._last = scene.span(name)
        self._sentence = scene.sentence_of(name)
        self._setting = scene.around(self._sentence)

    # What stands around the name.

    @cached_property
    def _before(self) -> Word | None:
        return self._words[self._first - 1] if 0 < self._first <= len(self._words) else None

    @cached_property
    def _gap(self) -> str:
        return self._words[self._first].gap if self._first < len(self._words) else ""

    @cached_property
    def _behind(self) -> tuple[Word, ...]:
        """The words of the sentence after the name, at most twelve."""
        if not self._scene.wording.sentences:
            return ()
        return self._words[self._last : min(self._last + 12, self._scene.wording.sentences[self._sentence].last)]

    @cached_property
    def _view(self) -> tuple[str, str]:
        """What stands before and behind, as ASCII."""
        document = self._scene.wording.document
        start, end = document.text_span(self._name.start, self._name.end)
        before = document.view[max(0, start - _LEFT) : start].decode("ascii")
        return before, document.view[end : end + _RIGHT].decode("ascii")

    @cached_property
    def _opener(self) -> Word | None:
        """The first word of the sentence."""
        sentences = self._scene.wording.sentences
        return self._words[sentences[self._sentence].first] if sentences else None

    def _lead_marks(self) -> int:
        """The marks of the word right before, also of one before a comma that the name explains."""
        if self._before is None or self._gap.strip() not in {"", ",", ":", ".", "("}:
            return 0
        return self._before.marks

    # For a patient or a patient's relative.

    def for_patient(self) -> float:
        """What says that this is a patient, a relative of one, or somebody whose health is told."""
        scene, name = self._scene, self._name
        if self._addressed and self._is_greeted():
            return 1.6
        weight = (0.9 if name.hint == "patient" else 0.0) + self._at_first_sight()
        weight += self._health() + (0.5 if self._has_age() else 0.0)
        lead = self._lead_marks()
        if lead & TITLE and not lead & CLINICIAN:
            weight += 0.4 if scene.author in ("professional", "student") and not self._gap.startswith(",") else 0.25
        if lead & (KIN | KIN_TITLE):
            weight += 0.6 if self._is_somebodys_kin() or (scene.author == "family" and scene.has_health) else 0.2
        if _FAMILY_OF.search(self._view[0]):
            weight += 0.5
        if self._setting.subject >= 0.9 or scene.kinds_in(self._sentence, Kind.ID):
            weight += 0.3
        elif scene.subject >= 0.9:
            weight += 0.15
        weight += self._of_ones_own()
        if self._is_at_bed():
            weight += 0.35
        if _MOURNED.search(self._view[0]) and scene.has_health:
            weight += 0.3
        if scene.submission.context == "professional_case":
            weight += 0.2
        if name.confidence < 0.7 and scene.subject < 0.3 and self._setting.public:
            weight -= 0.25
        return weight

    def _at_first_sight(self) -> float:
        """What a name weighs by itself where those write who care: most private people they name are their patients."""
        scene = self._scene
        if scene.author not in ("professional", "student") or not scene.is_clinical:
            return 0.0
        first = self._words[self._first] if self._first < len(self._words) else None
        plain = first is not None and first.marks & GIVEN and not first.marks & (WORD | THING | EPONYM | CALENDAR)
        return GIVEN_NAME if plain else OTHER_NAME

    def _of_ones_own(self) -> float:
        """ "Baby Wilfred", "Octavio was born at dawn", "Soraya's mother": a small patient, or one with relatives
        near.
        """
        before, behind = self._view
        if self._scene.by_patient_side or self._setting.history:
            return 0.0
        if _BABY.search(before) or _BORN.match(behind):
            return 0.45
        return 0.3 if _RELATIVE_OF.match(behind) and self._scene.has_health else 0.0

    def _health(self) -> float:
        """Health in the person's own words and sentence weighs most, elsewhere in the text least."""
        scene = self._scene
        if self._setting.health:
            told = any(word.marks & HEALTH for word in self._behind)
            theirs = self._last > self._first and self._words[self._last - 1].is_possessive
            own = theirs and any(word.marks & HEALTH for word in self._behind[:4])
            return (0.55 if told else 0.4) + (0.3 if own else 0.0)
        if self._is_at_hospital():
            return 0.4
        if scene.around(self._sentence - 1).health or scene.around(self._sentence + 1).health:
            return 0.25
        return 0.15 if scene.has_health else 0.0

    def _has_age(self) -> bool:
        return self._scene.starts_of((Kind.AGE, Kind.ID), self._name.end, self._name.end + 14)

    def _is_somebodys_kin(self) -> bool:
        """ "her daughter Nell", "the patient's wife, Ada": a relative of whoever is spoken of."""
        at = self._first - 2
        if at < 0:
            return False
        owner = self._words[at]
        return owner.lower in {"his", "her", "their", "su"} or owner.is_possessive

    def _is_at_bed(self) -> bool:
        """Whether a room or bed stands in the same sentence."""
        return self._sentence in self._scene.with_bed

    def _is_at_hospital(self) -> bool:
        """Whether a place of care stands in the sentence, and no event there: "came home from Larkmoor Regional"."""
        if self._setting.event or self._setting.service:
            return False
        return any(body.rule == "phi.geo" for body in self._scene.kinds_in(self._sentence, Kind.ORG)[:3])

    # For somebody else.

    def for_other(self) -> float:
        """What says that this is a colleague, an author, somebody of public life, or whoever writes or is written
        to.
        """
        scene, setting = self._scene, self._setting
        weight = max(self._said_to_be(), self._at_work(), self._befriended(), self._in_letter())
        if self._name.hint == "clinician" and _ACTED.search(self._view[0]):
            weight += 0.4
        weight += self._credited() + self._fame() + (1.0 if _BEAST.search(self._view[0]) else 0.0)
        weight += 0.6 * setting.event + 0.5 * setting.public
        weight += 1.2 if setting.history else 0.0
        weight += 0.8 if setting.cites else 0.0
        if setting.applause and not self._addressed and self._name.hint != "patient":
            weight += 0.45
        if scene.author == "patient" and not (setting.health or self._is_at_hospital()):
            weight += 0.3
        return weight

    def _said_to_be(self) -> float:
        return {"clinician": 0.9, "public": 0.9, "author": 0.9, "generic": 1.5}.get(self._name.hint, 0.0)

    def _at_work(self) -> float:
        """What people do at work: "Mark from pharmacy", "Rosa P., night staff", "… will speak on sarcoidosis"."""
        before, behind = self._view
        if _DEPARTMENT.match(behind) or _CREDENTIAL.match(behind):
            return 0.9
        if _WORK_ACT.match(behind):
            return 0.7
        if _COLLEAGUE.search(before):
            return 0.9
        lead = self._lead_marks()
        if lead & (STAFF | CLINICIAN | CLERGY) and not lead & (KIN | PATIENT | PERSON):
            return 0.8
        return 0.0

    def _befriended(self) -> float:
        if not self._lead_marks() & ACQUAINTANCE:
            return 0.0
        return 0.2 if self._setting.health or self._is_at_hospital() else 0.5

    def _is_greeted(self) -> bool:
        """Whether the name is the addressee's: in the first words, or after a comma at the end of a thank-you."""
        if self._first >= len(self._words) or self._opener is None:
            return False
        before, behind = self._view
        if _OWN_NAME.search(before):
            return False
        first = self._scene.wording.sentences[self._sentence].first
        opens = bool(self._opener.marks & GREETING) and self._first - first <= 4
        return opens or bool(before.endswith(", ") and _ENDS.match(behind)) or (self._first == 0 and behind[:1] in ",:")

    def _in_letter(self) -> float:
        """A greeting in a message to one person, the author's own name, a signature."""
        if self._first >= len(self._words) or self._opener is None:
            return 0.0
        before, behind = self._view
        if _OWN_NAME.search(before) or (_SIGN_OFF.search(before) and not behind.strip()):
            return 0.9
        alone = self._last >= len(self._words) and ("\n" in self._gap or self._gap.strip() in {"-", "--"})
        if alone:
            return 0.8
        start = self._scene.wording.sentences[self._sentence].first
        if self._opener.marks & GREETING and self._first - start <= 4:
            return 0.9 if self._scene.submission.context in ("direct_message", "care_conversation") else 0.6
        return 0.0

    def _credited(self) -> float:
        """ "Watercolour by …", "the paper of …", "slides: …": a maker's name."""
        before, behind = self._view
        if _SPEAKS_ABOUT.match(behind):
            return 0.8
        near = self._words[max(0, self._first - 3) : self._first]
        by = any(word.lower in {"by", "via", "credit", "de", "por"} for word in near[-2:])
        if by and any(word.marks & CREDIT and word.lower != "by" for word in near):
            return 0.8
        return 0.8 if _MAKER.search(before) else 0.0

    def _fame(self) -> float:
        """Whether the list of public people knows this full name; the well known by one word count among eponyms."""
        wording = self._scene.wording
        words = self._words[self._first : self._last]
        if not words:
            return 0.0
        lists = wording.lexicons.public_people
        if wording.phrase(self._first, self._last) in lists:
            return 0.9
        if len(words) > 2 and f"{words[0].lower} {words[-1].lower}" in lists:
            return 0.9
        if words[-1].marks & EPONYM and not self._has_age() and _EPONYMS.search(self._scene.wording.document.text):
            return 0.9
        bare = not self._has_age() and self._name.hint != "patient" and not self._lead_marks() & (TITLE | PATIENT | KIN)
        if words[-1].marks & EPONYM and bare and not self._setting.health:
            return 0.5
        return 0.0


_ACTED = re.compile(
    r"\b(?:by|per|under|ask|call|page|bleep|see|sees|saw|with|to|from|por|con) (?:the |our )?(?:\w{1,8}\.? ){0,2}$",
    re.I,
)
_EPONYMS = re.compile(r"\beponym", re.IGNORECASE)
_BABY = re.compile(r"\b(?:baby|little|tiny|wee) $", re.IGNORECASE)
_BORN = re.compile(
    r" (?:was|were) (?:born|delivered) (?:at|on|this|today|last|early|too|\d|prem|in the)", re.IGNORECASE
)
_RELATIVE_OF = re.compile(
    r"['’]s (?:\w{1,10} )?(?:mother|mum|mom|father|dad|parents|wife|husband|son|daughter|brother|sister|family)\b"
)
_ENDS = re.compile(r"\s*(?:[!.?]|$)")
_FAMILY_OF = re.compile(
    r"\b(?:family|familiares|mama|papa|abuel[oa]|nurse|care|midwife|mother|mum|mom|father|dad|parents|wife|husband|widow|son|daughter|brother|sister|relatives|children"
    r"|partner"
    r"|familia|madre|padre|hij[oa]) (?:of|de) (?:\w{1,6}\.? )?$",
    re.IGNORECASE,
)
_MOURNED = re.compile(
    r"\b(?:rip|rest in peace|sleep well|rest easy|fly high|good night|godspeed|thinking of|pray(?:ing|ers)? for"
    r"|in memory of|goodbye|miss(?:ing)?|lost|for|somebody tell"
    r"|if you know),? (?:(?:dear|lovely|little|our|my|own|sweet|brave) ){0,2}$",
    re.IGNORECASE,
)
_BEAST = re.compile(
    r"\b(?:cat|dog|puppy|kitten|hamster|parrot|horse|pony|goldfish|rabbit|tortoise|greyhound|labrador|spaniel"
    r"|therapy dog"
    r"|robot|mannequin|manikin|skeleton|app|song|ship|hurricane|storm|ferry|perro|gata|gato)"
    r",? (?:called |named |is )?$",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"(?: [A-Z][\w'-]{1,24})?(?: and [A-Z][\w'-]{1,24})?,? (?:\(|from |in |of |at |over in |down in |up in |our "
    r"|the ){0,3}(?:our |the )?"
    r"(?:pharmacy|radiology|reception|physio\w{0,24}|theatres?|security|estates|finance|hr\b|it\b|pathology|the lab"
    r"|labs?\b"
    r"|cardiology|oncology|neurology|pa?ediatrics|obstetrics|maternity|surgery|ana?esth\w{1,24}|medicine|psychiatry"
    r"|dermatology"
    r"|housekeeping|catering|switchboard|marketing|communications|staff|nights|night ?shift|day ?shift|team|dietetics"
    r"|outpatients|triage|admissions|records|accounts|admin|kitchen|transport|portering|infection control|x-?ray)\b",
    re.IGNORECASE,
)
_CREDENTIAL = re.compile(
    r"(?:, ?| \(?)(?:(?:our|the|my|a|an) (?:new |old |head |chief |charge |lead |senior |night |ward ){0,2})?"
    r"(?:(?-i:RN|MD|NP|PhD|LPN|DO|PA|MSc|BSc|FRCP|PharmD|CNS|RGN|CRNA|DNP|MPH|EMT)\b|staff nurse|charge nurse"
    r"|nurse|midwife|consultant|pharmacist|physio\w{0,24}|registrar|surgeon|receptionist|porter|paramedic|physician"
    r"|lecturer"
    r"|professor|researcher|moderator|speaker|chair\b|founder|editor|head of|director|colleague|student nurse)",
    re.IGNORECASE,
)
_WORK_ACT = re.compile(
    r",? (?:(?:will|is going to|has|have|who|is|was|and|also|just) ){0,3}(?:speak\w{0,24}|teach\w{0,24}|taught"
    r"|retir\w{1,24}|lectur\w{1,24}|host\w{0,24}"
    r"|present(?:s|ed|ing)? (?:on|at|the|her|his|our|a)|chair\w{0,24}|join\w{0,24} (?:us|our|the)|leads?|led|runs"
    r"|wrote|writes"
    r"|written|author\w{0,24}|publish\w{1,24}|explain\w{0,24}|mentor\w{0,24}|train\w{0,24}|supervis\w{1,24}|cover(?:s"
    r"|ed|ing)|organi[sz]\w{1,24}|volunteer\w{0,24}"
    r"|facilitat\w{1,24}|moderat\w{1,24}|direct(?:s|ed)|found(?:s|ed)|invent\w{1,24}|discover\w{0,24}|describ\w{1,24}"
    r"|perform\w{1,24} the|tweet\w{0,24}|argu\w{1,24}"
    r"|found the (?:interaction|error|mistake|bug)|takes over|thought of|drove)\b",
    re.IGNORECASE,
)
_COLLEAGUE = re.compile(
    r"\b(?:(?:my|our|new|the) (?:[\w-]{1,24} ){0,2}(?:colleague|boss|manager|mentor|registrar|consultant|intern"
    r"|trainee|student"
    r"|tutor|supervisor|pharmacist|physio(?:therapist)?|midwife|receptionist|porter|cleaner|secretary|clerk|volunteer"
    r"|nurse practitioner|charge nurse|staff nurse|surgeon|paramedic|speaker|host|chair|preceptor|lecturer|chaplain"
    r"|locum)"
    r"|speakers?|hosts?|with thanks to|led by|chaired by|hosted by|taught by|rota[^.\n]{0,30}|(?:mon|tue|wed|thu"
    r"|fri)),? $",
    re.IGNORECASE,
)
_OWN_NAME = re.compile(r"\b(?:my name is|this is|i'?m|i am|me llamo|soy|it's|name's|mi nombre es) $", re.IGNORECASE)
_SIGN_OFF = re.compile(
    r"(?:\b(?:regards|wishes|love|signed|sincerely|saludos?|cheers|best|thanks|thank you|yours|abrazo"
    r"|xx?)[,.!]?\s{1,3}[-~]?"
    r"|\s[-~]{1,2} ?)$",
    re.IGNORECASE,
)
_SPEAKS_ABOUT = re.compile(
    r" (?:on|about) (?:[\w-]{1,24} ){0,3}(?:medicine|midwifery|nursing|care|health|disease|research)\b"
    r"|(?:'s)? (?:et al|paper|book|study|talk|lecture|score|theory|novel|poem|podcast|thread|blog|work on)\b",
    re.I,
)
_MAKER = re.compile(
    r"\b(?:(?:read|reading|reads|quot\w{1,24}|like|watch\w{0,24}|follow\w{0,24}|listen\w{0,24} to|book by|talk by"
    r"|talk from|photos? by|by the"
    r"|thread by|words of|according to|per|see|via|says|art by|drawing by|painting by|written by|invented by"
    r"|called after"
    r"|named after|described by|discovered by)"
    r"(?: (?:dr|prof)\.?)?|(?:urologist|surgeon|physician|doctor|nurse|scientist|chemist|physicist|obstetrician|poet"
    r"|writer"
    r"|author|novelist|singer|actor|actress|footballer|king|queen) called) $",
    re.IGNORECASE,
)
