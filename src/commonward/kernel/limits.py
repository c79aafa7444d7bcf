"""How often somebody may do something. Counts live in the cache, by account or address, in fixed windows.

With several web processes and no shared cache each process counts by itself, so the true limit is that many times
higher; name a shared cache for an exact one.
"""

from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import ngettext

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person
from commonward.kernel.errors import TooMany


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in `seconds`."""

    name: str
    times: int
    seconds: int


CHECK: Final = Limit("check", times=120, seconds=60)
POST: Final = Limit("post", times=30, seconds=600)
UPLOAD: Final = Limit("upload", times=40, seconds=600)
GESTURE: Final = Limit("gesture", times=240, seconds=600)
REPORT: Final = Limit("report", times=20, seconds=3600)
SEARCH: Final = Limit("search", times=120, seconds=60)


def spend(limit: Limit, actor: Actor, request: HttpRequest | None = None) -> None:
    """Count one use. Raises TooMany, with the seconds to wait, when the window is used up."""
    who = (
        f"a{actor.account}"
        if isinstance(actor, Person)
        else f"ip{request.META.get('REMOTE_ADDR', '')}"
        if request
        else "-"
    )
    instant = int(clock.now().timestamp())
    window, passed = divmod(instant, limit.seconds)
    key = f"limit:{limit.name}:{who}:{window}"
    cache.add(key, 0, timeout=limit.seconds + 5)
    if cache.incr(key) > limit.times:
        wait = limit.seconds - passed
        minutes = -(-wait // 60)
        sentence = ngettext(
            "That was a lot in a short time. You can go on in a minute; nothing is lost.",
            "That was a lot in a short time. You can go on in %(minutes)d minutes; nothing is lost.",
            minutes,
        ) % {"minutes": minutes}
        raise TooMany(sentence, retry_after=wait)
