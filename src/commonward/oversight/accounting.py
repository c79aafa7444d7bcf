"""The ledger as people read it: privacy officers by person, item, reader and time; everybody, who read what is theirs.

Which entries a privacy officer sees is decided here, in the query: of the whole place without an organisation, else
what was done in that organisation and what was done to what belongs to its seats; of care and of what patients permit,
only what is with that organisation.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commonward.kernel import chain, ledger
from commonward.kernel.actor import Actor, Person
from commonward.kernel.models import Entry
from commonward.kernel.ref import Ref
from commonward.oversight import acts, parts
from commonward.people.models import ROLE_CHOICES, Organisation, Seat
from commonward.people.offices import VERIFIERS

#: Reading something that is not public ends like this.
READING: Final = ".read"
#: A second reader opened words to somebody before they were sent. An act of its own, since they may not be theirs.
READ_BEFORE: Final = "message.reviewed"
MOST_EXPORTED: Final = 100_000


@dataclass(frozen=True, slots=True)
class Sought:
    """What a privacy officer looks for. Empty fields ask for nothing."""

    who: str = ""  # a handle or a seat's number: by them, to them and to what is theirs
    reader: str = ""  # the same, for what they opened
    item: str = ""  # "post:81"
    act: str = ""  # the beginning of an action
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: its codes, and the words for them."""

    sequence: int
    at: datetime
    action: str
    words: str
    item: str
    thing: str
    outcome: str
    reason: str
    who: str
    role: str
    place: str
    seat: int | None


def entries_for(actor: Actor) -> "QuerySet[Entry]":
    """The entries that this person answers for."""
    if not isinstance(actor, Person) or actor.role not in VERIFIERS:
        return Entry.objects.none()
    if actor.organisation is None:
        return Entry.objects.all()
    return Entry.objects.filter(parts.answered_for(actor.organisation))


def search(person: Person, sought: Sought) -> "QuerySet[Entry]":
    """Those of them that were sought, newest first."""
    found = entries_for(person)
    if sought.who:
        seats = _seats(person, sought.who)
        found = found.filter(_by_or_about(seats))
    if sought.reader:
        found = found.filter(seat__in=_seats(person, sought.reader).values("pk"), action__endswith=READING)
    kind, _colon, number = sought.item.partition(":")
    if sought.item:
        found = found.filter(subject_kind=kind, subject_id=int(number) if _is_number(number) else -1)
    if sought.act:
        found = found.filter(action__startswith=sought.act)
    if sought.since is not None:
        found = found.filter(at__gte=_midnight(sought.since))
    if sought.until is not None:
        found = found.filter(at__lt=_midnight(sought.until + timedelta(days=1)))
    return found.order_by("-sequence")


def record_reading(person: Person, *, exported: str = "") -> None:
    """That somebody looked into the ledger, or took a part of it along, is on record itself."""
    with transaction.atomic():
        if exported:
            ledger.record(person, "ledger.exported", Ref("ledger", 0), detail={"as": exported})
        else:
            ledger.record(person, "ledger.read", Ref("ledger", 0))


def who_read(person: Person) -> "QuerySet[Entry]":
    """Every time somebody else opened what belongs to this person, newest first."""
    return read_by_others(person.account).order_by("-sequence")


def read_by_others(account: int) -> "QuerySet[Entry]":
    """The same for an account, as for its own copy."""
    opened = Q(action__endswith=READING) | Q(action=READ_BEFORE)
    return parts.about(account).filter(opened).exclude(actor_id=account)


def lines(entries: list[Entry]) -> list[Line]:
    """Entries with the names of those who acted, as others know them, and their places. Two queries."""
    seats = {entry.seat for entry in entries if entry.seat is not None}
    named = Seat.objects.filter(pk__in=seats).select_related("profile").in_bulk()
    places = Organisation.objects.in_bulk({one.organisation for one in entries if one.organisation is not None})
    return [_line(entry, named, places) for entry in entries]


def _line(entry: Entry, named: dict[int, Seat], places: dict[int, Organisation]) -> Line:
    seat = named.get(entry.seat or 0)
    profile = getattr(seat, "profile", None)
    place = places.get(entry.organisation or 0)
    return Line(
        sequence=entry.sequence,
        at=entry.at,
        action=entry.action,
        words=acts.words_for(entry.action),
        item=f"{entry.subject_kind}:{entry.subject_id}",
        thing=acts.thing(entry.subject_kind),
        outcome=acts.outcome(entry.outcome),
        reason=entry.reason_code,
        who=profile.display_name if profile is not None else _somebody(entry),
        role=str(dict(ROLE_CHOICES).get(entry.role, "")),
        place=place.name if place is not None else "",
        seat=entry.seat,
    )


def _somebody(entry: Entry) -> str:
    if entry.actor_kind == "system":
        return _("The job “%(name)s”") % {"name": entry.actor_name}
    return _("Somebody without a name") if entry.actor_kind == "person" else _("Somebody not signed in")


def _by_or_about(seats: "QuerySet[Seat]") -> Q:
    """In one of these seats, or to what belongs to one. Never by the account: others may not learn of further seats."""
    return Q(seat__in=seats.values("pk")) | parts.belonging_to(seats)


def _seats(person: Person, name: str) -> "QuerySet[Seat]":
    """The seat, among those one may ask about, of a handle or by its number."""
    seen = Seat.objects.all()
    if person.organisation is not None:
        seen = seen.filter(Q(organisation_id=person.organisation) | Q(organisation=None))
    handle = name.strip().removeprefix("@").lower()
    return seen.filter(pk=int(handle)) if _is_number(handle) else seen.filter(profile__handle=handle)


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 19


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# --- Taking it along ------------------------------------------------------------------------------------------------
class _Echo:
    """A file that gives back what is written to it."""

    def write(self, words: str) -> str:
        """What the writer of CSV made of a row."""
        return words


def as_csv(person: Person, found: "QuerySet[Entry]") -> Iterator[str]:
    """The entries as CSV, a line at a time. Every field is a number or a code, so no cell can be a formula."""
    writer = csv.writer(_Echo())
    names = (*chain.FIELDS, "hash")
    yield writer.writerow(names)
    for entry in found[:MOST_EXPORTED].iterator(chunk_size=500):
        body = _whole(person, entry)
        yield writer.writerow([json.dumps(body[name]) if name == "detail" else body[name] for name in names])


def as_json(person: Person, found: "QuerySet[Entry]") -> Iterator[str]:
    """The entries as JSON lines, as `commonward ledger export` writes them."""
    for entry in found[:MOST_EXPORTED].iterator(chunk_size=500):
        yield json.dumps(_whole(person, entry), sort_keys=True, separators=(",", ":")) + "\n"


def _whole(person: Person, entry: Entry) -> dict[str, object]:
    body: dict[str, object] = {**chain.body_of(entry), "hash": entry.hash}
    # Whoever answers for one organisation must not learn that two seats are one person. So the account is left out
    # of what was done in a seat elsewhere; an outsider who has to check hashes gets the operator's export.
    if person.organisation is not None and entry.organisation != person.organisation:
        body["actor_id"] = None
    return body
