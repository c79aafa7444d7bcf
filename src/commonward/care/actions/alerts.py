"""Red flags and signs of a crisis in a message: a named person is alerted at once, and nobody is left alone with it.

The message itself is delivered like any other and is first in the queue (rules.md section 6.3); nothing is scored,
decided or told to anybody outside the team. When nobody is there, the patient hears so in the same transaction, with
whom to call. What sign it was is read once, for the time in which somebody takes it up, and not kept here.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.care import access, duty
from commonward.care.actions import turns
from commonward.care.arrivals import thread_changed
from commonward.care.duty import JOB, Roster
from commonward.care.models import Message, Thread
from commonward.care.models.cover import Alert, Turn
from commonward.kernel import clock, ledger, work
from commonward.kernel.access import require
from commonward.kernel.actor import Actor, Person
from commonward.kernel.errors import Conflict
from commonward.kernel.ref import Ref
from commonward.people import notices

Step = Turn.Step
#: Within so many minutes somebody takes it up: signs of danger now, and signs of concern (rules.md section 6.3).
AT_ONCE: Final = 5
SOON: Final = 30
_NOW: Final = frozenset({"triage.red-flag", "crisis.suicide-risk"})
#: After everybody was told, how long they are told again at each interval.
LONGEST: Final = timedelta(hours=24)


def begin(message: Message, tier: str) -> Alert:
    """Alert whoever is there, in the transaction that delivers the message; if nobody is, tell the patient."""
    now = clock.now()
    before = Alert.objects.visible_to(JOB).filter(message=message, taken_at=None).first()
    if before is not None:
        return before
    found = duty.roster_now(message.thread.relationship.team, now)
    there = (*found.on_duty, *found.on_call)
    minutes = AT_ONCE if tier in _NOW else SOON
    alert = Alert.objects.create(
        message=message,
        minutes=minutes,
        owner_id=there[0] if there else None,
        take_by=now + timedelta(minutes=minutes),
        step=Step.RESPONSIBLE if there else Step.EVERYBODY,
        patient_told_at=None if there else now,
    )
    Turn.objects.visible_to(JOB).filter(thread=message.thread, ended_at=None).update(alert=alert)
    _record(JOB, alert, "alert.raised")
    _tell_team(alert, there[:1] or found.serving)
    if not there:
        _tell_patient(alert)
    work.enqueue("alert", alert.pk, after_seconds=60.0 * minutes)
    return alert


def take(person: Person, alert: Alert) -> None:
    """Say that one has it: from now on it is this person's. Raises Denied, and Conflict when somebody else has it."""
    thread = access.get_thread(person, alert.message.thread_id)
    require(access.may_decide(person, thread.relationship))
    with transaction.atomic():
        row = Alert.objects.visible_to(JOB).select_for_update().get(pk=alert.pk)
        if row.taken_by_id == person.seat:
            return
        if row.taken_at is not None:
            raise Conflict(_("A colleague took this up a moment ago."))
        _taken(row, person)
        turns.taken_up(person, thread)


def answered(thread: Thread, person_seat: int) -> None:
    """An answer was delivered: whoever wrote it has taken up what was open. In the transaction that delivers it."""
    rows = Alert.objects.visible_to(JOB).select_for_update().filter(message__thread=thread, taken_at=None)
    for row in rows:
        row.taken_at, row.taken_by_id, row.owner_id = clock.now(), person_seat, person_seat
        row.save(update_fields=["taken_at", "taken_by", "owner"])
        _record(JOB, row, "alert.taken")


@work.carries("alert")
def look(number: int) -> None:
    """Pass on what was not taken up in time: to the next on duty, on call, then everybody, and tell the patient."""
    with transaction.atomic():
        rows = Alert.objects.visible_to(JOB).select_for_update(of=("self",)).filter(pk=number, taken_at=None)
        within = "message__thread__relationship__team"
        alert = rows.select_related(f"{within}__organisation__care_calendar", f"{within}__cover").first()
        now = clock.now()
        if alert is None or alert.raised_at + LONGEST < now:
            return
        if alert.take_by <= now:
            _pass_on(alert, duty.roster_now(alert.message.thread.relationship.team, now))
        work.enqueue("alert", alert.pk, after_seconds=(alert.take_by - now).total_seconds())


def _pass_on(alert: Alert, found: Roster) -> None:
    now = clock.now()
    others = {
        Step.NEXT: [seat for seat in found.on_duty if seat != alert.owner_id],
        Step.ON_CALL: [seat for seat in found.on_call if seat != alert.owner_id],
    }
    step = next((one for one in others if one > alert.step and others[one]), Step.EVERYBODY)
    alert.step, alert.take_by = step, now + timedelta(minutes=alert.minutes)
    first_time = step == Step.EVERYBODY and alert.patient_told_at is None
    if step != Step.EVERYBODY:
        alert.owner_id = others[step][0]
    elif first_time:
        alert.patient_told_at = now
    alert.save(update_fields=["step", "take_by", "owner", "patient_told_at"])
    _record(JOB, alert, "alert.passed_on")
    _tell_team(alert, others[step][:1] if step != Step.EVERYBODY else found.serving)
    if first_time:
        _tell_patient(alert)


def _taken(row: Alert, person: Person) -> None:
    row.taken_at, row.taken_by_id, row.owner_id = clock.now(), person.seat, person.seat
    row.save(update_fields=["taken_at", "taken_by", "owner"])
    _record(person, row, "alert.taken")


def _tell_team(alert: Alert, seats: tuple[int, ...] | list[int]) -> None:
    for seat in seats:
        notices.notify(seat, "care.alert", Ref("thread", alert.message.thread_id))


def _tell_patient(alert: Alert) -> None:
    """Whoever wrote it, too, where that is somebody who acts for the patient."""
    for seat in {_patient_of(alert), alert.message.author_id}:
        notices.notify(seat, "care.nobody", Ref("thread", alert.message.thread_id))


def _patient_of(alert: Alert) -> int:
    return alert.message.thread.relationship.chart.seat_id


def _record(actor: Actor, alert: Alert, what: str) -> None:
    thread_changed(alert.message.thread_id)
    detail: ledger.Detail = {
        "message": alert.message_id,
        "step": alert.step,
        "seat": alert.owner_id or 0,
        "minutes": alert.minutes,
        "told": alert.patient_told_at is not None,
    }
    ledger.record(actor, what, Ref("alert", alert.pk), detail=detail, on_behalf_of=_patient_of(alert))
