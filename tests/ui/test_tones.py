"""A tone that a template names is one that is drawn: a warning without a colour of its own looks like a kind word."""

import re
from pathlib import Path

import commonward

SOURCE = Path(commonward.__file__).parent
DRAWN = set(re.findall(r"\.banner--([a-z]+)", (SOURCE / "ui/static/ui/css/components.css").read_text(encoding="utf-8")))


def test_every_tone_of_a_banner_is_drawn() -> None:
    templates = sorted(SOURCE.rglob("*.html"))
    named = {
        (path.name, tone)
        for path in templates
        for tone in re.findall(r'<c-banner[^>]*?tone="([a-z]+)"', path.read_text(encoding="utf-8"))
    }
    assert {"wait", "good", "urgent"} <= DRAWN
    assert {one for one in named if one[1] not in DRAWN} == set()
    assert len(named) > 3
