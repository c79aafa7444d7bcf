"""Red flags by their list alone, as a guard without any model reads them: wordings of every entry, and near misses.

The lines of `data/red_flags.txt` were there while the patterns were written, so they are floors and no measure of what
others will write; `lab/kept_apart` measures that.
"""

from pathlib import Path

import pytest

from commonward.guard.text import document
from commonward.guard.text.speech import lists, red_flags

LINES = (Path(__file__).parents[1] / "data" / "red_flags.txt").read_text(encoding="utf-8").splitlines()
EMERGENCIES = [line[2:] for line in LINES if line.startswith("+ ")]
NEAR_MISSES = [line[2:] for line in LINES if line.startswith("- ")]


def flags(text: str) -> set[str]:
    """The entries of triage that the text fits."""
    return {one.flag for one in red_flags.find(document.read(text)) if one.rule.startswith("triage.")}


def test_emergencies_in_many_voices_are_found_without_a_model() -> None:
    missed = [text for text in EMERGENCIES if not flags(text)]
    assert len(missed) <= 0.01 * len(EMERGENCIES), missed


def test_messages_about_the_same_things_raise_no_alarm() -> None:
    raised = [text for text in NEAR_MISSES if flags(text)]
    assert len(raised) <= 0.02 * len(NEAR_MISSES), raised


def test_every_entry_for_triage_is_reached() -> None:
    reached = set().union(*(flags(text) for text in EMERGENCIES))
    entries = {str(flag["id"]) for flag in lists.load()["red_flags"]["flag"] if str(flag["rule"]).startswith("triage.")}
    assert entries <= reached


@pytest.mark.parametrize(
    "text",
    [
        "no me duele el pecho",
        "what should we do if she has another fit",
        "the burn on her face has healed",
        "the chest pain clinic was kind",
    ],
)
def test_what_is_denied_supposed_or_over_raises_no_alarm(text: str) -> None:
    assert flags(text) == set()


@pytest.mark.parametrize("text", ["headache and 34weeks", "headache and 34 weeks", "headache and 34, weeks"])
def test_a_space_that_may_be_missing_may_be_missing(text: str) -> None:
    assert flags(text) != set()
