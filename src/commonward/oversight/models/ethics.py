"""Ethics queries: an author asks somebody about a rule that was found in their words (rules.md S56)."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.people.models import Office, Organisation, Seat
from commonward.people.offices import OfficeKind


class EthicsQueryQuerySet(models.QuerySet["EthicsQuery"]):
    """Who may read which query, and the words that it is about."""

    def to_answer_by(self, actor: Actor) -> "EthicsQueryQuerySet":
        """For ethics reviewers: of their organisation, those who serve the whole place all; not one's own.

        What was asked of one person is theirs alone, as long as they hold the office.
        """
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        held = Office.objects.held(OfficeKind.ETHICS)
        mine = Exists(held.filter(seat_id=actor.seat))
        named = Q(asked=None) | Q(asked_id=actor.seat) | ~Exists(held.filter(seat_id=OuterRef("asked_id")))
        queries = self.filter(mine, named).exclude(seat__account_id=actor.account)
        return queries.filter(organisation_id=actor.organisation) if actor.organisation is not None else queries

    def visible_to(self, actor: Actor) -> "EthicsQueryQuerySet":
        """What one asked in the seat one acts in, and what one may answer."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        return self.filter(Q(seat_id=actor.seat) | Q(pk__in=EthicsQuery.objects.to_answer_by(actor).values("pk")))


class EthicsQuery(models.Model):
    """A question about a rule in one text, with the words that it is about, and the answer with its reason.

    It stands where an objection would: at the draft (`place`), later at what the text became. An answer is advice: it
    releases nothing and stops nothing. Ninety days after it the words and the question are taken away.
    """

    class View(models.TextChoices):
        FINE = "fine", _("I would let it stand")
        CHANGE = "change", _("I would change it")
        DEPENDS = "depends", _("It depends")

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="ethics_queries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="ethics_queries")
    asked = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # None: any
    place = models.CharField(max_length=40, default="", blank=True)  # of the draft; empty once the text was sent
    subject_kind = models.CharField(max_length=20, default="", blank=True)  # what the text became
    subject_id = models.BigIntegerField(null=True, blank=True)
    rule = models.CharField(max_length=60)
    policy = models.CharField(max_length=100)
    mark = models.CharField(max_length=64)  # keyed hash of the rule and the words, as an objection has it
    level = models.CharField(max_length=12)  # what the finding means
    text = models.TextField(default="", blank=True)  # the words, for whoever answers
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    question = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    view = models.CharField(max_length=8, choices=View, default="", blank=True)
    answer = models.TextField(default="", blank=True)
    answerer = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = EthicsQueryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["seat", "place"]),
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["organisation", "answered_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "place", "mark"],
                condition=~Q(place="") & Q(answered_at=None),
                name="one_open_query_for_a_finding",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answerer=None, view="")
                | (Q(answered_at__isnull=False, answerer__isnull=False) & ~Q(view="") & ~Q(answer="")),
                name="ethics_answer_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(answerer__isnull=True) | ~Q(answerer=models.F("seat")), name="nobody_answers_themselves"
            ),
        ]
