"""What the rules of thumb say of one entity, as numbers: the first half of what `sense` weighs.

Training and run time share this; a change asks for a new model (`CLUES` says how many there are).
"""

from collections.abc import Mapping
from typing import Final

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.whose import moments, places
from commonward.guard.text.whose.persons import Told
from commonward.guard.text.whose.tie import Tie

_AUTHORS: Final = ("professional", "student", "family", "patient", "organisation")
_CONTEXTS: Final = ("public_post", "closed_group", "care_conversation", "professional_case", "direct_message")
_NO_AUTHOR: Final = (0.0,) * len(_AUTHORS)
_ONE_AUTHOR: Final = {one: tuple(float(one == other) for other in _AUTHORS) for one in _AUTHORS}
_ONE_CONTEXT: Final = {one: tuple(float(one == other) for other in _CONTEXTS) for one in _CONTEXTS}
_LONG: Final = 600  # characters; a longer text is as long
CLUES: Final = 47


def clues_of(tie: Tie, entity: Candidate, told: Mapping[Candidate, Told]) -> list[float]:
    """The clues to whose an entity is, always in the same order. `told`: what is already said of the names."""
    scene = tie.scene
    sentence = scene.sentence_of(entity)
    found = [
        *_ONE_AUTHOR.get(scene.author, _NO_AUTHOR),
        *_ONE_CONTEXT[scene.submission.context],
        float(scene.wording.document.language == "es"),
        entity.confidence,
        float(entity.origin == "network"),
        float(entity.hint == "patient"),
        float(entity.hint == "clinician"),
        float(entity.hint in ("public", "generic", "author")),
        float(bool(entity.rule)),
        float(entity.rule == "phi.geo"),
        float(entity.rule == "phi.affiliation"),
        float(scene.has_health),
        float(scene.is_clinical),
        scene.subject,
        scene.event,
        float(scene.is_transcript),
        tie.here(sentence),
        tie.subject(entity),
        tie.apart(entity),
        tie.here(sentence - 1),
        tie.here(sentence + 1),
        *map(float, scene.around(sentence)),
        min(len(scene.wording.document.original), _LONG) / _LONG,
        float(sentence == 0),
    ]
    if entity.kind is Kind.NAME:
        sure, patient, other = told.get(entity, _NOTHING)
        return [*found, sure, patient, other, patient - other]
    return [*found, _at_first(tie, entity), 0.0, 0.0, 0.0]


def _at_first(tie: Tie, entity: Candidate) -> float:
    """What the rules of thumb alone would say of a place, a body or a date."""
    if entity.kind is Kind.DATE:
        return moments.date_confidence(tie, entity)
    return places.place_confidence(tie, entity) if entity.rule == "phi.geo" else places.body_confidence(tie, entity)


_NOTHING: Final = Told(0.0, 0.0, 0.0)
