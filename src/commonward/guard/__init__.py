"""The guard: finds what could hurt a patient in a text or picture, and says what it means here.

A pure library: no Django, no network, thread-safe. Use it like this:

    guard = Guard()
    report = guard.check(Submission(text="…", context="public_post", author="professional"))
"""

import os

# Before anything here imports numpy: its matrices are small, and threads that wait for each other would make one check
# of a millisecond take a hundred on a busy machine. Who sets it otherwise keeps their way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Before anything here imports ONNX Runtime, which else starts a thread that writes to the user's folder and tells its
# maker how it is used (its pull request 27379). The guard never calls out, so this is not for anybody to choose.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

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
    Permits,
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
    "Permits",
    "Report",
    "Submission",
]
