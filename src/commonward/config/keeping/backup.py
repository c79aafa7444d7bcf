"""Makes a backup: tables, pictures, heads and settings in one file that was read back before it gets its name.

In this order: heads first, so that none of them speaks of an entry that the snapshot has not; then the snapshot of the
tables; then the files, so that no picture is missing that the tables know of. Until the last step the file has a name
that nobody takes for a backup; a process that was killed leaves at most such a file, which the next one removes.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain as chain_of
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import DatabaseError

from commonward import __version__
from commonward.config.keeping import archive, contents, database, keys, witness
from commonward.config.keeping.errors import NotDone, Unusable, room_in
from commonward.config.loading import CannotStart
from commonward.kernel import chain, clock, heads, ledger
from commonward.kernel.actor import System
from commonward.kernel.models import Installation
from commonward.kernel.ref import Ref

Say = Callable[[str], None]
#: The names of our files: an instant, and what it was made for when that was not the schedule.
NAME = re.compile(r"commonward-(\d{8}T\d{6}Z)(?:-([a-z]+))?\.tar\.gz")
_STAMP = "%Y%m%dT%H%M%SZ"
_NEW = ".new-"
_KEPT = "No backup was made; earlier ones are as they were."
#: Backups made before an upgrade are counted for themselves, so that a month of nights does not push them out.
KEPT_BEFORE_UPGRADES = 3


@dataclass(frozen=True, slots=True)
class Backup:
    """A file of a folder of backups, by its name."""

    path: Path
    made_at: datetime
    occasion: str


def make(folder: Path, say: Say, *, keys_to: Path | None = None, occasion: str = "") -> Path:
    """Make a backup in a folder, and remove what is more than is kept. Raises CannotStart, NotDone, Unusable.

    `keys_to` is a folder elsewhere for a copy of the keys, without which the backup is of little use.
    """
    database.refuse_without_programs()
    if not MigrationRecorder(connection).applied_migrations():
        raise CannotStart("There is nothing to back up yet. Run `commonward init` or `commonward setup` first.")
    contents.refuse_inside(folder)
    if keys_to is not None and keys_to.resolve() == folder.resolve():
        raise Unusable("The keys must not lie beside the backups that they open. Name another folder for them.")
    with room_in(folder, _KEPT):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _turn(folder):
            _sweep(folder)
            _refuse_little_room(folder)
            path = _free_name(folder, occasion)
            manifest = _written(path)
            _note(manifest, say)
            if keys_to is not None:
                keys_to.mkdir(parents=True, exist_ok=True, mode=0o700)
                keys.present().write(keys_to / path.name.replace(".tar.gz", ".keys.json"))
            _remove_old(folder)
    _tell(path, manifest, keys_to, say)
    if not manifest.about.holds:
        raise NotDone("THE LEDGER IN IT DOES NOT HOLD. The backup was kept as it is. Run `commonward ledger verify`.")
    return path


def made(folder: Path) -> list[Backup]:
    """The backups of a folder, newest first."""
    if not folder.is_dir():
        return []
    found = [_named(path) for path in folder.iterdir()]
    return sorted((one for one in found if one), key=lambda one: (one.made_at, one.path.name), reverse=True)


def about(manifest: archive.Manifest) -> str:
    """What a backup is of, in a line."""
    files = sum(1 for one in manifest.members if one.name.startswith(f"{contents.FILES}/"))
    return (
        f"{database.SPOKEN[manifest.about.vendor]} tables, {manifest.about.entries} entries of the ledger, "
        f"{files} files, version {manifest.about.version}, made {manifest.about.made_at}"
    )


def _named(path: Path) -> Backup | None:
    found = NAME.fullmatch(path.name)
    if found is None or not path.is_file():
        return None
    return Backup(path, datetime.strptime(found.group(1), _STAMP).replace(tzinfo=UTC), found.group(2) or "")


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder. The lock goes with its process."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise CannotStart("Another backup is being made in this folder. Wait until it is done.") from None
    finally:
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove what a process left that was killed. It is our turn, so nobody is at it."""
    for path in folder.glob(f"{_NEW}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _refuse_little_room(folder: Path) -> None:
    """The snapshot and the archive lie there at once for a while. A guess that says so early; the disk decides."""
    tables = database.size()
    wanted = 2 * tables + sum(path.stat().st_size for _name, path in contents.files() if path.exists())
    free = shutil.disk_usage(folder).free
    if free < wanted:
        wants = f"about {wanted // 1_000_000 + 1} MB are needed and {free // 1_000_000} MB are free"
        raise NotDone(f"There is not enough room in {folder}: {wants}. {_KEPT}")


def _free_name(folder: Path, occasion: str) -> Path:
    stamp = clock.now().strftime(_STAMP)
    tail = f"-{occasion}" if occasion else ""
    path = folder / f"commonward-{stamp}{tail}.tar.gz"
    if path.exists():
        raise CannotStart("A backup of this second is there already. Try again.")
    return path


def _written(path: Path) -> archive.Manifest:
    """Write under another name, read back, and only then give the name."""
    work, new = path.parent / f"{_NEW}{os.getpid()}", path.parent / f"{_NEW}{path.name}"
    work.mkdir(mode=0o700)
    writer = archive.Writer(new)
    try:
        manifest = _filled(writer, work)
        if archive.read_back(new) != manifest:
            raise NotDone(f"What was written to {path.parent} is not what is read there: look at the disk. {_KEPT}")
        digest = _digest(new)
        _write_beside(path, manifest, digest)
        new.replace(path)
        _on_disk(path.parent)
    except DatabaseError as error:
        raise NotDone(f"The database does not answer ({type(error).__name__}). {_KEPT}") from None
    finally:
        writer.abandon()
        new.unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def _filled(writer: archive.Writer, work: Path) -> archive.Manifest:
    kept = heads.kept()
    for name, place in contents.head_files():
        writer.add(name, place)
    migrations = _migrations()
    snapshot = database.snapshot(work)
    if snapshot.suffix == ".sqlite3":
        database.look_at_sqlite(snapshot)
    end = witness.end_of(snapshot, wanted=frozenset(item.head.sequence for item in kept if item.head is not None))
    writer.add(snapshot.name, snapshot)
    snapshot.unlink()
    for name, place in chain_of(contents.files(), contents.stored_files(work)):
        writer.add(name, place)
    if (told := Path(settings.DATA_DIR) / keys.SETTINGS_FILE).exists():
        (work / "told").write_text(keys.without_secrets(told.read_text(encoding="utf-8")), encoding="utf-8")
        writer.add(contents.SETTINGS, work / "told")
    vouched = all(end.hashes.get(item.head.sequence) == item.head.hash for item in kept if item.head is not None)
    return writer.finish(
        archive.About(
            made_at=chain.instant(clock.now()),
            version=__version__,
            vendor=next(vendor for vendor, name in database.MEMBERS.items() if name == snapshot.name),
            demo=settings.DEMO,
            migrations=migrations,
            entries=end.entries,
            tip=end.tip,
            holds=vouched and not end.broken_at,
            keys=keys.present().marks(),
        )
    )


def _migrations() -> tuple[str, ...]:
    return tuple(f"{app}.{name}" for app, name in sorted(MigrationRecorder(connection).applied_migrations()))


def _write_beside(path: Path, manifest: archive.Manifest, digest: str) -> None:
    """The manifest again, beside the file, with the file's own hash: for a look without unpacking."""
    beside = path.with_name(path.name.replace(".tar.gz", ".json"))
    new = path.with_name(f"{_NEW}{beside.name}")
    words = json.loads(manifest.bytes()) | {"file": path.name, "sha256": digest}
    with new.open("w", encoding="ascii") as file:
        json.dump(words, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    new.replace(beside)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _on_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _note(manifest: archive.Manifest, say: Say) -> None:
    detail = {"entries": manifest.about.entries, "files": len(manifest.members), "holds": manifest.about.holds}
    try:
        with transaction.atomic():
            ledger.record(System("backup"), "installation.backed_up", Ref("installation", 1), detail=detail)
    except DatabaseError as error:
        say(f"The backup is whole, but the ledger could not note it ({type(error).__name__}).")


def _remove_old(folder: Path) -> None:
    by_hand = [one for one in made(folder) if one.occasion != "upgrade"]
    before_upgrades = [one for one in made(folder) if one.occasion == "upgrade"]
    for one in [*by_hand[settings.BACKUPS_KEPT :], *before_upgrades[KEPT_BEFORE_UPGRADES:]]:
        one.path.unlink(missing_ok=True)
        one.path.with_name(one.path.name.replace(".tar.gz", ".json")).unlink(missing_ok=True)


def _tell(path: Path, manifest: archive.Manifest, keys_to: Path | None, say: Say) -> None:
    say(f"{path}: {path.stat().st_size / 1_000_000:.1f} MB, read back. {about(manifest)}.")
    if keys_to is not None:
        say(f"The keys are in {keys_to}. Keep that folder apart from the backups: together they open everything.")
    elif not Installation.objects.filter(is_demo=True).exists():
        say("The keys are not in it. Keep a copy of them elsewhere (`commonward backup --help` says how).")
