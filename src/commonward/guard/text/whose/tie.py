"""How an entity hangs together with somebody under care: by a name, a noun, a pronoun, in its sentence or near it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from commonward.guard.text.candidate import Candidate
from commonward.guard.text.scene import Scene
from commonward.guard.text.setting import Setting

_NEIGHBOUR = 0.75  # what a tie in the sentence before or after is worth
_ANYWHERE = 0.5  # and one elsewhere in the text
_OF_CASE = 0.7  # a case is about a patient, also where its notes name nobody
_LOOKS_BACK = 3  # sentences in which a pronoun looks for its person
_SURE = 0.98


@dataclass(frozen=True)
class Tie:
    """A scene with the sentences in which patients and others are named (index to confidence). Made once a check."""

    scene: Scene
    patients: Mapping[int, float] = field(repr=False)
    others: frozenset[int] = field(repr=False)
    confirms: bool = False  # the text admits that its addressee was a patient

    def setting(self, entity: Candidate) -> Setting:
        """What the entity's sentence is about."""
        return self.scene.around(self.scene.sentence_of(entity))

    def here(self, sentence: int) -> float:
        """How surely somebody under care is spoken of in this very sentence."""
        if not 0 <= sentence < len(self.scene.settings):
            return 0.0
        return self._here[sentence]

    def subject(self, entity: Candidate) -> float:
        """How surely somebody under care is spoken of where the entity stands: in the sentence, beside it, in the
        text.
        """
        sentence = self.scene.sentence_of(entity)
        beside = max(self.here(sentence - 1), self.here(sentence + 1))
        case = _OF_CASE if self.scene.submission.context == "professional_case" and self.scene.has_health else 0.0
        return max(self.here(sentence), _NEIGHBOUR * beside, _ANYWHERE * self._anywhere, case)

    def apart(self, entity: Candidate) -> float:
        """What speaks against: an event, public knowledge, a reference, a time long past, or what the detector saw."""
        setting = self.setting(entity)
        weight = setting.event + 0.8 * setting.public + (1.2 if setting.history else 0.0)
        weight += 1.0 if setting.cites else 0.0
        weight += 1.0 if entity.hint in {"generic", "public"} else 0.0
        return weight

    def finding(self, entity: Candidate, weight: float, least: float) -> float:
        """The confidence of a finding whose weight must reach `least`: the entity's own, more with more weight.

        What falls short by little is a near miss: confident enough for a note, and for no more.
        """
        if self.scene.is_simulated or weight < least - _NEARLY:
            return 0.0
        if weight < least:
            return _NEAR_MISS
        return round(min(_SURE, max(_LEAST_SURE, entity.confidence + 0.15 * (weight - least))), 2)

    @cached_property
    def _anywhere(self) -> float:
        return max(self._here, default=0.0)

    @cached_property
    def _here(self) -> tuple[float, ...]:
        return tuple(self._of_sentence(index) for index in range(len(self.scene.settings)))

    def _of_sentence(self, index: int) -> float:
        setting = self.scene.settings[index]
        found = max(setting.subject, self.patients.get(index, 0.0))
        if setting.pronoun and self.scene.author != "patient":
            found = max(found, self._of_pronoun(index))
        return found

    def _of_pronoun(self, index: int) -> float:
        """Whom "he" or "she" means: who was spoken of last. With nobody before, most likely a patient if health is
        told.
        """
        for sentence in range(index, max(-1, index - _LOOKS_BACK - 1), -1):
            setting = self.scene.settings[sentence]
            if sentence in self.patients or setting.subject >= 0.5:
                return 0.85
            staff = setting.staff if sentence < index else setting.staff_first
            if sentence in self.others or (staff and not setting.health):
                return 0.1
        after = self.scene.around(index + 1)
        if after.subject >= 0.5 or index + 1 in self.patients:
            return 0.75
        return 0.55 if self.scene.has_health else 0.3


_NEARLY = 0.12
_NEAR_MISS = 0.42
_LEAST_SURE = 0.5
