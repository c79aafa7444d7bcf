"""Filing what is said: the message, its entry in the record, who waits for whom, and who hears of it.

Everything here belongs in the transaction that sends (`messaging`) or decides (`reviewing`), under the relationship and
the consent that `permitted` locked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from commonward.care import access
from commonward.care.actions import files, relating
from commonward.care.events import MessageDelivered, MessageHeld
from commonward.care.models import CareFile, Message, RecordEntry, Relationship, Thread
from commonward.care.models.relationships import granted
from commonward.care.words import Words
from commonward.consent.models import Grant
from commonward.kernel import clock, ids, ledger
from commonward.kernel.actor import Person
from commonward.kernel.events import emit
from commonward.kernel.prepared import planned
from commonward.kernel.ref import Ref
from commonward.kernel.rows import insert, update
from commonward.oversight import care_words, screening
from commonward.oversight.screening import Screened
from commonward.people import notices

State = RecordEntry.State


@dataclass(frozen=True, slots=True)
class Done:
    """It was taken: delivered, or held for a second reader."""

    message: Message
    entry: RecordEntry


@dataclass(frozen=True, slots=True)
class Sending:
    """What one message is sent with."""

    person: Person
    screened: Screened
    words: Words
    signed: str
    from_team: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Under:
    """The relationship and the consent that a message goes under, both locked until the transaction ends."""

    relationship: Relationship
    grant: Grant


def permitted(relationship: Relationship) -> Under | None:
    """The relationship and the consent, locked, while both are in force. Needs a transaction."""
    for row in _in_force(relationship.pk):
        for grant in _grant_of(row.chart.seat_id, row.team.organisation_id):
            return Under(row, grant)
    return None


@planned
def _in_force(pk: int) -> "QuerySet[Relationship]":
    rows = Relationship.objects.permitted().select_for_update(of=("self",))
    return rows.select_related("chart", "team__organisation__care_calendar", "team__cover").filter(pk=pk)


@planned
def _grant_of(seat: int, organisation: int) -> "QuerySet[Grant]":
    return granted(seat, organisation).select_for_update(of=("self",))


def write(sending: Sending, under: Under, thread: Thread, *, answers: int | None = None) -> Done:
    """File a message in a thread, and let it out unless it is held. `answers`: the message that it replies to."""
    person, now, entry_pk = sending.person, clock.now(), ids.new()
    out = not sending.held
    thread.relationship = under.relationship
    message = Message(
        pk=_number(thread, now),
        thread=thread,
        author_id=person.seat,
        from_team=sending.from_team,
        once=sending.words.once,
        replies_to_id=answers,
        live_id=entry_pk if out else None,
        delivered_at=now if out else None,
        sent_at=now,
        is_first=not sending.from_team and bool(sending.screened.checked.tier),
    )
    insert(message)
    sent = files.attach(person, under.relationship, message, sending.words.files)
    entry = _file(sending, under, message, 1, entry_pk, sent=sent)
    if not out:
        return Done(message, entry)
    if sending.from_team:
        _answered(thread)
    else:
        _waits(thread, message, sending.words)
    ledger.record(
        person,
        "message.delivered",
        Ref("message", message.pk),
        policy=entry.screening.policy,
        detail={"thread": thread.pk, "entry": entry.pk, "grant": under.grant.pk, "verdict": entry.verdict},
        on_behalf_of=patient_of(person, under.relationship),
    )
    message.live = entry if out else None
    _told(message, under, is_loaded=True)
    return Done(message, entry)


def write_again(sending: Sending, under: Under, thread: Thread, message: Message) -> Done:
    """File the next version of a message, and show it in the place of the one before unless it is held."""
    row = Message.objects.visible_to(sending.person).select_for_update(of=("self",)).get(pk=message.pk)
    row.thread = thread
    number = RecordEntry.objects.visible_to(sending.person).filter(message=row).count() + 1
    entry = _file(sending, under, row, number, sent=files.of_message(row))
    if not sending.held:
        _let_out(row, entry)
        ledger.record(
            sending.person,
            "message.edited",
            Ref("message", row.pk),
            policy=entry.screening.policy,
            detail={"entry": entry.pk},
            on_behalf_of=patient_of(sending.person, under.relationship),
        )
        if not sending.from_team and sending.screened.checked.tier:
            _comes_first(thread, row)
    return Done(row, entry)


def deliver(entry: RecordEntry, under: Under) -> None:
    """A held version goes out after all: its reviewer let it. In the transaction that decides."""
    message = entry.message
    _let_out(message, entry)
    if message.from_team:
        _answered(message.thread)
    _told(message, under)


def patient_of(person: Person, relationship: Relationship) -> int | None:
    """The patient's seat, where somebody else acts."""
    return None if access.is_patient_of(person, relationship) else relationship.chart.seat_id


def _number(thread: Thread, now: datetime) -> int:
    """An identifier above those of the thread, so that what was said stays in its order when a clock is set back."""
    fresh = ids.new()
    if thread.last_at < now:
        return fresh
    newest = thread.messages.order_by("-pk").values_list("pk", flat=True).first() or 0
    return max(fresh, newest + 1)


def _file(
    sending: Sending,
    under: Under,
    message: Message,
    number: int,
    pk: int | None = None,
    *,
    sent: "Sequence[CareFile]" = (),
) -> RecordEntry:
    """The record's entry of these words, with what the guard said; held ones are told to those who review them."""
    person, relationship = sending.person, under.relationship
    pk = pk or ids.new()
    kept = screening.keep(sending.screened, Ref("care_entry", pk))
    reasons = json.dumps(dict(sending.words.reasons), ensure_ascii=False) if sending.words.reasons else None
    entry = RecordEntry(
        pk=pk,
        message=message,
        number=number,
        author_id=person.seat,
        author_name=sending.signed,
        role=person.role.value,
        on_behalf_of_id=None if sending.from_team else patient_of(person, relationship),
        patient_id=relationship.chart.seat_id,
        organisation=relationship.team.organisation,
        relationship=relationship,
        relationship_step=relationship.step,
        grant=under.grant,
        wording=under.grant.wording,
        channel=sending.words.channel,
        urgency=sending.words.urgency,
        category=sending.words.category or message.thread.category or None,
        text=sending.screened.text,
        reasons=reasons,
        files=_listed(sent),
        screening=kept,
        verdict=kept.verdict,
        state=State.HELD if sending.held else State.FILED,
        was_held=sending.held,
    )
    insert(entry)
    care_words.remember(sending.screened.text)
    if sending.held:
        ledger.record(
            person,
            "message.held",
            Ref("message", message.pk),
            policy=kept.policy,
            detail={"thread": message.thread_id, "entry": entry.pk, "verdict": entry.verdict},
            on_behalf_of=relationship.chart.seat_id,
        )
        emit(MessageHeld(entry.pk, message.thread_id))
    return entry


def _listed(sent: "Sequence[CareFile]") -> str | None:
    """The files of a message as its entry keeps them: enough to prove which they were."""
    rows = [{"id": one.pk, "name": one.name, "kind": one.kind, "bytes": one.size, "sha256": one.digest} for one in sent]
    return json.dumps(rows, ensure_ascii=False) if rows else None


def _let_out(message: Message, entry: RecordEntry) -> None:
    message.live = entry
    message.delivered_at = message.delivered_at or clock.now()
    message.save(update_fields=["live", "delivered_at"])


def _waits(thread: Thread, message: Message, words: Words) -> None:
    """The patient's side said something: it waits from its oldest message without an answer, as urgently as any."""
    if thread.waits_since is None or words.urgency.is_before(thread.urgency):
        thread.urgency = words.urgency
    thread.waits_since, thread.last_at = thread.waits_since or message.sent_at, message.sent_at
    thread.is_first = thread.is_first or message.is_first
    update(thread, "waits_since", "last_at", "urgency", "is_first")


def _comes_first(thread: Thread, message: Message) -> None:
    """A sign of an emergency or a crisis came with a change of the words: it is as if they had been sent now."""
    now = clock.now()
    message.is_first, message.answered_at = True, None
    message.save(update_fields=["is_first", "answered_at"])
    thread.is_first, thread.waits_since, thread.last_at = True, thread.waits_since or now, now
    thread.save(update_fields=["is_first", "waits_since", "last_at"])
    emit(MessageDelivered(message.pk, thread.pk, from_team=False, first=True))


def _answered(thread: Thread) -> None:
    thread.last_at = clock.now()
    no_longer_waits(thread)


def no_longer_waits(thread: Thread) -> None:
    """What the patient's side said is answered, here or otherwise. In the transaction that says so."""
    thread.messages.filter(from_team=False, answered_at=None).update(answered_at=clock.now())
    thread.waits_since, thread.is_first = None, False
    thread.save(update_fields=["waits_since", "is_first", "last_at"])


def _told(message: Message, under: Under, *, is_loaded: bool = False) -> None:
    """A contact: twelve months begin anew. The patient hears that there is something, and nothing of what."""
    relating.extend(under.relationship)
    if message.from_team:
        notices.notify(under.relationship.chart.seat_id, "care.message", Ref("thread", message.thread_id))
    row = message if is_loaded else None
    emit(MessageDelivered(message.pk, message.thread_id, message.from_team, message.is_first, row))
