"""A backup that is killed, or loses the database; an upgrade that finds the disk full: each has a defined end."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from config.aftermath import told
from config.barrier import Barrier
from config.installed import Installation, until
from config.inventory import Inventory
from config.test_upgrade import as_version, same_as_before

pytestmark = pytest.mark.slow
needs_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
#: Writes far more than the small disk has left.
FILLS = (
    "thing = apps.get_model('later', 'Thing'); "
    "[thing.objects.bulk_create([thing(words='x' * 20) for _ in range(5000)]) for _ in range(60)]"
)
#: Ends every other connection to our database, as when the server is started anew, and then goes on.
CUT = """#!/bin/sh
psql --quiet --no-psqlrc --command "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
WHERE datname = current_database() AND pid <> pg_backend_pid()" >/dev/null
exec {real} "$@"
"""
#: What it says when the server goes away under it.
LOST = """#!/bin/sh
echo "pg_dump: error: connection to server was lost: server closed the connection unexpectedly" >&2
exit 1
"""


def whole(folder: Path) -> list[str]:
    """The backups of a folder, by name; nothing half done may lie beside them."""
    assert [path.name for path in folder.iterdir() if path.name.startswith(".new-")] == []
    return sorted(path.name for path in folder.glob("*.tar.gz"))


def test_killed_in_the_middle_earlier_backups_stand_and_the_next_one_works(
    lived_in: Installation, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    assert lived_in.run("backup", str(backups)).returncode == 0
    (earlier,) = whole(backups)
    barrier = Barrier.at(tmp_path / "barrier")
    lived_in.told = told(barrier.folder)
    barrier.close('FROM "django_migrations"')
    with lived_in.running("backup", str(backups)) as process:
        # The first look at them is whether there is anything; the second stands in the middle.
        until(barrier.reached, seconds=100)
        process.kill()
        process.wait(timeout=30)
    lived_in.told = {}
    assert earlier in {path.name for path in backups.glob("*.tar.gz")}
    assert lived_in.run("restore", "--check", str(backups / earlier)).returncode == 0
    assert lived_in.run("backup", str(backups)).returncode == 0
    assert len(whole(backups)) == 2
    assert lived_in.run("ledger", "verify").returncode == 0


def _instead_of_pg_dump(lived_in: Installation, folder: Path, script: str) -> None:
    real = shutil.which("pg_dump")
    assert real is not None
    folder.mkdir()
    (folder / "pg_dump").write_text(script.format(real=real))
    (folder / "pg_dump").chmod(0o755)
    lived_in.told = {"PATH": f"{folder}:{os.environ['PATH']}"}


@needs_postgresql
def test_a_connection_that_is_cut_in_the_middle_is_said_and_leaves_a_whole_backup_or_none(
    lived_in: Installation, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    _instead_of_pg_dump(lived_in, tmp_path / "cut", CUT)
    answer = lived_in.run("backup", str(backups))
    assert "Traceback" not in answer.stderr
    assert answer.returncode == (0 if whole(backups) else 1), answer.stderr
    if answer.returncode:
        assert "does not answer" in answer.stderr
    lived_in.told = {}
    assert lived_in.run("backup", str(backups)).returncode == 0


@needs_postgresql
def test_a_server_that_goes_away_under_the_dump_is_said_and_nothing_half_done_stays(
    lived_in: Installation, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    _instead_of_pg_dump(lived_in, tmp_path / "lost", LOST)
    answer = lived_in.run("backup", str(backups))
    assert answer.returncode == 1
    assert "the database does not answer, or ended the connection" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert whole(backups) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 48 MB."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this account may not mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's tables lie on its own disk")
def test_a_disk_that_is_full_in_the_middle_of_an_upgrade_leaves_a_way_back(
    lived_in: Installation, small_disk: Path, tmp_path: Path
) -> None:
    before = Inventory.of(lived_in)
    shutil.copytree(lived_in.folder, small_disk / "data")
    place = Installation(small_disk / "data", told=lived_in.told)
    upgraded = as_version(place, tmp_path, FILLS)
    (small_disk / "ballast").write_bytes(b"0" * (shutil.disk_usage(small_disk).free - 3_000_000))
    answer = upgraded.run("upgrade")
    assert answer.returncode in {1, 2}, answer.stderr
    assert "Traceback" not in answer.stderr
    assert "room" in answer.stderr
    refused = place.run("worker", "--once")
    (small_disk / "ballast").unlink()
    if refused.returncode:  # there was no room for the way back either: it waits for somebody to make some
        assert "commonward upgrade --back" in refused.stderr
        back = upgraded.run("upgrade", "--back")
        assert back.returncode == 0, back.stderr
    assert same_as_before(before, Inventory.of(place))
    assert place.run("worker", "--once").returncode == 0
    assert place.run("ledger", "verify").returncode == 0
