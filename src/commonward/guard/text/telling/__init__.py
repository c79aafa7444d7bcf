"""What singles a person out in words: kinds of words, and how they stand together (docs/guard-indirect.md)."""

from commonward.guard.text.telling.care import (
    asks_for_silence,
    is_of_public_life,
    speaks_of_care,
    tells_of_author,
    tells_what_was_done,
)
from commonward.guard.text.telling.forms import tellings

__all__ = [
    "asks_for_silence",
    "is_of_public_life",
    "speaks_of_care",
    "tellings",
    "tells_of_author",
    "tells_what_was_done",
]
