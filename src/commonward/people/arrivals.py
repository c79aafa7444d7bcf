"""Arrivals: what came in while a page is open. Only numbers and digests; the page fetches what its reader may see.

A page says what it wants to hear of, `?thread=12&notices=1`; each name is looked after by the context that keeps it.
The same look answers a page that asks again and again and one that keeps a stream open (`config.streams`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import constant_time_compare

from commonward.kernel import nudges
from commonward.kernel.actor import Person, System
from commonward.kernel.events import on
from commonward.people import idling, queries
from commonward.people.events import SeatEnded, SeatReinstated, SeatSuspended
from commonward.people.middleware import SEAT_KEY
from commonward.people.models import Account, Seat
from commonward.people.session_store import SessionStore
from commonward.people.signon import sessions

JOB: Final = System("arrivals")
#: What the server lends a view that may open a stream, in the environment of the request.
STREAMS: Final = "commonward.streams"
#: Where the view leaves what the stream is about.
WATCH: Final = "commonward.watch"
MOST_NAMES: Final = 4
MOST_NUMBERS: Final = 2
#: What the database takes for an identifier.
_NUMBER: Final = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands behind a name now, and which nudges ask for the next look. `over` when there is no more to come."""

    value: int | str = 0
    topics: frozenset[str] = frozenset()
    over: bool = False


OVER: Final = Tally(over=True)
Asked = tuple[tuple[str, tuple[int, ...]], ...]
Look = Callable[[Person, Seat, tuple[int, ...]], Tally]


@dataclass(frozen=True, slots=True)
class Watch:
    """What one open page wants to hear of, and whose it is."""

    session: str = field(repr=False)
    account: int
    seat: int
    asked: Asked


class Streams(Protocol):
    """Whoever keeps streams open."""

    def has_room(self, session: str) -> bool:
        """Whether one more can be kept, for this session."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a look."""

    values: Mapping[str, int | str]
    topics: frozenset[str]


_looks: dict[str, Look] = {}


def register(name: str, look: Look) -> None:
    """Say how a name is looked after. Called in the `ready` of the app that keeps it."""
    _looks[name] = look


def asked_in(given: Mapping[str, str]) -> Asked:
    """What a page asks for that somebody here looks after, with one number or two; the rest is passed over."""
    found = [(name, given[name].split(".")) for name in sorted(given) if name in _looks]
    return tuple(
        (name, tuple(int(one) for one in numbers))
        for name, numbers in found[:MOST_NAMES]
        if len(numbers) <= MOST_NUMBERS and all(_NUMBER.fullmatch(one) for one in numbers)
    )


def look(person: Person, seat: Seat, asked: Asked) -> Found | None:
    """The tallies for a person in a seat; None when what the page is about is over or not theirs to see."""
    values: dict[str, int | str] = {}
    topics = {nudges.topic("account", person.account), nudges.topic("seat", person.seat)}
    for name, numbers in asked:
        tally = _looks[name](person, seat, numbers)
        if tally.over:
            return None
        values[name] = tally.value
        topics |= tally.topics
    return Found(values, frozenset(topics))


def look_again(watch: Watch) -> Found | None:
    """The same for a stream, which asks anew whether its session, its account and its seat still stand."""
    seat = _seat_of(watch)
    return None if seat is None else look(queries.person_of(seat), seat, watch.asked)


def _seat_of(watch: Watch) -> Seat | None:
    session = SessionStore(watch.session).load()
    if session.get(SESSION_KEY) != str(watch.account) or BACKEND_SESSION_KEY not in session:
        return None
    account = Account.objects.filter(pk=watch.account, is_active=True).first()
    if account is None or not _is_of(account, str(session.get(HASH_SESSION_KEY, ""))):
        return None
    place = sessions.place_of(session)
    seat = queries.seat_for_request(account.pk, session.get(SEAT_KEY), place)
    if seat is None or seat.pk != watch.seat:
        return None
    if getattr(seat, "lacks_factor", False) and not sessions.has_factor(session):
        return None
    return None if idling.is_over(session, seat) else seat


def _is_of(account: Account, told: str) -> bool:
    hashes = [account.get_session_auth_hash(), *account.get_session_auth_fallback_hash()]
    return any(constant_time_compare(told, one) for one in hashes)


def account_changed(account_id: int) -> None:
    """Sessions or seats of this account ended or changed: its open pages ask whether they still stand."""
    nudges.nudge(nudges.topic("account", account_id))


def _notices(_person: Person, seat: Seat, _asked: tuple[int, ...]) -> Tally:
    unread: object = seat.__dict__.get("unread")  # the seat of a request brings it along
    return Tally(unread if isinstance(unread, int) else 0)


def seat_changed(event: SeatEnded | SeatSuspended | SeatReinstated) -> None:
    """Whoever acts from this seat, or did."""
    for account in Seat.objects.visible_to(JOB).filter(pk=event.seat).values_list("account_id", flat=True):
        account_changed(account)


on(SeatEnded)(seat_changed)
on(SeatSuspended)(seat_changed)
on(SeatReinstated)(seat_changed)
register("notices", _notices)
