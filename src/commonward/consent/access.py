"""Who may permit what. Consent is the patient's own; nobody else gives it or takes it back."""

from django.utils.translation import gettext as _

from commonward.consent.models import Grant
from commonward.kernel.access import ALLOW, Permission, deny
from commonward.kernel.actor import Actor, Person, Role
from commonward.kernel.errors import NotFound


def may_give(actor: Actor) -> Permission:
    """Permitting something for oneself."""
    if isinstance(actor, Person) and actor.role == Role.PATIENT:
        return ALLOW
    return deny(_("Only patients permit this, for themselves. Change to your seat as a patient if you have one."))


def get_own_grant(actor: Actor, pk: int) -> Grant:
    """A grant of one's own. Those of others do not exist."""
    grant = Grant.objects.visible_to(actor).select_related("organisation").filter(pk=pk).first()
    if grant is None or not isinstance(actor, Person):
        raise NotFound
    return grant
