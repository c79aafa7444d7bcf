"""Give somebody a seat from the command line: how a place gets its first administrator.

commonward manage give_seat somebody@example.org administrator
commonward manage give_seat somebody@example.org moderator --organisation harbour-clinic
"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from commonward.kernel.actor import Role, System
from commonward.kernel.errors import Unacceptable
from commonward.people import actions, queries
from commonward.people.models import Organisation


class Command(BaseCommand):
    help = "Give the account with this address a seat. Without an organisation it serves the whole place."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=[role.value for role in Role])
        parser.add_argument("--organisation", default="", help="the short name in its address")
        parser.add_argument("--profession", default="")

    def handle(self, *args: object, **options: str) -> None:
        account = queries.account_with_email(options["email"])
        if account is None:
            raise CommandError("No account has this address. Sign up first, then run this again.")
        organisation = None
        if options["organisation"]:
            organisation = Organisation.objects.filter(slug=options["organisation"]).first()
            if organisation is None:
                raise CommandError("There is no organisation of this name.")
        role = Role(options["role"])
        if role == Role.ORGANISATION and organisation is None:
            raise CommandError("Communication staff belong to an organisation: name it with --organisation.")
        try:
            actions.grant_seat(
                System("setup"), account, role, organisation=organisation, profession=options["profession"]
            )
        except Unacceptable as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write("Done.")
