"""Invitations: offers of a seat. A model of this context like those of `people.models`, which gathers it."""

from django.db import models

from commonward.kernel import clock
from commonward.kernel.actor import Actor, System
from commonward.kernel.ids import IdField
from commonward.people.offices import answers_for, is_platform_administrator
from commonward.people.roles import ROLE_CHOICES


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Who may see whom an organisation has invited. Whoever holds the link asks by its token instead."""

    def still_open(self) -> "InvitationQuerySet":
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now())

    def visible_to(self, actor: Actor) -> "InvitationQuerySet":
        """Open ones, for those who answer for the members."""
        if isinstance(actor, System):
            return self
        if is_platform_administrator(actor):
            return self.still_open()
        place = answers_for(actor)
        return self.still_open().filter(organisation_id=place) if place is not None else self.none()


class Invitation(models.Model):
    """An offer of a seat, sent by e-mail by an administrator. The link holds a token; only its hash is kept."""

    id = IdField()
    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    token_hash = models.CharField(max_length=64, unique=True)
    inviter = models.ForeignKey("people.Seat", on_delete=models.CASCADE, related_name="invitations_made")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
