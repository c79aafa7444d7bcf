"""Pushes to people's devices (Web Push). Models of this context; nothing in them has room for content."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField


class Ways(models.Model):
    """One row: whether push is on in this place. Off until an administrator turns it on."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    push = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_ways")]


class PushDeviceQuerySet(models.QuerySet["PushDevice"]):
    """Devices belong to an account, and are its person's alone to know."""

    def visible_to(self, actor: Actor) -> "PushDeviceQuerySet":
        """One's own."""
        if isinstance(actor, System):
            return self
        return self.filter(account_id=actor.account) if isinstance(actor, Person) else self.none()


class PushDevice(models.Model):
    """A browser that takes pushes for an account: the address that its maker gave it, and the keys for it."""

    id = IdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices")
    endpoint = models.CharField(max_length=600, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    browser = models.CharField(max_length=40, blank=True, default="")
    system = models.CharField(max_length=40, blank=True, default="")
    begun_at = models.DateTimeField(default=clock.now)
    reached_at = models.DateTimeField(null=True)
    #: Whether pushes go on when its person signs out there. Devices from before that was asked do, as they were told.
    stays = models.BooleanField(default=False, db_default=True)

    objects = PushDeviceQuerySet.as_manager()


class PushQuerySet(models.QuerySet["Push"]):
    """Pushes are of a device, and so of an account."""

    def visible_to(self, actor: Actor) -> "PushQuerySet":
        """Those to one's own devices."""
        if isinstance(actor, System):
            return self
        return self.filter(device__account_id=actor.account) if isinstance(actor, Person) else self.none()


class Push(models.Model):
    """One push on its way to a device. Several notices that come while it waits are one."""

    class State(models.TextChoices):
        WAITING = "waiting", _("On its way")
        SENT = "sent", _("Arrived at the push service")
        FAILED = "failed", _("Not taken by the push service")

    id = IdField()
    device = models.ForeignKey(PushDevice, on_delete=models.CASCADE, related_name="pushes")
    is_message = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    objects = PushQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device"], condition=Q(state="waiting"), name="one_push_waits_per_device")
        ]
        indexes = [models.Index(fields=["made_at"], name="push_by_age")]
