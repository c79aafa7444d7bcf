"""What a person asks about themselves: a copy of everything that is kept, made by a worker."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.people.models import Seat
from commonward.people.offices import VERIFIERS


class ExportQuerySet(models.QuerySet["Export"]):
    """An export is for the account it is about, whichever of its seats one acts in."""

    def visible_to(self, actor: Actor) -> "ExportQuerySet":
        """One's own, and of a child whose account one had permitted."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        return self.filter(Q(account_id=actor.account, reader=None) | Q(reader_id=actor.account))


class Export(models.Model):
    """A copy of what is kept about an account, asked for by its person. The file goes after seven days."""

    class State(models.TextChoices):
        ASKED = "asked", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")
        GONE = "gone", _("Removed")

    id = IdField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")  # that asked, and is told
    # The parent whom it is for, where a child's account is closed; None where it is for whom it is about.
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    name = models.CharField(max_length=40, default="", blank=True)  # of the file; cannot be guessed
    size = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    ready_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="asked"), name="one_export_at_a_time_for_an_account"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(ready_at__isnull=False, until__isnull=False) & ~Q(name="")),
                name="export_ready_has_a_file_and_an_end",
            ),
        ]


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Nobody is left who could ask; privacy officers see how many there are and how far they came."""

    def visible_to(self, actor: Actor) -> "ErasureQuerySet":
        """For jobs, and for those who answer for members."""
        answers = isinstance(actor, Person) and actor.role in VERIFIERS
        return self if answers or isinstance(actor, System) else self.none()


class Erasure(models.Model):
    """An account that its person deleted: closed at once, then emptied by a worker."""

    id = IdField()
    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="erasure")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)  # empty while something is still being read by somebody

    objects = ErasureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(done_at=None), name="erasure_under_way")]


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Who may know what somebody asked to have put right."""

    def to_answer_by(self, actor: Actor) -> "CorrectionQuerySet":
        """For privacy officers and administrators: of their organisation and of people without one; not their own."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person) or actor.role not in VERIFIERS:
            return self.none()
        asked = self.exclude(seat__account_id=actor.account)
        if actor.organisation is None:
            return asked
        return asked.filter(Q(seat__organisation_id=actor.organisation) | Q(seat__organisation=None))

    def visible_to(self, actor: Actor) -> "CorrectionQuerySet":
        """What one asked in the seat one acts in, and what one answers."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        return self.filter(Q(seat_id=actor.seat) | Q(pk__in=Correction.objects.to_answer_by(actor).values("pk")))


class Correction(models.Model):
    """Somebody asks to have put right what is wrong about them and what they cannot change themselves."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        DONE = "done", _("Put right")
        DECLINED = "declined", _("Left as it is")

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="corrections")
    words = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    answer = models.TextField(default="", blank=True)
    answerer = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None, answerer=None)
                | (~Q(state="asked") & Q(answered_at__isnull=False, answerer__isnull=False)),
                name="correction_answered_names_who_and_when",
            ),
        ]
