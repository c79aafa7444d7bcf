"""Behind a pooler that lends connections by transaction: PgBouncer, a real one, where there is one on this machine."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from config.installed import Installation, until
from config.test_processes import free_port
from config.test_streams import PEOPLE, TELL, Stream, _serving, _signed_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL"),
]
BOUNCER = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"


@pytest.fixture
def pooled(installed: Installation, tmp_path: Path) -> Iterator[tuple[Installation, str]]:
    """An installation whose address is the pooler's, and PostgreSQL's own."""
    if not Path(BOUNCER).exists():
        pytest.skip("needs pgbouncer")
    direct = installed.database_url
    parts = urlsplit(direct)
    port = free_port()
    for name, content in {
        "users": f'"{parts.username}" "{parts.password}"\n',
        "settings": (
            f"[databases]\n* = host={parts.hostname} port={parts.port}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = plain\nauth_file = {tmp_path}/users\npool_mode = transaction\ndefault_pool_size = 4\n"
        ),
    }.items():
        (tmp_path / name).write_text(content)
        (tmp_path / name).chmod(0o644)
    Path(tmp_path).chmod(0o755)
    installed.database_url = f"postgres://{parts.username}:{parts.password}@127.0.0.1:{port}{parts.path}"
    # It refuses to run as root, which tests in a container are.
    lent = ["--user", "nobody"] if Path("/proc/self").stat().st_uid == 0 else []
    with subprocess.Popen(
        [BOUNCER, *lent, str(tmp_path / "settings")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until(lambda: _answers(installed.database_url), seconds=60)
            yield installed, direct
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2) as there:
            return there.execute("SELECT 1").fetchone() == (1,)
    except psycopg.Error:
        return False


def _line(installed: Installation) -> dict[str, object]:
    told = json.loads(installed.run("doctor", "--json").stdout)
    rows = told["answers"] if isinstance(told, dict) else told
    return next(row for row in rows if "Open pages" in row.values())


def test_pages_hear_past_it_and_the_doctor_says_when_that_is_needed(pooled: tuple[Installation, str]) -> None:
    installed, direct = pooled
    line = _line(installed)
    assert "do not hear at once" in str(line)
    assert "COMMONWARD_LISTEN_URL" in str(line)
    installed.told = {"COMMONWARD_LISTEN_URL": direct}
    assert "hear at once." in str(_line(installed))
    seats = re.findall(r"\d+", installed.python(PEOPLE).stdout)
    with _serving(installed, COMMONWARD_LISTEN_URL=direct) as browser:
        _nadia, cookie = _signed_in(browser.port, "nadia")
        stream = Stream(browser, cookie)
        assert json.loads(stream.event()[1]) == {"notices": 0}
        installed.python(TELL.format(seat=seats[0]))
        assert json.loads(stream.event()[1]) == {"notices": 1}
        stream.close()
    # What reads by a cursor elsewhere reads without one here.
    assert installed.run("ledger", "verify").returncode == 0


def test_the_doctor_names_an_address_where_nobody_answers(installed: Installation) -> None:
    parts = urlsplit(installed.database_url)
    installed.told = {"COMMONWARD_LISTEN_URL": f"postgres://nobody@127.0.0.1:{free_port()}{parts.path}"}
    line = str(_line(installed))
    assert "nobody answers where they listen" in line
    assert str(parts.password) not in line
