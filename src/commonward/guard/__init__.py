"""The guard: finds what could hurt a patient in a text or picture, and says what it means here.

A pure library: no Django, no network, thread-safe. Use it like this:

    guard = Guard()
    report = guard.check(Submission(text="…", context="public_post", author="professional"))
"""

import os

# Before anything here imports numpy: its matrices are small, and threads that wait for each other would make one check
# of a millisecond take a hundred on a busy machine. Who sets it otherwise keeps their way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

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
