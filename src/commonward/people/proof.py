"""Step-up: before something that matters, whoever sits here shows once more that it is they.

Signing in counts for ten minutes, too. In demo mode, where anybody sits anywhere without a password, nothing is asked.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from commonward.kernel import clock

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)

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


def proven(
    view: Callable[Concatenate[R, P], HttpResponse],
) -> Callable[Concatenate[R, P], HttpResponse]:
    """Only for somebody who showed a moment ago that it is they; others show it, and come back to what they sent.

    It stands below `for_persons`, so that whoever may not come here at all is not asked first.
    """

    @wraps(view)
    def asking(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_proven(request):
            raise ReauthenticationRequired  # allauth's middleware keeps the request and asks
        return view(request, *args, **kwargs)

    return asking
