"""Asking a patient to permit something, and what becomes of the question (rules.md section 4).

Asked, then permitted, refused, overtaken by another question about the same, or entered in error. The grants that came
of a yes have the same terms; they end by themselves as every grant does (`actions`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commonward.consent import access, acting, actions, kinds
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant, Question
from commonward.consent.queries import Scope
from commonward.consent.terms import Named
from commonward.kernel import clock, ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.ref import Ref
from commonward.people import notices
from commonward.people.models import Organisation

#: Questions of one place to one patient that wait for an answer.
MOST_OPEN: Final = 8
LONGEST_MISTAKE: Final = 600
_JOB: Final = System("consent")
State = Question.State


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom it is asked of, and by which place."""

    seat: int
    organisation: Organisation


def ask(person: Person, patient: Patient, named: Named, *, until: datetime, is_private: bool = False) -> Question:
    """Ask the patient. A question about the same that still waits is overtaken.

    Raises Denied for whoever does not care for them, Unacceptable beside `until`, Conflict while too many wait.
    """
    require(access.may_ask(person, patient.seat, patient.organisation))
    _require_end(named.kind, until)
    private = is_private or acting.keeps_private(patient.seat, patient.organisation.pk, named.kind)
    with transaction.atomic():
        waiting = Question.objects.visible_to(_JOB).waiting()
        waiting = waiting.filter(seat_id=patient.seat, organisation=patient.organisation)
        waiting.filter(kind=named.kind, item_hash=named.item).update(state=State.OVERTAKEN)
        if waiting.count() >= MOST_OPEN:
            raise Conflict(_("The patient has not answered the earlier questions yet. Please wait for them."))
        about = actions.write_terms(patient.seat, patient.organisation, named, is_private=private)
        made = Question.objects.create(
            terms=about,
            seat_id=patient.seat,
            organisation=patient.organisation,
            kind=named.kind.value,
            item_hash=named.item,
            asked_by_id=person.seat,
            until=until,
        )
        _record(person, "consent.asked", made)
        for seat in {patient.seat, *([] if private else acting.deciding(patient.seat, patient.organisation.pk))}:
            notices.notify(seat, "care.permit_asked", _ref(made))
    return made


def give(person: Person, question: Question, *, wording: int, parts: Collection[str]) -> Grant:
    """Yes, to these parts of it, by the patient or who decides for them.

    Raises Denied, Unacceptable beside `parts`, Conflict when it was answered, overtaken, taken out or is over.
    """
    require(access.may_answer(person, question))
    with transaction.atomic():
        row = _locked(question)
        named = row.terms.named
        chosen = tuple(one for one in named.parts if one in parts)
        if len(named.parts) == 1:
            chosen = named.parts  # there is nothing to choose between
        offer = Offer(Scope(named.kind, named.item), wording, row.until, terms=row.terms, parts=chosen)
        grant = actions.give(person, row.organisation, offer, patient=row.seat_id)
        _answered(person, row, State.GIVEN)
    return grant


def refuse(person: Person, question: Question) -> None:
    """No. No reason is asked. What was permitted of the same before stays as it is. Raises Denied, Conflict."""
    require(access.may_answer(person, question))
    with transaction.atomic():
        row = _locked(question)
        _answered(person, row, State.REFUSED)
        _record(person, "consent.refused", row)


def agree_too(person: Person, question: Question) -> None:
    """The young patient says yes, beside the parent who answered. Their no is taking it back. Raises Denied."""
    require(access.may_agree_too(person, question))
    with transaction.atomic():
        if Question.objects.visible_to(_JOB).filter(pk=question.pk, agreed_at=None).update(agreed_at=clock.now()):
            _record(person, "consent.assented", question)


def mistaken(person: Person, question: Question, why: str) -> None:
    """Say that it was entered in error, before or after the answer; the patient reads why. What was permitted ends.

    Raises Denied for whoever may not ask, Unacceptable beside `why`, Conflict when it was said before.
    """
    require(access.may_ask(person, question.seat_id, question.organisation))
    said = text.tidy(why)
    if text.is_blank(said) or len(said) > LONGEST_MISTAKE:
        raise Unacceptable(_("Please say in up to 600 characters what was wrong. The patient reads it."), field="why")
    with transaction.atomic():
        rows = Question.objects.visible_to(_JOB).select_for_update(of=("self",))
        row = rows.select_related("terms", "organisation").get(pk=question.pk)
        if row.state == State.MISTAKEN:
            raise Conflict(_("This was said already."))
        row.state, row.mistaken_at, row.mistake = State.MISTAKEN, clock.now(), said
        row.save(update_fields=["state", "mistaken_at", "mistake"])
        for grant in Grant.objects.visible_to(_JOB).filter(terms_id=row.terms_id, ended_at=None):
            actions.end(person, grant, Grant.Ending.MISTAKEN, "consent.mistaken")
        _record(person, "consent.mistaken", row)
        notices.notify(row.seat_id, "care.permit_mistaken", _ref(row))


def read(person: Person, question: Question) -> None:
    """Put on record that somebody else read what a patient is asked."""
    if person.seat != question.seat_id:
        with transaction.atomic():
            _record(person, "consent.read", question)


def is_waiting(question: Question) -> bool:
    """Of a question at hand, of an open seat: whether it can still be answered."""
    return question.state == State.ASKED and question.until > clock.now()


def links(person: Person, ids: list[int]) -> dict[int, str]:
    """Where these questions are read by this person, for notices."""
    seen = Question.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: reverse("consent:question", args=[pk]) for pk in seen}


def standing_of(question: Question) -> Grant | None:
    """The grant that stands now of a question that was obtained as its reader; None where none does."""
    return Grant.objects.in_force().filter(terms_id=question.terms_id).select_related("terms").first()


def waiting_for(person: Person) -> Sequence[Question]:
    """The questions that wait for this patient, or for this person who decides for patients."""
    rows = Question.objects.visible_to(person).waiting().select_related("organisation", "terms").order_by("pk")
    return list(rows[:20])


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that waits, with the name of the patient where it is somebody else."""

    question: Question
    patient: str = field(repr=False)


def waiting_with_names(person: Person) -> list[Waiting]:
    """The same, for pages: with the names by which somebody who decides knows the patients."""
    rows = waiting_for(person)
    names = acting.patient_names(person, {one.seat_id for one in rows if one.seat_id != person.seat})
    return [Waiting(one, names.get((one.seat_id, one.organisation_id), "")) for one in rows]


def about(person: Person, patient: Patient) -> Sequence[Question]:
    """What was asked of a patient, for those who care for them; the newest first."""
    seen = Question.objects.visible_to(person).filter(seat_id=patient.seat, organisation=patient.organisation)
    return list(seen.order_by("-pk")[:20])


def end_of(kind: Kind, written: str) -> datetime:
    """The end of the day that was written. What lasts until it is changed has none to write. Raises Unacceptable."""
    if kind in kinds.UNTIL_CHANGED:
        return kinds.NO_END
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        raise Unacceptable(_("Please write the day as year, month, day: 2027-04-30."), field="until") from None
    until = timezone.make_aware(datetime.combine(day, time(23, 59)))
    _require_end(kind, until)
    return until


def _require_end(kind: Kind, until: datetime) -> None:
    if until <= clock.now():
        raise Unacceptable(_("Please choose a later day."), field="until")
    if until > actions.latest_end(kind):
        raise Unacceptable(_("Please choose an earlier day. It can be asked anew then."), field="until")


def _locked(question: Question) -> Question:
    rows = Question.objects.visible_to(_JOB).select_for_update(of=("self",))
    row = rows.select_related("terms", "organisation").get(pk=question.pk)
    if row.state == State.OVERTAKEN:
        raise Conflict(_("You are asked this anew, with other words. Please read the newer question."))
    if row.state == State.MISTAKEN:
        raise Conflict(_("This was entered in error. There is nothing to answer any more."))
    if row.state != State.ASKED:
        raise Conflict(_("This was answered already. What was permitted can be taken back at any time."))
    if row.until <= clock.now():
        raise Conflict(_("The day until which it was asked is over. There is nothing to answer any more."))
    return row


def _answered(person: Person, row: Question, state: State) -> None:
    """Write who answered, and how; whoever asked hears of it, and the patient when somebody answered for them."""
    row.state, row.answered_at, row.answered_by_id = state, clock.now(), person.seat
    row.save(update_fields=["state", "answered_at", "answered_by"])
    notices.notify(row.asked_by_id, f"care.permit_{state.value}", _ref(row))
    if person.seat != row.seat_id:
        notices.notify(row.seat_id, "care.permit_answered", _ref(row))


def _record(person: Person, act: str, row: Question) -> None:
    for_them = None if person.seat == row.seat_id else row.seat_id
    ledger.record(person, act, _ref(row), detail={"kind": row.kind}, on_behalf_of=for_them)


def _ref(row: Question) -> Ref:
    return Ref("consent_question", row.pk)
