"""Says who acts: every request gets `request.actor`, a `Person` in one seat or a `Visitor`."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from commonward.kernel.actor import VISITOR
from commonward.people import idling, queries
from commonward.people.signon import sessions

SEAT_KEY = "seat"
Respond = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Reads the seat from the session, the time zone and the language from the account. One query when signed in."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = VISITOR  # type: ignore[attr-defined]  # see people.requests for the typed view of it
        request.seat = None  # type: ignore[attr-defined]
        request.held_back = None  # type: ignore[attr-defined]
        account_id = request.session.get("_auth_user_id")
        if account_id is None or not request.user.is_authenticated:
            return self.get_response(request)
        place = sessions.place_of(request.session)
        seat = queries.seat_for_request(request.user.pk, request.session.get(SEAT_KEY), place)
        if idling.timed_out(request, seat):
            return self.get_response(request)
        if seat is not None and getattr(seat, "lacks_factor", False) and not sessions.has_factor(request.session):
            # Nothing can be seen or done from this seat yet, by whatever view: nobody acts.
            request.held_back = seat  # type: ignore[attr-defined]
        elif seat is not None:
            request.seat = seat  # type: ignore[attr-defined]
            request.actor = queries.person_of(seat)  # type: ignore[attr-defined]
        language = request.user.language
        if language:
            translation.activate(language)
        with timezone.override(_zone(request.user.time_zone)):
            return self.get_response(request)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        # A zone that this machine's tables no longer know must not lock anybody out.
        return ZoneInfo(settings.TIME_ZONE)
