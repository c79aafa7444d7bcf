"""Under `/api/`, whatever goes wrong around an operation is told as within one: as a problem document."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from commonward.community.api.answering import TYPE, problem

Respond = Callable[[HttpRequest], HttpResponse]
PLACE: Final = "/api/"


class ApiAnswers:
    """Puts a problem document in place of a page, and keeps every answer out of caches."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(PLACE):
            return response
        if response.status_code >= 400 and response.headers.get("Content-Type") != TYPE:
            told = problem(response.status_code, _code(response.status_code), _sentence(response.status_code))
            for name in ("Allow", "Retry-After"):
                if response.has_header(name):
                    told[name] = response[name]
            response = told
        response["Cache-Control"] = "private, no-store"
        return response


def _code(status: int) -> str:
    return {404: "not-found", 405: "not-done-here", 413: "too-large", 503: "unavailable"}.get(
        status, "our-mistake" if status >= 500 else "not-understood"
    )


def _sentence(status: int) -> str:
    match status:
        case 404:
            return _("There is nothing at this address.")
        case 405:
            return _("This address does other things, which the header Allow names.")
        case 413:
            return _("That is more than can be taken at once.")
        case _ if status >= 500:
            return _("Something went wrong here. Nothing was lost; please try again in a minute.")
        case _:
            return _("What was sent could not be read.")
