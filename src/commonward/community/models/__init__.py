"""What the community keeps."""

from commonward.community.models.permitted import ShownUnder
from commonward.community.models.posts import Attachment, Draft, Mention, Post, Saved, Tag, Thanks, Version
from commonward.community.models.profiles import (
    PASSING,
    Distance,
    Follow,
    Profile,
    ProfileChange,
    SpentHandle,
    followed_by,
    kept_apart,
    let_in_by,
    muted_by,
)
from commonward.community.models.quality import ReviewMark, ReviewRequest
from commonward.community.models.search import PersonWords, PostWords
from commonward.community.models.trust import ChosenPerson

__all__ = [
    "PASSING",
    "Attachment",
    "ChosenPerson",
    "Distance",
    "Draft",
    "Follow",
    "Mention",
    "PersonWords",
    "Post",
    "PostWords",
    "Profile",
    "ProfileChange",
    "ReviewMark",
    "ReviewRequest",
    "Saved",
    "ShownUnder",
    "SpentHandle",
    "Tag",
    "Thanks",
    "Version",
    "followed_by",
    "kept_apart",
    "let_in_by",
    "muted_by",
]
