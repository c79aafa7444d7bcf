"""Offices: an administrator names a member for one, and takes it back (rules.md sections 6.3 and S56)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Actor, Role
from commonward.kernel.errors import Unacceptable
from commonward.kernel.ref import Ref
from commonward.people import access, notices
from commonward.people.models import Office, Seat
from commonward.people.offices import MAY_HOLD, OfficeKind


def give_office(actor: Actor, seat: Seat, kind: OfficeKind) -> Office:
    """Name a member for an office. Raises Denied without the right, Unacceptable beside `kind`."""
    require(access.may_name(actor, seat))
    if Role(seat.role) not in MAY_HOLD[kind]:
        sentence = {
            OfficeKind.CRISIS: _("Only moderators and privacy officers read what readers worry about."),
            OfficeKind.ETHICS: _("Ethics reviewers are people who work here."),
        }
        raise Unacceptable(sentence[kind], field="kind")
    try:
        with transaction.atomic():
            office = Office.objects.create(seat=seat, kind=kind)
            ledger.record(actor, "office.given", Ref("seat", seat.pk), detail={"office": kind.value})
            notices.notify(seat.pk, "office.given", Ref("office", office.pk))
    except IntegrityError:
        raise Unacceptable(_("This person holds this office already."), field="kind") from None
    return office


def end_office(actor: Actor, office: Office) -> None:
    """Take an office back. Doing it twice does no harm."""
    require(access.may_name(actor, office.seat))
    with transaction.atomic():
        if Office.objects.visible_to(actor).filter(pk=office.pk, ended_at=None).update(ended_at=clock.now()):
            ledger.record(actor, "office.ended", Ref("seat", office.seat_id), detail={"office": office.kind})
