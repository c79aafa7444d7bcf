"""What happens here when somebody can no longer act in a seat, or deletes their account."""

from commonward.fhir import actions
from commonward.kernel.events import on
from commonward.oversight import erasing
from commonward.people.events import SeatEnded, SeatSuspended


def listen() -> None:
    """Register them. Called once, when the app is ready."""
    on(SeatEnded)(_ended)
    on(SeatSuspended)(_suspended)
    erasing.register(actions.erase)


def _ended(event: SeatEnded) -> None:
    actions.end_all_of(event.seat)


def _suspended(event: SeatSuspended) -> None:
    actions.end_all_of(event.seat)
