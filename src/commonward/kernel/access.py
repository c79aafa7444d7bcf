"""Permissions that carry their reason.

A `may_…` function returns a `Permission`; an action calls `require` on it. A view obtains an object only through a
`get_…` function that filters by `visible_to`, so that to a stranger it does not exist (404), while a member without
the right is told why (403).
"""

from dataclasses import dataclass

from commonward.kernel.errors import Denied, Way


@dataclass(frozen=True, slots=True)
class Permission:
    """Yes, or no with the sentence to show to the person, and where they can go on."""

    granted: bool
    reason: str = ""
    ways: tuple[Way, ...] = ()

    def __bool__(self) -> bool:
        return self.granted


ALLOW = Permission(granted=True)


def deny(reason: str, *, ways: tuple[Way, ...] = ()) -> Permission:
    """No, and why. The reason is shown to the person, so it is translated, kind and names the next step."""
    return Permission(granted=False, reason=str(reason), ways=ways)


def require(permission: Permission) -> None:
    """Go on, or raise `Denied` with the permission's sentence."""
    if not permission:
        raise Denied(permission.reason, ways=permission.ways)
