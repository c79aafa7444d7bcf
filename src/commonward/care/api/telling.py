"""A conversation for programs: what `care.conversation` has for pages, in one question and without objects between.

Programs ask for the last messages again and again, so this is made to cost little. Who sees what is decided by the same
`visible_to`, in the question for the messages, which has who read them, too; what waits, files and flags come from
`care.conversation`, and so do names of people who only read.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, QuerySet, Subquery, TextField, Value

from commonward.care import access, names
from commonward.care.actions import reading
from commonward.care.conversation import PAGE, SAID, Said, files_of, flags_of, pending_of, rows_in, seats_of, sign_of
from commonward.care.duty import JOB
from commonward.care.models import STAFF, Chart, Membership, Message
from commonward.care.models.messages import readings_told
from commonward.kernel.actor import Person
from commonward.kernel.paging import number_of
from commonward.kernel.prepared import planned
from commonward.oversight.problems import whole

_NAME: Final = Chart._meta.get_field("name")
#: Where it was said, how its author is called, and who read it; after `SAID`.
_BESIDE: Final = (
    "chart",
    "patient",
    "patient_name",
    "serves",
    "author__role",
    "author__profession",
    "author__profile__display_name",
    "author__profile__is_pseudonym",
    "seen__reader_id",
    "seen__read_at",
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
    chart, patient, sealed, serves = rows[0][len(SAID) : len(SAID) + 4]
    staff = serves and patient != person.seat
    called: dict[int, Told] = {patient: _who(str(_NAME.opened_of(sealed, chart)), "", is_patient=True)}
    messages: list[Said] = []
    seen: _Seen = {}
    for row in rows:  # of a message that several have read there are several, one after the other
        if not messages or messages[-1].pk != row[0]:
            messages.append(Said(*row[: len(SAID)]))
            if row[1] not in called:
                called[row[1]] = _who(*names.of_face(*row[len(SAID) + 4 : -2]))
        if row[-2] is not None:
            seen.setdefault(row[0], []).append(row[-2:])
    has_more, messages = len(messages) > PAGE, messages[:PAGE]
    _call(called, {reader for one in messages for reader, _at in seen.get(one.pk, ())} - {person.seat})
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
    # What is the same for all of them is asked for once, beside them, instead of joined to each.
    chart = Chart.objects.visible_to(JOB).filter(relationships__threads=thread)
    serving = Membership.objects.serving().filter(seat_id=person.seat, team__relationships__threads=thread)
    is_staff = person.role in STAFF
    rows = (
        rows_in(person, thread, before)
        .annotate(
            seen=readings_told(person),
            chart=Subquery(chart.values("pk")),
            patient=Subquery(chart.values("seat_id")),
            patient_name=Subquery(chart.values("name")),
            serves=Exists(serving) if is_staff else Value(False),
        )
        .order_by("-pk", "seen__read_at")
    )
    if is_staff:
        return rows.values_list(*SAID, *_BESIDE)
    nothing = [Value(None, output_field=TextField()) for _name in _FOUND]  # nobody else is told what was found
    return rows.values_list(*SAID[: -len(_FOUND)], *nothing, *_BESIDE)


def _call(called: dict[int, Told], readers: set[int]) -> None:
    """Add how those are called who read something and wrote nothing of it."""
    unknown = sorted(readers - called.keys())
    for seat in seats_of(unknown) if unknown else ():
        face = getattr(seat, "profile", None)
        shown = (None, None) if face is None else (face.display_name, face.is_pseudonym)
        called[seat.pk] = _who(*names.of_face(seat.role, seat.profession, *shown))


def _fresh(person: Person, messages: Sequence[Said], seen: _Seen) -> list[int]:
    """Those that others wrote and that this person has not read before."""
    others = [one.pk for one in messages if one.author_id != person.seat and one.delivered_at is not None]
    return [pk for pk in others if all(reader != person.seat for reader, _at in seen.get(pk, ()))]


def _flags(message: Said) -> tuple[str, ...]:
    sign = sign_of(message)
    return flags_of(message) if sign is None else (sign.title, *flags_of(message))


def _who(name: str, role: str, *, is_patient: bool = False) -> Told:
    return {"name": name, "role": role, "is_patient": is_patient}
