"""An upgrade as an administrator meets it: a backup, then the changes, and the way back when anything is wrong."""

from pathlib import Path

import pytest

from config import later
from config.aftermath import told
from config.barrier import Barrier
from config.installed import Installation, until
from config.inventory import Inventory

pytestmark = pytest.mark.slow
WORDS = "from later.models import Thing; print(list(Thing.objects.values_list('words', flat=True)))"


@pytest.fixture
def upgraded(lived_in: Installation, tmp_path: Path) -> Installation:
    """The same installation, seen by the later version."""
    return as_version(lived_in, tmp_path)


def as_version(installation: Installation, tmp_path: Path, change: str = later.GOOD) -> Installation:
    folder = tmp_path / "later-version"
    told_more = {"COMMONWARD_BACKUP_DIR": str(tmp_path / "backups"), **told(folder)}
    return Installation(
        installation.folder, installation.database_url, told_more | later.version(folder, change=change)
    )


def same_as_before(before: Inventory, after: Inventory) -> bool:
    """Everything is as it was; only the ledger goes on."""
    held = after.entries[: len(before.entries)] == before.entries
    return held and (after.beside_the_ledger(), after.files) == (before.beside_the_ledger(), before.files)


def test_a_backup_comes_first_and_the_tables_come_after(upgraded: Installation, tmp_path: Path) -> None:
    for verb in (["setup"], ["worker", "--once"]):
        refused = upgraded.run(*verb)
        assert (refused.returncode, "`commonward upgrade`" in refused.stderr) == (2, True), verb
    listed = upgraded.run("upgrade", "--list")
    assert listed.stdout.splitlines() == ["later.0001_initial", "later.0002_change"]
    answer = upgraded.run("upgrade")
    assert answer.returncode == 0, answer.stderr
    assert "2 changes of the tables. First a backup …" in answer.stdout
    assert answer.stdout.endswith("Upgraded. Start Commonward.\n")
    assert len(list((tmp_path / "backups").glob("commonward-*-upgrade.tar.gz"))) == 1
    assert upgraded.python(WORDS).stdout == "['here']\n"
    assert upgraded.run("ledger", "verify").returncode == 0
    assert upgraded.run("upgrade").stdout == "The tables are up to date.\n"
    assert Inventory.of(upgraded).entries[-1][0] in {"installation.upgraded", "ledger.key_used"}


@pytest.mark.parametrize(
    ("change", "says"),
    [(later.FAILS, "a change of the tables failed (RuntimeError)"), (later.SPOILS, "the ledger does not hold")],
    ids=["fails", "spoils"],
)
def test_when_a_change_goes_wrong_everything_is_as_before(
    lived_in: Installation, tmp_path: Path, change: str, says: str
) -> None:
    before = Inventory.of(lived_in)
    answer = as_version(lived_in, tmp_path, change).run("upgrade")
    assert answer.returncode == 1
    assert says in answer.stderr
    assert "The tables are as they were before" in answer.stderr
    assert "Odalys" not in answer.stderr + answer.stdout
    after = Inventory.of(lived_in)
    assert same_as_before(before, after)
    assert [action for action, _ in after.entries[len(before.entries) :]] == ["installation.restored"]
    assert lived_in.run("worker", "--once").returncode == 0  # the older version runs on it as before


@pytest.mark.parametrize("way", [[], ["--back"]], ids=["on", "back"])
def test_killed_in_the_middle_it_goes_on_or_back(lived_in: Installation, tmp_path: Path, way: list[str]) -> None:
    before = Inventory.of(lived_in)
    barrier = Barrier.at(tmp_path / "barrier")
    upgraded = as_version(lived_in, tmp_path)
    path = f"{barrier.folder}:{upgraded.told['PYTHONPATH']}"
    upgraded.told = {**upgraded.told, "PYTHONPATH": path}
    barrier.close('INSERT INTO "later_thing"')
    with upgraded.running("upgrade") as process:
        until(barrier.reached, seconds=100)
        process.kill()
        process.wait(timeout=30)
    refused = lived_in.run("worker", "--once")
    assert (refused.returncode, "commonward upgrade --back" in refused.stderr) == (2, True)
    answer = upgraded.run("upgrade", *way)
    assert answer.returncode == 0, answer.stderr
    if way:
        assert same_as_before(before, Inventory.of(lived_in))
        again = upgraded.run("upgrade", "--back")
        assert (again.returncode, "there is nothing to undo" in again.stderr) == (2, True)
    else:
        assert upgraded.python(WORDS).stdout == "['here']\n"
    assert lived_in.run("ledger", "verify").returncode == 0


def test_a_backup_of_an_older_version_is_brought_to_this_one_and_a_newer_one_is_refused(
    lived_in: Installation, tmp_path: Path
) -> None:
    upgraded = as_version(lived_in, tmp_path)
    backups = tmp_path / "backups"
    assert lived_in.run("backup", str(backups)).returncode == 0
    answer = upgraded.run("restore", str(next(backups.glob("*.tar.gz"))), "--replace")
    assert answer.returncode == 0, answer.stderr
    assert upgraded.python(WORDS).stdout == "['here']\n"
    (tmp_path / "newer").mkdir()
    assert upgraded.run("backup", str(tmp_path / "newer")).returncode == 0
    refused = lived_in.run("restore", str(next((tmp_path / "newer").glob("*.tar.gz"))), "--replace")
    assert (refused.returncode, "was made by a newer version" in refused.stderr) == (2, True)


def test_the_worker_makes_the_backup_that_is_due(lived_in: Installation, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    lived_in.told = {"COMMONWARD_BACKUP_DIR": str(backups)}
    with lived_in.running("worker"):
        until(lambda: list(backups.glob("commonward-*.json")), seconds=100)
    assert len(list(backups.glob("commonward-*.tar.gz"))) == 1
