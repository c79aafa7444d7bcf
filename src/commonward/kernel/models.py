"""The rows that every context stands on: the ledger's entries and tip, work, and what this installation is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from commonward.kernel import clock
from commonward.kernel.ids import IdField


class Entry(models.Model):
    """One act, in a chain. Written only by `ledger.record`; triggers in the database refuse change and removal.

    Holds identifiers and codes, never words of a person. `hash` covers every other field (docs/ledger.md).
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)  # the account of a person
    actor_name = models.CharField(max_length=64, blank=True, default="")  # the name of a job
    seat = models.BigIntegerField(null=True)
    role = models.CharField(max_length=64, blank=True, default="")
    organisation = models.BigIntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)  # the seat that the person acted for
    action = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    outcome = models.CharField(max_length=64)
    reason_code = models.CharField(max_length=64, blank=True, default="")
    policy = models.CharField(max_length=100, blank=True, default="")
    detail = models.JSONField(default=dict, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id", "sequence"], name="entry_by_subject"),
            models.Index(fields=["actor_id", "sequence"], name="entry_by_actor"),
            models.Index(fields=["action", "sequence"], name="entry_by_action"),
        ]


class Tip(models.Model):
    """The last link of the chain, one row. Its lock makes writers take turns on PostgreSQL."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_tip")]


class Installation(models.Model):
    """What this database is for, one row, written by `commonward setup`: real people or invented ones, for ever."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    is_demo = models.BooleanField()
    made_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_installation")]


class Beat(models.Model):
    """A worker's sign of life, renewed on its rounds."""

    worker = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()


class DataKey(models.Model):
    """A key that locks clinical content, itself wrapped by a key of the installation (`kernel.datakeys`)."""

    class Use(models.TextChoices):
        SEAL = "seal"  # locks words and bytes
        DIGEST = "digest"  # behind digests by which equal texts are told

    id = IdField()
    use = models.CharField(max_length=8, choices=Use)
    wrapped = models.BinaryField()
    wrapped_by = models.CharField(max_length=32)  # the name of the installation's key
    made_at = models.DateTimeField(default=clock.now, editable=False)
    retired_at = models.DateTimeField(null=True)  # locks nothing new from here on

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["use"], condition=Q(retired_at=None), name="one_data_key_in_use")
        ]


class Work(models.Model):
    """Something to be carried out by a worker: its state, its tries, its lease. The task queue only wakes it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        LEASED = "leased"
        DONE = "done"
        FAILED = "failed"

    id = IdField()
    kind = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=100, blank=True, default="")
    asked_again = models.BooleanField(default=False)  # enqueued while it was being carried out
    wake = models.UUIDField(null=True)  # the task that wakes it
    error = models.CharField(max_length=100, blank=True, default="")  # the class of the last error, never its words
    created_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state__in=["waiting", "leased"]),
                name="one_open_work_per_kind_and_subject",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="work_waiting"),
            models.Index(fields=["leased_until"], condition=Q(state="leased"), name="work_leased"),
            models.Index(fields=["finished_at"], condition=Q(state__in=["done", "failed"]), name="work_finished"),
        ]


class Nudge(models.Model):
    """Something changed, by topic: for open pages, on a database that cannot tell them (`kernel.nudges`)."""

    id = models.BigAutoField(primary_key=True)  # counts up in the order of commits, which SQLite takes one by one
    topic = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)


class ClockMark(models.Model):
    """The latest time that was believed, one row, renewed on the rounds of the workers (`kernel.timekeeping`)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    believed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_clock_mark")]
