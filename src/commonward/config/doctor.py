"""`commonward doctor`: is everything as it should be, one line each, and what to do where it is not."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import QuerySet
from django.db.utils import Error as DatabaseFailure

from commonward.community.models import Version
from commonward.config import groundwork, installation, replica, surroundings
from commonward.config.answer import Answer
from commonward.config.keeping import restore, upgrade
from commonward.kernel import clock, datakeys, heads, keyring, nudges, verification
from commonward.kernel.actor import System
from commonward.kernel.models import Beat, Work
from commonward.oversight import guards, helplines, looking_up, quarantine, screening, stored
from commonward.oversight.models import Media, Verdict
from commonward.people import digests, pushing
from commonward.people.models import SignOn
from commonward.people.signon import discovery
from commonward.people.signon.failures import SignOnFailed

#: Less than this is a problem; less than the second figure soon will be.
LEAST_FREE_MB = 500
OLDEST_POSTGRES = 150_000
STALE = timedelta(seconds=60)
LEDGER_LOOK = 2000
LONGEST_QUEUE_MINUTES = 10
#: Numbers to call are looked at once a month (rules.md section 6.5).
LOOK_AGAIN = timedelta(days=31)
_AGAIN = "Install the same version again: pip install --force-reinstall --no-deps, and what you installed."

Since = QuerySet[Version, datetime] | QuerySet[Media, datetime]


def examine() -> Iterator[Answer]:
    """Every answer, one by one; what needs the database is left out when it does not answer."""
    yield _settings()
    yield from _folders()
    yield from _disks()
    yield from surroundings.broken_off()
    if restore.is_broken_off():
        return  # the tables are half exchanged: looking at them would make new ones in their place
    reachable = _database()
    yield reachable
    if not reachable.is_well:
        return
    if replica.ALIAS in settings.DATABASES:
        yield _replica()
    if connection.vendor == "postgresql":
        yield _guarded(_nudges)
    for look in (_migrations, _kind, _ledger, _sealed, _keys, _workers, _work, _static_files, _words, _pictures):
        yield _guarded(look)
    for look in (surroundings.time_of_day, surroundings.key_files, surroundings.backups):
        yield _guarded(look)
    yield surroundings.mail()
    yield _guarded(_digests)
    yield _guarded(_pushes)
    yield _guarded(_articles)
    yield from _sign_ons()
    yield surroundings.proxy()
    yield _guard()
    yield _picture_reader()
    if settings.MEDIA_STORE_URL:
        yield _picture_store()
    yield _helplines()


def _guarded(look: Callable[[], Answer]) -> Answer:
    """A look that fails is itself a finding, and the others still come."""
    try:
        return look()
    except ImproperlyConfigured as error:  # a key that is gone, or none: its sentence says which, and nothing of it
        return Answer((look.__doc__ or "").strip().rstrip("."), False, str(error), "Then start Commonward again.")
    except (DatabaseFailure, OSError) as error:
        about = (look.__doc__ or "").strip().rstrip(".")
        return Answer(
            about, False, f"could not be looked at ({type(error).__name__}).", "Solve what stands above first."
        )


def _helplines() -> Answer:
    """Numbers to call."""
    try:
        found = helplines.directory()
    except helplines.HelplinesDamaged as error:
        return Answer(
            "Numbers to call", False, str(error), "Put oversight/helplines.toml back as it was, then mend it."
        )
    days = (clock.now().date() - found.oldest_check).days
    due = " They are due to be looked at again." if days > LOOK_AGAIN.days else ""
    return Answer("Numbers to call", True, f"all were looked up within {max(days, 0)} days.{due}")


def _settings() -> Answer:
    """Settings."""
    errors = [message for message in run_checks() if message.is_serious()]
    if not errors:
        return Answer("Settings", True, "they fit together.")
    first = errors[0]
    return Answer("Settings", False, str(first.msg), str(first.hint or "See `commonward manage check`."))


def _folders() -> Iterator[Answer]:
    for folder in groundwork.folders():
        if not folder.is_dir():
            remedy = "Run `commonward setup`."
            if folder == Path(settings.MEDIA_ROOT) and upgrade.is_in_use():
                remedy = (
                    "See whether its disk is there, or bring it back from a backup. `commonward setup` makes it empty."
                )
            yield Answer("Folder", False, f"{folder} does not exist.", remedy)
        elif not os.access(folder, os.W_OK | os.X_OK):
            yield Answer(
                "Folder", False, f"{folder} cannot be written.", "Give it to the account that runs Commonward."
            )
    yield Answer("Folders", True, f"data in {settings.DATA_DIR}, heads in {settings.LEDGER_HEADS_DIR}.")


def _disks() -> Iterator[Answer]:
    data = Path(settings.DATA_DIR)
    backups = Path(settings.BACKUP_DIR) if settings.BACKUP_DIR is not None else data
    for about, place in (("Disk", data), ("Disk for backups", backups)):
        if about != "Disk" and place == data:
            continue
        there = next(path for path in (place, *place.parents) if path.exists())
        free = shutil.disk_usage(there).free // 1_000_000
        yield Answer(about, free >= LEAST_FREE_MB, f"{free} MB free.", "Make room, or move the folder.")


def _database() -> Answer:
    try:
        connection.ensure_connection()
    except (DatabaseFailure, OSError) as error:
        remedy = "Check DATABASE_URL and that the server runs; without it, check the data folder."
        return Answer("Database", False, f"does not answer ({type(error).__name__}).", remedy)
    if connection.vendor == "postgresql":
        number = int(getattr(connection, "pg_version", 0))
        remedy = "Move to PostgreSQL 15 or newer."
        return Answer("Database", number >= OLDEST_POSTGRES, f"PostgreSQL {number // 10_000}.", remedy)
    return Answer("Database", True, f"SQLite, {connection.settings_dict['NAME']}.")


def _replica() -> Answer:
    """Replica."""
    seconds = replica.seconds_behind()
    if seconds is None:
        remedy = "Check COMMONWARD_REPLICA_URL and that it runs. Until then everything is read from the first."
        return Answer("Replica", False, "does not answer.", remedy)
    remedy = "Look at its disk and its connection to the first. Until it is level, nothing is read from it."
    return Answer("Replica", seconds <= replica.MOST_BEHIND, f"{seconds:.1f} seconds behind.", remedy)


def _nudges() -> Answer:
    """Open pages."""
    try:
        heard = nudges.is_heard()
    except psycopg.Error as error:
        remedy = "Check COMMONWARD_LISTEN_URL: it is the address of PostgreSQL itself, of the same database."
        return Answer("Open pages", False, f"nobody answers where they listen ({type(error).__name__}).", remedy)
    remedy = (
        "DATABASE_URL leads through a pooler that does not carry LISTEN. Name the address of PostgreSQL itself, of the "
        "same database, in COMMONWARD_LISTEN_URL. Until then pages hear within twelve seconds."
    )
    return Answer("Open pages", heard, "hear at once." if heard else "do not hear at once what came in.", remedy)


def _migrations() -> Answer:
    """Tables."""
    pending = groundwork.pending_migrations()
    found = "up to date." if not pending else f"{pending} changes are not made yet."
    return Answer("Tables", not pending, found, f"Run `commonward {'upgrade' if upgrade.is_in_use() else 'setup'}`.")


def _kind() -> Answer:
    """Kind."""
    why = installation.refusal(demo=settings.DEMO)
    return Answer("Kind", not why, why or ("demo, invented people." if settings.DEMO else "real installation."))


def _ledger() -> Answer:
    """Ledger."""
    result = verification.verify_last(LEDGER_LOOK)
    if result.holds:
        return Answer("Ledger", True, f"the last {result.entries} entries hold.")
    return Answer("Ledger", False, result.flaws[0].sentence, "Run `commonward ledger verify` and keep the heads safe.")


def _sealed() -> Answer:
    """Heads."""
    newest = heads.newest()
    if not os.access(heads.folder(), os.R_OK | os.X_OK):
        remedy = "Give it to the account that runs Commonward."
        return Answer("Heads", False, f"{heads.folder()} cannot be read.", remedy)
    if newest is None and (others := sorted({item.head.key for item in heads.kept() if item.head is not None})):
        remedy = (
            "Put the file ledger_key back from where you keep a copy. Did you change it on purpose? Then run "
            "`commonward ledger sign`."
        )
        return Answer("Heads", False, f"all were signed by another key than the one here: {', '.join(others)}.", remedy)
    if newest is None:
        return Answer("Heads", False, "the present key signed none.", "Run `commonward ledger sign`.")
    return Answer("Heads", True, f"the newest was signed at entry {newest.sequence} on {newest.at}.")


def _keys() -> Answer:
    """Keys that lock what is clinical."""
    lost = datakeys.missing()
    if lost:
        found = f"not here, or not the same: {', '.join(lost)}."
        where = "into COMMONWARD_SEALING_KEYS" if keyring.are_given() else f"into {keyring.place()}"
        remedy = f"Put it back {where} from where you keep a copy; nothing is lost meanwhile."
        return Answer("Keys", False, found, remedy)
    if not keyring.ring():
        return Answer("Keys", False, "there is none yet.", "Run `commonward setup`.")
    if not keyring.is_private():
        remedy = f"chmod 600 {keyring.place()}"
        return Answer("Keys", False, "the file can be read by other accounts of this machine.", remedy)
    return Answer("Keys", True, f"everything that is locked can be opened; {keyring.ring()[0].name} is in use.")


def _workers() -> Answer:
    """Workers."""
    alive = Beat.objects.filter(at__gte=clock.now() - STALE).count()
    remedy = "Start `commonward serve`, or `commonward worker`."
    return Answer("Workers", alive > 0, f"{alive} gave a sign of life in the last minute.", remedy)


def _work() -> Answer:
    """Work."""
    failed = Work.objects.filter(state=Work.State.FAILED).count()
    waiting = Work.objects.filter(state=Work.State.WAITING).count()
    kinds = ", ".join(
        Work.objects.filter(state=Work.State.FAILED).order_by("kind").values_list("kind", flat=True).distinct()[:5]
    )
    if not failed:
        return Answer("Work", True, f"{waiting} waiting, none failed.")
    return Answer("Work", False, f"{failed} failed ({kinds}).", "See docs/operators/running.md, “Work that failed”.")


def _digests() -> Answer:
    """Digests by mail."""
    number, since = digests.stuck()
    if since is None:
        return Answer("Digests", True, "none waits for the mail server.")
    found = f"{number} wait since {since:%Y-%m-%d %H:%M} UTC: the mail server does not take them."
    return Answer("Digests", False, found, "Mend what the line about mail says; they go out by themselves then.")


def _pushes() -> Answer:
    """Pushes to devices."""
    if not pushing.is_on():
        return Answer("Pushes", True, "not turned on, so no push service is called.")
    number = pushing.failing()
    remedy = "See that this machine reaches the services in COMMONWARD_PUSH_HOSTS; `push.failed` in the log says why."
    return Answer("Pushes", not number, f"{number} of the last week were not taken by a push service.", remedy)


def _articles() -> Answer:
    """Numbers of articles that are looked up outside."""
    if not looking_up.is_on():
        return Answer("Articles", True, "not looked up, so no register is called.")
    number = looking_up.failing()
    remedy = "See that this machine reaches doi.org and NCBI, or the mirrors in COMMONWARD_DOI_REGISTER and "
    remedy += "COMMONWARD_PUBMED_REGISTER; `looking_up.failed` in the log says why."
    return Answer("Articles", not number, f"{number} of the last week were not answered by a register.", remedy)


def _sign_ons() -> Iterator[Answer]:
    """Servers by which organisations' people sign in: each is asked once."""
    is_any, on = False, SignOn.objects.visible_to(System("doctor")).filter(is_on=True)
    try:
        rows = list(on.select_related("organisation").order_by("pk"))
    except DatabaseFailure as error:
        found = f"could not be looked at ({type(error).__name__})."
        yield Answer("Sign-ons", False, found, "Solve what stands above first.")
        return
    for sign_on in rows:
        is_any, about = True, f"Sign-on of {sign_on.organisation.slug}"
        try:
            discovery.describe(sign_on.issuer)
        except SignOnFailed as failed:
            remedy = "See docs/operators/sign-on.md; meanwhile its people can be let in by other ways."
            yield Answer(about, False, f"does not work ({failed.code}).", remedy)
        else:
            yield Answer(about, True, "its server answers and fits.")
    if not is_any:
        yield Answer("Sign-ons", True, "none is on, so no server is called.")


def _static_files() -> Answer:
    """Files for pages."""
    well = settings.DEBUG or (Path(settings.STATIC_ROOT) / groundwork.MARK).exists()
    return Answer("Files for pages", well, "in place." if well else "missing.", "Run `commonward setup`.")


def _words() -> Answer:
    """Words that wait for the guard."""
    waiting = Version.objects.filter(state=Version.State.WAITING, verdict=Verdict.UNAVAILABLE)
    return _queue("Words unchecked", waiting.values_list("created_at", flat=True))


def _pictures() -> Answer:
    """Pictures that wait to be looked at."""
    waiting = Media.objects.filter(state=Media.State.QUARANTINED)
    return _queue("Pictures unseen", waiting.values_list("created_at", flat=True))


def _queue(about: str, since: "Since") -> Answer:
    """Well while it moves: what waits goes out by itself once a worker runs and the guard answers."""
    count, oldest = since.count(), since.order_by("created_at").first()
    if oldest is None:
        return Answer(about, True, "none.")
    minutes = int((clock.now() - oldest).total_seconds() // 60)
    remedy = "They go out by themselves once a worker runs and the lines about guard and picture reader are well."
    return Answer(about, minutes <= LONGEST_QUEUE_MINUTES, f"{count}, the oldest for {minutes} minutes.", remedy)


def _guard() -> Answer:
    """Guard."""
    wrong = screening.self_check()
    remedy = "See whether something else keeps this machine busy or its memory full."
    if any(again in sentence for sentence in wrong for again in guards.INSTALL_AGAIN):
        remedy = f"{_AGAIN} Then start Commonward again."
    return Answer("Guard", not wrong, wrong[0] if wrong else "answers, and stops what it must.", remedy)


def _picture_store() -> Answer:
    """Store of pictures."""
    store = stored.bucket()
    wrong = store.self_check() if store is not None else []
    left = next(stored.on_disk(), None)
    if not wrong and left is not None:
        wrong = ["Pictures from before lie on the disk still, and are not shown."]
        return Answer("Store of pictures", False, wrong[0], "Run `commonward manage move_pictures`.")
    remedy = "Look at the bucket, its key and the way to it; see docs/operators/media-store.md."
    found = wrong[0] if wrong else "takes, gives and takes away, for us alone."
    return Answer("Store of pictures", not wrong, found, remedy)


def _picture_reader() -> Answer:
    """Picture reader."""
    wrong = quarantine.self_check()
    remedy = f"Check free memory and disk. Is there enough of both? {_AGAIN}"
    if any("took too long" in sentence for sentence in wrong):
        remedy = (
            "See whether something else keeps this machine busy or its memory full, and look again when it is quiet."
        )
    return Answer(
        "Picture reader", not wrong, wrong[0] if wrong else "opens a sample picture and writes it anew.", remedy
    )
