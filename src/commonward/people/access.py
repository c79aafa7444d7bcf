"""Who may do what among people. An account is known only to itself and to those who answer for its organisation."""

import hashlib
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commonward.kernel import clock
from commonward.kernel.access import ALLOW, Permission, deny
from commonward.kernel.actor import GRANTED_ROLES, Actor, Person, Role, System
from commonward.kernel.errors import NotFound
from commonward.people.models import Credential, Invitation, Organisation, Seat

#: Roles that answer for who the members of an organisation are.
VERIFIERS: Final = frozenset({Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})


def is_platform_administrator(actor: Actor) -> bool:
    """An administrator whose seat has no organisation serves the whole platform."""
    return isinstance(actor, Person) and actor.role == Role.ADMINISTRATOR and actor.organisation is None


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
        Seat.objects.filter(pk=pk, account_id=account_id, ended_at=None)
        .select_related("organisation", "profile")
        .first()
    )
    if seat is None:
        raise NotFound
    return seat


# --- Organisations ------------------------------------------------------------------------------------------------
def organisations_visible_to(actor: Actor) -> "QuerySet[Organisation]":
    """The organisation of the seat one acts in; for administrators of the platform all of them."""
    if is_platform_administrator(actor):
        return Organisation.objects.all()
    if isinstance(actor, Person) and actor.organisation is not None:
        return Organisation.objects.filter(pk=actor.organisation)
    return Organisation.objects.none()


def get_organisation(actor: Actor, slug: str) -> Organisation:
    """The one way a view obtains an organisation from inside. To strangers it does not exist."""
    organisation = organisations_visible_to(actor).filter(slug=slug).first()
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


def get_member(actor: Actor, organisation: Organisation, pk: int) -> Seat:
    """An open seat in an organisation, for those who manage its members."""
    seat = Seat.objects.filter(pk=pk, organisation=organisation, ended_at=None).select_related("organisation").first()
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


def may_create_organisations(actor: Actor) -> Permission:
    """Setting up an organisation."""
    if isinstance(actor, System) or is_platform_administrator(actor):
        return ALLOW
    return deny(_("Only administrators of this place set up organisations."))


# --- Invitations --------------------------------------------------------------------------------------------------
def hash_of(token: str) -> str:
    """What is kept of an invitation's token. The token has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def get_invitation(token: str) -> Invitation:
    """The invitation of a link. One that was used, withdrawn or ran out does not exist, like one that never was."""
    invitation = (
        Invitation.objects.filter(
            token_hash=hash_of(token), accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
        )
        .select_related("organisation")
        .first()
    )
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


def credentials_visible_to(actor: Actor) -> "QuerySet[Credential]":
    """Credentials of open seats that this verifier answers for: of their organisation, and those that its members
    stated in a seat of their own. What a member stated in a seat of another organisation is not among them.
    """
    stated = Credential.objects.filter(seat__ended_at=None)
    if not isinstance(actor, Person) or not may_verify(actor):
        return stated.none()
    if actor.organisation is None:
        return stated
    members = Seat.objects.filter(organisation_id=actor.organisation, ended_at=None).values("account_id")
    return stated.filter(
        Q(seat__organisation_id=actor.organisation) | Q(seat__organisation=None, seat__account_id__in=members)
    )


def get_credential(actor: Actor, pk: int) -> Credential:
    """A credential that this verifier answers for. To others it does not exist."""
    credential = (
        credentials_visible_to(actor).select_related("seat__account", "verifier_organisation").filter(pk=pk).first()
    )
    if credential is None:
        raise NotFound
    return credential


def may_decide(actor: Person, credential: Credential) -> Permission:
    """Nobody verifies their own."""
    if credential.seat.account_id == actor.account:
        return deny(_("This one is yours. Somebody else has to look at it."))
    return may_verify(actor)


def get_own_credential(person: Person, pk: int) -> Credential:
    """A credential that the person stated in the seat they act in."""
    credential = Credential.objects.filter(pk=pk, seat_id=person.seat).select_related("seat").first()
    if credential is None:
        raise NotFound
    return credential


def _serves(actor: Actor, organisation: int, roles: frozenset[Role]) -> bool:
    if is_platform_administrator(actor):
        return True
    return isinstance(actor, Person) and actor.organisation == organisation and actor.role in roles
