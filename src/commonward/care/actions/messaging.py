"""Sending: authorise, screen, then write, file, record and tell in one transaction.

A patient's message is always delivered; what the guard found becomes a flag for the team. Words of staff that have to
wait are held for a clinical reviewer. Whether a message may leave is decided by the query that locks the relationship
and the consent (`_permitted`), so that what was taken back a moment ago stops it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from commonward.care import access, ages, names, voices
from commonward.care.actions import drafts, files, relating
from commonward.care.events import MessageDelivered, MessageHeld
from commonward.care.models import CareFile, Message, RecordEntry, Relationship, Thread
from commonward.care.models.relationships import granted
from commonward.care.words import Words
from commonward.consent.models import Grant
from commonward.kernel import clock, ids, ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, Denied, Unacceptable, Unavailable
from commonward.kernel.events import emit
from commonward.kernel.logs import log_event
from commonward.kernel.ref import Ref
from commonward.oversight import care_words, screening
from commonward.oversight.models import Verdict
from commonward.oversight.screening import Checked, Screened
from commonward.people import notices
from commonward.people.models import Seat

LONGEST_TEXT: Final = 8000
LONGEST_TOPIC: Final = 120
#: What staff may not send before somebody else has read it. A guard that does not answer holds it, too.
_HELD: Final = frozenset({Verdict.HOLD, Verdict.UNAVAILABLE})
State = RecordEntry.State


@dataclass(frozen=True, slots=True)
class Done:
    """It was taken: delivered, or held for a second reader."""

    message: Message
    entry: RecordEntry


@dataclass(frozen=True, slots=True)
class Stopped:
    """It needs a change or a reason first. Nothing was written; the author still has the words."""

    checked: Checked
    sentence: str


Outcome = Done | Stopped


@dataclass(frozen=True, slots=True)
class _Sending:
    """What one message is sent with."""

    person: Person
    screened: Screened
    words: Words
    signed: str
    from_team: bool
    held: bool


@dataclass(frozen=True, slots=True)
class _Under:
    """The relationship and the consent that a message goes under, both locked until the transaction ends."""

    relationship: Relationship
    grant: Grant


def open_thread(person: Person, seat: Seat, relationship: Relationship, words: Words) -> Outcome:
    """Begin a matter with its first message. Raises Denied, and Unacceptable beside `topic` or `text`."""
    if (before := said_before(person, words.once)) is not None:
        return before
    require(access.may_open(person, relationship))
    topic = text.tidy_name(words.topic)
    if text.is_blank(topic) or len(topic) > LONGEST_TOPIC:
        raise Unacceptable(_("Please say in a few words what it is about."), field="topic")
    sending = _prepared(person, seat, relationship, words)
    if isinstance(sending, Stopped):
        return sending

    def write() -> Done:
        under = _permitted(person, relationship)
        own = access.is_patient_of(person, relationship)
        private = words.is_private and own and ages.may_keep_private(under.relationship.chart)
        thread = Thread.objects.create(
            relationship=under.relationship,
            topic=topic,
            category=words.category or None,
            opened_by_id=person.seat,
            urgency=words.urgency,
            is_private=private,
        )
        ledger.record(person, "thread.opened", Ref("thread", thread.pk), on_behalf_of=_for(person, relationship))
        return _write(sending, under, thread)

    return _sent(person, words, write)


def send(person: Person, seat: Seat, thread: Thread, words: Words) -> Outcome:
    """Send in a thread. The same form twice makes one message. Raises Denied, and Unacceptable beside `text`."""
    if (before := said_before(person, words.once)) is not None:
        return before
    require(access.may_write(person, thread))
    sending = _prepared(person, seat, thread.relationship, words)
    if isinstance(sending, Stopped):
        return sending

    def write() -> Done:
        under = _permitted(person, thread.relationship)
        return _write(sending, under, _writable(person, thread))

    return _sent(person, words, write)


def edit(person: Person, seat: Seat, message: Message, words: Words) -> Outcome:
    """Put other words in the place of one's own: the next version. The earlier ones stay in the record."""
    thread = access.get_thread(person, message.thread_id)
    if message.author_id != person.seat:
        raise Denied(_("Only its author changes a message."))
    require(access.may_write(person, thread))
    sending = _prepared(person, seat, thread.relationship, words)
    if isinstance(sending, Stopped):
        return sending

    def write() -> Done:
        under = _permitted(person, thread.relationship)
        place = _writable(person, thread)
        row = Message.objects.visible_to(person).select_for_update(of=("self",)).get(pk=message.pk)
        number = RecordEntry.objects.visible_to(person).filter(message=row).count() + 1
        entry = _file(sending, under, row, number, sent=files.of_message(row))
        if not sending.held:
            _let_out(row, entry)
            ledger.record(
                person,
                "message.edited",
                Ref("message", row.pk),
                policy=entry.screening.policy,
                detail={"entry": entry.pk},
                on_behalf_of=_for(person, thread.relationship),
            )
            if not sending.from_team and sending.screened.checked.tier:
                _comes_first(place, row)
        return Done(row, entry)

    return _sent(person, words, write)


def said_before(person: Person, once: UUID | None) -> Done | None:
    """What came of this form when it was sent before."""
    if once is None:
        return None
    message = Message.objects.visible_to(person).filter(author_id=person.seat, once=once).first()
    if message is None:
        return None
    return Done(message, RecordEntry.objects.visible_to(person).filter(message=message).order_by("number")[0])


def preview(person: Person, seat: Seat, relationship: Relationship, words: str) -> Checked:
    """Look at what is being written. Nothing is stored."""
    return screening.preview(_voice(person, seat, relationship), words, context="care_conversation")


def deliver(entry: RecordEntry, under: _Under) -> None:
    """A held version goes out after all: its reviewer let it. In the transaction that decides."""
    message = entry.message
    _let_out(message, entry)
    if message.from_team:
        _answered(message.thread)
    _told(message, under)


def permitted(relationship: Relationship) -> _Under | None:
    """The relationship and the consent, locked, while both are in force. Needs a transaction."""
    row = (
        Relationship.objects.permitted()
        .select_for_update(of=("self",))
        .select_related("chart", "team__organisation")
        .filter(pk=relationship.pk)
        .first()
    )
    if row is None:
        return None
    grant = granted(row.chart.seat_id, row.team.organisation_id).select_for_update(of=("self",)).first()
    return None if grant is None else _Under(row, grant)


def _permitted(person: Person, relationship: Relationship) -> _Under:
    under = permitted(relationship)
    if under is None:
        relationship.refresh_from_db()
        require(access.may_open(person, relationship))
        raise Conflict(_("This was changed meanwhile. Please look again; your words are kept."))
    return under


def _writable(person: Person, thread: Thread) -> Thread:
    row = Thread.objects.to_write_by(person).select_for_update(of=("self",)).filter(pk=thread.pk).first()
    if row is None:
        thread.refresh_from_db()
        require(access.may_write(person, thread))
        raise Conflict(_("This was changed meanwhile. Please look again; your words are kept."))
    return row


def _prepared(person: Person, seat: Seat, relationship: Relationship, words: Words) -> "_Sending | Stopped":
    """Screen the words, outside any transaction. Only staff are stopped; whoever is cared for is always heard."""
    tidied = text.tidy(words.text)
    if text.is_blank(tidied):
        raise Unacceptable(_("Write a few words first."), field="text")
    if len(tidied) > LONGEST_TEXT:
        sentence = _(
            "This is longer than a message can be (%(most)s characters). Your words are kept; send them in parts."
        )
        raise Unacceptable(sentence % {"most": f"{LONGEST_TEXT:,}"}, field="text")
    screened = screening.screen(person, _voice(person, seat, relationship), tidied, context="care_conversation")
    from_team = access.part_of(person, relationship).serves
    if from_team and screened.verdict == Verdict.BLOCK:
        return Stopped(screened.checked, _("This needs a change before you can send it. See what was found."))
    if from_team and screened.unanswered(words.reasons):
        return Stopped(screened.checked, _("Please change this, or say why it should stay."))
    signed = relationship.chart.name if access.is_patient_of(person, relationship) else names.caregiver(seat).name
    return _Sending(person, screened, words, signed, from_team, held=from_team and screened.verdict in _HELD)


def _voice(person: Person, seat: Seat, relationship: Relationship) -> screening.Voice:
    return voices.voice_of(person, seat, relationship.chart, relationship.team_id)


def _for(person: Person, relationship: Relationship) -> int | None:
    """The patient's seat, where somebody else acts."""
    return None if access.is_patient_of(person, relationship) else relationship.chart.seat_id


def _sent(person: Person, words: Words, write: Callable[[], Done]) -> Done:
    """Write in one transaction. A filing that fails is said, put on record, and loses nothing."""
    try:
        with transaction.atomic():
            done = write()
            drafts.drop(person, done.message.thread, words.draft)
    except IntegrityError:
        if (before := said_before(person, words.once)) is not None:
            return before
        _failed(person)
    except OperationalError:
        raise
    except DatabaseError:
        _failed(person)
    return done


def _failed(person: Person) -> None:
    with transaction.atomic():
        ledger.record(person, "message.failed", Ref("seat", person.seat), outcome="failed")
    log_event("message.not_filed", seat=person.seat)
    raise Unavailable(
        _("This could not be filed in the record, so it was not sent. Your words are kept. Try again, or call.")
    ) from None


def _write(sending: _Sending, under: _Under, thread: Thread) -> Done:
    person, now, entry_pk = sending.person, clock.now(), ids.new()
    out = not sending.held
    message = Message.objects.create(
        pk=_number(thread, now),
        thread=thread,
        author_id=person.seat,
        from_team=sending.from_team,
        once=sending.words.once,
        live_id=entry_pk if out else None,
        delivered_at=now if out else None,
        sent_at=now,
        is_first=not sending.from_team and bool(sending.screened.checked.tier),
    )
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
        on_behalf_of=_for(person, under.relationship),
    )
    _told(message, under)
    return Done(message, entry)


def _number(thread: Thread, now: datetime) -> int:
    """An identifier above those of the thread, so that what was said stays in its order when a clock is set back."""
    fresh = ids.new()
    if thread.last_at < now:
        return fresh
    newest = thread.messages.order_by("-pk").values_list("pk", flat=True).first() or 0
    return max(fresh, newest + 1)


def _file(
    sending: _Sending,
    under: _Under,
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
    entry = RecordEntry.objects.create(
        pk=pk,
        message=message,
        number=number,
        author_id=person.seat,
        author_name=sending.signed,
        role=person.role.value,
        on_behalf_of_id=None if sending.from_team else _for(person, relationship),
        patient_id=relationship.chart.seat_id,
        organisation=relationship.team.organisation,
        relationship=relationship,
        relationship_step=relationship.step,
        grant=under.grant,
        wording=under.grant.wording,
        urgency=sending.words.urgency,
        category=sending.words.category or None,
        text=sending.screened.text,
        reasons=reasons,
        files=_listed(sent),
        screening=kept,
        verdict=kept.verdict,
        state=State.HELD if sending.held else State.FILED,
        was_held=sending.held,
    )
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
    """The patient's side said something: it waits from its oldest message that nobody answered."""
    thread.waits_since = thread.waits_since or message.sent_at
    thread.last_at, thread.urgency = message.sent_at, words.urgency
    thread.is_first = thread.is_first or message.is_first
    thread.save(update_fields=["waits_since", "last_at", "urgency", "is_first"])


def _comes_first(thread: Thread, message: Message) -> None:
    """A sign of an emergency or a crisis came with a change of the words: it is as if they had been sent now."""
    now = clock.now()
    message.is_first, message.answered_at = True, None
    message.save(update_fields=["is_first", "answered_at"])
    thread.is_first, thread.waits_since, thread.last_at = True, thread.waits_since or now, now
    thread.save(update_fields=["is_first", "waits_since", "last_at"])
    emit(MessageDelivered(message.pk, thread.pk, from_team=False, first=True))


def _answered(thread: Thread) -> None:
    now = clock.now()
    thread.messages.filter(from_team=False, answered_at=None).update(answered_at=now)
    thread.waits_since, thread.is_first, thread.last_at = None, False, now
    thread.save(update_fields=["waits_since", "is_first", "last_at"])


def _told(message: Message, under: _Under) -> None:
    """A contact: twelve months begin anew. The patient hears that there is something, and nothing of what."""
    relating.extend(under.relationship.pk)
    if message.from_team:
        notices.notify(under.relationship.chart.seat_id, "care.message", Ref("thread", message.thread_id))
    emit(MessageDelivered(message.pk, message.thread_id, message.from_team, message.is_first))
