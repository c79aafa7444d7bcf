"""How people hear of notices beside the page: a digest by mail. Models of this context.

None of them has room for content: what is sent says that something waits, and where.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField


class Way(models.TextChoices):
    """How a notice can reach somebody."""

    PAGE = "page", _("On this site")
    MAIL = "mail", _("In the digest by e-mail")
    PUSH = "push", _("As a push on your devices, where you turned that on")


class HushQuerySet(models.QuerySet["Hush"]):
    """What somebody does not want is theirs to know."""

    def visible_to(self, actor: Actor) -> "HushQuerySet":
        """One's own."""
        if isinstance(actor, System):
            return self
        return self.filter(account_id=actor.account) if isinstance(actor, Person) else self.none()


class Hush(models.Model):
    """A group of notices that somebody does not want by one way. Without a row it comes."""

    id = IdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hushes")
    group = models.CharField(max_length=16)  # code of people.notice_kinds.GROUPS
    way = models.CharField(max_length=8, choices=Way)

    objects = HushQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "group", "way"], name="hushed_once")]


class DigestQuerySet(models.QuerySet["Digest"]):
    """Digests are of one account."""

    def visible_to(self, actor: Actor) -> "DigestQuerySet":
        """One's own."""
        if isinstance(actor, System):
            return self
        return self.filter(account_id=actor.account) if isinstance(actor, Person) else self.none()


class Digest(models.Model):
    """A mail that says how many notices wait, every day or every week. `told_until` is up to when they were counted."""

    class Every(models.TextChoices):
        OFF = "off", _("Never")
        DAY = "day", _("Every morning")
        WEEK = "week", _("Monday morning")

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="digest"
    )
    every = models.CharField(max_length=8, choices=Every, default=Every.OFF)
    next_at = models.DateTimeField(default=clock.now)
    told_until = models.DateTimeField(default=clock.now)
    begun_at = models.DateTimeField(null=True)  # the mail of this morning that is on its way
    stuck_since = models.DateTimeField(null=True)  # the mail server does not take it
    sent_at = models.DateTimeField(null=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=~Q(every="off"), name="digest_due")]
