"""Permitting something and taking it back: one step each (rules.md section 4)."""

import calendar
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commonward.consent import access, acting, kinds, terms
from commonward.consent.events import ConsentWithdrawn
from commonward.consent.kinds import Kind
from commonward.consent.models import Fact, Grant, Terms
from commonward.consent.queries import Scope
from commonward.consent.terms import Named
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
    terms: Terms | None = None  # of a kind that is asked for: what exactly
    parts: tuple[str, ...] = ()  # and which parts of it are permitted


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
    parts = _parts_of(offer)
    until = _end_of(offer)
    if seat != actor.seat and (own_from := acting.decides_until(actor, seat, organisation.pk)) is not None:
        until = min(until, own_from)  # from then on the patient decides alone
    try:
        with transaction.atomic():
            _supersede(seat, organisation, offer.scope)
            grant = Grant.objects.create(
                seat_id=seat,
                organisation=organisation,
                wording=offer.wording,
                until=until,
                given_by_id=None if seat == actor.seat else actor.seat,
                terms=offer.terms,
                parts=" ".join(parts),
                **offer.scope.fields,
            )
            Fact.objects.bulk_create(Fact(grant=grant, start=start, end=end) for start, end in offer.facts)
            detail: ledger.Detail = {"kind": grant.kind, "wording": grant.wording}
            for_them = None if seat == actor.seat else seat
            ledger.record(actor, "consent.given", Ref("grant", grant.pk), detail=detail, on_behalf_of=for_them)
    except IntegrityError:
        raise Conflict(_("You permitted this a moment ago in another window. There is nothing more to do.")) from None
    return grant


def give_unasked(person: Person, organisation: Organisation, named: Named, *, wording: int, until: datetime) -> Grant:
    """Permit, for oneself and without being asked, what one fills in. Raises as `give` does."""
    require(access.may_give(person))
    private = acting.keeps_private(person.seat, organisation.pk, named.kind)
    with transaction.atomic():
        about = write_terms(person.seat, organisation, named, is_private=private)
        offer = Offer(Scope(named.kind, named.item), wording, until, terms=about, parts=named.parts)
        return give(person, organisation, offer)


def write_terms(seat: int, organisation: Organisation, named: Named, *, is_private: bool) -> Terms:
    """Keep what exactly is asked for or permitted. Inside the caller's transaction."""
    return Terms.objects.create(
        seat_id=seat,
        organisation=organisation,
        kind=named.kind.value,
        words=named.written(),
        is_private=is_private,
    )


def withdraw(actor: Actor, grant: Grant) -> None:
    """Take a grant back, at once. Doing it twice does no harm.

    Raises NotFound for somebody else's, unless one decides for them.
    """
    if not isinstance(actor, Person):
        raise NotFound
    access.get_grant_to_end(actor, grant.pk)
    end(actor, grant, Grant.Ending.WITHDRAWN, "consent.withdrawn")


def narrow(actor: Person, grant: Grant, part: str) -> None:
    """Take one part of a grant back, at once; with the last one the whole. Doing it twice does no harm.

    The grant ends, and the same without that part follows in the same moment: each keeps what it was. Raises NotFound
    for somebody else's, unless one decides for them.
    """
    access.get_grant_to_end(actor, grant.pk)
    with transaction.atomic():
        rows = Grant.objects.visible_to(System("consent")).select_for_update(of=("self",))
        row = rows.filter(pk=grant.pk, ended_at=None, until__gt=clock.now()).first()
        if row is None or part not in terms.parts_of(row.parts):
            return
        left = [one for one in terms.parts_of(row.parts) if one != part]
        if not left:
            withdraw(actor, grant)
            return
        end(actor, row, Grant.Ending.NARROWED, "consent.narrowed")
        Grant.objects.create(
            seat_id=row.seat_id,
            organisation_id=row.organisation_id,
            kind=row.kind,
            wording=row.wording,
            item_hash=row.item_hash,
            terms_id=row.terms_id,
            parts=" ".join(left),
            until=row.until,
            given_by_id=row.given_by_id,
        )


def end(actor: Person, grant: Grant, ending: Grant.Ending, act: str) -> bool:
    """Write how an open grant ended, and tell the layers above; whether it was open. Who may is asked before."""
    for_them = None if grant.seat_id == actor.seat else grant.seat_id
    with transaction.atomic():
        still_open = Grant.objects.visible_to(System("consent")).filter(pk=grant.pk, ended_at=None)
        if not still_open.update(ended_at=clock.now(), ending=ending):
            return False
        detail: ledger.Detail = {"kind": grant.kind}
        ledger.record(actor, act, Ref("grant", grant.pk), detail=detail, on_behalf_of=for_them)
        if ending != Grant.Ending.NARROWED:
            events.emit(ConsentWithdrawn(grant.pk))
    return True


def _supersede(seat: int, organisation: Organisation, scope: Scope) -> None:
    """What was permitted of the same before says how it ended."""
    own = Grant.objects.visible_to(System("consent")).filter(seat_id=seat, organisation=organisation)
    open_ones = own.filter(ended_at=None, **scope.fields)
    open_ones.filter(until__lte=clock.now()).update(ended_at=F("until"), ending=Grant.Ending.EXPIRED)
    open_ones.update(ended_at=clock.now(), ending=Grant.Ending.SUPERSEDED)


def _parts_of(offer: Offer) -> tuple[str, ...]:
    """The parts that are permitted, of those that were asked for. Raises Unacceptable where none is."""
    kind = offer.scope.kind
    if kind in kinds.ASKED and (offer.terms is None or offer.terms.named.item != offer.scope.item_hash):
        raise Unacceptable(_("Please say what exactly this is about, for whom and what for."), field="item")
    known = offer.terms.named.parts if offer.terms is not None else ()
    if known and not offer.parts:
        raise Unacceptable(_("Please choose at least one, or say no to all of it."), field="parts")
    if set(offer.parts) - set(known):
        raise Unacceptable(_("This was not asked. Please choose of what is there."), field="parts")
    return offer.parts


def _check_item(scope: Scope) -> None:
    has_item, has_readers = bool(_HASH.fullmatch(scope.item_hash)), scope.audience is not None
    if scope.kind == Kind.PUBLICATION:
        fits = has_item and has_readers and scope.purpose is not None
    else:
        one_of_many = any(one.names_it for one in terms.FIELDS.get(scope.kind, ()))
        fits = has_item is one_of_many and not has_readers and scope.purpose is None
        fits = fits and (one_of_many or not scope.item_hash)
    if not fits:
        raise Unacceptable(_("Please say what exactly this is about, for whom and what for."), field="item")


def _end_of(offer: Offer) -> datetime:
    """The end that was stated, or the longest that this kind lasts."""
    latest = latest_end(offer.scope.kind)
    until = offer.until or (latest if offer.scope.kind not in kinds.LONGEST else None)
    if until is None:
        raise Unacceptable(_("Please say until when this may be shown."), field="until")
    if until <= clock.now() or (until > latest and offer.scope.kind != Kind.PUBLICATION):
        sentence = _("Please choose a later day.") if until <= clock.now() else _("Please choose an earlier day.")
        raise Unacceptable(sentence, field="until")
    return until


def latest_end(kind: Kind) -> datetime:
    """The longest that something of this kind may be permitted from now on without asking anew."""
    if kind in kinds.UNTIL_CHANGED:
        return kinds.NO_END
    if kind in kinds.MONTHS:
        return _months_after(clock.now(), kinds.MONTHS[kind])
    return clock.now() + timedelta(days=kinds.LONGEST[kind])


def _months_after(instant: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of that month where it has fewer days."""
    years, month = divmod(instant.month - 1 + months, 12)
    year, month = instant.year + years, month + 1
    return instant.replace(year=year, month=month, day=min(instant.day, calendar.monthrange(year, month)[1]))
