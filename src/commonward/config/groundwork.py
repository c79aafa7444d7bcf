"""Everything that must lie ready before an installation runs: folders, tables, files for pages, the ledger.

`commonward setup` and `commonward serve` call `lay`; doing it again changes nothing and takes no time.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import CheckMessage, run_checks
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from commonward.community.search import index as search
from commonward.config import demo, installation, tables
from commonward.config.apart import apart
from commonward.config.keeping import upgrade
from commonward.config.loading import CannotStart
from commonward.kernel import datakeys, keyring, ledger, verification
from commonward.kernel.actor import System
from commonward.kernel.models import DataKey, Entry
from commonward.kernel.ref import Ref

Say = Callable[[str], None]
#: Lies among the collected files and tells from what they were made.
MARK = ".collected"


def lay(say: Say) -> None:
    """Make what is missing, telling each thing that is made. Raises CannotStart, before anything is changed."""
    refuse_bad_settings()
    make_folders()
    if pending_migrations():
        if upgrade.is_in_use():
            raise CannotStart("this version changes the tables. Run `commonward upgrade`, which makes a backup first.")
        say("Preparing the database …")
        if tables.are_missing():
            tables.make()
        else:
            call_command("migrate", interactive=False, verbosity=0)
    refuse_wrong_database()
    if begin_keys():
        say(f"Made the key that locks what is clinical, in {settings.SEALING_KEYS_FILE}. Keep a copy of it elsewhere.")
    refuse_missing_keys()
    if installation.settle(demo=settings.DEMO) and settings.DEMO:
        say("This database is for the demo: its people are invented.")
    if collect_static():
        say("Collected the files for pages.")
    begin_ledger(say)
    if not search.is_whole():
        say("Reading what was said, so that it can be found …")
        search.fill()
    if settings.DEMO and not demo.is_there():
        apart(demo.ensure)  # it reads with the whole guard, which this process would hold for as long as it runs
        say("Invented people have moved in.")


def refuse_bad_settings() -> None:
    """Raise CannotStart when a system check finds an error."""
    errors = [message for message in run_checks() if message.is_serious()]
    if errors:
        raise CannotStart("\n".join(_told(error) for error in errors))


def refuse_wrong_database() -> None:
    """Raise CannotStart when the database is not one for this mode (`config.installation`)."""
    why = installation.refusal(demo=settings.DEMO)
    if why:
        raise CannotStart(why)


def begin_keys() -> bool:
    """Make the installation's first key where nothing is locked yet and none was given; whether one was made."""
    if keyring.ring() or DataKey.objects.exists():
        return False
    keyring.begin()
    return True


def refuse_missing_keys() -> None:
    """Raise CannotStart when something is locked with a key that is not here: pages of care would all fail."""
    lost = datakeys.missing()
    if lost:
        where = "COMMONWARD_SEALING_KEYS" if keyring.are_given() else f"the file {keyring.place()}"
        raise CannotStart(
            f"what is clinical is locked with a key that is not here, or is another one: {', '.join(lost)}. Nothing is "
            f"lost. Put it back into {where} from where you keep a copy of it."
        )


def make_folders() -> None:
    """The data folder and what lies in it, readable by its owner only."""
    for folder in folders():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def folders() -> list[Path]:
    """Every folder that we write to."""
    return [
        Path(settings.DATA_DIR),
        Path(settings.QUARANTINE_DIR),
        Path(settings.MEDIA_ROOT),
        Path(settings.STATIC_ROOT),
        Path(settings.LEDGER_HEADS_DIR),
    ]


def pending_migrations() -> int:
    """How many changes of the tables the database has not seen."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def collect_static() -> bool:
    """Gather and compress the files for pages, unless nothing changed since the last time; whether it was needed."""
    mark = Path(settings.STATIC_ROOT) / MARK
    now = _static_state()
    if mark.exists() and mark.read_text(encoding="ascii") == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(now, encoding="ascii")
    return True


def begin_ledger(say: Say) -> None:
    """Write the first entry and sign the first head; later, a new head when there is something new."""
    if not Entry.objects.exists():
        with transaction.atomic():
            ledger.record(System("setup"), "ledger.opened", Ref("ledger", 0))
        say(f"Opened the ledger; its signed heads are kept in {settings.LEDGER_HEADS_DIR}.")
    seal(say)


def seal(say: Say) -> None:
    """Sign a head at the start and the end of a run; a ledger that does not hold is said loudly, and not signed."""
    try:
        verification.seal(System("setup"))
    except verification.Broken as broken:
        say(f"THE LEDGER DOES NOT HOLD. {broken.flaw.sentence} Run `commonward ledger verify`.")


def _told(message: CheckMessage) -> str:
    return " ".join(part for part in (str(message.msg), str(message.hint or ""), f"({message.id})") if part)


def _static_state() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
