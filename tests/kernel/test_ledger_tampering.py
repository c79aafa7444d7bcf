"""However the ledger is tampered with behind the triggers, both verifiers find it and say where."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from commonward.kernel import chain, heads, verification
from commonward.kernel.actor import System
from commonward.kernel.models import Entry, Tip
from commonward.kernel.walk import KEY_USED
from kernel.conftest import Outsider
from kernel.ledgers import (
    change,
    compute_anew,
    exchange,
    insert,
    note_end,
    remove,
    remove_and_close,
    write_entries,
)
from ledger_flush import unguarded

pytestmark = pytest.mark.django_db
SEALER = System("worker")


@pytest.fixture(autouse=True)
def twelve() -> None:
    """Twelve entries, the first of them the key's name; heads at 5 and at 12."""
    verification.announce_key(SEALER)
    write_entries(4)
    verification.seal(SEALER)
    write_entries(7)
    verification.seal(SEALER)


def found() -> list[tuple[str, int | None]]:
    """What our own verifier finds: codes and places."""
    return [(flaw.code, flaw.sequence) for flaw in verification.verify().flaws]


def test_an_honest_ledger_holds(outsider: Outsider) -> None:
    result = verification.verify()
    assert (result.entries, result.heads, result.sealed, result.flaws) == (12, 2, 12, ())
    assert outsider() == []


def test_what_was_not_sealed_yet_holds_too(outsider: Outsider) -> None:
    write_entries(3)
    result = verification.verify()
    assert (result.entries, result.sealed, result.holds) == (15, 12, True)
    assert outsider() == []


ATTACKS: dict[str, tuple[Callable[[], object], str, int]] = {
    "another action": (lambda: change(4, action="post.nothing"), "changed", 4),
    "another person": (lambda: change(5, actor_id=12), "changed", 5),
    "another instant": (lambda: change(4, at="2026-01-01T00:00:00Z"), "changed", 4),
    "another detail": (lambda: change(4, detail={"version": 3}), "changed", 4),
    "nothing for a code": (lambda: change(4, policy=""), "changed", 4),
    "another hash": (lambda: change(4, hash="0" * 64), "changed", 4),
    "the first entry": (lambda: change(1, outcome="refused"), "changed", 1),
    "the last entry": (lambda: change(12, outcome="refused"), "changed", 12),
    "one removed": (lambda: remove(4, 4), "removed", 4),
    "several removed": (lambda: remove(4, 6), "removed", 4),
    "the first removed": (lambda: remove(1, 1), "removed", 1),
    "one removed, the rest numbered down": (lambda: remove_and_close(4), "removed", 4),
    "one inserted": (lambda: insert(4), "inserted", 5),
    "two exchanged": (lambda: exchange(4, 7), "reordered", 4),
    "the end removed": (lambda: remove(10, 12), "end", 9),
    "the end removed, the note corrected": (lambda: (remove(10, 12), note_end()), "truncated", 10),
    "all removed": (lambda: (remove(1, 12), note_end()), "truncated", 1),
    "the note of the end lost": (lambda: Tip.objects.all().delete(), "end", 12),
    "changed, all computed anew": (lambda: (change(4, actor_id=12), compute_anew()), "recomputed", 1),
    "changed late, all computed anew": (lambda: (change(8, actor_id=12), compute_anew()), "recomputed", 6),
    "the last changed, computed anew": (lambda: (change(12, actor_id=12), compute_anew()), "recomputed", 6),
    "inserted, all computed anew": (lambda: (insert(8), compute_anew()), "recomputed", 6),
    "exchanged, all computed anew": (lambda: (exchange(2, 3), compute_anew()), "recomputed", 1),
    "removed, all computed anew": (lambda: (remove_and_close(8), compute_anew()), "truncated", 12),
}
#: These touch only what an export does not hold.
UNSEEN_FROM_OUTSIDE = {"the note of the end lost"}


@pytest.mark.parametrize("name", ATTACKS)
def test_tampering_is_found_where_it_happened(name: str, outsider: Outsider) -> None:
    act, code, where = ATTACKS[name]
    act()
    assert (code, where) in found()
    assert (outsider() == []) == (name in UNSEEN_FROM_OUTSIDE)


def test_the_outsider_names_the_place_too(outsider: Outsider) -> None:
    change(4, action="post.nothing")
    assert outsider() == ["Entry 4 was changed, or given another number: its content does not give its hash."]
    change(4, action="post.published")
    exchange(6, 7)
    assert any("Entry 6 " in flaw for flaw in outsider())


def test_a_changed_entry_with_a_new_hash_does_not_fit_the_next() -> None:
    change(4, actor_id=12)
    change(4, hash=chain.hash_of(chain.body_of(Entry.objects.get(pk=4))))
    assert ("not-following", 5) in found()


def test_an_entry_after_the_noted_end_is_found(outsider: Outsider) -> None:
    forged = Entry.objects.get(pk=12)
    forged.sequence, forged.previous = 13, forged.hash
    forged.hash = chain.hash_of(chain.body_of(forged))
    forged.save(force_insert=True)
    assert found() == [("end", 13)]


def test_columns_that_hold_no_entry_are_told_not_tripped_over(outsider: Outsider) -> None:
    no_instant = "yesterday" if connection.vendor == "sqlite" else "infinity"
    with unguarded(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_entry SET at = %s WHERE sequence = 4", [no_instant])
        cursor.execute("UPDATE kernel_entry SET detail = '5' WHERE sequence = 6")
    assert found() == [("changed", 4), ("changed", 6)]


def test_renumbering_is_told_once_not_for_every_entry() -> None:
    remove_and_close(4)
    assert [code for code, _ in found()].count("removed") == 1


def test_the_sentences_are_plain() -> None:
    remove(4, 6)
    assert verification.verify().flaws[0].sentence == "Entries 4 to 6 are missing: removed after they were written."


@pytest.mark.parametrize(("first", "says"), [(12, "entry 12 was removed."), (9, "entries 9 to 12 were removed.")])
def test_a_cut_is_counted_as_people_count(first: int, says: str) -> None:
    remove(first, 12)
    assert says in " ".join(flaw.sentence for flaw in verification.verify().flaws)


class TestHeads:
    """The heads can be attacked as well: they are files."""

    @pytest.fixture
    def file(self, heads_folder: Path) -> Path:
        return next(heads_folder.glob("heads-*.jsonl"))

    def test_without_heads_nothing_outside_vouches(self, file: Path, outsider: Outsider) -> None:
        file.unlink()
        assert found() == [("heads-missing", None)]
        assert "There is no signed head" in outsider()[0]

    @pytest.mark.parametrize("field", ["sequence", "hash", "count", "at", "signature", "format"])
    def test_no_field_of_a_head_can_be_changed(self, field: str, file: Path, outsider: Outsider) -> None:
        lines = file.read_text(encoding="ascii").splitlines()
        head = json.loads(lines[0])
        other = {"sequence": 4, "count": 4, "hash": Entry.objects.get(pk=4).hash, "at": "2026-01-01T00:00:00.000000Z"}
        head[field] = other.get(field, "00" * 64)
        file.write_text("\n".join([json.dumps(head), *lines[1:]]) + "\n", encoding="ascii")
        assert [code for code, _ in found()] == ["signature"]
        assert len(outsider()) == 1

    @pytest.mark.parametrize("line", ["", "{}", "[]", "nothing", '{"sequence": "1"}'])
    def test_damaged_lines_are_told(self, line: str, file: Path, outsider: Outsider) -> None:
        file.write_text(line + "\n" + file.read_text(encoding="ascii"), encoding="ascii")
        assert found() == [("signature", None)]
        assert len(outsider()) == 1

    def test_a_stranger_s_key_in_the_folder_is_not_believed(self, file: Path, heads_folder: Path) -> None:
        stranger = Ed25519PrivateKey.generate()
        change(8, actor_id=12)
        compute_anew()
        forge_heads(stranger, file, heads_folder)
        assert ("key", 12) in found()

    def test_a_stranger_s_key_that_a_forged_chain_names_is_not_believed(self, file: Path, heads_folder: Path) -> None:
        stranger = Ed25519PrivateKey.generate()
        change(1, action=KEY_USED, detail={"key": heads.key_id(heads.public_bytes(stranger))})
        compute_anew()
        forge_heads(stranger, file, heads_folder)
        assert not verification.verify().holds

    def test_given_the_right_key_the_outsider_does_not_believe_a_stranger_s(
        self, file: Path, heads_folder: Path, outsider: Outsider
    ) -> None:
        true_key = next(heads_folder.glob("k*.pub")).read_text(encoding="ascii").strip()
        stranger = Ed25519PrivateKey.generate()
        compute_anew()
        forge_heads(stranger, file, heads_folder)
        assert outsider() == []  # without a key it can only ask whether everything fits together
        assert "not one of yours" in outsider(true_key)[0]

    def test_one_head_lost_in_the_middle_costs_nothing(self, file: Path, outsider: Outsider) -> None:
        file.write_text(file.read_text(encoding="ascii").splitlines()[1] + "\n", encoding="ascii")
        assert found() == []
        assert outsider() == []


def forge_heads(stranger: Ed25519PrivateKey, file: Path, folder: Path) -> None:
    """Replace the heads by one that somebody else signed, with their public key beside it."""
    last = Entry.objects.order_by("-sequence").get(pk=12)
    name = heads.key_id(heads.public_bytes(stranger))
    bare = heads.Head(sequence=12, hash=last.hash, count=12, at=chain.instant(last.at), key=name)
    signed = replace(bare, signature=stranger.sign(bare.signed_bytes()).hex())
    file.write_text(chain.line_of(asdict(signed)) + "\n", encoding="ascii")
    (folder / f"{name}.pub").write_text(heads.public_bytes(stranger).hex(), encoding="ascii")
