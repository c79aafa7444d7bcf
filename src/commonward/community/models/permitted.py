"""Versions that are shown because a patient permits it: which grant each rests on, so that it goes when that goes."""

from django.db import models

from commonward.community.models.posts import Post, Version
from commonward.consent.models import Grant
from commonward.kernel.actor import Actor, System
from commonward.kernel.ids import IdField


class ShownUnderQuerySet(models.QuerySet["ShownUnder"]):
    """Nobody but jobs: which posts are about somebody who permitted it is for nobody to list."""

    def visible_to(self, actor: Actor) -> "ShownUnderQuerySet":
        """Everything for jobs, nothing for people."""
        return self if isinstance(actor, System) else self.none()


class ShownUnder(models.Model):
    """Exactly these words may be seen while this grant, or one of the same in its place, is in force."""

    id = IdField()
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="shown_under")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")

    objects = ShownUnderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "grant"], name="shown_under_a_grant_once")]
