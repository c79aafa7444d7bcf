"""Threads: one matter between a patient and the team that cares for them. Its topic and category are locked."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonward.care.models.emergencies import EmergencyAccess
from commonward.care.models.proxies import Proxy
from commonward.care.models.relationships import Relationship
from commonward.care.models.teams import STAFF, Membership
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedTextField
from commonward.people.models import Seat


class Urgency(models.TextChoices):
    """How soon somebody would like an answer, as they say it themselves."""

    ROUTINE = "routine", _("It can wait a few days")
    SOON = "soon", _("Today or tomorrow")
    URGENT = "urgent", _("As soon as you can")

    def is_before(self, other: str) -> bool:
        """Whether this one has to be answered sooner."""
        return list(Urgency).index(self) > list(Urgency).index(Urgency(other))


class Category(models.TextChoices):
    """What kind of matter it is, as whoever begins it says, if they like."""

    SYMPTOM = "symptom", _("How you feel")
    MEDICINE = "medicine", _("Medicines")
    RESULT = "result", _("Results and findings")
    TREATMENT = "treatment", _("Treatment, and care at home")
    VISIT = "visit", _("A visit or an appointment")
    PAPERS = "papers", _("Papers and certificates")
    OTHER = "other", _("Something else")

    @classmethod
    def said(cls, code: str | None) -> str:
        """What it is called; what an older release wrote stands for itself."""
        return str(cls(code).label) if code in cls.values else code or ""


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Who may read which thread, and where somebody may write at this moment. Decided here and nowhere else."""

    def visible_to(self, actor: Actor) -> "ThreadQuerySet":
        """The patient's own; for a caregiver what is not kept private; for staff of the team, while it cares."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        seen = Q(relationship__chart__seat_id=actor.seat)
        if actor.role == Role.CAREGIVER:
            seen |= _viewed_for(actor, {})
        if actor.role in STAFF:
            seen |= _served_by(actor) | _opened_by(actor)
        return self.filter(seen)

    def to_write_by(self, actor: Actor) -> "ThreadQuerySet":
        """Where the actor may send now: a relationship in force, a consent in force, and a part of one's own in it."""
        if not isinstance(actor, Person):
            return self.none()
        part = Q(relationship__chart__seat_id=actor.seat)
        if actor.role == Role.CAREGIVER:
            part |= _viewed_for(actor, {"may_message": True})
        if actor.role in STAFF:
            part |= Q(Exists(_serving(actor)))
        return self.permitted().filter(part, closed_at=None)

    def permitted(self) -> "ThreadQuerySet":
        """Those in which a message may be delivered at this moment."""
        return self.filter(relationship__in=Relationship.objects.permitted().values("pk"))


def _viewed_for(person: Person, scopes: dict[str, bool]) -> Q:
    acts = Proxy.objects.in_force().filter(
        seat_id=person.seat, chart_id=OuterRef("relationship__chart_id"), may_view=True, **scopes
    )
    return Q(is_private=False) & Q(Exists(acts))


def _opened_by(person: Person) -> Q:
    """In an emergency: of the chart that was opened, to read."""
    opened = EmergencyAccess.objects.in_force().filter(seat_id=person.seat, chart_id=OuterRef("relationship__chart_id"))
    return Q(Exists(opened))


def _serving(person: Person) -> "models.QuerySet[Membership]":
    return Membership.objects.serving().filter(seat_id=person.seat, team_id=OuterRef("relationship__team_id"))


def _served_by(person: Person) -> Q:
    now = clock.now()
    cared_for = Q(relationship__ends_at=None) | Q(relationship__ends_at__gt=now)
    states = [Relationship.State.ESTABLISHED, Relationship.State.PAUSED]
    return Q(Exists(_serving(person))) & Q(relationship__state__in=states, relationship__until__gt=now) & cared_for


class Thread(models.Model):
    """One matter. `waits_since` is when the oldest message of the patient's side that nobody answered was sent."""

    id = IdField()
    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="threads")
    topic = SealedTextField()
    category = SealedTextField(null=True)
    opened_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="threads_opened")
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.ROUTINE)
    is_private = models.BooleanField(default=False)  # kept from proxies by a patient of 13 or more
    is_first = models.BooleanField(default=False)  # a sign of an emergency or a crisis: before all others
    waits_since = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(default=clock.now)
    turn = models.OneToOneField("care.Turn", on_delete=models.SET_NULL, null=True, related_name="+")  # the open one

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["relationship", "-last_at"], name="thread_by_relationship"),
            models.Index(fields=["waits_since"], condition=Q(waits_since__isnull=False), name="thread_waiting"),
        ]

    @property
    def kind(self) -> str:
        """What kind of matter it is, in words; "" where nobody said."""
        return Category.said(self.category)
