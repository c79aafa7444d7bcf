"""The keys of an installation: what tells one key from another, and a file of them that is kept apart from backups.

Whoever has a backup and its keys has everything; so the two never lie in one file, nor in one folder.
"""

import base64
import binascii
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from commonward.config.environment import environment
from commonward.config.keeping.errors import Unusable
from commonward.kernel import heads, keyring

FORMAT = "commonward-keys-1"
SECRET, LEDGER, SEALING, FACTOR = "secret_key", "ledger_key", "sealing_keys", "factor_key"
#: Those that are one key each, with older ones behind it at most.
_SINGLE = (SECRET, LEDGER, FACTOR)
SETTINGS_FILE = "commonward.env"
#: Lines of the file of settings that are, or hold, a secret.
_SECRET_LINES = ("_KEY", "_URL", "PASSWORD", "SECRET", "TOKEN")


@dataclass(frozen=True, slots=True)
class Keys:
    """Files by their names, as they lie in the folder of keys."""

    files: dict[str, bytes] = field(repr=False)

    def marks(self) -> dict[str, str]:
        """For each key, what tells it from others and from which nobody can find the key."""
        marks = {name: _mark(name, content) for name, content in sorted(self.files.items()) if name in _SINGLE}
        # A ring of keys that grew since is as good: what counts is that none of those is missing.
        ring = keyring.parsed(self.files.get(SEALING, b"").decode("ascii", "replace").splitlines(), "The file of keys")
        return marks | {f"{SEALING}/{key.name}": key.name for key in ring}

    def write(self, path: Path) -> None:
        """Keep them in one file, for its owner only, all or nothing."""
        packed = {name: base64.b64encode(content).decode() for name, content in self.files.items()}
        words = json.dumps({"format": FORMAT, "files": packed}, indent=1).encode("ascii")
        new = path.with_name(f".new-{path.name}")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(words)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)


def present() -> Keys:
    """Those that this installation works with, wherever they were given."""
    heads.private_key()  # makes the ledger's where there is none yet
    files = {path.relative_to(folder()).as_posix(): path.read_bytes() for path in _files()}
    if ring := keyring.ring():
        files[SEALING] = "".join(f"{keyring.spelled(key)}\n" for key in ring).encode("ascii")
    files[SECRET] = settings.SECRET_KEY.encode() + b"\n"
    files[FACTOR] = settings.FACTOR_KEY.encode() + b"\n"
    if settings.LEDGER_KEY:
        files[LEDGER] = settings.LEDGER_KEY.encode() + b"\n"
    if (kept := Path(settings.DATA_DIR) / SETTINGS_FILE).exists():
        files[SETTINGS_FILE] = kept.read_bytes()
    return Keys(files)


def read(path: Path) -> Keys:
    """Those of a file that `write` wrote. Raises Unusable."""
    try:
        packed = json.loads(path.read_bytes())
        if packed["format"] != FORMAT:
            raise Unusable(f"{path.name} is no file of keys.")
        return Keys({str(name): base64.b64decode(content, validate=True) for name, content in packed["files"].items()})
    except OSError:
        raise Unusable(f"{path} is not there, or cannot be read.") from None
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise Unusable(f"{path.name} is no file of keys.") from None


def folder() -> Path:
    """Where keys lie that were made here."""
    return Path(settings.KEYS_DIR)


def place_of(name: str) -> Path:
    """Where a key of this name belongs here."""
    return keyring.place() if name == SEALING else folder() / name


def given_otherwise() -> frozenset[str]:
    """Keys that are given as settings, so that files of that name count for nothing."""
    given = {
        SECRET: environment.secret_key,
        LEDGER: environment.ledger_key,
        SEALING: environment.sealing_keys,
        FACTOR: environment.factor_key,
    }
    return frozenset(name for name, value in given.items() if value.get_secret_value())


def without_secrets(words: str) -> str:
    """A file of settings for the backup: what is secret stays with the keys."""
    return "".join(line for line in words.splitlines(keepends=True) if not _is_secret(line))


def is_key(name: str) -> bool:
    """Whether a file of the data folder is a key, by its name."""
    return name.endswith(("_key", "_keys", ".key", ".keys"))


def _is_secret(line: str) -> bool:
    name, is_setting, value = line.partition("=")
    if not is_setting or name.lstrip().startswith("#"):
        return False
    return name.strip().upper().endswith(_SECRET_LINES) and ("SITE_URL" not in name.upper() or "@" in value)


def _files() -> list[Path]:
    if not folder().is_dir():
        return []
    if folder() == Path(settings.DATA_DIR):
        return [path for path in sorted(folder().iterdir()) if path.is_file() and is_key(path.name)]
    return [path for path in sorted(folder().rglob("*")) if path.is_file() and _is_whole(path)]


def _is_whole(path: Path) -> bool:
    """Not a lock, nor a file on its way to another name."""
    return not path.name.startswith(".") and path.suffix not in {".lock", ".new"}


def _mark(name: str, content: bytes) -> str:
    return hashlib.sha256(f"commonward mark of {name}\n".encode() + content.strip()).hexdigest()[:16]
