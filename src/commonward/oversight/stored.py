"""Where clean renditions lie: in a folder of the data folder or, where the administrator said so, in a bucket.

The rest of the place asks here and knows of no path. What comes in, and what somebody still decides about, lies in the
quarantine on the disk in either case, since the inspection reads files. Files are handed out by views that ask who is
looking; there is no address of the store that anybody is given.
"""

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, Final, Protocol

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from commonward.kernel import clock, upkeep
from commonward.kernel.logs import log_event
from commonward.oversight.models import Media

_BUCKET: Final = "commonward.oversight.bucket.Bucket"
#: What no picture knows of is left alone for so long: a worker may be about to write its row's last word.
LEFT_SECONDS: Final = 7 * 86_400
_FOLDERS: Final = 256
_ROUND_SECONDS: Final = 600
#: The folders of the quarantine in which renditions are made before they go to a bucket.
MAKING: Final = ".making-"
_MADE_WITHIN_SECONDS: Final = 3600


class Unreachable(Exception):
    """The store does not answer, or does not let us in. The message is a code of its own, never an address."""


class Store(Protocol):
    """A store that is not a folder of ours. Every method raises Unreachable; names are like `ab/123/full.jpg`."""

    def put(self, name: str, source: Path) -> None:
        """Keep a file under a name; over what is there."""

    def get(self, name: str) -> bytes:
        """The contents of a file. Raises FileNotFoundError."""

    def remove(self, under: str) -> None:
        """Take away everything whose name begins so. Nothing being there is well."""

    def names(self, under: str = "") -> Iterator[tuple[str, datetime]]:
        """Every name that begins so, with the instant it was written."""

    def self_check(self) -> list[str]:
        """What is wrong with it, in sentences for an administrator."""


def bucket() -> Store | None:
    """The bucket, when the administrator named one."""
    return _bucket(settings.MEDIA_STORE_URL) if settings.MEDIA_STORE_URL else None


@cache
def _bucket(url: str) -> Store:
    made: Store = import_string(_BUCKET)(url)
    return made


def folder_of(media_id: int) -> str:
    """The folder of a picture within a store. Spread, so that none grows without end."""
    return f"{media_id % _FOLDERS:02x}/{media_id}"


def place_on_disk(media_id: int) -> Path:
    """The folder of a picture on the disk, where that is the store."""
    return Path(settings.MEDIA_ROOT) / folder_of(media_id)


@contextmanager
def making(media_id: int) -> Iterator[Path]:
    """A folder in which the renditions of a picture are made; they are kept when the block ends well.

    Raises Unreachable when a bucket does not take them: nothing is left on the disk, and doing it again does no harm.
    """
    store = bucket()
    if store is None:
        folder = place_on_disk(media_id)
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(".new-*"):
            left.unlink(missing_ok=True)  # of a worker that died while it wrote
        try:
            yield folder
        except BaseException:
            with suppress(OSError):
                folder.rmdir()  # never with what lies in it: a worker that was taken for dead may just have finished
            raise
        return
    quarantine = Path(settings.QUARANTINE_DIR)
    quarantine.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=f"{media_id}{MAKING}", dir=quarantine) as made:
        yield Path(made)
        for path in sorted(Path(made).iterdir()):
            store.put(f"{folder_of(media_id)}/{path.name}", path)


def opened(media_id: int, name: str) -> IO[bytes]:
    """A rendition, to be read. Raises FileNotFoundError, and Unreachable."""
    store = bucket()
    if store is None:
        return (place_on_disk(media_id) / name).open("rb")
    return io.BytesIO(store.get(f"{folder_of(media_id)}/{name}"))


def remove(media_id: int) -> None:
    """Take away every rendition of a picture. Raises Unreachable, and whoever asked comes again."""
    shutil.rmtree(place_on_disk(media_id), ignore_errors=True)
    store = bucket()
    if store is not None:
        store.remove(f"{folder_of(media_id)}/")


@upkeep.sweeps
def sweep() -> int:
    """Take away renditions of pictures that are no more: one folder of 256 a round, so each in about two days."""
    part = f"{int(clock.now().timestamp()) // _ROUND_SECONDS % _FOLDERS:02x}"
    sweep_making()
    try:
        return sweep_folder(part)
    except Unreachable as silent:
        log_event("media.store_silent", error=str(silent))
        return 0


def sweep_folder(part: str) -> int:
    """Take away what no picture knows of in one of the 256 folders; how many pictures' worth. Raises Unreachable."""
    newest: dict[int, datetime] = {}
    for name, written_at in _names(f"{part}/"):
        number = name.split("/")[1]
        if number.isdecimal():
            newest[int(number)] = max(written_at, newest.get(int(number), written_at))
    known = set(Media.objects.filter(Q(pk__in=list(newest))).values_list("pk", flat=True))
    gone = [pk for pk, at in newest.items() if pk not in known and (clock.now() - at).total_seconds() > LEFT_SECONDS]
    for pk in gone:
        remove(pk)
    return len(gone)


def sweep_making() -> None:
    """Take away what a worker left that was killed while it made renditions for a bucket."""
    for path in Path(settings.QUARANTINE_DIR).glob(f"*{MAKING}*"):
        with suppress(FileNotFoundError):
            if clock.now().timestamp() - path.stat().st_mtime > _MADE_WITHIN_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def _names(under: str) -> Iterable[tuple[str, datetime]]:
    store = bucket()
    return store.names(under) if store is not None else on_disk(under)


def on_disk(under: str = "") -> Iterator[tuple[str, datetime]]:
    """Every rendition on the disk below a folder, as a store names it, with the instant it was written."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted((root / under).rglob("*")):
        with suppress(FileNotFoundError):  # removed while we came to it
            if path.is_file():
                written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_default_timezone())
                yield path.relative_to(root).as_posix(), written_at
