"""A document: tokens, the view for automata, and the way back to the original."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard.text.document import read

TEXT = st.text(st.characters(), max_size=80)


@given(TEXT)
def test_the_view_has_one_byte_for_each_character(text: str) -> None:
    document = read(text)
    assert len(document.view) == len(document.text)
    assert document.view.isascii()


@given(TEXT)
def test_tokens_are_the_text_without_its_space(text: str) -> None:
    document = read(text)
    assert all(document.text[token.start : token.end] == token.text for token in document.tokens)
    assert "".join(token.text for token in document.tokens) == "".join(document.text.split())
    assert all(before.end <= after.start for before, after in pairwise(document.tokens))


@given(TEXT, st.data())
def test_there_and_back(text: str, data: st.DataObject) -> None:
    document = read(text)
    start = data.draw(st.integers(0, len(document.text)))
    end = data.draw(st.integers(start, len(document.text)))
    first, last = document.original_span(start, end)
    assert 0 <= first <= last <= len(text)
    if start < end:
        again_start, again_end = document.text_span(first, last)
        assert again_start <= start
        assert end <= again_end


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80), st.data())
def test_plain_text_is_quoted_exactly(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert read(text).original_span(start, end) == (start, end)


def test_a_span_takes_its_marks_and_joiners_along() -> None:
    text = "MRN 5\u200b5\u0301 ok"
    document = read(text)
    start = document.text.index("55")
    assert document.original_span(start, start + 2) == (4, 8)


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("Pat", "Title"),
        ("MRN", "UPPER"),
        ("ward", "lower"),
        ("McDonald", "Mixed"),
        ("482", "digits"),
        ("4b", "alnum"),
        ("W", "Title"),
        ("!", "punct"),
        ("😀", "punct"),
    ],
)
def test_shapes(word: str, shape: str) -> None:
    assert [token.shape for token in read(word).tokens] == [shape]


def test_hyphens_and_apostrophes_are_tokens_that_touch() -> None:
    assert [token.text for token in read("O'Brien-Hale 4B").tokens] == ["O", "'", "Brien", "-", "Hale", "4B"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The patient went home with her son.", "en"),
        ("La paciente se fue a casa con su hijo.", "es"),
        ("MRN 00482913", "en"),
        ("", "en"),
    ],
)
def test_language_is_guessed_when_not_given(text: str, language: str) -> None:
    assert read(text).language == language


def test_a_given_language_is_kept() -> None:
    assert read("La paciente se fue a casa.", "en").language == "en"


def test_its_description_holds_no_word_of_the_text() -> None:
    assert "Ferriman" not in repr(read("Odalys Ferriman"))
