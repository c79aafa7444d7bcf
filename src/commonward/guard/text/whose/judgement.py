"""The judgement of names, places, bodies and dates: rules of thumb, and a sense that weighs them with all the rest.

The sense decides whose an entity is; who is known to the platform and a patient who is made up stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.lexicons import GREETING
from commonward.guard.text.scene import Scene
from commonward.guard.text.speech.hearing import Hearing
from commonward.guard.text.whose import plain, sense, weighing
from commonward.guard.text.whose.moments import tells_little, tells_no_day
from commonward.guard.text.whose.persons import Person, Told
from commonward.guard.text.whose.places import belongs_there, names_a_place
from commonward.guard.text.whose.tie import Tie

Floats = NDArray[np.float32]

_NONE: Final[Floats] = np.zeros((0, len(sense.RULES)), dtype=np.float32)
#: From this share on an entity is somebody's who could be hurt, by its kind; chosen on posts that training did not see.
LEAST: Final = {Kind.NAME: 0.68, Kind.LOCATION: 0.58, Kind.ORG: 0.62, Kind.DATE: 0.58}
#: Of the names that patients and families write, few are colleagues'.
LEAST_OF_SIDE: Final = {**LEAST, Kind.NAME: 0.63}
#: With the hearing: the same for all, fitted shares mean what they say.
LEAST_WEIGHED: Final = dict.fromkeys(LEAST, weighing.LEAST)
LEAST_IN_CARE: Final = 0.55
LEAST_IN_CARE_OF_SIDE: Final = 0.7  # patients and families name their own people more often
_SAID_SO: Final = 0.5  # so much less is enough where the rules of thumb say so, too
#: So much below it is a near miss, for a note.
_NEARLY: Final = 0.06
_NEARLY_WEIGHED: Final = 0.05
_NEAR_MISS: Final = 0.42
_NAMESAKE: Final = 0.4  # with less, a mention is another person's of the same name
_GREETED: Final = 4  # words after the greeting
_LEAST_SURE: Final = 0.5
_SURE: Final = 0.98
_RULE_OF: Final = {Kind.NAME: "phi.name", Kind.DATE: "phi.date"}  # of what is said in so many words


class Verdict(NamedTuple):
    """The rule that an entity breaks, and how sure we are; 0 when it breaks none. `share`: what the sense gave it."""

    rule: str
    confidence: float
    share: float = 0.0


@dataclass(frozen=True)
class Judgement:
    """Verdicts on the entities of a text by their place, and its persons. `weighed`: where the hearing had its say."""

    verdicts: Mapping[Candidate, Verdict] = field(repr=False)
    persons: tuple[Person, ...] = field(repr=False)
    weighed: frozenset[Candidate] = field(default=frozenset(), repr=False)


def judge(tie: Tie, persons: Sequence[Person], hearing: Hearing | None = None) -> Judgement:
    """Whose the entities are. `persons` are those of the rules of thumb; `hearing`: what the text is heard by, too."""
    entities, shares = sensed(tie, persons)
    if not entities:
        return Judgement({}, tuple(persons))
    least, nearly = LEAST_OF_SIDE if tie.scene.by_patient_side else LEAST, _NEARLY
    if hearing is not None and weighing.is_heard(hearing):
        shares = weighing.load().shares(tie.scene, entities, shares, hearing)
        least, nearly = LEAST_WEIGHED, _NEARLY_WEIGHED
    verdicts = {
        one: _tempered(tie.scene, one, _verdict(tie.scene, one, row, least[one.kind], nearly))
        for one, row in zip(entities, shares.tolist(), strict=True)
    }
    settled = tuple(person if person.is_known else _settled(tie.scene, person, verdicts) for person in persons)
    named = {mention for person in settled for mention in person.mentions}
    rest = {one: said for one, said in verdicts.items() if one not in named}
    return Judgement(rest, settled, frozenset(entities) if least is LEAST_WEIGHED else frozenset())


def sensed(tie: Tie, persons: Sequence[Person]) -> tuple[Sequence[Candidate], Floats]:
    """The entities that are judged, and what the sense says of each: the shares of `sense.RULES`."""
    known = {mention for person in persons if person.is_known for mention in person.mentions}
    entities = [one for one in tie.scene.entities if one not in known and _is_judged(tie.scene, one)]
    if not entities or tie.scene.is_simulated:
        return (), _NONE
    told = dict(said for person in persons for said in person.told())
    return entities, sense.load().shares(tie, entities, told)


def others_in_care(tie: Tie, names: Sequence[Candidate], told: Mapping[Candidate, Told]) -> Mapping[Candidate, float]:
    """How sure we are of each name in a message of care that it is another patient's; 0 when it is not."""
    if not names:
        return {}
    shares = sense.load().shares(tie, names, told)
    found = {}
    for one, row in zip(names, shares.tolist(), strict=True):
        least = (LEAST_IN_CARE_OF_SIDE if tie.scene.by_patient_side else LEAST_IN_CARE) - (
            _SAID_SO if told[one].confidence else 0.0
        )
        found[one] = _confidence(row[-1], least) if row[-1] >= least else 0.0
    return found


def _is_judged(scene: Scene, entity: Candidate) -> bool:
    """Whether it could be a finding at all: no year, no state, no "some weeks ago"."""
    if entity.kind is Kind.DATE and tells_no_day(scene, entity):
        return False
    return entity.kind in sense.JUDGED and (bool(entity.rule) or entity.kind is Kind.ORG)


def _settled(scene: Scene, person: Person, verdicts: Mapping[Candidate, Verdict]) -> Person:
    """The person with the verdict on their surest mention.

    What is rather a place or a body is none of theirs; nor is a mention that is clearly somebody else's: "Goran in 7B
    went home; Goran from the pharmacy brought samosas". Whoever is greeted by a patient's name may be that patient.
    """
    named = tuple(one for one in person.mentions if verdicts[one].rule == "phi.name" or not verdicts[one].confidence)
    sure = max((verdicts[one].confidence for one in named), default=0.0)
    if sure:
        named = tuple(one for one in named if verdicts[one].share >= _NAMESAKE or _is_greeted(scene, one))
    return replace(person, mentions=named, confidence=sure)


def _is_greeted(scene: Scene, mention: Candidate) -> bool:
    first, _last = scene.span(mention)
    words = scene.wording.words
    if first >= len(words):
        return False
    opener = scene.wording.sentences[words[first].sentence].first
    return first - opener <= _GREETED and bool(words[opener].marks & GREETING)


def _tempered(scene: Scene, entity: Candidate, verdict: Verdict) -> Verdict:
    if entity.kind is Kind.DATE and verdict.confidence > _NEAR_MISS and tells_little(scene, entity):
        return verdict._replace(confidence=_NEAR_MISS)
    if entity.kind is Kind.NAME and verdict.confidence and names_a_place(scene, entity):
        verdict = verdict._replace(rule="phi.geo")
    if verdict.rule == "phi.geo" and verdict.confidence and belongs_there(scene, entity):
        return verdict._replace(rule="phi.affiliation")
    return verdict


def _verdict(scene: Scene, entity: Candidate, shares: Sequence[float], least: float, nearly: float) -> Verdict:
    said = plain.least(scene, entity)
    share = max(said, 1 - shares[0])
    if said:
        return Verdict(_RULE_OF[entity.kind], max(said, _confidence(share, least, nearly)), share)
    rule = sense.OF_POSTS[max(range(len(sense.OF_POSTS)), key=lambda place: shares[place + 1])]
    return Verdict(rule, _confidence(share, least, nearly), share)


def _confidence(share: float, least: float, nearly: float = _NEARLY) -> float:
    """The confidence of a finding with this share: from a half where it is just enough; that of a note just below."""
    if share < least - nearly:
        return 0.0
    if share < least:
        return _NEAR_MISS
    return round(_LEAST_SURE + (share - least) / (1 - least) * (_SURE - _LEAST_SURE), 2)
