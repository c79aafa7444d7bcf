"""The kinds of notices and their sentences. None has room for what somebody wrote: only a name and a number go in."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

from commonward.people.notice_kinds.care import CARE
from commonward.people.notice_kinds.kind import Kind
from commonward.people.notice_kinds.place import PLACE


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds that people want or do not want together. Some are always told on the page."""

    label: str
    prefixes: tuple[str, ...]
    may_hush_page: bool = False


#: In this order; a kind belongs to the first that fits.
GROUPS: Final = {
    "answers": Group(gettext_noop("Answers, and being spoken of"), ("post.replied", "post.mentioned", "post.disputed")),
    "thanks": Group(gettext_noop("Thanks"), ("post.thanked",), may_hush_page=True),
    "follows": Group(gettext_noop("Somebody follows you"), ("profile.",), may_hush_page=True),
    "words": Group(gettext_noop("What becomes of your words"), ("post.", "media.", "review.", "report.")),
    "trust": Group(gettext_noop("Help and advice"), ("trust.", "help.", "ethics.")),
    "care": Group(gettext_noop("Care"), ("care.",)),
    "account": Group(gettext_noop("Your account and this place"), ("",)),
}


def group_of(kind: str) -> str:
    """The code of the group of a kind."""
    return next(code for code, group in GROUPS.items() if kind.startswith(group.prefixes))


KINDS: Final[dict[str, Kind]] = {**PLACE, **CARE}
