"""Labels that the reader of lines misreads: put right, and parted from what they are glued to."""

import pytest

from commonward.guard.contract import Kind
from commonward.guard.media.things import Line, Thing
from commonward.guard.misread import mended


def line(words: str) -> Thing:
    """A level line whose letters are all as wide as each other."""
    ends = tuple(round(1000 * (place + 1) / len(words)) for place in range(len(words)))
    return Thing(Kind.TEXT, (0, 0, 1000, 20), 0.9, words, Line((0, 0, 1000, 0, 1000, 20, 0, 20), ends))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("D0B12/03/1957", "DOB 12/03/1957"),
        ("D08:12/03/1957", "DOB:12/03/1957"),
        ("DO8 12/03/1957", "DOB 12/03/1957"),
        ("d0b12.03.1957", "dob 12.03.1957"),
        ("D.0.B.12/03/1957", "D.O.B. 12/03/1957"),
        ("B0RN12/03/1957", "BORN 12/03/1957"),
        ("DATE0FB1RTH12/03/1957", "DATE OF BIRTH 12/03/1957"),
        ("Date of Birth:12/03/1957", "Date of Birth:12/03/1957"),
        ("MRN00482913", "MRN 00482913"),
        ("NH5N0:4857773456", "NHS NO:4857773456"),
        ("55N 078-05-1120", "SSN 078-05-1120"),
        ("1D:00482913", "ID:00482913"),
        ("8ED4", "BED 4"),
        ("R00M 12", "ROOM 12"),
        ("H0sp N0 00482913", "Hosp No 00482913"),
        ("12/03/1957MRN00482913", "12/03/1957 MRN 00482913"),
        ("DOB I2/O3/1957", "DOB 12/03/1957"),
    ],
)
def test_a_label_is_known_however_it_is_read(read: str, meant: str) -> None:
    found = mended(line(read))
    assert found.words == meant
    assert found.line is not None
    assert len(found.line.ends) == len(meant)
    assert list(found.line.ends) == sorted(found.line.ends)
    assert found.line.ends[-1] == 1000


@pytest.mark.parametrize(
    "words",
    [
        "ID badge",
        "bed linen",
        "Ward round at 9",
        "008 calls",
        "108 beds",
        "B12 low",
        "Take 5 a day",
        "COVID 19",
        "HbA1c 48",
    ],
)
def test_other_words_stay_as_they_are(words: str) -> None:
    thing = line(words)
    assert mended(thing) is thing


def test_what_is_put_in_moves_no_box() -> None:
    read, found = line("D0B12/03/1957"), mended(line("D0B12/03/1957"))
    assert read.line is not None
    assert found.line is not None
    assert found.line.ends[found.words.index("1") :] == read.line.ends[3:]
    assert (found.box, found.line.corners) == (read.box, read.line.corners)
