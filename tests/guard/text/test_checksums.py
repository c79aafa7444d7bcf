"""Check digits: right numbers pass, and any single digit mistyped is caught."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard.text import checksums
from commonward.guard.text.rules.geo.zip import restricted_areas, three_digit_area

RIGHT: list[tuple[Callable[[str], bool], str]] = [
    (checksums.luhn, "4111 1111 1111 1111"),
    (checksums.luhn, "046 454 286"),
    (checksums.npi, "1234567893"),
    (checksums.dea, "AB1234563"),
    (checksums.iban, "GB29 NWBK 6016 1331 9268 19"),
    (checksums.nhs, "943 476 5919"),
    (checksums.verhoeff, "2345 6789 0124"),
    (checksums.dni, "12345678Z"),
    (checksums.dni, "X-1234567-L"),
    (checksums.vin, "1M8GDM9AXKP042788"),
    (checksums.article, "4006381333931"),
]


@pytest.mark.parametrize(("check", "number"), RIGHT)
def test_a_right_number_passes(check: Callable[[str], bool], number: str) -> None:
    assert check(number)
    assert check(number.replace(" ", "").replace("-", "").lower())


@given(st.sampled_from(RIGHT), st.data())
def test_one_digit_mistyped_is_caught(pair: tuple[Callable[[str], bool], str], data: st.DataObject) -> None:
    check, number = pair
    place = data.draw(st.sampled_from([index for index, character in enumerate(number) if character.isdigit()]))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    wrong = number[:place] + other + number[place + 1 :]
    # A DEA number's doubled digits are blind to a difference of five, as its formula has it.
    blind = check is checksums.dea and abs(int(other) - int(number[place])) == 5
    if check is not checksums.vin and not blind:
        assert not check(wrong)


@pytest.mark.parametrize("check", [check for check, _ in RIGHT])
@pytest.mark.parametrize("text", ["", "Pat", "123", "0" * 10, "A" * 17])
def test_what_is_no_such_number_fails(check: Callable[[str], bool], text: str) -> None:
    assert not check(text)


@pytest.mark.parametrize(
    ("number", "issued"),
    [
        ("514-69-0360", True),
        ("000-12-3456", False),
        ("666-12-3456", False),
        ("900-12-3456", False),
        ("514-00-1234", False),
    ],
)
def test_social_security_numbers_that_were_never_issued(number: str, issued: bool) -> None:
    assert checksums.ssn(number) is issued


def test_zip_codes_of_few_people_are_shown_as_zeros() -> None:
    assert three_digit_area("03602") == "000"
    assert three_digit_area("80302-1234") == "803"
    assert len(restricted_areas()) == 17
