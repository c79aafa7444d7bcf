"""Patterns tried only where a word begins one: the same matches as trying them everywhere, in texts that we have."""

import json
import re
from pathlib import Path

import pytest

from commonward.guard import lab
from commonward.guard.text.begun import Begun, beginnings
from commonward.guard.text.document import read
from commonward.guard.text.speech import lists, phrases, red_flags

DATA = Path(__file__).parents[1] / "data"
LAB = Path(lab.__file__).parent
EMERGENCIES = (
    LAB / "kept_apart" / "emergencies.txt",
    LAB / "speech_texts" / "phrases" / "emergencies_in_few_words.txt",
)


def _texts() -> list[str]:
    files = [DATA / "own_dev.jsonl", DATA / "negatives.jsonl", DATA / "indirect_dev.jsonl"]
    told = [json.loads(line)["text"] for path in files for line in path.read_text("utf-8").splitlines() if line]
    # The keys themselves, so that every list of phrases is tried at something.
    told += [str(rule["keys"]) for rule in lists.load()["phrases"]["rule"]]
    told += [line for path in EMERGENCIES for line in path.read_text("utf-8").splitlines()]
    return [read(text).view.decode("ascii").lower() for text in told]


@pytest.mark.parametrize("patterns", [phrases.load().patterns, red_flags.patterns()], ids=["phrases", "red flags"])
def test_the_same_matches_as_trying_everywhere(patterns: tuple[str, ...]) -> None:
    begun, everything = Begun(patterns), range(len(patterns))
    everywhere = [re.compile(pattern) for pattern in patterns]
    found = 0
    for text in _texts():
        expected = [(number, one.span()) for number in everything for one in everywhere[number].finditer(text)]
        assert [(number, one.span()) for number, one in begun.find(text, everything)] == expected
        found += len(expected)
    assert found > 20


@pytest.mark.parametrize(
    ("pattern", "heads"),
    [
        (r"\b(?:drugs?|pill.?seek\w+|a bed)", {"dru", "pil", "a"}),
        (r"(?<!\w)(?:x+y|(?:no|so)t|[ab]c)(?!\w)", {"x", "not", "sot", "ac", "bc"}),
        (r"(?:very )?old", {"ver", "old"}),
        (r"\d(?:st|nd)", {f"{digit}{ending}" for digit in range(10) for ending in ("st", "nd")}),
        (r"(?=z)hand(?:s|le)", {"han"}),
        (r"a{2}b", {"a"}),
        (r"(?:a(?:b)?)?c", {"abc", "ac", "c"}),
        (r"\w+ing", set()),
        (r"[^a]b", set()),
        (r"(?:one)?", set()),
        (r"-dash", set()),
    ],
)
def test_what_a_pattern_begins_with(pattern: str, heads: set[str]) -> None:
    assert beginnings(pattern) == heads


def test_matches_of_one_pattern_do_not_overlap_and_none_asked_finds_nothing() -> None:
    begun = Begun([r"(?<!\w)ab ab", r"\w+ b"])
    assert [one.span() for _, one in begun.find("ab ab ab ab", {0})] == [(0, 5), (6, 11)]
    assert [number for number, _ in begun.find("ab b", {0, 1})] == [1]
    assert list(begun.find("ab ab", ())) == []
