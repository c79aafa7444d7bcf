"""What was looked up about the numbers of articles that published posts name. Nothing here says who named them."""

from django.db import models
from django.db.models import Q

from commonward.kernel import clock
from commonward.kernel.ids import IdField


class LookingUp(models.Model):
    """One row: whether numbers of articles are looked up outside this place. Off until an administrator turns it on."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    on = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_looking_up")]


class Article(models.Model):
    """A DOI or a PubMed number, and what the register that gives it out said, on which day."""

    class State(models.TextChoices):
        WAITING = "waiting"
        THERE = "there"
        UNKNOWN = "unknown"  # nobody gave this number out
        FAILED = "failed"  # the register did not answer

    id = IdField()
    form = models.CharField(max_length=8)
    number = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    title = models.CharField(max_length=300, blank=True, default="")
    journal = models.CharField(max_length=160, blank=True, default="")
    year = models.CharField(max_length=4, blank=True, default="")
    asked_at = models.DateTimeField(default=clock.now)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="one_article_of_a_number")]
        indexes = [models.Index(fields=["looked_at"], name="article_by_look")]
