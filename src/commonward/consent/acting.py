"""Who decides for a patient about what may be shown. For the actions here, which know grants and nothing of care.

Care registers the reader in the `ready` of its app. Only a publication is decided by somebody else: whether a team may
write, and whether one's words are looked through, each patient says alone.
"""

from typing import Protocol

from commonward.kernel.actor import Person


class Reader(Protocol):
    """What a layer above knows of it."""

    def decides(self, person: Person, seat: int, organisation: int) -> bool:
        """Whether the person decides now for the patient in this seat, at this organisation."""

    def name_of(self, seat: int) -> str:
        """By which name the patient knows who acts from this seat; "" where there is none."""


_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Say how it is known. Registering the same reader twice does no harm."""
    if reader not in _readers:
        _readers.append(reader)


def decides(person: Person, seat: int, organisation: int) -> bool:
    """Whether somebody decides for the patient in this seat."""
    return any(reader.decides(person, seat, organisation) for reader in _readers)


def name_of(seat: int) -> str:
    """By which name the patient knows who gave something in their place."""
    return next((name for reader in _readers if (name := reader.name_of(seat))), "")
