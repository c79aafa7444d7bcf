"""A backup that is killed, or loses the database: each has a defined end."""

import os
import shutil
from pathlib import Path

import pytest
from django.db import connection

from config.aftermath import told
from config.barrier import Barrier
from config.installed import Installation, until

pytestmark = pytest.mark.slow
needs_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
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
