"""Who may permit what. Consent is the patient's own; somebody else only decides about a publication, where care knows
that they act for the patient with that scope (`acting`).
"""

from django.utils.translation import gettext as _

from commonward.consent import acting
from commonward.consent.kinds import STANDING, Kind
from commonward.consent.models import Grant
from commonward.kernel.access import ALLOW, Permission, deny
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.errors import NotFound
from commonward.people.models import Organisation


def may_give(actor: Actor) -> Permission:
    """Permitting something for oneself."""
    if isinstance(actor, Person) and actor.role == Role.PATIENT:
        return ALLOW
    return deny(_("Only patients permit this, for themselves. Change to your seat as a patient if you have one."))


def may_give_for(person: Person, seat: int, organisation: Organisation, kind: Kind) -> Permission:
    """Permitting something for the patient in this seat: their own, or a publication by who decides for them."""
    if person.seat == seat:
        return may_give(person)
    if kind == Kind.PUBLICATION and acting.decides(person, seat, organisation.pk):
        return ALLOW
    return deny(_("You do not decide this for the patient. Ask them, if they would like you to."))


def get_grant_to_end(person: Person, pk: int) -> Grant:
    """A grant that one may take back: one's own, or a publication of somebody for whom one decides."""
    grant = Grant.objects.visible_to(System("consent")).select_related("organisation").filter(pk=pk).first()
    if grant is None or not (
        grant.seat_id == person.seat or may_give_for(person, grant.seat_id, grant.organisation, Kind(grant.kind))
    ):
        raise NotFound
    return grant


def get_own_grant(actor: Actor, pk: int) -> Grant:
    """A grant of one's own. Those of others do not exist."""
    grant = Grant.objects.visible_to(actor).select_related("organisation").filter(pk=pk).first()
    if grant is None or not isinstance(actor, Person):
        raise NotFound
    return grant


def get_place(slug: str) -> Organisation:
    """An organisation to permit something to, by its short name. Which there are is no secret."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise NotFound(_("There is no such place here. Please begin again from the page of what you permit."))
    return organisation


def get_kind(name: str) -> Kind:
    """A kind that is offered on the page, by its code."""
    kind = next((one for one in STANDING if one == name), None)
    if kind is None:
        raise NotFound(_("There is nothing here to permit. Please begin again from the page of what you permit."))
    return kind
