"""What an organisation writes for its people, their signatures and trainings (rules.md S73)."""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.ref import Ref
from commonward.people import access, notices
from commonward.people.house import STAFF_ROLES, HouseText, Signature, TextKind, Training
from commonward.people.models import Organisation, Seat

LONGEST_TEXT: Final = 20_000
MOST_AT_ONCE: Final = 500


def put_text(person: Person, organisation: Organisation, kind: TextKind, words: str) -> HouseText:
    """Put the next version of a text in force. The caller has had the words screened: others will read them.

    A new policy is signed anew by everybody, and they are told. Raises Denied without the right.
    """
    require(access.may_set_policy(person, organisation))
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        before = HouseText.objects.filter(organisation=organisation, kind=kind).aggregate(last=Max("number"))["last"]
        text = HouseText.objects.create(
            organisation=organisation, kind=kind, number=(before or 0) + 1, words=words, put_by_id=person.seat
        )
        if kind == TextKind.STAFF:
            _ask_for(organisation, text)
        elif kind == TextKind.HOURS:
            _say_outside_hours(organisation, text.pk)
        ledger.record(person, "text.put", Ref("text", text.pk), detail={"kind": kind.value, "number": text.number})
    return text


def end_policy(person: Person, organisation: Organisation) -> None:
    """Ask nobody to sign any more. What was signed stays; a text put later asks again."""
    require(access.may_set_policy(person, organisation))
    with transaction.atomic():
        if Organisation.objects.filter(pk=organisation.pk, staff_text__isnull=False).update(staff_text=None):
            ledger.record(person, "text.ended", Ref("organisation", organisation.pk))
    organisation.staff_text = None


def end_hours_text(person: Person, organisation: Organisation) -> None:
    """Say nothing outside opening hours any more. Versions stay to be read."""
    require(access.may_set_policy(person, organisation))
    with transaction.atomic():
        if organisation.hours_text is not None:
            _say_outside_hours(organisation, None)
            ledger.record(person, "text.ended", Ref("organisation", organisation.pk))


def sign_text(person: Person, organisation: Organisation, pk: int) -> None:
    """Agree to the policy in force, having read it. Doing it twice does no harm.

    Raises Conflict when a newer version came meanwhile, and NotFound where there is nothing to sign.
    """
    if organisation.pk != person.organisation or person.role not in STAFF_ROLES:
        raise NotFound
    with transaction.atomic():
        current = Organisation.objects.select_for_update().get(pk=organisation.pk).staff_text
        if current is None:
            raise NotFound
        if current != pk:
            raise Conflict(_("A new version of the policy came a moment ago. Please read that one, then sign it."))
        _signature, is_new = Signature.objects.get_or_create(seat_id=person.seat, text_id=pk)
        if is_new:
            ledger.record(person, "text.signed", Ref("text", pk))


def ask_training(person: Person, organisation: Organisation, *, asks: bool) -> None:
    """Decide whether staff publish only once they were trained. Whoever has no training is told what is missing."""
    require(access.may_manage_members(person, organisation))
    with transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(asks_training=asks)
        organisation.asks_training = asks
        ledger.record(person, "training.asked", Ref("organisation", organisation.pk), detail={"asks": asks})


def record_training(
    person: Person,
    organisation: Organisation,
    seats: Collection[int],
    *,
    kind: Training.Kind,
    done_on: date,
    expires_on: date | None = None,
) -> int:
    """Note that these members were trained; how many. Raises Unacceptable beside `done_on`, `expires_on` or `seats`."""
    require(access.may_record_training(person, organisation))
    if done_on > timezone.localtime(clock.now()).date():
        raise Unacceptable(_("This day is still to come."), field="done_on")
    if expires_on is not None and expires_on <= done_on:
        raise Unacceptable(_("It counts until a day after the training."), field="expires_on")
    members = Seat.objects.visible_to(person).filter(organisation=organisation, pk__in=list(seats)[:MOST_AT_ONCE])
    found = list(members.filter(suspended_at=None, role__in=[role.value for role in STAFF_ROLES]))
    if not found:
        raise Unacceptable(_("Choose who was there."), field="seats")
    with transaction.atomic():
        for seat in found:
            made = Training.objects.create(
                seat=seat, kind=kind, done_on=done_on, expires_on=expires_on, recorded_by_id=person.seat
            )
            ledger.record(person, "training.recorded", Ref("seat", seat.pk), detail={"kind": kind.value})
            notices.notify(seat.pk, "training.recorded", Ref("training", made.pk))
    return len(found)


def withdraw_training(person: Person, organisation: Organisation, pk: int) -> None:
    """Take back a training that was recorded by mistake. Doing it twice does no harm."""
    require(access.may_record_training(person, organisation))
    with transaction.atomic():
        found = Training.objects.visible_to(person).filter(pk=pk, seat__organisation=organisation)
        seat = found.values_list("seat_id", flat=True).first()
        if seat is None:
            raise NotFound
        if found.filter(withdrawn_at=None).update(withdrawn_at=clock.now()):
            ledger.record(person, "training.withdrawn", Ref("seat", seat))


def _say_outside_hours(organisation: Organisation, text: int | None) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(hours_text=text)
    organisation.hours_text = text


def _ask_for(organisation: Organisation, text: HouseText) -> None:
    """The policy is in force: the staff have it to sign."""
    Organisation.objects.filter(pk=organisation.pk).update(staff_text=text.pk)
    organisation.staff_text = text.pk
    staff = Seat.objects.filter(
        organisation=organisation, ended_at=None, suspended_at=None, role__in=[role.value for role in STAFF_ROLES]
    )
    for seat in staff.order_by("pk").values_list("pk", flat=True):
        notices.notify(seat, "text.to_sign", Ref("text", text.pk))
