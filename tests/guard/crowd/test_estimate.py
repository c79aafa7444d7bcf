"""How many people fit a story: fifty cases against a calculation by hand, and what must hold for all."""

import math
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard.text import crowd
from commonward.guard.text.crowd import Fact, Figures, Town

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
FACTOR = 3.0


@pytest.fixture(scope="module")
def figures() -> Figures:
    return crowd.load()


def town(figures: Figures, name: str, country: str, region: str) -> Town:
    return next(one for one in figures.towns(name) if (one.country, one.region) == (country, region))


def fact(figures: Figures, place: Town, said: str) -> Fact:
    kind, _, words = said.partition(" ")
    made = {
        "age": lambda: crowd.age(figures, int(words), place.country),
        "sex": lambda: crowd.sex(words),
        "occupation": lambda: crowd.occupation(figures, words),
        "condition": lambda: crowd.condition(figures, words),
        "role": lambda: crowd.only_one(place, for_each=int(words)),
    }[kind]()
    assert made is not None, said
    return made


def test_there_are_fifty() -> None:
    assert len(CASES) == 50


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['place'][0]}: {', '.join(case['facts'])}")
def test_within_a_factor_of_three_of_a_calculation_by_hand(figures: Figures, case: dict[str, list[str]]) -> None:
    place = town(figures, *case["place"])
    hand = max(1.0, math.prod(map(float, case["hand"])))
    found = crowd.estimate(figures, place, [fact(figures, place, said) for said in case["facts"]])
    assert hand / FACTOR <= found.people.middle <= hand * FACTOR, f"{hand:.1f} by hand, {found.people}"
    low, high = found.people.rounded
    assert low <= found.people.low <= found.people.high <= high


def test_the_removal_that_helps_most_is_the_rarest_fact(figures: Figures) -> None:
    place = town(figures, "boone", "US", "NC")
    facts = [fact(figures, place, said) for said in ("sex man", "condition cystic fibrosis", "age 30")]
    assert crowd.estimate(figures, place, facts).best_removal is facts[1]


def test_a_woman_in_a_town_is_one_of_many(figures: Figures) -> None:
    place = town(figures, "bangor", "US", "ME")
    found = crowd.estimate(figures, place, [fact(figures, place, "sex woman")])
    assert not found.is_small
    assert crowd.in_words(found)[2] == 32_000


def test_the_only_harpist_is_known(figures: Figures) -> None:
    place = town(figures, "camden", "US", "ME")
    found = crowd.estimate(figures, place, [fact(figures, place, "occupation harpist")])
    assert found.is_small
    assert crowd.in_words(found) == (1, 1, 3600)


@given(
    people=st.integers(500, 9_000_000),
    shares=st.lists(st.tuples(st.floats(1e-7, 1.0), st.floats(1.0, 20.0)), max_size=6),
)
def test_more_facts_never_make_a_larger_crowd(people: int, shares: list[tuple[float, float]]) -> None:
    place = Town("somewhere", "US", "ME", people)
    facts = [
        Fact(crowd.FactKind.OTHER, crowd.Share(low, min(1.0, low * wider)), start, start + 1)
        for start, (low, wider) in enumerate(shares)
    ]
    found = crowd.estimate(crowd.load(), place, facts)
    assert 1.0 <= found.people.low <= found.people.high <= 1.1 * people * 1.25 ** max(0, len(facts) - 1) + 1
    assert all(without.low >= found.people.low / 1.25 for without in found.without.values())


def test_every_town_is_found_by_its_name(figures: Figures) -> None:
    for name in ("Ávila", "  san   francisco ", "ZWOLLE", "Aabenraa"):
        assert figures.towns(name), name
    assert figures.towns("") == ()
    assert figures.towns("nowhere at all") == ()
    assert figures.towns("Springfield")[0].people >= figures.towns("Springfield")[-1].people


def test_there_are_enough_places(figures: Figures) -> None:
    assert figures._towns.count(b"\n") >= 25_000
