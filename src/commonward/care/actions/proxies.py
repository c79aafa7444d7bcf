"""Who may act for a patient: named by the patient, or on papers that the team has seen. Taken back in one step.

What a parent may do ends on the day the patient is 18, whatever was stated; both hear of it sixty days before.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commonward.care import access, ages
from commonward.care.models import Proxy, Relationship
from commonward.kernel import clock, ledger, upkeep
from commonward.kernel.access import ALLOW, Permission, deny, require
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.errors import Conflict, Denied, Unacceptable
from commonward.kernel.ref import Ref
from commonward.people import notices
from commonward.people.models import Seat

LONGEST_YEARS: Final = 2
NOTICE: Final = timedelta(days=60)
Proof = Proxy.Proof


def name(
    person: Person, relationship: Relationship, handle: str, *, proof: str, scopes: frozenset[str], until: str
) -> Proxy:
    """Let somebody act for a patient, by the handle of their seat as family or caregiver.

    `scopes` are of "message", "book" and "consent"; viewing belongs to each. Raises Denied, Conflict while one is open,
    and Unacceptable beside `handle`, `proof` or `until`.
    """
    known = _proof(person, relationship, proof)
    seat = _caregiver(person, handle)
    end = _end(relationship, known, until)
    try:
        with transaction.atomic():
            proxy = Proxy.objects.create(
                chart=relationship.chart,
                seat=seat,
                proof=known,
                may_message="message" in scopes,
                may_book="book" in scopes,
                may_consent="consent" in scopes,
                given_by_id=person.seat,
                until=end,
            )
            detail: ledger.Detail = {"seat": seat.pk, "proof": known.value, "message": proxy.may_message}
            patient = relationship.chart.seat_id
            ledger.record(person, "proxy.given", Ref("proxy", proxy.pk), detail=detail, on_behalf_of=patient)
            notices.notify(seat.pk, "care.proxy_given", Ref("relationship", relationship.pk))
            if person.seat != patient:
                notices.notify(patient, "care.proxy_named", Ref("relationship", relationship.pk))
    except IntegrityError:
        raise Conflict(_("They act for this patient already. End that first, to change it.")) from None
    return proxy


def end(person: Person, relationship: Relationship, proxy: Proxy) -> None:
    """Take it back: the patient at once and without a reason, the caregiver by stepping back, the team for papers."""
    require(_may_end(person, relationship, proxy))
    _close(person, proxy)


def _may_end(person: Person, relationship: Relationship, proxy: Proxy) -> Permission:
    own = person.seat in {relationship.chart.seat_id, proxy.seat_id}
    if own and (proxy.proof == Proof.PATIENT or person.seat == proxy.seat_id or not _is_minor(relationship)):
        return ALLOW
    if own:
        return deny(_("A parent or guardian acts for you until you are 18. Speak with your team about it."))
    return access.may_establish(person, relationship)


def _is_minor(relationship: Relationship) -> bool:
    return ages.age_of(relationship.chart) < ages.ADULT


def _close(actor: Actor, proxy: Proxy) -> None:
    with transaction.atomic():
        still = Proxy.objects.visible_to(System("care")).filter(pk=proxy.pk, ended_at=None)
        if still.update(ended_at=clock.now()):
            ledger.record(actor, "proxy.ended", Ref("proxy", proxy.pk), on_behalf_of=proxy.chart.seat_id)


def _proof(person: Person, relationship: Relationship, proof: str) -> Proof:
    if access.is_patient_of(person, relationship):
        return Proof.PATIENT
    require(access.may_establish(person, relationship))
    if proof == Proof.PARENT and not _is_minor(relationship):
        raise Unacceptable(_("This patient is 18 or older, and names people themselves."), field="proof")
    if proof not in {Proof.PARENT, Proof.COURT}:
        raise Unacceptable(_("Please say which papers you have seen."), field="proof")
    return Proof(proof)


def _caregiver(person: Person, handle: str) -> Seat:
    wanted = handle.strip().lstrip("@").lower()
    seats = Seat.objects.visible_to(System("care")).filter(role=Role.CAREGIVER.value, profile__handle=wanted)
    seat = seats.first() if wanted else None
    if seat is None:
        raise Unacceptable(
            _("Nobody in a seat as family or caregiver has this handle. They take such a seat under You."),
            field="handle",
        )
    if seat.account_id == person.account:
        raise Unacceptable(_("This is you. Name somebody else."), field="handle")
    return seat


def _end(relationship: Relationship, proof: Proof, until: str) -> datetime:
    now = clock.now()
    latest = now + timedelta(days=365 * LONGEST_YEARS)
    if proof == Proof.PARENT:
        latest = ages.turns(relationship.chart, ages.ADULT)
    if not until.strip():
        return latest if proof == Proof.PARENT else now + timedelta(days=365)
    try:
        stated = timezone.make_aware(datetime.combine(date.fromisoformat(until.strip()), time.max))
    except ValueError:
        raise Unacceptable(_("Please write the day as year, month, day: 2027-04-30."), field="until") from None
    if stated <= now:
        raise Unacceptable(_("Please choose a later day."), field="until")
    return min(stated, latest)


def get_proxy(person: Person, relationship: Relationship, number: str) -> Proxy:
    """A proxy of this patient's that the person can see. Raises Denied for any other."""
    if not (number.isascii() and number.isdigit() and len(number) < 20):
        raise Denied(_("There is nothing here to end."))
    seen = Proxy.objects.visible_to(person)
    if access.serves(person, relationship):
        seen = Proxy.objects.visible_to(System("care"))
    found = seen.filter(pk=int(number), chart=relationship.chart).select_related("chart").first()
    if found is None:
        raise Denied(_("There is nothing here to end."))
    return found


@upkeep.sweeps_for_good
def tell_of_eighteen() -> int:
    """Sixty days before a parent's say ends, both hear of it, once."""
    job, soon = System("care"), clock.now() + NOTICE
    parents = Proxy.objects.visible_to(job).in_force().filter(proof=Proof.PARENT, until__lte=soon, told_at=None)
    found = list(parents.select_related("chart")[:200])
    for proxy in found:
        with transaction.atomic():
            if Proxy.objects.visible_to(job).filter(Q(pk=proxy.pk) & Q(told_at=None)).update(told_at=clock.now()):
                for seat in (proxy.seat_id, proxy.chart.seat_id):
                    notices.notify(seat, "care.proxy_ending", Ref("proxy", proxy.pk))
    return len(found)
