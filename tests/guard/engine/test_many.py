"""Many texts asked at once: the answers of one after another, in order, whatever stands beside a text."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonward.guard import Entity, Guard, InputTooLarge

EXAMPLES = [
    json.loads(line)["text"]
    for line in Path(__file__).parents[1].joinpath("data", "examples.jsonl").read_text(encoding="utf-8").splitlines()
]
LONG = "\n\n".join(EXAMPLES)

texts = st.one_of(
    st.sampled_from(EXAMPLES),
    st.text(max_size=60),
    st.tuples(st.integers(0, len(LONG)), st.integers(0, 400)).map(lambda cut: LONG[cut[0] : cut[0] + cut[1]]),
)


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def hold_the_same(together: Sequence[Sequence[Entity]], alone: Sequence[Sequence[Entity]]) -> None:
    """The same entities at the same places. The sum of many products differs in its last digits with their order."""
    assert [[(one.kind, one.start, one.end, one.rule) for one in found] for found in together] == [
        [(one.kind, one.start, one.end, one.rule) for one in found] for found in alone
    ]
    sure = [one.confidence for found in together for one in found]
    assert sure == pytest.approx([one.confidence for found in alone for one in found], abs=0.002)


@settings(max_examples=15)
@given(some=st.lists(texts, max_size=8))
def test_texts_asked_together_are_answered_as_each_alone(guard: Guard, some: list[str]) -> None:
    hold_the_same(guard.entities_of_many(some), [guard.entities(text) for text in some])


@pytest.mark.slow
def test_more_texts_than_one_load_and_one_longer_than_a_window_are_answered_as_each_alone(guard: Guard) -> None:
    some = [*EXAMPLES, LONG, "", *EXAMPLES, "Mrs. Ferriman"]
    hold_the_same(guard.entities_of_many(some), [guard.entities(text) for text in some])


def test_the_language_holds_for_all_of_them(guard: Guard) -> None:
    some = ["Mi paciente Lourdes Iriarte caminó hoy.", "Lourdes Iriarte"]
    hold_the_same(guard.entities_of_many(some, language="es"), [guard.entities(text, language="es") for text in some])


def test_one_text_that_is_too_long_refuses_them_all(guard: Guard) -> None:
    with pytest.raises(InputTooLarge):
        guard.entities_of_many(["Mrs. Ferriman walked out.", "a" * 1_100_000])
