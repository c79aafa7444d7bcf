"""Applications that act in a person's seat by a token: what each may do, and how it is known again.

A token is shown once, when it is made. What is kept is its SHA-256, which suffices for 256 random bits.
"""

import hashlib
import secrets
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField

#: Every token begins so, that it is recognised where it must not stand.
PREFIX: Final = "cwa_"
#: So many applications of one seat at a time.
MOST: Final = 20
LONGEST_NAME: Final = 60


class Scope(models.TextChoices):
    """What a token may be used for. One right does not hold another."""

    READ = "read", _("Read what this seat may read, and search")
    WRITE = "write", _("Write, change and withdraw posts, keep drafts")
    TIES = "ties", _("Follow, thank, save, mute and block")
    NOTICES = "notices", _("Read notices and mark them as read")
    REPORT = "report", _("Report posts to the moderators")
    PROFILE = "profile", _("Change how others see this seat")
    CARE_READ = "care.read", _("Read the conversations of your care")
    CARE_WRITE = "care.write", _("Write in the conversations of your care")


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications are of the seat that they act in."""

    def visible_to(self, actor: Actor) -> "ApplicationQuerySet":
        """Those of the seat one acts in."""
        if isinstance(actor, System):
            return self
        return self.filter(seat_id=actor.seat) if isinstance(actor, Person) else self.none()

    def holding(self, token_hash: str) -> "ApplicationQuerySet":
        """The one whose token has this hash, while it may act: not revoked, in an open seat that is not suspended."""
        held = self.filter(token_hash=token_hash, revoked_at=None)
        return held.filter(seat__ended_at=None, seat__suspended_at=None, seat__account__is_active=True)


class Application(models.Model):
    """Something that acts in a seat. `used_on` is a day, so that nobody's hours are on record."""

    id = IdField()
    seat = models.ForeignKey("people.Seat", on_delete=models.CASCADE, related_name="applications")
    name = models.CharField(max_length=LONGEST_NAME)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["seat"], condition=models.Q(revoked_at=None), name="application_open")]

    @property
    def may(self) -> frozenset[str]:
        """The scopes that it was given."""
        return frozenset(self.scopes.split())

    @property
    def labels(self) -> list[str]:
        """The same in words."""
        return [str(scope.label) for scope in Scope if scope.value in self.may]


def new_token() -> str:
    """A token that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
