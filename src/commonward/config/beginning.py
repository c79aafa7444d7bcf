"""What `commonward init` asks, what a good answer is, and the one file that it writes.

Free of Django: answers are looked at before anything is written, and settings can be loaded only afterwards.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formataddr
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from dotenv import dotenv_values

from commonward.oversight.store_address import Address

FILE = "commonward.env"
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_EMAIL = re.compile(r"[^@\s]+@[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}")
_OLDEST_POSTGRES = 150_000
_CONNECT_SECONDS = 5
_HEAD = """\
# Settings of this place, written by `commonward init`. Change them here and start Commonward again; `commonward doctor`
# looks whether they fit. What else can be set: docs/operators/settings.md.
"""


class Refused(Exception):
    """An answer that cannot be used. The message says why and what would do, and repeats no secret."""


def address(given: str) -> str:
    """The address that people type."""
    site = urlsplit(given.rstrip("/"))
    if site.scheme not in {"http", "https"} or not site.hostname or site.path or site.query:
        raise Refused("The address begins with https:// and ends with the host: https://commonward.example")
    if site.scheme == "http" and site.hostname not in _LOCAL:
        raise Refused("With http, passwords would cross the network in the clear. Use https, or http://localhost:8000.")
    return given.rstrip("/")


def database(given: str) -> str:
    """ "" for SQLite in the data folder, a file for SQLite elsewhere, or a PostgreSQL that answers."""
    if not given or given == "sqlite":
        return ""
    scheme = urlsplit(given).scheme
    if scheme in {"postgres", "postgresql"}:
        _reach(given)
        return given
    if scheme == "sqlite":
        return given
    if scheme or not given.endswith((".sqlite3", ".sqlite", ".db")):
        raise Refused("The database is a file that ends in .sqlite3, or postgres://user:password@host:5432/name")
    return f"sqlite:///{Path(given).absolute()}"


def mail(given: str) -> str:
    """ "" for files, or a mail server."""
    server = urlsplit(given)
    if given and (server.scheme not in {"smtp", "smtps"} or not server.hostname):
        raise Refused("The mail server is smtp://user:password@host:587 or smtps://user:password@host:465")
    return given


def media_store(given: str) -> str:
    """ "" for the disk, or a bucket."""
    if given:
        try:
            Address.of(given)
        except ValueError as wrong:
            raise Refused(f"The bucket cannot be used: {wrong}.") from None
        if find_spec("boto3") is None:
            raise Refused("What speaks to buckets is not installed: pip install 'commonward[site,s3]'")
    return given


def email(given: str) -> str:
    """An address for mail."""
    if not _EMAIL.fullmatch(given):
        raise Refused("An e-mail address has a name, an @ and a host: ada@clinic.example")
    return given


def time_zone(given: str) -> str:
    """A time zone by its name."""
    try:
        ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("A time zone has a name such as Europe/Berlin or America/New_York.") from None
    return given


def plain(given: str) -> str:
    """Any words that fit on a line of the file."""
    if not given.strip():
        raise Refused("Write at least one letter.")
    return given.strip()


def folder(given: str) -> str:
    """A folder that is there, or can be made, and can be written."""
    path = Path(given).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Refused(
            f"{path} cannot be made ({type(error).__name__}). Choose another folder, or make it first."
        ) from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise Refused(f"{path} cannot be written by this account. Give it to this account, or choose another folder.")
    return str(path)


def whole_folder(given: str) -> str:
    """The same, written from the root: what somebody typed into the wrong line is no folder."""
    if not Path(given).expanduser().is_absolute():
        raise Refused("Write the whole path of the folder, from the first / on.")
    return folder(given)


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked: its option, its variable, its words, how it is looked at, what stands otherwise."""

    option: str
    variable: str
    words: str
    check: Callable[[str], str]
    otherwise: str = ""
    is_needed: bool = False
    is_asked: bool = True  # otherwise it is taken as an option, or stays as it was


def questions(data: Path) -> list[Question]:
    """What is asked about a place whose data lie in this folder, in this order."""
    return [
        Question("address", "COMMONWARD_SITE_URL", "The address people will type", address, is_needed=True),
        Question("name", "COMMONWARD_SITE_NAME", "What this place is called", plain, "Commonward"),
        Question("database", "COMMONWARD_DATABASE_URL", "Database: empty for SQLite, or postgres://…", database, ""),
        Question(
            "pictures",
            "COMMONWARD_MEDIA_STORE_URL",
            "Bucket for pictures: empty for the disk, or s3://…",
            media_store,
            is_asked=False,
        ),
        Question("mail", "COMMONWARD_EMAIL_URL", "Mail server: empty to write mail to files, or smtp://…", mail, ""),
        Question(
            "mail-from", "COMMONWARD_EMAIL_FROM", "Sender of every mail", plain, "Commonward <no-reply@localhost>"
        ),
        Question("time-zone", "COMMONWARD_TIME_ZONE", "Time zone", time_zone, "UTC"),
        Question("keys", "COMMONWARD_KEYS_DIR", "Folder for the keys", whole_folder, f"{data}-keys"),
        Question("backups", "COMMONWARD_BACKUP_DIR", "Folder for backups", whole_folder, f"{data}-backups"),
        Question(
            "heads", "COMMONWARD_LEDGER_HEADS_DIR", "Folder for the ledger's heads", whole_folder, f"{data}-heads"
        ),
    ]


def otherwise(question: Question, found: Mapping[str, str]) -> str:
    """What stands where nothing is said. Mail comes from the place, not from a name that no other server takes."""
    host = urlsplit(found.get("COMMONWARD_SITE_URL", "")).hostname or ""
    if question.option != "mail-from" or host in {"", "localhost"}:
        return question.otherwise
    return formataddr((found.get("COMMONWARD_SITE_NAME", ""), f"no-reply@{host}"))


def kept(data: Path) -> dict[str, str]:
    """The settings that are in the file already."""
    path = data / FILE
    return (
        {name: value or "" for name, value in dotenv_values(path, interpolate=False).items()} if path.exists() else {}
    )


def kept_if_readable(data: Path) -> dict[str, str]:
    """The same, or nothing for an account that may not read them."""
    try:
        return kept(data)
    except OSError:
        return {}


def refuse_together(data: Path, settings: Mapping[str, str]) -> None:
    """Raise Refused for folders that must lie apart and do not."""
    keys = Path(settings.get("COMMONWARD_KEYS_DIR") or data)
    for name, what in (("COMMONWARD_BACKUP_DIR", "Backups"), ("COMMONWARD_LEDGER_HEADS_DIR", "Heads")):
        place = settings.get(name)
        if place and keys != data and Path(place).is_relative_to(keys):
            raise Refused(f"{what} and keys must lie apart: whoever has both has everything. Choose another folder.")
    if settings.get("COMMONWARD_BACKUP_DIR") and Path(settings["COMMONWARD_BACKUP_DIR"]) == data:
        raise Refused("Backups need a folder of their own, best on another disk.")


def write(data: Path, settings: Mapping[str, str]) -> bool:
    """Write the file in one step, for its owner only; whether anything changed. Lines that others wrote stay."""
    path = data / FILE
    told = kept(data) | dict(settings)
    if path.exists() and told == kept(data):
        path.chmod(0o600)
        return False
    new = path.with_name(f".new-{FILE}")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_HEAD + "".join(f"{name}={_quoted(value)}\n" for name, value in told.items()))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    return True


def refuse_unwritable(value: str) -> None:
    """Raise Refused for what a line of the file cannot hold."""
    if "${" in value or any(ord(letter) < 32 for letter in value):
        raise Refused("This holds a sign that the file of settings cannot. In addresses, write $ as %24.")


def _quoted(value: str) -> str:
    if re.fullmatch(r"[\w@%+=:,./<>-]*", value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _reach(given: str) -> None:
    try:
        with psycopg.connect(given, connect_timeout=_CONNECT_SECONDS) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        # Their sentences repeat the address; ours tell the three cases apart.
        said = str(error)
        why = "it does not answer: is it running, and is the host right?"
        if "authentication failed" in said:
            why = "it does not take this user and password."
        elif "does not exist" in said:
            why = "it has no database or user of this name. Make it first: createdb --owner USER NAME"
        raise Refused(f"PostgreSQL cannot be used: {why}") from None
    if version < _OLDEST_POSTGRES:
        raise Refused(f"This is PostgreSQL {version // 10_000}. Version 15 or newer is needed.")
