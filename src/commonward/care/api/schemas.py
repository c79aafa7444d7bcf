"""What the JSON interface of care takes and gives."""

from datetime import datetime
from enum import StrEnum

from ninja import P, PathEx
from pydantic import BaseModel, Field

from commonward.care.models.threads import Category, Urgency
from commonward.oversight.problems import LAST, In, Number, Short, Words

ThreadId = PathEx[int, P(ge=1, le=LAST, description="The identifier of a matter.")]
RelationshipId = PathEx[int, P(ge=1, le=LAST, description="The identifier of a relationship.")]
FileId = PathEx[int, P(ge=1, le=LAST, description="The identifier of a file.")]
MessageId = PathEx[int, P(ge=1, le=LAST, description="The identifier of a message.")]


class EntryState(StrEnum):
    """What became of words: in the record, with a second reader, come back from there, stopped before they went."""

    FILED = "filed"
    HELD = "held"
    RETURNED = "returned"
    STOPPED = "stopped"


class FileCondition(StrEnum):
    """Where a file stands: not looked at yet, looked at, with a second reader, not let through, not taken, stopped."""

    WAITING = "waiting"
    READY = "ready"
    HELD = "held"
    RETURNED = "returned"
    REFUSED = "refused"
    STOPPED = "stopped"


class RelationshipOut(BaseModel):
    """A patient and the team that cares for them. `closed` says why no matter can be begun now; "" where one can.

    `phone` is the team's own number; "" where it stated none.
    """

    id: Number
    patient: str
    team: str
    organisation: str
    state: str
    closed: str
    phone: str


class MatterOut(BaseModel):
    """One matter. `waits_since`: the patient's side waits for an answer, which is promised by `answer_by`."""

    id: Number
    topic: str
    patient: str
    team: str
    urgency: Urgency
    last_at: datetime
    waits_since: datetime | None
    answer_by: datetime | None
    is_closed: bool
    url: str


class OpenMatterOut(MatterOut):
    """The same with why nothing can be written in it now; "" where it can."""

    closed: str


class WhoOut(BaseModel):
    """Somebody in a conversation, as they are called there."""

    name: str
    role: str
    is_patient: bool


class SeenOut(BaseModel):
    """Who read a message, and when first."""

    name: str
    at: datetime


class FileOut(BaseModel):
    """A file of a message. `name` and `url` are empty, and `id` is null, where it can not be opened (yet); `sentence`
    says why.
    """

    id: Number | None
    kind: str
    name: str
    sentence: str
    url: str


class MessageOut(BaseModel):
    """Something said. `state` is other than `filed` only for its author; `flags` are told to the team alone."""

    id: Number
    author: WhoOut
    is_own: bool
    text: str
    sent_at: datetime
    state: EntryState
    version: int
    reviewer_words: str
    seen: list[SeenOut]
    flags: list[str]
    files: list[FileOut]


class TalkOut(BaseModel):
    """Some messages, the newest first; `next` goes on, and is null at the end."""

    items: list[MessageOut]
    next: Number | None


class EntryOut(BaseModel):
    """The words of a message at one time, as the record keeps them."""

    number: int
    text: str
    state: EntryState
    filed_at: datetime


class MessageIn(In):
    """What is to be said in a matter. `files` were brought for it before."""

    text: Words
    urgency: Urgency = Urgency.ROUTINE
    files: list[Number] = Field(default_factory=list, max_length=40)
    reasons: dict[str, Short] = Field(
        default_factory=dict, max_length=50, description="Why a warning is kept, by the `key` of its finding."
    )


class MatterIn(MessageIn):
    """What a new matter is about, and its first message. `is_private`: kept from those who act for a teenager."""

    topic: Short
    category: Category | None = None
    is_private: bool = False


class WordsIn(In):
    """Other words for a message of one's own, or words to be checked."""

    text: Words
    reasons: dict[str, Short] = Field(default_factory=dict, max_length=50)


class CareDraftIn(In):
    """Words to be kept for later. `state` is that of the draft as it was read; without it, it is replaced."""

    text: Words
    state: str | None = Field(None, max_length=40)


class MatterDraftIn(CareDraftIn):
    """The same for a new matter, with what it is about."""

    topic: Short = ""


class CareDraftOut(BaseModel):
    """Words kept for later. `state` changes with every change, so that two devices do not overwrite each other."""

    text: str
    topic: str
    state: str
    updated_at: datetime


class SheetOut(BaseModel):
    """A page of a file, as the inspection drew it."""

    type: str
    width: int
    height: int


class FileState(BaseModel):
    """A file: what it is, whether it was looked at, and its pages. `message` is null while it is not sent."""

    id: Number
    kind: str
    name: str
    state: FileCondition
    sentence: str
    reviewer_words: str
    bytes: int
    pages: list[SheetOut]
    message: Number | None


class ToCheckIn(In):
    """Words to be checked. Nothing of them is kept."""

    text: Words


class SentOut(BaseModel):
    """What was taken. `help`: there is a sign of danger in it, so show `help_url` and its numbers beside it."""

    id: Number
    thread: Number
    state: EntryState
    version: int
    sent_at: datetime
    help: bool
    help_url: str
