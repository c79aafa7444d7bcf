"""Grants: what a patient permits to an organisation. Codes, hashes and times; nothing here holds words of anybody."""

from django.db import models
from django.db.models import Q

from commonward.consent.kinds import Kind
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.people.models import Organisation, Seat


class Audience(models.TextChoices):
    """Whom a publication may be shown to. As narrow as the audiences of a post."""

    PUBLIC = "public"
    FOLLOWERS = "followers"
    COLLEAGUES = "colleagues"

    def reaches(self, other: "Audience") -> bool:
        """Whether somebody who permitted these readers permitted those: the same, or some of everybody.

        Followers and colleagues are different people, neither within the other.
        """
        return self in {other, Audience.PUBLIC}


class Purpose(models.TextChoices):
    """What a publication is for."""

    TEACHING = "teaching"
    STORY = "story"
    APPEAL = "appeal"


class GrantQuerySet(models.QuerySet["Grant"]):
    """Who may see which grant, and which of them count now."""

    def visible_to(self, actor: Actor) -> "GrantQuerySet":
        """One's own. What an organisation needs to know it asks with `queries.permits`, for one seat at a time."""
        if isinstance(actor, System):
            return self
        return self.filter(seat_id=actor.seat) if isinstance(actor, Person) else self.none()

    def in_force(self) -> "GrantQuerySet":
        """Neither taken back nor run out, of a seat that is open."""
        return self.filter(ended_at=None, until__gt=clock.now(), seat__ended_at=None, seat__account__is_active=True)


class Grant(models.Model):
    """One thing permitted, from when, until when, under which wording. Never changed but by its end (`triggers`).

    That a grant ran out is read from `until`; it is written down as its end when the same thing is permitted again.
    """

    class Ending(models.TextChoices):
        WITHDRAWN = "withdrawn"
        SUPERSEDED = "superseded"
        EXPIRED = "expired"

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=12, choices=Kind)
    wording = models.PositiveSmallIntegerField()
    item_hash = models.CharField(max_length=64, blank=True)  # of the exact item; only a publication has one
    audience = models.CharField(max_length=10, choices=Audience, blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose, blank=True)
    given_by = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, related_name="+"
    )  # who acted for the patient
    given_at = models.DateTimeField(default=clock.now, editable=False)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "organisation", "kind", "item_hash", "audience", "purpose"],
                condition=Q(ended_at=None),
                name="one_open_grant_of_a_scope",
            ),
            models.CheckConstraint(
                condition=(Q(kind="publication") & ~Q(item_hash="") & ~Q(audience="") & ~Q(purpose=""))
                | (~Q(kind="publication") & Q(item_hash="", audience="", purpose="")),
                name="a_publication_is_of_one_item",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="an_ended_grant_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["item_hash", "organisation"], condition=~Q(item_hash=""), name="grant_by_item"),
        ]


class FactQuerySet(models.QuerySet["Fact"]):
    """Who may see which named fact."""

    def visible_to(self, actor: Actor) -> "FactQuerySet":
        """Those of one's own grants."""
        if isinstance(actor, System):
            return self
        return self.filter(grant__in=Grant.objects.visible_to(actor).values("pk"))


class Fact(models.Model):
    """A place in the exact item of a publication that its patient agreed to show. Offsets, no words; never changed."""

    id = IdField()
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="facts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=models.F("end")), name="a_fact_is_somewhere"),
            models.UniqueConstraint(fields=["grant", "start", "end"], name="a_fact_is_named_once"),
        ]
