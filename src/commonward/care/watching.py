"""What the clock and the alerts do when something is said. In the emitting transaction; only rows are written."""

from commonward.care.actions import alerts, turns
from commonward.care.duty import JOB
from commonward.care.events import MessageDelivered, RelationshipChanged
from commonward.care.models import Message, Relationship
from commonward.kernel.events import on


@on(MessageDelivered)
def delivered(event: MessageDelivered) -> None:
    """An answer ends the turn. A patient's message begins one, and alerts somebody when it may be urgent."""
    message = event.row if event.row is not None else _loaded(event.message)
    if event.from_team:
        turns.answered(message.thread)
        alerts.answered(message.thread, message.author_id)
        return
    turns.begin(message)
    if event.first and message.live is not None:
        alerts.begin(message, message.live.screening.tier)


def _loaded(pk: int) -> Message:
    rows = Message.objects.visible_to(JOB).select_related(
        "thread__relationship__team__organisation__care_calendar",
        "thread__relationship__team__cover",
        "thread__relationship__chart",
        "live__screening",
    )
    return rows.get(pk=pk)


@on(RelationshipChanged)
def changed(event: RelationshipChanged) -> None:
    """Nobody has to answer where nobody can write any more."""
    if event.state == Relationship.State.ENDED:
        turns.stop(event.relationship)


def listen() -> None:
    """Importing this module registers its handlers; calling this says so where it happens."""
