"""The settings an administrator may give, in one typed place.

Each can be an environment variable (`COMMONWARD_SITE_URL`), a line of a file named `commonward.env` in the data
folder, or, for secrets, a file of its own in the folder that `COMMONWARD_SECRETS_DIR` names. `DATABASE_URL` and
`PORT` go by their usual names. Combinations that make no sense are refused at start-up (`config.checks`).
"""

import os
import secrets
from pathlib import Path
from typing import Self

from pydantic import AliasChoices, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from commonward.kernel.madeonce import key_made_once


def _data_dir() -> Path:
    return Path(os.environ.get("COMMONWARD_DATA_DIR", "var")).absolute()


def _secrets_dir() -> Path | None:
    """The folder that was named, if it is there; that it is not is said when the settings are read."""
    folder = os.environ.get("COMMONWARD_SECRETS_DIR")
    return Path(folder) if folder and Path(folder).is_dir() else None


class Environment(BaseSettings):
    """What this installation was told. Read once, at start-up."""

    model_config = SettingsConfigDict(
        env_prefix="COMMONWARD_",
        env_file=_data_dir() / "commonward.env",
        secrets_dir=_secrets_dir(),
        extra="ignore",
        populate_by_name=True,
    )

    data_dir: Path = Field(default_factory=_data_dir, description="Where database, media, keys and ledger heads lie.")
    database_url: str = Field(
        default="",
        validation_alias=AliasChoices("COMMONWARD_DATABASE_URL", "DATABASE_URL"),
        description="A PostgreSQL: `postgres://user:password@host:5432/name`; or the file of SQLite: `sqlite:////path`.",
    )
    replica_url: str = Field(
        default="",
        description="A second PostgreSQL that follows the first by streaming replication, to read from: written as "
        "`DATABASE_URL`, with an account that may only read.",
    )
    listen_url: str = Field(
        default="",
        description="The address of PostgreSQL itself, where `DATABASE_URL` leads through a pooler that lends "
        "connections by transaction (PgBouncer): open pages hear by it at once what came in.",
    )
    database_pool: int = Field(
        default=0,
        ge=0,
        le=100,
        description="How many connections to PostgreSQL one process shares among its threads at most; 0 lets each "
        "thread keep one of its own.",
    )
    second_hearing: bool = Field(
        default=True,
        description="Whether what others are about to see is read a second time by the larger network, which finds "
        "more and takes some 6 milliseconds and 50 MB a process.",
    )
    port: int = Field(
        default=8000,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("COMMONWARD_PORT", "PORT"),
        description="Where `serve` and `web` listen.",
    )
    site_url: str = Field(
        default="", description="The address people type, with nothing after the host: `https://commonward.example`."
    )
    site_name: str = Field(default="Commonward", description="What this place is called.")
    allowed_hosts: str = Field(default="", description="Further host names, separated by commas.")
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="Signs sessions and links in mail. At least 32 random characters."
    )
    demo: bool = Field(default=False, description="Invented people whose seats anybody may take. Never with real ones.")
    factor_key: SecretStr = Field(
        default=SecretStr(""),
        description="Seals the keys of one-time codes and recovery codes: 32 random characters or more; after a change "
        "the new one, a space, then the older.",
    )
    debug: bool = Field(default=False, description="Developer's error pages. Never on an open network.")
    email_url: str = Field(
        default="",
        description="The mail server: `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; "
        "on this machine itself also `smtp://localhost:25`, without.",
    )
    email_from: str = Field(default="Commonward <no-reply@localhost>", description="Sender of every mail.")
    time_zone: str = Field(default="UTC", description="The time zone of people who chose none.")
    ledger_key: SecretStr = Field(
        default=SecretStr(""), description="Signs the ledger's heads: an Ed25519 seed, 32 bytes in base64."
    )
    keys_dir: Path | None = Field(
        default=None, description="Where keys that are made once are kept: best apart from the data and its backups."
    )
    ledger_heads_dir: Path | None = Field(
        default=None, description="Where signed heads are written: best on another disk or machine."
    )
    ledger_heads_minutes: int = Field(default=10, ge=1, le=1440, description="How often a head is signed, in minutes.")
    sealing_keys: SecretStr = Field(
        default=SecretStr(""),
        description="The keys that lock what is clinical: 32 bytes in base64 each, the one in use first, with commas.",
    )
    sealing_keys_file: Path | None = Field(
        default=None, description="The file with these keys, one a line: best on another disk than the database."
    )
    backup_dir: Path | None = Field(
        default=None, description="Where the worker writes backups, and `upgrade` its own: best on another disk."
    )
    media_store_url: SecretStr = Field(
        default=SecretStr(""),
        description="A private bucket for pictures, with the extra `s3`: "
        "`s3://key:secret@host/bucket?region=eu-central-1`; see media-store.md.",
    )
    backup_hours: int = Field(default=24, ge=1, le=720, description="How often the worker makes a backup, in hours.")
    backups_kept: int = Field(default=14, ge=2, le=1000, description="How many backups are kept; older ones go.")
    work_lease_seconds: int = Field(
        default=30, ge=1, le=600, description="How long a worker may be silent before its work is taken over."
    )
    trusted_proxy: str = Field(
        default="127.0.0.1", description="The one address whose X-Forwarded-For and -Proto headers are believed."
    )
    idle_minutes: int = Field(
        default=60,
        ge=5,
        le=1440,
        description="How long a session may be idle, in minutes, where somebody did not choose to stay signed in; in "
        "an office always.",
    )
    web_threads: int = Field(default=4, ge=1, le=64, description="How many pages one web process makes at a time.")
    live_streams: int = Field(
        default=200,
        ge=0,
        le=800,
        description="How many open pages one web process tells at once what came in; others ask every half minute.",
    )
    push_hosts: str = Field(
        default="fcm.googleapis.com, updates.push.services.mozilla.com, .push.apple.com, .notify.windows.com",
        description="Push services of browsers' makers that may be called once an administrator turned push on; a name "
        "with a dot before it stands for all below it.",
    )
    sign_on_ca_file: Path | None = Field(
        default=None,
        description="Certificates of the authorities that organisations' sign-on servers are believed by, in place of "
        "the public ones: for a hospital with an authority of its own.",
    )
    doi_register: str = Field(
        default="https://doi.org/api/handles/",
        description="Where a DOI is looked up once an administrator turned looking up on: the handle API, or a mirror "
        "of yours; the DOI is put behind it.",
    )
    pubmed_register: str = Field(
        default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils/esummary.fcgi",
        description="Where a PubMed number is looked up, likewise: the E-utilities of NCBI, or a mirror of yours.",
    )
    workers: int = Field(default=1, ge=1, le=64, description="How many worker processes `serve` starts.")

    @model_validator(mode="before")
    @classmethod
    def _secrets_are_there(cls, given: object) -> object:
        """A folder that is not there would quietly stand for secrets made anew, and everybody would be signed out."""
        if os.environ.get("COMMONWARD_SECRETS_DIR") and _secrets_dir() is None:
            raise ValueError("COMMONWARD_SECRETS_DIR names a folder that is not there")
        return given

    @model_validator(mode="after")
    def _site_at_port(self) -> Self:
        if not self.site_url:
            self.site_url = f"http://localhost:{self.port}"
        return self

    def kept_secret(self, name: str, given: SecretStr) -> str:
        """The secret that was given, or one made once and kept in the folder of keys. Raises KeyGone."""
        if given.get_secret_value():
            return given.get_secret_value()
        folder = self.keys_dir or self.data_dir
        return key_made_once(name, folder=folder, data=self.data_dir, make=lambda: secrets.token_urlsafe(48))


environment = Environment()
