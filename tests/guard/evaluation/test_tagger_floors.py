"""How well entities are found in texts of frames that training never saw. These floors only rise.

The texts come from the grammar of `guard/lab` with a seed of their own, so everybody can make them; scores on open data
are in docs/guard-tagger.md.
"""

import tomllib
from pathlib import Path

import pytest

from commonward.guard import Guard
from commonward.guard.evaluation.corpus import Mark
from commonward.guard.evaluation.spans import SpanScore
from commonward.guard.lab.generate import Generator

FLOORS = tomllib.loads(Path(__file__).with_name("tagger_floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


@pytest.mark.slow
@pytest.mark.parametrize("language", sorted(FLOORS))
def test_scores_do_not_fall(guard: Guard, language: str) -> None:
    floors = FLOORS[language]
    score = SpanScore(frozenset(floors) - {"any"}, {})
    for text in Generator(20_270, held_out=True, languages=(language,)).texts(300):
        found = [
            Mark(entity.kind.value, entity.start, entity.end)
            for entity in guard.entities(text.text, language=language)
            if entity.start is not None and entity.end is not None
        ]
        score.add(text.text, [Mark(span.kind, span.start, span.end) for span in text.spans], found)
    measures = score.measures()
    fallen = {
        f"{kind}.{measure}": (round(measures[f"character.{kind}.{measure}"], 3), floor)
        for kind, floor_of in floors.items()
        for measure, floor in floor_of.items()
        if measures[f"character.{kind}.{measure}"] < floor
    }
    assert fallen == {}
