"""Care that a team offers to somebody it knows already: by a code that is handed over or mailed.

Nobody is looked up for it (rules.md, boundary.search-patient).
"""

from django.db import models
from django.db.models import Q

from commonward.care.models.relationships import Relationship
from commonward.care.models.teams import Membership, Team
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedTextField
from commonward.people.models import Seat


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Who may see which proposal, and which can be accepted now."""

    def visible_to(self, actor: Actor) -> "ProposalQuerySet":
        """Those of the teams that one serves in. Whoever has the code finds theirs by it (`still_open`)."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        return self.filter(team__in=Membership.objects.serving().filter(seat_id=actor.seat).values("team_id"))

    def still_open(self) -> "ProposalQuerySet":
        """Neither accepted nor withdrawn nor run out, of a team that is there."""
        return self.filter(ended_at=None, expires_at__gt=clock.now(), team__closed_at=None)


class Proposal(models.Model):
    """One offer of care. Name and birth date are those of the record: whoever has the code has to know them, too."""

    class Ending(models.TextChoices):
        ACCEPTED = "accepted"
        WITHDRAWN = "withdrawn"
        MISSED = "missed"  # too many tries with another name or day

    id = IdField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="proposals")
    proposer = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="care_proposals")
    proof = models.CharField(max_length=12, choices=Relationship.Proof)
    name = SealedTextField()
    lookup = models.CharField(max_length=64)  # keyed digest of name and birth date, as a chart keeps it
    code_hash = models.CharField(max_length=64, unique=True)  # keyed: the code itself is nowhere
    was_mailed = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    relationship = models.OneToOneField(Relationship, on_delete=models.PROTECT, null=True, related_name="proposal")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="an_ended_proposal_says_how",
            ),
            models.CheckConstraint(
                condition=Q(ending="accepted", relationship__isnull=False)
                | (~Q(ending="accepted") & Q(relationship=None)),
                name="an_accepted_proposal_names_the_relationship",
            ),
        ]
        indexes = [models.Index(fields=["team"], condition=Q(ended_at=None), name="proposal_open")]
