"""Pictures in a bucket are in the backup, and come back to another bucket, or to a disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from buckets import client, fresh_bucket, refusing, store_server
from commonward.oversight.store_address import Address
from config.installed import Installation
from config.inventory import Inventory
from config.test_backup import _LIFE

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
_STORE = "COMMONWARD_MEDIA_STORE_URL"


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with store_server() as answering:
        yield answering


def _kept(url: str) -> dict[str, bytes]:
    """Name and contents of everything in a bucket."""
    at = Address.of(url)
    speaking = client(at.host)
    names = [item["Key"] for item in speaking.list_objects_v2(Bucket=at.bucket).get("Contents", ())]
    return {
        name.removeprefix(at.prefix): speaking.get_object(Bucket=at.bucket, Key=name)["Body"].read() for name in names
    }


@pytest.fixture
def place(lived_in: Installation, host: str) -> Installation:
    """A place whose pictures lie in a bucket."""
    lived_in.told = {_STORE: fresh_bucket(host)}
    lived = lived_in.python(_LIFE)
    assert lived.returncode == 0, lived.stderr
    return lived_in


def test_it_comes_back_to_another_bucket_and_to_a_disk(
    place: Installation, host: str, empty_database: str, tmp_path: Path
) -> None:
    held = _kept(place.told[_STORE])
    assert held
    assert not [path for path in Inventory.of(place).files if path.startswith("media/")]
    made = place.run("backup", str(tmp_path / "backups"), "--keys", str(tmp_path / "keys"))
    assert made.returncode == 0, made.stderr
    archive, keys = (next((tmp_path / one).glob(what)) for one, what in (("backups", "*.gz"), ("keys", "*.json")))
    elsewhere = Installation(tmp_path / "elsewhere", empty_database, {_STORE: fresh_bucket(host)})
    with refusing(503, "SlowDown") as closed:
        broken = Installation(elsewhere.folder, empty_database, {_STORE: f"s3+http://key:secret@{closed}/pictures"})
        answer = broken.run("restore", str(archive), "--keys", str(keys))
        assert answer.returncode != 0
        assert "The store of pictures does not answer (SlowDown)" in answer.stderr
    answer = elsewhere.run("restore", "--resume")
    assert answer.returncode == 0, answer.stderr
    assert _kept(elsewhere.told[_STORE]) == held
    assert elsewhere.run("ledger", "verify").returncode == 0
    disk = Installation(elsewhere.folder, empty_database)
    answer = disk.run("restore", str(archive), "--replace")
    assert answer.returncode == 0, answer.stderr
    assert {
        path.relative_to(disk.folder / "media").as_posix(): path.read_bytes()
        for path in (disk.folder / "media").rglob("*.*")
    } == held


def test_no_backup_is_made_without_its_pictures(place: Installation, tmp_path: Path) -> None:
    with refusing(403, "AccessDenied") as closed:
        place.told = {_STORE: f"s3+http://key:secret-words@{closed}/pictures"}
        answer = place.run("backup", str(tmp_path / "backups"))
    assert answer.returncode != 0
    assert "The store of pictures does not answer (AccessDenied)" in answer.stderr
    assert "secret-words" not in answer.stderr
    assert not list((tmp_path / "backups").glob("*.tar.gz"))


def test_the_address_is_no_part_of_a_backup(place: Installation, tmp_path: Path) -> None:
    (place.folder / "commonward.env").write_text(f"{_STORE}={place.told[_STORE]}\nCOMMONWARD_SITE_NAME=Harbour\n")
    place.told = {}
    answer = place.run("backup", str(tmp_path / "backups"))
    assert answer.returncode == 0, answer.stderr
    place.run("restore", str(next((tmp_path / "backups").glob("*.gz"))), "--replace")
    assert (place.folder / "commonward.env.from-backup").read_text() == "COMMONWARD_SITE_NAME=Harbour\n"
