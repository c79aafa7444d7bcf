"""Near-copies of others' texts: what is taken, what only shares a subject, and what is quoted."""

import json
from pathlib import Path

import pytest

from commonward.guard import Guard, Submission
from commonward.guard.text.copies import Reference, ReferenceError

OWN = (
    "Dry skin in winter is no disease. The heating takes the water out of the air, and long hot showers wash the fat "
    "out of the skin. Wash with lukewarm water, pat yourself dry, and rub in a plain cream within three minutes, while "
    "the skin is still a little damp. Wool scratches, so wear cotton beneath it. If the skin cracks and bleeds, or if "
    "it itches so much that you cannot sleep, show it to somebody."
)
REVISED = OWN.replace("winter", "the cold months").replace("scratches", "itches").replace("a plain", "some plain")
SAME_SUBJECT = (
    "When it freezes outside, my hands get rough. I stopped taking baths and bought a humidifier for the bedroom. At "
    "night I put on a thick layer of ointment and cotton gloves. My nurse told me that soap makes it worse and that I "
    "should drink enough. After two weeks the little cracks had healed."
)


@pytest.fixture
def reference() -> Reference:
    made = Reference()
    made.add("leaflet", OWN)
    return made


@pytest.fixture
def guard(reference: Reference) -> Guard:
    return Guard(reference=reference)


def taken(guard: Guard, text: str, author: str = "professional") -> list[tuple[int | None, int | None]]:
    report = guard.check(Submission(text, context="public_post", author=author))  # type: ignore[arg-type]
    return [(one.start, one.end) for one in report.findings if one.rule == "attribution.uncredited"]


def test_a_copy_and_a_light_revision_are_found(guard: Guard) -> None:
    assert taken(guard, OWN) == [(0, len(OWN) - 1)]
    assert len(taken(guard, REVISED)) == 1


def test_an_answer_of_ones_own_on_the_same_subject_is_not(guard: Guard) -> None:
    assert taken(guard, SAME_SUBJECT) == []


def test_a_copied_passage_in_a_text_of_ones_own_is_found_where_it_stands(guard: Guard) -> None:
    text = f"{SAME_SUBJECT} {SAME_SUBJECT.replace('my', 'our')} {OWN} Thanks for reading, and see you at the market."
    ((start, end),) = taken(guard, text)
    assert start is not None
    assert end is not None
    assert text.index(OWN) - 80 <= start < end <= text.index(OWN) + len(OWN) + 80


def test_a_quotation_with_a_credit_is_fine(guard: Guard) -> None:
    assert taken(guard, f"As the skin clinic's leaflet says: “{OWN}” (2024)") == []


def test_patients_may_tell_their_story_twice(guard: Guard) -> None:
    assert taken(guard, OWN, author="patient") == []


def test_a_reference_file_with_a_wrong_line_says_which(tmp_path: Path) -> None:
    file = tmp_path / "reference.jsonl"
    file.write_text(json.dumps({"id": 1, "text": OWN}) + "\n\nno json\n", encoding="utf-8")
    with pytest.raises(ReferenceError, match="Line 3"):
        Reference.of_file(file)
    file.write_text(json.dumps({"id": 1, "text": 5}), encoding="utf-8")
    with pytest.raises(ReferenceError, match="no text"):
        Reference.of_file(file)
    with pytest.raises(ReferenceError, match="cannot be read"):
        Reference.of_file(tmp_path / "none.jsonl")


def test_a_reference_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "reference.jsonl"
    file.write_text(json.dumps({"id": "a", "text": OWN}) + "\n", encoding="utf-8")
    assert [copy.source for copy in Reference.of_file(file).copies(REVISED)] == ["a"]
