"""What comes in while a page of care is open: messages in a thread, changes on a team's board. Numbers, never words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from django.db.models import F, Q

from commonward.care import queries
from commonward.care.events import MessageDelivered, MessageHeld, MessageStopped, RelationshipChanged
from commonward.care.models import Membership, RecordEntry, Relationship, Thread
from commonward.care.queries import ThreadLine
from commonward.consent.events import ConsentWithdrawn
from commonward.consent.models import Grant
from commonward.kernel import ids
from commonward.kernel.actor import Person, System
from commonward.kernel.events import on
from commonward.kernel.nudges import digest, nudge, topic
from commonward.people import arrivals
from commonward.people.arrivals import OVER, Tally
from commonward.people.models import Seat

JOB: Final = System("arrivals")
_TICK: Final = timedelta(milliseconds=1)  # identifiers know no shorter time


def register() -> None:
    """Say how our names are looked after. Called once, when the app is ready."""
    arrivals.register("thread", thread)
    arrivals.register("board", board)


def thread(person: Person, _seat: Seat, asked: tuple[int, ...]) -> Tally:
    """Messages of others in a thread that are new or changed since the newest that a page shows.

    Over when nothing more can be delivered there, or not to this person.
    """
    number, newest = (*asked, 0)[:2]
    open_ones = Thread.objects.visible_to(person).permitted().filter(pk=number, closed_at=None)
    relationship = open_ones.values_list("relationship_id", flat=True).first()
    if relationship is None:
        return OVER
    later = Q(pk__gt=newest) | Q(was_held=True, reviewed_at__gt=ids.made_at(newest))
    filed = RecordEntry.objects.visible_to(person).filter(later, message__thread=number, state=RecordEntry.State.FILED)
    topics = frozenset({topic("thread", number), topic("relationship", relationship)})
    return Tally(filed.exclude(author_id=person.seat).count(), topics)


class Shown(Protocol):
    """What a page shows of a message: whose it is, and the entry with its live words."""

    @property
    def author_id(self) -> int: ...

    @property
    def entry(self) -> int | None: ...

    @property
    def reviewed_at(self) -> datetime | None: ...


def newest_of(person: Person, shown: "Sequence[Shown]") -> int:
    """The newest that others said of what a page shows. What a second reader let out is as new as that."""
    others = [one for one in shown if one.entry is not None and one.author_id != person.seat]
    let_out = [ids.at(one.reviewed_at + _TICK) for one in others if one.reviewed_at is not None]
    return max([*(one.entry or 0 for one in others), *let_out], default=0)


def board(person: Person, _seat: Seat, _asked: tuple[int, ...]) -> Tally:
    """A digest of what stands on the board of somebody who serves; over when they serve nowhere any more."""
    teams = list(Membership.objects.serving().filter(seat_id=person.seat).values_list("team_id", flat=True))
    if not teams:
        return OVER
    waiting = Thread.objects.visible_to(person).filter(waits_since__isnull=False, closed_at=None)
    rows = (
        waiting.annotate(permits_now=queries.permits_now())
        .values_list(
            "pk", "is_first", "turn__responsible_id", "turn__answer_by", "turn__alert__taken_by_id", "permits_now"
        )
        .order_by("-is_first", F("turn__answer_by").asc(nulls_last=True), "waits_since")
    )
    asked = [(one.pk, str(one.state)) for one in queries.asked(person)]
    return Tally(_digest(list(rows[: queries.MOST]), asked), frozenset(topic("team", team) for team in teams))


def of_board(lines: list[ThreadLine], asked: list[Relationship]) -> str:
    """The same digest of what a page shows."""
    rows = []
    for line in lines:
        turn = line.turn
        alert = turn.alert if turn is not None else None
        given = (turn.responsible_id, turn.answer_by) if turn is not None else (None, None)
        taken_by = alert.taken_by_id if alert is not None else None
        rows.append((line.pk, line.is_first, *given, taken_by, line.permits))
    return _digest(rows, [(one.pk, str(one.state)) for one in asked])


def _digest(rows: list[tuple[object, ...]], asked: list[tuple[int, str]]) -> str:
    return digest((rows, asked))


def in_a_thread(event: MessageDelivered | MessageHeld | MessageStopped) -> None:
    """For whoever has the thread open, and for the team's board."""
    row = event.row if isinstance(event, MessageDelivered) else None
    thread_changed(event.thread, team=row.thread.relationship.team_id if row is not None else None)


on(MessageDelivered)(in_a_thread)
on(MessageHeld)(in_a_thread)
on(MessageStopped)(in_a_thread)


def thread_changed(thread_id: int, *, team: int | None = None) -> None:
    """Something about a thread is different now, such as whose turn it is. In the transaction that says so.

    `team` is the thread's, where it is known.
    """
    threads = Thread.objects.visible_to(JOB).filter(pk=thread_id)
    teams = [team] if team is not None else threads.values_list("relationship__team_id", flat=True)
    nudge(topic("thread", thread_id), *(topic("team", team) for team in teams))


@on(RelationshipChanged)
def in_a_relationship(event: RelationshipChanged) -> None:
    """For the threads within, and for the team's board."""
    teams = Relationship.objects.visible_to(JOB).filter(pk=event.relationship).values_list("team_id", flat=True)
    nudge(topic("relationship", event.relationship), *(topic("team", team) for team in teams))


@on(ConsentWithdrawn)
def with_a_consent(event: ConsentWithdrawn) -> None:
    """Whoever has a thread of this patient open, and their team's board: nothing more is delivered there."""
    grant = Grant.objects.visible_to(JOB).get(pk=event.grant_id)
    held = Relationship.objects.visible_to(JOB).filter(
        chart__seat_id=grant.seat_id, chart__organisation_id=grant.organisation_id
    )
    rows = list(held.values_list("pk", "team_id"))
    found = {topic("relationship", pk) for pk, _team in rows} | {topic("team", team) for _pk, team in rows}
    if found:
        nudge(*sorted(found))
