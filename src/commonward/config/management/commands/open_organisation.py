"""Set up an organisation from the command line: how a place gets its first hospital or clinic.

commonward manage open_organisation "Harbour Clinic" clinic --country US --jurisdiction US-ME
"""

import re
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


JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


class Command(BaseCommand):
    help = "Set up an organisation. Afterwards its first administrator gets a seat in it with give_seat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what people call it, 2 to 120 characters")
        parser.add_argument("kind", choices=Organisation.Kind.values)
        parser.add_argument("--country", default="", help="two letters, such as US: for the right emergency numbers")
        parser.add_argument("--jurisdiction", default="", help="whose law holds there, such as US-ME")
        parser.add_argument("--another", action="store_true", help="although there is one of this name")

    def handle(self, *args: object, **options: str) -> None:
        name = " ".join(tidy(options["name"]).split())
        country, jurisdiction = options["country"].upper(), options["jurisdiction"].upper()
        if not 2 <= len(name) <= 120:
            raise CommandError("Give it a name of 2 to 120 characters.")
        if country and country not in COUNTRIES:
            raise CommandError("There is no country of these two letters.")
        if jurisdiction and (not JURISDICTION.fullmatch(jurisdiction) or jurisdiction[:2] not in COUNTRIES):
            raise CommandError("Give the jurisdiction as country, or country and state, such as IE or US-ME.")
        if country and jurisdiction and jurisdiction[:2] != country:
            raise CommandError("The country and the jurisdiction do not belong together.")
        if not options["another"] and (same := Organisation.objects.filter(name=name).first()) is not None:
            raise CommandError(
                f"There is one of this name: {same.slug}. Is this another one? Then say so with --another."
            )
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
