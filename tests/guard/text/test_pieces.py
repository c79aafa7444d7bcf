"""The pieces of a text for the trained tagger: two ways to read them that must agree."""

import json
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from commonward.guard.text.document import read
from commonward.guard.text.tagger import pieces

DATA = Path(__file__).resolve().parents[1] / "data"


def _texts() -> Iterator[str]:
    for path in sorted(DATA.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]


def test_texts_without_hashtags_are_read_the_same_in_passes_as_one_by_one() -> None:
    for text in _texts():
        view = read(text).view.decode("ascii")
        assert pieces._plain_pieces(view) == pieces._pieces(view) or "#" in view


@given(st.text(alphabet="aB'sS \n.@7-!", max_size=40))
def test_and_so_are_texts_of_chance(text: str) -> None:
    view = read(text).view.decode("ascii")
    assert pieces._plain_pieces(view) == pieces._pieces(view)


def test_a_hashtag_comes_apart_into_its_words() -> None:
    found = pieces.read_pieces(read("Pray #PrayForAnna @ward7"))
    assert found.forms == ["Pray", "#", "Pray", "For", "Anna", "@", "ward", "0"]
    assert found.gaps == [
        pieces.SPACED,
        pieces.SPACED,
        *[pieces.TAGGED] * 3,
        pieces.SPACED,
        pieces.ADDRESSED,
        pieces.GLUED,
    ]
    assert [found.starts[0], found.ends[-1]] == [0, 24]
