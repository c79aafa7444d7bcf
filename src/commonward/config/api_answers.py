"""Under `/api/` and `/fhir/`, whatever goes wrong around an operation is told as within one: as a document."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from commonward.fhir import outcomes
from commonward.oversight.problems import TYPE, problem

Respond = Callable[[HttpRequest], HttpResponse]
#: Places where programs ask, with the media type of what they are told when it will not be done.
PLACES: Final = {"/api/": TYPE, "/fhir/": outcomes.TYPE}


class ApiAnswers:
    """Puts a problem document or an OperationOutcome in place of a page, and keeps every answer out of caches."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        place = next((one for one in PLACES if request.path_info.startswith(one)), "")
        if not place:
            return response
        if response.status_code >= 400 and not response.headers.get("Content-Type", "").startswith(PLACES[place]):
            told = _told(place, response.status_code)
            for name in ("Allow", "Retry-After"):
                if response.has_header(name):
                    told[name] = response[name]
            response = told
        response["Cache-Control"] = "private, no-store"
        return response


def _told(place: str, status: int) -> HttpResponse:
    if place == "/fhir/":
        return outcomes.failed(status, _sentence(status))
    return problem(status, _code(status), _sentence(status))


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
