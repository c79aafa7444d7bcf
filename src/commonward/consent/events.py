"""What consent tells the layers above, inside the transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A patient took a grant back: what waits to be sent stops, what was published comes down."""

    grant_id: int


@dataclass(frozen=True, slots=True)
class BoundaryDrawn:
    """From now on these accounts care for those as professionals: what there was between them in public is quiet."""

    staff: tuple[int, ...]
    patients: tuple[int, ...]
