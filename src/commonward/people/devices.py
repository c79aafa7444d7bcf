"""The devices that an account is signed in on: noted roughly when somebody signs in, gone when they sign out."""

import re
from typing import Final

from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from commonward.kernel import clock
from commonward.people import queries
from commonward.people.entry import Device
from commonward.people.signon import sessions

#: When this session was last seen, in the session itself. Without it a session is not timed (`people.idling`).
SEEN_KEY: Final = "seen_at"

#: Marks in what a browser says of itself, the telling ones first: most claim to be several.
_BROWSERS: Final = (
    ("Edge", re.compile(r"Edg(e|A|iOS)?/")),
    ("Opera", re.compile(r"OPR/|Opera")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/")),
    ("Firefox", re.compile(r"Firefox/|FxiOS/")),
    ("Chrome", re.compile(r"Chrome/|CriOS/|Chromium/")),
    ("Safari", re.compile(r"Safari/")),
)
_SYSTEMS: Final = (
    ("iOS", re.compile(r"iPhone|iPad|iPod")),
    ("Android", re.compile(r"Android")),
    ("Windows", re.compile(r"Windows")),
    ("ChromeOS", re.compile(r"CrOS")),
    ("macOS", re.compile(r"Mac OS X|Macintosh")),
    ("Linux", re.compile(r"Linux|X11")),
)


def note(request: HttpRequest, account_id: int) -> None:
    """Write down that an account is signed in with this browser, and begin to time its session.

    Only the names of program and system are kept, no version and no address: enough to know one's own again.
    """
    if request.session.session_key is None:
        request.session.save()
    request.session[SEEN_KEY] = int(clock.now().timestamp())
    said = request.META.get("HTTP_USER_AGENT", "")[:500]
    forget_ended(account_id)
    Device.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "account_id": account_id,
            "browser": _first(_BROWSERS, said),
            "system": _first(_SYSTEMS, said),
            "signed_in_with_id": sessions.place_of(request.session),
            "sign_on_session": sessions.session_of(request.session),
            "seen_at": clock.now(),
        },
    )


def names_of(said: str) -> tuple[str, str]:
    """The names of program and system in what a browser says of itself; no version."""
    return _first(_BROWSERS, said[:500]), _first(_SYSTEMS, said[:500])


def see(session_key: str | None) -> None:
    """The browser of this session asked for something."""
    Device.objects.filter(session_key=session_key).update(seen_at=clock.now())


def forget(session_key: str | None) -> None:
    """The session is over."""
    Device.objects.filter(session_key=session_key).delete()


def forget_ended(account_id: int) -> None:
    """Take away those of an account whose sessions are over."""
    open_sessions = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    queries.devices_of(account_id).exclude(session_key__in=open_sessions).delete()


def _first(marks: tuple[tuple[str, re.Pattern[str]], ...], said: str) -> str:
    return next((name for name, mark in marks if mark.search(said)), "")
