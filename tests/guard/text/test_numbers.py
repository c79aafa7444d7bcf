"""Numbers in words."""

import pytest

from commonward.guard.text.numbers import is_counting, number, spelled_digits, year


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("97", 97),
        ("ninety-four", 94),
        ("nineteen", 19),
        ("one hundred and three", 103),
        ("a hundred", 100),
        ("sixty seven years old", 67),
        ("nothing", 0),
    ],
)
def test_number(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1931", 1931),
        ("nineteen thirty-one", 1931),
        ("nineteen fifty two", 1952),
        ("two thousand and four", 2004),
        ("twenty nineteen", 2019),
        ("nineteen hundred", 1900),
        ("", 0),
    ],
)
def test_year(text: str, value: int) -> None:
    assert year(text) == value


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("five-five-five, oh-one-eight-eight", "5550188"),
        ("oh seven seven double oh, nine hundred, one four six", "07700900146"),
        ("seis uno dos", "612"),
        ("triple 5 0142", "5550142"),
    ],
)
def test_digits_read_out(text: str, digits: str) -> None:
    assert spelled_digits(text) == digits


def test_counting_is_no_number_to_call() -> None:
    assert is_counting("1234567")
    assert not is_counting("5550142")
