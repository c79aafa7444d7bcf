"""What belongs in a backup beside the tables: the folders of the data folder that cannot be made anew.

A folder that a later version adds is in it without anybody thinking of it.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from commonward.config.keeping import keys
from commonward.config.keeping.errors import NotDone, Unusable
from commonward.kernel import heads
from commonward.oversight import stored

HEADS = "heads"
FILES = "files"
SETTINGS = "settings/commonward.env"
#: Put aside by a restore; whoever did it takes it away.
ASIDE = "before-restore-"


def head_files() -> Iterator[tuple[str, Path]]:
    """The ledger's signed heads and public keys, name in the backup and place."""
    for path in sorted(heads.folder().glob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield f"{HEADS}/{path.name}", path


def files() -> Iterator[tuple[str, Path]]:
    """Every other file, name in the backup and place."""
    for folder in folders():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield f"{FILES}/{path.relative_to(settings.DATA_DIR).as_posix()}", path


def stored_files(work: Path) -> Iterator[tuple[str, Path]]:
    """What lies in a bucket, one after another: brought to a file of `work` that the next one takes the place of.

    They are called as they would be on the disk, so that a backup can be restored to either. Raises NotDone.
    """
    store = stored.bucket()
    if store is None:
        return
    brought = work / "brought"
    try:
        for name, _written_at in store.names():
            try:
                brought.write_bytes(store.get(name))
            except FileNotFoundError:
                continue  # taken away while we came to it
            yield f"{FILES}/{Path(settings.MEDIA_ROOT).name}/{name}", brought
    except stored.Unreachable as silent:
        raise NotDone(f"The store of pictures does not answer ({silent}); `commonward doctor` says more.") from None


def put_in_store(folder: Path) -> None:
    """Bring the pictures of a backup into the bucket, each gone from `folder` once it is there. Raises NotDone."""
    store = stored.bucket()
    if store is None:
        return
    try:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                store.put(path.relative_to(folder).as_posix(), path)
                path.unlink()
    except stored.Unreachable as silent:
        raise NotDone(
            f"The store of pictures does not answer ({silent}). When it does, run `commonward restore --resume`."
        ) from None


def folders() -> list[Path]:
    """The folders of the data folder that hold what cannot be made anew."""
    data = Path(settings.DATA_DIR)
    apart = {Path(settings.STATIC_ROOT), heads.folder(), keys.folder(), Path(settings.BACKUP_DIR or data / "backups")}
    apart |= {data / "mail", data / "backups"}
    return [
        path
        for path in sorted(data.iterdir())
        if path.is_dir() and not path.name.startswith((".", ASIDE)) and path not in apart
    ]


def refuse_inside(folder: Path) -> None:
    """Raise Unusable for a folder that would be part of its own backup, or would lie with the keys."""
    place = folder.resolve()
    if any(place.is_relative_to(one.resolve()) for one in folders() if one.resolve() != place):
        raise Unusable(f"{folder} is itself part of what is backed up. Choose another folder, best on another disk.")
    if keys.folder() != Path(settings.DATA_DIR) and place.is_relative_to(keys.folder().resolve()):
        raise Unusable(f"{folder} is where the keys lie, and a backup must lie apart from them. Choose another folder.")
