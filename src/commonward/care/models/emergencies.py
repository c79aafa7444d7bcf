"""Breaking the glass: reading a patient's conversations in an emergency, for 72 hours, with a reason."""

from django.db import models
from django.db.models import Q

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedTextField
from commonward.people.models import Seat


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    """Who may know of which, and which open something now."""

    def in_force(self) -> "EmergencyAccessQuerySet":
        """Within their time, of seats that are open, and not found to be without need."""
        open_seat = Q(seat__ended_at=None, seat__account__is_active=True)
        return self.filter(open_seat, until__gt=clock.now()).exclude(is_justified=False)

    def visible_to(self, actor: Actor) -> "EmergencyAccessQuerySet":
        """One's own; those to one's own record; and for the privacy officers of the place, who read them afterwards."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        seen = Q(seat_id=actor.seat) | Q(chart__seat_id=actor.seat)
        if actor.role == Role.PRIVACY_OFFICER and actor.organisation is not None:
            seen |= Q(chart__organisation_id=actor.organisation)
        return self.filter(seen)


class EmergencyAccess(models.Model):
    """One person's reading of one patient's record without a relationship. It opens nothing for writing."""

    id = IdField()
    chart = models.ForeignKey("care.Chart", on_delete=models.PROTECT, related_name="emergencies")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="care_emergencies")
    reason = SealedTextField()
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    until = models.DateTimeField()
    reviewer = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    is_justified = models.BooleanField(null=True)

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewer=None, is_justified=None)
                | Q(reviewed_at__isnull=False, reviewer__isnull=False, is_justified__isnull=False),
                name="an_emergency_was_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=models.F("seat")), name="nobody_reviews_their_own_emergency"
            ),
        ]
        indexes = [models.Index(fields=["seat", "until"], name="emergency_by_seat")]
