"""Name somebody for an office from the command line: for those who serve the whole place, whom no organisation names.

commonward manage give_office somebody@example.org ethics
commonward manage give_office somebody@example.org crisis --organisation harbour-clinic
"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from commonward.kernel.actor import System
from commonward.kernel.errors import Unacceptable
from commonward.people import actions, queries
from commonward.people.models import Organisation
from commonward.people.offices import OfficeKind


class Command(BaseCommand):
    help = "Name the account with this address for an office, in its first seat there that can hold it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("kind", choices=[kind.value for kind in OfficeKind])
        parser.add_argument(
            "--organisation", default="", help="the short name in its address; without, the whole place"
        )

    def handle(self, *args: object, **options: str) -> None:
        account = queries.account_with_email(options["email"])
        if account is None:
            raise CommandError("No account has this address. Sign up first, then run this again.")
        organisation = None
        if options["organisation"]:
            organisation = Organisation.objects.filter(slug=options["organisation"]).first()
            if organisation is None:
                raise CommandError("There is no organisation of this name.")
        kind = OfficeKind(options["kind"])
        seats = queries.open_seats(account.pk).filter(organisation=organisation)
        seat = queries.seat_for_office(seats, account.email, kind)
        if seat is None:
            raise CommandError("This person has no seat there. Give them one first, with give_seat.")
        try:
            actions.give_office(System("setup"), seat, kind)
        except Unacceptable as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write("Done.")
