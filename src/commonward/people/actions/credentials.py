"""Credentials: a person states a licence or NPI, two people verify it or one refuses it (rules.md S30, S44).

Two who are not the person and not each other compare it with the register, one after the other, so that no single
person gives somebody the rights of a verified licence. The earlier of the two days that they read holds.
"""

import re
from datetime import date, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Person, Role
from commonward.kernel.errors import Conflict, Denied, Unacceptable
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.people import access, notices, npi
from commonward.people.actions.evidence import drop_evidence
from commonward.people.countries import COUNTRIES
from commonward.people.events import CredentialDecided
from commonward.people.models import Credential, Seat

Kind = Credential.Kind
State = Credential.State

MOST_CREDENTIALS: Final = 10
#: Letters, digits and the marks that registers put between them.
_NUMBER: Final = re.compile(r"[A-Z0-9][A-Z0-9 ./-]{1,38}[A-Z0-9]")
_ONCE: Final = gettext_lazy("You have read this one already. Somebody else has to read it, too.")
_CHANGED: Final = gettext_lazy("It has changed meanwhile. Please look at it again.")
_SENT_TWICE: Final = timedelta(minutes=10)
#: Nobody has read it yet, for the first time or anew.
_UNREAD: Final = {
    "first_reader": None,
    "first_read_at": None,
    "first_expires_on": None,
    "recheck_told_at": None,
}
_JURISDICTION: Final = re.compile(r"([A-Z]{2})(-[A-Z0-9]{1,3})?")


def state_credential(person: Person, seat: Seat, *, kind: Kind, number: str, jurisdiction: str = "") -> Credential:
    """State a licence, registration or NPI. It counts as not verified until somebody authorised has looked.

    Raises Unacceptable beside `number` or `jurisdiction`.
    """
    seat = _professional_seat(person, seat)
    number, jurisdiction = _shaped(kind, number, jurisdiction)
    with transaction.atomic():
        stated = list(Credential.objects.select_for_update().filter(seat=seat))
        if any(_same(one, kind, number, jurisdiction) for one in stated):
            raise Unacceptable(_("You have stated this one already."), field="number")
        if len(stated) >= MOST_CREDENTIALS:
            raise Unacceptable(_("That is as many as one seat can hold. Take one away first."), field="number")
        credential = Credential.objects.create(
            seat=seat, kind=kind, profession=seat.profession, number=number, jurisdiction=jurisdiction
        )
        ledger.record(person, "credential.stated", Ref("credential", credential.pk), detail={"kind": kind.value})
    return credential


def restate_credential(person: Person, credential: Credential, *, number: str, jurisdiction: str = "") -> None:
    """Change the number or jurisdiction, or state the same again after a refusal. It has to be verified anew."""
    seat = _professional_seat(person, credential.seat)
    number, jurisdiction = _shaped(Kind(credential.kind), number, jurisdiction)
    with transaction.atomic():
        others = Credential.objects.select_for_update().filter(seat=seat).exclude(pk=credential.pk)
        if any(_same(one, Kind(credential.kind), number, jurisdiction) for one in others):
            raise Unacceptable(_("You have stated this one already."), field="number")
        Credential.objects.filter(pk=credential.pk).update(
            number=number,
            jurisdiction=jurisdiction,
            profession=seat.profession,
            state=State.STATED,
            stated_at=clock.now(),
            decided_at=None,
            verifier=None,
            verifier_organisation=None,
            refusal="",
            expires_on=None,
            soon_told_at=None,
            lapse_told_at=None,
            **_UNREAD,
        )
        if (number, jurisdiction) != (credential.number, credential.jurisdiction):
            drop_evidence(person, credential)
        ledger.record(person, "credential.stated", Ref("credential", credential.pk), detail={"again": True})
        emit(CredentialDecided(credential.pk, seat.pk, State.STATED.value))


def remove_credential(person: Person, credential: Credential) -> None:
    """Take back what one stated. The ledger keeps that it was there, never its number."""
    if access.get_own_seat(person.account, credential.seat_id).pk != person.seat:
        raise Denied(_("Switch to the seat that states it first."))
    pk = credential.pk
    with transaction.atomic():
        credential.delete()
        ledger.record(person, "credential.removed", Ref("credential", pk))
        emit(CredentialDecided(pk, person.seat, ""))


def verify_credential(actor: Person, credential: Credential, *, expires_on: date | None = None) -> bool:
    """Say, for one's organisation, that the register lists this number for this person; whether it is verified now.

    The first who says so is noted, and it waits for a second. Raises Denied for one's own, for whoever was the first,
    and without the right, Conflict when the number is verified for another seat or changed meanwhile, and Unacceptable
    beside `expires_on` for a day that has passed.
    """
    require(access.may_decide(actor, credential))
    if expires_on is not None and expires_on <= timezone.localtime(clock.now()).date():
        raise Unacceptable(_("This day has passed. Leave it empty when there is none."), field="expires_on")
    read = Credential.objects.select_related("first_reader", "verifier").get(pk=credential.pk)
    if read.first_reader is None:
        _read_first(actor, credential, read, expires_on)
        return False
    if read.first_reader.account_id == actor.account:
        raise Denied(str(_ONCE))
    ends = min((day for day in (expires_on, read.first_expires_on) if day is not None), default=None)
    try:
        _decide(actor, credential, State.VERIFIED, expires_on=ends)
    except IntegrityError:
        same = Credential.objects.filter(
            kind=credential.kind,
            number=credential.number,
            jurisdiction=credential.jurisdiction,
            state=State.VERIFIED,
        )
        if not same.exclude(pk=credential.pk).exists():
            raise  # something else is not as it must be, and must not be told as this
        raise Conflict(
            _("This number is verified in another seat already. One of the two is not right; ask both.")
        ) from None
    return True


def refuse_credential(actor: Person, credential: Credential, *, refusal: Credential.Refusal) -> None:
    """Say that it could not be verified, and why; one is enough. The person is told and may state it again."""
    require(access.may_decide(actor, credential))
    _decide(actor, credential, State.REFUSED, refusal=refusal.value)


def record_reading(actor: Person, subject: Ref, action: str, *, count: int) -> None:
    """Put on record that somebody read who people are: numbers and addresses are for those with need."""
    with transaction.atomic():
        ledger.record(actor, action, subject, detail={"count": count})


def _read_first(actor: Person, credential: Credential, read: Credential, expires_on: date | None) -> None:
    """Note the first reading. Whoever was the second a moment ago and sent it twice does not begin the next one."""
    was_second = (
        read.state == State.VERIFIED and read.verifier is not None and read.verifier.account_id == actor.account
    )
    if was_second and read.decided_at is not None and read.decided_at > clock.now() - _SENT_TWICE:
        raise Denied(str(_ONCE))
    with transaction.atomic():
        unread = Credential.objects.filter(
            pk=credential.pk, number=credential.number, jurisdiction=credential.jurisdiction, first_reader=None
        ).exclude(state=State.REFUSED)
        if not unread.update(first_reader_id=actor.seat, first_read_at=clock.now(), first_expires_on=expires_on):
            raise Conflict(str(_CHANGED))
        ledger.record(actor, "credential.read_first", Ref("credential", credential.pk))


def _decide(
    actor: Person, credential: Credential, state: State, *, expires_on: date | None = None, refusal: str = ""
) -> None:
    with transaction.atomic():
        decided = (
            Credential.objects.filter(pk=credential.pk, number=credential.number, jurisdiction=credential.jurisdiction)
            # What runs out may be looked at again; everything else is decided once.
            .exclude(state=State.REFUSED)
            .update(
                state=state,
                decided_at=clock.now(),
                verifier_id=actor.seat,
                verifier_organisation_id=actor.organisation,
                expires_on=expires_on,
                refusal=refusal,
                soon_told_at=None,
                lapse_told_at=None,
                **_UNREAD,
            )
        )
        if not decided:
            raise Conflict(str(_CHANGED))
        ledger.record(
            actor,
            f"credential.{state.value}",
            Ref("credential", credential.pk),
            reason=refusal,
        )
        notices.notify(credential.seat_id, f"credential.{state.value}", Ref("credential", credential.pk))
        emit(CredentialDecided(credential.pk, credential.seat_id, state.value))


def _professional_seat(person: Person, seat: Seat) -> Seat:
    seat = access.get_own_seat(person.account, seat.pk)
    if seat.role != Role.PROFESSIONAL:
        raise Denied(_("Licences and NPIs belong to the seat of a health professional. Take one first."))
    return seat


def _same(credential: Credential, kind: Kind, number: str, jurisdiction: str) -> bool:
    return (credential.kind, credential.number, credential.jurisdiction) == (kind, number, jurisdiction)


def _shaped(kind: Kind, number: str, jurisdiction: str) -> tuple[str, str]:
    number = " ".join(number.upper().split())
    if kind == Kind.NPI:
        return _shaped_npi(number), ""
    if not _NUMBER.fullmatch(number):
        raise Unacceptable(
            _("A number has 3 to 40 letters and digits, and perhaps spaces, dots, strokes or hyphens between them."),
            field="number",
        )
    return number, _shaped_jurisdiction(jurisdiction)


def _shaped_npi(number: str) -> str:
    digits = number.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        raise Unacceptable(_("An NPI has ten digits and nothing else."), field="number")
    if len(digits) != npi.LENGTH:
        told = ngettext(
            "An NPI has ten digits; here is %(count)d.", "An NPI has ten digits; here are %(count)d.", len(digits)
        )
        raise Unacceptable(told % {"count": len(digits)}, field="number")
    if digits[0] not in "12":
        raise Unacceptable(_("An NPI begins with 1 or 2. Please compare it with your letter from CMS."), field="number")
    if not npi.is_npi(digits):
        raise Unacceptable(
            _("The last digit does not fit the others, so one of the ten must be mistyped. Please compare them."),
            field="number",
        )
    return digits


def _shaped_jurisdiction(jurisdiction: str) -> str:
    jurisdiction = jurisdiction.strip().upper().replace(" ", "-")
    match = _JURISDICTION.fullmatch(jurisdiction)
    if match is None or match.group(1) not in COUNTRIES:
        raise Unacceptable(
            _("Say who gave it: the country, and the state if there is one, such as US-NY or IE."), field="jurisdiction"
        )
    return jurisdiction
