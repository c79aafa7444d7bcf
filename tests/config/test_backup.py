"""A backup and its way back, as an administrator meets them: everything comes back, and nothing is lost on the way."""

import fcntl
import json
import resource
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from config.aftermath import told
from config.barrier import Barrier
from config.installed import VERBS, Answer, Installation, database_of_its_own, until
from config.inventory import Inventory, files_of

pytestmark = pytest.mark.slow

#: Nadia says something with a picture; a worker looks at it.
_LIFE = """
import io
from PIL import Image
from django.core.files.uploadedfile import SimpleUploadedFile
from commonward.community import drafts
from commonward.community.actions import publishing
from commonward.community.composition import Composition, Picture
from commonward.oversight import quarantine
from commonward.people.models import Seat
from commonward.people.queries import person_of
seat = Seat.objects.select_related("organisation").get()
person = person_of(seat)
out = io.BytesIO()
Image.linear_gradient("L").convert("RGB").save(out, "JPEG")
pictures = [quarantine.bring(person, SimpleUploadedFile("walk.jpg", out.getvalue())) for _ in range(2)]
said = Composition(text="A quiet walk does wonders.", pictures=(Picture(pictures[0].pk, alt="a walk"),))
publishing.publish_post(person, seat, said)
from commonward.kernel import worker
worker.run(once=True)
quarantine.bring(person, SimpleUploadedFile("later.jpg", out.getvalue()))
"""
SETTINGS = "# ours\nCOMMONWARD_SITE_NAME=Harbour\nCOMMONWARD_EMAIL_URL=smtp://us:secret-words@mail.example:587\n"


@dataclass(frozen=True)
class Kept:
    """What the run made once: an installation, its backup and keys, and what was in it."""

    folder: Path
    database: str
    backup: Path
    keys: Path
    held: Inventory


@pytest.fixture(scope="session")
def _kept(_lived_in: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    root, name = tmp_path_factory.mktemp("kept"), f"kept_{secrets.token_hex(4)}"
    shutil.copytree(_lived_in[0], root / "data")
    with database_of_its_own(name, like=_lived_in[1]) as url:
        installation = Installation(root / "data", url)
        (root / "data" / "commonward.env").write_text(SETTINGS)
        lived = installation.python(_LIFE)
        assert lived.returncode == 0, lived.stderr
        held = Inventory.of(installation)
        answer = installation.run("backup", str(root / "backups"), "--keys", str(root / "keys"))
        assert answer.returncode == 0, answer.stderr
        assert "read back. " in answer.stdout
        yield Kept(
            root / "data",
            name,
            next((root / "backups").glob("*.tar.gz")),
            next((root / "keys").glob("*.keys.json")),
            held,
        )


@dataclass
class Place:
    """An installation, an empty one, and the backup of the first with its keys, all of this test's own."""

    lived_in: Installation
    empty: Installation
    backups: Path
    backup: Path
    keys: Path
    held: Inventory


@pytest.fixture
def place(_kept: Kept, tmp_path: Path) -> Iterator[Place]:
    shutil.copytree(_kept.folder, tmp_path / "data")
    shutil.copytree(_kept.backup.parent, tmp_path / "backups")
    keys = Path(shutil.copy(_kept.keys, tmp_path / "old.keys.json"))
    with (
        database_of_its_own(f"copy_{secrets.token_hex(4)}", like=_kept.database) as url,
        database_of_its_own(f"empty_{secrets.token_hex(4)}") as empty,
    ):
        yield Place(
            Installation(tmp_path / "data", url),
            Installation(tmp_path / "elsewhere", empty),
            tmp_path / "backups",
            tmp_path / "backups" / _kept.backup.name,
            keys,
            _kept.held,
        )


def test_everything_comes_back_in_an_empty_place(place: Place) -> None:
    answer = place.empty.run("restore", str(place.backup), "--keys", str(place.keys))
    assert answer.returncode == 0, answer.stderr
    after = Inventory.of(place.empty)
    filled = {table for table, rows in place.held.rows.items() if rows}
    assert {"community_post", "oversight_media", "people_account", "kernel_entry", "kernel_work"} <= filled
    assert {Path(path).parts[0] for path in place.held.files} == {"media", "quarantine"}
    assert after.beside_the_ledger() == place.held.beside_the_ledger()
    assert after.files == place.held.files
    assert after.entries[: len(place.held.entries)] == place.held.entries
    assert [action for action, _hash in after.entries[len(place.held.entries) :]] == ["installation.restored"]
    assert place.empty.run("ledger", "verify").returncode == 0
    for key in ("secret_key", "ledger_key"):
        assert (place.empty.folder / key).read_text().strip() == (place.lived_in.folder / key).read_text().strip()
        assert stat.S_IMODE((place.empty.folder / key).stat().st_mode) == 0o600


def test_a_backup_says_what_it_holds_and_holds_no_key(place: Place) -> None:
    secret = (place.lived_in.folder / "secret_key").read_bytes().strip()
    with tarfile.open(place.backup) as tar:
        contents = {}
        for info in tar:
            file = tar.extractfile(info)
            assert file is not None
            contents[info.name] = file.read()
    assert contents["settings/commonward.env"] == b"# ours\nCOMMONWARD_SITE_NAME=Harbour\n"
    assert not [name for name, content in contents.items() if secret in content or b"secret-words" in content]
    beside = json.loads(place.backup.with_name(place.backup.name.replace(".tar.gz", ".json")).read_text())
    assert {member["name"] for member in beside["members"]} == contents.keys() - {"manifest.json"}
    assert (beside["about"]["holds"], beside["about"]["demo"]) == (True, False)
    assert stat.S_IMODE(place.backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.keys.stat().st_mode) == 0o600
    checked = place.empty.run("restore", str(place.backup), "--check")
    assert (checked.returncode, checked.stdout.startswith("Whole: ")) == (0, True)


def test_a_place_that_is_not_empty_keeps_what_it_had(place: Place) -> None:
    (place.lived_in.folder / "media" / "later").write_bytes(b"came after the backup")
    held = files_of(place.lived_in.folder)
    refused = place.lived_in.run("restore", str(place.backup))
    assert (refused.returncode, "With --replace" in refused.stderr) == (2, True)
    assert files_of(place.lived_in.folder) == held
    answer = place.lived_in.run("restore", str(place.backup), "--replace")
    assert answer.returncode == 0, answer.stderr
    aside = next(place.lived_in.folder.glob("before-restore-*"))
    assert files_of(aside) == held
    assert len(list(aside.glob("database.dump" if place.lived_in.database_url else "commonward.sqlite3"))) == 1
    after = Inventory.of(place.lived_in)
    assert (after.beside_the_ledger(), after.files) == (place.held.beside_the_ledger(), place.held.files)
    assert place.lived_in.run("ledger", "verify").returncode == 0


def test_the_wrong_keys_are_said_before_anything_is_touched(place: Place) -> None:
    without = place.empty.run("restore", str(place.backup))
    assert (without.returncode, "Name their file with --keys." in without.stderr) == (2, True)
    other = place.keys.with_name("other.keys.json")
    files = json.loads(place.keys.read_text())
    files["files"]["ledger_key"] = files["files"]["secret_key"]
    other.write_text(json.dumps(files))
    wrong = place.empty.run("restore", str(place.backup), "--keys", str(other))
    assert (wrong.returncode, "ledger_key is another one, or missing" in wrong.stderr) == (2, True)
    assert not (place.empty.folder / ".restoring").exists()


def test_what_is_no_whole_backup_is_refused_and_nothing_is_touched(place: Place) -> None:
    content = bytearray(place.backup.read_bytes())
    content[len(content) // 2] ^= 0xFF
    place.backup.write_bytes(content)
    answer = place.lived_in.run("restore", str(place.backup), "--replace")
    assert answer.returncode == 2
    assert answer.stderr.startswith(f"commonward: {place.backup.name} is damaged")
    assert answer.stderr.endswith(" Nothing was touched.\n")
    after = Inventory.of(place.lived_in)
    assert (after.beside_the_ledger(), after.files) == (place.held.beside_the_ledger(), place.held.files)


def test_real_people_and_invented_ones_do_not_mix(place: Place) -> None:
    place.empty.told = {"COMMONWARD_DEMO": "1"}
    answer = place.empty.run("restore", str(place.backup), "--keys", str(place.keys))
    assert (answer.returncode, "This backup is of real people" in answer.stderr) == (2, True)


def test_while_commonward_runs_nothing_is_replaced(place: Place) -> None:
    lock = (place.lived_in.folder / ".in-use").open("a")
    with lock, place.lived_in.running("worker"):
        until(lambda: not is_free(lock), seconds=60)
        refused = place.lived_in.run("restore", str(place.backup), "--replace")
    assert (refused.returncode, "Stop it first" in refused.stderr) == (2, True)


def is_free(lock: IO[str]) -> bool:
    """Whether nobody uses the installation."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(lock, fcntl.LOCK_UN)
    return True


def test_older_backups_go_and_those_before_upgrades_stay(place: Place) -> None:
    for number in range(3):
        shutil.copy(place.backup, place.backups / f"commonward-2026010{number + 1}T000000Z.tar.gz")
        shutil.copy(place.backup, place.backups / f"commonward-2026010{number + 1}T000001Z-upgrade.tar.gz")
    (place.backups / "notes.txt").write_text("somebody's own")
    place.lived_in.told = {"COMMONWARD_BACKUPS_KEPT": "2", "COMMONWARD_BACKUP_DIR": str(place.backups)}
    answer = place.lived_in.run("backup")
    assert answer.returncode == 0, answer.stderr
    listed = place.lived_in.run("backup", "--list").stdout.splitlines()
    assert len(listed) == 5
    assert len([line for line in listed if "-upgrade" in line]) == 3
    assert (place.backups / "notes.txt").exists()


def limited(installation: Installation, kilobytes: int, *arguments: str) -> Answer:
    """A verb on a disk where no file may grow beyond a size."""

    def hold() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1000,) * 2)

    return subprocess.run(
        [sys.executable, *VERBS, *arguments],
        env=installation.environment(),
        preexec_fn=hold,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_disk_that_takes_no_more_is_said_and_nothing_half_done_stays(place: Place) -> None:
    before = sorted(path.name for path in place.backups.iterdir())
    answer = limited(place.lived_in, 100, "backup", str(place.backups))
    assert answer.returncode == 1, answer.stderr
    assert answer.stderr.startswith(f"commonward: There is not enough room in {place.backups}. No backup was made")
    assert "Traceback" not in answer.stderr
    assert sorted(path.name for path in place.backups.iterdir()) == before
    place.empty.folder.mkdir()
    answer = limited(place.empty, 100, "restore", str(place.backup), "--keys", str(place.keys))
    assert answer.returncode == 1, answer.stderr
    assert "There is not enough room" in answer.stderr
    assert not (place.empty.folder / ".restoring" / "journal.json").exists()


def test_a_backup_of_what_does_not_hold_is_kept_and_said(place: Place) -> None:
    for path in (place.lived_in.folder / "ledger-heads").glob("heads-*.jsonl"):
        path.write_text(path.read_text().replace('"hash":"', '"hash":"0'))
    answer = place.lived_in.run("backup", str(place.backups))
    assert (answer.returncode, "THE LEDGER IN IT DOES NOT HOLD" in answer.stderr) == (1, True), answer.stderr
    assert json.loads(max(place.backups.glob("*.json")).read_text())["about"]["holds"] is False


#: What a restore asks first when tables and files are exchanged.
AFTER_THE_EXCHANGE = 'FROM "django_migrations"'


def test_killed_after_the_exchange_it_is_brought_to_its_end(place: Place, tmp_path: Path) -> None:
    barrier = Barrier.at(tmp_path / "barrier")
    place.empty.told = told(barrier.folder)
    barrier.close(AFTER_THE_EXCHANGE)
    with place.empty.running("restore", str(place.backup), "--keys", str(place.keys)) as process:
        until(barrier.reached, seconds=100)
        process.kill()
        process.wait(timeout=30)
    refused = place.empty.run("worker", "--once")
    assert (refused.returncode, "commonward restore --resume" in refused.stderr) == (2, True)
    resumed = place.empty.run("restore", "--resume")
    assert resumed.returncode == 0, resumed.stderr
    after = Inventory.of(place.empty)
    assert (after.beside_the_ledger(), after.files) == (place.held.beside_the_ledger(), place.held.files)
    assert place.empty.run("ledger", "verify").returncode == 0


def test_without_anything_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with database_of_its_own(f"none_{secrets.token_hex(4)}") as url:
        answer = Installation(tmp_path / "none", url).run("backup", str(tmp_path / "backups"))
    assert (answer.returncode, "There is nothing to back up yet." in answer.stderr) == (2, True)


def test_a_folder_inside_what_is_backed_up_is_refused(place: Place) -> None:
    answer = place.lived_in.run("backup", str(place.lived_in.folder / "media" / "backups"))
    assert (answer.returncode, "is itself part of what is backed up" in answer.stderr) == (2, True)
