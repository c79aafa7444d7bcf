"""What every page's frame shows: the places to go, what waits there, and the seat the person acts in."""

from dataclasses import replace
from functools import cache
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commonward.community.faces import own_face
from commonward.kernel.actor import Person, Role
from commonward.kernel.addresses import address_of
from commonward.oversight import access, desk, helplines
from commonward.people import notices
from commonward.people.models import Seat
from commonward.people.queries import halted_in
from commonward.ui.shapes import Helplines, Place, SeatCard

#: Who is cared for, or acts for somebody who is. Whoever serves in a team is told by their seat.
_CARED_FOR: Final = frozenset({Role.PATIENT, Role.CAREGIVER})


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor. What is asked for is a function that a template calls, and that answers once: fragments and
    answers without a frame ask the database nothing."""
    actor = getattr(request, "actor", None)
    common: dict[str, object] = {
        "site_name": settings.SITE_NAME,
        "home_url": address_of("community:home"),
        "demo": settings.DEMO,
        "help_url": address_of("oversight:help_now"),
        "search_url": address_of("community:search"),
        "help": cache(lambda: _help(request)),
        # A name that a template looks for and does not find costs more than one that is empty.
        "sign_in_url": "",
        "theme": "",
    }
    if not isinstance(actor, Person):
        common["sign_in_url"] = address_of("demo") if settings.DEMO else address_of("account_login")
        common["places"] = cache(lambda: _visitor_places(request.path))
        return common
    seat: Seat = request.seat  # type: ignore[attr-defined]  # set by people.middleware
    common["write_url"] = address_of("community:write")
    common["arrivals_url"] = address_of("arrivals")
    common["halted"] = halted_in(seat)
    common["places"] = cache(lambda: _places(actor, seat, request.path))
    common["seat_card"] = cache(lambda: _seat_card(seat))
    return common


def _help(request: HttpRequest) -> Helplines:
    """The numbers for whoever looks, by the country they stated, else that of the organisation they act in."""
    person = isinstance(getattr(request, "actor", None), Person)
    seat: Seat | None = getattr(request, "seat", None)
    stated = request.user.country if request.user.is_authenticated else ""
    place = seat.organisation.country if seat is not None and seat.organisation is not None else ""
    found = helplines.for_reader(stated or place)
    return replace(found, know_url=address_of("community:let_know")) if person else found


def _places(person: Person, seat: Seat, path: str) -> tuple[Place, ...]:
    home, local, you = address_of("community:home"), address_of("community:local"), address_of("people:you")
    notices_url = address_of("people:notices")
    reviewing = bool(access.may_review(person))
    review = address_of("oversight:queue")
    care = _care(person, seat, path)
    places = [
        Place(home, "home", _("Home"), current=path == home),
        Place(local, "spaces", _("Said here"), current=path.startswith(local), narrow=not reviewing and care is None),
        Place(
            notices_url, "bell", _("Notices"), notices.unread_in(seat), path.startswith(notices_url), tally="notices"
        ),
    ]
    if care is not None:
        places.insert(1, care)
    if reviewing:
        places.append(Place(review, "review", _("Review"), desk.waiting(person, seat), path.startswith(review)))
    places.append(_search_place(path))
    rules = address_of("oversight:catalogue")
    places.append(Place(rules, "learn", _("Rules"), current=path.startswith(rules), narrow=False))
    current = path.startswith(you) and not path.startswith(notices_url)
    places.append(Place(you, "you", _("You"), current=current))
    return tuple(places)


def _care(person: Person, seat: Seat, path: str) -> Place | None:
    """Care stands in the rail of patients, families, and whoever serves in a team, with what waits for the team."""
    here = address_of("care:home")
    if person.role in _CARED_FOR:
        return Place(here, "care", _("Care"), current=path.startswith(here))
    waiting: object = seat.__dict__.get("care_waiting")  # the seat of a request brings it along
    return Place(here, "care", _("Care"), waiting, path.startswith(here)) if isinstance(waiting, int) else None


def _visitor_places(path: str) -> tuple[Place, ...]:
    local, rules = address_of("community:local"), address_of("oversight:catalogue")
    home = address_of("community:home")
    return (
        Place(home, "home", _("Welcome"), current=path == home),
        Place(local, "spaces", _("Said here"), current=path.startswith(local)),
        _search_place(path),
        Place(rules, "learn", _("Rules"), current=path.startswith(rules)),
    )


def _search_place(path: str) -> Place:
    """In the rail; a narrow page has it in its top bar instead."""
    search = address_of("community:search")
    return Place(search, "search", _("Search"), current=path.startswith(search), narrow=False)


def _seat_card(seat: Seat) -> SeatCard:
    face = own_face(seat)
    return SeatCard(
        name=face.name or _("No name yet"),
        role_label=face.role_label,
        organisation_name=seat.organisation.name if seat.organisation is not None else "",
        avatar_seed=face.avatar_seed,
        picture_url=face.picture_url,
        switch_url=address_of("demo") if settings.DEMO else address_of("people:you"),
    )
