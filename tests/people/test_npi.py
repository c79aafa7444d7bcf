"""The check digit of an NPI."""

from hypothesis import given
from hypothesis import strategies as st

from commonward.people import npi

nine = st.text("0123456789", min_size=8, max_size=8).flatmap(
    lambda rest: st.sampled_from("12").map(lambda one: one + rest)
)


def test_the_published_example() -> None:
    assert npi.check_digit("123456789") == "3"
    assert npi.is_npi("1234567893")


@given(nine)
def test_exactly_one_last_digit_fits(first: str) -> None:
    fitting = [digit for digit in "0123456789" if npi.is_npi(first + digit)]
    assert fitting == [npi.check_digit(first)]


@given(nine, st.integers(0, 9), st.sampled_from("0123456789"))
def test_one_mistyped_digit_is_always_found(first: str, place: int, digit: str) -> None:
    whole = first + npi.check_digit(first)
    mistyped = whole[:place] + digit + whole[place + 1 :]
    assert npi.is_npi(mistyped) == (mistyped == whole)


@given(nine, st.integers(0, 8))
def test_neighbours_swapped_are_found_but_for_nought_and_nine(first: str, place: int) -> None:
    whole = first + npi.check_digit(first)
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    unseen = swapped == whole or {whole[place], whole[place + 1]} == {"0", "9"}
    assert npi.is_npi(swapped) == (unseen and swapped[0] in "12")


@given(st.text(max_size=12))
def test_whatever_is_written_is_answered(text: str) -> None:
    assert npi.is_npi(text) in {True, False}
    if npi.is_npi(text):
        assert len(text) == 10
        assert text.isascii()
