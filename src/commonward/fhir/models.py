"""Connections: what a person lets a registered application read in one of their seats, until they take it back.

The applications themselves and their tokens are rows of the library that speaks OAuth (`oauth2_provider`). Of tokens
only the SHA-256 is kept.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from oauth2_provider.models import Application as Client

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.people.models import Seat


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Connections are of the seat in which they were made."""

    def visible_to(self, actor: Actor) -> "ConnectionQuerySet":
        """Those of the seat one acts in."""
        if isinstance(actor, System):
            return self
        return self.filter(seat_id=actor.seat) if isinstance(actor, Person) else self.none()

    def in_force(self) -> "ConnectionQuerySet":
        """Not taken back, of seats that are open and not suspended."""
        return self.filter(ended_at=None, seat__ended_at=None, seat__suspended_at=None, seat__account__is_active=True)


class Connection(models.Model):
    """One seat and one registered application. Of one account at most one is open for an application at a time.

    `used_on` is a day, so that nobody's hours are on record.
    """

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="connections")
    client: "models.ForeignKey[Any, Any]" = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    scopes = models.TextField()
    given_at = models.DateTimeField(default=clock.now, editable=False)
    used_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "client"], condition=Q(ended_at=None), name="one_open_connection_per_seat_and_client"
            )
        ]
