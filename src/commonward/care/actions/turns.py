"""The answer-by clock: whose turn it is in a thread that waits, until when, and to whom it is passed on in time.

A turn begins in the transaction that delivers a patient's message and ends in the one that delivers the answer. In
between the worker looks at it when something is due: the promised time, the end of a shift, the next opening. Each look
finds out anew what is due, so that one too many does no harm and a late one catches up.
"""

from datetime import datetime
from typing import Final, cast

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from commonward.care import access, duty, hours
from commonward.care.arrivals import thread_changed
from commonward.care.duty import JOB, Roster
from commonward.care.models import Message, Relationship, Team, Thread
from commonward.care.models.cover import Turn
from commonward.care.models.threads import Urgency
from commonward.kernel import clock, ledger, work
from commonward.kernel.access import require
from commonward.kernel.actor import Actor, Person
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.prepared import planned
from commonward.kernel.ref import Ref
from commonward.people import notices

Step, Ending = Turn.Step, Turn.Ending
#: After a promise was missed, minutes of opening until the next one hears of it.
PATIENCE: Final = {Urgency.ROUTINE.value: 120, Urgency.SOON.value: 60, Urgency.URGENT.value: 15}


def begin(message: Message) -> Turn:
    """A patient's message was delivered: it is the team's turn. In the transaction that delivers it.

    A thread that waits already keeps the earlier promise; a more urgent message brings it forward, and so do words of
    an emergency or a crisis, whatever was chosen beside them.
    """
    thread = message.thread
    team, now = thread.relationship.team, clock.now()
    cover = duty.cover_of(team)
    week = duty.week(cover, duty.calendar_of(team.organisation))
    promise = hours.after(week, now, duty.promised(cover, _urgency(thread)))
    turn = next(iter(_waiting(thread.pk)), None)
    if turn is None:
        found = duty.roster(team, now, open_now=hours.is_open(week, now), role=cover.role)
        first = found.on_duty[0] if found.on_duty else None
        turn = Turn.objects.create(thread=thread, answer_by=promise, passed_on_at=promise, responsible_id=first)
        thread.turn = turn
        thread.save(update_fields=["turn"])
        if first is not None:
            _tell([first], "care.turn", turn)
    elif promise is not None and (turn.answer_by is None or promise < turn.answer_by):
        turn.answer_by = promise
        turn.passed_on_at = promise if turn.step == Step.RESPONSIBLE else turn.passed_on_at
        turn.save(update_fields=["answer_by", "passed_on_at"])
    elif turn.__dict__["is_watched"]:
        return turn  # nothing is due earlier than it was
    _watch(turn, team)
    return turn


@planned
def _waiting(thread: int) -> "QuerySet[Turn]":
    """The open turn of a thread, locked, with whether the worker will look at it."""
    looks = work.open_of("turn", OuterRef("pk"))
    rows = Turn.objects.visible_to(JOB).filter(thread_id=thread, ended_at=None)
    return rows.annotate(is_watched=Exists(looks)).select_for_update(of=("self",))


def _urgency(thread: Thread) -> str:
    return Urgency.URGENT.value if thread.is_first else thread.urgency


def answered(thread: Thread) -> None:
    """The team's answer was delivered. In the transaction that delivers it."""
    turn = _open(thread)
    if turn is not None:
        _finish(turn, Ending.ANSWERED)


def taken_up(person: Person, thread: Thread) -> None:
    """Whoever takes up an alert has the answer to give, too. In the transaction that takes it up."""
    turn = _open(thread)
    if turn is not None and turn.responsible_id != person.seat:
        _give(person, turn, person.seat, "")


def stop(relationship_id: int) -> None:
    """Nobody answers in a relationship that ended. In the transaction that ends it."""
    waiting = Turn.objects.visible_to(JOB).select_for_update().filter(ended_at=None)
    for turn in waiting.filter(thread__relationship_id=relationship_id):
        _finish(turn, Ending.CLOSED)


def hand_over(person: Person, thread: Thread, seat_id: int) -> Turn:
    """Give the turn to a colleague of the team, by hand. Raises Denied, Conflict, and Unacceptable beside `seat`."""
    require(access.may_decide(person, thread.relationship))
    with transaction.atomic():
        turn = _open(thread)
        if turn is None:
            raise Conflict(_("This was answered meanwhile. Nobody has to take it over."))
        if seat_id not in duty.roster_now(thread.relationship.team, clock.now()).serving:
            raise Unacceptable(_("Please choose somebody who serves in this team."), field="seat")
        if turn.responsible_id != seat_id:
            _give(person, turn, seat_id, "care.handed_over" if seat_id != person.seat else "")
        _watch(turn, thread.relationship.team)
    return turn


@work.carries("turn")
def look(number: int) -> None:
    """Do what is due: pass a late one on, and hand over what belongs to somebody who is not there any more."""
    with transaction.atomic():
        turns = Turn.objects.visible_to(JOB).select_for_update(of=("self",)).filter(pk=number, ended_at=None)
        within = "thread__relationship__team"
        turn = turns.select_related(f"{within}__organisation__care_calendar", f"{within}__cover").first()
        if turn is None:
            return
        team, now = turn.thread.relationship.team, clock.now()
        found = duty.roster_now(team, now)
        if turn.passed_on_at is not None and turn.passed_on_at <= now:
            _pass_on(turn, team, found)
        elif not found.keeps(turn.responsible_id):
            _replace(turn, found)
        _watch(turn, team)


def _pass_on(turn: Turn, team: Team, found: Roster) -> None:
    """The promise was missed: to the next on duty, then to whoever is on call, then to everybody."""
    others = {
        Step.NEXT: [seat for seat in found.on_duty if seat != turn.responsible_id],
        Step.ON_CALL: [seat for seat in found.on_call if seat != turn.responsible_id],
        Step.EVERYBODY: list(found.serving),
    }
    step = next((one for one in Step if one > turn.step and others[one]), Step.EVERYBODY)
    turn.step = step
    wait = PATIENCE.get(_urgency(turn.thread), PATIENCE[Urgency.ROUTINE.value])
    turn.passed_on_at = None if step == Step.EVERYBODY else hours.after(duty.week_of(team), clock.now(), wait)
    if step != Step.EVERYBODY:
        turn.responsible_id = others[step][0]
    turn.save(update_fields=["step", "passed_on_at", "responsible"])
    _record(JOB, turn, "turn.passed_on")
    _tell(others[step] if step == Step.EVERYBODY else others[step][:1], "care.overdue", turn)


def _replace(turn: Turn, found: Roster) -> None:
    """The shift of whoever was responsible is over, or there was nobody yet: to the next who is there."""
    there = found.on_duty or (found.on_call if turn.step >= Step.ON_CALL else ())
    if there:
        _give(JOB, turn, there[0], "care.handed_over" if turn.responsible_id is not None else "care.turn")
    elif turn.responsible_id is not None:
        _give(JOB, turn, None, "")


def _give(actor: Actor, turn: Turn, seat_id: int | None, tell: str) -> None:
    turn.responsible_id = cast(int, seat_id)  # None, too: the stubs take every key for one that is there
    turn.save(update_fields=["responsible"])
    _record(actor, turn, "turn.handed_over")
    if tell and seat_id is not None:
        _tell([seat_id], tell, turn)


def _open(thread: Thread) -> Turn | None:
    return Turn.objects.visible_to(JOB).select_for_update().filter(thread=thread, ended_at=None).first()


def _finish(turn: Turn, ending: Turn.Ending) -> None:
    turn.ended_at, turn.ending = clock.now(), ending
    turn.save(update_fields=["ended_at", "ending"])
    Thread.objects.visible_to(JOB).filter(turn=turn).update(turn=None)


def _watch(turn: Turn, team: Team) -> None:
    """Have the worker look again when the next thing is due. Needs a transaction."""
    now = clock.now()
    planned = (turn.passed_on_at, duty.next_change(team, now))
    due: list[datetime] = [at for at in planned if at is not None]
    if due:
        work.enqueue("turn", turn.pk, after_seconds=max(0.0, (min(due) - now).total_seconds()))


def _tell(seats: list[int], kind: str, turn: Turn) -> None:
    for seat in seats:
        notices.notify(seat, kind, Ref("thread", turn.thread_id))


def _record(actor: Actor, turn: Turn, what: str) -> None:
    thread_changed(turn.thread_id)
    detail: ledger.Detail = {"thread": turn.thread_id, "step": turn.step, "seat": turn.responsible_id or 0}
    ledger.record(actor, what, Ref("turn", turn.pk), detail=detail, on_behalf_of=_patient_of(turn))


def _patient_of(turn: Turn) -> int:
    relationships = Relationship.objects.visible_to(JOB).filter(threads=turn.thread_id)
    return relationships.values_list("chart__seat_id", flat=True).get()
