"""What somebody wants to say in care, between the form and the actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from commonward.care.models import RecordEntry
from commonward.care.models.threads import Urgency


@dataclass(frozen=True, slots=True)
class Words:
    """A message as it was written. `topic`, `category` and `is_private` count for a new thread only.

    `once` names the form that it came in, `draft` the state of the draft that the page knew of, `files` those that were
    brought before and go with it, `channel` the way on which it came.
    """

    text: str = field(repr=False)
    topic: str = field(default="", repr=False)
    category: str = field(default="", repr=False)
    urgency: Urgency = Urgency.ROUTINE
    is_private: bool = False
    once: UUID | None = None
    reasons: Mapping[str, str] = field(default_factory=dict, repr=False)
    draft: str | None = None
    files: tuple[int, ...] = ()
    channel: RecordEntry.Channel = RecordEntry.Channel.PAGE
