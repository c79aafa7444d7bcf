"""Who registers applications, and who acts when a program asks with a token of OAuth."""

import hashlib
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from oauth2_provider.models import AccessToken

from commonward.fhir.models import Connection
from commonward.kernel import clock, limits
from commonward.kernel.access import ALLOW, Permission, deny
from commonward.kernel.actor import VISITOR, Actor, Person, System
from commonward.kernel.errors import Unauthenticated
from commonward.kernel.limits import Limit
from commonward.people import queries
from commonward.people.offices import is_platform_administrator

#: Of one account, all its applications together.
REQUESTS: Final = Limit("fhir", times=600, seconds=60)
#: Tokens that are none, from one address.
STRANGERS: Final = Limit("fhir-strangers", times=120, seconds=60)
_JOB: Final = System("fhir")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, by which connection, and what its token may be used for."""

    person: Person
    connection: int
    scopes: frozenset[str]


def may_register(actor: Actor) -> Permission:
    """Saying which applications people may connect: administrators of the whole place."""
    if is_platform_administrator(actor):
        return ALLOW
    return deny(_("Administrators of this place say which applications can be connected."))


def reader_of(request: HttpRequest) -> Reader:
    """Who asks: the person who connected the application, in that seat. Cookies count for nothing here.

    Raises Unauthenticated, TooMany.
    """
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    held = _held(token.strip()) if scheme.lower() == "bearer" else None
    if held is None:
        request.actor = VISITOR  # type: ignore[attr-defined]  # see people.requests for the typed view of it
        limits.spend(STRANGERS, VISITOR, request)
        raise Unauthenticated(_("Send a token that is valid here: Authorization: Bearer, and the token."))
    connection, scopes = held
    person = queries.person_of(connection.seat)
    request.seat = connection.seat  # type: ignore[attr-defined]
    request.actor = person  # type: ignore[attr-defined]
    limits.spend(REQUESTS, person, request)
    today = timezone.localtime(clock.now()).date()
    if connection.used_on != today:
        Connection.objects.visible_to(person).filter(pk=connection.pk).update(used_on=today)
    return Reader(person, connection.pk, scopes)


def connection_of(account: int, client: int) -> Connection | None:
    """The open connection of an account with an application, while its seat may act."""
    found = Connection.objects.in_force().filter(seat__account_id=account, client_id=client)
    return found.select_related("seat__organisation", "seat__profile").first()


def _held(token: str) -> tuple[Connection, frozenset[str]] | None:
    checksum = hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
    kept = AccessToken.objects.filter(token_checksum=checksum, expires__gt=clock.now())
    row = kept.values_list("user_id", "application_id", "scope").first() if token else None
    connection = connection_of(row[0], row[1]) if row is not None else None
    return (connection, frozenset(row[2].split())) if row is not None and connection is not None else None
