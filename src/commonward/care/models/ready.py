"""Ready replies: words that a team, or all teams of a place, keep to begin a message with. Each change is a version."""

from django.db import models
from django.db.models import Q

from commonward.care.models.teams import Membership, Team
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedTextField
from commonward.oversight.models import Screening
from commonward.people.models import Organisation, Seat


class ReadyReplyQuerySet(models.QuerySet["ReadyReply"]):
    """Who may use which ready reply, and who may change it."""

    def visible_to(self, actor: Actor) -> "ReadyReplyQuerySet":
        """Those of the teams that one serves in and of all teams there; for administrators those of their place."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        serving = Membership.objects.serving().filter(seat_id=actor.seat)
        seen = Q(team__in=serving.values("team_id"))
        seen |= Q(team=None, organisation__in=serving.values("team__organisation_id"))
        if actor.role == Role.ADMINISTRATOR and actor.organisation is not None:
            seen |= Q(organisation_id=actor.organisation)
        return self.filter(seen)


class ReadyReply(models.Model):
    """One of them. Without a team it is for all teams of the place. What is sent is the sender's own."""

    id = IdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="ready_replies")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="ready_replies")
    live = models.OneToOneField("care.ReadyVersion", on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(default=clock.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ReadyReplyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation"], condition=Q(retired_at=None), name="ready_of_a_place")]


class ReadyVersionQuerySet(models.QuerySet["ReadyVersion"]):
    """Who may read which version."""

    def visible_to(self, actor: Actor) -> "ReadyVersionQuerySet":
        """Those of the ready replies that one sees."""
        if isinstance(actor, System):
            return self
        return self.filter(reply__in=ReadyReply.objects.visible_to(actor).values("pk"))


class ReadyVersion(models.Model):
    """The words of a ready reply at one time, by whom. Never changed."""

    id = IdField()
    reply = models.ForeignKey(ReadyReply, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    title = SealedTextField()
    text = SealedTextField()
    screening = models.OneToOneField(Screening, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ReadyVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "number"], name="one_ready_version_of_a_number")]
