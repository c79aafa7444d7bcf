"""Check digits of other countries' numbers, on examples that are public."""

from collections.abc import Callable

import pytest

from commonward.guard.text import checksums_abroad as abroad

Right = Callable[[str], bool]
KNOWN: list[tuple[Right, str]] = [
    (abroad.medicare_australia, "2123 45670 1"),
    (abroad.health_identifier, "8003 6088 3335 7361"),
    (abroad.tax_file, "123 456 782"),
    (abroad.health_number_bc, "9698 658 215"),
    (abroad.codice_fiscale, "RSSMRA85T10A562S"),
    (abroad.nir, "2 55 08 14 168 025 38"),
    (abroad.german_insured, "A123456780"),
    (abroad.german_tax, "86 095 742 719"),
    (abroad.pesel, "44051401359"),
    (abroad.personnummer, "811218-9876"),
    (abroad.norwegian, "010107 50160"),
    (abroad.finnish, "131052-308T"),
    (abroad.belgian, "85.07.30-033.28"),
    (abroad.bsn, "111222333"),
    (abroad.pps, "1234567T"),
    (abroad.pps, "1234567FA"),
    (abroad.singapore, "S1234567D"),
    (abroad.singapore, "G1234567X"),
    (abroad.chilean, "12.345.678-5"),
    (abroad.brazilian, "529.982.247-25"),
    (abroad.south_african, "8001015009087"),
    (abroad.new_zealand, "ZAC5361"),
    (abroad.mexican, "HEGG560427MVZRRL04"),
]


@pytest.mark.parametrize(("check", "number"), KNOWN)
def test_a_known_number_passes_in_either_case(check: Right, number: str) -> None:
    assert check(number)
    assert check(number.lower())


@pytest.mark.parametrize(("check", "number"), KNOWN)
def test_any_last_digit_mistyped_is_caught(check: Right, number: str) -> None:
    # The last digit of a Medicare number says which card it is, and belongs to no check.
    place = max(index for index, sign in enumerate(number.rpartition(" ")[0] or number) if sign.isdigit())
    for digit in set("0123456789") - {number[place]}:
        assert not check(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize("check", [check for check, _ in KNOWN])
@pytest.mark.parametrize("text", ["", "Pat", "123", "0" * 11, "A" * 16, "٣" * 11, "99999999999"])
def test_what_is_no_such_number_fails(check: Right, text: str) -> None:
    assert not check(text)
