"""Many words with their numbers in little memory: what a dict would answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard.text.packed import PackedWords
from commonward.guard.text.tagger import trained

numbers = st.dictionaries(st.text(min_size=1, max_size=30).filter(lambda word: word[0] != "\0"), st.integers(0, 2**45))


@given(numbers, st.lists(st.text(max_size=30)))
def test_it_answers_as_a_dict_does(listed: dict[str, int], asked: list[str]) -> None:
    packed = PackedWords.of(listed)
    assert len(packed) == len(listed)
    for word in (*asked, *listed, *listed):  # the second time from what is kept
        assert packed.get(word, -1) == listed.get(word, -1)
        assert (word in packed) == (word in listed)


def test_words_that_could_not_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="told apart"):
        PackedWords(["ward", "harbour", "ward"], [1, 2, 3])


def test_half_a_character_is_a_word_like_others() -> None:
    assert PackedWords.of({"caf\udce9": 7}).get("caf\udce9", 0) == 7


def test_the_words_with_a_vector_are_found_in_their_rows() -> None:
    network = trained.load().network
    listed = network.listed()
    assert len(listed) == len(network.words) == len(network.vectors)
    assert all(network.words.get(word, -1) == row for row, word in enumerate(listed))
    assert network.words.get("qqxzzy", None) is None
