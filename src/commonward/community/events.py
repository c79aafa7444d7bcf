"""What happened in the community. Handlers run in the same transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostPublished:
    """A post or reply can be seen by its audience for the first time."""

    post: int


@dataclass(frozen=True, slots=True)
class PostEdited:
    """A new version took the place of the old one."""

    post: int


@dataclass(frozen=True, slots=True)
class PostWithdrawn:
    """Its author took it back, or a moderator took it down. It is to go wherever it went."""

    post: int


@dataclass(frozen=True, slots=True)
class Followed:
    """Somebody follows somebody."""

    follower: int
    followed: int


@dataclass(frozen=True, slots=True)
class Thanked:
    """Somebody thanked for a post."""

    post: int
    profile: int


@dataclass(frozen=True, slots=True)
class FaceShown:
    """A seat shows its face for the first time, or another than before."""

    profile: int
