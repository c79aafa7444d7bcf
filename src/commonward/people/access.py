"""Who may do what among people. An account is known only to itself and to those who answer for its organisation."""

import hashlib
from typing import Final

from django.utils.translation import gettext as _

from commonward.kernel import clock
from commonward.kernel.access import ALLOW, Permission, deny
from commonward.kernel.actor import GRANTED_ROLES, Actor, Person, Role, System
from commonward.kernel.errors import Conflict, NotFound
from commonward.people import queries
from commonward.people.ages import MINORS
from commonward.people.badges import badge_of
from commonward.people.evidence import Evidence
from commonward.people.house import HouseText
from commonward.people.models import (
    Account,
    ChildWish,
    Credential,
    CredentialQuerySet,
    Invitation,
    Office,
    Organisation,
    ParentalConsent,
    Seat,
    SignOn,
)
from commonward.people.offices import REVIEWERS, VERIFIERS, OfficeKind, is_platform_administrator
from commonward.people.professions import CLINICIANS


def may_choose(role: Role) -> Permission:
    """Roles that anybody may take by themselves; the others are given."""
    if role in GRANTED_ROLES:
        return deny(_("This seat is given by an administrator. Ask yours for an invitation."))
    return ALLOW


def may_grant(actor: Actor) -> Permission:
    """Giving somebody a seat outright, without an invitation."""
    if isinstance(actor, System) or is_platform_administrator(actor):
        return ALLOW
    return deny(_("Only administrators of this place may do that."))


def get_own_seat(account_id: int, pk: int) -> Seat:
    """An open seat of one's own. Those of others do not exist."""
    seat = (
        Seat.objects.filter(pk=pk, account_id=account_id, ended_at=None, suspended_at=None)
        .select_related("organisation", "profile")
        .first()
    )
    if seat is None:
        raise NotFound
    return seat


# --- Organisations ------------------------------------------------------------------------------------------------
def get_organisation(actor: Actor, slug: str) -> Organisation:
    """The one way a view obtains an organisation from inside. To strangers it does not exist."""
    organisation = Organisation.objects.visible_to(actor).filter(slug=slug).first()
    if organisation is None:
        raise NotFound
    return organisation


def may_see_members(actor: Actor, organisation: Organisation) -> Permission:
    """Seeing who the members are. Other members see how many there are."""
    if _serves(actor, organisation.pk, VERIFIERS):
        return ALLOW
    return deny(_("Administrators and privacy officers see who the members are. You see how many there are."))


def may_manage_members(actor: Actor, organisation: Organisation) -> Permission:
    """Inviting and ending memberships."""
    if _serves(actor, organisation.pk, frozenset({Role.ADMINISTRATOR})):
        return ALLOW
    return deny(_("Administrators of this organisation invite people and end memberships."))


def may_set_sign_on(actor: Actor, organisation: Organisation) -> Permission:
    """Deciding by which server an organisation's people sign in: its administrators, and whoever runs the machine."""
    if isinstance(actor, System) or _serves(actor, organisation.pk, frozenset({Role.ADMINISTRATOR})):
        return ALLOW
    return deny(_("Administrators of this organisation decide how its people sign in."))


def get_open_sign_on(slug: str) -> SignOn:
    """The sign-on of an organisation that is on. Everybody may know of it: it stands on the page to sign in."""
    found = SignOn.objects.filter(organisation__slug=slug, is_on=True).select_related("organisation").first()
    if found is None:
        raise NotFound
    return found


# --- Children ------------------------------------------------------------------------------------------------------
def require_children() -> None:
    """Go on, or raise Conflict where children under 13 have no accounts."""
    if not queries.entry_rules().lets_children:
        raise Conflict(_("Children under 13 have no accounts here."))


def get_child_wish(token: str) -> ChildWish:
    """A child's question, by the token of the mail that its parent got. It works once, for seven days."""
    found = ChildWish.objects.filter(token_hash=hash_of(token), expires_at__gt=clock.now()).first()
    if found is None or not queries.entry_rules().lets_children:
        raise NotFound(_("This link does not work any more. It works once, for seven days."))
    return found


def may_answer_for_child(person: Person, wish: ChildWish) -> Permission:
    """Answering a child's question: the adult who was written to, signed in by their own way."""
    if not queries.has_address(person.account, wish.parent_email):
        return deny(_("This was sent to another address than yours. Sign in with the account of that address."))
    if queries.band_of(person.account) in MINORS:
        return deny(_("Only an adult can answer this. Show the mail to your mother, your father or your guardian."))
    return ALLOW


def get_own_consent(person: Person, pk: int) -> ParentalConsent:
    """What the person permitted as a parent. That of others does not exist."""
    found = ParentalConsent.objects.visible_to(person).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def may_brand(actor: Actor, organisation: Organisation) -> Permission:
    """Deciding how an organisation is shown to others: name, colour, logo."""
    if isinstance(actor, Person) and actor.organisation == organisation.pk and actor.role == Role.ADMINISTRATOR:
        return ALLOW
    return deny(_("Administrators of this organisation decide how it is shown."))


def may_set_policy(actor: Actor, organisation: Organisation) -> Permission:
    """Deciding what is stricter or milder here than the catalogue says."""
    if isinstance(actor, Person) and actor.organisation == organisation.pk and actor.role in VERIFIERS:
        return ALLOW
    return deny(_("Administrators and privacy officers of this organisation decide what its rules are."))


def may_see_readiness(actor: Actor, organisation: Organisation) -> Permission:
    """Seeing who has signed and was trained: those who answer for the members, and communication staff."""
    if _serves(actor, organisation.pk, VERIFIERS | {Role.ORGANISATION}):
        return ALLOW
    return deny(_("Administrators, privacy officers and communication staff see who signed and who was trained."))


def may_record_training(actor: Actor, organisation: Organisation) -> Permission:
    """Noting that somebody was trained."""
    if _serves(actor, organisation.pk, VERIFIERS):
        return ALLOW
    return deny(_("Administrators and privacy officers record who was trained."))


def get_text(actor: Actor, slug: str, kind: str, number: int | None = None) -> HouseText:
    """A text of an organisation: the newest version, or the one of a number. To others it does not exist."""
    found = HouseText.objects.visible_to(actor).filter(organisation__slug=slug, kind=kind)
    if number is not None:
        found = found.filter(number=number)
    text = found.select_related("organisation").order_by("-number").first()
    if text is None:
        raise NotFound(_("There is no such text here, or it is not for you."))
    return text


def may_curate(actor: Actor, organisation: Organisation) -> Permission:
    """Answering, for one's organisation, for what is said to be true of health: its clinicians, with a licence."""
    if not isinstance(actor, Person) or actor.organisation != organisation.pk or actor.role != Role.PROFESSIONAL:
        return deny(_("Clinicians of this organisation approve facts, myths and red flags."))
    seat = Seat.objects.visible_to(actor).filter(pk=actor.seat).first()
    if seat is None or seat.profession not in CLINICIANS:
        return deny(_("Physicians, nurses, midwives, pharmacists and dentists approve facts, myths and red flags."))
    if badge_of(seat).state != "verified":
        return deny(_("Your licence has to be verified first. Then you can approve facts, myths and red flags."))
    return ALLOW


def get_member(actor: Actor, organisation: Organisation, pk: int) -> Seat:
    """An open seat in an organisation, for those who manage its members."""
    members = Seat.objects.visible_to(actor).filter(organisation=organisation)
    seat = members.select_related("organisation").filter(pk=pk).first()
    if seat is None or not may_see_members(actor, organisation):
        raise NotFound
    return seat


def may_end(actor: Actor, seat: Seat) -> Permission:
    """A seat is ended by the person in it, or by an administrator of its organisation."""
    if isinstance(actor, System) or (isinstance(actor, Person) and actor.account == seat.account_id):
        return ALLOW
    if seat.organisation is not None:
        return may_manage_members(actor, seat.organisation)
    return may_grant(actor)


def may_set_entry(actor: Actor) -> Permission:
    """Deciding who may open an account here, and who shows a second factor."""
    if is_platform_administrator(actor):
        return ALLOW
    return deny(_("Administrators of this place decide who may come in."))


def may_create_organisations(actor: Actor) -> Permission:
    """Setting up an organisation."""
    if isinstance(actor, System) or is_platform_administrator(actor):
        return ALLOW
    return deny(_("Only administrators of this place set up organisations."))


# --- Offices ------------------------------------------------------------------------------------------------------
def may_name(actor: Actor, seat: Seat) -> Permission:
    """Naming a member for an office: administrators of their organisation, and those of the whole place."""
    if isinstance(actor, System):
        return ALLOW
    return may_manage_members(actor, seat.organisation) if seat.organisation is not None else may_grant(actor)


def get_office(actor: Actor, organisation: Organisation, pk: int) -> Office:
    """An office that is held in an organisation, for those who answer for its members."""
    held = Office.objects.visible_to(actor).filter(seat__organisation=organisation, ended_at=None)
    office = held.select_related("seat__organisation").filter(pk=pk).first()
    if office is None or not may_see_members(actor, organisation):
        raise NotFound
    return office


def holds(actor: Actor, kind: OfficeKind) -> bool:
    """Whether the person holds this office in the seat they act in. One query."""
    return isinstance(actor, Person) and Office.objects.held(kind).filter(seat_id=actor.seat).exists()


# --- Invitations --------------------------------------------------------------------------------------------------
#: Stands in an address for the invitation that the account of whoever asks was opened with; shorter than any token.
BROUGHT: Final = "brought"


def hash_of(token: str) -> str:
    """What is kept of an invitation's token. The token has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def get_invitation(token: str, account: Account | None = None) -> Invitation:
    """The invitation of a link. One that was used, withdrawn or ran out does not exist, like one that never was.

    In place of a token `BROUGHT` stands for the one that this account was opened with, wherever its person is now.
    """
    kept = hash_of(token) if token != BROUGHT else account.came_with if account is not None else ""
    invitation = Invitation.objects.still_open().filter(token_hash=kept).select_related("organisation").first()
    if invitation is None:
        raise NotFound(_("This link does not work any more. Ask for a new invitation."))
    return invitation


# --- Credentials --------------------------------------------------------------------------------------------------
def may_verify(actor: Actor) -> Permission:
    """Whether the actor verifies credentials at all."""
    if is_platform_administrator(actor):
        return ALLOW
    if isinstance(actor, Person) and actor.role in VERIFIERS and actor.organisation is not None:
        return ALLOW
    return deny(_("Credentials are verified by privacy officers and administrators."))


def credentials_visible_to(actor: Actor) -> "CredentialQuerySet":
    """Credentials that this verifier answers for."""
    return Credential.objects.to_answer_for(actor)


def get_credential(actor: Actor, pk: int) -> Credential:
    """A credential that this verifier answers for. To others it does not exist."""
    credential = (
        credentials_visible_to(actor)
        .select_related("seat__account", "verifier_organisation", "first_reader")
        .filter(pk=pk)
        .first()
    )
    if credential is None:
        raise NotFound
    return credential


def may_decide(actor: Person, credential: Credential) -> Permission:
    """Nobody verifies their own. That it takes two is kept by `actions.verify_credential`."""
    if credential.seat.account_id == actor.account:
        return deny(_("This one is yours. Somebody else has to look at it."))
    return may_verify(actor)


def get_own_credential(person: Person, pk: int) -> Credential:
    """A credential that the person stated in the seat they act in."""
    own = Credential.objects.visible_to(person).filter(seat_id=person.seat)
    credential = own.select_related("seat").filter(pk=pk).first()
    if credential is None:
        raise NotFound
    return credential


def get_evidence(actor: Person, pk: int) -> Evidence:
    """A file that shows a credential, for its person and for those who verify it. To others it does not exist."""
    evidence = Evidence.objects.visible_to(actor).select_related("credential").defer("content").filter(pk=pk).first()
    if evidence is None:
        raise NotFound
    return evidence


def get_own_evidence(person: Person, pk: int) -> Evidence:
    """A file that the person brought in the seat they act in."""
    evidence = get_evidence(person, pk)
    if evidence.credential.seat_id != person.seat:
        raise NotFound
    return evidence


# --- The pause of all publishing ----------------------------------------------------------------------------------
def may_halt(actor: Actor) -> Permission:
    """Pausing all publishing and letting it go on (rules.md S129). It harms nobody, so one of them is enough."""
    if isinstance(actor, Person) and actor.role in VERIFIERS:
        return ALLOW
    return deny(_("Privacy officers and administrators pause publishing."))


def may_see_halts(actor: Actor) -> Permission:
    """Knowing since when, by whom and why: those who pause, and those who read what is held."""
    if isinstance(actor, Person) and actor.role in VERIFIERS | REVIEWERS:
        return ALLOW
    return deny(_("Privacy officers, administrators and moderators see why publishing is paused."))


def require_publishing() -> None:
    """Go on, or raise Conflict while all publishing is paused. Whoever calls keeps what was written."""
    if queries.publishing_is_halted():
        raise Conflict(
            _("Publishing is paused here just now. Your words are kept. Send them once it goes on; it says so above.")
        )


def _serves(actor: Actor, organisation: int, roles: frozenset[Role]) -> bool:
    if is_platform_administrator(actor):
        return True
    return isinstance(actor, Person) and actor.organisation == organisation and actor.role in roles
