"""OAuth 2 by a library, held to what this place allows: authorization codes with PKCE (S256), and nothing else.

A code or a refresh token is good only while the person's connection with the application is open, so that taking it
back stops everything at once.
"""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from oauth2_provider.exceptions import OAuthToolkitError
from oauth2_provider.http import OAuth2ResponseRedirect
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.views.mixins import OAuthLibMixin

from commonward.fhir import access

#: Where an application may have people sent back to.
SCHEMES: Final = ["https"]
#: What tokens are given for. The library knows more ways; none of them is open here.
GRANTS: Final = frozenset({"authorization_code", "refresh_token"})


class Validator(OAuth2Validator):  # type: ignore[misc]  # the library has no types
    """As the library's, for open connections and S256 only."""

    def validate_code(self, client_id: str, code: str, client: Any, request: Any, *args: Any, **kwargs: Any) -> bool:
        """A code counts while the connection that it was made for is open."""
        is_good = super().validate_code(client_id, code, client, request, *args, **kwargs)
        return bool(is_good) and self._is_open(request)

    def validate_refresh_token(self, refresh_token: str, client: Any, request: Any, *args: Any, **kwargs: Any) -> bool:
        """The same for a refresh token."""
        is_good = super().validate_refresh_token(refresh_token, client, request, *args, **kwargs)
        return bool(is_good) and self._is_open(request)

    def _is_open(self, request: Any) -> bool:
        return access.connection_of(request.user.pk, request.client.pk) is not None


class Refused(Exception):
    """A request of an application that will not be done. `to` is where the person is sent back to, "" for nowhere."""

    def __init__(self, to: str) -> None:
        super().__init__("refused")
        self.to = to


class Asked:
    """What an application asks for, after the library looked it through. Raises Refused."""

    def __init__(self, request: HttpRequest, query: str) -> None:
        self._request = _request_with(request, query)
        self._oauth = OAuthLibMixin()
        try:
            self.scopes, self._credentials = self._oauth.validate_authorization_request(self._request)
        except OAuthToolkitError as error:
            raise self._refused(error) from None
        if self._credentials.get("code_challenge_method") != "S256":
            raise Refused(self._with_error("invalid_request"))
        if not any(self.scopes):
            raise Refused(self._with_error("invalid_scope"))

    @property
    def client_id(self) -> str:
        """The application's public name for programs."""
        return str(self._credentials["client_id"])

    @property
    def redirect_uri(self) -> str:
        """Where the person is sent back to."""
        return str(self._credentials["redirect_uri"])

    def audience(self) -> str:
        """Which server the application says it wants to read, "" where it does not say."""
        return str(self._request.GET.get("aud", ""))

    def answer(self, scopes: list[str]) -> HttpResponse:
        """Send the person back with a code for these scopes; with none of them, that they said no."""
        try:
            to, _headers, _body, _status = self._oauth.create_authorization_response(
                self._request, scopes=" ".join(scopes), credentials=self._credentials, allow=bool(scopes)
            )
        except OAuthToolkitError as error:
            to = self._refused(error).to
        return back(to)

    def refuse(self, code: str) -> HttpResponse:
        """Send the person back with this code of RFC 6749."""
        return back(self._with_error(code))

    def _with_error(self, code: str) -> str:
        told = QueryDict(mutable=True)
        told["error"] = code
        if state := self._request.GET.get("state"):
            told["state"] = state
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{told.urlencode()}"

    def _refused(self, error: OAuthToolkitError) -> Refused:
        leads_back, told = self._oauth.error_response(error)
        return Refused(str(told["url"]) if leads_back else "")


def back(to: str) -> HttpResponse:
    """Send the person back to an application."""
    answer: HttpResponse = OAuth2ResponseRedirect(to, SCHEMES)
    return answer


def token_answer(request: HttpRequest) -> HttpResponse:
    """Tokens for a code or a refresh token, or the refusal of RFC 6749 section 5.2."""
    if request.POST.get("grant_type") not in GRANTS:
        return _as_response({}, '{"error": "unsupported_grant_type"}', 400)
    _url, headers, body, status = OAuthLibMixin().create_token_response(request)
    return _as_response(headers, body, status)


def revocation_answer(request: HttpRequest) -> HttpResponse:
    """The answer to an application that gives a token back (RFC 7009)."""
    _url, headers, body, status = OAuthLibMixin().create_revocation_response(request)
    return _as_response(headers, body or "", status)


def _as_response(headers: dict[str, str], body: str, status: int) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json")
    for name, value in headers.items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


def _request_with(request: HttpRequest, query: str) -> HttpRequest:
    """The request as if it had come with this query."""
    made = HttpRequest()
    made.method, made.path, made.path_info = "GET", request.path, request.path
    made.META = {**request.META, "QUERY_STRING": query}
    made.GET = QueryDict(query)
    made.user = request.user
    return made
