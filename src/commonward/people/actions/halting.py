"""The pause of all publishing in this place, in one step, and its end (rules.md S129).

From the instant it is on record nothing that was written becomes visible to others: not what is sent, nor what a
worker or a reviewer has in hand. Reading, drafts, taking back, reports, calls for help and care go on.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.people import access, notices, queries
from commonward.people.events import PublishingResumed
from commonward.people.models import Halt


def halt_publishing(person: Person, *, reason: str) -> Halt:
    """Pause all publishing. Raises Unacceptable beside `reason`, Conflict when it is paused already."""
    require(access.may_halt(person))
    if reason not in Halt.Reason.values:
        raise Unacceptable(_("Please choose why."), field="reason")
    try:
        with transaction.atomic():
            # Whoever has their turn at the ledger now publishes before the pause, whoever comes after does not.
            ledger.take_turn()
            halt = Halt.objects.create(reason=reason, begun_by_id=person.seat)
            ledger.record(person, "publishing.halted", Ref("halt", halt.pk), reason=reason)
            _tell(person, "publishing.halted", halt)
    except IntegrityError:
        raise Conflict(_("Publishing is paused already.")) from None
    return halt


def resume_publishing(person: Person) -> Halt | None:
    """Let publishing go on; what waited goes out by itself. None, and nothing is done, where it was not paused."""
    require(access.may_halt(person))
    with transaction.atomic():
        halt = queries.halts(person).filter(is_on=True).select_for_update(of=("self",)).first()
        if halt is None:
            return None
        halt.is_on, halt.ended_at, halt.ended_by_id = False, clock.now(), person.seat
        halt.save(update_fields=["is_on", "ended_at", "ended_by"])
        ledger.record(person, "publishing.resumed", Ref("halt", halt.pk))
        notices.forget("publishing.halted", Ref("halt", halt.pk))
        _tell(person, "publishing.resumed", halt)
        emit(PublishingResumed(halt.pk))
    return halt


def _tell(person: Person, kind: str, halt: Halt) -> None:
    for seat in queries.seats_that_act():
        if seat != person.seat:
            notices.notify(seat, kind, Ref("halt", halt.pk))
