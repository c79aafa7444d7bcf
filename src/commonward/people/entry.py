"""How one comes in here: what the place asks of those who do, and the devices that they are signed in on.

Models of this context like those of `people.models`, which gathers them.
"""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.ids import IdField

#: Seats from which much is seen or decided. Whoever sits in one shows a second factor, where the place asks for it.
OFFICE_ROLES: Final = frozenset({Role.MODERATOR, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})


class EntryRules(models.Model):
    """What the administrators of the place decided about coming in. One row; as long as there is none, its defaults."""

    class SignUp(models.TextChoices):
        OPEN = "open", _("Anybody may open an account")
        DOMAINS = "domains", _("People with an address at one of the places named below")
        INVITED = "invited", _("Only people who were invited")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sign_up = models.CharField(max_length=10, choices=SignUp, default=SignUp.OPEN)
    domains = models.TextField(default="", blank=True)  # one a line, lower case
    asks_factor = models.BooleanField(default=True)
    # Whether children under 13 have accounts, with a parent's consent (people.parental).
    lets_children = models.BooleanField(default=False, db_default=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="entry_rules_are_one_row")]


class DeviceQuerySet(models.QuerySet["Device"]):
    """Devices are their owner's alone."""

    def visible_to(self, actor: Actor) -> "DeviceQuerySet":
        """Those that one is signed in on oneself."""
        if isinstance(actor, System):
            return self
        return self.filter(account_id=actor.account) if isinstance(actor, Person) else self.none()


class Device(models.Model):
    """A browser that somebody is signed in with. Known roughly, by program and system: no address, no full name of it.

    Goes when its session goes.
    """

    id = IdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=20, default="", blank=True)
    system = models.CharField(max_length=20, default="", blank=True)
    # The organisation by whose sign-on one came in.
    signed_in_with = models.ForeignKey(
        "people.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What is kept of that server's number for the session there, by which it says that it is over.
    sign_on_session = models.CharField(max_length=64, default="", db_default="", blank=True)
    signed_in_at = models.DateTimeField(default=clock.now, editable=False)
    seen_at = models.DateTimeField(default=clock.now)

    objects = DeviceQuerySet.as_manager()
