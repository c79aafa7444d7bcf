"""Having put right what is wrong about oneself, where one cannot do it alone: asked in words, answered with words."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger, text
from commonward.kernel.access import ALLOW, Permission, deny, require
from commonward.kernel.actor import Actor, Person
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight.models import Correction
from commonward.people import notices
from commonward.people.offices import VERIFIERS
from commonward.people.queries import seats_answering

LONGEST: Final = 2000


def may_answer(actor: Actor) -> Permission:
    """Answering what people ask to have put right, and the rest of the privacy officer's desk."""
    if isinstance(actor, Person) and actor.role in VERIFIERS:
        return ALLOW
    return deny(_("This desk is for privacy officers and administrators."))


def ask(person: Person, *, words: str) -> Correction:
    """Ask for something to be put right. Privacy officers are told that somebody asks, and nothing else."""
    said = text.tidy(words)
    if text.is_blank(said):
        raise Unacceptable(_("Say what is wrong and how it should be. A line is enough."), field="words")
    if len(said) > LONGEST:
        raise Unacceptable(_("Keep it under 2,000 characters. Your words are kept."), field="words")
    with transaction.atomic():
        correction = Correction.objects.create(seat_id=person.seat, words=said)
        ledger.record(person, "correction.asked", Ref("correction", correction.pk))
        for seat in seats_answering(person.organisation):
            if seat != person.seat:
                notices.notify(seat, "correction.asked", Ref("correction", correction.pk))
    return correction


def get(actor: Actor, pk: int) -> Correction:
    """One request, for whoever answers it. To others it does not exist."""
    found = Correction.objects.to_answer_by(actor).select_related("seat__organisation", "seat__profile", "answerer")
    correction = found.filter(pk=pk).first()
    if correction is None:
        raise NotFound(_("There is nothing here for you to read."))
    return correction


def read(person: Person, correction: Correction) -> None:
    """Record that somebody read it."""
    with transaction.atomic():
        ledger.record(person, "correction.read", Ref("correction", correction.pk))


def answer(person: Person, pk: int, *, done: bool, words: str) -> Correction:
    """Say that it is put right, or why it stays as it is. The person reads the words."""
    require(may_answer(person))
    said = text.tidy(words)[:LONGEST]
    if text.is_blank(said):
        raise Unacceptable(_("Tell them what you did, or why it stays. A line is enough."), field="words")
    with transaction.atomic():
        get(person, pk)
        correction = Correction.objects.to_answer_by(person).select_for_update(of=("self",)).get(pk=pk)
        if correction.state != Correction.State.ASKED:
            raise Conflict(_("This was answered a moment ago."))
        correction.state = Correction.State.DONE if done else Correction.State.DECLINED
        correction.answer, correction.answerer_id, correction.answered_at = said, person.seat, clock.now()
        correction.save(update_fields=["state", "answer", "answerer", "answered_at"])
        ledger.record(person, f"correction.{correction.state}", Ref("correction", pk))
        notices.notify(correction.seat_id, "correction.answered", Ref("correction", pk))
    return correction
