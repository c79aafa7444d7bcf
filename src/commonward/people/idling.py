"""Signing out whoever left: a session in which nothing happened for a while is over (rules.md S22).

On one's own device one may choose to stay signed in; in an office nobody can. Words that were being written are given
back by the page that says so, and the draft is where it was.
"""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest

from commonward.kernel import clock
from commonward.people import devices, push_browsers
from commonward.people.entry import OFFICE_ROLES
from commonward.people.models import Seat
from commonward.people.signon import sessions

#: A session that was seen less long ago is not written to again.
_SEEN_EVERY: Final = 60
#: What an open page asks here by itself is no sign that anybody sits before it.
BY_ITSELF: Final = "/arrivals"


def timed_out(request: HttpRequest, seat: Seat | None) -> bool:
    """Sign out a session that was idle for too long, and say so; note one that is in use."""
    if sessions.is_over(request.session):
        logout(request)
        return True
    seen = request.session.get(devices.SEEN_KEY)
    if not isinstance(seen, int):
        return False  # not by signing in: the demo's seats
    idle = int(clock.now().timestamp()) - seen
    if _is_timed(request.session.get("_session_expiry"), seat) and idle > settings.IDLE_MINUTES * 60:
        push_browsers.timed_out(request)
        logout(request)
        return True
    if idle >= _SEEN_EVERY and not request.path_info.startswith(BY_ITSELF):
        request.session[devices.SEEN_KEY] = seen + idle
        devices.see(request.session.session_key)
    return False


def is_over(session: Mapping[str, object], seat: Seat) -> bool:
    """Whether what a session holds was idle for too long, without ending it: for whoever only looks."""
    seen = session.get(devices.SEEN_KEY)
    if sessions.is_over(session):
        return True
    if not isinstance(seen, int):
        return False
    idle = int(clock.now().timestamp()) - seen
    return _is_timed(session.get("_session_expiry"), seat) and idle > settings.IDLE_MINUTES * 60


def _is_timed(expiry: object, seat: Seat | None) -> bool:
    if seat is not None and seat.role in {role.value for role in OFFICE_ROLES}:
        return True
    return expiry == 0  # it ends with the browser: whoever signed in did not choose to stay
