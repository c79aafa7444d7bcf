"""Sign-ons: setting, turning on and off; accounts that are opened by one, connected with it and taken from it."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import VISITOR, Actor, Person, Role, System
from commonward.kernel.errors import Conflict, Denied, Unacceptable
from commonward.kernel.ref import Ref
from commonward.people import access, queries
from commonward.people.actions.entry import DOMAIN, MOST_DOMAINS
from commonward.people.actions.seats import seat_person
from commonward.people.actions.signing_off import end_sessions_of
from commonward.people.ages import Band
from commonward.people.models import Account, Organisation, SignOn, SignOnConnection
from commonward.people.signon import calling, discovery
from commonward.people.signon.failures import FAILURES, SignOnFailed
from commonward.people.signons import GIVEN

_PLAIN: Final = re.compile(r"[\x21-\x7e]+")
_JOB: Final = System("sign-on")


@dataclass(frozen=True, slots=True)
class Wish:
    """How a sign-on shall be. An empty secret keeps the one that is there."""

    issuer: str
    client_id: str
    domains: str
    role: str
    counts_factor: bool = False
    secret: str = field(default="", repr=False)


def set_sign_on(actor: Actor, organisation: Organisation, wish: Wish, *, seen: str) -> SignOn:
    """Write down how people of an organisation sign in by its server; it stays off until it is turned on.

    Another server or another name of this place there takes every connection and every session by it away, and turns
    it off: whoever is who at one server is somebody else at another. Raises Denied, Conflict when somebody else changed
    it meanwhile, Unacceptable beside a field.
    """
    require(access.may_set_sign_on(actor, organisation))
    issuer, names = _looked_at(wish)
    with transaction.atomic():
        held = SignOn.objects.select_for_update().filter(organisation=organisation).first()
        if (held.changed_at.isoformat() if held is not None else "") != seen:
            raise Conflict(_("Another administrator changed this a moment ago. Look at it again, then decide."))
        if held is None and not wish.secret:
            raise Unacceptable(_("The server gave you a secret for this place. It is needed."), field="secret")
        sign_on = held or SignOn(organisation=organisation)
        is_another = held is not None and (held.issuer, held.client_id) != (issuer, wish.client_id)
        if is_another:
            _cut(actor, sign_on)
            sign_on.is_on = False
        sign_on.issuer, sign_on.client_id, sign_on.domains = issuer, wish.client_id, "\n".join(names)
        sign_on.role, sign_on.counts_factor, sign_on.changed_at = wish.role, wish.counts_factor, clock.now()
        if wish.secret:
            sign_on.secret = wish.secret
        sign_on.save()
        told: ledger.Detail = {"domains": len(names), "role": wish.role, "factor": wish.counts_factor}
        ledger.record(actor, "sign_on.set", Ref("organisation", organisation.pk), detail=told)
    return sign_on


def turn_sign_on(actor: Actor, organisation: Organisation, *, on: bool) -> None:
    """Let people in by the server, after a look at it; or no longer, which ends the sessions that came by it.

    Raises Denied; Conflict where nothing is set, or where the server does not answer as it must.
    """
    require(access.may_set_sign_on(actor, organisation))
    sign_on = SignOn.objects.visible_to(actor).filter(organisation=organisation).first()
    if sign_on is None:
        raise Conflict(_("Set the server first, then turn it on."))
    if on:
        try:
            discovery.describe(sign_on.issuer)
        except SignOnFailed as failed:
            raise Conflict(str(FAILURES[failed.code].sentence)) from None
    with transaction.atomic():
        SignOn.objects.filter(pk=sign_on.pk).update(is_on=on, changed_at=clock.now())
        if not on:
            end_sessions_of(organisation.pk)
        ledger.record(actor, "sign_on.turned_on" if on else "sign_on.turned_off", Ref("organisation", organisation.pk))


def open_by_sign_on(sign_on: SignOn, *, subject: str, email: str, band: tuple[Band, date | None]) -> Account:
    """An account for somebody whom the server named and nobody here knows, in the seat that the organisation gives.

    It has no password: its organisation's server is its way in. Raises Conflict when the address has an account,
    Unacceptable for a seat that somebody so young cannot have.
    """
    with transaction.atomic():
        _give_way(email)
        if queries.has_account(email):
            raise Conflict(_("There is an account with your address already. Sign in to it once, then connect it."))
        account = Account.objects.create_user(email, None, age_band=band[0], band_ends_on=band[1])
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
        ledger.record(VISITOR, "account.signed_up", Ref("account", account.pk), detail={"by": "sign_on"})
        _connect(account, sign_on, subject, opened=True)
    return account


def connect_sign_on(account: Account, sign_on: SignOn, subject: str) -> None:
    """Connect one's own account, after showing that it is one's own, with who one is for the server.

    Raises Conflict when either is connected otherwise, Denied while one's seats there are suspended.
    """
    with transaction.atomic():
        ties = SignOnConnection.objects.visible_to(_JOB).filter(sign_on=sign_on)
        mine, theirs = ties.filter(account=account).first(), ties.filter(subject=subject).first()
        if mine is not None and theirs is not None and mine.pk == theirs.pk:
            return
        if mine is not None or theirs is not None:
            raise Conflict(_("One of the two is connected with somebody else already. Disconnect that first."))
        _connect(account, sign_on, subject, opened=False)


def disconnect_sign_on(person: Person, pk: int) -> None:
    """Take one's account from a server. Twice does no harm. Raises Denied where there would be no way in left."""
    with transaction.atomic():
        tie = SignOnConnection.objects.visible_to(person).select_related("account", "sign_on").filter(pk=pk).first()
        if tie is None:
            return
        if not tie.account.has_usable_password():
            raise Denied(_("This is your only way in. Ask your organisation if you want to leave it."))
        tie.delete()
        ledger.record(person, "sign_on.disconnected", Ref("organisation", tie.sign_on.organisation_id))


def _connect(account: Account, sign_on: SignOn, subject: str, *, opened: bool) -> None:
    place = sign_on.organisation
    held = list(queries.seats_in(account.pk, place.pk))
    if held and all(seat.suspended_at is not None for seat in held):
        raise Denied(str(FAILURES["no_seat"].sentence))
    if not held:
        seat = seat_person(account, Role(sign_on.role), organisation=place)
        ledger.record(queries.person_of(seat), "seat.taken", Ref("seat", seat.pk), detail={"role": seat.role})
    SignOnConnection.objects.create(sign_on=sign_on, account=account, subject=subject, opened=opened)
    ledger.record(queries.actor_of(account.pk), "sign_on.connected", Ref("organisation", place.pk))


def _give_way(email: str) -> None:
    """A sign-up that never confirmed this address gives way to whoever the server confirmed it of."""
    for account in queries.never_used(email):
        ledger.record(VISITOR, "account.given_up", Ref("account", account.pk))
        account.delete()


def _cut(actor: Actor, sign_on: SignOn) -> None:
    gone, _kinds = SignOnConnection.objects.visible_to(_JOB).filter(sign_on=sign_on).delete()
    end_sessions_of(sign_on.organisation_id)
    ledger.record(actor, "sign_on.cut", Ref("organisation", sign_on.organisation_id), detail={"connections": gone})


def _looked_at(wish: Wish) -> tuple[str, list[str]]:
    issuer = wish.issuer.strip()
    if not calling.is_safe_url(issuer) or "?" in issuer or len(issuer) > 300:
        raise Unacceptable(_("An address that begins with https:// and has nothing after a “?”."), field="issuer")
    if not _PLAIN.fullmatch(wish.client_id) or len(wish.client_id) > 190:
        raise Unacceptable(
            _("What the server calls this place: letters, digits and signs, no spaces."), field="client_id"
        )
    names = sorted({name for name in wish.domains.lower().replace(",", " ").replace("@", " ").split() if name})
    if not names or any(not DOMAIN.fullmatch(name) for name in names) or len(names) > MOST_DOMAINS:
        raise Unacceptable(_("At least one, one a line, each like hospital.example."), field="domains")
    if wish.role not in GIVEN:
        raise Unacceptable(_("Please choose one from the list."), field="role")
    return issuer, names
