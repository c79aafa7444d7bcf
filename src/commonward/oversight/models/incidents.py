"""Incidents: what went wrong with somebody's privacy, and who did what about it when (rules.md 5).

What an officer writes is locked in its row (`kernel.sealed`) and stands nowhere else; the ledger has codes and times.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedTextField
from commonward.people.models import Organisation, Seat


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Privacy officers, and nobody else."""

    def visible_to(self, actor: Actor) -> "IncidentQuerySet":
        """Those of one's organisation; without one, of the whole place."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person) or actor.role != Role.PRIVACY_OFFICER:
            return self.none()
        return self if actor.organisation is None else self.filter(organisation_id=actor.organisation)


class Incident(models.Model):
    """Something that may have hurt somebody's privacy, from the day it was known until it is closed."""

    class State(models.TextChoices):
        REPORTED = "reported", _("Reported")
        CONTAINED = "contained", _("Contained")
        ASSESSED = "assessed", _("Assessed")
        NOTIFIED = "notified", _("People told")
        CLOSED = "closed", _("Closed")

    class Outcome(models.TextChoices):
        INCIDENT = "incident", _("An incident without anybody's data")
        NOT_A_BREACH = "not_breach", _("Not a breach: it is unlikely that data were used")
        BREACH = "breach", _("A breach")

    id = IdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="incidents")
    # Counts up in each organisation: by it people speak of an incident.
    number = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.REPORTED)
    outcome = models.CharField(max_length=10, choices=Outcome, default="", blank=True)
    discovered_at = models.DateTimeField()  # first known to anybody who works here; the clocks run from it
    affected = models.PositiveIntegerField(null=True, blank=True)  # people
    is_abroad = models.BooleanField(default=False)  # data of people in the EU or the UK
    reported_at = models.DateTimeField(default=clock.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reported", "contained"], outcome="")
                | (~Q(state__in=["reported", "contained"]) & ~Q(outcome="")),
                name="incident_assessed_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="incident_closed_says_when",
            ),
        ]


class IncidentStepQuerySet(models.QuerySet["IncidentStep"]):
    """As the incidents."""

    def visible_to(self, actor: Actor) -> "IncidentStepQuerySet":
        """The steps of those that one may see."""
        return self.filter(incident__in=Incident.objects.visible_to(actor))


class IncidentStep(models.Model):
    """Who did what about an incident, when, and in the officer's own words. Never changed."""

    id = IdField()
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=Incident.State)  # that it led to, or was in when a note was added
    is_note = models.BooleanField(default=False)
    by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    words = SealedTextField()

    objects = IncidentStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "state"], condition=Q(is_note=False), name="each_step_of_an_incident_once"
            )
        ]
