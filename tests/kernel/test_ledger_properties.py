"""Whatever is done to a sealed ledger, and however well the traces are covered, both verifiers see it and say where."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonward.kernel import chain, verification
from commonward.kernel.actor import System
from commonward.kernel.models import Entry
from kernel.conftest import Outsider
from kernel.ledgers import change, compute_anew, exchange, insert, note_end, remove, remove_and_close, write_entries

LAST = 8
NUMBERS = st.integers(1, LAST)
VALUES = st.one_of(
    st.tuples(st.just("action"), st.sampled_from(["post.nothing", "review.read", ""])),
    st.tuples(st.sampled_from(["actor_id", "seat", "on_behalf_of", "organisation"]), st.none() | st.integers(0, 99)),
    st.tuples(st.just("subject_id"), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just("detail"), st.dictionaries(st.sampled_from("ab"), st.booleans() | st.integers(0, 3), max_size=2)),
    st.tuples(st.just("at"), st.datetimes(timezones=st.just(UTC))),
    st.tuples(st.sampled_from(["hash", "previous"]), st.text("0123456789abcdef", min_size=64, max_size=64)),
)


@st.composite
def acts(draw: st.DrawFn) -> tuple[str, int, tuple[object, ...]]:
    """What is done, the first entry that it touches, and what else it needs."""
    kind = draw(st.sampled_from(["change", "remove", "close", "insert", "exchange", "cut"]))
    first = draw(NUMBERS)
    match kind:
        case "change":
            return kind, first, draw(VALUES)
        case "remove":
            return kind, first, (draw(st.integers(first, LAST)),)
        case "exchange":
            other = draw(NUMBERS.filter(lambda number: number != first))
            return kind, min(first, other), (max(first, other),)
        case _:
            return kind, first, ()


def carry_out(kind: str, first: int, more: tuple[object, ...]) -> None:
    match kind, more:
        case "change", (str(name), value):
            change(first, **{name: value})
        case "remove", (int(last),):
            remove(first, last)
        case "exchange", (int(second),):
            exchange(first, second)
        case "close", _:
            remove_and_close(first)
        case "insert", _:
            insert(first)
        case _:
            remove(first, LAST)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def content() -> list[dict[str, object]]:
    return [{**chain.body_of(entry), "hash": entry.hash} for entry in Entry.objects.order_by("sequence")]


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(act=acts(), covers=st.sampled_from(["nothing", "end", "all"]))
def test_no_tampering_stays_unseen(outsider: Outsider, act: tuple[str, int, tuple[object, ...]], covers: str) -> None:
    if not Entry.objects.exists():
        verification.announce_key(System("worker"))
        write_entries(LAST - 1)
        verification.seal(System("worker"))
    with undone():
        before = content()
        carry_out(*act)
        if covers == "end":
            note_end()
        elif covers == "all":
            compute_anew()
        after = content()
        result, outside = verification.verify(), outsider()
    if after == before:  # such as a value changed into itself
        assert result.holds
        assert outside == []
        return
    assert not result.holds
    assert outside
    places = [flaw.sequence for flaw in result.flaws if flaw.sequence is not None]
    first_touched = next(n for n in range(LAST + 2) if before[n : n + 1] != after[n : n + 1]) + 1
    doubted = any("No head vouches for entries 1 to" in flaw.sentence for flaw in result.flaws)
    assert min(places) <= first_touched + 1 or doubted
    # A head that does not fit says only that something before it is other; every other flaw says exactly where.
    exact = [flaw.sequence for flaw in result.flaws if flaw.sequence is not None and flaw.code != "recomputed"]
    assert covers == "all" or min(exact) >= first_touched - 1
