"""Plans that PostgreSQL keeps: one statement for each question, none behind a pool that would not find it again."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from commonward.kernel import plans
from commonward.kernel.models import Entry
from commonward.kernel.prepared import KNOWN, Exact, planned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known() -> Iterator[None]:
    """Questions of tests are not the product's, and who answers is looked at anew."""
    before = list(KNOWN)
    plans.forget()
    yield
    KNOWN[:] = before
    plans.forget()


@pytest.fixture(autouse=True)
def entries() -> None:
    Entry.objects.bulk_create(
        Entry(
            sequence=1000 + n,
            at=datetime(2026, 1, 1 + n, tzinfo=UTC),
            actor_kind="person",
            seat=n,
            action="tested",
            subject_kind="test",
            subject_id=n,
            outcome="done",
            previous="",
            hash=f"{n % 2:064d}",
        )
        for n in range(6)
    )


def _statements(part: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{part}%"])
        return int(cursor.fetchone()[0])


def test_an_exact_text_is_a_value() -> None:
    @planned
    def of_hash(digest: Exact, least: int) -> "QuerySet[Entry, int]":
        found = Entry.objects.filter(hash=digest, sequence__gte=1000, seat__gte=least)
        return found.order_by("seat").values_list("seat", flat=True)

    for value in ("0", "1", "' OR true --"):
        for least in (0, 2, 4):
            wanted = [n for n in range(6) if f"{n % 2:064d}" == value.zfill(64) and n >= least]
            assert of_hash(Exact(value.zfill(64)), least) == wanted
    assert of_hash.is_kept(Exact("x"), 1)


@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite has no server; CI runs it on PostgreSQL",
)
@pytest.mark.postgres
def test_the_server_plans_a_question_once() -> None:
    @planned
    def of_seat(seat: int) -> "QuerySet[Entry]":
        return Entry.objects.filter(seat=seat, sequence__gte=1000, action="tested", outcome="done")

    for seat in range(6):
        (row,) = of_seat(seat)
        assert (row.seat, row.at) == (seat, datetime(2026, 1, 1 + seat, tzinfo=UTC))
    assert _statements("kernel_entry") == 1


@pytest.mark.postgres
def test_a_rollback_and_a_failure_before_do_no_harm() -> None:
    @planned
    def of_seat(seat: int) -> "QuerySet[Entry, int]":
        return Entry.objects.filter(seat=seat, sequence__gte=1000).values_list("seat", flat=True)

    assert of_seat(1) == [1]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert of_seat(2) == [2]
        raise ZeroDivisionError
    assert of_seat(3) == [3]


@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite has no server; CI runs it on PostgreSQL",
)
@pytest.mark.postgres
def test_nothing_is_kept_behind_a_pool_that_lends_by_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    @planned
    def of_outcome(seat: int) -> "QuerySet[Entry, int]":
        return Entry.objects.filter(seat=seat, sequence__gte=1000, outcome="done").values_list("seat", flat=True)

    connection.ensure_connection()
    # Such a pool names a process of its own when one connects to it.
    monkeypatch.setattr("psycopg.ConnectionInfo.backend_pid", 1)
    before = _statements("kernel_entry")
    assert [of_outcome(seat) for seat in range(3)] == [[0], [1], [2]]
    assert _statements("kernel_entry") == before
