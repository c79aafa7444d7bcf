"""Who may act for a patient, for what, and until when (rules.md sections 4 and S100)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.people.models import Seat


class ProxyQuerySet(models.QuerySet["Proxy"]):
    """Who may see which proxy, and which count now."""

    def in_force(self) -> "ProxyQuerySet":
        """Given, not taken back, not run out, of seats that are open."""
        return self.filter(
            ended_at=None,
            starts_at__lte=clock.now(),
            until__gt=clock.now(),
            seat__ended_at=None,
            seat__suspended_at=None,
            seat__account__is_active=True,
        )

    def visible_to(self, actor: Actor) -> "ProxyQuerySet":
        """The patient's own, and one's own to act by."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        return self.filter(Q(chart__seat_id=actor.seat) | Q(seat_id=actor.seat))


class Proxy(models.Model):
    """What one caregiver may do for one patient at one organisation. The patient takes it back at any time."""

    class Proof(models.TextChoices):
        PATIENT = "patient", _("Named by the patient")
        PARENT = "parent", _("Parent or guardian, papers seen")
        COURT = "court", _("Court paper seen")

    id = IdField()
    chart = models.ForeignKey("care.Chart", on_delete=models.PROTECT, related_name="proxies")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="care_proxies")
    proof = models.CharField(max_length=10, choices=Proof)
    may_view = models.BooleanField(default=True)
    may_message = models.BooleanField(default=False)
    may_book = models.BooleanField(default=False)
    may_consent = models.BooleanField(default=False)
    given_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="care_proxies_given")
    starts_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # both heard that a parent's say ends soon

    objects = ProxyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chart", "seat"], condition=Q(ended_at=None), name="one_open_proxy_per_chart_and_seat"
            ),
            # Whoever may write or consent has to be able to read what it is about.
            models.CheckConstraint(
                condition=Q(may_view=True) | Q(may_message=False, may_consent=False), name="a_proxy_that_acts_may_view"
            ),
        ]
