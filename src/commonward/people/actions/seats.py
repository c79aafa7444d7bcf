"""Seats: taking, giving, switching and ending them; and a person's own settings."""

from typing import Final
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import BOUND_ROLES, Actor, Person, Role, System
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.people import access, birthdays, notices, queries
from commonward.people.ages import Band
from commonward.people.countries import COUNTRIES
from commonward.people.events import SeatEnded, SeatTaken
from commonward.people.models import Account, Organisation, Seat
from commonward.people.professions import PROFESSIONS

#: Roles in which somebody works and answers for it.
_FOR_ADULTS: Final = BOUND_ROLES - {Role.STUDENT}


def open_account(system: System, *, email: str, password: str | None = None, country: str = "") -> Account:
    """An account with a confirmed address, for jobs: the demo's people, an administrator's first account.

    People open theirs by signing up. Without a password the account is entered by a new-password mail.
    """
    with transaction.atomic():
        account = Account.objects.create_user(email, password, country=country)
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
        ledger.record(system, "account.opened", Ref("account", account.pk))
    return account


def take_seat(account: Account, role: Role, *, profession: str = "") -> Seat:
    """Take a seat of one's own. The person acts in it from then on, so it is they who are on record.

    Raises Denied for a role that is given by others, Unacceptable beside `role` or `profession`.
    """
    require(access.may_choose(role))
    with transaction.atomic():
        seat = seat_person(account, role, profession=profession)
        ledger.record(queries.person_of(seat), "seat.taken", Ref("seat", seat.pk), detail={"role": role.value})
    return seat


def grant_seat(
    actor: Actor,
    account: Account,
    role: Role,
    *,
    organisation: Organisation | None = None,
    profession: str = "",
) -> Seat:
    """Give somebody a seat outright, of any role. For administrators of the platform and for jobs."""
    require(access.may_grant(actor))
    with transaction.atomic():
        seat = seat_person(account, role, organisation=organisation, profession=profession)
        ledger.record(actor, "seat.granted", Ref("seat", seat.pk), detail={"role": role.value})
    return seat


def seat_person(
    account: Account, role: Role, *, organisation: Organisation | None = None, profession: str = ""
) -> Seat:
    """Write the seat and tell it, inside the caller's transaction. The caller has authorised and records the act."""
    if role in _FOR_ADULTS and birthdays.is_minor(account.pk):
        raise Unacceptable(_("This seat is for people of 18 and older. Take another one."), field="role")
    if role != Role.PATIENT and birthdays.band_of(account.pk) == Band.CHILD:
        raise Unacceptable(_("Until you are 13 you have the seat of a patient, and no other."), field="role")
    if role == Role.PROFESSIONAL and not profession:
        raise Unacceptable(_("Please choose your profession."), field="profession")
    if profession and profession not in PROFESSIONS:
        raise Unacceptable(_("Please choose a profession from the list."), field="profession")
    seat = Seat(
        account=account,
        role=role.value,
        organisation=organisation,
        profession=profession if role == Role.PROFESSIONAL else "",
    )
    try:
        with transaction.atomic():
            seat.save(force_insert=True)
    except IntegrityError:
        raise Unacceptable(_("You have this seat already."), field="role") from None
    emit(SeatTaken(seat.pk))
    return seat


def switch_seat(person: Person, pk: int) -> Seat:
    """Act in another of one's own open seats from now on. The view keeps it in the session."""
    seat = access.get_own_seat(person.account, pk)
    with transaction.atomic():
        ledger.record(queries.person_of(seat), "seat.switched", Ref("seat", pk), detail={"from": person.seat})
    return seat


def end_seat(actor: Actor, seat: Seat) -> None:
    """End a seat, which ends the membership if it has one. Its face and words go with it.

    Raises Conflict for the last administrator of an organisation or of the platform.
    """
    require(access.may_end(actor, seat))
    with transaction.atomic():
        if seat.role == Role.ADMINISTRATOR:
            keep_one_administrator(seat)
        if not Seat.objects.filter(pk=seat.pk, ended_at=None).update(ended_at=clock.now()):
            return
        ledger.record(actor, "seat.ended", Ref("seat", seat.pk), detail={"role": seat.role})
        emit(SeatEnded(seat.pk))
        if isinstance(actor, Person) and actor.account != seat.account_id:
            _tell_of_end(seat)


def change_profession(person: Person, seat: Seat, profession: str) -> None:
    """Name another profession in a seat of one's own. A badge of the old one does not pass over."""
    if profession not in PROFESSIONS:
        raise Unacceptable(_("Please choose a profession from the list."), field="profession")
    seat = access.get_own_seat(person.account, seat.pk)
    if seat.role != Role.PROFESSIONAL:
        raise Conflict(_("Only the seats of health professionals name a profession."))
    with transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(profession=profession)
        ledger.record(person, "seat.changed", Ref("seat", seat.pk), detail={"profession": profession})


def change_settings(person: Person, *, time_zone: str, language: str, country: str) -> None:
    """Set the person's time zone, language ("": as the browser says) and country ("": not told)."""
    if time_zone and time_zone not in available_timezones():
        raise Unacceptable(_("Please choose a time zone from the list."), field="time_zone")
    if language and language not in dict(settings.LANGUAGES):
        raise Unacceptable(_("Please choose a language from the list."), field="language")
    if country and country not in COUNTRIES:
        raise Unacceptable(_("Please choose a country from the list."), field="country")
    with transaction.atomic():
        Account.objects.filter(pk=person.account).update(time_zone=time_zone, language=language, country=country)
        ledger.record(person, "settings.changed", Ref("account", person.account))


def keep_one_administrator(seat: Seat) -> None:
    """Raise Conflict where this seat is the last administrator's who can act. Inside the caller's transaction."""
    # All of them are locked, in one order, so that two who leave at the same moment take turns.
    administrators = list(
        Seat.objects.select_for_update()
        .filter(role=Role.ADMINISTRATOR.value, organisation_id=seat.organisation_id, ended_at=None, suspended_at=None)
        .order_by("pk")
    )
    active = set(
        Account.objects.filter(pk__in={one.account_id for one in administrators}, is_active=True).values_list(
            "pk", flat=True
        )
    )
    if not any(one.pk != seat.pk and one.account_id in active for one in administrators):
        raise Conflict(_("One administrator has to remain. Invite another first, then do this."))


def _tell_of_end(seat: Seat) -> None:
    """A notice in another seat of the same person: the ended one is not opened any more."""
    other = queries.open_seats(seat.account_id).first()
    if other is not None:
        notices.notify(other.pk, "seat.ended", Ref("seat", seat.pk))
