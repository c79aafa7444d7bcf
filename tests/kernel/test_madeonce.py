"""Keys that a place makes for itself: once, for their owner only, and never in the stead of one that is gone."""

import stat
from pathlib import Path

import pytest

from commonward.kernel.madeonce import NOTE, KeyGone, key_made_once


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    """A folder for keys, and the data folder."""
    return tmp_path / "keys", tmp_path / "data"


def _key(place: tuple[Path, Path], made: str = "first") -> str:
    return key_made_once("factor_key", folder=place[0], data=place[1], make=lambda: made)


def test_it_is_made_once_and_readable_by_its_owner_only(place: tuple[Path, Path]) -> None:
    assert (_key(place), _key(place, "second")) == ("first", "first")
    for path in (place[0] / "factor_key", place[1] / NOTE):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (place[1] / NOTE).read_text() == "factor_key\n"


@pytest.mark.parametrize("whole_folder", [False, True])
def test_where_it_is_gone_no_other_is_made(place: tuple[Path, Path], whole_folder: bool) -> None:
    key = _key(place)
    (place[0] / "factor_key").rename(place[1] / "elsewhere")
    if whole_folder:
        place[0].rmdir()
    with pytest.raises(KeyGone, match=f"The key factor_key is not in {place[0]}. Put it back"):
        _key(place, "second")
    assert not (place[0] / "factor_key").exists()
    place[0].mkdir(exist_ok=True)
    (place[1] / "elsewhere").rename(place[0] / "factor_key")
    assert _key(place, "second") == key


def test_whoever_has_no_copy_takes_its_name_away_and_gets_another(place: tuple[Path, Path]) -> None:
    _key(place)
    (place[0] / "factor_key").unlink()
    (place[1] / NOTE).write_text("secret_key\n")
    assert _key(place, "second") == "second"
    assert (place[1] / NOTE).read_text() == "secret_key\nfactor_key\n"


def test_a_key_of_a_place_that_is_older_than_the_note_is_noted_when_it_is_read(place: tuple[Path, Path]) -> None:
    place[0].mkdir()
    (place[0] / "factor_key").write_text("older")
    assert _key(place) == "older"
    (place[0] / "factor_key").unlink()
    with pytest.raises(KeyGone):
        _key(place)


def test_a_note_that_can_not_be_written_keeps_nobody_out(place: tuple[Path, Path]) -> None:
    place[1].write_text("a file where the folder should be")
    place[0].mkdir()
    (place[0] / "factor_key").write_text("there")
    assert _key(place) == "there"
