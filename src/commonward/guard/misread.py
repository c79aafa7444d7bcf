"""What the reader of lines takes for another, put right before the text rules read it.

A label in front of a value is what tells them that it is a date of birth or a record number, and it is read wrongly as
a whole word never is: "D0B12/03/1957" for "DOB 12/03/1957", "NH5N0:" for "NHS No:". So here labels are known with
figures for letters, and parted from what follows or stands before them. A nought between letters becomes an O; in a
date, letters become the figures that they look like.

A letter that is put in ends where the one before it ends, so that boxes stay true.

Known misses: a letter that is missing or doubled, letters taken for other letters ("DCB"), a label of letters glued to
a name ("NAMEOKAFOR").
"""

import re
from dataclasses import replace
from typing import Final

from commonward.guard.media.things import Line, Thing

_LOOKS: Final = {
    "A": "A4",
    "B": "B8",
    "D": "D",
    "E": "E3",
    "G": "G6",
    "I": "I1|l",
    "L": "L1|I",
    "O": "O0Q",
    "S": "S5",
    "T": "T7",
    "Z": "Z2",
}
_LABELS: Final = (
    "DATE OF BIRTH",
    "FECHA DE NACIMIENTO",
    "MEDICAL RECORD NO",
    "RECORD NO",
    "HOSPITAL NO",
    "HOSP NO",
    "PATIENT ID",
    "PATIENT NO",
    "MEMBER ID",
    "POLICY NO",
    "CASE NO",
    "ACCESSION NO",
    "ACCESSION",
    "NHS NO",
    "D.O.B.",
    "D.O.B",
    "DOB",
    "BORN",
    "MRN",
    "NHS",
    "NHC",
    "DNI",
    "SSN",
    "URN",
    "PID",
    "ID",
    "BED",
    "ROOM",
    "WARD",
    "ADMITTED",
    "COLLECTED",
)


def _spelled(label: str) -> str:
    """The pattern of a label as it may be read: its words perhaps glued, its letters perhaps figures."""
    letters = []
    for letter in label:
        looks = _LOOKS.get(letter, letter)
        letters.append(" ?" if letter == " " else f"[{re.escape(looks + looks.lower())}]" if letter != "." else r"\.")
    return "".join(letters)


# What follows must be a value in figures, or a mark before one: "ID badge" and "bed linen" are no labels.
_LABEL: Final = re.compile(
    r"(?<![^\W\d_])(?:"
    + "|".join(f"(?P<l{number}>{_spelled(label)})" for number, label in enumerate(_LABELS))
    + r")(?=[.:;#]{0,2} {0,2}\d|[:;#])"
)
_LETTER: Final = re.compile(r"[^\W\d_]")
_NOUGHT: Final = re.compile(r"(?<=[A-Za-z])0(?=[A-Za-z])")
_DATE: Final = re.compile(r"(?<![A-Za-z])[\dOoSIlB]{1,4}(?:[/.-][\dOoSIlB]{1,4}){2}(?![A-Za-z])")
_DATE_DIGITS: Final = 4
_AS_DIGIT: Final = str.maketrans("OoSIlB", "005118")


def mended(thing: Thing) -> Thing:
    """The line with what is often misread put right; the thing itself when nothing is, or when it is no line."""
    if thing.line is None or len(thing.line.ends) != len(thing.words):
        return thing
    words, ends = thing.words, list(thing.line.ends)
    for label in reversed(list(_LABEL.finditer(words))):
        words = _labelled(words, ends, label)
    words = _NOUGHT.sub("O", words)
    words = _DATE.sub(_figures, words)
    if words == thing.words:
        return thing
    return replace(thing, words=words, line=Line(thing.line.corners, tuple(ends)))


def _labelled(words: str, ends: list[int], found: re.Match[str]) -> str:
    """The words with this label spelled as it is meant, and spaces around it. Changes `ends` with it."""
    start, end = found.span()
    label = _LABELS[int(str(found.lastgroup)[1:])]
    read = found[0]
    # Figures alone are no label, and what stands behind a figure without a space must be one for certain.
    is_glued = start > 0 and words[start - 1].isdigit()
    if len(_LETTER.findall(read)) < (len(read) if is_glued else 1) or (is_glued and len(read) < len("MRN")):
        return words
    spelled = []
    place = start
    last = ends[start - 1] if start else 0
    if is_glued:
        spelled.append((" ", last))
    for letter in label:
        if letter == " " and words[place] != " ":
            spelled.append((" ", ends[place - 1]))
            continue
        kept = words[place]
        if kept.casefold() != letter.casefold():
            begins = not spelled or spelled[-1][0] == " "
            kept = letter if begins or read == read.upper() else letter.lower()
        spelled.append((kept, ends[place]))
        place += 1
    if words[end : end + 1].isdigit():
        spelled.append((" ", ends[end - 1]))
    ends[start:end] = [edge for _, edge in spelled]
    return words[:start] + "".join(letter for letter, _ in spelled) + words[end:]


def _figures(found: re.Match[str]) -> str:
    is_date = sum(map(str.isdigit, found[0])) >= _DATE_DIGITS
    return found[0].translate(_AS_DIGIT) if is_date else found[0]
