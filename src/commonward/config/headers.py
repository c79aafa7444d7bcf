"""What every answer tells the browser beside its content: keep no copy, and use no camera, place or microphone."""

from collections.abc import Callable
from typing import Final

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

Respond = Callable[[HttpRequest], HttpResponse]

#: Nothing here uses any of these, so no script that ever slipped in may either (W3C Permissions Policy).
PERMISSIONS: Final = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


class PageHeaders:
    """Adds them to whatever the layers below answer, error pages included. What a view said itself stays.

    A page of somebody signed in is kept nowhere, so that the next person at a shared computer finds nothing with
    "back". Other pages may be kept by the browser that asked, if it asks again before it shows them.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store" if _is_signed_in(request) else "private, no-cache"
        return response


class Policy(CSPMiddleware):
    """What a page may load, as django-csp tells it. The policy that nearly all pages have is put together once."""

    def __init__(self, get_response: Respond) -> None:
        super().__init__(get_response)
        self._usual = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say it; where a view, or a nonce that a template asked for, changed something, by the library's own way."""
        is_usual = not any(name.startswith("_csp_") for name in vars(response)) and not hasattr(request, "_csp_nonce")
        if settings.DEBUG or not is_usual:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._usual)
        return response


def _is_signed_in(request: HttpRequest) -> bool:
    # What fails before the session is read, such as an unknown host, is nobody's page.
    return hasattr(request, "session") and SESSION_KEY in request.session
