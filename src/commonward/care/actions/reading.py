"""Reading is an act: when somebody first read a message, and that somebody else than the patient opened the record."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from django.db import transaction

from commonward.care.models import Reading, Thread
from commonward.kernel import ledger
from commonward.kernel.actor import Person
from commonward.kernel.ref import Ref


class Readable(Protocol):
    """A message, or what a page knows of one."""

    @property
    def pk(self) -> int: ...

    @property
    def author_id(self) -> int: ...

    @property
    def delivered_at(self) -> datetime | None: ...


def read(person: Person, thread: Thread, shown: Sequence[Readable], before: Collection[int] | None = None) -> None:
    """Write down that the person has seen these messages of a thread that was obtained as them.

    `before` are those that the person has read before, where the page knows. Others than the patient leave an entry in
    the ledger each time; the patient reads their own record as they like.
    """
    others = [one for one in shown if one.author_id != person.seat and one.delivered_at is not None]
    if before is None:
        known = Reading.objects.visible_to(person).filter(reader_id=person.seat, message__in=[one.pk for one in others])
        before = set(known.values_list("message_id", flat=True))
    fresh = [one.pk for one in others if one.pk not in before]
    write_down(person, thread.pk, thread.relationship.chart.seat_id, len(shown), fresh)


def write_down(person: Person, thread: int, patient: int, shown: int, fresh: Sequence[int]) -> None:
    """The same, for whoever knows the patient's seat, how many messages were shown, and those not read before."""
    own = patient == person.seat
    if own and not fresh:
        return
    with transaction.atomic():
        Reading.objects.bulk_create(
            [Reading(message_id=pk, reader_id=person.seat) for pk in fresh], ignore_conflicts=True
        )
        ledger.record(
            person,
            "thread.read",
            Ref("thread", thread),
            detail={"messages": shown, "new": len(fresh)},
            on_behalf_of=None if own else patient,
        )
