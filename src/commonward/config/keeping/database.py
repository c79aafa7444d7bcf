"""The tables of an installation as one file, and back: SQLite by its online backup, PostgreSQL by its own programs.

Neither needs the installation to stand still: what is taken is the state of one instant.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from django.db import connection

from commonward.config.keeping.errors import NotDone, Unusable
from commonward.config.loading import CannotStart

#: What a snapshot is called in a backup, by the kind of database.
MEMBERS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
SPOKEN = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_ENVIRONMENT = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
_EMPTY_IT = b"DROP SCHEMA IF EXISTS public CASCADE;\nCREATE SCHEMA public;\n"


def member() -> str:
    """What this installation's snapshot is called in a backup."""
    return MEMBERS[connection.vendor]


def refuse_without_programs() -> None:
    """Raise CannotStart where PostgreSQL's own programs are needed and not found."""
    if connection.vendor != "postgresql":
        return
    missing = [name for name in ("pg_dump", "pg_restore", "psql") if shutil.which(name) is None]
    if missing:
        raise CannotStart(
            f"{missing[0]} is not on the path. Install PostgreSQL's client programs (Debian: apt-get install "
            "postgresql-client), of the server's version or newer."
        )


def size() -> int:
    """About how many bytes the tables take."""
    if connection.vendor == "sqlite":
        path = sqlite_path()
        return sum(one.stat().st_size for one in (path, path.with_name(f"{path.name}-wal")) if one.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def sqlite_path() -> Path:
    """Where SQLite's file lies."""
    return Path(str(connection.settings_dict["NAME"])).absolute()


def snapshot(folder: Path) -> Path:
    """The state of this instant as a file in a folder. Raises NotDone."""
    target = folder / member()
    if connection.vendor == "sqlite":
        _copy_sqlite(sqlite_path(), target)
    else:
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])
    return target


def look_at_sqlite(path: Path) -> None:
    """Raise Unusable when SQLite finds its own file damaged."""
    try:
        with sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True) as database:
            answer = database.execute("PRAGMA integrity_check").fetchone()
            lost = database.execute("PRAGMA foreign_key_check").fetchone()
        database.close()
    except sqlite3.Error:
        raise Unusable("The database in it cannot be read.") from None
    if answer != ("ok",) or lost is not None:
        raise Unusable("The database in it is damaged.")


def is_sound() -> bool:
    """Whether SQLite finds its own tables whole, and every row that another points to."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        whole = cursor.fetchone() == ("ok",)
        cursor.execute("PRAGMA foreign_key_check")
        return whole and cursor.fetchone() is None


def load_postgres(dump: Path) -> None:
    """Put a snapshot in the place of everything in the database, in one transaction: all of it or nothing of it.

    Raises NotDone; the database is then as it was.
    """
    connection.close()
    with tempfile.TemporaryFile() as script:
        script.write(_EMPTY_IT)
        script.flush()
        _run(["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(dump)], stdout=script.fileno())
        script.seek(0)
        _run(
            ["psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"],
            stdin=script.fileno(),
            stdout=subprocess.DEVNULL,
        )


def _copy_sqlite(source: Path, target: Path) -> None:
    origin = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=60)
    copy = sqlite3.connect(target)
    try:
        origin.backup(copy)  # in one step: readers do not keep writers waiting
        copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise OSError(_errno(error, target.parent), str(error)) from None
    finally:
        copy.close()
        origin.close()


def _errno(error: sqlite3.Error, folder: Path) -> int:
    """SQLite says "full" and "I/O error" where the disk said why."""
    full = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}
    code = getattr(error, "sqlite_errorcode", 0)
    return 28 if code in full or shutil.disk_usage(folder).free < 1_000_000 else 5


def _run(command: list[str], *, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL) -> None:
    """Run one of PostgreSQL's programs. Raises NotDone; of what it said only whether it is about versions or room."""
    done = subprocess.run(  # noqa: S603  their names are ours, and the address goes by the environment
        command, env=_told(), stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, check=False, errors="replace"
    )
    if done.returncode == 0:
        return
    if "version mismatch" in done.stderr:
        raise NotDone(f"{command[0]} is older than the server. Install PostgreSQL's client programs of its version.")
    is_full = done.returncode == -signal.SIGXFSZ or "No space left" in done.stderr or "File too large" in done.stderr
    if is_full:
        raise OSError(28, "No space left on device")
    lost = "connection" in done.stderr
    why = "the database does not answer, or ended the connection" if lost else f"it ended with {done.returncode}"
    raise NotDone(f"{command[0]} did not come to its end: {why}. The database is as it was.")


def _told() -> dict[str, str]:
    """The address of our database, for their programs, where no list of processes shows it."""
    given = connection.get_connection_params()
    own = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return own | {variable: str(given[name]) for name, variable in _ENVIRONMENT.items() if given.get(name)}
