"""Reading from a replica, with a real one: a second cluster that follows the tests' own by streaming replication."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from config.aftermath import ADDRESS, PASSWORD
from config.browsing import Browser
from config.installed import Installation, until
from config.test_killed_while_publishing import is_up, web
from config.test_processes import free_port

pytestmark = pytest.mark.slow
TOOL = Path(__file__).parents[2] / "tools" / "with_replica.sh"
#: Says where it is, then stays until nobody writes to it any more.
STAY = 'echo "$COMMONWARD_REPLICA_URL"; echo "$REPLICA_FOLDER"; exec cat'


@dataclass
class Replica:
    """A cluster that follows."""

    server: str
    folder: Path
    process: "subprocess.Popen[str]"

    def url_for(self, installation: Installation) -> str:
        """Where it holds what an installation's database holds."""
        return f"{self.server}/{installation.database_url.rpartition('/')[2]}"

    def ask(self, installation: Installation, sql: str) -> object:
        with psycopg.connect(self.url_for(installation), autocommit=True) as there:
            return there.execute(sql).fetchone()

    def stop(self) -> None:
        """At once, as when its machine is lost."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        subprocess.run(["kill", "-QUIT", str(postmaster)], check=True)


@pytest.fixture
def replica() -> Iterator[Replica]:
    if shutil.which("pg_basebackup") is None and not Path("/usr/lib/postgresql").exists():
        pytest.skip("needs pg_basebackup")
    with subprocess.Popen(
        [str(TOOL), "sh", "-c", STAY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with closing(process.stdin):
            url, folder = process.stdout.readline().strip(), process.stdout.readline().strip()
            assert url, "the replica did not start"
            yield Replica(url.rpartition("/")[0], Path(folder), process)
        process.wait(timeout=60)


@pytest.fixture
def place(lived_in: Installation, replica: Replica) -> Installation:
    """An installation that reads from the replica, once that has its database."""
    lived_in.told = {"COMMONWARD_REPLICA_URL": replica.url_for(lived_in), "COMMONWARD_DATABASE_POOL": "3"}
    until(lambda: _has_people(replica, lived_in), seconds=60)
    return lived_in


def _has_people(replica: Replica, installation: Installation) -> bool:
    try:
        return replica.ask(installation, "SELECT count(*) FROM community_profile") == (1,)
    except psycopg.Error:
        return False


def _is_read(browser: Browser, replica: Replica, installation: Installation) -> bool:
    """Whether posts are read there while somebody looks at the list; a cluster counts with a second's delay."""
    before = _scans(replica, installation)
    assert browser.get("/local/").status == 200
    return _scans(replica, installation) > before


def _scans(replica: Replica, installation: Installation) -> int:
    found = replica.ask(
        installation,
        "SELECT coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0)::bigint FROM pg_stat_user_tables "
        "WHERE relname LIKE 'community_%'",
    )
    assert isinstance(found, tuple)
    return int(found[0])


def _publish(browser: Browser, words: str) -> None:
    form = browser.form() | {"text": words, "audience": "public", "publish": "1"}
    assert "/p/" in browser.post("/write/", form).url


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
def test_pages_are_read_there_and_nobody_misses_what_they_did(place: Installation, replica: Replica) -> None:
    nadia = Browser(free_port())
    with web(place, nadia):
        stranger = Browser(nadia.port)
        nadia.sign_in(ADDRESS, PASSWORD)
        _publish(nadia, "A quiet walk does wonders.")
        until(lambda: "A quiet walk" in stranger.get("/local/").html, seconds=100)
        until(lambda: _is_read(stranger, replica, place), seconds=100)

        # Now it falls behind. Whoever wrote sees it at once; others do as soon as that is noticed.
        replica.ask(place, "SELECT pg_wal_replay_pause()")
        _publish(nadia, "Small steps count, and so do rests.")
        assert "Small steps" in nadia.get("/local/").html
        until(lambda: "Small steps" in stranger.get("/local/").html, seconds=100)
        answer = place.run("doctor")
        line = next(line for line in answer.stdout.splitlines() if "Replica" in line)
        assert "behind" in line
        replica.ask(place, "SELECT pg_wal_replay_resume()")

        # Now it is gone, in the middle of everything.
        until(lambda: _is_read(stranger, replica, place), seconds=60)
        replica.stop()
        for _time in range(10):
            page = stranger.get("/local/")
            assert (page.status, "Small steps" in page.html) == (200, True)
        _publish(nadia, "Ask for one thing: could somebody cook this week?")
        assert "could somebody cook" in stranger.get("/local/").html
        assert is_up(stranger)
    answer = place.run("doctor")
    assert re.search(r"Replica.*does not answer", answer.stdout), answer.stdout


def test_a_replica_of_sqlite_is_refused(tmp_path: Path) -> None:
    place = Installation(tmp_path / "data", told={"COMMONWARD_REPLICA_URL": "postgres://reader:x@127.0.0.1:1/none"})
    answer = place.run("setup")
    assert answer.returncode == 2
    assert "COMMONWARD_REPLICA_URL" in answer.stderr
    assert sys.executable not in answer.stderr
