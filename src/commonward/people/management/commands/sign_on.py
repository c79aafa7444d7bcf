"""Set by which server the people of an organisation sign in, from the command line.

commonward manage sign_on set harbour-clinic --issuer https://sign-on.harbour.example --client-id commonward \
    --domain harbour.example --seat support_worker < file-with-the-secret
commonward manage sign_on on harbour-clinic      (off, show)
"""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from commonward.kernel.actor import System
from commonward.kernel.errors import Refusal
from commonward.people import actions
from commonward.people.actions.signing_on import Wish
from commonward.people.models import Organisation, SignOn
from commonward.people.signon import flow
from commonward.people.signons import GIVEN

_JOB = System("setup")


class Command(BaseCommand):
    help = "Set, show, turn on or turn off the server by which an organisation's people sign in (OpenID Connect)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("do", choices=["set", "on", "off", "show"])
        parser.add_argument("organisation", help="the short name in its address")
        parser.add_argument("--issuer", default="")
        parser.add_argument("--client-id", default="")
        parser.add_argument("--domain", action="append", default=[], help="of addresses it answers for; repeatable")
        parser.add_argument("--seat", choices=list(GIVEN), default="support_worker", help="that new people get")
        parser.add_argument("--counts-factor", action="store_true", help="a second step shown there counts here")

    def handle(self, *args: object, **options: str | list[str] | bool) -> None:
        place = Organisation.objects.visible_to(_JOB).filter(slug=options["organisation"]).first()
        if place is None:
            raise CommandError("There is no organisation of this name.")
        held = SignOn.objects.visible_to(_JOB).filter(organisation=place).first()
        try:
            match options["do"]:
                case "set":
                    self._set(place, held, options)
                case "show":
                    self._show(place, held)
                case wanted:
                    actions.turn_sign_on(_JOB, place, on=wanted == "on")
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write("Done.")

    def _set(self, place: Organisation, held: SignOn | None, options: dict[str, str | list[str] | bool]) -> None:
        # The secret comes by standard input: what stands in a command is in lists of processes and in histories.
        secret = "" if sys.stdin.isatty() else sys.stdin.read().strip()
        domains = options["domain"]
        wish = Wish(
            issuer=str(options["issuer"]),
            client_id=str(options["client_id"]),
            domains="\n".join(domains) if isinstance(domains, list) else "",
            role=str(options["seat"]),
            counts_factor=bool(options["counts_factor"]),
            secret=secret,
        )
        seen = held.changed_at.isoformat() if held is not None else ""
        actions.set_sign_on(_JOB, place, wish, seen=seen)
        self.stdout.write(f"Register this address to come back to: {flow.callback_url(place.slug)}")

    def _show(self, place: Organisation, held: SignOn | None) -> None:
        if held is None:
            self.stdout.write("Nothing is set.")
            return
        self.stdout.write(f"{'on' if held.is_on else 'off'}: {held.issuer} as {held.client_id}")
        self.stdout.write(f"for {', '.join(held.domains.split())}; new people become {held.role}")
        self.stdout.write(f"comes back to {flow.callback_url(place.slug)}")
