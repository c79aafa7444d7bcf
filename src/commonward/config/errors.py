"""Pages for what went wrong before a view could answer."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error

from commonward.kernel.errors import Unavailable
from commonward.kernel.logs import log_event
from commonward.oversight import problems
from commonward.ui.sent import sent


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere. Kind, because the usual cause is a sign-in in another tab.

    Words are given back, with a button that sends the form once more: nobody writes them twice. Only to a page of our
    own, as the browser says it was: another site must not put words here, let alone a button below them.
    """
    return render(request, "ui/csrf.html", _given_back(request), status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """What nobody foresaw, and a database that does not answer before a view is asked, as for the session.

    The second is told like every other stumble of the database, with the words that were sent.
    """
    failure = sys.exc_info()[1]
    if not isinstance(failure, OperationalError | InterfaceError):
        return server_error(request)
    if not request.accepts("text/html"):
        return problems.out_of_breath(request, OperationalError)
    log_event("database.stumbled", error=type(failure).__name__)
    # A page by itself, and a token from the cookie alone: the usual frame asks the database.
    context = _given_back(request) | {"csrf_token": get_token(request)}
    page = HttpResponse(render_to_string("ui/lost.html", context), status=Unavailable.status)
    page["Retry-After"] = "60"
    return page


def _given_back(request: HttpRequest) -> dict[str, object]:
    """The form for a page that sends it once more, where a page of our own sent it."""
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    form = sent(request.POST) if own else None
    return {"form": form, "action": request.get_full_path(), "brought_files": bool(own and request.FILES)}


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Part of a request did not arrive, or it was more than we take in: Django answers 400 to both."""
    if isinstance(exception, (RequestDataTooBig, TooManyFilesSent)):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)
