"""A text with its words, its entities, its author, and what its sentences are about.

The step from an entity to a finding rests on this: "March 3rd" beside a person who left the ward is that person's date,
beside a webinar it is nobody's.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from commonward.guard.contract import Author, Kind, Submission
from commonward.guard.text import register
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.cues import Cue
from commonward.guard.text.setting import NOTHING, Setting, read_setting
from commonward.guard.text.words import Wording


@dataclass(frozen=True)
class Scene:
    """What the judgement of entities looks at. Made once for each check; knows no rule."""

    wording: Wording = field(repr=False)
    submission: Submission = field(repr=False)
    author: Author
    entities: tuple[Candidate, ...] = field(repr=False)

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """One for each sentence."""
        return tuple(
            read_setting(
                self.wording,
                sentence,
                self.author,
                ages=bool(self.kinds_in(index, Kind.AGE)),
            )
            for index, sentence in enumerate(self.wording.sentences)
        )

    @cached_property
    def is_simulated(self) -> bool:
        """Whether the text says that its patient does not exist."""
        return register.is_made_up(self.wording)

    @cached_property
    def is_transcript(self) -> bool:
        """Whether it is a conversation written down, with its speakers."""
        return register.is_transcript(self.wording)

    @cached_property
    def has_health(self) -> bool:
        """Whether anybody's health is spoken of."""
        return any(setting.health for setting in self.settings)

    @cached_property
    def is_clinical(self) -> bool:
        """Whether the text is about bodies and care at all, in whatever words."""
        document = self.wording.document
        return self.has_health or _CLINICAL.search(document, document.view.decode("ascii")) is not None

    @cached_property
    def subject(self) -> float:
        """How surely the text speaks of somebody under care at all."""
        return max([0.0, *(setting.subject for setting in self.settings)])

    @cached_property
    def event(self) -> float:
        """How much of an event the text speaks of anywhere."""
        return max([0.0, *(setting.event for setting in self.settings)])

    @property
    def by_patient_side(self) -> bool:
        """Whether a patient or a family member writes."""
        return self.author in ("patient", "family")

    def quote(self, entity: Candidate) -> str:
        """The entity as it stands in the text."""
        return self.wording.document.original[entity.start : entity.end]

    def marks(self, sentence: int) -> int:
        """The marks of all words of a sentence."""
        sentences = self.wording.sentences
        return sentences[sentence].marks if 0 <= sentence < len(sentences) else 0

    def told(self, start: int, end: int, sentence: int) -> str:
        """What a sentence tells around a place of the normalised text, in lower case without accents.

        At most some words to either side, so that many places in one endless sentence are still read in linear time.
        """
        if not 0 <= sentence < len(self.wording.sentences):
            return ""
        span = self.wording.sentences[sentence]
        words = self.wording.words
        first, last = words[span.first].start, words[span.last - 1].end
        view = self.wording.document.view[max(first, start - _FAR) : max(end, min(last, end + _FAR))]
        return view.decode("ascii").lower()

    def told_of(self, entity: Candidate) -> str:
        """What the entity's sentence tells around it."""
        return self.told(*self.wording.document.text_span(entity.start, entity.end), self.sentence_of(entity))

    def clause_marks(self, entity: Candidate) -> int:
        """The marks of the words between the commas around an entity."""
        words = self.wording.words
        if not words:
            return 0
        first, last = (min(place, len(words) - 1) for place in self.span(entity))  # a date may stand behind all words
        sentence = self.wording.sentences[self.sentence_of(entity)]
        start, end, marks = max(first, sentence.first), max(first, last - 1), 0
        while start > max(sentence.first, first - _CLAUSE) and not _PAUSE.search(words[start].gap):
            start -= 1
        while end + 1 < min(sentence.last, last + _CLAUSE) and not _PAUSE.search(words[end + 1].gap):
            end += 1
        for word in words[start : end + 1]:
            marks |= word.marks
        return marks

    def beside(self, sentence: int) -> str:
        """How a sentence begins, in lower case without accents."""
        if not 0 <= sentence < len(self.wording.sentences):
            return ""
        start = self.wording.words[self.wording.sentences[sentence].first].start
        return self.told(start, start, sentence)

    def span(self, entity: Candidate) -> tuple[int, int]:
        """The words [first, last) of an entity."""
        start, end = self.wording.document.text_span(entity.start, entity.end)
        first = self.wording.at(start)
        return first, max(first, self.wording.until(end))

    def sentence_of(self, entity: Candidate) -> int:
        """The index of the sentence in which an entity begins; that of the last word for one behind all words."""
        found = self._sentences.get((entity.start, entity.end))
        if found is None:
            found = self._sentences[entity.start, entity.end] = self._sentence_of(entity)
        return found

    @cached_property
    def _sentences(self) -> dict[tuple[int, int], int]:
        return {}

    def _sentence_of(self, entity: Candidate) -> int:
        first, last = self.span(entity)
        index = first if first < last else max(0, first - (0 if self._joins(entity, first) else 1))
        words = self.wording.words
        return words[min(index, len(words) - 1)].sentence if words else 0

    def _joins(self, entity: Candidate, first: int) -> bool:
        """Whether an entity without words ("2/3") belongs to the word behind it and not to the one before."""
        if first == 0 or first >= len(self.wording.words):
            return first == 0
        word = self.wording.words[first]
        start, _ = self.wording.document.text_span(entity.start, entity.end)
        if not word.is_first:
            return False
        lead = self.wording.document.text[self.wording.words[first - 1].end : start]
        return _BREAK.search(lead) is not None

    def around(self, sentence: int) -> Setting:
        """The setting of a sentence; one that is out of range is about nothing."""
        return self.settings[sentence] if 0 <= sentence < len(self.settings) else NOTHING

    def kinds_in(self, sentence: int, kind: Kind) -> list[Candidate]:
        """The entities of a kind that begin in a sentence."""
        return self._by_sentence.get((sentence, kind), [])

    def starts_of(self, kinds: tuple[Kind, ...], start: int, end: int) -> bool:
        """Whether an entity of these kinds begins in [start, end)."""
        return any(
            (at := bisect_left(self._starts(kind), start)) < len(self._starts(kind)) and self._starts(kind)[at] < end
            for kind in kinds
        )

    def _starts(self, kind: Kind) -> list[int]:
        return self._starts_by_kind.get(kind, [])

    @cached_property
    def _starts_by_kind(self) -> dict[Kind, list[int]]:
        found: dict[Kind, list[int]] = {}
        for entity in self.entities:
            found.setdefault(entity.kind, []).append(entity.start)
        return {kind: sorted(starts) for kind, starts in found.items()}

    @cached_property
    def with_bed(self) -> frozenset[int]:
        """The sentences in which a room or a bed stands."""
        return frozenset(
            self.sentence_of(place)
            for place in self.entities
            if place.kind is Kind.LOCATION and _BEDSIDE.search(self.quote(place))
        )

    @cached_property
    def _by_sentence(self) -> dict[tuple[int, Kind], list[Candidate]]:
        found: dict[tuple[int, Kind], list[Candidate]] = {}
        for entity in self.entities:
            found.setdefault((self.sentence_of(entity), entity.kind), []).append(entity)
        return found


def read_scene(wording: Wording, submission: Submission, author: Author, entities: Iterable[Candidate]) -> Scene:
    """The scene of a text whose entities are known. `author` is who seems to write, never "unknown"."""
    return Scene(wording, submission, author, tuple(entities))


_BEDSIDE = re.compile(r"\b(?:room|rm|bed|bay|cubicle|bedspace|trolley|icu|resus|habitaci[oó]n|cama)\b", re.IGNORECASE)
_PAUSE = re.compile("[,;:()–—]")
_CLAUSE = 14  # words to either side
_FAR = 240
_BREAK = re.compile(r"[.!?;]\s|\n")


_CLINICAL = Cue(
    r"\b(?:heart|lungs?|liver|kidneys?|gall ?(?:stones?|bladder)|spleen|bowels?|appendix|thyroid|prostate|uterus"
    r"|placenta|knees?|hips?|femur|tibia|wrist|spine|skull|jaw|eyes?|ears?|toes?|teeth|veins?|artery|valves?|pacemaker|stents?"
    r"|prosthes[ie]s|crutch\w{0,2}|wheelchair|hearing aids?|inhalers?|insulin|pills|tablets|meds|dose|morphine"
    r"|an(?:a)?esthe\w{1,8}|theatre|ward|icu|itu|hdu|picu|nicu|a&e|ed|er|ambulance|paramedics?|triage"
    r"|clinic"
    r"|scans?|x-?rays?|ultrasound|mri|ct|bloods?|biops\w{1,3}|smear|swab|sutures?|stitch\w{0,3}|plaster|bandage"
    r"|dressing"
    r"|wounds?|ulcers?|burns?|bruis\w{1,3}|fractur\w{1,2}|broken|sprain|bleed\w{0,3}|swelling|lump|rash|fever"
    r"|cough\w{0,3}"
    r"|sepsis|shock button|sinus rhythm|arrest\w{0,2}|resus\w{0,10}|ecmo|ventilat\w{1,4}|oxygen|sats|catheter"
    r"|cannula|drip"
    r"|enema|colonoscop\w|endoscop\w|chemo\w{0,8}|radio\w{0,8}|dialysis|transplant\w{0,2}|donor|labou?r(?:ing)?"
    r"|deliver(?:ed|y)|born|birth|twins|triplets|midwi\w{2,4}|premature|incubator|withdrawal|detox|overdose|hepatitis|hiv"
    r"|tumou?r|polyps?|cancer|leuk\w{3,6}|mening\w{4,8}|bunions?|cataracts?|podiatr\w{1,3}|physio\w{0,9}|rehab"
    r"|discharg\w{1,3}"
    r"|hospice|palliative|funeral|mortuary|morgue|surg\w{2,5}|consultant|registrar|nurse|patients?|pt"
    r"|quirofano|bazo|protesis|anestesia|sonda|fisioterapia|parto|cirug\w{1,3}|operan|operaron|urgencias|planta|cama"
    r"|enfermer\w|paciente\w?|sangre|fiebre|tension|azucar|respira)\b"
)
