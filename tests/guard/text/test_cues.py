"""What asks first never says no where the pattern would say yes."""

import gc
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard import Guard
from commonward.guard.text import cues, document, scan
from commonward.guard.text.cues import Cue, loosened
from commonward.guard.text.which import Searchable, Which

DATA = Path(__file__).resolve().parents[1] / "data"


def _texts() -> Iterator[str]:
    for path in sorted(DATA.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]


@pytest.fixture(scope="module")
def every() -> list[Cue]:
    """All cues of the rules."""
    Guard()
    found = [one for one in gc.get_objects() if type(one) is Cue]
    assert len(found) > 15
    return found


def test_no_cue_is_missed_in_any_text_that_we_have(every: list[Cue]) -> None:
    matched = 0
    for text in _texts():
        read = document.read(text)
        for cue in every:
            for told in (read.text, read.view.decode("ascii")):
                if cue.pattern.search(told):
                    matched += 1
                    assert cue.may_be_in(read), cue.pattern.pattern[:80]
    assert matched > 100


def test_no_family_of_identifiers_is_missed() -> None:
    for text in _texts():
        read = document.read(text)
        asked = {lane.name: numbers for lane, numbers in scan._asked(read.view)}
        for lane in scan.lanes():
            with_all = list(lane.run(read, range(len(lane.patterns))))
            assert with_all == list(lane.run(read, asked.get(lane.name, ())))


@given(st.text(alphabet="the patient's voice ú–\n.1A", max_size=60))
def test_nor_in_texts_of_chance(text: str) -> None:
    read = document.read(text)
    for cue in (Cue(r"\bthe (?!a)\w+"), Cue(r"(?<!p)atient\b"), Cue(r"voice$"), Cue(r"^the"), Cue(r"[uú]\b")):
        if cue.pattern.search(read.text) or cue.pattern.search(read.view.decode("ascii")):
            assert cue.may_be_in(document.read(text))


@pytest.mark.parametrize(
    ("pattern", "loose"),
    [
        (r"a(?!b)c", "ac"),
        (r"(?<![a)])b", "b"),
        (r"(?P<x>é|ß)$", "(?:e|s)"),
        (r"^\bpt[]^$]\Z", r"\bpt[]^$]"),
        (r"a(?=(b|[)])c)?d", "ad"),
    ],
)
def test_a_loosened_pattern_leaves_out_what_the_automaton_does_not_know(pattern: str, loose: str) -> None:
    assert loosened(pattern) == loose


def test_a_reference_to_a_group_is_refused() -> None:
    with pytest.raises(ValueError, match="group"):
        loosened(r"(a)\1")


def test_a_pattern_too_large_for_its_memory_may_match_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonward.guard.text.which._MEMORY", 6_000)
    patterns = [r"(?:\w+ ){5}x", r"a{1,200}b{1,200}c"]
    told = b"one two three four five six seven eight " * 200
    assert Which(patterns)(told) == [1]
    assert Which(patterns)(b"one two three four five x") == [0, 1]
    assert Which(patterns[1:])(told) == [0]
    assert Which(patterns)(b"") == []


def test_patterns_without_any_letters_of_their_own_are_asked_too() -> None:
    assert Which([r"\d\d", r"[^a]$"])(b"in 12") == [0, 1]
    assert Which([])(b"in 12") == []


def test_a_document_is_asked_once() -> None:
    read = document.read("Her voice was recorded.")
    assert read.cues is read.cues
    assert cues.cues_in(b"") == frozenset()
    assert re.search("voice", read.text)


def test_patterns_in_families_are_told_by_letters_or_together() -> None:
    searchable = Searchable([[r"\bmrn (\d+)", r"(\d{4})"], [r"(#\d)"], [r"(word)"]])
    assert searchable(b"in 1999 a word") == {0: [1], 2: [0]}
    assert searchable(b"MRN #7") == {0: [0], 1: [0]}
    assert searchable(b"") == searchable(b"nothing") == {}
    assert [[one.groups for one in family] for family in searchable.patterns()] == [[1, 1], [1], [1]]
