"""Installations: set up once for the run, copied for each test."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.aftermath import populate
from config.installed import Installation, database_of_its_own


@pytest.fixture(scope="session")
def _fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    folder = tmp_path_factory.mktemp("fresh") / "data"
    name = f"fresh_{secrets.token_hex(4)}"
    with database_of_its_own(name) as url:
        installation = Installation(folder, url)
        answer = installation.run("setup")
        assert answer.returncode == 0, answer.stderr
        yield installation, name


@pytest.fixture
def installed(_fresh: tuple[Installation, str], tmp_path: Path) -> Iterator[Installation]:
    """An installation for real people, just set up, of this test's own."""
    fresh, name = _fresh
    shutil.copytree(fresh.folder, tmp_path / "data")
    with database_of_its_own(f"copy_{secrets.token_hex(4)}", like=name) as url:
        yield Installation(tmp_path / "data", url)


@pytest.fixture(scope="session")
def _lived_in(_fresh: tuple[Installation, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    fresh, name = _fresh
    folder = tmp_path_factory.mktemp("lived-in") / "data"
    shutil.copytree(fresh.folder, folder)
    lived_in = f"lived_in_{secrets.token_hex(4)}"
    with database_of_its_own(lived_in, like=name) as url:
        populate(Installation(folder, url))
        yield folder, lived_in


@pytest.fixture
def lived_in(_lived_in: tuple[Path, str], tmp_path: Path) -> Iterator[Installation]:
    """An installation where Nadia lives, of this test's own."""
    folder, name = _lived_in
    shutil.copytree(folder, tmp_path / "data")
    with database_of_its_own(f"copy_{secrets.token_hex(4)}", like=name) as url:
        yield Installation(tmp_path / "data", url)


@pytest.fixture
def empty_database() -> Iterator[str]:
    """A database without tables, of this test's own; "" on SQLite."""
    with database_of_its_own(f"empty_{secrets.token_hex(4)}") as url:
        yield url
