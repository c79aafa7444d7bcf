"""Disguises are folded away, and every folded character knows what it stands for."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.guard.text.normalise import Normalised, normalise

# Any code point, lone surrogates too, and texts made mostly of what folding treats in its own way.
ANY_TEXT = st.text(st.characters(), max_size=60)
ODD_TEXT = st.text(
    st.sampled_from(
        "aeoPat 5049@$.-/\n\t\u200b\u0301\u0308\u20e3\ufe0fжаеоріΑονＡ５①⁵²½ﬁﷺ\u202e\u00ad’—\xa0\u2028“…¨ª\x00한각ि"
    ),
    max_size=60,
)
TEXT = st.one_of(ANY_TEXT, ODD_TEXT)


def spans(normalised: Normalised) -> list[tuple[int, int]]:
    if normalised.starts is None or normalised.ends is None:
        return [(index, index + 1) for index in range(len(normalised.text))]
    return list(zip(normalised.starts, normalised.ends, strict=True))


@given(TEXT)
def test_every_character_stands_for_a_stretch_of_the_original_in_order(text: str) -> None:
    normalised = normalise(text)
    stretches = spans(normalised)
    assert len(stretches) == len(normalised.text)
    assert all(0 <= start < end <= len(text) for start, end in stretches)
    for (start, end), (next_start, next_end) in pairwise(stretches):
        assert start <= next_start
        assert end <= next_end
        assert (start, end) == (next_start, next_end) or end <= next_start, "two characters share only a whole stretch"


@given(TEXT)
def test_folding_folded_text_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(TEXT)
def test_what_is_plain_is_found_where_it_stood(text: str) -> None:
    marker = "Ferriman42"
    whole = f"{text}\n{marker}\n{text}"
    normalised = normalise(whole)
    place = normalised.text.index(f"\n{marker}\n") + 1
    stretches = spans(normalised)
    start, end = stretches[place][0], stretches[place + len(marker) - 1][1]
    assert whole[start:end] == marker


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80))
def test_plain_ascii_keeps_its_length(text: str) -> None:
    normalised = normalise(text)
    assert len(normalised.text) == len(text)
    assert normalised.starts is None


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("５５５－０１４２", "555-0142"),
        ("5\u200b5\u20605-0\ufeff142", "555-0142"),
        ("\u202e555-0142\u202c", "555-0142"),
        ("5️⃣5️⃣5️⃣", "555"),
        ("⁵⁵⁵-₀₁₄₂", "555-0142"),
        ("𝟓𝟓𝟓 𝐏𝐚𝐭 ⓅⒶⓉ", "555 Pat PAT"),
        ("٥٥٥", "555"),
        ("МRN", "MRN"),
        ("СОРЕ", "COPE"),
        ("Pаt Lindqviѕt", "Pat Lindqvist"),
        ("Pat\xa0Lind\u00adqvist", "Pat Lindqvist"),
        ("555\u20110142 — “Pat’s”", '555-0142 - "Pat\'s"'),
        ("M0ylan, w4rd, D@rragh, bull$hit, t4l3nt", "Moylan, ward, Darragh, bullshit, talent"),
        ("P\u0337\u0321a\u0335t\u0336", "Pat"),
        ("Jose\u0301", "José"),
        ("ﬁne № 5", "fine No 5"),
        ("a\x00b\x07c", "abc"),
        ("one\u2028two", "one\ntwo"),
    ],
)
def test_disguises_are_folded(disguised: str, plain: str) -> None:
    assert normalise(disguised).text == plain


@pytest.mark.parametrize(
    "text",
    [
        "10⁹/L, 5 m², [3]²",
        "½ tablet, ¾ cup",
        "Zolprenix™ 25 °C, 5 µg, 5º",
        "HbA1c, T4a, B12, CD4pos, H1N1, CO2, p53, 24h, 3rd",
        "k4te@mail.example, a/b3cde, x4yz-44, MRN ab0cd-1",
        "Ólafur, Łukasz, Ñandú, Müller, İstanbul",
        "Пациент вышел из больницы",
        "Ο ασθενής βγήκε",
        "मरीज़ ठीक है",
        "ผู้ป่วย",
        "TNFβ, IL-1β, γδ",
    ],
)
def test_what_has_a_meaning_is_left(text: str) -> None:
    assert normalise(text).text == text


def test_look_alikes_stay_where_the_text_is_really_in_that_alphabet() -> None:
    text = "Она сказала: СОРЕ"
    assert normalise(text).text == text
