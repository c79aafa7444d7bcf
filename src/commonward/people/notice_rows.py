"""What notices keep. Models of this context like those of `people.models`, which gathers them; see `notices`."""

from django.db import models
from django.db.models import Q

from commonward.kernel import clock
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ids import IdField
from commonward.kernel.loaded import Loaded


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices are for one seat."""

    def visible_to(self, actor: Actor) -> "NoticeQuerySet":
        """Those of the seat one acts in."""
        if isinstance(actor, System):
            return self
        return self.filter(seat_id=actor.seat) if isinstance(actor, Person) else self.none()


class Notice(Loaded):
    """Something a person should know. By construction it has no content: a kind and a reference, nothing else."""

    id = IdField()
    seat = models.ForeignKey("people.Seat", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)  # code of people.notice_kinds.KINDS
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    about = models.BigIntegerField(null=True, blank=True)  # the profile that did it, where that may be known
    count = models.PositiveIntegerField(default=1)
    people = models.PositiveIntegerField(default=1, db_default=1)  # how many different ones did it, where that is told
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["seat", "-id"]), models.Index(fields=["seat", "read_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "kind", "subject_kind", "subject_id"],
                condition=Q(read_at=None),
                name="one_unread_notice_per_kind_and_subject",
            )
        ]


class NoticeDoer(models.Model):
    """One of those who did what a notice counts, so that two acts of one person are not two people."""

    id = IdField()
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="doers")
    profile = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "profile"], name="each_doer_once")]
