"""Messages and the record. A message is filed with every version of its words; nothing is changed and nothing goes.

`RecordEntry` is what rules.md section 4 asks of every message: one row for each version, in the transaction that sends
it. The database refuses to change or remove it (`care.triggers`), but for how a held one was decided.
"""

import json

from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonward.care.models.relationships import Relationship
from commonward.care.models.teams import Membership
from commonward.care.models.threads import Thread, Urgency
from commonward.consent.models import Grant
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedTextField
from commonward.oversight.models import Screening
from commonward.people.models import Seat


class MessageQuerySet(models.QuerySet["Message"]):
    """Who may see which message."""

    def visible_to(self, actor: Actor) -> "MessageQuerySet":
        """Delivered ones of the threads that one sees; one's own whatever became of them."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        seen = Thread.objects.visible_to(actor).values("pk")
        return self.filter(Q(delivered_at__isnull=False) | Q(author_id=actor.seat), thread__in=seen)


class Message(models.Model):
    """Something said in a thread. `live` is the version that the other side reads; None while the first one is held."""

    id = IdField()
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="care_messages")
    from_team = models.BooleanField()
    once = models.UUIDField(null=True, blank=True)  # the form that it came in: sent twice, it is one message
    replies_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answers")
    live = models.OneToOneField("care.RecordEntry", on_delete=models.PROTECT, null=True, related_name="+")
    is_first = models.BooleanField(default=False)
    sent_at = models.DateTimeField(default=clock.now, editable=False)
    delivered_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "once"], condition=Q(once__isnull=False), name="care_sent_once"),
            models.CheckConstraint(
                condition=Q(delivered_at=None, live=None) | Q(delivered_at__isnull=False, live__isnull=False),
                name="a_delivered_message_has_live_words",
            ),
        ]
        indexes = [models.Index(fields=["thread", "-id"], name="message_by_thread")]


class RecordEntryQuerySet(models.QuerySet["RecordEntry"]):
    """Who may read which words."""

    def visible_to(self, actor: Actor) -> "RecordEntryQuerySet":
        """Of the messages that one sees those that were delivered; one's own all; those that one reviews."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        seen = Message.objects.visible_to(actor).values("pk")
        passed = Q(state=RecordEntry.State.FILED) | Q(author_id=actor.seat)
        reviewed = RecordEntry.objects.to_review_by(actor).values("pk")
        return self.filter((Q(message__in=seen) & passed) | Q(pk__in=reviewed))

    def to_review_by(self, actor: Actor, *, decided: bool = False) -> "RecordEntryQuerySet":
        """Held words of others in the same organisation, for its licensed staff (design section 4.7).

        With `decided`, also those that were held once: whoever comes second is told that somebody was first.
        """
        if not isinstance(actor, Person) or actor.organisation is None:
            return self.none()
        clinical = Membership.objects.serving().filter(
            seat_id=actor.seat, seat__role="professional", team__organisation_id=OuterRef("organisation_id")
        )
        held = Q(was_held=True) if decided else Q(state=RecordEntry.State.HELD)
        return self.filter(held & Q(Exists(clinical))).exclude(author__account_id=actor.account)


class RecordEntry(models.Model):
    """The words of a message at one time, filed: who, for whom, under what, by which way, and what the guard said."""

    class State(models.TextChoices):
        FILED = "filed", _("In the record")
        HELD = "held", _("Waits for a second reader")
        RETURNED = "returned", _("Came back for a change")
        STOPPED = "stopped", _("Stopped before it was sent")

    class Channel(models.TextChoices):
        PAGE = "page", _("Here")
        PROGRAM = "program", _("By a program")

    id = IdField()
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField(default=1)
    author = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    author_name = SealedTextField()  # as it was then: faces change and go, the record stays
    role = models.CharField(max_length=20)
    on_behalf_of = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    patient = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="entries")
    relationship_step = models.PositiveIntegerField()
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    wording = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.PAGE)
    urgency = models.CharField(max_length=8, choices=Urgency)
    category = SealedTextField(null=True)
    text = SealedTextField()
    reasons = SealedTextField(null=True)  # the author's own, by finding, as JSON
    files = SealedTextField(null=True)  # of the message, as JSON: [{id, name, kind, bytes, sha256}]
    screening = models.OneToOneField(Screening, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=State)
    was_held = models.BooleanField(default=False)
    filed_at = models.DateTimeField(default=clock.now, editable=False)
    filed_by = models.CharField(max_length=20, default="page")  # the part of the platform that filed it
    reviewer = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewer_words = SealedTextField(null=True)

    objects = RecordEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="one_entry_per_version"),
            # The line that the guard draws for staff, held by the database: block and hold are not filed unread.
            models.CheckConstraint(
                condition=~Q(state="filed", was_held=True) | Q(reviewer__isnull=False, reviewed_at__isnull=False),
                name="what_was_held_is_filed_by_a_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=models.F("author")), name="nobody_reviews_their_own_message"
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-id"], name="record_by_patient"),
            models.Index(fields=["organisation", "id"], condition=Q(state="held"), name="record_held"),
        ]

    @property
    def listed(self) -> list[dict[str, str | int]]:
        """The files of the message, as they were filed with these words."""
        found: list[dict[str, str | int]] = json.loads(self.files or "[]")
        return found


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Who may know who read what."""

    def visible_to(self, actor: Actor) -> "ReadingQuerySet":
        """The patient of everything in their record; authors of their own messages; readers of themselves."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        mine = Q(message__thread__relationship__chart__seat_id=actor.seat)
        return self.filter(mine | Q(message__author_id=actor.seat) | Q(reader_id=actor.seat))


def readings_told(person: Person) -> FilteredRelation:
    """Of messages their readings as `Reading.objects.visible_to` gives them: for questions that have both at once."""
    own = Thread.objects.filter(relationship__chart__seat_id=person.seat).values("pk").query  # as joins take it
    told = Q(readings__reader_id=person.seat) | Q(author_id=person.seat) | Q(thread__in=own)
    return FilteredRelation("readings", condition=told)


class Reading(models.Model):
    """When somebody first read a message that others wrote."""

    id = IdField()
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="care_readings")
    read_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "reader"], name="read_first_once")]


class MessageDraftQuerySet(models.QuerySet["MessageDraft"]):
    """Drafts are for whoever writes them."""

    def visible_to(self, actor: Actor) -> "MessageDraftQuerySet":
        """One's own."""
        if isinstance(actor, System):
            return self
        return self.filter(seat_id=actor.seat) if isinstance(actor, Person) else self.none()


class MessageDraft(models.Model):
    """Words not sent yet, in a thread or for a new one of a relationship. Only their author sees them."""

    id = IdField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="care_drafts")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="+")
    topic = SealedTextField(null=True)
    text = SealedTextField()
    updated_at = models.DateTimeField(default=clock.now)

    objects = MessageDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "thread"], condition=Q(thread__isnull=False), name="one_draft_per_thread"
            ),
            models.UniqueConstraint(
                fields=["seat", "relationship"], condition=Q(thread=None), name="one_draft_of_a_new_thread"
            ),
        ]
