"""A conversation ready for its page: bubbles with who, when, read or not, filed, and what waits."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.care import carrying, names, signs
from commonward.care.access import Part
from commonward.care.duty import JOB
from commonward.care.models import CareFile, Message, Reading, RecordEntry, Relationship, Thread
from commonward.care.names import Named
from commonward.care.signs import Sign
from commonward.kernel.actor import Person
from commonward.kernel.paging import number_of, older_rows
from commonward.kernel.prepared import planned
from commonward.kernel.sealed import Ciphertext
from commonward.oversight import files as looking
from commonward.oversight import showing
from commonward.people.models import Seat

#: Messages on one page of a conversation.
PAGE: Final = 20
_TEXT: Final = RecordEntry._meta.get_field("text")
#: What is read of a message and its live words, in the order of `Said`.
SAID: Final = (
    "pk",
    "author_id",
    "from_team",
    "is_first",
    "sent_at",
    "delivered_at",
    "has_pending",
    "has_files",
    "live_id",
    "live__number",
    "live__reviewed_at",
    "live__text",
    "live__screening_id",
    "live__screening__verdict",
    "live__screening__tier",
    "live__screening__help_said",
    "live__screening__findings",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """Who read a message, and when first."""

    who: Named
    at: datetime


@dataclass(frozen=True, slots=True)
class Carried:
    """A file of a message as somebody sees it. `name`, `pk` and `url` only where they may open it."""

    kind: str
    name: str = field(repr=False)
    sentence: str
    pk: int | None = None
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
    sign: Sign | None = None  # of danger, for the team
    change_url: str = ""
    history_url: str = ""
    files: tuple[Carried, ...] = ()


class Said(NamedTuple):
    """A message as it was read for a page: what its row, its live words and their check hold, and no more.

    A tuple, since twenty of them are made for each answer.
    """

    pk: int
    author_id: int
    from_team: bool
    is_first: bool
    sent_at: datetime
    delivered_at: datetime | None
    has_pending: bool  # words of its author's own that are not delivered (yet)
    has_files: bool
    entry: int | None  # the live words, and when a second reader let them out
    number: int | None
    reviewed_at: datetime | None
    sealed: Ciphertext | None
    screening: int | None
    verdict: str | None
    tier: str | None
    help_said: str | None
    findings: list[dict[str, object]] | None

    def __repr__(self) -> str:
        return f"<message {self.pk}>"

    @property
    def text(self) -> str:
        """The live words, opened now; "" where none are."""
        return str(_TEXT.opened_of(self.sealed, self.entry or 0) or "")


@dataclass(frozen=True, slots=True)
class Talk:
    """A page of a conversation, oldest first, and how to reach what came before."""

    bubbles: tuple[Bubble, ...]
    messages: list[Said]
    earlier: str
    read_before: frozenset[int]  # those that this person has read before
    unsent: tuple[CareFile, ...] = ()  # what this person brought here and did not send yet


def talk(
    person: Person, seat: Seat, thread: Thread, part: Part, cursor: str | None = None, *, unsent: bool = True
) -> Talk:
    """The messages of a thread that was obtained as this person. Two queries, and one each for the names of others than
    the patient, for files and for words that wait, where there are some. Without `unsent` it is not asked what files
    were brought and not sent.
    """
    rows = [Said(*row) for row in _said_in(person, thread.pk, number_of(cursor))]
    messages = rows[:PAGE][::-1]
    pending = pending_of(person, messages)
    readings = _readings(person, messages)
    people = _people(seat, thread.relationship, messages, readings)
    carried, brought = files_of(person, thread.pk, messages, staff=part.serves, unsent=unsent)
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
    before = frozenset(pk for pk, read in readings.items() if any(reader == person.seat for reader, _at in read))
    return Talk(bubbles, messages, str(messages[0].pk) if len(rows) > PAGE else "", before, brought)


def entries_of(person: Person, message: Message) -> list[RecordEntry]:
    """Every version of a message that this person may read, newest first."""
    return list(RecordEntry.objects.visible_to(person).filter(message=message).order_by("-number"))


def partner(part: Part, relationship: Relationship) -> str:
    """Whom one writes to: the team, or the patient by name."""
    return str(relationship.chart.name) if part.serves else relationship.team.name


@planned
def _said_in(person: Person, thread: int, before: int | None) -> "QuerySet[Message, tuple[Any, ...]]":
    """The rows of one page and one more, the newest first, in the order of `Said`."""
    return rows_in(person, thread, before).values_list(*SAID)


def rows_in(person: Person, thread: int, before: int | None) -> "QuerySet[Message]":
    """The messages of one page and one more, the newest first; whether words of one's own wait, and whether there are
    files, comes along. For questions that are prepared.
    """
    seen = Message.objects.visible_to(person).filter(thread_id=thread)
    # Said twice of which thread they are, so that a database never joins the messages of all of them.
    rows = older_rows(seen, before, PAGE, load=lambda messages: messages.filter(thread_id=thread))
    own = RecordEntry.objects.visible_to(JOB).filter(message=OuterRef("pk"), author_id=person.seat)
    pending = Exists(own.exclude(state=RecordEntry.State.FILED))
    files = Exists(CareFile.objects.visible_to(JOB).filter(message=OuterRef("pk")))
    return rows.annotate(has_pending=pending, has_files=files)


def pending_of(person: Person, messages: list[Said]) -> dict[int, RecordEntry]:
    """Of one's own messages the newest words that are not delivered."""
    mine = [one.pk for one in messages if one.has_pending and one.author_id == person.seat]
    if not mine:
        return {}
    newest = {entry.message_id: entry for entry in _undelivered(person, mine)}
    later = {one.pk: one.number or 0 for one in messages}
    return {pk: entry for pk, entry in newest.items() if later[pk] < entry.number}


@planned
def _undelivered(person: Person, messages: list[int]) -> "QuerySet[RecordEntry]":
    entries = RecordEntry.objects.visible_to(person).filter(message_id__in=messages)
    return entries.exclude(state=RecordEntry.State.FILED).order_by("number")


#: Who read a message, and when first, by message.
_Readings = dict[int, list[tuple[int, datetime]]]


def _readings(person: Person, messages: list[Said]) -> _Readings:
    found: _Readings = {}
    for message, reader, at in _read(person, [one.pk for one in messages]) if messages else ():
        found.setdefault(message, []).append((reader, at))
    return found


@planned
def _read(person: Person, messages: list[int]) -> "QuerySet[Reading, tuple[int, int, datetime]]":
    rows = Reading.objects.visible_to(person).filter(message_id__in=messages)
    return rows.order_by("read_at").values_list("message_id", "reader_id", "read_at")


def _people(own: Seat, relationship: Relationship, messages: list[Said], readings: _Readings) -> dict[int, Named]:
    seats = {one.author_id for one in messages} | {reader for rows in readings.values() for reader, _at in rows}
    others = sorted(seats - {own.pk, relationship.chart.seat_id})
    found = names.by_seat(relationship.chart, [own, *(seats_of(others) if others else ())])
    return found | {relationship.chart.seat_id: names.patient(relationship.chart)}


@planned
def seats_of(seats: list[int]) -> "QuerySet[Seat]":
    # Of those who wrote or read messages that were obtained as somebody, to call them by their names.
    return Seat.objects.visible_to(JOB).filter(pk__in=seats).select_related("profile")


def _bubble(
    person: Person,
    message: Said,
    people: dict[int, Named],
    pending: RecordEntry | None,
    readings: list[tuple[int, datetime]],
    *,
    flags: bool,
    changes: bool,
    carried: tuple[Carried, ...],
) -> Bubble:
    own, number = message.author_id == person.seat, message.number or 1
    changed = number > 1
    return Bubble(
        pk=message.pk,
        who=people[message.author_id],
        text=pending.text if pending is not None else message.text,
        at=message.sent_at,
        is_own=own,
        is_first=message.is_first,
        waiting=pending.state if pending is not None else "",
        waiting_label=str(pending.get_state_display()) if pending is not None else "",
        reviewer_words=(pending.reviewer_words or "") if pending is not None else "",
        versions=number,
        seen=tuple(Seen(people[reader], at) for reader, at in readings if reader != person.seat),
        flags=flags_of(message) if flags and not message.from_team else (),
        sign=sign_of(message) if flags else None,
        change_url=reverse("care:change", args=[message.pk]) if own and changes else "",
        history_url=reverse("care:history", args=[message.pk]) if changed else "",
        files=carried,
    )


def files_of(
    person: Person, thread: int, messages: list[Said], *, staff: bool, unsent: bool
) -> tuple[dict[int, tuple[Carried, ...]], tuple[CareFile, ...]]:
    """What goes with these messages, which were obtained as this person, and what the person did not send yet.

    Of what they may not open only that it is there.
    """
    found: dict[int, tuple[Carried, ...]] = {}
    left: list[CareFile] = []
    if not unsent and not any(one.has_files for one in messages):
        return found, ()
    for file in _brought(person.seat, thread, [one.pk for one in messages]):
        if file.message_id is None:
            left.append(file)
            continue
        row = carried_of(file, own=file.owner_id == person.seat, staff=staff)
        found[file.message_id] = (*found.get(file.message_id, ()), row)
    return found, tuple(left)


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
        CareFile.State.STOPPED: ("block", _("Stopped before it was let through")),
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
        pk=file.pk if there else None,
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


def sign_of(message: Said) -> Sign | None:
    """The sign of danger in a message of the patient's side, for the team."""
    return None if message.from_team else signs.of(message.tier or "")


def flags_of(message: Said) -> tuple[str, ...]:
    """What the guard found in a message of the patient's side, for the team: titles of rules, each once."""
    if message.verdict == "unavailable":
        return (_("Not checked: the checker did not answer"),)
    rules = showing.catalogue().rules
    found = dict.fromkeys(str(row["rule"]) for row in message.findings or ())
    return tuple(rules[rule].title if rule in rules else rule for rule in found)
