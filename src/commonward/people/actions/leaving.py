"""Leavers: an organisation suspends somebody at once, in all their seats there, and can take it back.

What they wrote stays, as the organisation's rules say; nobody acts from those seats any more, from whatever device.
Seats of their own, as a patient for instance, are nobody's to take: they sign in anew and go on there.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Person, Role, System
from commonward.kernel.errors import Denied
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.people import access, notices, queries
from commonward.people.actions.entry import sign_out_everywhere
from commonward.people.actions.seats import keep_one_administrator
from commonward.people.applications import Application
from commonward.people.events import SeatReinstated, SeatSuspended
from commonward.people.models import Office, Organisation, Seat

_JOB = System("leavers")


def suspend_member(person: Person, organisation: Organisation, member: Seat) -> None:
    """Close every seat of this person in the organisation, take offices and tokens, and end their sessions.

    Raises Denied for oneself and without the right, Conflict for the last administrator. Twice does no harm.
    """
    require(access.may_manage_members(person, organisation))
    if member.account_id == person.account:
        raise Denied(_("This is you. Ask another administrator."))
    with transaction.atomic():
        found = queries.seats_in(member.account_id, organisation.pk).select_for_update(of=("self",))
        seats = list(found.filter(suspended_at=None))
        for seat in seats:
            if seat.role == Role.ADMINISTRATOR:
                keep_one_administrator(seat)
            Seat.objects.filter(pk=seat.pk).update(suspended_at=clock.now())
            for office in Office.objects.visible_to(person).filter(seat=seat, ended_at=None):
                Office.objects.filter(pk=office.pk).update(ended_at=clock.now())
                ledger.record(person, "office.ended", Ref("seat", seat.pk), detail={"office": office.kind})
            for one in Application.objects.visible_to(_JOB).filter(seat=seat, revoked_at=None):
                Application.objects.visible_to(_JOB).filter(pk=one.pk).update(revoked_at=clock.now())
                ledger.record(person, "application.revoked", Ref("application", one.pk))
            ledger.record(person, "seat.suspended", Ref("seat", seat.pk), detail={"role": seat.role})
            emit(SeatSuspended(seat.pk))
        if seats:
            sign_out_everywhere(person, member.account_id)
            _tell(member, "seat.suspended")


def reinstate_member(person: Person, organisation: Organisation, member: Seat) -> None:
    """Give the seats back. Offices are given anew, by name. Twice does no harm."""
    require(access.may_manage_members(person, organisation))
    with transaction.atomic():
        found = queries.seats_in(member.account_id, organisation.pk).select_for_update(of=("self",))
        seats = list(found.exclude(suspended_at=None))
        for seat in seats:
            Seat.objects.filter(pk=seat.pk).update(suspended_at=None)
            ledger.record(person, "seat.reinstated", Ref("seat", seat.pk), detail={"role": seat.role})
            emit(SeatReinstated(seat.pk))
        if seats:
            notices.notify(member.pk, "seat.reinstated", Ref("seat", member.pk))


def _tell(member: Seat, kind: str) -> None:
    """In another seat of the same person: nobody opens the suspended one."""
    other = queries.open_seats(member.account_id).first()
    if other is not None:
        notices.notify(other.pk, kind, Ref("seat", member.pk))
