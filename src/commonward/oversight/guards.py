"""The guards of this process, one of each tier: loaded once, asked by `screening` and whoever looks at files."""

import threading
from functools import lru_cache

from django.conf import settings

from commonward.guard import Guard, GuardError, Media, Submission
from commonward.guard.contract import Context, Tier
from commonward.guard.reading import MediaReading


class _InspectedElsewhere:
    """Pictures are inspected by a worker (`oversight.quarantine`); here only their alternative text is read."""

    def examine(self, media: Media, index: int) -> MediaReading:
        return MediaReading()


#: What the guard says of a file of its own that is missing, or is not the one that it came with.
INSTALL_AGAIN = ("Install the guard again.", "Install it again.")

_build = threading.Lock()


@lru_cache(maxsize=2)
def _loaded(tier: Tier = "live") -> Guard:
    return Guard(tier=tier, media_reader=_InspectedElsewhere())


def guard(tier: Tier = "live") -> Guard:
    """The process's one guard of a tier; loads its models the first time. Raises GuardError where it cannot."""
    with _build:
        return _loaded(tier)


def effort_for(context: Context) -> Tier:
    """How carefully something is read before others see it: a second time where more than a care team will, unless the
    operator has turned that off.
    """
    return "release" if settings.SECOND_HEARING and context != "care_conversation" else "live"


def wake() -> bool:
    """Load the models and read a first text, so that whoever writes first need not wait for it. Seconds.

    Whether it could be done; where not, each check tells so, and `commonward doctor` why.
    """
    contexts: tuple[Context, ...] = ("care_conversation", "public_post")
    try:
        for tier in sorted({effort_for(context) for context in contexts}):
            guard(tier).check(Submission("Good morning."))
    except GuardError:
        return False
    return True
