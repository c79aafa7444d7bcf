"""What care keeps: who cares for whom (`teams`, `relationships`, `proxies`), and what is said (`threads`, `messages`).

Clinical words, names and topics are locked (`kernel.sealed`); what the database has to compare is codes and times.
"""

from commonward.care.models.cover import Alert, Calendar, Cover, Shift, Turn
from commonward.care.models.emergencies import EmergencyAccess
from commonward.care.models.files import CareFile, CareFilePiece
from commonward.care.models.messages import (
    Message,
    MessageDraft,
    Reading,
    RecordEntry,
    RecordEntryQuerySet,
)
from commonward.care.models.proposals import Proposal
from commonward.care.models.proxies import Proxy
from commonward.care.models.ready import ReadyReply, ReadyVersion
from commonward.care.models.relationships import Chart, Relationship, RelationshipQuerySet
from commonward.care.models.showings import Showing
from commonward.care.models.teams import STAFF, Membership, Team
from commonward.care.models.threads import Thread, ThreadQuerySet

__all__ = [
    "STAFF",
    "Alert",
    "Calendar",
    "CareFile",
    "CareFilePiece",
    "Chart",
    "Cover",
    "EmergencyAccess",
    "Membership",
    "Message",
    "MessageDraft",
    "Proposal",
    "Proxy",
    "Reading",
    "ReadyReply",
    "ReadyVersion",
    "RecordEntry",
    "RecordEntryQuerySet",
    "Relationship",
    "RelationshipQuerySet",
    "Shift",
    "Showing",
    "Team",
    "Thread",
    "ThreadQuerySet",
    "Turn",
]
