"""The guard: finds what could hurt a patient in a text or picture, and says what it means here.

A pure library: no Django, no network, thread-safe. Use it like this:

    guard = Guard()
    report = guard.check(Submission(text="…", context="public_post", author="professional"))
"""

from commonward.guard.contract import (
    Consent,
    Decision,
    Edit,
    Entity,
    Finding,
    Fix,
    GuardError,
    GuardUnavailable,
    InputTooLarge,
    Kind,
    Known,
    Media,
    MediaRefused,
    Report,
    Submission,
)
from commonward.guard.engine import Guard

__all__ = [
    "Consent",
    "Decision",
    "Edit",
    "Entity",
    "Finding",
    "Fix",
    "Guard",
    "GuardError",
    "GuardUnavailable",
    "InputTooLarge",
    "Kind",
    "Known",
    "Media",
    "MediaRefused",
    "Report",
    "Submission",
]
