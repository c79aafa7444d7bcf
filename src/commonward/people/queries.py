"""Reading seats and accounts. Nothing here decides; `access` does."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from commonward.kernel.actor import VISITOR, Actor, Person, Role
from commonward.kernel.prepared import planned
from commonward.people import ages
from commonward.people.ages import Band
from commonward.people.entry import OFFICE_ROLES, Device, EntryRules
from commonward.people.house import HouseText, TextKind
from commonward.people.models import (
    ROLE_CHOICES,
    Account,
    Halt,
    Invitation,
    Notice,
    Office,
    Organisation,
    ParentalConsent,
    Push,
    PushDevice,
    Seat,
    SignOn,
    SignOnConnection,
)
from commonward.people.offices import MAY_HOLD, REVIEWERS, VERIFIERS, OfficeKind


def open_seats(account_id: int) -> "QuerySet[Seat]":
    """The seats a person can act in, in the order they were taken."""
    found = Seat.objects.filter(account_id=account_id, ended_at=None, suspended_at=None)
    return found.select_related("organisation").order_by("pk")


#: What a request's seat brings along, by the name of the attribute: for frames, which must not ask once more.
_alongs: dict[str, Callable[[], Combinable]] = {}


def bring_along(name: str, expression: Callable[[], Combinable]) -> None:
    """Have the seat of every request bring a value along, from the same query. Called in the `ready` of an app."""
    _alongs[name] = expression


def seat_for_request(account_id: int, chosen: int | None, within: int | None = None) -> Seat | None:
    """The seat the person acts in: the chosen one while it is theirs and open, else their first; only among those
    within an organisation where the session came by its sign-on.

    How many notices wait in it comes along, and whether publishing is paused, since every page's frame says so; whether
    it lacks a second factor that it takes; and what others have it bring.
    """
    seats = list(_seats_for_request(account_id, settings.DEMO))
    if within is not None:
        seats = [seat for seat in seats if seat.organisation_id == within]
    return next((seat for seat in seats if seat.pk == chosen), seats[0] if seats else None)


@planned
def _seats_for_request(account_id: int, demo: bool) -> "QuerySet[Seat]":
    waiting = Notice.objects.filter(seat=OuterRef("pk"), read_at=None).order_by().values("seat")
    unread = Coalesce(Subquery(waiting.annotate(number=Count("pk")).values("number")), 0)
    alongs = {name: expression() for name, expression in _alongs.items()}
    found = open_seats(account_id).select_related("organisation", "profile")
    return found.annotate(unread=unread, halted=Exists(_halts_on()), lacks_factor=_lacks_factor(demo=demo), **alongs)


def _lacks_factor(*, demo: bool) -> Case:
    """Whether a seat is one that shows a second factor, and its account has none."""
    rules = EntryRules.objects.values("asks_factor")[:1]
    asked = Q(organisation__asks_factor=True) | Q(Coalesce(Subquery(rules), Value(not demo)))
    offices = Q(role__in=[role.value for role in OFFICE_ROLES])
    has_none = ~Exists(factors().filter(user_id=OuterRef("account_id")))
    return Case(When(offices & asked & has_none, then=Value(True)), default=Value(False), output_field=BooleanField())


def factors() -> "QuerySet[Authenticator]":
    """What counts as a second factor: one-time codes and passkeys. Recovery codes only stand in for one."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(type__in=["totp", "webauthn"])
    return found


def factor_kinds(account_id: int) -> set[str]:
    """What kinds of second factor an account has, recovery codes among them."""
    return set(Authenticator.objects.filter(user_id=account_id).values_list("type", flat=True))


def passkeys(account_id: int) -> int:
    """How many passkeys an account has."""
    return factors().filter(user_id=account_id, type=Authenticator.Type.WEBAUTHN).count()


def has_factor(account_id: int) -> bool:
    """Whether signing in to this account takes a second factor."""
    return factors().filter(user_id=account_id).exists()


def devices_of(account_id: int) -> "QuerySet[Device]":
    """Where an account is signed in, last seen first."""
    found = Device.objects.filter(account_id=account_id).select_related("signed_in_with")
    return found.order_by("-seen_at", "-pk")


def push_devices(person: Person) -> "QuerySet[PushDevice]":
    """The browsers that take pushes for one's account, the newest first, each with what became of the last push."""
    last = Push.objects.filter(device=OuterRef("pk")).order_by("-pk").values("state")[:1]
    return PushDevice.objects.visible_to(person).annotate(last=Subquery(last)).order_by("-pk")


def entry_rules() -> EntryRules:
    """What is asked of those who come in; the defaults while nobody decided."""
    return EntryRules.objects.first() or EntryRules(asks_factor=not settings.DEMO)


def person_of(seat: Seat) -> Person:
    """The actor that sits in this seat. Asks for the profile unless it was loaded with the seat."""
    profile = getattr(seat, "profile", None)
    return Person(
        account=seat.account_id,
        seat=seat.pk,
        role=Role(seat.role),
        organisation=seat.organisation_id,
        profile=profile.pk if profile is not None else None,
    )


def actor_of(account_id: int, chosen: int | None = None, within: int | None = None) -> Actor:
    """Who acts when somebody signs in or out: the person in their seat, or a visitor while they have none."""
    seat = seat_for_request(account_id, chosen, within)
    return VISITOR if seat is None else person_of(seat)


def acting() -> "QuerySet[Seat]":
    """Seats from which somebody can act now."""
    return Seat.objects.filter(ended_at=None, suspended_at=None, account__is_active=True)


def seats_in(account_id: int, organisation_id: int) -> "QuerySet[Seat]":
    """The seats that a person has in an organisation, suspended ones among them."""
    return Seat.objects.filter(account_id=account_id, organisation_id=organisation_id, ended_at=None).order_by("pk")


def has_seat(account_id: int) -> bool:
    """Whether the person can act at all."""
    return open_seats(account_id).exists()


def unread_by_seat(account_id: int) -> dict[int, int]:
    """How many notices wait in each open seat of a person; seats with none are left out."""
    waiting = Notice.objects.filter(seat__account_id=account_id, seat__ended_at=None, read_at=None)
    return dict(waiting.values_list("seat").annotate(Count("pk")).order_by())


def account_with_email(email: str) -> Account | None:
    """The account that signs in with this address."""
    return Account.objects.filter(email=email.strip().lower()).first()


def has_account(email: str) -> bool:
    """Whether an address leads to an account that was ever used, or was confirmed for one."""
    if EmailAddress.objects.filter(email__iexact=email, verified=True).exists():
        return True
    return Account.objects.filter(email=email.strip().lower()).exclude(pk__in=never_used(email).values("pk")).exists()


def never_used(email: str) -> "QuerySet[Account]":
    """Sign-ups with this address that nobody confirmed or used: they give way to whoever has the address."""
    found = Account.objects.filter(email=email.strip().lower(), last_login=None, seats=None)
    return found.exclude(emailaddress__verified=True)


def band_of(account_id: int) -> Band:
    """The band of an account today; one that was never asked counts as an adult's. One query."""
    kept = Account.objects.filter(pk=account_id).values_list("age_band", "band_ends_on").first()
    return Band.ADULT if kept is None else ages.band_now(*kept)


def has_address(account_id: int, email: str) -> bool:
    """Whether an account has this address, confirmed."""
    mine = EmailAddress.objects.filter(user_id=account_id, email__iexact=email, verified=True)
    return bool(mine.exists())


def children_of(person: Person) -> "QuerySet[ParentalConsent]":
    """What one permitted as a parent, the newest first."""
    return ParentalConsent.objects.visible_to(person).select_related("child").order_by("-pk")


def organisation_called(slug: str) -> Organisation | None:
    """The organisation with this short name, if there is one. Everybody may know which are here."""
    return Organisation.objects.filter(slug=slug).first()


def sign_ons_open() -> list[tuple[str, str]]:
    """The organisations by whose servers one can sign in, by short name and name. One query."""
    found = SignOn.objects.filter(is_on=True).order_by("organisation__name")
    return list(found.values_list("organisation__slug", "organisation__name"))


def way_in_of(account_id: int) -> Organisation | None:
    """The organisation whose server is the one way into an account, since it opened it and is on; None for others."""
    ties = SignOnConnection.objects.filter(account_id=account_id, opened=True, sign_on__is_on=True)
    tie = ties.select_related("account", "sign_on__organisation").first()
    return None if tie is None or tie.account.has_usable_password() else tie.sign_on.organisation


def sign_ons_of(person: Person) -> "QuerySet[SignOnConnection]":
    """The servers that one's account is connected with."""
    ties = SignOnConnection.objects.visible_to(person).select_related("sign_on__organisation")
    return ties.order_by("pk")


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How many open seats of a role an organisation has."""

    role: str
    label: str
    count: int


def member_counts(organisation: Organisation) -> list[RoleCount]:
    """Open seats by role, in the order of the roles. One query."""
    found = dict(
        Seat.objects.filter(organisation=organisation, ended_at=None)
        .values_list("role")
        .annotate(Count("pk"))
        .order_by()
    )
    return [RoleCount(role, str(label), found[role]) for role, label in ROLE_CHOICES if role in found]


def members(organisation: Organisation, role: str = "") -> "QuerySet[Seat]":
    """Open seats with their accounts, for those who may know who is behind them."""
    seats = Seat.objects.filter(organisation=organisation, ended_at=None).select_related("account", "organisation")
    return seats.filter(role=role) if role else seats


def open_invitations(organisation: Organisation) -> "QuerySet[Invitation]":
    """Invitations that can still be accepted, newest first."""
    return Invitation.objects.still_open().filter(organisation=organisation).order_by("-pk")


def seats_by_address(organisation: Organisation) -> set[tuple[str, str]]:
    """Who belongs to an organisation, by address and role. For those who manage its members."""
    return set(Seat.objects.filter(organisation=organisation, ended_at=None).values_list("account__email", "role"))


def is_open_invitation(token_hash: str) -> bool:
    """Whether an invitation can still be accepted, by what is kept of its token."""
    return Invitation.objects.still_open().filter(token_hash=token_hash).exists()


def has_brought_invitation(account: Account) -> bool:
    """Whether the invitation that this account was opened with can still be accepted. One query, mostly none."""
    return bool(account.came_with) and is_open_invitation(account.came_with)


def was_invited_there(account: Account) -> bool:
    """Whether the invitation that this account was opened with went to its own address."""
    return Invitation.objects.filter(token_hash=account.came_with, email=account.email).exists()


def offices_in(actor: Actor, organisation: Organisation) -> "QuerySet[Office]":
    """The offices that are held in an organisation, for those who answer for its members."""
    held = Office.objects.visible_to(actor).filter(seat__organisation=organisation, ended_at=None, seat__ended_at=None)
    return held.select_related("seat__account").order_by("kind", "pk")


def seat_for_office(seats: "QuerySet[Seat]", email: str, kind: OfficeKind) -> Seat | None:
    """Of these seats the one of the account with this address that can hold the office, else any of theirs."""
    theirs = list(seats.filter(account__email=email.strip().lower()).select_related("organisation").order_by("pk"))
    fitting = (seat for seat in theirs if Role(seat.role) in MAY_HOLD[kind])
    return next(fitting, theirs[0] if theirs else None)


def own_offices(person: Person) -> "QuerySet[Office]":
    """What the person was named for in the seat they act in."""
    return Office.objects.visible_to(person).filter(seat_id=person.seat, ended_at=None).order_by("pk")


def reviewing_seats(organisation: int | None) -> list[int]:
    """The seats that read what is held in an organisation; of people without one, those of every. For notices."""
    seats = acting().filter(role__in=[role.value for role in REVIEWERS])
    if organisation is not None:
        seats = seats.filter(Q(organisation=None) | Q(organisation_id=organisation))
    return list(seats.values_list("pk", flat=True))


def seats_trained(organisation: int | None) -> list[int]:
    """Of those, the ones that are trained for crises."""
    held = Office.objects.held(OfficeKind.CRISIS)
    if organisation is not None:
        held = held.filter(Q(seat__organisation=None) | Q(seat__organisation_id=organisation))
    return list(held.values_list("seat_id", flat=True))


def seats_holding(kind: OfficeKind, organisation: int | None) -> list[int]:
    """The seats that hold an office for an organisation, or for people without one. For notices."""
    return list(Office.objects.held_for(kind, organisation).values_list("seat_id", flat=True))


def _halts_on() -> "QuerySet[Halt]":
    return Halt.objects.filter(is_on=True)


def publishing_is_halted() -> bool:
    """Whether all publishing is paused now. Everybody may know that; why, `Halt.objects.visible_to` decides."""
    return _halts_on().exists()


def halted_in(seat: Seat) -> bool:
    """The same for the seat of a request, which brought the answer along: no query, for every page."""
    known: object = seat.__dict__.get("halted")
    return known if isinstance(known, bool) else publishing_is_halted()


def seats_answering(organisation: int | None) -> list[int]:
    """The seats of privacy officers for an organisation and for the whole place; of people without one, everywhere."""
    seats = acting().filter(role=Role.PRIVACY_OFFICER.value)
    if organisation is not None:
        seats = seats.filter(Q(organisation=None) | Q(organisation_id=organisation))
    return list(seats.order_by("pk").values_list("pk", flat=True))


def halts(actor: Actor) -> "QuerySet[Halt]":
    """The pauses that this person may know of, newest first."""
    return Halt.objects.visible_to(actor).select_related("begun_by", "ended_by").order_by("-pk")


def seats_that_act() -> list[int]:
    """The seats that answer for members or read what is held, everywhere. For notices about the whole place."""
    roles = [role.value for role in VERIFIERS | REVIEWERS]
    answering = acting().filter(role__in=roles)
    return list(answering.order_by("pk").values_list("pk", flat=True))


def texts_of(organisation_id: int) -> list[TextKind]:
    """Which texts for everybody an organisation has, in the order of `TextKind`. One query."""
    found = HouseText.objects.filter(organisation_id=organisation_id).exclude(kind=TextKind.STAFF)
    held = set(found.order_by().values_list("kind", flat=True).distinct())
    return [kind for kind in TextKind if kind.value in held]
