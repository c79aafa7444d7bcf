"""Organisations and who belongs to them: setting one up, inviting people, their coming and going."""

import secrets
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Actor, Person, Role
from commonward.kernel.errors import Conflict, Unacceptable, Unavailable
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.people import access, mail, queries
from commonward.people.actions.seats import end_seat, seat_person
from commonward.people.events import OrganisationCreated
from commonward.people.models import Account, Invitation, Organisation, Seat

INVITATION_DAYS: Final = 7
MOST_OPEN_INVITATIONS: Final = 500


def create_organisation(
    actor: Actor, *, name: str, kind: Organisation.Kind, jurisdiction: str = "", country: str = ""
) -> Organisation:
    """Set up an organisation. The caller has had `name` screened: others will read it.

    Raises Denied unless the actor is an administrator of the platform or a job.
    """
    require(access.may_create_organisations(actor))
    with transaction.atomic():
        organisation = Organisation.objects.create(
            name=name, slug=_free_slug(name), kind=kind, jurisdiction=jurisdiction, country=country
        )
        ledger.record(actor, "organisation.created", Ref("organisation", organisation.pk), detail={"kind": kind.value})
        emit(OrganisationCreated(organisation.pk))
    return organisation


def put_policy_in_force(person: Person, organisation: Organisation, pack: int | None) -> None:
    """Name the pack that judges in an organisation from now on. Oversight calls it in the transaction that decides."""
    require(access.may_set_policy(person, organisation))
    Organisation.objects.filter(pk=organisation.pk).update(policy_in_force=pack)
    organisation.policy_in_force = pack


def put_curation_in_force(person: Person, organisation: Organisation, decision: int) -> None:
    """Name the last decision of its clinicians about curated entries. Called by oversight, as `put_policy_in_force`."""
    require(access.may_curate(person, organisation))
    Organisation.objects.filter(pk=organisation.pk).update(curated_until=decision)
    organisation.curated_until = decision


def invite(person: Person, organisation: Organisation, *, email: str, role: Role) -> Invitation:
    """Offer somebody a seat by mail. The link works once, for seven days; an older one to the same seat stops working.

    Raises Denied without the right, Unacceptable beside `email`, Unavailable when the mail does not go out: then
    nothing is kept.
    """
    require(access.may_manage_members(person, organisation))
    email = shaped_address(email)
    if Seat.objects.filter(organisation=organisation, role=role.value, account__email=email, ended_at=None).exists():
        raise Unacceptable(_("This person has this seat already."), field="email")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        queries.open_invitations(organisation).filter(email=email, role=role.value).update(withdrawn_at=clock.now())
        if queries.open_invitations(organisation).count() >= MOST_OPEN_INVITATIONS:
            raise Conflict(_("Many invitations are open. Withdraw some, or wait until they are answered."))
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email,
            role=role.value,
            token_hash=access.hash_of(token),
            inviter_id=person.seat,
            expires_at=clock.after(days=INVITATION_DAYS),
        )
        ledger.record(person, "invitation.made", Ref("invitation", invitation.pk), detail={"role": role.value})
    # Slow work stays outside the transaction; the token is nowhere but in the mail.
    try:
        mail.send(letter_of(invitation, organisation, token))
    except Unavailable:
        with transaction.atomic():
            _close(person, invitation, reason="mail_failed")
        raise
    return invitation


def accept_invitation(account: Account, token: str, *, profession: str = "") -> Seat:
    """Take the seat that an invitation offers. It is used up with that.

    Raises NotFound for a link that does not work any more, Conflict when the person has the seat already, and
    Unacceptable beside `profession` when a health professional names none.
    """
    offered = access.get_invitation(token, account)
    role = Role(offered.role)
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().get(pk=offered.pk)
        if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
            raise Conflict(_("This link was used a moment ago."))
        try:
            seat = seat_person(account, role, organisation=offered.organisation, profession=profession)
        except Unacceptable as refusal:
            if refusal.field == "role":
                raise Conflict(_("You have this seat already. The invitation stays open for somebody else.")) from None
            raise
        invitation.accepted_at = clock.now()
        invitation.save(update_fields=["accepted_at"])
        _forget_brought(account)
        person = queries.person_of(seat)
        ledger.record(person, "invitation.accepted", Ref("invitation", invitation.pk))
        ledger.record(person, "seat.taken", Ref("seat", seat.pk), detail={"role": role.value})
    return seat


def leave_invitation(account: Account) -> None:
    """Somebody set another password by a link in a mail: whoever reads that address is not for certain who was invited.

    Where the invitation went to that address itself, it stays.
    """
    if account.came_with and not queries.was_invited_there(account):
        _forget_brought(account)


def _forget_brought(account: Account) -> None:
    if account.came_with:
        account.came_with = ""
        account.save(update_fields=["came_with"])


def withdraw_invitation(person: Person, organisation: Organisation, pk: int) -> None:
    """Take an open invitation back: its link stops working. Doing it twice does no harm."""
    require(access.may_manage_members(person, organisation))
    invitation = queries.open_invitations(organisation).filter(pk=pk).first()
    if invitation is None:
        return
    with transaction.atomic():
        _close(person, invitation)


def end_membership(person: Person, organisation: Organisation, seat: Seat) -> None:
    """End somebody's seat in an organisation. One administrator remains."""
    require(access.may_manage_members(person, organisation))
    end_seat(person, seat)


def _close(person: Person, invitation: Invitation, *, reason: str = "") -> None:
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if still_open.update(withdrawn_at=clock.now()):
        ledger.record(person, "invitation.withdrawn", Ref("invitation", invitation.pk), reason=reason)


def letter_of(invitation: Invitation, organisation: Organisation, token: str) -> EmailMessage:
    """The mail with the link of an invitation."""
    return mail.compose(
        "people/mail/invitation.txt",
        invitation.email,
        subject=_("%(organisation)s invites you") % {"organisation": " ".join(organisation.name.split())},
        context={
            "organisation": organisation.name,
            "link": settings.SITE_URL + reverse("people:invitation", args=[token]),
            "days": INVITATION_DAYS,
        },
    )


def shaped_address(email: str) -> str:
    """An address as it is kept. Raises Unacceptable beside `email`."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Unacceptable(
            _("That does not look like an e-mail address. It needs an @, as in name@example.org."), field="email"
        ) from None
    return email


def _free_slug(name: str) -> str:
    base = slugify(name)[:50].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
