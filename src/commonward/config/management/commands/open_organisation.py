"""Set up an organisation from the command line: how a place gets its first hospital or clinic.

commonward manage open_organisation "Harbour Clinic" clinic --country US --jurisdiction US-ME
"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from commonward.kernel.actor import System
from commonward.kernel.errors import Refusal
from commonward.kernel.text import tidy
from commonward.oversight import screening
from commonward.oversight.models import Verdict
from commonward.people import actions
from commonward.people.countries import COUNTRIES
from commonward.people.models import Organisation

#: Others will read the name, so it passes what a public post must pass. An operator has nobody to hold it for.
PASSING = frozenset({Verdict.ALLOW, Verdict.NOTE})


class Command(BaseCommand):
    help = "Set up an organisation. Afterwards its first administrator gets a seat in it with give_seat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what people call it, 2 to 120 characters")
        parser.add_argument("kind", choices=Organisation.Kind.values)
        parser.add_argument("--country", default="", help="two letters, such as US: for the right emergency numbers")
        parser.add_argument("--jurisdiction", default="", help="whose law holds there, such as US-ME")

    def handle(self, *args: object, **options: str) -> None:
        name = " ".join(tidy(options["name"]).split())
        country, jurisdiction = options["country"].upper(), options["jurisdiction"].upper()
        if not 2 <= len(name) <= 120:
            raise CommandError("Give it a name of 2 to 120 characters.")
        if country and country not in COUNTRIES:
            raise CommandError("There is no country of these two letters.")
        if len(jurisdiction) > 10:
            raise CommandError("Give the jurisdiction as country and state, such as US-ME.")
        verdict = screening.preview(screening.Voice("organisation"), name, context="public_post").verdict
        if verdict == Verdict.UNAVAILABLE:
            raise CommandError("The guard does not answer, so the name was not checked. `commonward doctor` looks.")
        if verdict not in PASSING:
            raise CommandError("This name would give somebody away. `commonward check` says what it finds.")
        try:
            made = actions.create_organisation(
                System("setup"),
                name=name,
                kind=Organisation.Kind(options["kind"]),
                country=country,
                jurisdiction=jurisdiction,
            )
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"Done. Its short name is {made.slug}.")
