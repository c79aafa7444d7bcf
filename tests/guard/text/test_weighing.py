"""What is sensed and what is heard of an entity are weighed together, by a table of a certain form."""

import numpy as np
import pytest
from numpy.typing import NDArray

from commonward.guard.contract import GuardUnavailable, Kind, Submission
from commonward.guard.lab import weighing as fitting
from commonward.guard.text import document
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.scene import Scene, read_scene
from commonward.guard.text.speech import lists
from commonward.guard.text.speech.hearing import IDENTIFYING, Hearing
from commonward.guard.text.speech.reading import Setting
from commonward.guard.text.whose import sense, weighing
from commonward.guard.text.words import Wording, read_words

TEXT = "Ferriman came by. The rest of us had tea."
NAME = Candidate(0, 8, Kind.NAME, "phi.name", 0.9, "tagger")


class Says(Hearing):
    """Hears one share of one identifier in every word."""

    rules = ()
    identifying = IDENTIFYING
    lines = np.full(len(IDENTIFYING), 0.6, dtype=np.float32)

    def __init__(self, rule: str, share: float) -> None:
        self.rule, self.share, self.digest = rule, share, f"{rule} {share}"

    def read(self, wording: Wording, setting: Setting) -> NDArray[np.float32]:
        shares = np.full((len(wording.words), len(IDENTIFYING)), 0.01, dtype=np.float32)
        shares[:, IDENTIFYING.index(self.rule)] = self.share
        return shares


def scene() -> Scene:
    submission = Submission(TEXT, context="closed_group", author="professional", language="en")
    return read_scene(read_words(document.read(TEXT, "en")), submission, "professional", (NAME,))


def weighed(sensed_name: float, hearing: Hearing) -> NDArray[np.float32]:
    """The shares of the name, of whom the sense said that it is a patient's so surely."""
    sensed = np.full((1, len(sense.RULES)), 0.002, dtype=np.float32)
    sensed[0, :2] = 1 - sensed_name, sensed_name
    found: NDArray[np.float32] = weighing.load().shares(scene(), [NAME], sensed, hearing)[0]
    return found


def test_what_both_say_is_said_and_what_both_deny_is_not() -> None:
    assert weighed(0.95, Says("phi.name", 0.98))[1] > 0.8
    assert weighed(0.05, Says("phi.name", 0.01))[0] > 0.8


def test_each_counts() -> None:
    sure = weighed(0.95, Says("phi.name", 0.98))[1]
    assert weighed(0.95, Says("phi.name", 0.01))[1] < sure
    assert weighed(0.05, Says("phi.name", 0.98))[1] < sure


def test_what_is_heard_as_a_place_is_rather_a_place() -> None:
    as_name, as_place = weighed(0.8, Says("phi.name", 0.98)), weighed(0.8, Says("phi.geo", 0.98))
    assert as_place[2] > as_name[2]


def test_what_the_sense_is_sure_of_stands_unless_nothing_is_heard_that_fits() -> None:
    assert 1 - weighed(0.8, Says("phi.name", 0.3))[0] >= weighing.LEAST
    assert 1 - weighed(0.97, Says("phi.other-id", 0.001))[0] < 1 - weighed(0.97, Says("phi.name", 0.9))[0]


def test_the_rule_is_that_of_a_sense_that_is_sure() -> None:
    found = weighed(0.97, Says("phi.geo", 0.9))
    assert 1 - found[0] >= weighing.LEAST
    assert found[1:].argmax() == 0


def test_shares_add_up_to_one_and_there_is_none_of_another_patient() -> None:
    found = weighed(0.5, Says("phi.date", 0.4))
    assert found.sum() == pytest.approx(1, abs=1e-4)
    assert found[-1] == 0


def test_a_hearing_without_identifiers_is_not_weighed() -> None:
    hearing = Says("phi.name", 0.9)
    assert weighing.is_heard(hearing)
    hearing.identifying = ()
    assert not weighing.is_heard(hearing)


def test_a_table_of_another_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    told = lists.load()["weighing"]
    other = {**told, "rows": dict(list(told["rows"].items())[1:])}
    monkeypatch.setattr(lists, "load", lambda: {"weighing": other})
    weighing.load.cache_clear()
    try:
        with pytest.raises(GuardUnavailable, match="weighing"):
            weighing.load()
    finally:
        weighing.load.cache_clear()


def test_the_fit_finds_what_tells_outcomes_apart() -> None:
    rows = np.zeros((60, len(weighing.ROWS)))
    rows[:, -1] = 1
    rows[:30, 1], rows[30:, 2] = 3.0, 3.0
    outcomes = np.repeat([1, 2], 30)
    found = fitting.shares(rows, fitting.fit(rows, outcomes))
    assert (found.argmax(axis=1) == outcomes).all()
