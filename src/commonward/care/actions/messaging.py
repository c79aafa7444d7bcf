"""Sending: authorise, screen, then write, file, record and tell in one transaction.

A patient's message is always delivered; what the guard found becomes a flag for the team. Words of staff that have to
wait are held for a clinical reviewer. Whether a message may leave is decided by the query that locks the relationship
and the consent (`filing.permitted`), so that what was taken back a moment ago stops it. What is written is in `filing`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from commonward.care import access, ages, names, others, voices
from commonward.care.actions import drafts, filing
from commonward.care.actions.filing import Done, Sending, Under
from commonward.care.models import STAFF, Message, RecordEntry, Relationship, Thread
from commonward.care.words import Words
from commonward.kernel import ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict, Denied, Refusal, Unacceptable, Unavailable
from commonward.kernel.logs import log_event
from commonward.kernel.prepared import planned
from commonward.kernel.ref import Ref
from commonward.oversight import screening
from commonward.oversight.models import Verdict
from commonward.oversight.screening import Checked
from commonward.people.models import Seat

_JOB: Final = System("care")
LONGEST_TEXT: Final = 8000
LONGEST_TOPIC: Final = 120
#: What staff may not send before somebody else has read it. A guard that does not answer holds it, too.
_HELD: Final = frozenset({Verdict.HOLD, Verdict.UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Stopped:
    """It needs a change or a reason first. Nothing was written; the author still has the words."""

    checked: Checked
    sentence: str
    wants_reasons: bool = False  # what was found may stay as it is, when the author says why


Outcome = Done | Stopped


def open_thread(person: Person, seat: Seat, relationship: Relationship, words: Words) -> Outcome:
    """Begin a matter with its first message. Raises Denied, and Unacceptable beside `topic` or `text`."""
    return _once(person, words, lambda: _open_thread(person, seat, relationship, words))


def _open_thread(person: Person, seat: Seat, relationship: Relationship, words: Words) -> Outcome:
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
        drafts.drop(person, thread, words.draft)
        ledger.record(
            person, "thread.opened", Ref("thread", thread.pk), on_behalf_of=filing.patient_of(person, relationship)
        )
        return filing.write(sending, under, thread)

    return _sent(person, words, write)


def send(person: Person, seat: Seat, thread: Thread, words: Words) -> Outcome:
    """Send in a thread. The same form twice makes one message. Raises Denied, and Unacceptable beside `text`."""
    return _once(person, words, lambda: _send(person, seat, thread, words))


def _send(person: Person, seat: Seat, thread: Thread, words: Words) -> Outcome:
    require(access.may_write(person, thread))
    sending = _prepared(person, seat, thread.relationship, words)
    if isinstance(sending, Stopped):
        return sending

    def write() -> Done:
        under, place = _permitted(person, thread.relationship), _writable(person, thread)
        drafts.drop(person, place, words.draft)
        return filing.write(sending, under, place, answers=place.__dict__["answers_now"])  # came with the lock

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
        under, place = _permitted(person, thread.relationship), _writable(person, thread)
        drafts.drop(person, place, words.draft)
        return filing.write_again(sending, under, place, message)

    return _sent(person, words, write)


def _once(person: Person, words: Words, attempt: Callable[[], Outcome]) -> Outcome:
    """What comes of it, or came of it when the same form was sent before.

    The database takes each form once (`care_sent_once`): what was before is asked only where nothing comes of it now.
    """
    try:
        outcome = attempt()
    except Refusal:
        if (before := said_before(person, words.once)) is None:
            raise
        return before
    if isinstance(outcome, Stopped) and (before := said_before(person, words.once)) is not None:
        return before
    return outcome


def said_before(person: Person, once: UUID | None) -> Done | None:
    """What came of this form when it was sent before."""
    if once is None:
        return None
    # One's own words, whatever one may see by now: what came of them is not to be done again.
    message = Message.objects.visible_to(_JOB).filter(author_id=person.seat, once=once).first()
    if message is None:
        return None
    return Done(message, RecordEntry.objects.visible_to(_JOB).filter(message=message).order_by("number")[0])


def preview(person: Person, seat: Seat, relationship: Relationship, words: str) -> Checked:
    """Look at what is being written. Nothing is stored."""
    voice = _voice(person, seat, relationship)
    strangers = others.named_in(person, relationship.chart, words, known=(*voice.names, *voice.colleagues))
    return screening.preview(voice, words, context="care_conversation", strangers=strangers)


def require_fitting(words: str) -> None:
    """Raise Unacceptable, with the sentence to show beside the words, for more than a message can hold."""
    if len(words) > LONGEST_TEXT:
        sentence = _(
            "This is longer than a message can be (%(most)s characters). Your words are kept; send them in parts."
        )
        raise Unacceptable(sentence % {"most": f"{LONGEST_TEXT:,}"}, field="text")


def _permitted(person: Person, relationship: Relationship) -> Under:
    under = filing.permitted(relationship)
    if under is None:
        relationship.refresh_from_db()
        access.forget_what_came_along(relationship)
        require(access.may_open(person, relationship))
        raise Conflict(_("This was changed meanwhile. Please look again; your words are kept."))
    return under


def _writable(person: Person, thread: Thread) -> Thread:
    for row in _to_write(person, thread.pk):
        return row
    thread.refresh_from_db()
    access.forget_what_came_along(thread.relationship)
    require(access.may_write(person, thread))
    raise Conflict(_("This was changed meanwhile. Please look again; your words are kept."))


@planned
def _to_write(person: Person, pk: int) -> "QuerySet[Thread]":
    """The thread, locked, with what a message in it answers: the newest that the other side said."""
    said = Message.objects.visible_to(_JOB).filter(thread_id=OuterRef("pk"), delivered_at__isnull=False)
    other = said.exclude(from_team=person.role in STAFF).order_by("-pk").values("pk")[:1]
    rows = Thread.objects.to_write_by(person).select_for_update(of=("self",)).filter(pk=pk)
    return rows.annotate(answers_now=Subquery(other))


def _prepared(person: Person, seat: Seat, relationship: Relationship, words: Words) -> "Sending | Stopped":
    """Screen the words, outside any transaction. Only staff are stopped; whoever is cared for is always heard."""
    tidied = text.tidy(words.text)
    if text.is_blank(tidied):
        raise Unacceptable(_("Write a few words first."), field="text")
    require_fitting(tidied)
    voice = _voice(person, seat, relationship)
    strangers = others.named_in(person, relationship.chart, tidied, known=(*voice.names, *voice.colleagues))
    screened = screening.screen(person, voice, tidied, context="care_conversation", strangers=strangers)
    from_team = access.part_of(person, relationship).serves
    if from_team and screened.verdict == Verdict.BLOCK:
        return Stopped(screened.checked, _("This needs a change before you can send it. See what was found."))
    if from_team and screened.unanswered(words.reasons):
        return Stopped(screened.checked, _("Please change this, or say why it should stay."), wants_reasons=True)
    signed = relationship.chart.name if access.is_patient_of(person, relationship) else names.caregiver(seat).name
    return Sending(person, screened, words, signed, from_team, held=from_team and screened.verdict in _HELD)


def _voice(person: Person, seat: Seat, relationship: Relationship) -> screening.Voice:
    return voices.voice_of(person, seat, relationship.chart, relationship.team_id)


def _sent(person: Person, words: Words, write: Callable[[], Done]) -> Done:
    """Write in one transaction. A filing that fails is said, put on record, and loses nothing."""
    try:
        with transaction.atomic():
            done = write()
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
