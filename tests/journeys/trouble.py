"""The site's addresses, and some at which something goes wrong in earnest."""

from collections.abc import Callable

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import path

from commonward.config.urls import *  # noqa: F403  the site as it is, its error pages included
from commonward.config.urls import urlpatterns as of_the_site
from commonward.kernel.errors import Conflict, Denied, NotAPage, NotFound, TooMany, Unacceptable, Unavailable

ERRORS: dict[str, Callable[[], Exception]] = {
    "400": lambda: BadRequest("A part is missing."),
    "403": lambda: Denied("Reviews are read by moderators and privacy officers."),
    "404": lambda: NotFound("This post is not here, or not for you."),
    "405": lambda: NotAPage("This address only takes what a button sends."),
    "409": lambda: Conflict("Somebody else has decided this meanwhile."),
    "413": lambda: RequestDataTooBig("Too much."),
    "422": lambda: Unacceptable("Write something, or add a picture."),
    "429": lambda: TooMany("That was a lot in a short time.", retry_after=60),
    "500": lambda: RuntimeError("Something broke."),
    "503": lambda: Unavailable("Our mail does not go out just now."),
}


def trouble(request: HttpRequest, kind: str) -> HttpResponse:
    """Raises what answers with this status."""
    raise ERRORS[kind]()


urlpatterns = [*of_the_site, path("trouble/<str:kind>/", trouble, name="trouble")]
