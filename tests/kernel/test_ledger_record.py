"""Entries are chained inside the caller's transaction, hold no words, and cannot be changed or removed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, transaction

from commonward.kernel import chain, clock, ledger
from commonward.kernel.actor import VISITOR, Person, Role, System
from commonward.kernel.models import Entry, Tip
from commonward.kernel.ref import Ref

MARKER = "Anna Kowalska 00482913"
NADIA = Person(account=11, seat=21, role=Role.PROFESSIONAL, organisation=31)
POST = Ref("post", 81)
WHEN = datetime(2026, 11, 23, 10, 4, 0, 123, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_what_in_which_seat() -> None:
    with clock.at(WHEN):
        entry = ledger.record(
            NADIA, "post.held", POST, outcome="held", reason="phi.name", policy="2026.11+harbour.3", on_behalf_of=22
        )
    kept = Entry.objects.get(pk=entry.sequence)
    assert (kept.actor_kind, kept.actor_id, kept.seat, kept.role, kept.organisation) == (
        "person",
        11,
        21,
        "professional",
        31,
    )
    assert (kept.action, kept.subject_kind, kept.subject_id, kept.on_behalf_of) == ("post.held", "post", 81, 22)
    assert (kept.outcome, kept.reason_code, kept.policy, kept.at) == ("held", "phi.name", "2026.11+harbour.3", WHEN)


def test_jobs_and_visitors_act_too() -> None:
    assert ledger.record(System("screening"), "post.screened", POST).actor_name == "screening"
    assert ledger.record(VISITOR, "account.refused", POST, outcome="refused").actor_kind == "visitor"


def test_reading_something_protected_is_recorded_with_the_same_call() -> None:
    assert ledger.record(NADIA, "review.read", Ref("review", 5)).action == "review.read"


def test_each_entry_holds_the_hash_of_the_one_before() -> None:
    first, second, third = (ledger.record(NADIA, "post.edited", POST) for _ in range(3))
    assert (first.sequence, first.previous) == (1, chain.START)
    assert (second.previous, third.previous) == (first.hash, second.hash)
    tip = Tip.objects.get()
    assert (tip.sequence, tip.hash) == (3, third.hash)


def test_the_hashed_line_is_written_down_byte_for_byte() -> None:
    with clock.at(WHEN):
        entry = ledger.record(NADIA, "post.published", POST, detail={"warned": True, "rules": 2, "kind": "phi.name"})
    line = (
        '{"action":"post.published","actor_id":11,"actor_kind":"person","actor_name":"",'
        '"at":"2026-11-23T10:04:00.000123Z","detail":{"kind":"phi.name","rules":2,"warned":true},'
        '"on_behalf_of":null,"organisation":31,"outcome":"done","policy":"","previous":"' + "0" * 64 + '",'
        '"reason_code":"","role":"professional","seat":21,"sequence":1,"subject_id":81,"subject_kind":"post"}'
    )
    assert chain.line_of(chain.body_of(Entry.objects.get())) == line
    # Worked out once by another tool; it must never change, on either database.
    assert entry.hash == "170fb4c53d3fa8a3c4b80a28e9df05b1a1b0506b4b909709aafd16c8135f150a"


def test_an_instant_in_another_zone_gives_the_same_hash() -> None:
    entry = Entry(sequence=1, at=WHEN, action="a", subject_kind="b", subject_id=1, outcome="done")
    here = chain.hash_of(chain.body_of(entry))
    entry.at = WHEN.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert chain.hash_of(chain.body_of(entry)) == here


def test_what_is_rolled_back_was_never_recorded() -> None:
    before = ledger.record(NADIA, "post.published", POST)
    with transaction.atomic():
        ledger.record(NADIA, "post.edited", POST)
        transaction.set_rollback(True)
    after = ledger.record(NADIA, "post.withdrawn", POST)
    assert (after.sequence, after.previous) == (before.sequence + 1, before.hash)


@pytest.mark.django_db(transaction=True)
def test_recording_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        ledger.record(NADIA, "post.published", POST)


WORDS = [MARKER, MARKER.lower(), "00482913", "555-0199", "Anna", "anna kowalska", "x" * 65]
PLACES = {
    "action": lambda word: ledger.record(NADIA, word, POST),
    "subject": lambda word: ledger.record(NADIA, "post.published", Ref(word, 81)),
    "job": lambda word: ledger.record(System(word), "post.published", POST),
    "outcome": lambda word: ledger.record(NADIA, "post.published", POST, outcome=word),
    "reason": lambda word: ledger.record(NADIA, "post.published", POST, reason=word),
    "detail": lambda word: ledger.record(NADIA, "post.published", POST, detail={"said": word}),
    "key": lambda word: ledger.record(NADIA, "post.published", POST, detail={word: 1}),
}


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("place", PLACES)
def test_words_of_a_person_cannot_get_in(place: str, word: str) -> None:
    with pytest.raises(ValueError, match="The ledger takes only") as refusal:
        PLACES[place](word)
    assert word not in str(refusal.value)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("word", [MARKER, MARKER.lower(), "Anna", "anna kowalska", "x" * 101])
def test_a_policy_is_named_by_its_version_only(word: str) -> None:
    with pytest.raises(ValueError, match="The ledger takes only"):
        ledger.record(NADIA, "post.published", POST, policy=word)


@pytest.mark.parametrize("place", ["action", "subject", "job", "outcome", "key"])
def test_codes_are_not_empty(place: str) -> None:
    with pytest.raises(ValueError, match="The ledger takes only"):
        PLACES[place]("")


@pytest.mark.parametrize("value", [1.5, None, [1], {"a": 1}, b"x", 2**63, -(2**63) - 1])
def test_detail_holds_whole_numbers_and_codes_only(value: object) -> None:
    with pytest.raises(ValueError, match="The ledger takes only"):
        ledger.record(NADIA, "post.published", POST, detail={"said": value})  # type: ignore[dict-item]


@pytest.mark.parametrize("subject", ["81", None, True, 2**63])
def test_a_subject_is_a_number(subject: object) -> None:
    with pytest.raises(ValueError, match="The ledger takes only"):
        ledger.record(NADIA, "post.published", Ref("post", subject))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE kernel_entry SET action = 'post.nothing'",
        "DELETE FROM kernel_entry",
        "DELETE FROM kernel_entry WHERE sequence = 2",
        "UPDATE kernel_entry SET sequence = sequence + 10",
    ],
)
def test_the_database_itself_refuses_change_and_removal(attempt: str) -> None:
    for _ in range(3):
        ledger.record(NADIA, "post.published", POST)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)
    assert list(Entry.objects.values_list("sequence", "action")) == [(n, "post.published") for n in (1, 2, 3)]


def test_the_other_ways_to_lose_rows_are_refused_too() -> None:
    ledger.record(NADIA, "post.published", POST)
    columns = [field.column for field in Entry._meta.concrete_fields]
    attempt = (
        f"INSERT OR REPLACE INTO kernel_entry SELECT {', '.join(columns)} FROM kernel_entry"
        if connection.vendor == "sqlite"
        else "TRUNCATE kernel_entry"
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)


def test_numbers_are_never_taken_twice() -> None:
    entry = ledger.record(NADIA, "post.published", POST)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.create(
            sequence=entry.sequence, at=WHEN, action="a", subject_kind="b", subject_id=1, outcome="done"
        )


def test_a_lost_note_of_the_end_is_made_again_from_the_last_entry() -> None:
    first = ledger.record(NADIA, "post.published", POST)
    Tip.objects.all().delete()
    assert ledger.record(NADIA, "post.edited", POST).previous == first.hash
