"""Letters without their marks, one ASCII character for each: how a document's view is written."""

import unicodedata


def ascii_character(character: str) -> str:
    """The letter without marks; "q" or "Q" for one of another alphabet; a sign that no rule knows for anything else."""
    base = _UNMARKED.get(character) or unicodedata.normalize("NFD", character)[0]
    if base.isascii():
        return base
    if base.isalpha():
        return "Q" if base.isupper() else "q"
    return "\x01"  # a sign that no rule knows


_UNMARKED = {
    "ß": "s",
    "æ": "a",
    "Æ": "A",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ł": "l",
    "Ł": "L",
    "ı": "i",
    "œ": "o",
}
_UNMARKED |= {"º": "o", "ª": "a", "þ": "t", "Þ": "T", "ð": "d", "Ð": "D"}
