"""What an author was told about their own words, as counts: theirs alone."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel.actor import Actor, Person
from commonward.kernel.ids import IdField
from commonward.people.models import Seat


class LessonQuerySet(models.QuerySet["Lesson"]):
    """Who may know how often a rule came up for somebody: they themselves, and no job."""

    def visible_to(self, actor: Actor) -> "LessonQuerySet":
        """Those of the seat one acts in."""
        return self.filter(seat_id=actor.seat) if isinstance(actor, Person) else self.none()


class Lesson(models.Model):
    """How many texts that somebody sent in a day a rule came up in, and what became of it. No text, no reference."""

    class Outcome(models.TextChoices):
        MENDED = "mended", _("You changed the words")
        KEPT = "kept", _("You kept it and said why")
        DOUBTED = "doubted", _("You did not agree")
        READ = "read", _("A second person read it first")

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="lessons")
    rule = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8, choices=Outcome)
    told_on = models.DateField()
    times = models.PositiveIntegerField(default=0)

    objects = LessonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["told_on"])]
        constraints = [
            models.UniqueConstraint(fields=["seat", "told_on", "rule", "outcome"], name="one_lesson_count_a_day"),
            models.CheckConstraint(
                condition=Q(outcome__in=["mended", "kept", "doubted", "read"]), name="lesson_outcome_known"
            ),
        ]
