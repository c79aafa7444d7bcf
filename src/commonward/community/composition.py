"""What somebody wants to say, between the form and the actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from commonward.community.models import Post

MOST_PICTURES: Final = 4
MOST_LINES: Final = 1000
LONGEST_ALT: Final = 500
LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the author brought, and its alternative text."""

    media: int
    alt: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Composition:
    """What somebody wants to say."""

    text: str = field(repr=False)
    audience: str = Post.Audience.PUBLIC.value
    pictures: tuple[Picture, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict, repr=False)  # by the key of the finding that is kept
    draft_key: str = "new"
    once: UUID | None = None  # names the form that was sent, so that sending it twice says it once
    is_health: bool = False  # the author says that it is health information
    review_on: str = ""  # by when they mean to look at it again, as the form sent it
    colleague: str = ""  # the handle of a colleague who is asked to review it
    considered: bool = False  # the author saw the pause before posting and wants it out
    help_said: str = ""  # what the author said of the help card for this text: "", "closed", "unfit"
    told: tuple[str, ...] = ()  # rules that came up while it was written, as its form remembers them
    draft: str | None = None  # the state of the kept draft that the page knows; None when it does not say
