"""What happens in care, told inside the transaction: identifiers, and rows that whoever tells it has at hand."""

from dataclasses import dataclass, field

from commonward.care.models import Message


@dataclass(frozen=True, slots=True)
class RelationshipChanged:
    """A relationship took its next step; `state` is what it is now."""

    relationship: int
    state: str


@dataclass(frozen=True, slots=True)
class MessageDelivered:
    """The other side can read a message from now on. `first`: a sign of an emergency or a crisis was heard."""

    message: int
    thread: int
    from_team: bool
    first: bool
    row: Message | None = field(default=None, repr=False, compare=False)  # with thread, relationship, chart, team, live


@dataclass(frozen=True, slots=True)
class MessageHeld:
    """Words of staff wait for a second reader."""

    entry: int
    thread: int


@dataclass(frozen=True, slots=True)
class MessageStopped:
    """Words that waited will not be sent: the relationship or the consent ended first."""

    entry: int
    thread: int
