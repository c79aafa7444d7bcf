"""What consent has to know of care, and never reads there: who cares for a patient, and who decides for them.

Care registers one reader in the `ready` of its app. Whether a team may write, and whether one's words are looked
through, each patient says alone; the other kinds are also decided by who acts for them with that scope.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from django.db.models import Q

from commonward.consent.kinds import Kind
from commonward.kernel.actor import Person


class Reader(Protocol):
    """What a layer above knows of it."""

    def decides(self, person: Person, seat: int, organisation: int) -> bool:
        """Whether the person decides now for the patient in this seat, at this organisation."""

    def decides_until(self, person: Person, seat: int, organisation: int) -> datetime | None:
        """When that ends by itself on a day that is known, as a parent's say does; None where no day is."""

    def asks(self, person: Person, seat: int, organisation: int) -> bool:
        """Whether the person may ask this patient to permit something."""

    def deciding(self, seat: int, organisation: int) -> list[int]:
        """The seats of those who decide for this patient."""

    def keeps_private(self, seat: int, organisation: int, kind: Kind) -> bool:
        """Whether only the patient is asked about this, and those who act for them do not see it."""

    def is_minor(self, seat: int, organisation: int) -> bool:
        """Whether the patient is under 18 and old enough to be asked whether they agree, too."""

    def name_of(self, seat: int) -> str:
        """By which name the patient knows who acts from this seat; "" where there is none."""

    def staff_name_of(self, seat: int) -> str:
        """By which name the patient knows who works in this seat."""

    def patient_names(self, person: Person, seats: Collection[int]) -> dict[tuple[int, int], str]:
        """By which names places know these patients, by seat and place; those that the person may see."""

    def served(self, person: Person) -> Q:
        """For rows with `seat_id` and `organisation_id`: those of patients for whom the person cares there now."""

    def decided(self, person: Person) -> Q:
        """For such rows: those of patients for whom the person decides there now."""


_readers: list[Reader] = []
_NONE = Q(pk__in=[])


def register(reader: Reader) -> None:
    """Say how it is known. The last one counts."""
    _readers[:] = [reader]


def decides(person: Person, seat: int, organisation: int) -> bool:
    """Whether somebody decides for the patient in this seat."""
    return any(reader.decides(person, seat, organisation) for reader in _readers)


def decides_until(person: Person, seat: int, organisation: int) -> datetime | None:
    """When what they decide ends by itself."""
    return next((reader.decides_until(person, seat, organisation) for reader in _readers), None)


def asks(person: Person, seat: int, organisation: int) -> bool:
    """Whether somebody may ask this patient."""
    return any(reader.asks(person, seat, organisation) for reader in _readers)


def deciding(seat: int, organisation: int) -> list[int]:
    """The seats of those who decide for this patient."""
    return [one for reader in _readers for one in reader.deciding(seat, organisation)]


def keeps_private(seat: int, organisation: int, kind: Kind) -> bool:
    """Whether it is between the patient and the place alone."""
    return any(reader.keeps_private(seat, organisation, kind) for reader in _readers)


def is_minor(seat: int, organisation: int) -> bool:
    """Whether the patient's own yes is asked for beside a parent's."""
    return any(reader.is_minor(seat, organisation) for reader in _readers)


def name_of(seat: int) -> str:
    """By which name the patient knows who gave something in their place."""
    return next((name for reader in _readers if (name := reader.name_of(seat))), "")


def staff_name_of(seat: int) -> str:
    """By which name the patient knows who asked them."""
    return next((name for reader in _readers if (name := reader.staff_name_of(seat))), "")


def patient_names(person: Person, seats: Collection[int]) -> dict[tuple[int, int], str]:
    """By which names somebody knows patients, by seat and place. None is asked for where there is no patient."""
    return next((reader.patient_names(person, seats) for reader in _readers), {}) if seats else {}


def served(person: Person) -> Q:
    """Rows of patients for whom somebody cares. None where no reader is registered."""
    return next((reader.served(person) for reader in _readers), _NONE)


def decided(person: Person) -> Q:
    """Rows of patients for whom somebody decides."""
    return next((reader.decided(person) for reader in _readers), _NONE)
