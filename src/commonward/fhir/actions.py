"""Registering applications, connecting one to a seat, and ending that."""

from collections.abc import Collection
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _
from oauth2_provider.models import AccessToken, RefreshToken, clear_expired
from oauth2_provider.models import Application as Client
from oauth2_provider.models import Grant as Code

from commonward.fhir import access
from commonward.fhir.models import Connection
from commonward.kernel import clock, ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.errors import Denied, NotFound, Unacceptable
from commonward.kernel.ref import Ref
from commonward.kernel.upkeep import sweeps
from commonward.people import birthdays

LONGEST_NAME: Final = 60
MOST_ADDRESSES: Final = 5
_JOB: Final = System("fhir")


def register(person: Person, *, name: str, addresses: str) -> Any:
    """Let people connect an application: its name, and where they are sent back to, one https address a line.

    Raises Denied without the right, Unacceptable beside `name` or `addresses`.
    """
    require(access.may_register(person))
    name = text.tidy_name(name)
    if not 1 <= len(name) <= LONGEST_NAME or text.is_blank(name):
        raise Unacceptable(_("Give it the name of up to 60 characters that people know it by."), field="name")
    wanted = list(dict.fromkeys(addresses.split()))
    if not 1 <= len(wanted) <= MOST_ADDRESSES or not all(_is_address(one) for one in wanted):
        raise Unacceptable(
            _("One address a line, each beginning with https:// and without #, and at most 5."), field="addresses"
        )
    with transaction.atomic():
        client = Client.objects.create(
            name=name,
            redirect_uris=" ".join(wanted),
            client_type=Client.CLIENT_PUBLIC,
            authorization_grant_type=Client.GRANT_AUTHORIZATION_CODE,
            client_secret="",  # a public client has none
        )
        ledger.record(person, "client.registered", Ref("client", client.pk))
    return client


def remove(person: Person, pk: int) -> None:
    """Take an application from the list. Every connection with it ends. Twice does no harm."""
    require(access.may_register(person))
    with transaction.atomic():
        for connection in Connection.objects.visible_to(_JOB).filter(client_id=pk, ended_at=None):
            _end(person, connection)
        if Client.objects.filter(pk=pk).delete()[0]:
            ledger.record(person, "client.removed", Ref("client", pk))


def connect(person: Person, client: Any, *, scopes: Collection[str]) -> Connection:
    """Let an application read in the person's seat, with these scopes and no others.

    What the person let it do before, in whichever seat, ends with its tokens. Call it in a transaction with the code.
    """
    if birthdays.is_child(person.account):
        raise Denied(_("Until you are 13 no program acts for you."))
    with transaction.atomic():
        earlier = Connection.objects.visible_to(_JOB).filter(seat__account_id=person.account, client=client)
        for connection in earlier.filter(ended_at=None).select_related("seat"):
            _end(person, connection)
        _forget_tokens(person.account, client.pk)
        made = Connection.objects.create(seat_id=person.seat, client=client, scopes=" ".join(scopes))
        detail: ledger.Detail = {"client": client.pk, "scopes": len(scopes)}
        ledger.record(person, "connection.made", Ref("connection", made.pk), detail=detail)
    return made


def disconnect(person: Person, pk: int) -> None:
    """Take it back, at once. Doing it twice does no harm."""
    own = Connection.objects.visible_to(person).select_related("seat").filter(pk=pk).first()
    if own is None:
        raise NotFound(_("There is no such application in this seat."))
    with transaction.atomic():
        if own.ended_at is None:
            _end(person, own)


def end_all_of(seat: int) -> None:
    """End what a seat let applications read, when it is ended or suspended. Inside the caller's transaction."""
    for connection in Connection.objects.visible_to(_JOB).filter(seat_id=seat, ended_at=None).select_related("seat"):
        _end(_JOB, connection)


def erase(account: int) -> int:
    """For an account that is deleted: its connections and tokens go."""
    Connection.objects.visible_to(_JOB).filter(seat__account_id=account).delete()
    for model in (AccessToken, RefreshToken, Code):
        model.objects.filter(user_id=account).delete()
    return 0


@sweeps
def forget_expired() -> None:
    """Codes and tokens that ran out go. On every worker's rounds."""
    clear_expired()


def _end(actor: Actor, connection: Connection) -> None:
    Connection.objects.visible_to(_JOB).filter(pk=connection.pk).update(ended_at=clock.now())
    _forget_tokens(connection.seat.account_id, connection.client_id)
    ledger.record(actor, "connection.ended", Ref("connection", connection.pk))


def _forget_tokens(account: int, client: int) -> None:
    for model in (Code, AccessToken, RefreshToken):
        model.objects.filter(user_id=account, application_id=client).delete()


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    told = parts.username is not None or parts.password is not None
    return parts.scheme == "https" and bool(host) and "*" not in address and "#" not in address and not told
