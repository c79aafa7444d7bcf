"""Asking a patient whether exactly this may be shown to others. The words are locked here; `consent` has their hash."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonward.care.models.proxies import Proxy
from commonward.care.models.relationships import Relationship
from commonward.care.models.teams import Membership
from commonward.consent.models import Audience, Grant, Purpose
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedTextField
from commonward.people.models import Seat


class ShowingQuerySet(models.QuerySet["Showing"]):
    """Who may see what a patient is asked."""

    def visible_to(self, actor: Actor) -> "ShowingQuerySet":
        """The patient; who decides for them, what is not private; the team what it asked, while it cares for them."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        serves = Membership.objects.serving().filter(seat_id=actor.seat, team_id=OuterRef("relationship__team_id"))
        staff = Q(Exists(serves)) & ~Q(relationship__state=Relationship.State.ENDED)
        return self.filter(Q(relationship__chart__seat_id=actor.seat) | staff | self.model.decided_by(actor))


class Showing(models.Model):
    """One question: these words, to these readers, for this purpose, until this day. Words never change."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for the patient")
        AGREED = "agreed", _("The patient agreed")
        DECLINED = "declined", _("The patient did not agree")

    id = IdField()
    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="showings")
    asked_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField()
    facts = models.JSONField(default=list)  # [[start, end]] of what was found about a person
    audience = models.CharField(max_length=10, choices=Audience)
    purpose = models.CharField(max_length=10, choices=Purpose)
    until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    is_private = models.BooleanField(default=False, db_default=False)  # only the patient is asked

    objects = ShowingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="agreed", grant__isnull=False) | (~Q(state="agreed") & Q(grant=None)),
                name="an_agreed_showing_names_its_grant",
            )
        ]
        indexes = [models.Index(fields=["relationship", "-id"], name="showing_by_relationship")]

    @property
    def standing(self) -> str:
        """How it stands, in a few words; the grant should be loaded with it."""
        over = self.grant is not None and self.grant.ended_at is not None
        return str(_("Taken back")) if over else str(self.get_state_display())

    @staticmethod
    def decided_by(person: Person) -> Q:
        """Those about patients for whom somebody decides on permissions, but for what these keep to themselves."""
        decides = Proxy.objects.in_force().filter(
            seat_id=person.seat, chart_id=OuterRef("relationship__chart_id"), may_view=True, may_consent=True
        )
        return Q(is_private=False) & Q(Exists(decides))
