"""Starting an installation from nothing, again, and with settings that must not be: each in a process of its own."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.installed import Installation

TOOL = Path(__file__).parents[2] / "tools" / "verify_ledger.py"

pytestmark = pytest.mark.slow


def test_setup_makes_everything_and_does_no_harm_twice(installed: Installation) -> None:
    before = sorted(installed.folder.rglob("*"))
    again = installed.run("setup")
    assert (again.returncode, again.stdout, again.stderr) == (0, "Ready.\n", "")
    assert sorted(installed.folder.rglob("*")) == before
    for kept in ["secret_key", "factor_key", "ledger_key", *([] if installed.database_url else ["commonward.sqlite3"])]:
        assert stat.S_IMODE((installed.folder / kept).stat().st_mode) == 0o600


def test_an_outsider_can_verify_what_setup_left(installed: Installation, tmp_path: Path) -> None:
    out = tmp_path / "ledger.jsonl"
    assert installed.run("ledger", "export", "--out", str(out)).returncode == 0
    sources = [out] if installed.database_url else [out, installed.folder / "commonward.sqlite3"]
    for source in sources:
        command = [sys.executable, str(TOOL), str(source), str(installed.folder / "ledger-heads")]
        assert subprocess.run(command, capture_output=True, check=False).stdout == b"Everything holds.\n"


def test_without_tables_nothing_starts(tmp_path: Path) -> None:
    for verb in (["worker"], ["ledger", "verify"]):
        answer = Installation(tmp_path / "data").run(*verb)
        assert answer.returncode == 2
        assert "Run `commonward setup` first." in answer.stderr
        assert "Traceback" not in answer.stderr


def test_the_doctor_works_before_setup(tmp_path: Path) -> None:
    examined = Installation(tmp_path / "nothing").run("doctor")
    assert examined.returncode == 1
    assert "Run `commonward setup`." in examined.stdout
    assert "Traceback" not in examined.stderr


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"COMMONWARD_SITE_URL": "http://ward.example"}, "passwords would cross the network"),
        ({"COMMONWARD_TIME_ZONE": "Mars/Olympus"}, "timezone"),
        ({"COMMONWARD_WORKERS": "many"}, "cannot be read. COMMONWARD_WORKERS: "),
        ({"PORT": "many", "COMMONWARD_PORT": "many"}, "cannot be read. COMMONWARD_PORT: "),
        ({"COMMONWARD_SECRETS_DIR": "/nowhere"}, "COMMONWARD_SECRETS_DIR names a folder that is not there."),
        ({"COMMONWARD_EMAIL_URL": "mail.example"}, "smtp://"),
        ({"DATABASE_URL": "postgres://nobody:secret-words@127.0.0.1:1/none"}, "does not answer"),
    ],
)
def test_settings_that_must_not_be_are_refused_in_a_sentence(tmp_path: Path, told: dict[str, str], says: str) -> None:
    answer = Installation(tmp_path / "data", told=told).run("setup")
    assert answer.returncode == 2
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "secret-words" not in answer.stderr


@pytest.mark.parametrize("verb", ["setup", "worker", "serve"])
def test_demo_mode_refuses_a_real_installation(installed: Installation, verb: str) -> None:
    installed.told = {"COMMONWARD_DEMO": "1", "PORT": "18997"}
    answer = installed.run(verb)
    assert answer.returncode == 2
    assert "holds a real installation" in answer.stderr
