"""What each sentence of a text is about: somebody under care, an event, public knowledge, the author, the service.

The step from an entity to a finding rests on this: "March 3rd" beside a person who left the ward is that person's date,
beside a webinar it is nobody's. Weights are from 0 to 1; nothing here decides, the rule files do.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from commonward.guard.contract import Author, Kind, Submission
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.lexicons import (
    ACQUAINTANCE,
    CLINICIAN,
    COMPANY,
    EVENT,
    FACILITY,
    FIRST_PERSON,
    HEALTH,
    KIN,
    PATIENT,
    PERSON,
    PROFESSION,
    PUBLIC_FACT,
    SCHOOL,
    SIMULATED,
    STAFF,
    THIRD_PERSON,
    TITLE,
    word_set,
)
from commonward.guard.text.words import Word, Wording


@dataclass(frozen=True, slots=True)
class Setting:
    """What a sentence is about. `subject`: how surely of somebody under care; `apart`: of what is nobody's illness."""

    subject: float
    health: bool
    event: float
    public: float
    first_person: bool
    service: bool


@dataclass(frozen=True)
class Scene:
    """A text with its words, its entities, its author, and what its sentences are about. Made once for each check."""

    wording: Wording = field(repr=False)
    submission: Submission = field(repr=False)
    author: Author
    entities: tuple[Candidate, ...] = field(repr=False)

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """One for each sentence."""
        return tuple(self._setting(index) for index in range(len(self.wording.sentences)))

    @cached_property
    def is_simulated(self) -> bool:
        """Whether the text says that its patient does not exist (an exam station, a simulation pack)."""
        if not self.wording.marks & SIMULATED:
            return False
        words = [word.lower for word in self.wording.words if word.marks & SIMULATED]
        return any(word not in _WEAKLY_SIMULATED for word in words)

    @cached_property
    def has_health(self) -> bool:
        """Whether anybody's health is spoken of."""
        return any(setting.health for setting in self.settings)

    @cached_property
    def subject(self) -> float:
        """How surely the text speaks of somebody under care at all."""
        least = 0.6 if self.submission.context == "professional_case" and self.has_health else 0.0
        return max([least, *(setting.subject for setting in self.settings)])

    @property
    def by_patient_side(self) -> bool:
        """Whether a patient or a family member writes."""
        return self.author in ("patient", "family")

    def span(self, entity: Candidate) -> tuple[int, int]:
        """The words [first, last) of an entity."""
        start, end = self.wording.document.text_span(entity.start, entity.end)
        first = self.wording.at(start)
        last = first
        while last < len(self.wording.words) and self.wording.words[last].start < end:
            last += 1
        return first, last

    def sentence_of(self, entity: Candidate) -> int:
        """The index of the sentence in which an entity begins; that of the last word for one behind all words."""
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
        return self.settings[sentence] if 0 <= sentence < len(self.settings) else _NOTHING

    def tie(self, sentence: int) -> float:
        """How surely somebody under care is spoken of here: in the sentence, beside it, in the text."""
        here = self.around(sentence).subject
        beside = max(self.around(sentence - 1).subject, self.around(sentence + 1).subject)
        return max(here, 0.75 * beside, 0.5 * self.subject)

    def kinds_in(self, sentence: int, kind: Kind) -> list[Candidate]:
        """The entities of a kind that begin in a sentence."""
        return self._by_sentence.get((sentence, kind), [])

    @cached_property
    def _by_sentence(self) -> dict[tuple[int, Kind], list[Candidate]]:
        found: dict[tuple[int, Kind], list[Candidate]] = {}
        for entity in self.entities:
            found.setdefault((self.sentence_of(entity), entity.kind), []).append(entity)
        return found

    def _setting(self, index: int) -> Setting:
        sentence = self.wording.sentences[index]
        words = self.wording.words[sentence.first : sentence.last]
        marks = sentence.marks
        health = bool(marks & HEALTH) and any(
            word.marks & HEALTH and not _names_service(words, position) for position, word in enumerate(words)
        )
        event = _weight(words, EVENT, _WEAK_EVENTS) if marks & EVENT else 0.0
        public = _weight(words, PUBLIC_FACT, _WEAK_FACTS) if marks & PUBLIC_FACT else 0.0
        ages = bool(self.kinds_in(index, Kind.AGE))
        return Setting(
            subject=self._subject(words, marks, ages),
            health=health,
            event=event,
            public=public,
            first_person=bool(marks & FIRST_PERSON),
            service=_speaks_for_service(words, marks),
        )

    def _subject(self, words: Sequence[Word], marks: int, ages: bool) -> float:
        """How surely a sentence speaks of one person under care, who is not the author."""
        if self.author == "patient":
            return 0.0 if not marks & PATIENT else _singled_out(words, marks & PATIENT)
        found = [0.0]
        if marks & (PATIENT | PERSON):
            found.append(_singled_out(words, marks))
        if self.author == "family" and marks & KIN:
            found.append(0.8)
        if ages and self.author != "family":
            found.append(0.8)
        if marks & THIRD_PERSON:
            found.append(0.6 if marks & KIN else 0.5)
        if marks & PROFESSION and any(
            word.marks & PROFESSION and not word.marks & STAFF and position and words[position - 1].lower in _ONE
            for position, word in enumerate(words)
        ):
            found.append(0.4)
        return max(found)


def _weight(words: Sequence[Word], mark: int, weak: frozenset[str]) -> float:
    """One telling word weighs 0.6, a weak one 0.3; together at most 0.9."""
    total = sum(0.3 if word.lower in weak else 0.6 for word in words if word.marks & mark)
    return min(0.9, total)


def _names_service(words: Sequence[Word], position: int) -> bool:
    """Whether an illness names a body or a campaign here ("stroke club", "kidney unit"), and nobody has it."""
    following = words[position + 1] if position + 1 < len(words) else None
    if following is None or following.gap not in {" ", "-"}:
        return False
    return following.lower in _OF_SERVICE or bool(
        following.marks & (EVENT | SCHOOL | COMPANY | STAFF | CLINICIAN | FACILITY)
    )


def _singled_out(words: Sequence[Word], marks: int) -> float:
    """Whether one person is meant: "my patient", "pt", "a lady", "our guy"; not "patients", "patient safety"."""
    best = 0.0
    for position, word in enumerate(words):
        if not word.marks & (PATIENT | PERSON) or word.lower in _MANY or word.marks & THIRD_PERSON:
            continue
        before = [words[near].lower for near in range(max(0, position - 3), position)]
        following = words[position + 1] if position + 1 < len(words) else None
        if word.marks & PATIENT:
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


def read_scene(wording: Wording, submission: Submission, author: Author, entities: Iterable[Candidate]) -> Scene:
    """The scene of a text whose entities are known. `author` is who seems to write, never "unknown"."""
    return Scene(wording, submission, author, tuple(entities))


_NOTHING = Setting(0.0, False, 0.0, 0.0, False, False)
_BREAK = re.compile(r"[.!?;]\s|\n")
_ONE = word_set(
    """
    a an the this that my our your his her their one another every same first old older oldest young younger
    youngest elderly
    new little lil cute un una el la mi nuestro nuestra este esta of single last lovely sweet dear poor fave
    favourite favorite
    """
)
_MANY = word_set(
    """
    someone somebody everyone people person's men women ladies gentlemen guys girls boys kids children toddlers
    babies teens
    teenagers anyone nobody couple family human individual individuals clients
    """
)
_ADULT = word_set(
    """
    man woman lady gentleman gent guy girl boy kid child toddler baby infant teen teenager male female lad bloke
    chap fella
    hombre mujer nina nino chica chico joven anciana anciano varon bebe pensioner widow widower youngster veteran
    """
)
_PATIENT_THINGS = word_set(
    """
    safety care council education portal information leaflet leaflets satisfaction experience group groups stories
    story voice
    voices engagement advocate advocacy organisation organisations organization information transport flow outcomes
    access
    education records data populations population centred centered facing reported association forum rights charter
    hotel
    """
)
_OF_SERVICE = word_set(
    """
    club charity unit units ward clinic clinics team teams group groups centre center campaign awareness research
    talk course
    registry nurse nurses doctor doctors specialist society foundation association week day month guideline
    guidelines bundle
    bundles module quiz conference poster leaflet department service services support society care-plan walk run ribbon
    module teaching training prevention education screening programme program register app study trial office
    checks check meter book page forum
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
    "book booking register rsvp enrol enroll reserve donate subscribe appointments vacancy apply tickets"
)
_WEAK_EVENTS = word_set(
    "training session sessions course courses open opening closed launch shift shifts game match holiday hours birthday"
)
_WEAK_FACTS = word_set(
    """
    described discovered report reports cases study trial figures review reviews paper born reference references
    licensed approved
    vaccine vaccines case medical department agency named_after studies
    """
)
_WEAKLY_SIMULATED = word_set("composite invented mock made-up template hypothetical")

__all__ = ["ACQUAINTANCE", "Scene", "Setting", "read_scene"]
