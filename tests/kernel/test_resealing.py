"""Keys are exchanged while people read and write, in small steps, and older backups stay readable."""

import shutil
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from commonward.kernel import clock, datakeys, keyring, resealing, work
from commonward.kernel.actor import System
from commonward.kernel.datakeys import KeyMissing
from commonward.kernel.models import DataKey, Entry, Work
from commonward.kernel.sealed import Ciphertext
from kernel.specimen.models import Specimen

pytestmark = pytest.mark.django_db
OPERATOR = System("operator")


@pytest.fixture(autouse=True)
def _keys_of_this_test(settings: Settings, tmp_path: Path) -> None:
    settings.SEALING_KEYS_FILE = tmp_path / "sealing_keys"


def several(count: int = 3) -> list[Specimen]:
    rows = [Specimen(words=f"Words {number}", topic="oncology" if number % 2 else None) for number in range(count)]
    return Specimen.objects.bulk_create(rows)


def words() -> list[str]:
    return [row.words for row in Specimen.objects.order_by("pk")]


def data_keys() -> set[int]:
    """Every data key that locks something."""
    rows = Specimen.objects.values_list("words", "topic", "file")
    return {datakeys.key_of(value.data) for row in rows for value in row if isinstance(value, Ciphertext)}


def rotated() -> DataKey:
    keyring.add()
    return resealing.rotate(OPERATOR)


def test_at_once_everything_new_is_under_new_keys_and_everything_older_is_readable() -> None:
    several()
    datakeys.keyed_digest("paste", "the same")
    fresh = rotated()
    assert {row.wrapped_by for row in DataKey.objects.all()} == {keyring.ring()[0].name}
    made = Specimen.objects.create(words="Words 3")
    stored = Specimen.objects.filter(pk=made.pk).values_list("words", flat=True).get()
    assert datakeys.key_of(stored.data) == fresh.pk
    assert words() == [f"Words {number}" for number in range(4)]


def test_the_worker_locks_everything_anew_and_nothing_else_changes() -> None:
    several(5)
    fresh = rotated()
    assert data_keys() != {fresh.pk}
    work.drain()
    assert data_keys() == {fresh.pk}
    assert words() == [f"Words {number}" for number in range(5)]
    assert [row.topic for row in Specimen.objects.order_by("pk")] == [None, "oncology", None, "oncology", None]


def test_it_goes_in_steps_between_which_other_work_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "STEP", 2)
    monkeypatch.setattr(resealing, "MOST_STEPS", 2)
    several(9)
    fresh = rotated()
    (row,) = Work.objects.filter(kind="reseal")
    work.carry_row(row.pk)
    assert len(data_keys()) == 2
    row.refresh_from_db()
    assert row.state == Work.State.WAITING
    work.drain()
    assert data_keys() == {fresh.pk}


def test_what_was_locked_meanwhile_by_a_process_that_knew_no_better_is_not_lost() -> None:
    several()
    older = DataKey.objects.get(retired_at=None)
    rotated()
    work.drain()
    datakeys._in_use[DataKey.Use.SEAL] = (older.pk, 10.0**12)
    Specimen.objects.create(words="Words 3")
    datakeys.forget()
    assert older.pk in data_keys()
    with clock.at(clock.now() + resealing.KEEP_RETIRED):
        work.drain()
    assert DataKey.objects.filter(pk=older.pk).exists()
    assert older.pk not in data_keys()
    assert words()[-1] == "Words 3"
    with clock.at(clock.now() + 2 * resealing.KEEP_RETIRED):
        work.drain()
    assert not DataKey.objects.filter(pk=older.pk).exists()
    assert words() == [f"Words {number}" for number in range(4)]


def test_a_second_rotation_before_the_first_is_through() -> None:
    several()
    rotated()
    last = rotated()
    work.drain()
    assert data_keys() == {last.pk}
    assert words() == ["Words 0", "Words 1", "Words 2"]


def test_another_process_finds_the_new_key_by_itself() -> None:
    several()
    keyring.ring()
    rotated()
    datakeys.forget()  # as in a process that was not told
    assert words() == ["Words 0", "Words 1", "Words 2"]


def test_digests_outlast_it() -> None:
    digest = datakeys.keyed_digest("paste", "the same")
    rotated()
    work.drain()
    assert datakeys.keyed_digest("paste", "the same") == digest


def test_without_the_older_key_nothing_is_changed(tmp_path: Path) -> None:
    several()
    before = list(DataKey.objects.values_list("pk", "wrapped_by", "retired_at"))
    keyring.place().write_text(keyring.spelled(keyring.fresh()))
    datakeys.forget()
    with pytest.raises(KeyMissing):
        resealing.rotate(OPERATOR)
    assert list(DataKey.objects.values_list("pk", "wrapped_by", "retired_at")) == before


def test_it_is_in_the_ledger() -> None:
    several()
    fresh = rotated()
    entry = Entry.objects.get(action="keys.rotated")
    assert (entry.subject_id, entry.detail) == (fresh.pk, {"key": keyring.ring()[0].name})


def test_a_backup_from_before_is_readable_afterwards(tmp_path: Path) -> None:
    several()
    kept = list(DataKey.objects.values()), list(Specimen.objects.values("id", "words"))
    rotated()
    with clock.at(clock.now() + 2 * resealing.KEEP_RETIRED):
        work.drain()
    Specimen.objects.all().delete()
    DataKey.objects.all().delete()
    datakeys.forget()
    DataKey.objects.bulk_create([DataKey(**row) for row in kept[0]])
    with connection.cursor() as cursor:
        for row in kept[1]:
            cursor.execute(
                "INSERT INTO specimen_specimen (id, open_word, words) VALUES (%s, '', %s)",
                [row["id"], row["words"].data],
            )
    assert words() == ["Words 0", "Words 1", "Words 2"]
    assert len(keyring.ring()) == 2


class TestTheFile:
    """The file with the keys is replaced in one step and keeps what backups need."""

    def test_the_new_key_comes_first_and_the_older_ones_stay(self) -> None:
        (first,) = keyring.begin()
        second = keyring.add()
        assert [key.name for key in keyring.ring()] == [second.name, first.name]
        assert keyring.place().stat().st_mode & 0o777 == 0o600
        keyring.remove(first.name)
        assert [key.name for key in keyring.ring()] == [second.name]

    def test_a_crash_while_it_is_written_leaves_the_one_there_was(self, monkeypatch: pytest.MonkeyPatch) -> None:
        keyring.begin()
        before = keyring.place().read_text()

        def killed(_descriptor: int) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("os.fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            keyring.add()
        monkeypatch.undo()
        shutil.copy(keyring.place(), keyring.place().with_name("copy"))
        assert keyring.place().read_text() == before
        assert len(keyring.begin()) == 1
