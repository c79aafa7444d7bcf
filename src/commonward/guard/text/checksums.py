"""Check digits of the numbers that have them. Each function takes the number with or without its spaces and hyphens.

A right check digit confirms a number that nothing else labels; a wrong one never clears a number that is labelled,
since people mistype and invent.
"""

import re

_SEPARATORS = re.compile(r"[\s.\-/]")


def bare(number: str) -> str:
    """The number in capitals, without spaces, dots, hyphens and slashes."""
    return _SEPARATORS.sub("", number).upper()


def luhn(number: str) -> bool:
    """Payment cards, Canadian SIN, IMEI (ISO/IEC 7812-1, annex B)."""
    digits = bare(number)
    if not digits.isdigit() or len(set(digits)) == 1:
        return False
    total = 0
    for place, character in enumerate(reversed(digits)):
        digit = int(character) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def article(number: str) -> bool:
    """Article numbers of trade and books, thirteen digits: weights 1 and 3 in turn (GS1 GTIN, ISBN-13)."""
    digits = bare(number)
    return (
        len(digits) == 13 and sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0
    )


def npi(number: str) -> bool:
    """National Provider Identifier: Luhn over the number with the prefix 80840 (45 CFR 162.406)."""
    digits = bare(number)
    return len(digits) == 10 and digits[0] in "12" and luhn("80840" + digits)


def dea(number: str) -> bool:
    """DEA registration: two letters, seven digits; the last is the last digit of (1+3+5) + 2 × (2+4+6)."""
    code = bare(number)
    if not re.fullmatch(r"[A-Z][A-Z9]\d{7}", code):
        return False
    digits = [int(character) for character in code[2:]]
    return (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


def iban(number: str) -> bool:
    """International bank account number: remainder 1 modulo 97 (ISO 13616)."""
    code = bare(number)
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", code):
        return False
    return int("".join(str(int(character, 36)) for character in code[4:] + code[:4])) % 97 == 1


def nhs(number: str) -> bool:
    """NHS number of England: weights 10 to 2, modulo 11 (NHS Data Dictionary)."""
    digits = bare(number)
    if len(digits) != 10 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    remainder = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return remainder % 11 == int(digits[9]) and remainder != 10


def verhoeff(number: str) -> bool:
    """Indian Aadhaar, twelve digits that do not begin with 0 or 1: Verhoeff's dihedral check (UIDAI)."""
    digits = bare(number)
    if not re.fullmatch(r"[2-9]\d{11}", digits):
        return False
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = _DIHEDRAL[check][_PERMUTATION[place % 8][int(digit)]]
    return check == 0


def dni(number: str) -> bool:
    """Spanish DNI and NIE: the letter is the number modulo 23 (Real Decreto 1553/2005)."""
    code = bare(number)
    if not re.fullmatch(r"(?:\d{8}|[XYZ]\d{7})[A-Z]", code):
        return False
    digits = code[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23] == code[-1]


def vin(number: str) -> bool:
    """Vehicle identification number of North America: position 9 is the weighted sum modulo 11 (49 CFR 565.15)."""
    code = bare(number)
    if not re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", code):
        return False
    total = sum(_VIN_VALUES[character] * weight for character, weight in zip(code, _VIN_WEIGHTS, strict=True))
    return "0123456789X"[total % 11] == code[8]


def ssn(number: str) -> bool:
    """Whether it could have been issued (Social Security Administration: no area 000, 666, 9xx, no 00, no 0000)."""
    digits = bare(number)
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def _dihedral() -> list[list[int]]:
    """The multiplication table of the dihedral group of order ten."""
    table = []
    for left in range(10):
        row = []
        for right in range(10):
            turned = (left + right) % 5 if left < 5 else (left - right) % 5
            row.append(turned + (5 if (left < 5) != (right < 5) else 0))
        table.append(row)
    return table


def _permutation() -> list[list[int]]:
    """Powers of Verhoeff's permutation."""
    step = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    rows = [list(range(10))]
    for _ in range(7):
        rows.append([step[digit] for digit in rows[-1]])
    return rows


_DIHEDRAL = _dihedral()
_PERMUTATION = _permutation()
_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
_VIN_VALUES |= {str(digit): digit for digit in range(10)}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
