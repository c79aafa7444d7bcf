"""Check digits of national and health numbers outside North America and Britain. As in `checksums`: a right one
confirms a number that nothing labels, a wrong one never clears a number that is labelled.
"""

import datetime
import re
import string

from commonward.guard.text.checksums import bare, luhn


def medicare_australia(number: str) -> bool:
    """Australian Medicare card: weights 1, 3, 7, 9 in turn over eight digits, modulo 10 (Services Australia)."""
    digits = bare(number)
    if not re.fullmatch(r"[2-6]\d{8,10}", digits):
        return False
    return _weighted(digits[:8], (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(digits[8])


def health_identifier(number: str) -> bool:
    """Australian Individual Healthcare Identifier: sixteen digits from 800360, Luhn."""
    digits = bare(number)
    return len(digits) == 16 and digits.startswith("800360") and luhn(digits)


def tax_file(number: str) -> bool:
    """Australian tax file number of nine digits: weights 1 4 3 7 5 8 6 9 10, modulo 11."""
    digits = bare(number)
    return _digits(digits, 9) and _weighted(digits, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def health_number_bc(number: str) -> bool:
    """Personal Health Number of British Columbia: 9, eight digits weighted 2 4 8 5 10 9 7 3, and 11 minus the rest."""
    digits = bare(number)
    if not _digits(digits, 10) or digits[0] != "9":
        return False
    weights = (2, 4, 8, 5, 10, 9, 7, 3)
    rest = sum(int(digit) * weight % 11 for digit, weight in zip(digits[1:9], weights, strict=True)) % 11
    return 11 - rest == int(digits[9])


def codice_fiscale(number: str) -> bool:
    """Italian codice fiscale: values of odd and even places, modulo 26 (Decreto Ministeriale 23 dicembre 1976)."""
    code = bare(number)
    if not re.fullmatch(r"[A-Z]{6}[\dL-NP-V]{2}[A-EHLMPRST][\dL-NP-V]{2}[A-Z][\dL-NP-V]{3}[A-Z]", code):
        return False
    total = 0
    for place, character in enumerate(code[:15]):
        value = int(character) if character.isdigit() else ord(character) - ord("A")
        total += value if place % 2 else _ITALIAN_ODD[value]
    return chr(ord("A") + total % 26) == code[15]


def nir(number: str) -> bool:
    """French NIR: the key is 97 minus the rest modulo 97; Corsica counts 2A 19, 2B 18."""
    code = bare(number)
    if not re.fullmatch(r"[1-478]\d{2}\d{2}(?:\d{2}|2[AB])\d{6}\d{2}", code):
        return False
    body = code[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(body) % 97 == int(code[13:])


def german_insured(number: str) -> bool:
    """German Krankenversichertennummer: the letter as two digits, weights 1 and 2, digit sums (SGB V, section 290)."""
    code = bare(number)
    if not re.fullmatch(r"[A-Z]\d{9}", code):
        return False
    digits = f"{ord(code[0]) - 64:02d}{code[1:9]}"
    products = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(digits))
    return sum(product // 10 + product % 10 for product in products) % 10 == int(code[9])


def german_tax(number: str) -> bool:
    """German Steuer-Identifikationsnummer: eleven digits, ISO/IEC 7064 MOD 11,10."""
    digits = bare(number)
    if not _digits(digits, 11) or digits[0] == "0":
        return False
    product = 10
    for digit in digits[:10]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def pesel(number: str) -> bool:
    """Polish PESEL: weights 1 3 7 9 in turn, modulo 10, and a day that was (the month carries the century)."""
    digits = bare(number)
    if not _digits(digits, 11) or not _is_day(digits[4:6], f"{int(digits[2:4]) % 20:02d}"):
        return False
    return _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def personnummer(number: str) -> bool:
    """Swedish personal number: Luhn over ten digits and a day that was; 60 is added to it for people who came."""
    digits = bare(number).replace("+", "")[-10:]
    return _digits(digits, 10) and _is_day(f"{int(digits[4:6]) % 60:02d}", digits[2:4]) and luhn(digits)


def norwegian(number: str) -> bool:
    """Norwegian fødselsnummer: two check digits, modulo 11 (Skatteetaten)."""
    digits = bare(number)
    if not _digits(digits, 11) or len(set(digits)) == 1:
        return False
    first = _weighted(digits[:10], (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
    return first == 0 and _weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def finnish(number: str) -> bool:
    """Finnish personal identity code: the last sign is the nine digits modulo 31 (DVV)."""
    match = re.fullmatch(r"(\d{6})[-+A-FU-Y](\d{3})([0-9A-FHJ-NPR-Y])", number.strip().upper())
    if match is None or not _is_day(match[1][:2], match[1][2:4]):
        return False
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(match[1] + match[2]) % 31] == match[3]


def belgian(number: str) -> bool:
    """Belgian national number: 97 minus nine digits modulo 97; from 2000 on with a 2 before them."""
    digits = bare(number)
    if not _digits(digits, 11):
        return False
    key = int(digits[9:])
    return key in {97 - int(digits[:9]) % 97, 97 - int(f"2{digits[:9]}") % 97}


def bsn(number: str) -> bool:
    """Dutch burgerservicenummer: the "eleven test", weights 9 to 2 and -1."""
    digits = bare(number)
    return _digits(digits, 9) and len(set(digits)) > 1 and _weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def pps(number: str) -> bool:
    """Irish PPS number: weights 8 to 2, a second letter weighs 9, modulo 23."""
    code = bare(number)
    if not re.fullmatch(r"\d{7}[A-W][A-IW]?", code):
        return False
    second = 0 if len(code) == 8 or code[8] == "W" else ord(code[8]) - 64
    rest = (_weighted(code[:7], (8, 7, 6, 5, 4, 3, 2)) + 9 * second) % 23
    return (string.ascii_uppercase[rest - 1] if rest else "W") == code[7]


def singapore(number: str) -> bool:
    """Singapore NRIC and FIN: seven digits weighted 2 7 6 5 4 3 2, 4 more for T and G (3 for M), and a letter."""
    found = re.fullmatch(r"([STFGM])(\d{7})([A-Z])", number.upper())
    if found is None:
        return False
    first, digits, last = found.groups()
    total = _weighted(digits, (2, 7, 6, 5, 4, 3, 2)) + {"T": 4, "G": 4, "M": 3}.get(first, 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "KLJNPQRTUWX"}.get(first, "XWUTRQPNMLK")
    place = total % 11
    return letters[10 - place if first == "M" else place] == last


def chilean(number: str) -> bool:
    """Chilean RUT: digits from the right weighted 2 to 7 over and over, 11 minus the rest; K for 10."""
    signs = re.sub(r"[.\- ]", "", number).upper()
    if not re.fullmatch(r"\d{7,8}[\dK]", signs):
        return False
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(signs[:-1])))
    return "0123456789K0"[11 - total % 11] == signs[-1]


def brazilian(number: str) -> bool:
    """Brazilian CPF: two check digits, weights 10 to 2 and 11 to 2, modulo 11."""
    digits = bare(number)
    if not _digits(digits, 11) or len(set(digits)) == 1:
        return False
    for length in (9, 10):
        rest = 10 * sum(int(digit) * (length + 1 - place) for place, digit in enumerate(digits[:length])) % 11
        if rest % 10 != int(digits[length]):
            return False
    return True


def south_african(number: str) -> bool:
    """South African identity number: a birth date, seven more digits, Luhn."""
    digits = bare(number)
    return _digits(digits, 13) and _is_day(digits[4:6], digits[2:4]) and luhn(digits)


def new_zealand(number: str) -> bool:
    """National Health Index: three letters without I and O and four signs; of the older form the last is a check digit
    (weights 7 to 2, letters by their place, 11 minus the rest, 0 for 10; HISO 10046).
    """
    signs = number.upper()
    if re.fullmatch(r"[A-HJ-NP-Z]{3}\d{2}[A-HJ-NP-Z]{2}", signs):
        return True
    if not re.fullmatch(r"[A-HJ-NP-Z]{3}\d{4}", signs):
        return False
    values = [("ABCDEFGHJKLMNPQRSTUVWXYZ".index(sign) + 1) for sign in signs[:3]] + [int(digit) for digit in signs[3:6]]
    rest = sum(value * weight for value, weight in zip(values, (7, 6, 5, 4, 3, 2), strict=True)) % 11
    return rest != 0 and (11 - rest) % 10 == int(signs[6])


def mexican(number: str) -> bool:
    """Mexican CURP: 18 signs, the last a check digit over their places in 0-9 A-N Ñ O-Z, weights 18 to 2."""
    signs = number.upper()
    if not re.fullmatch(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d", signs) or not _is_day(signs[8:10], signs[6:8]):
        return False
    places = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
    total = sum(places.index(sign) * (18 - place) for place, sign in enumerate(signs[:17]))
    return (10 - total % 10) % 10 == int(signs[17])


def _digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _is_day(day: str, month: str) -> bool:
    """Whether the day is in the month of some year."""
    try:
        datetime.date(2000, int(month), int(day))
    except ValueError:
        return False
    return True


_ITALIAN_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
