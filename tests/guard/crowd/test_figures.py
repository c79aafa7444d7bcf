"""The figures' files: a missing or altered one is refused, in words for an administrator."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from commonward.guard import GuardUnavailable
from commonward.guard.text.crowd import figures

CAME_WITH = resources.files("commonward.guard").joinpath("resources", "figures")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(str(CAME_WITH), tmp_path / "figures")
    return tmp_path / "figures"


@pytest.mark.parametrize("name", ["towns.txt", "ages.txt", "occupations.txt", "conditions.toml", "MANIFEST.toml"])
def test_a_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(GuardUnavailable, match="missing"):
        figures.load_from(folder)


def test_an_altered_file_is_refused(folder: Path) -> None:
    with (folder / "towns.txt").open("ab") as file:
        file.write(b"zz\tUS\tME\t1\n")
    with pytest.raises(GuardUnavailable, match=r"towns\.txt is not the file"):
        figures.load_from(folder)


def test_ages_of_a_country_add_up(folder: Path) -> None:
    loaded = figures.load_from(folder)
    for country in ("US", "ES", "XX"):
        whole = loaded.ages(0, 104, country)
        assert whole.low == pytest.approx(0.6, abs=0.01)
        assert whole.high == 1.0


def test_words_for_occupations_come_in_the_plural_too(folder: Path) -> None:
    loaded = figures.load_from(folder)
    assert loaded.occupation("Teachers") == loaded.occupation("teacher")
    assert loaded.occupation("astronaut") is None
    assert loaded.condition("Crohn's disease") is not None
