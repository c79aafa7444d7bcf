"""Brings the tables to this version: backup first, then the changes, then a look, and back when anything is wrong.

Between the backup and the end a note lies in the data folder. While it is there nothing starts, so that a process that
was killed leaves a state that has a name: `commonward upgrade` goes on from it, `commonward upgrade --back` undoes it.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from commonward.config.keeping import archive, backup, database, restore
from commonward.config.keeping.backup import Say
from commonward.config.keeping.errors import NotDone, room_in
from commonward.config.loading import CannotStart
from commonward.kernel import ledger, verification
from commonward.kernel.actor import System
from commonward.kernel.models import Entry
from commonward.kernel.ref import Ref

_NOTE = ".upgrade.json"
FORWARD, BACK = "forward", "back"
BROKEN_OFF = (
    "An upgrade was broken off in the middle. Run `commonward upgrade` to bring it to its end, or "
    "`commonward upgrade --back` to undo it."
)

_STANDS = (
    "The upgrade stands where it stood: make room, then run `commonward upgrade` to bring it to its end, or "
    "`commonward upgrade --back` to undo it."
)


@dataclass(frozen=True, slots=True)
class Note:
    """How far an upgrade is: from which backup it can be undone, where its ledger ended, and which way it goes."""

    backup: str
    version: str
    entries: int
    tip: str
    way: str = FORWARD


class Wrong(Exception):
    """A look after the changes found something. The message says what, as the end of a sentence."""


def upgrade(folder: Path, say: Say) -> bool:
    """Bring the tables to this version; whether anything was to do. The caller has the data alone.

    Raises CannotStart, Unusable and NotDone; after NotDone the tables are as they were before.
    """
    note = noted()
    if note is not None and note.way == BACK:
        roll_back(say)
        raise NotDone("The upgrade that was broken off is undone.")
    if note is None:
        changes = pending()
        if not changes:
            return False
        say(f"{len(changes)} changes of the tables. First a backup …")
        note = _noted_now(backup.make(folder, say, occasion="upgrade"))
    else:
        say("An upgrade was broken off in the middle. Going on with it …")
    try:
        call_command("migrate", interactive=False, verbosity=0)
        _look(note)
    except Exception as error:  # noqa: BLE001  whatever a change raised, the way back is the same
        why = str(error) if isinstance(error, Wrong) else f"a change of the tables failed ({type(error).__name__})"
        say(f"Something is wrong: {why}. Going back …")
        roll_back(say)
        raise NotDone(
            f"The upgrade was undone: {why}. The tables are as they were before; version {note.version} runs on them. "
            "Install it again, and report what was said here."
        ) from None
    with transaction.atomic():
        ledger.record(System("upgrade"), "installation.upgraded", Ref("installation", 1))
    _place().unlink()
    return True


def roll_back(say: Say) -> None:
    """Put the tables back as the backup has them. Raises CannotStart when no upgrade is under way."""
    note = noted()
    if note is None:
        raise CannotStart("No upgrade is under way: there is nothing to undo.")
    _write(replace(note, way=BACK))
    if restore.is_broken_off():
        restore.finish(say)
    else:
        restore.restore(Path(note.backup), restore.Wish(replace=True, tables_only=True), say)
    _place().unlink()


def pending() -> list[str]:
    """The changes of the tables that the database has not seen, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def noted() -> Note | None:
    """The upgrade that is under way, or was broken off; None when there is none."""
    try:
        return Note(**json.loads(_place().read_text(encoding="ascii")))
    except FileNotFoundError:
        return None


def refuse_broken_off() -> None:
    """Raise CannotStart while an upgrade waits for somebody to say which way it goes."""
    if noted() is not None:
        raise CannotStart(BROKEN_OFF)


def _place() -> Path:
    return Path(settings.DATA_DIR) / _NOTE


def _noted_now(made: Path) -> Note:
    about = archive.read_back(made).about
    note = Note(str(made), about.version, about.entries, about.tip)
    _write(note)
    return note


def _write(note: Note) -> None:
    new = _place().with_name(f"{_NOTE}.new")
    with room_in(new.parent, _STANDS):
        with new.open("w", encoding="ascii") as file:
            json.dump(asdict(note), file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(_place())


def _look(note: Note) -> None:
    """Raise Wrong when what the changes left is not as it must be."""
    if left := pending():
        raise Wrong(f"{left[0]} is still not made")
    errors = [message for message in run_checks(databases=[DEFAULT_DB_ALIAS]) if message.is_serious()]
    if errors:
        raise Wrong(str(errors[0].msg).rstrip("."))
    if connection.vendor == "sqlite" and not database.is_sound():
        raise Wrong("SQLite finds rows that point nowhere, or its file damaged")
    if note.entries and not Entry.objects.filter(sequence=note.entries, hash=note.tip).exists():
        raise Wrong("the ledger's entries are not those of before")
    result = verification.verify()
    if not result.holds:
        raise Wrong(f"the ledger does not hold: {result.flaws[0].sentence.rstrip('.')}")


def is_in_use() -> bool:
    """Whether real people may be in these tables, so that they are not changed without a backup."""
    if settings.DEMO:
        return False
    try:
        with connection.cursor() as cursor:
            if "kernel_installation" not in connection.introspection.table_names(cursor):
                return False
            cursor.execute("SELECT 1 FROM kernel_installation")
            return cursor.fetchone() is not None
    except DatabaseError:
        return False
