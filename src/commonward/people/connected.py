"""Applications that a person connected, for the page of their applications; a layer above says which there are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from commonward.kernel.actor import Person


@dataclass(frozen=True, slots=True)
class Connected:
    """One of them. `end_url` takes the form that takes it back."""

    key: str
    name: str
    labels: tuple[str, ...]
    since: datetime
    used_on: date | None
    end_url: str


Reader = Callable[[Person], list[Connected]]
_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Say which there are. Registering the same reader twice does no harm."""
    if reader not in _readers:
        _readers.append(reader)


def of(person: Person) -> list[Connected]:
    """What is connected to the seat that the person acts in."""
    return [one for reader in _readers for one in reader(person)]
