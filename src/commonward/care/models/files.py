"""Pictures and documents that go with a message. Everything of them is locked: name, hash, original, pages to look at.

The bytes lie in the database, in pieces of a size that a rotation of keys can take in steps, so that one backup holds
the record whole ([decision 48](../../../../docs/decisions/0048-files-of-care-lie-in-the-database.md)).
"""

from collections.abc import Iterator
from typing import Final

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonward.care.models.messages import Message
from commonward.care.models.relationships import Relationship
from commonward.care.models.teams import Membership
from commonward.care.models.threads import Thread
from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedBytesField, SealedTextField
from commonward.people.models import Seat

#: Bytes of one piece before it is locked.
PIECE: Final = 256 * 1024


class CareFileQuerySet(models.QuerySet["CareFile"]):
    """Who may open which file."""

    def visible_to(self, actor: Actor) -> "CareFileQuerySet":
        """One's own; those that were let through, of messages that one sees; those that one reviews."""
        if isinstance(actor, System):
            return self
        if not isinstance(actor, Person):
            return self.none()
        seen = Message.objects.visible_to(actor)
        passed = Q(state=CareFile.State.READY, message__in=seen.values("pk"))
        # One's own like one's own messages: while one has a part in the conversation, or before it was sent.
        own = Q(owner_id=actor.seat) & (Q(message=None) | Q(message__in=seen.values("pk")))
        reviewed = CareFile.objects.to_review_by(actor).values("pk")
        return self.filter(passed | own | Q(pk__in=reviewed))

    def to_review_by(self, actor: Actor, *, decided: bool = False) -> "CareFileQuerySet":
        """Files of others that wait, of the same organisation, for its licensed staff; with `decided`, once waited."""
        if not isinstance(actor, Person) or actor.organisation is None:
            return self.none()
        clinical = Membership.objects.serving().filter(
            seat_id=actor.seat,
            seat__role="professional",
            team__organisation_id=OuterRef("relationship__team__organisation_id"),
        )
        held = Q(was_held=True) if decided else Q(state=CareFile.State.HELD)
        sent = self.filter(held & Q(Exists(clinical)), message__isnull=False, from_team=True)
        return sent.exclude(owner__account_id=actor.account)


class CareFile(models.Model):
    """One picture or document. Without a message it is not sent yet, and only its owner sees it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Is being looked at")
        READY = "ready", _("Looked at")
        HELD = "held", _("Waits for a second reader")
        RETURNED = "returned", _("Was not let through")
        REFUSED = "refused", _("Could not be taken")
        STOPPED = "stopped", _("Stopped before it was let through")

    id = IdField()
    owner = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="care_files")
    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="files")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, null=True, related_name="files")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="files")
    from_team = models.BooleanField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    name = SealedTextField()  # as it was called where it came from: names of files name people
    digest = SealedTextField()  # SHA-256 of the original, in hexadecimal
    kind = models.CharField(max_length=12)  # "jpeg", "pdf", by content
    size = models.PositiveIntegerField()
    number = models.PositiveSmallIntegerField(default=0)  # of pages
    pages = models.JSONField(default=list)  # [{type, width, height}] of those that can be looked at
    refusal = models.CharField(max_length=40, default="", blank=True)
    rules = models.JSONField(default=list)  # ids of what was found, no text
    is_unchecked = models.BooleanField(default=False)  # the guard did not answer for what stands in it
    was_held = models.BooleanField(default=False)
    brought_at = models.DateTimeField(default=clock.now, editable=False)
    looked_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewer_words = SealedTextField(null=True)

    objects = CareFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "returned"], was_held=True)
                | Q(reviewer__isnull=False, reviewed_at__isnull=False),
                name="a_held_file_is_decided_by_a_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=models.F("owner")), name="nobody_reviews_their_own_file"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "relationship"], condition=Q(message=None), name="care_file_unsent"),
            models.Index(fields=["brought_at"], condition=Q(message=None), name="care_file_left"),
            models.Index(fields=["relationship"], condition=Q(state="held"), name="care_file_held"),
        ]


class CareFilePiece(models.Model):
    """A part of the bytes of a file: of its original, or of a page that was drawn of it."""

    class Use(models.TextChoices):
        ORIGINAL = "original"
        PAGE = "page"
        SMALL = "small"

    id = IdField()
    file = models.ForeignKey(CareFile, on_delete=models.CASCADE, related_name="pieces")
    use = models.CharField(max_length=8, choices=Use)
    page = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveSmallIntegerField()
    data = SealedBytesField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "use", "page", "number"], name="one_piece_of_a_file_at_a_place")
        ]

    @classmethod
    def made_of(cls, file: CareFile, use: "CareFilePiece.Use", page: int, data: bytes) -> "Iterator[CareFilePiece]":
        """The pieces of these bytes, not saved yet."""
        for number, start in enumerate(range(0, len(data), PIECE)):
            yield cls(file=file, use=use, page=page, number=number, data=data[start : start + PIECE])
