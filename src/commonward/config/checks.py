"""System checks: combinations of settings that make no sense are refused at start-up, with what to do about them."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.utils import Error as DatabaseFailure

from commonward.config import installation
from commonward.config.environment import environment
from commonward.kernel import keyring
from commonward.oversight.store_address import Address

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
VENDORS = frozenset({"sqlite", "postgresql"})
#: A key shorter or more even than this can be guessed.
KEY_LENGTH = 32
KEY_VARIETY = 8


@register(Tags.security)
def check_settings(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """Settings that contradict each other or would leave people unprotected."""
    return [
        *_mode(),
        *_site_url(),
        *_time_zone(),
        *_secret_key(),
        *_factor_key(),
        *_mail(),
        *_database(),
        *_keys_readable(),
        *_media_store(),
    ]


@register(Tags.security, deploy=True)
def check_deployment(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """What works, but is not how a place with real people should be run."""
    return [*_heads_beside_database(), *_keys_beside_database()]


@register(Tags.database)
def check_installation(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **options: object
) -> list[CheckMessage]:
    """Demo mode on the database of real people, or the other way round."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        why = installation.refusal(demo=settings.DEMO)
    except DatabaseFailure:
        return []  # not migrated yet: nobody is in it
    return [Error(why, id="commonward.E002")] if why else []


def _mode() -> Iterator[CheckMessage]:
    if settings.DEBUG and urlsplit(settings.SITE_URL).scheme == "https":
        yield Error(
            "DEBUG is on and the site's address is https: error pages would show the inside to everybody.",
            hint="Unset COMMONWARD_DEBUG.",
            id="commonward.E001",
        )


def _site_url() -> Iterator[CheckMessage]:
    site = urlsplit(settings.SITE_URL)
    if site.scheme not in {"http", "https"} or not site.hostname or site.path:
        yield Error(
            "The site's address must be http:// or https:// and a host name, with nothing after it.",
            hint="Set COMMONWARD_SITE_URL to something like https://commonward.example.",
            id="commonward.E003",
        )
    elif site.scheme == "http" and site.hostname not in LOCAL_HOSTS:
        yield Error(
            "The site's address is http and not on this machine: passwords would cross the network in the clear.",
            hint="Put a proxy with a certificate in front and set COMMONWARD_SITE_URL to its https address.",
            id="commonward.E004",
        )


def _time_zone() -> Iterator[CheckMessage]:
    try:
        ZoneInfo(settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        yield Error(
            "The time zone is not known.",
            hint="Set COMMONWARD_TIME_ZONE to a name such as Europe/Berlin or UTC.",
            id="commonward.E005",
        )


def _secret_key() -> Iterator[CheckMessage]:
    if _is_guessable(settings.SECRET_KEY):
        yield Error(
            "The secret key is too easy to guess: whoever knows it can sign in as anybody.",
            hint="Unset COMMONWARD_SECRET_KEY, and a good one is made and kept; or give at least 32 random characters.",
            id="commonward.E006",
        )


def _factor_key() -> Iterator[CheckMessage]:
    keys = settings.FACTOR_KEY.split()
    if not keys or any(_is_guessable(key) for key in keys):
        yield Error(
            "The key that seals second factors is too easy to guess: a copy of the database would open them.",
            hint="Unset COMMONWARD_FACTOR_KEY, and a good one is made and kept; or give at least 32 random characters.",
            id="commonward.E030",
        )


def _is_guessable(key: str) -> bool:
    return len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY


def _mail() -> Iterator[CheckMessage]:
    server = urlsplit(settings.EMAIL_URL)
    if settings.EMAIL_URL and (server.scheme not in {"smtp", "smtps"} or not server.hostname):
        yield Error(
            "The mail server must be written as smtp://user:password@host:587 or smtps://user:password@host:465.",
            hint="Correct COMMONWARD_EMAIL_URL, or unset it to have mail written to files.",
            id="commonward.E008",
        )


def _database() -> Iterator[CheckMessage]:
    if connection.vendor not in VENDORS:
        yield Error(
            "The ledger is kept append-only by the database, on SQLite and PostgreSQL only.",
            hint="Unset DATABASE_URL for SQLite, or name a PostgreSQL.",
            id="commonward.E007",
        )
    if environment.replica_url and connection.vendor != "postgresql":
        yield Error(
            "A replica to read from is named, and the database is not a PostgreSQL that it could follow.",
            hint="Unset COMMONWARD_REPLICA_URL, or set DATABASE_URL.",
            id="commonward.E040",
        )
    if environment.listen_url and connection.vendor != "postgresql":
        yield Error(
            "An address to listen at is named, and the database is not a PostgreSQL.",
            hint="Unset COMMONWARD_LISTEN_URL, or set DATABASE_URL.",
            id="commonward.E043",
        )


def _heads_beside_database() -> Iterator[CheckMessage]:
    if Path(settings.LEDGER_HEADS_DIR).absolute().is_relative_to(Path(settings.DATA_DIR).absolute()):
        yield Warning(
            "The ledger's signed heads lie in the data folder: whoever can change the database there can remove them.",
            hint="Set COMMONWARD_LEDGER_HEADS_DIR to another disk or machine, or copy them away at intervals.",
            id="commonward.W001",
        )


def _keys_beside_database() -> Iterator[CheckMessage]:
    file = Path(settings.SEALING_KEYS_FILE).absolute()
    if not settings.SEALING_KEYS and file.is_relative_to(Path(settings.DATA_DIR).absolute()):
        yield Warning(
            "The keys that lock what is clinical lie in the data folder: whoever copies that can read everything.",
            hint="Set COMMONWARD_SEALING_KEYS_FILE to another disk, or give the keys in COMMONWARD_SEALING_KEYS.",
            id="commonward.W002",
        )


def _keys_readable() -> Iterator[CheckMessage]:
    try:
        keyring.ring()
    except keyring.KeysUnusable as unusable:
        yield Error(
            str(unusable),
            hint="Put the keys back as they were; `commonward keys new` shows one in the right form.",
            id="commonward.E009",
        )


def _media_store() -> Iterator[CheckMessage]:
    if not settings.MEDIA_STORE_URL:
        return
    try:
        Address.of(settings.MEDIA_STORE_URL)
    except ValueError as wrong:
        yield Error(
            f"The store of pictures cannot be used: {wrong}.",
            hint="Correct COMMONWARD_MEDIA_STORE_URL, or unset it to have pictures on the disk.",
            id="commonward.E041",
        )
    if find_spec("boto3") is None:
        yield Error(
            "A store of pictures is named, and what speaks to it is not installed.",
            hint="pip install 'commonward[site,s3]', or unset COMMONWARD_MEDIA_STORE_URL.",
            id="commonward.E042",
        )
