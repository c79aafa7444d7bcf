"""What the sense says of an entity and what the hearing hears of it, as one: a fitted sum of both.

The hearing knows what words mean, the sense knows who is spoken of; each is right where the other doubts. How much each
counts for each rule is a table of some hundred numbers (`resources/speech/weighing.toml`), fitted by `lab/weighing.py`
on posts that neither had read. It belongs to the hearing that it was fitted with, and is fitted anew when that is
trained anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import GuardUnavailable
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.scene import Scene
from commonward.guard.text.speech import lists
from commonward.guard.text.speech.hearing import IDENTIFYING, Hearing
from commonward.guard.text.speech.reading import Setting
from commonward.guard.text.whose import sense

Floats = NDArray[np.float32]

#: What an entity may be: nobody's, or what breaks one of the rules of posts.
OUTCOMES: Final = ("", *sense.OF_POSTS)
_KINDS: Final = ("name", "location", "org", "date")
#: The rows of the table: what the sense says, what is heard at the entity and in its sentence, its kind, and one.
ROWS: Final = (
    *(f"sense {rule or 'nobody'}" for rule in sense.RULES),
    *(f"heard {rule}" for rule in IDENTIFYING),
    *(f"near {rule}" for rule in IDENTIFYING),
    *_KINDS,
    "always",
)
#: From this weighed share on an entity is somebody's who could be hurt.
LEAST: Final = 0.45
#: What the sense alone is so sure of stands: a name that slips through harms more than a draft that asks once more.
_STANDS: Final = 0.6
_KNOWS_THE_RULE: Final = 0.9  # of the sense; then its rule counts
_LEAST: Final = 1e-4  # a share is never surer than this, nor less sure


def is_heard(hearing: Hearing) -> bool:
    """Whether this hearing hears the identifiers that are weighed."""
    return hearing.identifying == IDENTIFYING


@dataclass(frozen=True, slots=True)
class Weighing:
    """The table: a row for each of `ROWS`, a column for each of `OUTCOMES`."""

    table: Floats = field(repr=False)

    def shares(self, scene: Scene, entities: Sequence[Candidate], sensed: Floats, hearing: Hearing) -> Floats:
        """For each entity the share of each of `sense.RULES`, of the shares that the sense gave them. The text is heard
        once, whoever asks.
        """
        logits = inputs(scene, entities, sensed, hearing) @ self.table
        logits -= logits.max(axis=1, keepdims=True)
        weighed = np.exp(logits)
        weighed /= weighed.sum(axis=1, keepdims=True)
        found = np.zeros_like(sensed)
        found[:, : len(OUTCOMES)] = _with_the_surest(weighed, sensed[:, : len(OUTCOMES)])
        return found


def _with_the_surest(weighed: Floats, sensed: Floats) -> Floats:
    """The weighed shares, where the sense is sure by what it says: it knows writing that the posts of the fit lack."""
    sure, share = 1 - sensed[:, :1], 1 - weighed[:, :1]
    raised = np.where(sure >= _STANDS, np.maximum(share, LEAST + 0.01), share)
    rules = np.where(sure >= _KNOWS_THE_RULE, sensed[:, 1:], weighed[:, 1:])
    rules = rules / np.maximum(rules.sum(axis=1, keepdims=True), _LEAST) * raised
    return np.concatenate((1 - raised, rules), axis=1).astype(np.float32)


def inputs(scene: Scene, entities: Sequence[Candidate], sensed: Floats, hearing: Hearing) -> Floats:
    """What is weighed of each entity, in the order of `ROWS`."""
    wording = scene.wording
    setting = Setting(scene.author, scene.submission.context, wording.document.language)
    heard = hearing.identifying_shares(wording, setting)
    rows = np.zeros((len(entities), len(ROWS)), dtype=np.float32)
    rows[:, -1] = 1
    count = sensed.shape[1]
    rows[:, :count] = _logits(sensed)
    of_sentence: dict[int, Floats] = {}
    for row, entity in zip(rows, entities, strict=True):
        first, last = scene.span(entity)
        first = max(0, min(first, len(wording.words) - 1))
        number = wording.words[first].sentence
        if number not in of_sentence:
            sentence = wording.sentences[number]
            of_sentence[number] = _logits(heard[sentence.first : sentence.last].max(axis=0))
        row[count : count + len(IDENTIFYING)] = _logits(heard[first : max(last, first + 1)].max(axis=0))
        row[count + len(IDENTIFYING) : count + 2 * len(IDENTIFYING)] = of_sentence[number]
        row[_PLACE_OF[entity.kind]] = 1
    return rows


def _logits(shares: Floats) -> Floats:
    clipped = np.clip(shares, _LEAST, 1 - _LEAST)
    logits: Floats = np.log(clipped / (1 - clipped))
    return logits


_PLACE_OF: Final = {kind: ROWS.index(kind.value.lower()) for kind in sense.JUDGED}


@lru_cache(maxsize=1)
def load() -> Weighing:
    """The table that ships with the guard. Raises GuardUnavailable when it is missing, altered or of another form."""
    told = lists.load()["weighing"]
    rows = told["rows"]
    if told["outcomes"] != list(OUTCOMES) or tuple(rows) != ROWS:
        raise GuardUnavailable("weighing.toml was made for another version of the guard. Install the guard again.")
    return Weighing(np.array([rows[name] for name in ROWS], dtype=np.float32))
