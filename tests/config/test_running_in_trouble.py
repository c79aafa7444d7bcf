"""A running place that loses its database, or whose disk is full: people hear so, keep their words, and go on."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from config.aftermath import ADDRESS, PASSWORD
from config.browsing import Browser, Page
from config.installed import Installation, until
from config.test_backup_in_trouble import small_disk as small_disk
from config.test_killed_while_publishing import is_up, web
from config.test_processes import free_port

pytestmark = pytest.mark.slow
WORDS = "A quiet walk does wonders after a long night shift."


def sent(browser: Browser, form: dict[str, str]) -> Page:
    return browser.post("/write/", form | {"text": WORDS, "audience": "public", "publish": "1"})


@contextmanager
def lost(installation: Installation) -> Iterator[None]:
    """The database ends every connection and takes none, as when its machine is gone."""
    name = installation.database_url.rpartition("/")[2]
    lets = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as there:
        there.execute(lets(sql.Identifier(name), sql.SQL("false")))
        there.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            there.execute(lets(sql.Identifier(name), sql.SQL("true")))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose; CI runs it on both")
def test_a_database_that_is_lost_is_said_with_the_words_and_comes_back(lived_in: Installation) -> None:
    nadia = Browser(free_port())
    with web(lived_in, nadia), lived_in.running("worker"):
        nadia.sign_in(ADDRESS, PASSWORD)
        form = nadia.form()
        with lost(lived_in):
            answer = sent(nadia, form)
            assert answer.status == 503
            assert WORDS in answer.html
            assert nadia.get("/").status == 503
            assert nadia.get("/healthz").status == 503
            doctor = lived_in.run("doctor")
            assert doctor.returncode == 1
            assert "Traceback" not in doctor.stderr
            assert "Database" in doctor.stdout + doctor.stderr
        until(lambda: is_up(nadia), seconds=300)
        assert "/p/" in sent(nadia, form).url
        assert nadia.get("/").html.count(WORDS) == 1
    assert lived_in.run("ledger", "verify").returncode == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's tables lie on its own disk")
def test_a_disk_that_is_full_is_said_with_the_words_and_nothing_is_half_done(
    lived_in: Installation, small_disk: Path
) -> None:
    shutil.copytree(lived_in.folder, small_disk / "data")
    place = Installation(small_disk / "data", told=lived_in.told)
    nadia = Browser(free_port())
    with web(place, nadia):
        nadia.sign_in(ADDRESS, PASSWORD)
        form = nadia.form()
        _fill(small_disk / "ballast")
        answer = sent(nadia, form)
        assert answer.status == 503
        assert WORDS in answer.html
        doctor = place.run("doctor")
        assert doctor.returncode == 1
        assert "Disk" in doctor.stdout
        (small_disk / "ballast").unlink()
        assert "/p/" in sent(nadia, form).url
        assert nadia.get("/").html.count(WORDS) == 1
    assert place.run("ledger", "verify").returncode == 0


def _fill(ballast: Path) -> None:
    """Take every byte that is left."""
    subprocess.run(["dd", "if=/dev/zero", f"of={ballast}", "bs=4096"], capture_output=True, check=False)
    assert shutil.disk_usage(ballast.parent).free == 0
