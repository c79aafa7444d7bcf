"""What a patient is asked to permit and has not answered, so that the page of what they permit shows it first.

Consent knows grants and nothing of care: whoever asks registers a reader in the `ready` of its app.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from commonward.kernel.actor import Person


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: from which organisation, since when, and where it is read and answered."""

    organisation: str
    asked_at: datetime
    url: str


Reader = Callable[[Person], list[Ask]]

_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Say where questions stand. Registering the same reader twice does no harm."""
    if reader not in _readers:
        _readers.append(reader)


def of(person: Person) -> list[Ask]:
    """What this patient is asked now."""
    return [ask for reader in _readers for ask in reader(person)]
