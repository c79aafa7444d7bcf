"""Who acts at the JSON interface: the person in whose seat an application's token was made."""

from typing import Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from commonward.kernel import clock, limits
from commonward.kernel.actor import VISITOR
from commonward.kernel.errors import Denied, Unauthenticated
from commonward.kernel.limits import Limit
from commonward.kernel.prepared import Exact, planned
from commonward.people import queries
from commonward.people.applications import PREFIX, Application, Scope, digest

#: Of one account, all its applications together, beside the limits of what is asked for.
REQUESTS: Final = Limit("api", times=600, seconds=60)
#: Tokens that are none, from one address: nobody guesses 256 bits, and nobody need try.
STRANGERS: Final = Limit("api-strangers", times=120, seconds=60)


@planned
def _holding(token_hash: Exact) -> "QuerySet[Application]":
    return Application.objects.holding(token_hash).select_related("seat__organisation", "seat__profile")


class Bearer(HttpBearer):
    """`Authorization: Bearer …` with a token that holds the scope. Cookies count for nothing here."""

    def __init__(self, scope: Scope | None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Application:
        """The application. Raises Unauthenticated, Denied for want of the scope, TooMany."""
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        application = self.authenticate(request, token.strip() if scheme.lower() == "bearer" else "")
        if self.scope is not None and self.scope.value not in application.may:
            raise Denied(_("This token does not hold the right for that. The page Applications makes one that does."))
        return application

    def authenticate(self, request: HttpRequest, token: str) -> Application:
        """The application that holds the token; sets who acts on the request."""
        found = next(iter(_holding(Exact(digest(token)))), None) if token.startswith(PREFIX) else None
        if found is None:
            request.actor = VISITOR  # type: ignore[attr-defined]  # see people.requests for the typed view of it
            limits.spend(STRANGERS, VISITOR, request)
            raise Unauthenticated(_("Send a token that is valid here: Authorization: Bearer, and the token."))
        request.seat = found.seat  # type: ignore[attr-defined]
        request.actor = queries.person_of(found.seat)  # type: ignore[attr-defined]
        limits.spend(REQUESTS, request.actor, request)  # type: ignore[attr-defined]
        today = timezone.localtime(clock.now()).date()
        if found.used_on != today:
            Application.objects.visible_to(request.actor).filter(pk=found.pk).update(used_on=today)  # type: ignore[attr-defined]
        return found
