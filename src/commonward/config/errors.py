"""Pages for what went wrong before a view could answer."""

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonward.ui.sent import sent


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere. Kind, because the usual cause is a sign-in in another tab.

    Words are given back, with a button that sends the form once more: nobody writes them twice. Only to a page of our
    own, as the browser says it was: another site must not put words here, let alone a button below them.
    """
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    form = sent(request.POST) if own else None
    context = {"form": form, "action": request.get_full_path(), "brought_files": bool(own and request.FILES)}
    return render(request, "ui/csrf.html", context, status=403)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Part of a request did not arrive, or it was more than we take in: Django answers 400 to both."""
    if isinstance(exception, (RequestDataTooBig, TooManyFilesSent)):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)
