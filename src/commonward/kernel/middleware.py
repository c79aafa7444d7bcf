"""One translator from refusals to answers, so that views never catch to reformat."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commonward.kernel.errors import NotAPage, Refusal, TooMany, Unacceptable, Unavailable
from commonward.kernel.logs import log_event

Respond = Callable[[HttpRequest], HttpResponse]


class ErrorTranslator:
    """Turns a `Refusal` that a view let go into a page, a fragment or a problem document with its status."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content and request.accepts("text/html"):
            # Django's own answer is an empty page, which says nothing to somebody who came by hand.
            refusal = NotAPage(_("This address only takes what the button of a page sends. Press it on its page."))
            page = render(request, "ui/refusal.html", {"refusal": refusal}, status=refusal.status)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a refusal, and for a database that is out of breath; leave every other exception to Django."""
        if isinstance(exception, OperationalError):
            log_event("database.stumbled", error=type(exception).__name__)
            # A page by itself: the usual frame asks the database.
            page = HttpResponse(render_to_string("503.html"), status=Unavailable.status)
            page["Retry-After"] = "60"
            return page
        if not isinstance(exception, Refusal):
            return None
        response = self._answer(request, exception)
        response.status_code = exception.status
        if isinstance(exception, TooMany):
            response["Retry-After"] = str(exception.retry_after)
        return response

    def _answer(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        if request.accepts("text/html"):
            return render(request, "ui/refusal.html", {"refusal": refusal})
        problem = {"type": f"about:{refusal.code}", "status": refusal.status, "detail": refusal.sentence}
        if isinstance(refusal, Unacceptable) and refusal.field:
            problem["field"] = refusal.field
        return JsonResponse(problem, content_type="application/problem+json")
