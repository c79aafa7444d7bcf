"""No template of ours holds inline script or style: the content security policy would stop it, and so does this."""

import re
from pathlib import Path

import pytest

import commonward

PACKAGE = Path(commonward.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))

FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an event attribute": r"<[a-z][^>]*\son[a-z]+\s*=",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "a script address": r"(?i)javascript:",
    "htmx code in an attribute": r"\shx-on|\shx-vars|hx-vals\s*=\s*['\"]js:",
    "cotton's unescaped attributes": r"\{\{\s*attrs\s*\}\}",
    "something from elsewhere": r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"https?:",
}


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 60


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    found = [
        str(path.relative_to(PACKAGE))
        for path in TEMPLATES
        if re.search(FORBIDDEN[what], path.read_text(encoding="utf-8"))
    ]
    assert not found, f"{what} in {found}"


def test_sprites_hold_no_script_and_no_style() -> None:
    for path in PACKAGE.glob("**/static/**/*.svg"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script|<style|\son[a-z]+=|\sstyle=|href=", text), path.name
