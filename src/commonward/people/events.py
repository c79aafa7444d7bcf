"""What happened among people, for whoever stands above: identifiers only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """A person may act in a further seat."""

    seat: int


@dataclass(frozen=True, slots=True)
class SeatEnded:
    """A seat was given up or taken away. Its face is hidden from now on."""

    seat: int


@dataclass(frozen=True, slots=True)
class SeatSuspended:
    """Nobody acts from a seat for now. What it said stays."""

    seat: int


@dataclass(frozen=True, slots=True)
class SeatReinstated:
    """A suspended seat was given back."""

    seat: int


@dataclass(frozen=True, slots=True)
class BandChanged:
    """Somebody came into the next age band (people.ages)."""

    account: int
    band: str


@dataclass(frozen=True, slots=True)
class ChildAccountEnded:
    """A parent took their consent back, or is gone: the child's account is to be closed.

    `parent_seat` gets a copy of what was kept, None where nobody is left to get one.
    """

    account: int
    parent_seat: int | None


@dataclass(frozen=True, slots=True)
class CredentialDecided:
    """A credential was verified or refused, ran out, or its number changed so that it is not verified any more."""

    credential: int
    seat: int
    state: str


@dataclass(frozen=True, slots=True)
class PublishingResumed:
    """The pause of all publishing is over: what waits for it may go on."""

    halt: int


@dataclass(frozen=True, slots=True)
class OrganisationCreated:
    """There is a new organisation."""

    organisation: int
