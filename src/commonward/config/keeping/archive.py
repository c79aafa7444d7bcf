"""The form of a backup: one compressed tar whose last member, the manifest, names every other with its hash.

Written in one pass, so that nothing is copied twice, and read back in one. Nothing is believed of a file that comes
from outside: names, sizes and hashes are held to the manifest before anything is taken out. Raises Unusable.
"""

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Protocol

from commonward.config.keeping.errors import Unusable

FORMAT = "commonward-backup-1"
MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 512 * 1024 * 1024
_BITE = 1024 * 1024
_NAME = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")


class Readable(Protocol):
    """Something that gives its bytes from the beginning to the end."""

    def read(self, size: int, /) -> bytes: ...


Look = Callable[[str, Readable], None]


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class About:
    """What a backup is of. `keys` holds what tells keys apart, nothing of the keys."""

    made_at: str
    version: str
    vendor: str
    demo: bool
    migrations: tuple[str, ...]
    entries: int
    tip: str
    holds: bool
    keys: dict[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The last member of an archive: what it is of, and every other member."""

    about: About
    members: tuple[Member, ...]
    format: str = FORMAT

    def bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode("ascii") + b"\n"


@dataclass(slots=True)
class Writer:
    """Writes members one after another, then the manifest. The file must not be there yet."""

    path: Path
    members: list[Member] = field(default_factory=list)
    _file: IO[bytes] = field(init=False)
    _tar: tarfile.TarFile = field(init=False)

    def __post_init__(self) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w:gz", compresslevel=1)  # noqa: SIM115  closed by `finish`

    def add(self, name: str, source: Path) -> None:
        """Put a file in. One that is gone by now is left out: it was removed while we came to it."""
        try:
            file = source.open("rb")
        except FileNotFoundError:
            return
        with file:
            size = os.fstat(file.fileno()).st_size
            hashing = _Hashing(file)
            self._tar.addfile(_info(name, size), hashing)
        self.members.append(Member(name, size, hashing.digest.hexdigest()))

    def finish(self, about: About) -> Manifest:
        """Write the manifest, close, and have it all on the disk."""
        manifest = Manifest(about, tuple(self.members))
        words = manifest.bytes()
        self._tar.addfile(_info(MANIFEST, len(words)), io.BytesIO(words))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return manifest

    def abandon(self) -> None:
        """Close without an end; whoever gave the path removes the file."""
        self._file.close()


class _Hashing:
    """A file that is hashed and counted while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._source = file
        self.digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        self.size += len(data)
        return data


def read_back(path: Path, look: Look | None = None) -> Manifest:
    """Read every byte and hold it to the manifest. `look` gets each member's name and its contents on the way.

    What `look` was given is known to be right only when this returns.
    """
    found: dict[str, Member] = {}
    manifest: Manifest | None = None
    with _members(path) as members:
        for name, contents in members:
            if manifest is not None:
                raise Unusable(f"{path.name} is no backup of Commonward: something follows its manifest.")
            if name == MANIFEST:
                manifest = _parsed(contents.read(_LARGEST_MANIFEST), path)
                continue
            hashing = _Hashing(contents)
            if look is not None:
                look(name, hashing)
            while hashing.read(_BITE):
                pass
            if name in found:
                raise Unusable(f"{path.name} is no backup of Commonward: it holds a file twice.")
            found[name] = Member(name, hashing.size, hashing.digest.hexdigest())
    if manifest is None:
        raise Unusable(f"{path.name} is cut off: its end, which says what belongs in it, is missing.")
    _compare(manifest, found, path)
    return manifest


def extract(path: Path, manifest: Manifest, into: Path, *, only: str = "") -> None:
    """Write every member below a folder, or one of them.

    Raises Unusable when the file is another than the one that was read back.
    """

    def write(name: str, contents: Readable) -> None:
        if only and name != only:
            return
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            while bite := contents.read(_BITE):
                file.write(bite)
            file.flush()
            os.fsync(file.fileno())

    if read_back(path, write) != manifest:
        raise Unusable(f"{path.name} was changed while it was read.")


@contextmanager
def _members(path: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    try:
        with path.open("rb") as file:
            if file.read(2) != b"\x1f\x8b":
                raise Unusable(f"{path.name} is no backup of Commonward.")
            file.seek(0)
            with gzip.open(file) as plain:
                yield _each(plain, path)
                while plain.read(_BITE):  # to the end, where the sum over all of it stands
                    pass
    except EOFError:
        raise Unusable(f"{path.name} is cut off: its end is missing.") from None
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error):
        raise Unusable(f"{path.name} is damaged, or no backup of Commonward.") from None
    except (FileNotFoundError, IsADirectoryError):
        raise Unusable(f"{path} is not there, or is no file.") from None


def _each(plain: gzip.GzipFile, path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(fileobj=plain, mode="r|") as tar:
        for info in tar:
            contents = tar.extractfile(info) if info.isreg() else None
            if contents is None or not _NAME.fullmatch(info.name):
                raise Unusable(f"{path.name} is no backup of Commonward: it holds what none of ours holds.")
            yield info.name, contents


def _parsed(words: bytes, path: Path) -> Manifest:
    try:
        read = json.loads(words)
        if read["format"] != FORMAT:
            raise Unusable(f"{path.name} has a form that this version does not know. Use the version that made it.")
        about = About(**{**read["about"], "migrations": tuple(map(str, read["about"]["migrations"]))})
        if not isinstance(about.keys, dict) or not isinstance(about.entries, int):
            raise TypeError
        return Manifest(about, tuple(Member(**one) for one in read["members"]), read["format"])
    except (ValueError, KeyError, TypeError):
        raise Unusable(f"{path.name} is no backup of Commonward: its manifest cannot be read.") from None


def _compare(manifest: Manifest, found: dict[str, Member], path: Path) -> None:
    wanted = {member.name: member for member in manifest.members}
    wrong = next((name for name in sorted(wanted.keys() | found.keys()) if wanted.get(name) != found.get(name)), None)
    if wrong is not None:
        raise Unusable(f"{path.name} is damaged: {wrong} is not what it was when the backup was made.")


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info
