"""Every pair of colours in use has the contrast that WCAG 2.2 AA asks for, by day and by lamplight."""

import re
from pathlib import Path

import pytest

import commonward

TOKENS = (Path(commonward.__file__).parent / "ui/static/ui/css/tokens.css").read_text(encoding="utf-8")
PAIRS = {
    name: (day, lamp)
    for name, day, lamp in re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
}
LEVELS = ("note", "warn", "hold", "block")
GROUNDS = ("ground", "ground-sunk", "sheet", "sheet-lift")

TEXT = {
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in GROUNDS),
    *(("act", ground) for ground in GROUNDS),
    *(("act-strong", ground) for ground in (*GROUNDS, "act-wash")),
    ("ink", "act-wash"),
    ("ink-soft", "act-wash"),
    ("act", "act-wash"),
    ("on-act", "act"),
    ("on-act", "act-strong"),
    ("on-wait", "wait"),
    *((ink, "wait-wash") for ink in ("wait-ink", "ink", "ink-soft", "act")),
    *((ink, "good-wash") for ink in ("good", "ink", "ink-soft")),
    ("good", "sheet"),
    ("good", "ground"),
    *((level, ground) for level in LEVELS for ground in ("ground", "sheet", "sheet-lift", f"{level}-wash")),
    *((ink, f"{level}-wash") for ink in ("ink", "ink-soft") for level in LEVELS),
    ("sheet", "block"),
    ("sheet", "ink"),
}
EDGES = {
    *(("rule-strong", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in GROUNDS),
    *((level, f"{level}-wash") for level in LEVELS),
    *(("act", ground) for ground in GROUNDS),
    ("wait-ink", "ground"),
}


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("light", [0, 1], ids=["by day", "by lamplight"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (EDGES, 3.0)], ids=["text", "edges"])
def test_every_pair_has_contrast(pairs: set[tuple[str, str]], least: float, light: int) -> None:
    weak = {
        f"{front} on {back}": round(contrast(PAIRS[front][light], PAIRS[back][light]), 2)
        for front, back in pairs
        if contrast(PAIRS[front][light], PAIRS[back][light]) < least
    }
    assert not weak
