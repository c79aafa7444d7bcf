"""The pause of all publishing in this place. A model of this context, which `people.models` gathers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.people.offices import REVIEWERS, VERIFIERS


class HaltQuerySet(models.QuerySet["Halt"]):
    """Everybody learns that publishing is paused; since when, by whom and why, those who act."""

    def visible_to(self, actor: Actor) -> "HaltQuerySet":
        """All of them for those who answer for members or read what is held."""
        acts = isinstance(actor, Person) and actor.role in VERIFIERS | REVIEWERS
        return self if acts or isinstance(actor, System) else self.none()


class Halt(models.Model):
    """A pause of all publishing in this place (rules.md S129): who began it, why, who ended it. One at a time."""

    class Reason(models.TextChoices):
        LEAK = "leak", _("Something got out that should not have")
        MISUSE = "misuse", _("Somebody misuses this place")
        RUMOUR = "rumour", _("A rumour spreads and has to be answered first")
        FAULT = "fault", _("Something here does not work as it should")
        EXERCISE = "exercise", _("An exercise")

    id = IdField()
    reason = models.CharField(max_length=10, choices=Reason)
    is_on = models.BooleanField(default=True)
    begun_at = models.DateTimeField(default=clock.now, editable=False)
    begun_by = models.ForeignKey("people.Seat", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("people.Seat", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = HaltQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_on"], condition=Q(is_on=True), name="one_halt_at_a_time"),
            models.CheckConstraint(
                condition=Q(is_on=True, ended_at__isnull=True, ended_by__isnull=True)
                | Q(is_on=False, ended_at__isnull=False, ended_by__isnull=False),
                name="halt_ended_names_who_and_when",
            ),
        ]
