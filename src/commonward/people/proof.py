"""Step-up: before something that matters, whoever sits here shows once more that it is they.

Signing in counts for ten minutes, too. In demo mode, where anybody sits anywhere without a password, nothing is asked.
"""

from typing import Final

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commonward.kernel import clock
from commonward.kernel.errors import Denied
from commonward.people import queries
from commonward.people.signon import sessions

#: How long showing it counts. The settings' ACCOUNT_REAUTHENTICATION_TIMEOUT says the same to allauth.
COUNTS_SECONDS: Final = 600


def is_proven(request: HttpRequest) -> bool:
    """Whether this session showed a moment ago who sits here: by signing in, or once more since."""
    if settings.DEMO:
        return True
    if not request.user.is_authenticated:
        return False
    since = clock.now().timestamp() - COUNTS_SECONDS
    if any(record["at"] > since for record in get_authentication_records(request, request.user)):
        return True
    # What an organisation's server saw proves somebody only where it is their one way in: others show their own.
    seen = sessions.proven_at(request.session)
    return seen > since and queries.way_in_of(request.user.pk) is not None


def ask_proof(request: HttpRequest) -> None:
    """Have whoever sits here show that it is they, unless they did a moment ago; they come back to what they sent.

    Call it after asking whether they may at all, so that nobody types a password for a refusal. Raises Denied for
    accounts that have nothing to show here, such as those of another sign-on: signing in anew is their proof.
    """
    if is_proven(request):
        return
    if not get_adapter().get_reauthentication_methods(request.user):
        raise Denied(_("This matters, so we make sure that it is you. Sign out, sign in again, then do it at once."))
    raise ReauthenticationRequired  # allauth's middleware keeps the request and asks


def keep_to_oneself(request: HttpRequest) -> None:
    """Raise Denied for what is about all of somebody's seats, in a session that came by an organisation's sign-on and
    may only sit in those there; not where the sign-on is their one way in.
    """
    if sessions.place_of(request.session) is None:
        return
    if queries.way_in_of(request.user.pk or 0) is None:
        raise Denied(_("This is about everything you do here. Sign in by your own way, not by your organisation's."))
