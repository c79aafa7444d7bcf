"""What programs ask for under `/api/` is led past what only pages need: session, cookies, forms, frames, messages.

Who acts is said by the token alone (`people.bearer`). What every answer needs stays: the host is one of ours, the
reader's language, the headers that keep an answer from being shown, framed or sniffed.
"""

from collections.abc import Callable
from typing import ClassVar, Final, cast

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import Http404, HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware

from commonward.kernel.actor import VISITOR
from commonward.oversight import problems

Respond = Callable[[HttpRequest], HttpResponseBase]
PLACE: Final = "/api/"
#: An answer is no page: whatever a browser would make of it, nothing is loaded, sent or framed. The directives that
#: have no other to fall back on are said, as on pages.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class _Views(BaseHandler):
    """Django's own way from an address to its view, with no middleware between."""

    _view_middleware: ClassVar[list[object]] = []
    _exception_middleware: ClassVar[list[object]] = []
    _template_response_middleware: ClassVar[list[object]] = []
    _get_response: Respond

    def respond(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer; a problem document where nothing is at the address."""
        try:
            return self._get_response(request)
        except Http404 as error:
            return problems.not_here(request, error)


class Programs:
    """Answers what is asked under `/api/` by itself, and hands everything else on."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        views = convert_exception_to_response(_Views().respond)
        self._respond = cast(Respond, GZipMiddleware(LocaleMiddleware(views)))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PLACE):
            return self.get_response(request)
        request.get_host()  # raises DisallowedHost
        request.actor, request.seat = VISITOR, None  # type: ignore[attr-defined]  # until a token says who acts
        response = self._respond(request)
        if not response.streaming and not response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        return response
