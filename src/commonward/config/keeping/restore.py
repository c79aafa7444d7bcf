"""Puts a backup in the place of what is there: looked through whole first, then in one decided step.

Everything is unpacked beside what is there, on the same disk, and looked at. Then a journal is written: from that
instant the restore is decided, and whoever comes after a kill goes on with it from where it stood (`finish`). Before
that instant a kill leaves what was there untouched. What is replaced is put aside, never removed.
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError

from commonward.config.keeping import archive, contents, database, keys, witness
from commonward.config.keeping.errors import NotDone, Unusable, room_in
from commonward.config.loading import CannotStart
from commonward.kernel import clock, heads, ledger
from commonward.kernel.actor import System
from commonward.kernel.models import Entry
from commonward.kernel.ref import Ref

Say = Callable[[str], None]
STAGE = ".restoring"
_JOURNAL = "journal.json"
_KEPT = "What was there is as it was."
BROKEN_OFF = "A restore was broken off in the middle. Run `commonward restore --resume` to bring it to its end."


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for beside the file: keys from a file, a place that is not empty, keys that are lost."""

    keys: Path | None = None
    replace: bool = False
    new_keys: bool = False
    tables_only: bool = False  # an upgrade is undone: files are as they were, and older tables are what is wanted


@dataclass(frozen=True, slots=True)
class _Journal:
    """What was decided: the entry at which the backup's ledger ends, and where what was there is put."""

    entries: int
    aside: str
    tables_only: bool = False


def restore(path: Path, wish: Wish, say: Say) -> None:
    """Put a backup in place. Raises CannotStart and Unusable before anything is touched, and NotDone.

    The caller has the data alone, and sees to older tables and a new head afterwards.
    """
    refuse_broken_off()
    database.refuse_without_programs()
    say(f"Looking through {path.name} …")
    manifest = archive.read_back(path)
    _refuse_foreign(manifest)
    given = _keys_for(manifest, wish)
    if not wish.replace and _is_lived_in():
        raise CannotStart(
            "This place is not empty. With --replace the backup takes its place; what is there now is put aside first."
        )
    stage = _stage()
    with room_in(stage.parent, _KEPT):
        _clear_stage()
        _refuse_little_room(manifest, wish)
        stage.mkdir(mode=0o700)
        archive.extract(path, manifest, stage, only=database.member() if wish.tables_only else "")
        _look_at(stage, manifest)
        if given is not None:
            _lay_keys(given, stage / "keys")
        _keep_tables_aside(wish)
        aside = f"{contents.ASIDE}{clock.now():%Y%m%dT%H%M%SZ}"
        _decide(_Journal(manifest.about.entries, aside, wish.tables_only))
    finish(say)


def finish(say: Say) -> None:
    """Bring a decided restore to its end, from wherever it stands. Doing it twice does no harm."""
    stage, journal = _stage(), _journal()
    if journal is None:
        raise CannotStart("There is no restore that was broken off.")
    aside = Path(settings.DATA_DIR) / journal.aside
    aside.mkdir(exist_ok=True, mode=0o700)
    connection.close()
    _put_tables(stage, aside)
    if not journal.tables_only:
        _put_files(stage, aside)
        _put_heads(stage, journal.aside)
        _put_keys(stage, aside)
        _move_on()
        if (told := stage / contents.SETTINGS).exists():
            told.replace(Path(settings.DATA_DIR) / "commonward.env.from-backup")
    _note(journal, say)
    (stage / _JOURNAL).unlink()
    _clear_stage()
    _remove_empty(aside)
    say(f"Restored up to entry {journal.entries} of the ledger.")
    if aside.exists():
        say(f"What was there before lies in {aside}. Remove it when you no longer need it.")


def is_broken_off() -> bool:
    """Whether a decided restore waits to be finished."""
    return _journal() is not None


def refuse_broken_off() -> None:
    """Raise CannotStart while a decided restore waits to be finished."""
    if is_broken_off():
        raise CannotStart(BROKEN_OFF)


def _stage() -> Path:
    return Path(settings.DATA_DIR) / STAGE


def _clear_stage() -> None:
    if _stage().exists():
        shutil.rmtree(_stage())


def _journal() -> _Journal | None:
    try:
        return _Journal(**json.loads((_stage() / _JOURNAL).read_text(encoding="ascii")))
    except FileNotFoundError:
        return None


def _decide(journal: _Journal) -> None:
    new = _stage() / f".new-{_JOURNAL}"
    with new.open("w", encoding="ascii") as file:
        json.dump(asdict(journal), file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(_stage() / _JOURNAL)
    descriptor = os.open(_stage(), os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _refuse_foreign(manifest: archive.Manifest) -> None:
    """Raise Unusable for a backup that cannot be put here, by what it says of itself."""
    about = manifest.about
    if about.vendor != connection.vendor:
        raise Unusable(
            f"This backup is of {database.SPOKEN.get(about.vendor, 'another database')}, and this place is on "
            f"{database.SPOKEN[connection.vendor]}. Set or unset DATABASE_URL to suit."
        )
    if about.demo != settings.DEMO:
        kind = "invented people" if about.demo else "real people"
        raise Unusable(f"This backup is of {kind}, and this place is not for them.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if set(about.migrations) - known:
        raise Unusable(
            f"This backup was made by a newer version ({about.version}), or one with other parts. Install that "
            "version, then restore."
        )


def _keys_for(manifest: archive.Manifest, wish: Wish) -> keys.Keys | None:
    """The keys to lay, None when those that are here are the right ones. Raises Unusable."""
    wanted = manifest.about.keys
    if wish.keys is not None:
        given = keys.read(wish.keys)
        if wrong := _differing(wanted, given.marks()):
            raise Unusable(f"{wish.keys.name} has not the keys of this backup: {wrong} is another one, or missing.")
        fixed = {name: mark for name, mark in wanted.items() if name.partition("/")[0] in keys.given_otherwise()}
        if wrong := _differing(fixed, keys.present().marks()):
            variable = f"COMMONWARD_{wrong.partition('/')[0].upper()}"
            raise Unusable(f"{variable} is set, and is not the one of this backup. Unset it, or set it.")
        return given
    if wish.new_keys or not (wrong := _differing(wanted, keys.present().marks())):
        return None
    raise Unusable(
        f"The keys that are here are not those of this backup ({wrong}). Name their file with --keys. If they are "
        "lost, --new-keys goes on without them: everybody signs in again, and what only they could open stays closed."
    )


def _differing(wanted: dict[str, str], there: dict[str, str]) -> str:
    return next((name for name, mark in sorted(wanted.items()) if there.get(name) != mark), "")


def _is_lived_in() -> bool:
    """Whether anything would be put aside: tables with entries, or files."""
    if any(True for _ in contents.files()):
        return True
    try:
        return Entry.objects.exists()
    except DatabaseError:
        return False


def _refuse_little_room(manifest: archive.Manifest, wish: Wish) -> None:
    taken = (one for one in manifest.members if not wish.tables_only or one.name == database.member())
    wanted = sum(member.size for member in taken)
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < wanted:
        wants = f"about {wanted // 1_000_000 + 1} MB are needed and {free // 1_000_000} MB are free"
        raise NotDone(f"There is not enough room in {settings.DATA_DIR}: {wants}. {_KEPT}")


def _look_at(stage: Path, manifest: archive.Manifest) -> None:
    """The tables can be read, and the ledger in them ends where the backup says. Raises Unusable."""
    tables = stage / database.member()
    if tables.suffix == ".sqlite3":
        database.look_at_sqlite(tables)
    end = witness.end_of(tables)
    if (end.entries, end.tip) != (manifest.about.entries, manifest.about.tip):
        raise Unusable("The ledger in it does not end where the backup says. It was put together by somebody else.")


def _lay_keys(given: keys.Keys, folder: Path) -> None:
    for name, content in given.files.items():
        if name == keys.SETTINGS_FILE:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)
        path.chmod(0o600)


def _keep_tables_aside(wish: Wish) -> None:
    """PostgreSQL's tables cannot be renamed out of the way: what is there is dumped first."""
    if connection.vendor == "postgresql" and wish.replace and _is_lived_in():
        (_stage() / "aside").mkdir(mode=0o700)
        database.snapshot(_stage() / "aside")


def _put_tables(stage: Path, aside: Path) -> None:
    tables = stage / database.member()
    if not tables.exists():
        return  # done before we were killed
    if connection.vendor == "postgresql":
        if (before := stage / "aside" / database.member()).exists():
            before.replace(aside / before.name)
        database.load_postgres(tables)
        tables.unlink()
        return
    place = database.sqlite_path()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The journals of SQLite belong to the file that goes: left behind, they would be played into the one that comes.
    for tail in ("", "-wal", "-shm"):
        _set_aside(place.with_name(f"{place.name}{tail}"), aside / f"{place.name}{tail}")
    _move(tables, place)


def _put_files(stage: Path, aside: Path) -> None:
    new, data = stage / contents.FILES, Path(settings.DATA_DIR)
    done = stage / ".files-aside"
    if not done.exists():  # afterwards the folders that lie there are those of the backup
        for folder in contents.folders():
            if any(path.is_file() for path in folder.rglob("*")):
                _set_aside(folder, aside / folder.name)
            else:
                shutil.rmtree(folder)
        done.touch()
    contents.put_in_store(new / Path(settings.MEDIA_ROOT).name)
    for folder in sorted(new.iterdir()) if new.is_dir() else []:
        _move(folder, data / folder.name)


def _put_heads(stage: Path, aside: str) -> None:
    """Newer heads speak of entries that are gone; the auditor may want them, so they stay beside."""
    folder, new = heads.folder(), stage / contents.HEADS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    done = stage / ".heads-aside"
    if not done.exists():
        for _name, path in list(contents.head_files()):
            (folder / aside).mkdir(exist_ok=True, mode=0o700)
            path.replace(folder / aside / path.name)
        done.touch()
    for path in sorted(new.iterdir()) if new.is_dir() else []:
        copied = folder / f".new-{path.name}"
        shutil.copyfile(path, copied)
        copied.replace(folder / path.name)


def _put_keys(stage: Path, aside: Path) -> None:
    new = stage / "keys"
    for path in sorted(new.rglob("*")) if new.is_dir() else []:
        if not path.is_file():
            continue
        place = keys.place_of(path.relative_to(new).as_posix())
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if place.exists() and place.read_bytes().strip() != path.read_bytes().strip():
            _copy_aside(place, aside / "keys" / path.relative_to(new))
        copied = place.with_name(f".new-{place.name}")
        shutil.copyfile(path, copied)
        copied.chmod(0o600)
        copied.replace(place)


def _copy_aside(place: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not target.exists():
        shutil.copyfile(place, target)
        target.chmod(0o600)


def _move(source: Path, target: Path) -> None:
    """Rename, where there is something to rename; across disks, copy under another name first."""
    if not source.exists():
        return
    try:
        source.replace(target)
    except OSError:
        new = target.with_name(f".new-{target.name}")
        shutil.copyfile(source, new)
        new.replace(target)
        source.unlink()


def _set_aside(source: Path, target: Path) -> None:
    """Move away, and over nothing that was put there before."""
    number = 1
    free = target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.name}-{number}")
    _move(source, free)


def _move_on() -> None:
    """Older tables are brought to this version; the journal stays until that is done."""
    connection.close()
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        raise NotDone(
            f"The backup was put in place, but its tables could not be brought to this version "
            f"({type(error).__name__}). Install the version that made it and run `commonward restore --resume`."
        ) from error


def _note(journal: _Journal, say: Say) -> None:
    """An act like others: the ledger says from where it goes on."""
    connection.close()
    try:
        _record(journal)
    except DatabaseError as error:
        if not journal.tables_only:  # the tables of an older version may not take an entry of this one
            raise
        say(f"The older tables could not note it in the ledger ({type(error).__name__}).")


def _record(journal: _Journal) -> None:
    if Entry.objects.filter(sequence__gt=journal.entries, action="installation.restored").exists():
        return
    with transaction.atomic():
        detail = {"entries": journal.entries}
        ledger.record(System("restore"), "installation.restored", Ref("installation", 1), detail=detail)


def _remove_empty(folder: Path) -> None:
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()
