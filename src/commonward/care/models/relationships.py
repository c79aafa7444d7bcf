"""The relationship between a patient and a care team: its states, its proofs, its end (rules.md section 4).

`Chart` is the patient as one organisation knows them: by the name they gave there, which is never their name here.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonward.care.models.proxies import Proxy
from commonward.care.models.teams import STAFF, Membership, Team
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedTextField
from commonward.people.models import Organisation, Seat


class ChartQuerySet(models.QuerySet["Chart"]):
    """Who may know a patient by name."""

    def visible_to(self, actor: Actor) -> "ChartQuerySet":
        """The patient's own, and of the patients of the relationships that one sees."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        seen = Relationship.objects.visible_to(actor).values("chart_id")
        return self.filter(Q(seat_id=actor.seat) | Q(pk__in=seen))


class Chart(models.Model):
    """A patient at one organisation. Name and birth date are what the patient gave, for the identity check."""

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="charts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="charts")
    name = SealedTextField()
    born = SealedTextField()  # ISO 8601
    lookup = models.CharField(max_length=64)  # keyed digest of both, to find them again without reading any
    # Of the name alone, to know it in what is written to others (`care.others`); 0: not looked for.
    name_number = models.BigIntegerField(null=True, editable=False)
    opened_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ChartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "organisation"], name="one_chart_per_seat_and_organisation")
        ]
        indexes = [
            models.Index(fields=["organisation", "lookup"], name="chart_lookup"),
            models.Index(fields=["organisation", "name_number"], name="chart_by_name_number"),
        ]


class RelationshipQuerySet(models.QuerySet["Relationship"]):
    """Who may see which relationship, and which of them carry a message now."""

    def visible_to(self, actor: Actor) -> "RelationshipQuerySet":
        """The patient's own, those one may view for a patient, and those of the teams that one serves in."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        seen = Q(chart__seat_id=actor.seat)
        if actor.role == Role.CAREGIVER:
            acts = Proxy.objects.in_force().filter(seat_id=actor.seat, chart_id=OuterRef("chart_id"), may_view=True)
            seen |= Q(Exists(acts))
        if actor.role in STAFF:
            serves = Membership.objects.serving().filter(seat_id=actor.seat, team_id=OuterRef("team_id"))
            seen |= Q(Exists(serves)) & ~Q(state=Relationship.State.ENDED)
        return self.filter(seen)

    def in_force(self) -> "RelationshipQuerySet":
        """Established, within its time, not ended, of a patient and a team that are there."""
        now = clock.now()
        return self.filter(
            Q(ends_at=None) | Q(ends_at__gt=now),
            state=Relationship.State.ESTABLISHED,
            until__gt=now,
            team__closed_at=None,
            chart__seat__ended_at=None,
            chart__seat__account__is_active=True,
        )

    def permitted(self) -> "RelationshipQuerySet":
        """In force, and the patient permits messages to the organisation at this moment."""
        return self.in_force().filter(Exists(granted(OuterRef("chart__seat_id"), OuterRef("team__organisation_id"))))


def granted(seat: "int | OuterRef", organisation: "int | OuterRef") -> "models.QuerySet[Grant]":
    """The consent to messages that is in force, of a seat to an organisation: identifiers, or expressions for them."""
    return Grant.objects.in_force().filter(seat_id=seat, organisation_id=organisation, kind=Kind.MESSAGING)


class Relationship(models.Model):
    """A patient and the team that cares for them. `step` counts its changes: a message names the one it was sent in."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Asked for")
        VERIFIED = "verified", _("Identity checked")
        ESTABLISHED = "established", _("In care")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    class Proof(models.TextChoices):
        ATTESTATION = "attestation", _("A clinician knows this patient")
        VISIT = "visit", _("A visit, booked or past")
        RECORD = "record", _("A record here")

    class Ending(models.TextChoices):
        PATIENT = "patient", _("The patient ended it")
        TEAM = "team", _("The team ended it")
        LAPSED = "lapsed", _("A year without contact")
        REFUSED = "refused", _("The team could not confirm it")

    id = IdField()
    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="relationships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="relationships")
    state = models.CharField(max_length=12, choices=State, default=State.REQUESTED)
    step = models.PositiveIntegerField(default=1)
    proof = models.CharField(max_length=12, choices=Proof, blank=True)
    requested_at = models.DateTimeField(default=clock.now, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    established_at = models.DateTimeField(null=True, blank=True)
    established_by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    last_contact_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)  # twelve months after the last contact
    paused_by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    ends_at = models.DateTimeField(null=True, blank=True)  # the team gave notice
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    handover = SealedTextField(null=True)  # where the patient turns next, in the team's words

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chart", "team"], condition=~Q(state="ended"), name="one_open_relationship_per_chart_and_team"
            ),
            models.CheckConstraint(
                condition=Q(state="requested") | Q(state="ended") | (Q(verified_at__isnull=False) & ~Q(proof="")),
                name="relationship_verified_names_its_proof",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["established", "paused"])
                | Q(established_at__isnull=False, established_by__isnull=False, until__isnull=False),
                name="relationship_established_names_who_and_until",
            ),
            models.CheckConstraint(
                condition=(Q(state="ended", ended_at__isnull=False) & ~Q(ending=""))
                | (~Q(state="ended") & Q(ended_at=None, ending="")),
                name="relationship_ended_says_how",
            ),
        ]
        indexes = [models.Index(fields=["team", "state"], name="relationship_by_team")]


#: While a team answers for somebody, writing or not.
IN_CARE = (Relationship.State.ESTABLISHED, Relationship.State.PAUSED)
