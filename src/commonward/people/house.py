"""What an organisation writes for its people, who signed it, and who was trained for what.

Models of this context like those of `people.models`, which gathers them. A text never changes: what is written anew is
the next version. Its words are screened by whoever calls `actions.put_text` (`oversight.house`).
"""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import BOUND_ROLES, Actor, Person, Role, System
from commonward.kernel.ids import IdField
from commonward.people.offices import answers_for, is_platform_administrator

#: Roles that speak for their work where they have a seat in an organisation: they sign and are trained (rules.md S73).
STAFF_ROLES: Final = BOUND_ROLES


class TextKind(models.TextChoices):
    """What a text is for. Only the first is signed; the others are for everybody to read."""

    STAFF = "staff", _("Social media policy")
    HOUSE = "house", _("House rules")
    TERMS = "terms", _("Terms")
    HOURS = "hours", _("Outside opening hours")


class HouseTextQuerySet(models.QuerySet["HouseText"]):
    """Who may read which text of an organisation."""

    def visible_to(self, actor: Actor) -> "HouseTextQuerySet":
        """House rules and terms are for everybody; the policy is for those who have a seat there."""
        if isinstance(actor, System) or is_platform_administrator(actor):
            return self
        seen = ~Q(kind=TextKind.STAFF)
        if isinstance(actor, Person) and actor.organisation is not None:
            seen |= Q(organisation_id=actor.organisation)
        return self.filter(seen)


class HouseText(models.Model):
    """One version of a text of an organisation."""

    id = IdField()
    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=10, choices=TextKind)
    number = models.PositiveIntegerField()
    words = models.TextField()
    put_by = models.ForeignKey("people.Seat", on_delete=models.PROTECT, related_name="texts_put")
    put_at = models.DateTimeField(default=clock.now, editable=False)

    objects = HouseTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "number"], name="house_texts_are_numbered")
        ]


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Who may see who signed."""

    def visible_to(self, actor: Actor) -> "SignatureQuerySet":
        """One's own in this seat, and those of the members one answers for or speaks with in public."""
        if isinstance(actor, System) or is_platform_administrator(actor):
            return self
        if not isinstance(actor, Person):
            return self.none()
        return self.filter(Q(seat_id=actor.seat) | Q(seat__organisation_id=looks_after(actor)))


class Signature(models.Model):
    """A member has read a version of the policy and agreed to it."""

    id = IdField()
    seat = models.ForeignKey("people.Seat", on_delete=models.CASCADE, related_name="signatures")
    text = models.ForeignKey(HouseText, on_delete=models.PROTECT, related_name="signatures")
    signed_at = models.DateTimeField(default=clock.now, editable=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "text"], name="a_text_is_signed_once_in_a_seat")]


class TrainingQuerySet(models.QuerySet["Training"]):
    """Who may see who was trained."""

    def valid_on(self, day: object) -> "TrainingQuerySet":
        """Those that count on a day."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day), withdrawn_at=None)

    def visible_to(self, actor: Actor) -> "TrainingQuerySet":
        """As signatures."""
        if isinstance(actor, System) or is_platform_administrator(actor):
            return self
        if not isinstance(actor, Person):
            return self.none()
        return self.filter(Q(seat_id=actor.seat) | Q(seat__organisation_id=looks_after(actor)))


class Training(models.Model):
    """A member was trained. Kept six years (45 CFR 164.530(j)); one that was recorded by mistake is withdrawn."""

    class Kind(models.TextChoices):
        SOCIAL = "social", _("Social media and patients")
        PRIVACY = "privacy", _("Privacy and confidentiality")
        PUBLIC = "public", _("Speaking in public for the organisation")

    id = IdField()
    seat = models.ForeignKey("people.Seat", on_delete=models.CASCADE, related_name="trainings")
    kind = models.CharField(max_length=10, choices=Kind)
    done_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("people.Seat", on_delete=models.PROTECT, related_name="trainings_recorded")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["seat"], condition=Q(withdrawn_at=None), name="training_counts")]


def looks_after(actor: Person) -> int | None:
    """The organisation for whose members the actor sees who signed and who was trained: those who answer for the
    members, and communication staff.
    """
    return actor.organisation if actor.role == Role.ORGANISATION else answers_for(actor)
