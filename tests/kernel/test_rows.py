"""A row that is inserted by words that were kept is the row that Django saves."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext

from commonward.kernel import rows
from commonward.kernel.models import Entry, Tip
from commonward.kernel.rows import insert, update

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    rows._kept.clear()
    yield
    rows._kept.clear()


def _entry(sequence: int, **more: object) -> Entry:
    given: dict[str, object] = {
        "at": datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
        "actor_kind": "person",
        "action": "tested",
        "subject_kind": "test",
        "subject_id": sequence,
        "outcome": "done",
        "previous": "",
        "hash": f"{sequence:064d}",
    }
    return Entry(sequence=sequence, **given | more)


def test_what_is_inserted_is_what_is_saved() -> None:
    rows = [
        _entry(5001, detail={"words": 3, "is": True, "of": "a%s $1 'quoted' \\"}, seat=7, organisation=2**40),
        _entry(5002, seat=None, detail={}),
        _entry(5003, seat=-1, policy="x" * 40, on_behalf_of=2**62),
    ]
    for row in rows:
        assert insert(row) is row
        assert (row._state.adding, row._state.db) == (False, "default")
    fields = [field.attname for field in Entry._meta.concrete_fields]
    there = list(Entry.objects.filter(sequence__gte=5000).order_by("sequence"))
    assert [[getattr(one, name) for name in fields] for one in there] == [
        [getattr(one, name) for name in fields] for one in rows
    ]
    with CaptureQueriesContext(connection) as asked:
        insert(_entry(5004))
        _entry(5005).save(force_insert=True)
    ours, theirs = (one["sql"].replace("5004", "5005") for one in asked)
    assert ours == theirs


def test_the_database_refuses_as_ever() -> None:
    insert(_entry(5001))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(_entry(5001))
    insert(_entry(5002))
    assert Entry.objects.filter(sequence__gte=5000).count() == 2


def test_whoever_listens_hears_of_it() -> None:
    heard = []

    def hear(instance: Entry, **_more: object) -> None:
        heard.append(instance.sequence)

    post_save.connect(hear, sender=Entry)
    try:
        insert(_entry(5001))
    finally:
        post_save.disconnect(hear, sender=Entry)
    assert heard == [5001]
    assert not rows._kept


def test_what_is_updated_is_what_is_saved() -> None:
    tip = insert(Tip(sequence=7, hash="a" * 64))
    for sequence in (7, 8):
        tip.sequence, tip.hash = 2**40 + sequence, "a%s $1"
        update(tip, "sequence", "hash")
        there = Tip.objects.get(pk=tip.pk)
        assert (there.sequence, there.hash) == (2**40 + sequence, "a%s $1")
    with CaptureQueriesContext(connection) as asked:
        update(tip, "sequence", "hash")
        tip.save(update_fields=["sequence", "hash"])
    ours, theirs = (one["sql"] for one in asked)
    assert ours == theirs


def test_a_row_that_is_gone_is_a_mistake() -> None:
    tip = insert(Tip(sequence=7, hash="a" * 64))
    Tip.objects.filter(pk=tip.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        update(tip, "sequence", "hash")
