"""National Provider Identifiers of the United States: ten digits, the last of which checks the others.

The check digit is Luhn's over the number with 80840 before it (45 CFR 162.406; CMS, "NPI check digit calculation").
"""

from typing import Final

PREFIX: Final = "80840"
LENGTH: Final = 10


def luhn_sum(digits: str) -> int:
    """Luhn's sum: every second digit from the right is doubled, two-digit results count as the sum of both."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total


def check_digit(first_nine: str) -> str:
    """The tenth digit of an NPI that begins with these nine."""
    return str(-luhn_sum(f"{PREFIX}{first_nine}0") % 10)


def is_npi(number: str) -> bool:
    """Whether these are ten plain digits that begin with 1 or 2 and whose last digit fits."""
    return (
        len(number) == LENGTH
        and number.isascii()
        and number.isdigit()
        and number[0] in "12"
        and luhn_sum(f"{PREFIX}{number}") % 10 == 0
    )
