"""What care keeps: who cares for whom (`teams`, `relationships`, `proxies`), and what is said (`threads`, `messages`).

Clinical words, names and topics are locked (`kernel.sealed`); what the database has to compare is codes and times.
"""

from commonward.care.models.cover import Alert, Calendar, Cover, Shift, Turn
from commonward.care.models.emergencies import EmergencyAccess
from commonward.care.models.messages import Message, MessageDraft, Reading, RecordEntry, RecordEntryQuerySet
from commonward.care.models.proxies import Proxy
from commonward.care.models.relationships import Chart, Relationship, RelationshipQuerySet
from commonward.care.models.teams import Membership, Team
from commonward.care.models.threads import Thread, ThreadQuerySet

__all__ = [
    "Alert",
    "Calendar",
    "Chart",
    "Cover",
    "EmergencyAccess",
    "Membership",
    "Message",
    "MessageDraft",
    "Proxy",
    "Reading",
    "RecordEntry",
    "RecordEntryQuerySet",
    "Relationship",
    "RelationshipQuerySet",
    "Shift",
    "Team",
    "Thread",
    "ThreadQuerySet",
    "Turn",
]
