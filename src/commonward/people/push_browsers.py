"""Which browser a push goes to, and what becomes of it when its person signs out there.

A signed cookie names the device to us, and outlives sessions; the session that is open on the browser names it too, so
that it can be ended from another device. Signing out ends the pushes of that browser, unless its person had them stay.
A session that ends by itself, because nobody was there, ends none: that is when a push is wanted.
"""

from typing import Final

from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse

from commonward.kernel.actor import Person
from commonward.people import pushing

_SESSION_KEY: Final = "push_device"
_COOKIE: Final = "__Host-push" if settings.SESSION_COOKIE_SECURE else "push"
_SALT: Final = "people.push"
_KEPT_SECONDS: Final = 400 * 86_400  # browsers keep no cookie for longer


def remember(request: HttpRequest, response: HttpResponse, number: int) -> None:
    """Know this browser again as the device of this number. Called when its person lets it take pushes."""
    request.session[_SESSION_KEY] = number
    response.set_signed_cookie(
        _COOKIE,
        str(number),
        salt=_SALT,
        max_age=_KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def signed_in(request: HttpRequest, account_id: int) -> None:
    """Somebody signs in on a browser that may take pushes: their own go on, somebody else's end."""
    said = request.get_signed_cookie(_COOKIE, default="", salt=_SALT, max_age=_KEPT_SECONDS) or ""
    number = int(said) if said.isascii() and said.isdigit() else 0
    if number and pushing.is_of(number, account_id):
        request.session[_SESSION_KEY] = number
    elif number:
        pushing.end_of_other(number, account_id)


def signed_out(request: HttpRequest, person: Person) -> None:
    """Somebody signs out on this browser: its pushes end, unless they stay."""
    _end(person, request.session.get(_SESSION_KEY))


def signed_out_from_afar(person: Person, session_key: str) -> None:
    """Somebody ends their session on another device. In the caller's transaction, before the session goes."""
    session = Session.objects.filter(session_key=session_key).first()
    _end(person, session.get_decoded().get(_SESSION_KEY) if session is not None else None)


def ended_by_server(session_key: str, account_id: int) -> None:
    """An organisation's server ends a session: the pushes of its browser end with it. As above, before it goes."""
    session = Session.objects.filter(session_key=session_key).first()
    number = session.get_decoded().get(_SESSION_KEY) if session is not None else None
    if isinstance(number, int):
        pushing.end_by_server(number, account_id)


def timed_out(request: HttpRequest) -> None:
    """A session ends by itself: the pushes of its browser go on."""
    request.session.pop(_SESSION_KEY, None)


def _end(person: Person, number: object) -> None:
    if isinstance(number, int):
        pushing.end_unless_it_stays(person, number)
