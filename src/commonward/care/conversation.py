"""A conversation ready for its page: bubbles with who, when, read or not, filed, and what waits."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.care import carrying, names
from commonward.care.access import Part
from commonward.care.duty import JOB
from commonward.care.models import CareFile, Message, Reading, RecordEntry, Relationship, Thread
from commonward.care.names import Named
from commonward.kernel.actor import Person
from commonward.kernel.paging import number_of, older_rows, page_of
from commonward.kernel.prepared import planned
from commonward.oversight import files as looking
from commonward.oversight import showing
from commonward.people.models import Seat

#: Messages on one page of a conversation.
PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """Who read a message, and when first."""

    who: Named
    at: datetime


@dataclass(frozen=True, slots=True)
class Carried:
    """A file of a message as somebody sees it. `name` and `url` only where they may open it."""

    kind: str
    name: str = field(repr=False)
    sentence: str
    level: str = ""
    url: str = ""
    preview_url: str = ""
    reviewer_words: str = field(default="", repr=False)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as somebody sees it. `waiting` is the state of words that are not delivered (yet)."""

    pk: int
    who: Named
    text: str = field(repr=False)
    at: datetime
    is_own: bool
    is_first: bool
    waiting: str = ""
    waiting_label: str = ""
    reviewer_words: str = field(default="", repr=False)
    versions: int = 1
    seen: tuple[Seen, ...] = ()
    flags: tuple[str, ...] = ()
    change_url: str = ""
    history_url: str = ""
    files: tuple[Carried, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A page of a conversation, oldest first, and how to reach what came before."""

    bubbles: tuple[Bubble, ...]
    messages: list[Message]
    earlier: str
    read_before: frozenset[int]  # those that this person has read before
    unsent: tuple[CareFile, ...] = ()  # what this person brought here and did not send yet


def talk(person: Person, thread: Thread, part: Part, cursor: str | None = None) -> Talk:
    """The messages of a thread that was obtained as this person. Five queries."""
    page = page_of(_said_in(person, thread.pk, number_of(cursor)), PAGE)
    messages = page.items[::-1]
    pending = _pending(person, messages)
    readings = _readings(person, messages)
    people = _people(thread.relationship, messages, readings)
    carried, unsent = _files(person, thread, messages, part)
    # One changes what waits, and what one said last: older words have been acted upon.
    mine = [one.pk for one in messages if one.author_id == person.seat]
    changed = {*pending, *mine[-1:]}
    bubbles = tuple(
        _bubble(
            person,
            one,
            people,
            pending.get(one.pk),
            readings.get(one.pk, []),
            flags=part.serves,
            changes=one.pk in changed,
            carried=carried.get(one.pk, ()),
        )
        for one in messages
    )
    before = frozenset(pk for pk, rows in readings.items() if any(row.reader_id == person.seat for row in rows))
    return Talk(bubbles, messages, page.next, before, unsent)


def entries_of(person: Person, message: Message) -> list[RecordEntry]:
    """Every version of a message that this person may read, newest first."""
    return list(RecordEntry.objects.visible_to(person).filter(message=message).order_by("-number"))


def partner(part: Part, relationship: Relationship) -> str:
    """Whom one writes to: the team, or the patient by name."""
    return str(relationship.chart.name) if part.serves else relationship.team.name


@planned
def _said_in(person: Person, thread: int, before: int | None) -> "QuerySet[Message]":
    seen = Message.objects.visible_to(person).filter(thread_id=thread)
    return older_rows(seen, before, PAGE, load=_load)


def _load(messages: "QuerySet[Message]") -> "QuerySet[Message]":
    return messages.select_related("live__screening", "author__profile")


def _pending(person: Person, messages: list[Message]) -> dict[int, RecordEntry]:
    """Of one's own messages the newest words that are not delivered."""
    mine = [one.pk for one in messages if one.author_id == person.seat]
    if not mine:
        return {}
    newest = {entry.message_id: entry for entry in _undelivered(person, mine)}
    later = {one.pk: one.live for one in messages if one.live is not None}
    return {pk: entry for pk, entry in newest.items() if pk not in later or later[pk].number < entry.number}


@planned
def _undelivered(person: Person, messages: list[int]) -> "QuerySet[RecordEntry]":
    entries = RecordEntry.objects.visible_to(person).filter(message_id__in=messages)
    return entries.exclude(state=RecordEntry.State.FILED).order_by("number")


def _readings(person: Person, messages: list[Message]) -> dict[int, list[Reading]]:
    found: dict[int, list[Reading]] = {}
    for row in _read(person, [one.pk for one in messages]) if messages else ():
        found.setdefault(row.message_id, []).append(row)
    return found


@planned
def _read(person: Person, messages: list[int]) -> "QuerySet[Reading]":
    rows = Reading.objects.visible_to(person).filter(message_id__in=messages)
    return rows.select_related("reader__profile").order_by("read_at")


def _people(
    relationship: Relationship, messages: list[Message], readings: dict[int, list[Reading]]
) -> dict[int, Named]:
    seats: dict[int, Seat] = {one.author_id: one.author for one in messages}
    seats |= {row.reader_id: row.reader for rows in readings.values() for row in rows}
    return names.by_seat(relationship.chart, seats.values())


def _bubble(
    person: Person,
    message: Message,
    people: dict[int, Named],
    pending: RecordEntry | None,
    readings: list[Reading],
    *,
    flags: bool,
    changes: bool,
    carried: tuple[Carried, ...],
) -> Bubble:
    live, own = message.live, message.author_id == person.seat
    shown = pending if pending is not None else live
    assert shown is not None  # what is visible is delivered, or one's own
    number = live.number if live is not None else 1
    changed = number > 1
    return Bubble(
        pk=message.pk,
        who=people[message.author_id],
        text=shown.text,
        at=message.sent_at,
        is_own=own,
        is_first=message.is_first,
        waiting=pending.state if pending is not None else "",
        waiting_label=str(pending.get_state_display()) if pending is not None else "",
        reviewer_words=(pending.reviewer_words or "") if pending is not None else "",
        versions=number,
        seen=tuple(Seen(people[row.reader_id], row.read_at) for row in readings if row.reader_id != person.seat),
        flags=_flags(message) if flags and not message.from_team else (),
        change_url=reverse("care:change", args=[message.pk]) if own and changes else "",
        history_url=reverse("care:history", args=[message.pk]) if changed else "",
        files=carried,
    )


def _files(
    person: Person, thread: Thread, messages: list[Message], part: Part
) -> tuple[dict[int, tuple[Carried, ...]], tuple[CareFile, ...]]:
    """What goes with these messages, which were obtained as this person, and what the person did not send yet.

    Of what they may not open only that it is there.
    """
    found: dict[int, tuple[Carried, ...]] = {}
    unsent: list[CareFile] = []
    for file in _brought(person.seat, thread.pk, [one.pk for one in messages]):
        if file.message_id is None:
            unsent.append(file)
            continue
        row = carried_of(file, own=file.owner_id == person.seat, staff=part.serves)
        found[file.message_id] = (*found.get(file.message_id, ()), row)
    return found, tuple(unsent)


@planned
def _brought(seat: int, thread: int, messages: list[int]) -> "QuerySet[CareFile]":
    # Of messages that were obtained as this person; what they may open of it is decided by `carried_of`.
    here = Q(message_id__in=messages) | Q(message=None, thread_id=thread, owner_id=seat)
    return CareFile.objects.visible_to(JOB).filter(here).order_by("pk")


def carried_of(file: CareFile, *, own: bool, staff: bool) -> Carried:
    """A file of a message that was obtained as somebody: `own`, or seen by `staff` who know what was found in it."""
    state, opens = file.state, own or file.state == CareFile.State.READY
    level, sentence = {
        CareFile.State.WAITING: ("", _("Is being looked at")),
        CareFile.State.HELD: ("hold", _("Waits for a second reader")),
        CareFile.State.RETURNED: ("block", _("A second reader did not let this file through")),
        CareFile.State.REFUSED: ("block", looking.sentence(file.refusal) if own else _("This file could not be taken")),
    }.get(CareFile.State(state), ("", ""))
    there = opens and state != CareFile.State.REFUSED
    return Carried(
        kind=file.kind,
        name=file.name if there else "",
        sentence=f"{carrying.described(file)}. {sentence}"
        if there and sentence
        else sentence or carrying.described(file),
        level=level,
        url=reverse("care:file", args=[file.pk]) if there else "",
        preview_url=carrying.preview_url(file) if there else "",
        reviewer_words=(file.reviewer_words or "") if own else "",
        flags=_flags_of_file(file) if staff and not file.from_team and there else (),
    )


def _flags_of_file(file: CareFile) -> tuple[str, ...]:
    if file.is_unchecked:
        return (_("Not checked: the checker did not answer"),)
    rules = showing.catalogue().rules
    return tuple(rules[rule].title if rule in rules else rule for rule in file.rules)


def _flags(message: Message) -> tuple[str, ...]:
    """What the guard found in a message of the patient's side, for the team: titles of rules, each once."""
    assert message.live is not None  # a patient's message is always delivered
    screening = message.live.screening
    if screening.verdict == "unavailable":
        return (_("Not checked: the checker did not answer"),)
    rules = showing.catalogue().rules
    found = dict.fromkeys(str(row["rule"]) for row in screening.findings)
    return tuple(rules[rule].title if rule in rules else rule for rule in found)
