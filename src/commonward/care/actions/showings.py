"""Asking a patient to let exactly this be shown to others, and their answer (rules.md section 4, publication).

What was found about a person in the words is marked for the patient. The guard then lowers what it says of those
places, in exactly these words, for these readers, while the grant is in force.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commonward.care import access, voices
from commonward.care.models import Proxy, Relationship, Showing, Thread
from commonward.consent import actions as consents
from commonward.consent import kinds
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind
from commonward.consent.models import Audience, Purpose
from commonward.consent.queries import Scope, item_of
from commonward.kernel import clock, ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight import screening
from commonward.oversight.models import Verdict
from commonward.people import notices
from commonward.people.models import Seat

LONGEST_TEXT: Final = 8000
#: The longest that something may be shown without asking anew.
LONGEST: Final = timedelta(days=2 * 366)
#: Questions of one team to one patient that wait for an answer.
MOST_OPEN: Final = 5
State = Showing.State
_CONTEXTS: Final = {
    Audience.PUBLIC: "public_post",
    Audience.FOLLOWERS: "public_post",
    Audience.COLLEAGUES: "closed_group",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a professional would like to show: the exact words, to whom, what for, and until which day."""

    words: str = field(repr=False)
    audience: str
    purpose: str
    until: str
    is_private: bool = False  # only the patient is asked, and nobody who acts for them


def ask(person: Person, seat: Seat, relationship: Relationship, wish: Wish) -> Showing:
    """Ask the patient. Raises Denied for whoever does not care for them, Unacceptable beside the field, Conflict."""
    require(access.may_ask_to_show(person, relationship))
    said = text.tidy(wish.words)
    if text.is_blank(said) or len(said) > LONGEST_TEXT:
        raise Unacceptable(_("Write exactly what would be shown, up to 8,000 characters."), field="words")
    audience = next((one for one in Audience if one == wish.audience), None)
    purpose = next((one for one in Purpose if one == wish.purpose), None)
    if audience is None or purpose is None:
        raise Unacceptable(
            _("Please say for whom it is, and what for."), field="audience" if not audience else "purpose"
        )
    until = _end_of(wish.until)
    # As the patient's own chart is: their name is not a colleague's, and has to be permitted.
    checked = screening.preview(voices.voice_of(person, seat), said, context=screening.context_of(_CONTEXTS[audience]))
    if checked.verdict == Verdict.UNAVAILABLE:
        raise Unacceptable(_("We could not check just now. Your words are kept; try again later."), field="words")
    with transaction.atomic():
        waiting = Showing.objects.visible_to(person).filter(relationship=relationship, state=State.ASKED)
        if waiting.count() >= MOST_OPEN:
            raise Conflict(_("The patient has not answered the earlier questions yet. Please wait for them."))
        made = Showing.objects.create(
            relationship=relationship,
            asked_by_id=person.seat,
            text=said,
            facts=[list(place) for place in screening.facts_in(checked)],
            audience=audience,
            purpose=purpose,
            until=until,
            is_private=wish.is_private or _keeps_something(relationship),
        )
        patient = relationship.chart.seat_id
        ledger.record(person, "showing.asked", Ref("showing", made.pk), on_behalf_of=patient)
        for asked in {patient, *_deciding(made)}:
            notices.notify(asked, "care.show_asked", Ref("showing", made.pk))
    return made


def agree(person: Person, showing: Showing, wording: int) -> Showing:
    """Exactly this is permitted, by the patient or who decides for them.

    Raises Denied for anybody else, Conflict when it was answered or is over.
    """
    _require_asked(person, showing)
    scope = Scope(Kind.PUBLICATION, item_of(showing.text), Audience(showing.audience), Purpose(showing.purpose))
    facts = tuple((int(start), int(end)) for start, end in showing.facts)
    with transaction.atomic():
        row = _locked(person, showing)
        place = row.relationship.team.organisation
        row.grant = consents.give(
            person, place, Offer(scope, wording, row.until, facts), patient=row.relationship.chart.seat_id
        )
        _answered(person, row, State.AGREED, {"grant": row.grant.pk})
    return row


def decline(person: Person, showing: Showing) -> Showing:
    """It is not permitted. No reason is asked. Raises Denied, Conflict."""
    _require_asked(person, showing)
    with transaction.atomic():
        row = _locked(person, showing)
        _answered(person, row, State.DECLINED, {})
    return row


def take_back(person: Person, showing: Showing) -> None:
    """Take back what was permitted, as the patient or who decides for them. Raises Denied, Conflict before a yes."""
    require(access.may_answer(person, showing))
    if showing.grant is None:
        raise Conflict(_("Nothing was permitted here that could be taken back."))
    with transaction.atomic():
        consents.withdraw(person, showing.grant)
        if person.seat != showing.relationship.chart.seat_id:
            notices.notify(showing.relationship.chart.seat_id, "care.show_answered", Ref("showing", showing.pk))


def read(person: Person, showing: Showing) -> None:
    """Put on record that somebody else read what a patient is asked."""
    patient = showing.relationship.chart.seat_id
    if person.seat != patient:
        with transaction.atomic():
            ledger.record(person, "showing.read", Ref("showing", showing.pk), on_behalf_of=patient)


def of(person: Person, relationship: Relationship) -> Sequence[Showing]:
    """What was asked of the patient of a relationship that was obtained as this person, the newest first."""
    rows = Showing.objects.visible_to(person).filter(relationship=relationship).select_related("grant")
    return list(rows.order_by("-pk")[:20])


def newest_wording() -> tuple[int, str]:
    """The words of the consent that are shown today, and their number."""
    number = kinds.newest(Kind.PUBLICATION)
    return number, kinds.wording(Kind.PUBLICATION, number)


def waiting_for(person: Person) -> Sequence[Showing]:
    """The questions that wait for this patient, or for this person who decides for patients."""
    theirs = Q(relationship__chart__seat_id=person.seat) | Showing.decided_by(person)
    waiting = Showing.objects.visible_to(person).filter(theirs, state=State.ASKED, until__gt=clock.now())
    return list(waiting.select_related("relationship__team__organisation", "relationship__chart").order_by("pk")[:20])


def _require_asked(person: Person, showing: Showing) -> None:
    require(access.may_answer(person, showing))


def _answered(person: Person, row: Showing, state: State, detail: ledger.Detail) -> None:
    """Write who answered, and how; whoever asked hears of it, and the patient when somebody answered for them."""
    patient, about = row.relationship.chart.seat_id, Ref("showing", row.pk)
    acted = person.seat != patient
    row.state, row.answered_at, row.answered_by_id = state, clock.now(), person.seat
    row.save(update_fields=["grant", "state", "answered_at", "answered_by"])
    ledger.record(person, f"showing.{state.value}", about, detail=detail, on_behalf_of=patient if acted else None)
    notices.notify(row.asked_by_id, f"care.show_{state.value}", about)
    if acted:
        notices.notify(patient, "care.show_answered", about)


def _keeps_something(relationship: Relationship) -> bool:
    """Whether the patient keeps a matter with this place to themselves: what is told of them may come from it."""
    rows = Thread.objects.visible_to(System("care"))
    return rows.filter(relationship__chart_id=relationship.chart_id, is_private=True).exists()


def _deciding(showing: Showing) -> list[int]:
    """The seats of those who may answer for the patient."""
    if showing.is_private:
        return []
    acting = Proxy.objects.visible_to(System("care")).in_force()
    chart = showing.relationship.chart_id
    return list(acting.filter(chart_id=chart, may_view=True, may_consent=True).values_list("seat_id", flat=True))


def _locked(person: Person, showing: Showing) -> Showing:
    rows = Showing.objects.visible_to(person).select_for_update(of=("self",))
    row = rows.select_related("relationship__team__organisation", "relationship__chart").get(pk=showing.pk)
    if row.state != State.ASKED:
        raise Conflict(_("This was answered already. What was permitted can be taken back at any time."))
    if row.until <= clock.now():
        raise Conflict(_("The day until which it would have been shown is over. There is nothing to answer any more."))
    return row


def _end_of(written: str) -> datetime:
    """The end of the day that was stated, where the one who asks is."""
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        raise Unacceptable(_("Please write the day as year, month, day: 2027-04-30."), field="until") from None
    until = timezone.make_aware(datetime.combine(day, time(23, 59)))
    if not clock.now() < until <= clock.now() + LONGEST:
        raise Unacceptable(_("Please choose a day from today on, within two years."), field="until")
    return until
