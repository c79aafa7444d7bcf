"""What a network hears of identifiers stands beside what was found: it adds, it doubts, and it says nothing twice."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from commonward.guard.contract import Context, Kind, Submission
from commonward.guard.text import document, subject
from commonward.guard.text.candidate import Breach, Candidate
from commonward.guard.text.fixes import Mending
from commonward.guard.text.scene import read_scene
from commonward.guard.text.speech import identifying
from commonward.guard.text.speech.hearing import IDENTIFYING, Hearing
from commonward.guard.text.speech.reading import Setting
from commonward.guard.text.words import Wording, read_words


@dataclass
class Hears(Hearing):
    """Hears these words of a text as these identifiers, and nothing else; of all others it is a little unsure."""

    told: dict[str, str]
    unsure: float = 0.2
    asked: int = 0
    digest: str = "hears"
    rules: tuple[str, ...] = ()
    identifying: tuple[str, ...] = IDENTIFYING
    lines: NDArray[np.float32] = field(default_factory=lambda: np.full(len(IDENTIFYING), 0.6, dtype=np.float32))

    def read(self, wording: Wording, setting: Setting) -> NDArray[np.float32]:
        self.asked += 1
        shares = np.full((len(wording.words), len(IDENTIFYING)), self.unsure, dtype=np.float32)
        text = wording.document.original
        for words, rule in self.told.items():
            start = text.index(words)
            for place, word in enumerate(wording.words):
                if word.start < start + len(words) and word.end > start:
                    shares[place, IDENTIFYING.index(rule)] = 0.9
        return shares


def found(
    text: str, hearing: Hearing, *entities: Candidate, context: Context = "closed_group"
) -> list[tuple[str, str]]:
    breaches = judged(text, hearing, *entities, context=context)
    return [(one.rule, text[one.start : one.end]) for one in breaches]


def judged(text: str, hearing: Hearing, *entities: Candidate, context: Context = "closed_group") -> list[Breach]:
    submission = Submission(text, context=context, author="professional", language="en")
    return subject.judge(document.read(text, "en"), entities, submission, hearing)


STORY = "We had him in again. He has wound the clocks of both churches all his life, and it is the heart."
CLOCKS = "wound the clocks of both churches all his life"


def test_what_only_the_network_hears_is_found_and_can_be_mended() -> None:
    (breach,) = judged(STORY, Hears({CLOCKS: "phi.indirect"}))
    assert (breach.rule, STORY[breach.start : breach.end]) == ("phi.indirect", CLOCKS)
    assert breach.confidence > 0.5
    assert breach.fixes


def test_a_name_of_no_list_is_a_finding_with_a_role_in_its_place() -> None:
    text = "brisenda had her scan and the lump is gone, we cried."
    (breach,) = judged(text, Hears({"brisenda": "phi.name"}))
    assert (breach.rule, text[breach.start : breach.end]) == ("phi.name", "brisenda")
    assert [edit.text for edit in breach.fixes[0].edits] == ["One of our patients"]


def test_nothing_is_said_twice() -> None:
    text = "Our patient Mrs Ferriman in bed 4 had her scan."
    name = Candidate(
        text.index("Ferriman"), text.index("Ferriman") + 8, Kind.NAME, "phi.name", 0.97, "tagger", "patient"
    )
    told = [one for one in found(text, Hears({"Mrs Ferriman": "phi.name"}), name) if one[0] == "phi.name"]
    assert told == [("phi.name", "Ferriman")]


@pytest.mark.parametrize(
    ("confidence", "unsure", "is_kept"),
    [(0.6, 0.2, True), (0.6, 0.01, False), (0.9, 0.01, True)],
    ids=["heard a little", "hardly found and not heard", "surely found"],
)
def test_only_what_was_hardly_found_is_taken_back(confidence: float, unsure: float, is_kept: bool) -> None:
    text = "A quiet walk is good. Mrs Ferriman thinks so too."
    start = text.index("Ferriman")
    submission = Submission(text, context="closed_group", author="professional", language="en")
    scene = read_scene(read_words(document.read(text, "en")), submission, "professional", ())
    breach = Breach("phi.name", start, start + 8, confidence)
    left = identifying.heard([breach], scene, Mending(scene), Hears({}, unsure=unsure))
    assert (breach in left) is is_kept


@pytest.mark.parametrize(
    ("context", "rule", "is_found"),
    [
        ("care_conversation", "phi.third-party", True),
        ("care_conversation", "phi.indirect", False),
        ("closed_group", "phi.third-party", False),
        ("closed_group", "phi.indirect", True),
    ],
)
def test_in_care_only_another_patient_is_a_finding(context: Context, rule: str, is_found: bool) -> None:
    assert ((rule, CLOCKS) in found(STORY, Hears({CLOCKS: rule}), context=context)) is is_found


def test_a_text_is_read_once_for_rules_and_identifiers() -> None:
    hearing = Hears({})
    read = document.read(STORY, "en")
    submission = Submission(STORY, context="closed_group", author="professional", language="en")
    for _ in range(2):
        subject.judge(read, (), submission, hearing)
    assert hearing.asked == 1


def test_words_over_and_over_are_not_read() -> None:
    hearing = Hears({})
    assert found("name " * 2000, hearing) == []
    assert hearing.asked == 0


def test_a_sentence_that_tells_too_much_is_taken_out_whole() -> None:
    told = "He wound the clocks of both churches all his life"
    text = f"Long night. {told}. Now it is his heart."
    (breach,) = judged(text, Hears({told: "phi.indirect"}))
    [edit] = breach.fixes[0].edits
    assert text[: edit.start] + edit.text + text[edit.end :] == "Long night. Now it is his heart."


def test_a_sentence_that_is_all_there_is_is_told_of_somebody() -> None:
    told = "He wound the clocks of both churches all his life"
    (breach,) = judged(f"{told}.", Hears({told: "phi.indirect"}))
    assert breach.fixes[0].label == "Leave this out"


def test_a_phrase_that_is_not_heard_at_all_singles_nobody_out_and_one_that_adds_up_by_count_does() -> None:
    text = "A quiet walk is good. The man with the harp thinks so too."
    start = text.index("The man")
    submission = Submission(text, context="closed_group", author="professional", language="en")
    scene = read_scene(read_words(document.read(text, "en")), submission, "professional", ())
    phrase = Breach("phi.indirect", start, len(text), 0.7)
    counted = phrase._replace(reason="Between 2 and 20 people fit.")
    assert identifying.heard([phrase, counted], scene, Mending(scene), Hears({}, unsure=0.01)) == [counted]
    assert identifying.heard([phrase], scene, Mending(scene), Hears({}, unsure=0.4, digest="unsure")) == [phrase]


def test_what_was_weighed_already_is_neither_doubted_nor_added_again() -> None:
    text = "A quiet walk is good. Mrs Ferriman thinks so too."
    start = text.index("Ferriman")
    name = Candidate(start, start + 8, Kind.NAME, "phi.name", 0.97, "tagger")
    submission = Submission(text, context="closed_group", author="professional", language="en")
    scene = read_scene(read_words(document.read(text, "en")), submission, "professional", (name,))
    breach = Breach("phi.name", start, start + 8, 0.6)
    silent, loud = Hears({}, unsure=0.01), Hears({"Ferriman": "phi.name"}, digest="loud")
    assert identifying.heard([breach], scene, Mending(scene), silent, {name}) == [breach]
    assert identifying.heard([], scene, Mending(scene), loud, {name}) == []
    assert [one.rule for one in identifying.heard([], scene, Mending(scene), loud)] == ["phi.name"]
