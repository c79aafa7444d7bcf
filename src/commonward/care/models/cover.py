"""Who answers when: the place's calendar, a team's hours, its rota; and whose turn it is, and who was alerted.

None of it holds a word about a patient. The sentence for out of hours is the team's own, screened before it is shown.
"""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonward.care.models.messages import Message
from commonward.care.models.teams import Membership, Team
from commonward.care.models.threads import Thread, Urgency
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.people.models import Organisation, Seat

#: Monday to Friday, nine to five, until somebody says otherwise.
USUAL: Final[list[list[int]]] = [[540, 1020]] * 5 + [[]] * 2
#: Within so many minutes of opening an answer is promised, by urgency, until somebody says otherwise.
PROMISED: Final = {Urgency.ROUTINE: 1440, Urgency.SOON: 480, Urgency.URGENT: 60}


def usual_hours() -> list[list[int]]:
    """A fresh list of the usual hours."""
    return [list(day) for day in USUAL]


class CalendarQuerySet(models.QuerySet["Calendar"]):
    """Which calendars somebody may read."""

    def visible_to(self, actor: Actor) -> "CalendarQuerySet":
        """Hours are told to whoever may ask for care, so to everybody who is signed in."""
        return self if isinstance(actor, Person | System) else self.none()


class Calendar(models.Model):
    """In which time zone a place is, and on which days all of its teams are closed."""

    id = IdField()
    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="care_calendar")
    zone = models.CharField(max_length=64)
    closed_days = models.JSONField(default=list, blank=True)  # "2026-12-25", in order

    objects = CalendarQuerySet.as_manager()


class CoverQuerySet(models.QuerySet["Cover"]):
    """Which hours somebody may read."""

    def visible_to(self, actor: Actor) -> "CoverQuerySet":
        """Those of the teams that one may know of."""
        return self.filter(team__in=Team.objects.visible_to(actor).values("pk"))


class Cover(models.Model):
    """When a team answers, how soon, by whom, and what it says to those who write outside its hours."""

    id = IdField()
    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="cover")
    hours = models.JSONField(default=usual_hours)  # seven days from Monday: [from, to] in minutes, or []
    role = models.CharField(max_length=60, blank=True)  # the profession that answers first; "" for whoever is on duty
    routine_minutes = models.PositiveIntegerField(default=PROMISED[Urgency.ROUTINE])
    soon_minutes = models.PositiveIntegerField(default=PROMISED[Urgency.SOON])
    urgent_minutes = models.PositiveIntegerField(default=PROMISED[Urgency.URGENT])
    away = models.CharField(max_length=400, blank=True)
    phone = models.CharField(max_length=40, blank=True, default="", db_default="")  # the team's own; "" for none

    objects = CoverQuerySet.as_manager()

    @property
    def phone_url(self) -> str:
        """What a telephone dials; "" where no number was stated."""
        dialled = "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")
        return f"tel:{dialled}" if dialled else ""


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Who may read the rota."""

    def visible_to(self, actor: Actor) -> "ShiftQuerySet":
        """Whoever may see who serves in the team."""
        seen = Membership.objects.visible_to(actor).values("team_id")
        return self if isinstance(actor, System) else self.filter(team__in=seen)


class Shift(models.Model):
    """Somebody's time on duty or on call for a team."""

    class Duty(models.TextChoices):
        DUTY = "duty", _("On duty")
        ON_CALL = "on_call", _("On call")

    id = IdField()
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="shifts")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="care_shifts")
    duty = models.CharField(max_length=8, choices=Duty)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = ShiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="a_shift_ends_after_it_starts"),
            models.UniqueConstraint(fields=["team", "seat", "duty", "starts_at"], name="one_shift_of_a_kind_at_a_time"),
        ]
        indexes = [models.Index(fields=["team", "ends_at"], name="shift_by_team")]


class TurnQuerySet(models.QuerySet["Turn"]):
    """Who may know whose turn it is."""

    def visible_to(self, actor: Actor) -> "TurnQuerySet":
        """Whoever sees the thread."""
        return (
            self if isinstance(actor, System) else self.filter(thread__in=Thread.objects.visible_to(actor).values("pk"))
        )


class Turn(models.Model):
    """A thread waits for the team: until when an answer is promised, who answers, and how far it was passed on."""

    class Step(models.IntegerChoices):
        RESPONSIBLE = 0, _("With the person responsible")
        NEXT = 1, _("With the next person")
        ON_CALL = 2, _("With the person on call")
        EVERYBODY = 3, _("With everybody of the team")

    class Ending(models.TextChoices):
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("The conversation ended")

    id = IdField()
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="turns")
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    answer_by = models.DateTimeField(null=True)  # None: the team has no hours in the next two months
    responsible = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="care_turns")
    step = models.PositiveSmallIntegerField(choices=Step, default=Step.RESPONSIBLE)
    passed_on_at = models.DateTimeField(null=True)  # when it goes to the next one, unless it is answered before
    alert = models.ForeignKey("care.Alert", on_delete=models.SET_NULL, null=True, related_name="+")  # the newest
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    objects = TurnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread"], condition=Q(ended_at=None), name="one_open_turn_per_thread"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="an_ended_turn_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["responsible"], condition=Q(ended_at=None), name="turns_of_a_person"),
            models.Index(fields=["answer_by"], condition=Q(ended_at=None), name="turns_due"),
        ]


class AlertQuerySet(models.QuerySet["Alert"]):
    """Who may know of an alert."""

    def visible_to(self, actor: Actor) -> "AlertQuerySet":
        """Whoever sees the thread."""
        if isinstance(actor, System):
            return self
        return self.filter(message__thread__in=Thread.objects.visible_to(actor).values("pk"))


class Alert(models.Model):
    """A message may be a red flag or a sign of a crisis: who was alerted, until when they take it up, and who did.

    Which sign it was stands with the message's screening alone, for thirty days (rules.md section 6.8).
    """

    id = IdField()
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="alerts")
    raised_at = models.DateTimeField(default=clock.now, editable=False)
    minutes = models.PositiveSmallIntegerField()  # for taking it up, at each step
    owner = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="care_alerts")
    take_by = models.DateTimeField()
    step = models.PositiveSmallIntegerField(choices=Turn.Step, default=Turn.Step.RESPONSIBLE)
    patient_told_at = models.DateTimeField(null=True)  # that nobody is there (yet), and whom to call
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message"], condition=Q(taken_at=None), name="one_open_alert_per_message"),
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_by=None) | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="an_alert_is_taken_by_somebody",
            ),
            # Nobody there, and nobody told, must not be: the database holds the promise of rules.md section 6.3.
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(patient_told_at__isnull=False),
                name="an_alert_without_owner_is_told",
            ),
        ]
        indexes = [models.Index(fields=["take_by"], condition=Q(taken_at=None), name="alerts_open")]
