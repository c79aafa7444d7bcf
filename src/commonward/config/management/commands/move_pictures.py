"""Brings the pictures of a place from the disk into the bucket that was named, or back."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from commonward.oversight import stored


class Command(BaseCommand):
    """`commonward manage move_pictures [--back]`: each is compared where it arrived."""

    help = "Bring pictures from the disk into the bucket of COMMONWARD_MEDIA_STORE_URL, or back. Twice does no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--back", action="store_true", help="from the bucket to the disk")

    def handle(self, *args: Any, **options: Any) -> None:
        """Move them one by one, so that whoever is interrupted goes on where it stood."""
        store = stored.bucket()
        if store is None:
            raise CommandError("No bucket is named: set COMMONWARD_MEDIA_STORE_URL first.")
        try:
            moved = _back(store) if options["back"] else _there(store)
        except stored.Unreachable as silent:
            raise CommandError(
                f"The store does not answer ({silent}). What was moved is moved; run it again when `doctor` is content."
            ) from None
        self.stdout.write(f"{moved} files moved.")
        if options["back"]:
            self.stdout.write("Now unset COMMONWARD_MEDIA_STORE_URL and start Commonward again.")


def _there(store: stored.Store) -> int:
    moved = 0
    for name, _written_at in list(stored.on_disk()):
        path = Path(settings.MEDIA_ROOT) / name
        store.put(name, path)
        if store.get(name) != path.read_bytes():
            raise CommandError("A file did not arrive as it was sent: look at the store. It is still on the disk.")
        path.unlink()
        moved += 1
    return moved


def _back(store: stored.Store) -> int:
    moved = 0
    for name, _written_at in list(store.names()):
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".new-{path.name}")
        new.write_bytes(store.get(name))
        new.replace(path)
        store.remove(name)
        moved += 1
    return moved
