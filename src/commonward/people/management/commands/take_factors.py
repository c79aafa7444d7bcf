"""Take away somebody's app, passkeys and recovery codes: for whoever lost them all, once it is known that it is they.

commonward manage take_factors somebody@example.org

Their password stays; in an office they add a new second factor before they go on.
"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from commonward.kernel.actor import System
from commonward.people import actions, queries


class Command(BaseCommand):
    help = "Take away the second factors of the account with this address, and end its sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: object, **options: str) -> None:
        account = queries.account_with_email(options["email"])
        if account is None:
            raise CommandError("No account has this address.")
        actions.take_factors(System("setup"), account)
        self.stdout.write("Done. Their password is as it was; everywhere they were signed in, they are not any more.")
