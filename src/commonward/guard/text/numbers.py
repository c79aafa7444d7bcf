"""Numbers said in words: ages ("ninety-four"), years ("nineteen thirty-one"), digits read out ("double oh, nine")."""

import re

_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_DIGITS = {
    "zero oh o nought naught nil cero": "0",
    "one uno": "1",
    "two dos": "2",
    "three tres": "3",
    "four cuatro": "4",
    "five cinco": "5",
    "six seis": "6",
    "seven siete": "7",
    "eight ocho": "8",
    "nine nueve": "9",
}
_VALUES = {word: value for value, word in enumerate(_BELOW_TWENTY.split())}
_VALUES |= {word: 20 + 10 * place for place, word in enumerate(_TENS.split())}
DIGIT_WORDS = {word: digit for words, digit in _DIGITS.items() for word in words.split()}
_TIMES = {"double": 2, "doble": 2, "triple": 3, "treble": 3}
_ZEROS = {"hundred": "00", "cien": "00", "thousand": "000"}


def number(text: str) -> int:
    """The number that figures or words say, below a thousand: "97", "ninety-four", "a hundred and three"."""
    figures = re.search(r"\d+", text)
    if figures:
        return int(figures.group())
    total = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        total = 100 * max(total, 1) if word == "hundred" else total + _VALUES.get(word, 0)
    return total


def year(text: str) -> int:
    """The year that figures or words say: "1931", "nineteen thirty-one", "two thousand and four"; 0 for none."""
    if text.isdigit():
        return int(text)
    said = re.findall(r"[a-z]+", text.lower())
    if said[:2] == ["two", "thousand"]:
        return 2000 + number(" ".join(said[2:]))
    return (
        100 * _VALUES.get(said[0], 0) + number(" ".join(word for word in said[1:] if word != "hundred")) if said else 0
    )


def spelled_digits(text: str) -> str:
    """The digits that words read out: "double oh, nine hundred" is 00900. Other words are skipped."""
    digits = ""
    times = 1
    for word in re.findall(r"[a-z]+|\d+", text.lower()):
        if word in _TIMES:
            times = _TIMES[word]
            continue
        digits += _ZEROS.get(word) or (word if word.isdigit() else DIGIT_WORDS.get(word, "")) * times
        times = 1
    return digits


def is_counting(digits: str) -> bool:
    """Whether the digits merely count up or down ("1 2 3 4 5 6 7")."""
    return digits in "0123456789101112131415" or digits in "9876543210"
