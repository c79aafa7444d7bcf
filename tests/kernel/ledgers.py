"""A ledger to try things on, and what somebody with the database's password can do to it behind the triggers."""

from django.db import connection, transaction
from django.db.models import F

from commonward.kernel import chain, ledger
from commonward.kernel.actor import Person, Role, System
from commonward.kernel.models import Entry, Tip
from commonward.kernel.ref import Ref
from ledger_flush import unguarded

NADIA = Person(account=11, seat=21, role=Role.PROFESSIONAL, organisation=31)


def write_entries(count: int) -> None:
    """So many entries by Nadia and by a job, in turn."""
    with transaction.atomic():
        for number in range(count):
            actor = NADIA if number % 2 else System("screening")
            ledger.record(actor, "post.published", Ref("post", number), policy="2026.11", detail={"version": number})


def change(sequence: int, **fields: object) -> None:
    """Write other values into an entry."""
    with unguarded(connection):
        Entry.objects.filter(pk=sequence).update(**fields)


def remove(first: int, last: int) -> None:
    """Take entries out and leave the gap."""
    with unguarded(connection):
        Entry.objects.filter(pk__gte=first, pk__lte=last).delete()


def remove_and_close(sequence: int) -> None:
    """Take an entry out and number the following ones down."""
    remove(sequence, sequence)
    shift(sequence + 1, by=-1)


def insert(sequence: int, *, action: str = "post.released") -> None:
    """Put a forged entry, right in itself, before the one with this number, and number the following ones up."""
    shift(sequence, by=1)
    before = Entry.objects.filter(pk=sequence - 1).first()
    forged = Entry.objects.get(pk=sequence + 1)
    forged.sequence, forged.action, forged.previous = sequence, action, before.hash if before else chain.START
    forged.hash = chain.hash_of(chain.body_of(forged))
    forged.save(force_insert=True)


def exchange(first: int, second: int) -> None:
    """Let two entries change places."""
    with unguarded(connection):
        Entry.objects.filter(pk=first).update(sequence=-1)
        Entry.objects.filter(pk=second).update(sequence=first)
        Entry.objects.filter(pk=-1).update(sequence=second)


def shift(first: int, *, by: int) -> None:
    """Number every entry from this one on up or down."""
    numbers = list(Entry.objects.filter(pk__gte=first).order_by("sequence").values_list("sequence", flat=True))
    with unguarded(connection):
        for number in reversed(numbers) if by > 0 else numbers:
            Entry.objects.filter(pk=number).update(sequence=F("sequence") + by)


def compute_anew() -> None:
    """Give every entry the hash that its content deserves, in order, and correct the note of the end."""
    previous = chain.START
    with unguarded(connection):
        for entry in Entry.objects.order_by("sequence"):
            entry.previous = previous
            entry.hash = previous = chain.hash_of(chain.body_of(entry))
            Entry.objects.filter(pk=entry.pk).update(previous=entry.previous, hash=entry.hash)
    note_end()


def note_end() -> None:
    """Correct the database's note of the last entry."""
    last = Entry.objects.order_by("-sequence").first()
    Tip.objects.update(sequence=last.sequence if last else 0, hash=last.hash if last else chain.START)
