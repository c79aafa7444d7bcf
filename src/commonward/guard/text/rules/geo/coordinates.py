"""Coordinates: "40.0150, -105.2705", "40°26'46\\" N 79°58'56\\" W", also after GPS or lat/long."""

import re

from commonward.guard.contract import Kind
from commonward.guard.text.pattern import Found, Pattern, Sight

_LABEL = re.compile(
    r"\b(?:gps|lat(?:itude)?|long?(?:itude)?|coord(?:inate)?s?|location|geo(?:tag)?|maps?|pin)\b[^\n]{0,20}$"
)


def _pair(sight: Sight) -> Found | None:
    """Latitude and longitude in range. Without a label four decimals each: lab values have fewer."""
    latitude, longitude = (float(part) for part in re.findall(r"-?\d+\.\d+", sight.text)[:2])
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    labelled = _LABEL.search(sight.before(40)) is not None
    precise = all(len(part) >= 4 for part in re.findall(r"\.(\d+)", sight.text)[:2])
    if not labelled and not precise:
        return None
    return sight.found(0.95 if labelled else 0.85)


_SECONDS = r"\d{1,3}[\x01 ]{1,2}\d{1,2}['\x01 ]{1,2}(?:\d{1,2}(?:\.\d+)?[\"'\x01 ]{1,3})?"

PATTERNS = (
    Pattern(
        "phi.geo",
        Kind.LOCATION,
        r"(-?\b\d{1,2}\.\d{2,8}\x01?(?: ?(?-i:[NS]))?(?:[,;] ?|"
        r" )(?:lon(?:g(?:itude)?)?[ :]{0,2})?-?\d{1,3}\.\d{2,8}\x01?(?: ?(?-i:[EW])\b)?)",
        0.9,
        _pair,
    ),
    Pattern("phi.geo", Kind.LOCATION, rf"\b({_SECONDS}(?-i:[NS]),? ?{_SECONDS}(?-i:[EW]))\b", 0.95),
)
