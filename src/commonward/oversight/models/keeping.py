"""How long things are kept: what each day's rounds removed, and what a legal hold keeps from being removed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.people.models import Seat
from commonward.people.offices import VERIFIERS


class RetentionDay(models.Model):
    """What the worker's rounds removed on one day, by kind. Numbers; belongs to nobody."""

    day = models.DateField(primary_key=True)
    removed = models.JSONField(default=dict)  # {code of the rule: how many}
    stumbled = models.JSONField(default=dict)  # {code of the rule: class of the last error}
    last_at = models.DateTimeField()


class HoldQuerySet(models.QuerySet["Hold"]):
    """Who may know that something of somebody is kept for a court."""

    def visible_to(self, actor: Actor) -> "HoldQuerySet":
        """Privacy officers and administrators: of their organisation and of people without one."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person) or actor.role not in VERIFIERS:
            return self.none()
        if actor.organisation is None:
            return self
        return self.filter(Q(seat__organisation_id=actor.organisation) | Q(seat__organisation=None))


class Hold(models.Model):
    """A legal hold: what belongs to this seat is not removed until it ends (rules.md 7: it beats deletion)."""

    class Reason(models.TextChoices):
        COURT = "court", _("A court asked for it")
        AUTHORITY = "authority", _("An authority asked for it")
        INCIDENT = "incident", _("An incident is being looked into")
        CLAIM = "claim", _("Somebody makes or answers a claim")

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=10, choices=Reason)
    begun_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=clock.now, editable=False)
    ended_by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=Q(ended_at=None), name="one_open_hold_per_seat"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="hold_ended_names_who_and_when",
            ),
        ]
