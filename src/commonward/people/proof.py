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

#: How long showing it counts. The settings' ACCOUNT_REAUTHENTICATION_TIMEOUT says the same to allauth.
COUNTS_SECONDS: Final = 600


def is_proven(request: HttpRequest) -> bool:
    """Whether this session showed a moment ago who sits here: by signing in, or once more since."""
    if settings.DEMO:
        return True
    if not request.user.is_authenticated:
        return False
    since = clock.now().timestamp() - COUNTS_SECONDS
    return any(record["at"] > since for record in get_authentication_records(request, request.user))


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
