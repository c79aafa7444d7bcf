"""Permitting something and taking it back: one step each (rules.md section 4)."""

import calendar
import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commonward.consent import access, kinds
from commonward.consent.events import ConsentWithdrawn
from commonward.consent.kinds import Kind
from commonward.consent.models import Fact, Grant
from commonward.consent.queries import Scope
from commonward.kernel import clock, events, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.errors import Conflict, Denied, NotFound, Unacceptable
from commonward.kernel.ref import Ref
from commonward.people.models import Organisation

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Offer:
    """What was shown to the patient: the scope, the number of its wording, and the end where one is stated."""

    scope: Scope
    wording: int
    until: datetime | None = None
    facts: tuple[tuple[int, int], ...] = ()  # of a publication: the places in its text that were marked


def give(actor: Actor, organisation: Organisation, offer: Offer, *, patient: int | None = None) -> Grant:
    """Permit what was offered. Given again, it begins anew and the earlier grant is superseded.

    `patient` is the seat of the patient for whom somebody decides; without it one permits for oneself.
    Raises Denied for anybody but a patient or who decides for them, Conflict when the words changed since they were
    shown, Unacceptable beside `item` or `until`.
    """
    if not isinstance(actor, Person):
        raise Denied(access.may_give(actor).reason)
    seat = actor.seat if patient is None else patient
    require(access.may_give_for(actor, seat, organisation, offer.scope.kind))
    if offer.wording != kinds.newest(offer.scope.kind):
        raise Conflict(_("The words of this consent changed meanwhile. Please read them again and choose then."))
    _check_item(offer.scope)
    until = _end_of(offer)
    scope = offer.scope.fields
    own = Grant.objects.visible_to(System("consent")).filter(seat_id=seat, organisation=organisation)
    try:
        with transaction.atomic():
            open_ones = own.filter(ended_at=None, **scope)
            open_ones.filter(until__lte=clock.now()).update(ended_at=F("until"), ending=Grant.Ending.EXPIRED)
            open_ones.update(ended_at=clock.now(), ending=Grant.Ending.SUPERSEDED)
            grant = Grant.objects.create(
                seat_id=seat,
                organisation=organisation,
                wording=offer.wording,
                until=until,
                given_by_id=None if seat == actor.seat else actor.seat,
                **scope,
            )
            Fact.objects.bulk_create(Fact(grant=grant, start=start, end=end) for start, end in offer.facts)
            detail: ledger.Detail = {"kind": grant.kind, "wording": grant.wording}
            for_them = None if seat == actor.seat else seat
            ledger.record(actor, "consent.given", Ref("grant", grant.pk), detail=detail, on_behalf_of=for_them)
    except IntegrityError:
        raise Conflict(_("You permitted this a moment ago in another window. There is nothing more to do.")) from None
    return grant


def withdraw(actor: Actor, grant: Grant) -> None:
    """Take a grant back, at once. Doing it twice does no harm.

    Raises NotFound for somebody else's, unless it is a publication and one decides for them.
    """
    if not isinstance(actor, Person):
        raise NotFound
    access.get_grant_to_end(actor, grant.pk)
    for_them = None if grant.seat_id == actor.seat else grant.seat_id
    with transaction.atomic():
        still_open = Grant.objects.visible_to(System("consent")).filter(pk=grant.pk, ended_at=None)
        if still_open.update(ended_at=clock.now(), ending=Grant.Ending.WITHDRAWN):
            detail: ledger.Detail = {"kind": grant.kind}
            ledger.record(actor, "consent.withdrawn", Ref("grant", grant.pk), detail=detail, on_behalf_of=for_them)
            events.emit(ConsentWithdrawn(grant.pk))


def _check_item(scope: Scope) -> None:
    complete = bool(_HASH.fullmatch(scope.item_hash)) and scope.audience is not None and scope.purpose is not None
    empty = not scope.item_hash and scope.audience is None and scope.purpose is None
    if not (complete if scope.kind == Kind.PUBLICATION else empty):
        raise Unacceptable(_("Please say what exactly this is about, for whom and what for."), field="item")


def _end_of(offer: Offer) -> datetime:
    """The end that was stated, or the longest that this kind lasts."""
    now, months = clock.now(), kinds.MONTHS.get(offer.scope.kind)
    latest = _months_after(now, months) if months is not None else None
    until = offer.until or latest
    if until is None:
        raise Unacceptable(_("Please say until when this may be shown."), field="until")
    if until <= now or (latest is not None and until > latest):
        sentence = _("Please choose a later day.") if until <= now else _("Please choose an earlier day.")
        raise Unacceptable(sentence, field="until")
    return until


def _months_after(instant: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of that month where it has fewer days."""
    years, month = divmod(instant.month - 1 + months, 12)
    year, month = instant.year + years, month + 1
    return instant.replace(year=year, month=month, day=min(instant.day, calendar.monthrange(year, month)[1]))
