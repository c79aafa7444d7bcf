"""How many people fit a story: public figures, and the estimate made of them (docs/guard-indirect.md)."""

from commonward.guard.text.crowd.estimate import (
    Crowd,
    Fact,
    FactKind,
    Range,
    age,
    condition,
    estimate,
    in_words,
    occupation,
    only_one,
    sex,
)
from commonward.guard.text.crowd.figures import Figures, Share, Town, load

__all__ = [
    "Crowd",
    "Fact",
    "FactKind",
    "Figures",
    "Range",
    "Share",
    "Town",
    "age",
    "condition",
    "estimate",
    "in_words",
    "load",
    "occupation",
    "only_one",
    "sex",
]
