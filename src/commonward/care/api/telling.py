"""A conversation for programs: what `care.conversation` has for pages, in two questions and without objects between.

Programs ask for the last messages again and again, so this is made to cost little. Who sees what is decided by the same
`visible_to`, in the question for the messages; what waits, files and flags come from `care.conversation`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet, TextField, Value

from commonward.care import access, names
from commonward.care.actions import reading
from commonward.care.conversation import PAGE, SAID, Said, files_of, flags_of, pending_of, rows_in, sign_of
from commonward.care.models import Chart, Membership, Message, Reading
from commonward.kernel.actor import Person, Role
from commonward.kernel.paging import number_of
from commonward.kernel.prepared import planned
from commonward.oversight.problems import whole

_NAME: Final = Chart._meta.get_field("name")
_STAFF: Final = frozenset({Role.PROFESSIONAL, Role.SUPPORT_WORKER})
_CHART: Final = "thread__relationship__chart"
#: Where it was said, and how its author is called; after `SAID`.
_BESIDE: Final = (
    f"{_CHART}_id",
    f"{_CHART}__seat_id",
    f"{_CHART}__name",
    "serves",
    "author__role",
    "author__profession",
    "author__profile__display_name",
    "author__profile__is_pseudonym",
)
#: What was found in it: the last of `SAID`.
_FOUND: Final = tuple(name for name in SAID if name.startswith("live__screening__"))
#: As the schemas of the interface have them.
Told = dict[str, Any]
#: Who read a message, and when first, by message.
_Seen = dict[int, list[tuple[int, datetime]]]


def last_messages(person: Person, thread: int, cursor: str | None) -> Told:
    """What was said in a thread, the newest first, as `TalkOut`. Puts on record that it was read.

    Raises NotFound and Denied as `access.get_thread` does.
    """
    rows = _told_in(person, thread, number_of(cursor))
    if not rows:
        access.get_thread(person, thread)  # refuses, unless nothing is there to be read
        return {"items": [], "next": None}
    has_more, rows = len(rows) > PAGE, rows[:PAGE]
    messages = [Said(*row[: len(SAID)]) for row in rows]
    chart, patient, sealed, serves = rows[0][len(SAID) : len(SAID) + 4]
    staff = serves and patient != person.seat
    called: dict[int, Told] = {patient: _who(str(_NAME.opened_of(sealed, chart)), "", is_patient=True)}
    for row in rows:
        if row[1] not in called:
            called[row[1]] = _who(*names.of_face(*row[len(SAID) + 4 :]))
    seen = _seen(person, messages, called)
    waiting = pending_of(person, messages)
    files, _unsent = files_of(person, thread, messages, staff=staff, unsent=False)
    items = []
    for one in messages:
        pending = waiting.get(one.pk)
        items.append(
            {
                "id": str(one.pk),
                "author": called[one.author_id],
                "is_own": one.author_id == person.seat,
                "text": one.text if pending is None else pending.text,
                "sent_at": one.sent_at,
                "state": "filed" if pending is None else pending.state,
                "version": one.number or 1,
                "reviewer_words": "" if pending is None else pending.reviewer_words or "",
                "seen": [
                    {"name": called[reader]["name"], "at": at}
                    for reader, at in seen.get(one.pk, ())
                    if reader != person.seat
                ],
                "flags": _flags(one) if staff and not one.from_team else (),
                "files": [
                    {
                        "id": None if file.pk is None else str(file.pk),
                        "kind": file.kind,
                        "name": file.name,
                        "sentence": file.sentence,
                        "url": whole(file.url),
                    }
                    for file in files.get(one.pk, ())
                ],
            }
        )
    reading.write_down(person, thread, patient, len(messages), _fresh(person, messages, seen))
    return {"items": items, "next": items[-1]["id"] if has_more else None}


@planned
def _told_in(person: Person, thread: int, before: int | None) -> "QuerySet[Message, tuple[Any, ...]]":
    serving = Membership.objects.serving().filter(
        seat_id=person.seat, team_id=OuterRef("thread__relationship__team_id")
    )
    # Nobody else serves in a team, nor is told what was found.
    is_staff = person.role in _STAFF
    serves = Exists(serving) if is_staff else Value(False)
    rows = rows_in(person, thread, before).annotate(serves=serves)
    if is_staff:
        return rows.values_list(*SAID, *_BESIDE)
    nothing = [Value(None, output_field=TextField()) for _name in _FOUND]
    return rows.values_list(*SAID[: -len(_FOUND)], *nothing, *_BESIDE)


def _seen(person: Person, messages: Sequence[Said], called: dict[int, Told]) -> _Seen:
    """Who read these, as far as this person sees it; whoever is not known yet is called."""
    found: _Seen = {}
    for message, reader, at, *face in _read_by(person, [one.pk for one in messages]):
        if reader not in called:
            called[reader] = _who(*names.of_face(*face))
        found.setdefault(message, []).append((reader, at))
    return found


@planned
def _read_by(person: Person, messages: list[int]) -> "QuerySet[Reading, tuple[Any, ...]]":
    rows = Reading.objects.visible_to(person).filter(message_id__in=messages)
    return rows.order_by("read_at").values_list(
        "message_id",
        "reader_id",
        "read_at",
        "reader__role",
        "reader__profession",
        "reader__profile__display_name",
        "reader__profile__is_pseudonym",
    )


def _fresh(person: Person, messages: Sequence[Said], seen: _Seen) -> list[int]:
    """Those that others wrote and that this person has not read before."""
    others = [one.pk for one in messages if one.author_id != person.seat and one.delivered_at is not None]
    return [pk for pk in others if all(reader != person.seat for reader, _at in seen.get(pk, ()))]


def _flags(message: Said) -> tuple[str, ...]:
    sign = sign_of(message)
    return flags_of(message) if sign is None else (sign.title, *flags_of(message))


def _who(name: str, role: str, *, is_patient: bool = False) -> Told:
    return {"name": name, "role": role, "is_patient": is_patient}
