"""Heads are signed outside the database, with a key that is made once and can be changed; a broken chain gets none."""

import base64
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from commonward.kernel import clock, heads, verification
from commonward.kernel.actor import System
from commonward.kernel.models import Entry
from kernel.conftest import Outsider
from kernel.ledgers import change, compute_anew, note_end, remove, write_entries

SEALER = System("worker")

pytestmark = pytest.mark.django_db


def other_key() -> str:
    return base64.b64encode(bytes(range(32, 64))).decode()


def test_a_head_is_a_line_in_the_month_s_file(heads_folder: Path) -> None:
    write_entries(3)
    with clock.at(datetime(2026, 11, 23, 10, 4, tzinfo=UTC)):
        head = verification.seal(SEALER)
    assert head is not None
    [line] = (heads_folder / "heads-2026-11.jsonl").read_text(encoding="ascii").splitlines()
    assert json.loads(line) == {
        "format": "commonward-ledger-head-1",
        "sequence": 4,
        "count": 4,
        "hash": Entry.objects.get(pk=4).hash,
        "at": "2026-11-23T10:04:00.000000Z",
        "key": head.key,
        "signature": head.signature,
    }
    public = (heads_folder / f"{head.key}.pub").read_text(encoding="ascii").strip()
    assert bytes.fromhex(public) == heads.public_bytes(heads.private_key())


def test_nothing_new_needs_no_head(heads_folder: Path) -> None:
    write_entries(3)
    assert verification.seal(SEALER) is not None
    assert verification.seal(SEALER) is None
    assert len(heads.kept()) == 1


def test_the_first_head_of_an_empty_ledger_covers_the_key_s_name() -> None:
    head = verification.seal(SEALER)
    assert head is not None
    assert Entry.objects.get().action == "ledger.key_used"
    assert Entry.objects.get().detail == {"key": head.key}


def test_a_key_is_made_once_and_readable_by_its_owner_only(settings: Settings, tmp_path: Path) -> None:
    settings.LEDGER_KEY, settings.DATA_DIR, settings.KEYS_DIR = "", tmp_path, tmp_path / "data"
    first = heads.public_bytes(heads.private_key())
    assert heads.public_bytes(heads.private_key()) == first
    assert stat.S_IMODE((tmp_path / "data" / "ledger_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("given", ["short", "Zm9v", "not base64 at all, far from it", "é" * 44])
def test_a_key_that_is_none_is_refused_without_repeating_it(settings: Settings, given: str) -> None:
    settings.LEDGER_KEY = given
    with pytest.raises(heads.KeyUnusable) as refusal:
        heads.private_key()
    assert given not in str(refusal.value)


@pytest.mark.parametrize("harm", ["change", "cut", "rewrite"])
def test_a_chain_that_does_not_hold_is_not_vouched_for(harm: str) -> None:
    write_entries(5)
    verification.seal(SEALER)
    write_entries(3)
    match harm:
        case "change":
            change(7, actor_id=12)
        case "cut":
            remove(4, 9)
            note_end()
        case _:
            change(3, actor_id=12)
            compute_anew()
    with pytest.raises(verification.Broken):
        verification.seal(SEALER)
    assert len(heads.kept()) == 1


def test_after_a_change_of_keys_old_heads_still_count(settings: Settings, outsider: Outsider) -> None:
    write_entries(3)
    old = verification.seal(SEALER)
    settings.LEDGER_KEY = other_key()
    write_entries(2)
    new = verification.seal(SEALER)
    assert old is not None
    assert new is not None
    assert old.key != new.key
    result = verification.verify()
    assert (result.heads, result.flaws) == (2, ())
    assert outsider() == []
    assert list(Entry.objects.filter(action="ledger.key_used").values_list("detail", flat=True)) == [
        {"key": old.key},
        {"key": new.key},
    ]


def test_a_new_key_vouches_for_nothing_before_it_signed(settings: Settings) -> None:
    write_entries(3)
    verification.seal(SEALER)
    settings.LEDGER_KEY = other_key()
    assert [flaw.code for flaw in verification.verify().flaws] == ["key"]


def test_the_quick_look_sees_the_last_entries_and_the_newest_head() -> None:
    write_entries(20)
    verification.seal(SEALER)
    write_entries(5)
    assert verification.verify_last(10) == verification.Verification(entries=10, heads=1, sealed=21, flaws=())
    change(20, actor_id=12)
    assert [flaw.sequence for flaw in verification.verify_last(10).flaws] == [20]
    assert verification.verify_last(5).holds
    compute_anew()
    assert [flaw.code for flaw in verification.verify_last(10).flaws] == ["recomputed"]
    remove(15, 26)
    note_end()
    assert "truncated" in [flaw.code for flaw in verification.verify_last(10).flaws]
