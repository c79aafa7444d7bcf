"""`commonward keys`, as an administrator meets it: what it says, and that it never shows a key that is in use."""

from pathlib import Path

import pytest
from pytest_django import Settings

from commonward.cli.main import main
from commonward.config import doctor, groundwork
from commonward.config.loading import CannotStart
from commonward.kernel import clock, datakeys, keyring, resealing, work
from commonward.kernel.models import DataKey, Entry
from kernel.specimen.models import Specimen

pytestmark = pytest.mark.django_db
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _keys_of_this_test(settings: Settings, tmp_path: Path) -> None:
    settings.SEALING_KEYS_FILE = tmp_path / "sealing_keys"


@pytest.fixture
def locked() -> Specimen:
    groundwork.begin_keys()
    return Specimen.objects.create(words="What she said.")


def said(capsys: Capture, *arguments: str) -> tuple[int, str]:
    """What a verb answers: its exit code and its words."""
    try:
        code = main(["keys", *arguments])
    except SystemExit as end:
        code = int(str(end.code))
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_before_there_is_one(capsys: Capture) -> None:
    assert said(capsys, "list") == (0, "There is no key yet. `commonward setup` makes one.\n")


def test_rotation_as_it_is_told(capsys: Capture, locked: Specimen) -> None:
    older = keyring.ring()[0]
    code, words = said(capsys, "rotate")
    assert code == 0
    newer = keyring.ring()[0]
    assert newer != older
    assert f"{newer.name} is in use." in words
    code, words = said(capsys, "list")
    assert f"{newer.name}  in use, wraps 2 data keys" in words
    assert f"{older.name}  for older backups only, wraps 0 data keys" in words
    assert "locks 1 values" in words
    assert keyring.spelled(newer) not in words
    work.drain()
    with clock.at(clock.now() + resealing.KEEP_RETIRED):
        work.drain()
    assert "wraps 1 data keys" in said(capsys, "list")[1]
    assert Specimen.objects.get(pk=locked.pk).words == "What she said."


def test_an_interrupted_rotation_goes_on_with_the_key_it_made(capsys: Capture, locked: Specimen) -> None:
    made = keyring.add()
    assert said(capsys, "rotate")[0] == 0
    assert keyring.ring()[0].name == made.name
    assert len(keyring.ring()) == 2
    assert Specimen.objects.get(pk=locked.pk).words == "What she said."


def test_keys_that_are_given_are_exchanged_where_they_are_given(
    capsys: Capture, settings: Settings, locked: Specimen
) -> None:
    given = keyring.spelled(keyring.ring()[0])
    settings.SEALING_KEYS = given
    code, words = said(capsys, "rotate")
    assert code == 1
    assert "Put a fresh key first in COMMONWARD_SEALING_KEYS" in words
    code, fresh = said(capsys, "new")
    settings.SEALING_KEYS = f"{fresh.strip()}, {given}"
    assert said(capsys, "rotate")[0] == 0
    assert DataKey.objects.filter(wrapped_by=keyring.ring()[0].name).count() == 2
    assert Specimen.objects.get(pk=locked.pk).words == "What she said."


class TestForgetting:
    """A key that anything here needs is not removed."""

    def test_the_one_in_use_stays(self, capsys: Capture, locked: Specimen) -> None:
        code, words = said(capsys, "forget", keyring.ring()[0].name)
        assert (code, "Nothing was removed" in words, len(keyring.ring())) == (1, True, 1)

    def test_an_older_one_goes_and_the_ledger_knows(self, capsys: Capture, locked: Specimen) -> None:
        older = keyring.ring()[0].name
        said(capsys, "rotate")
        assert said(capsys, "forget", older)[0] == 0
        assert older not in {key.name for key in keyring.ring()}
        assert Entry.objects.get(action="keys.forgotten").detail == {"key": older}

    def test_a_name_that_is_none(self, capsys: Capture, locked: Specimen) -> None:
        assert said(capsys, "forget", "k0") == (1, "There is no key of that name here.\n")


class TestWithoutTheKey:
    """What runs the place says it before anybody's page fails, and makes no fresh key in its stead."""

    @pytest.fixture(autouse=True)
    def _lost(self, locked: Specimen) -> None:
        keyring.place().unlink()
        datakeys.forget()

    def test_nothing_starts(self) -> None:
        assert not groundwork.begin_keys()
        with pytest.raises(CannotStart, match="Nothing is lost"):
            groundwork.refuse_missing_keys()
        assert not keyring.place().exists()

    def test_the_doctor_says_so(self) -> None:
        answer = doctor._keys()
        assert not answer.is_well
        assert DataKey.objects.get().wrapped_by in answer.found

    def test_the_list_says_so(self, capsys: Capture) -> None:
        assert f"{DataKey.objects.get().wrapped_by}  NOT HERE" in said(capsys, "list")[1]

    def test_rotation_changes_nothing(self, capsys: Capture) -> None:
        code, words = said(capsys, "rotate")
        assert (code, "Nothing was changed" in words) == (1, True)
        assert not keyring.place().exists()


def test_the_doctor_speaks_of_a_file_that_others_can_read(locked: Specimen) -> None:
    assert doctor._keys().is_well
    keyring.place().chmod(0o644)
    assert not doctor._keys().is_well
