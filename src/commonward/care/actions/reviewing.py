"""The second reader: held words of staff, read by licensed staff of the same organisation, never by their author.

Words that wait are stopped when the relationship or the consent ends first; nobody then lets them out any more.
"""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.care import access, closed
from commonward.care.actions import filing
from commonward.care.events import MessageStopped
from commonward.care.models import RecordEntry
from commonward.kernel import clock, ledger, text
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.errors import Unacceptable
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.people import notices

LONGEST_WORDS: Final = 2000
State = RecordEntry.State


def release(person: Person, entry: RecordEntry) -> RecordEntry:
    """Let it out as it is. Where the relationship or the consent ended meanwhile, it is stopped instead."""
    with transaction.atomic():
        row = _locked(person, entry)
        under = filing.permitted(row.relationship)
        if under is None:
            _stop(person, row)
        else:
            _decide(person, row, State.FILED, None)
            filing.deliver(row, under)
    if row.state == State.STOPPED:
        raise closed.no_longer_held(row.state)
    return row


def send_back(person: Person, entry: RecordEntry, *, words: str) -> RecordEntry:
    """Return it to its author with words, without which nobody could know what to change."""
    said = text.tidy(words)
    if text.is_blank(said) or len(said) > LONGEST_WORDS:
        raise Unacceptable(_("Tell the author what to change. A line is enough."), field="words")
    with transaction.atomic():
        row = _locked(person, entry)
        _decide(person, row, State.RETURNED, said)
    return row


def stop_waiting(actor: Actor, **which: int) -> None:
    """Stop the words that wait to be sent to a patient. `which`: fields of relationships.

    Belongs in the transaction that ends the relationship or the consent.
    """
    held = RecordEntry.objects.visible_to(System("care")).select_for_update(of=("self",)).select_related("message")
    within = {f"relationship__{name}": value for name, value in which.items()}
    for row in held.filter(state=State.HELD, **within):
        _stop(actor, row)


def read(person: Person, entry: RecordEntry) -> None:
    """Put on record that a reviewer read held words."""
    with transaction.atomic():
        ledger.record(person, "message.reviewed", Ref("message", entry.message_id), on_behalf_of=entry.patient_id)


def _locked(person: Person, entry: RecordEntry) -> RecordEntry:
    access.get_held(person, entry.pk, decided=True)
    rows = RecordEntry.objects.visible_to(System("care")).select_for_update(of=("self",))
    row = rows.select_related("message__thread", "relationship", "screening").get(pk=entry.pk)
    if row.state != State.HELD:
        raise closed.no_longer_held(row.state)
    return row


def _decide(person: Person, row: RecordEntry, state: State, words: str | None) -> None:
    row.state, row.reviewer_id, row.reviewed_at, row.reviewer_words = state, person.seat, clock.now(), words
    row.save(update_fields=["state", "reviewer", "reviewed_at", "reviewer_words"])
    what = "released" if state == State.FILED else "returned"
    ledger.record(
        person,
        f"message.{what}",
        Ref("message", row.message_id),
        policy=row.screening.policy,
        detail={"entry": row.pk},
        on_behalf_of=row.patient_id,
    )
    notices.notify(row.author_id, f"care.{what}", Ref("thread", row.message.thread_id))


def _stop(actor: Actor, row: RecordEntry) -> None:
    row.state = State.STOPPED
    row.save(update_fields=["state"])
    ledger.record(
        actor, "message.stopped", Ref("message", row.message_id), detail={"entry": row.pk}, on_behalf_of=row.patient_id
    )
    notices.notify(row.author_id, "care.stopped", Ref("thread", row.message.thread_id))
    emit(MessageStopped(row.pk, row.message.thread_id))
