"""Colours that somebody chooses: whether they can be seen on our pages by day and by lamplight, and which near one can.

Used for what is no text, which needs a contrast of 3 to 1 (WCAG 2.2, 1.4.11). The grounds are those of tokens.css; a
test holds them to it.
"""

import colorsys
import re
from dataclasses import dataclass
from typing import Final

#: What lies behind: sheet and ground, by day and by lamplight.
BY_DAY: Final = ("#fffdf8", "#f6f0e4")
BY_LAMPLIGHT: Final = ("#25201a", "#18140f")
LEAST: Final = 3.0
_FORM: Final = re.compile(r"#[0-9a-f]{6}")
_STEPS: Final = 255


@dataclass(frozen=True, slots=True)
class Seen:
    """How a colour stands out: its least contrast by day and by lamplight, and the nearest that can be seen in both."""

    by_day: float
    by_lamplight: float
    nearest: str

    @property
    def is_enough(self) -> bool:
        """Whether it can be seen in both."""
        return min(self.by_day, self.by_lamplight) >= LEAST


def read(said: str) -> str:
    """A colour as we keep it, such as "#0b5c60". Raises ValueError for anything else."""
    tidied = said.strip().lower()
    tidied = tidied if tidied.startswith("#") else f"#{tidied}"
    if len(tidied) == 4:
        tidied = "#" + "".join(2 * letter for letter in tidied[1:])
    if not _FORM.fullmatch(tidied):
        raise ValueError
    return tidied


def look(colour: str) -> Seen:
    """How a colour stands out on our pages."""
    return Seen(_least(colour, BY_DAY), _least(colour, BY_LAMPLIGHT), _nearest(colour))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _least(colour: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def _nearest(colour: str) -> str:
    """The same hue, lighter or darker by as little as it takes."""
    hue, light, colourful = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(_STEPS + 1):
        for there in (light + step / _STEPS, light - step / _STEPS):
            found = _of(colorsys.hls_to_rgb(hue, min(1.0, max(0.0, there)), colourful))
            if min(_least(found, BY_DAY), _least(found, BY_LAMPLIGHT)) >= LEAST:
                return found
    return colour


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _of(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * one):02x}" for one in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
