"""Whom somebody may turn to when things are hard."""

from django.db import models
from django.db.models import F, Q

from commonward.community.models.profiles import Profile
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField


class ChosenPersonQuerySet(models.QuerySet["ChosenPerson"]):
    """Who chose whom is between the two."""

    def visible_to(self, actor: Actor) -> "ChosenPersonQuerySet":
        """Whom one chose, and by whom one was chosen."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person) or actor.profile is None:
            return self.none()
        return self.filter(Q(chooser_id=actor.profile) | Q(chosen_id=actor.profile))


class ChosenPerson(models.Model):
    """Somebody asked somebody whether they may turn to them. From `agreed_at` on, one button tells the chosen person.

    `called_at` says that it was pressed and `seen_at` that the chosen person knows; both go after thirty days.
    """

    id = IdField()
    chooser = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="chosen_person")
    chosen = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="chosen_by")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    agreed_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = ChosenPersonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["called_at"], condition=Q(called_at__isnull=False), name="chosen_called")]
        constraints = [
            models.CheckConstraint(condition=~Q(chooser=F("chosen")), name="choose_somebody_else"),
            models.CheckConstraint(
                condition=Q(called_at=None) | Q(agreed_at__isnull=False), name="call_only_who_agreed"
            ),
        ]
