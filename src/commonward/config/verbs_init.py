"""`commonward init`: a place from nothing, by questions or by options.

Safe to run again: what was said stays, unless it is said anew, and no key is ever made in the place of another.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commonward.config import beginning
from commonward.config.beginning import Question, Refused
from commonward.config.loading import CannotStart, load_django, spoken

if TYPE_CHECKING:
    from commonward.people.models import Account

_SHORTEST_HINT = "Leave it empty to get a link instead."


def init(argv: list[str]) -> int:
    """Make a place from nothing: address, database, mail, keys, the first administrator. Safe to run again."""
    parser = _parser()
    options = parser.parse_args(argv)
    with spoken():
        data = Path(_asked_folder(options.data or os.environ.get("COMMONWARD_DATA_DIR", "var")))
        talk = Talk(data, vars(options), asks=sys.stdin.isatty() and not options.no_input)
        settings = talk.answers()
        administrator = talk.administrator()
        is_new = beginning.write(data, settings)
        _lay(data, settings)
        link = _seat_administrator(administrator, options.password_file, asks=talk.asks) if administrator else ""
        _tell(data, settings, link, is_new=is_new)
        return 0


@dataclass(slots=True)
class Talk:
    """Asks, or takes what was given; each answer is looked at before anything is written."""

    data: Path
    given: Mapping[str, str | None]
    asks: bool

    def answers(self) -> dict[str, str]:
        """The settings, by their variables. Raises CannotStart when an answer that was given cannot be used."""
        kept = beginning.kept(self.data)
        found: dict[str, str] = {}
        for question in beginning.questions(self.data):
            before = kept.get(question.variable, "")
            if question.variable == "COMMONWARD_KEYS_DIR" and not before and (self.data / "secret_key").exists():
                continue  # a place that made its keys before anybody asked: they stay where they are
            found[question.variable] = self._answer(question, before or beginning.otherwise(question, found))
        try:
            beginning.refuse_together(self.data, found)
        except Refused as refusal:
            raise CannotStart(str(refusal)) from None
        port = _port_of(found["COMMONWARD_SITE_URL"])
        return {name: value for name, value in (found | port).items() if value or name in kept}

    def administrator(self) -> str:
        """The first administrator's e-mail; "" when nobody was named and nobody can be asked."""
        question = Question("administrator", "", "E-mail of the first administrator", beginning.email)
        return self._answer(question, "")

    def _answer(self, question: Question, before: str) -> str:
        given = self.given.get(question.option.replace("-", "_"))
        if given is not None or not self.asks or not question.is_asked:
            return self._checked_or_left(question, before if given is None else given)
        while True:
            shown = f" [{_without_password(before)}]" if before else ""
            said = input(f"{question.words}{shown}: ").strip() or before
            try:
                return _checked(question, said)
            except Refused as refusal:
                print(f"  {refusal}")

    def _checked_or_left(self, question: Question, said: str) -> str:
        if question.is_needed and not said:
            raise CannotStart(f"Say it with --{question.option}. {question.words}, such as https://commonward.example")
        try:
            return _checked(question, said)
        except Refused as refusal:
            raise CannotStart(f"--{question.option}: {refusal}") from None


def _checked(question: Question, said: str) -> str:
    beginning.refuse_unwritable(said)
    if not said and not question.is_needed and question.option in {"administrator", "database", "mail", "pictures"}:
        return ""
    return question.check(said)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="commonward init",
        description=(init.__doc__ or "").splitlines()[0],
        epilog="What is not given is asked; with --no-input, or where nobody can be asked, it stays as it was.",
    )
    parser.add_argument("--data", metavar="DIR", help="where the data lie (default: COMMONWARD_DATA_DIR or ./var)")
    for question in beginning.questions(Path("DATA")):
        default = f" (default: {question.otherwise})" if question.otherwise else ""
        parser.add_argument(f"--{question.option}", metavar="…", help=f"{question.words}{default}")
    parser.add_argument("--administrator", metavar="EMAIL", help="the first administrator's e-mail")
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help="a file with their password in its first line"
    )
    parser.add_argument("--no-input", action="store_true", help="ask nothing")
    return parser


def _asked_folder(given: str) -> str:
    try:
        return beginning.folder(given)
    except Refused as refusal:
        raise CannotStart(str(refusal)) from None


def _port_of(address: str) -> dict[str, str]:
    """An address with a port on this machine is where `serve` should listen, too."""
    if not address.startswith("http://"):
        return {}
    _host, _colon, port = address.rpartition(":")
    return {"COMMONWARD_PORT": port} if port.isdecimal() else {"COMMONWARD_PORT": "80"}


def _without_password(value: str) -> str:
    scheme, mark, rest = value.partition("://")
    return f"{scheme}://…@{rest.rpartition('@')[2]}" if mark and "@" in rest else value


def _lay(data: Path, settings: Mapping[str, str]) -> None:
    """Tables, folders, the ledger, with the settings that were just written."""
    for name in settings:
        if os.environ.get(name, settings[name]) != settings[name]:
            _say(f"Note: {name} is set in the environment, too, and that counts more than the file.")
    os.environ["COMMONWARD_DATA_DIR"] = str(data)
    load_django()
    from commonward.config import groundwork
    from commonward.config.keeping import entrance

    entrance.enter()
    groundwork.lay(_say)


def _seat_administrator(email: str, password_file: Path | None, *, asks: bool) -> str:
    """Open the account and give the seat, unless that was done; a link to choose a password, "" when there is one."""
    from commonward.kernel.actor import Role, System
    from commonward.people import actions, queries
    from commonward.people.first_password import first_password_link
    from commonward.people.models import Seat

    account = queries.account_with_email(email)
    if account is None:
        account = actions.open_account(System("setup"), email=email)
    if not Seat.objects.filter(account=account, role=Role.ADMINISTRATOR, organisation=None).exists():
        actions.grant_seat(System("setup"), account, Role.ADMINISTRATOR)
    if account.has_usable_password():
        return ""
    return "" if _take_password(account, password_file, asks=asks) else first_password_link(account)


def _take_password(account: "Account", password_file: Path | None, *, asks: bool) -> bool:
    """Whether a password was given. One that is easily guessed is refused, or asked for again."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    while True:
        password = _read(password_file) if password_file else _asked_twice() if asks else ""
        if not password:
            return False
        try:
            validate_password(password, account)
        except ValidationError as error:
            if password_file:
                raise CannotStart(f"--password-file: {' '.join(error.messages)}") from None
            print("  " + " ".join(error.messages))
            continue
        account.set_password(password)
        account.save(update_fields=["password"])
        return True


def _read(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise CannotStart(f"--password-file: {path} cannot be read.") from None
    return lines[0] if lines else ""


def _asked_twice() -> str:
    while True:
        first = getpass.getpass(f"Their password. {_SHORTEST_HINT} ")
        if not first or getpass.getpass("Once more: ") == first:
            return first
        print("  The two are not the same.")


def _tell(data: Path, settings: Mapping[str, str], link: str, *, is_new: bool) -> None:
    keys = settings.get("COMMONWARD_KEYS_DIR", str(data))
    _say(f"\nSettings  {data / beginning.FILE}{'' if is_new else ' (as it was)'}")
    _say(f"Keys      {keys}: copy this folder to a safe place now. Without it a backup is of little use.")
    _say(f"Backups   {settings.get('COMMONWARD_BACKUP_DIR', 'none')}, by the worker every night.")
    _say("\nNext:")
    if data != Path("var").absolute():
        _say(f"  export COMMONWARD_DATA_DIR={data}")
    _say("  commonward serve       # pages and a worker, until Ctrl-C")
    _say("  commonward example systemd   # the same as a service; also nginx and caddy, the proxy in front")
    _say("  commonward doctor      # in another terminal: is everything as it should be?")
    if link:
        _say(f"  Then the administrator chooses a password, within a day, here:\n  {link}")


def _say(sentence: str) -> None:
    print(sentence, flush=True)
