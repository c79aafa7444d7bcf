"""Find changes of the tables that need a stop and do not say why; exit code 1 when there is one.

commonward manage check_changes
commonward manage check_changes --release     at a release: what is there now is in use from here on
"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader

from commonward.config import changes


class Command(BaseCommand):
    help = "Refuse changes of the tables that older processes could not live with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--release", action="store_true", help="write down that all present changes are released")

    def handle(self, *args: object, **options: bool) -> None:
        if options["release"]:
            found = MigrationLoader(None).disk_migrations.items()
            names = [f"{app}.{name}" for (app, name), one in found if one.__module__.startswith(changes.OURS)]
            changes.RELEASED.write_text("\n".join(sorted(names)) + "\n", encoding="ascii")
            return
        if wrong := changes.unsafe():
            raise CommandError("\n".join(["Changes of the tables that need a stop:", *(one.line() for one in wrong)]))
