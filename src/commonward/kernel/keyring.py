"""The installation's keys: they wrap the data keys (`kernel.datakeys`) that lock what is clinical.

They come from the setting COMMONWARD_SEALING_KEYS, or from a file that is made once, readable by its owner only; never
from the database. The first one wraps what is new. The others are there for what they wrapped before: data keys that
were not wrapped anew yet, and backups. A file that is there already is never replaced by a fresh one (decision 32).
"""

import base64
import binascii
import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
_Stamp = tuple[str, int, int, int]
_kept: dict[_Stamp, tuple["InstallationKey", ...]] = {}


class KeysUnusable(ImproperlyConfigured):
    """The installation's keys cannot be read. The message names the setting or file, and nothing of a key."""


@dataclass(frozen=True, slots=True)
class InstallationKey:
    """One key, and what it is called: "k" and the first 16 hexadecimal digits of a SHA-256 of it."""

    name: str
    secret: bytes = field(repr=False)


def ring() -> tuple[InstallationKey, ...]:
    """Every key of this installation, the one in use first; none when none was given or made. Raises KeysUnusable."""
    if settings.SEALING_KEYS:
        return parsed(settings.SEALING_KEYS.split(","), "COMMONWARD_SEALING_KEYS")
    path = place()
    try:
        state = path.stat()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise KeysUnusable(f"The file {path} cannot be read ({type(error).__name__}).") from None
    stamp = (str(path), state.st_mtime_ns, state.st_ino, state.st_size)
    if stamp not in _kept:
        _kept.clear()
        _kept[stamp] = _read(path)
    return _kept[stamp]


def place() -> Path:
    """The file that the keys lie in, when they are not given as a setting."""
    return Path(settings.SEALING_KEYS_FILE)


def are_given() -> bool:
    """Whether the keys come from a setting, so that only whoever runs the place can change them."""
    return bool(settings.SEALING_KEYS)


def begin() -> tuple[InstallationKey, ...]:
    """Every key; the first one is made where there is none. Only for a database that nothing is locked in yet."""
    if not ring():
        with _alone():
            if not ring():
                _write([_fresh()])
    return ring()


def add() -> InstallationKey:
    """Put a fresh key first in the file and return it. Raises KeysUnusable where the keys are given as a setting."""
    _refuse_given()
    with _alone():
        fresh = _fresh()
        _write([fresh, *ring()])
    return fresh


def remove(name: str) -> None:
    """Take a key out of the file, for good. Raises KeysUnusable where the keys are given as a setting."""
    _refuse_given()
    with _alone():
        _write([key for key in ring() if key.name != name])


def spelled(key: InstallationKey) -> str:
    """A key as the setting and the file hold it."""
    return base64.b64encode(key.secret).decode("ascii")


def fresh() -> InstallationKey:
    """A key that nobody has yet, for whoever gives the keys as a setting."""
    return _fresh()


def is_private() -> bool:
    """Whether only its owner can read the file; true when there is none."""
    path = place()
    return are_given() or not path.exists() or path.stat().st_mode & 0o077 == 0


def _fresh() -> InstallationKey:
    return _named(os.urandom(KEY_BYTES))


def _named(secret: bytes) -> InstallationKey:
    digest = hashlib.sha256(b"commonward installation key\0" + secret).hexdigest()
    return InstallationKey(name=f"k{digest[:16]}", secret=secret)


def _refuse_given() -> None:
    if are_given():
        raise KeysUnusable("The keys are given in COMMONWARD_SEALING_KEYS, so they can be changed only there.")


def _read(path: Path) -> tuple[InstallationKey, ...]:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KeysUnusable(f"The file {path} cannot be read ({type(error).__name__}).") from None
    keys = parsed(lines, f"The file {path}")
    if not keys:
        raise KeysUnusable(f"The file {path} is empty. Put the keys back from where you keep a copy of them.")
    return keys


def parsed(spellings: Sequence[str], where: str) -> tuple[InstallationKey, ...]:
    """The keys that stand on these lines; `where` begins the sentence of a refusal. Raises KeysUnusable."""
    keys = []
    for spelling in (spelling.strip() for spelling in spellings):
        if not spelling or spelling.startswith("#"):
            continue
        try:
            secret = base64.b64decode(spelling, altchars=b"-_" if {"-", "_"} & set(spelling) else None, validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if len(secret) != KEY_BYTES:
            raise KeysUnusable(f"{where} must hold keys of 32 bytes in base64, and one of them is something else.")
        keys.append(_named(secret))
    return tuple(keys)


def _write(keys: Sequence[InstallationKey]) -> None:
    """Replace the file in one step, so that nobody ever reads half of it, and a crash leaves the old or the new one."""
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.writelines(f"{spelled(key)}\n" for key in keys)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time changes the file."""
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
