"""Grants: what a patient permits to an organisation, and the questions that ask for it.

Codes, hashes and times. What exactly a permission is about, such as an address or a recipient, is locked (`Terms`).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.consent import acting, terms
from commonward.consent.kinds import Kind
from commonward.consent.terms import Named
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedTextField
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


class TermsQuerySet(models.QuerySet["Terms"]):
    """Who may read what exactly a permission is about."""

    def visible_to(self, actor: Actor) -> "TermsQuerySet":
        """The patient; who cares for them at that place; who decides for them there, but for what is private."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        decided = acting.decided(actor) & Q(is_private=False)
        return self.filter(Q(seat_id=actor.seat) | acting.served(actor) | decided)


class Terms(models.Model):
    """What exactly is permitted or asked: fields and parts by kind. Written once, never changed."""

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    words = SealedTextField()
    is_private = models.BooleanField(default=False)  # between the patient and the place: nobody who acts for them
    made_at = models.DateTimeField(default=clock.now, editable=False)

    objects = TermsQuerySet.as_manager()

    @property
    def named(self) -> Named:
        """As it was filled in."""
        return Named.of(Kind(self.kind), self.words)


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
        NARROWED = "narrowed"  # the same with fewer parts followed in the same moment
        MISTAKEN = "mistaken"  # whoever asked says that it was entered in error

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=12, choices=Kind)
    wording = models.PositiveSmallIntegerField()
    item_hash = models.CharField(max_length=64, blank=True)  # of the exact item, or keyed, of what the terms name
    audience = models.CharField(max_length=10, choices=Audience, blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose, blank=True)
    given_by = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, related_name="+"
    )  # who acted for the patient
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, null=True, related_name="grants")
    parts = models.CharField(max_length=60, blank=True, default="", db_default="")  # what the patient said yes to
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
            # Which kinds name an item is held by `actions` until the next release, whose processes all know the kinds.
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="an_ended_grant_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["item_hash", "organisation"], condition=~Q(item_hash=""), name="grant_by_item"),
        ]

    @property
    def named(self) -> Named | None:
        """What exactly it is about, for the kinds that say so."""
        return self.terms.named if self.terms is not None else None

    @property
    def permitted_parts(self) -> list[str]:
        """What the patient said yes to, as it is called on pages."""
        return terms.labels(Kind(self.kind), terms.parts_of(self.parts))

    @property
    def kept_parts(self) -> list[tuple[str, str]]:
        """The parts that can be taken back one by one, with what they are called; none where there is only one."""
        kept = terms.parts_of(self.parts)
        return list(zip(kept, terms.labels(Kind(self.kind), kept), strict=True)) if len(kept) > 1 else []


class QuestionQuerySet(models.QuerySet["Question"]):
    """Who may see what a patient is asked."""

    def visible_to(self, actor: Actor) -> "QuestionQuerySet":
        """The patient; who cares for them at that place; who decides for them there, but for what is private."""
        if isinstance(actor, System):
            return self
        return self.filter(terms__in=Terms.objects.visible_to(actor).values("pk"))

    def waiting(self) -> "QuestionQuerySet":
        """Not answered, not taken out, and not over; of a seat that is open."""
        return self.filter(
            state=Question.State.ASKED, until__gt=clock.now(), seat__ended_at=None, seat__account__is_active=True
        )


class Question(models.Model):
    """A patient is asked to permit something. What came of a yes is in the grants with the same terms."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for the patient")
        GIVEN = "given", _("Permitted")
        REFUSED = "refused", _("Not permitted")
        OVERTAKEN = "overtaken", _("Asked anew")
        MISTAKEN = "mistaken", _("Entered in error")

    id = IdField()
    terms = models.OneToOneField(Terms, on_delete=models.CASCADE, related_name="question")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    item_hash = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)  # the young patient said yes, beside who answered for them
    mistaken_at = models.DateTimeField(null=True, blank=True)
    mistake = SealedTextField(null=True)  # why it was entered in error

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["given", "refused"]) | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answered_question_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state="mistaken", mistaken_at__isnull=False) | (~Q(state="mistaken") & Q(mistaken_at=None)),
                name="a_mistaken_question_says_when",
            ),
        ]
        indexes = [models.Index(fields=["seat", "organisation", "-id"], name="question_by_patient")]


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
