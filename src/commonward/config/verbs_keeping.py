"""The verbs by which an installation is kept for years. As in `verbs`, Django is loaded inside them."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commonward.config.loading import CannotStart, load_django, spoken


def backup(argv: list[str]) -> int:
    """Copy everything into one file that is read back: tables, pictures, heads, settings. While it runs, too."""
    parser = argparse.ArgumentParser(
        prog="commonward backup",
        description=_first_line(backup),
        epilog="The keys are never in a backup. Without them a restored place works, but everybody signs in again and "
        "what they sealed stays closed: keep them in another place.",
    )
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="where to (default: COMMONWARD_BACKUP_DIR)")
    parser.add_argument("--keys", type=Path, metavar="DIR", help="write a copy of the keys there, apart from DIR")
    parser.add_argument("--scheduled", action="store_true", help=argparse.SUPPRESS)  # by the worker
    parser.add_argument("--list", action="store_true", help="show the backups that lie there, and make none")
    options = parser.parse_args(argv)
    with _spoken():
        load_django()
        from django.conf import settings

        from commonward.config.keeping import backup as keeping
        from commonward.config.keeping import entrance

        folder = options.folder or settings.BACKUP_DIR
        if folder is None:
            raise CannotStart("Say where to: `commonward backup DIR`, or set COMMONWARD_BACKUP_DIR.")
        if options.list:
            made = keeping.made(folder)
            for one in made:
                _say(f"{one.path}  {one.path.stat().st_size / 1_000_000:.1f} MB")
            if not made:
                _say(f"No backup lies in {folder}.")
            return 0
        entrance.enter()
        if options.scheduled:
            return _backup_by_schedule(folder.absolute())
        keeping.make(folder.absolute(), _say, keys_to=options.keys)
        return 0


def _backup_by_schedule(folder: Path) -> int:
    """As the worker wants it: events in the log, and nothing when another process was quicker."""
    from commonward.config.keeping import backup as keeping
    from commonward.config.keeping import schedule
    from commonward.config.keeping.errors import NotDone, Unusable
    from commonward.kernel.logs import log_event

    os.nice(10)
    try:
        if schedule.is_due():
            keeping.make(folder, lambda sentence: None)
            log_event("backup.made")
    except (CannotStart, NotDone, Unusable) as error:
        log_event("backup.failed", error=type(error).__name__)
        return 1
    return 0


def restore(argv: list[str]) -> int:
    """Put a backup in the place of what is there. It is looked through whole before anything is touched."""
    parser = argparse.ArgumentParser(prog="commonward restore", description=_first_line(restore))
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the backup, ….tar.gz")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="the keys of that time, ….keys.json")
    parser.add_argument("--new-keys", action="store_true", help="go on with other keys, because those are lost")
    parser.add_argument("--replace", action="store_true", help="when there is something: put it aside first")
    parser.add_argument("--check", action="store_true", help="only look through the file")
    parser.add_argument("--resume", action="store_true", help="bring a restore to its end that was broken off")
    options = parser.parse_args(argv)
    if (options.file is None) != options.resume:
        parser.error("name the backup, or --resume")
    with _spoken():
        load_django()
        from commonward.config import groundwork
        from commonward.config.keeping import archive, occupancy
        from commonward.config.keeping import backup as keeping
        from commonward.config.keeping import restore as way_back

        if options.check:
            _say(f"Whole: {keeping.about(archive.read_back(options.file))}.")
            return 0
        groundwork.refuse_bad_settings()
        with occupancy.alone():
            groundwork.make_folders()
            if options.resume:
                way_back.finish(_say)
            else:
                wish = way_back.Wish(keys=options.keys, replace=options.replace, new_keys=options.new_keys)
                way_back.restore(options.file.absolute(), wish, _say)
            groundwork.lay(_say)
        _say("Now run `commonward doctor`, then start Commonward.")
        return 0


def upgrade(argv: list[str]) -> int:
    """Bring the tables to this version: a backup first, then the changes, and back again when anything is wrong."""
    parser = argparse.ArgumentParser(prog="commonward upgrade", description=_first_line(upgrade))
    parser.add_argument("--backup", type=Path, metavar="DIR", help="where to (default: COMMONWARD_BACKUP_DIR)")
    parser.add_argument("--back", action="store_true", help="undo an upgrade that was broken off")
    parser.add_argument("--list", action="store_true", help="only show what would change")
    options = parser.parse_args(argv)
    with _spoken():
        load_django()
        from django.conf import settings

        from commonward.config import groundwork
        from commonward.config.keeping import occupancy, restore
        from commonward.config.keeping import upgrade as keeping

        if options.list:
            names = keeping.pending()
            for name in names:
                _say(name)
            if not names:
                _say("The tables are up to date.")
            return 0
        groundwork.refuse_bad_settings()
        with occupancy.alone():
            if options.back:
                keeping.roll_back(_say)
                return 0
            if keeping.noted() is None:
                restore.refuse_broken_off()
            groundwork.refuse_wrong_database()
            folder = options.backup or settings.BACKUP_DIR or Path(settings.DATA_DIR) / "backups"
            is_changed = keeping.upgrade(folder.absolute(), _say)
            groundwork.lay(_say)
        _say("Upgraded. Start Commonward." if is_changed else "The tables are up to date.")
        return 0


def clock(argv: list[str]) -> int:
    """Say whether the clock is believed, or that it is right after it jumped or the place was long switched off."""
    parser = argparse.ArgumentParser(
        prog="commonward clock",
        description=_first_line(clock),
        epilog="While it is in doubt, nothing ends for good because its time is over: no relationship in care, nothing "
        "that is kept for some years.",
    )
    parser.add_argument("--right", action="store_true", help="you looked: the time of this machine is right")
    options = parser.parse_args(argv)
    with _spoken():
        load_django()
        from commonward.config.keeping import entrance
        from commonward.kernel import clock as time_of_day
        from commonward.kernel import timekeeping
        from commonward.kernel.actor import System

        entrance.enter()
        now = f"{time_of_day.now():%Y-%m-%d %H:%M} UTC"
        if options.right and timekeeping.believe(System("operator")):
            _say(f"It is {now}. What had waited for it is done on the next round of a worker.")
            return 0
        before = timekeeping.doubted_since()
        if before is None:
            _say(f"It is {now}, and believed.")
            return 0
        _say(f"It is {now}, which is in doubt: when a worker last looked it was {before:%Y-%m-%d %H:%M} UTC.")
        _say("Set the clock. If it is right, run `commonward clock --right`.")
        return 1


@contextmanager
def _spoken() -> Iterator[None]:
    """As in `loading.spoken`, with the ends that only keeping knows: 2 when nothing was begun, 1 when it was."""
    from commonward.config.keeping.errors import NotDone, Unusable

    with spoken():
        try:
            yield
        except Unusable as refusal:
            raise CannotStart(f"{refusal} Nothing was touched.") from None
        except NotDone as failure:
            sys.stderr.write(f"commonward: {failure}\n")
            sys.exit(1)


def _first_line(function: object) -> str:
    return (function.__doc__ or "").splitlines()[0]


def _say(sentence: str) -> None:
    print(sentence, flush=True)


VERBS = {verb.__name__: verb for verb in (backup, restore, upgrade, clock)}
