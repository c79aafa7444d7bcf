"""What the JSON interface takes and gives. Identifiers are strings: they are larger than a JavaScript number holds."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from ninja import P, PathEx, QueryEx, Schema
from pydantic import Field

from commonward.community.models import Post
from commonward.oversight.problems import LAST, In, Number, Short, Words
from commonward.people.applications import Scope

Audience = Post.Audience
PostId = PathEx[int, P(ge=1, le=LAST, description="The identifier of a post.")]
NoticeId = PathEx[int, P(ge=1, le=LAST, description="The identifier of a notice.")]
DistanceId = PathEx[int, P(ge=1, le=LAST, description="The identifier of a mute or block.")]
Handle = PathEx[str, P(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$", description="The name after the @.")]
After = QueryEx[str | None, P(pattern=r"^[0-9]{1,18}$", description="`next` of the page before this one.")]


class FaceOut(Schema):
    """Somebody as others see them."""

    handle: str
    name: str
    is_pseudonym: bool
    role: str
    verified: bool
    organisation: str
    url: str


class ProfileOut(FaceOut):
    """The same with their words, and how the reader stands to them."""

    biography: str
    followers: int
    following: int
    follows: bool = Field(description="Whether the reader follows them.")
    mutes: bool


class PictureOut(Schema):
    """A picture as it is shown: made anew, without what the camera wrote into it."""

    url: str
    alt: str
    width: int
    height: int


class PostOut(Schema):
    """A post or an answer. `state` is other than `live` only for its author."""

    id: Number
    url: str
    author: FaceOut
    text: str
    html: str
    audience: Audience
    state: Post.State
    published_at: datetime | None
    version: int
    in_reply_to: Number | None
    conversation: Number
    is_dispute: bool
    replies: int
    thanks: int
    thanked: bool
    saved: bool
    pictures: list[PictureOut]


class PostsOut(Schema):
    """Some posts; `next` goes on, and is null at the end."""

    items: list[PostOut]
    next: Number | None


class VersionOut(Schema):
    """The words of a post at one time."""

    number: int
    text: str
    state: str
    created_at: datetime


class PictureIn(In):
    """A picture that was brought before, and what it shows in words."""

    id: Number
    alt: Short = ""


class CheckIn(In):
    """Words to be checked. Nothing of them is kept."""

    text: Words
    audience: Audience = Post.Audience.PUBLIC
    in_reply_to: Number | None = None


class ReplyIn(In):
    """An answer. It is read by whoever reads what it answers."""

    text: Words
    pictures: list[PictureIn] = Field(default_factory=list, max_length=40)
    reasons: dict[str, Short] = Field(
        default_factory=dict, max_length=50, description="Why a warning is kept, by the `key` of its finding."
    )
    considered: bool = Field(False, description="The author was asked once more, and wants it out.")


class PostIn(ReplyIn):
    """Something to be said."""

    audience: Audience = Post.Audience.PUBLIC
    is_health: bool = Field(False, description="The author says that it is health information.")
    review_on: date | None = Field(None, description="By when the author means to look at it again.")


class DraftIn(In):
    """Words to be kept until they are sent. `state` is the one that was read; other words there are then not lost."""

    text: Words
    audience: Audience = Post.Audience.PUBLIC
    state: Annotated[str, Field(max_length=40)] | None = None


class DraftOut(Schema):
    """Words not sent yet. Nobody but their author sees them."""

    key: str
    text: str
    audience: Audience
    state: str
    updated_at: datetime


class ReportIn(In):
    """What is wrong, for the moderators."""

    reason: str = Field(max_length=40)
    words: Short = ""


class ReportOut(Schema):
    """That it arrived."""

    id: Number
    state: str


class NoticeOut(Schema):
    """Something one should know, without content."""

    id: Number
    sentence: str
    at: datetime
    unread: bool


class NoticesOut(Schema):
    """Unread ones first, on the first page; then what was read."""

    items: list[NoticeOut]
    unread: int
    next: Number | None


class ReadOut(Schema):
    """Where the subject of a notice is seen; null when it is gone or hidden."""

    url: str | None


class DistanceOut(Schema):
    """Somebody one keeps away from. They are not told."""

    id: Number
    handle: str
    name: str
    kind: Literal["block", "mute"]


class FaceIn(In):
    """How others are to see this seat."""

    display_name: Short
    handle: Annotated[str, Field(max_length=60)]
    biography: Words = ""
    is_pseudonym: bool = False


class FaceState(Schema):
    """Shown at once, or held for a second person; the old face stays until then."""

    state: Literal["shown", "held"]
    handle: str | None


class MeOut(Schema):
    """In whose seat the token acts, and what it may do."""

    role: str
    organisation: str | None
    handle: str | None
    application: str
    scopes: list[Scope]


class SearchIn(In):
    """What is looked for. It goes in the body, so that no address holds it."""

    q: Annotated[str, Field(max_length=200)]
    before: Number | None = None
    near: bool = Field(False, description="Forgive a slip; send what the first page answered.")


class FoundPosts(PostsOut):
    """Posts that were found; `near` where a slip was forgiven."""

    near: bool


class FoundPeople(Schema):
    """People who were found."""

    items: list[FaceOut]
    next: Number | None
    near: bool


class Shown(StrEnum):
    """What a picture may show that staff do not show without a second look, or not to everybody."""

    ALCOHOL = "alcohol"
    WEAPON = "weapon"
    WOUND = "wound"
    NUDITY = "nudity"
    UNIFORM = "uniform"


class PictureState(Schema):
    """A picture that was brought. It is shown once a worker has looked at it and it stands in a post."""

    id: Number
    state: str
