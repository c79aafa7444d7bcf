"""Leading somebody to their organisation's server and back: allauth's provider for OpenID Connect, held to more.

allauth brings the state, PKCE and the exchange of the code. What is held to more: the description of the server is
looked at, the identity token is always verified with its nonce, and nothing is kept but the server's name for somebody.
"""

import secrets
from typing import Final

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from commonward.people.signon import calling, claims, discovery
from commonward.people.signon.claims import Claims
from commonward.people.signon.failures import SignOnFailed
from commonward.people.signons import SignOn

LOGIN: Final = "login"
AGAIN: Final = "again"


class Calls(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types that mypy may follow here
    """The settings' SOCIALACCOUNT_ADAPTER: calls go out by `calling`, and nobody signs up by allauth's own pages."""

    def get_requests_session(self) -> calling.Session:
        """What allauth asks servers with."""
        return calling.Session()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Never: `actions.signing_on` opens accounts."""
        return False


class _Server(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The server, as allauth asks it."""

    def __init__(self, request: HttpRequest, provider: "_Provider", issuer: str) -> None:
        super().__init__(request, provider.sub_id)
        self._provider, self._issuer = provider, issuer
        self._described: dict[str, object] | None = None

    def get_provider(self) -> "_Provider":
        return self._provider

    @property
    def openid_config(self) -> dict[str, object]:
        """Asked for once in each request. Raises SignOnFailed."""
        if self._described is None:
            self._described = discovery.describe(self._issuer)
        return self._described

    @property
    def basic_auth(self) -> bool:
        """How the secret is sent. A server that says nothing takes it in the header (Discovery 1.0, section 3)."""
        ways = self.openid_config.get("token_endpoint_auth_methods_supported")
        return "client_secret_post" not in (ways if isinstance(ways, list) else ["client_secret_basic"])

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return callback_url(app.key)


class _Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """One organisation's."""

    pkce_enabled_default = True

    def __init__(self, request: HttpRequest, app: SocialApp, issuer: str) -> None:
        super().__init__(request, app=app)
        self.server = _Server(request, self, issuer)

    def get_oauth2_adapter(self, request: HttpRequest) -> _Server:
        return self.server

    def get_scope(self) -> list[str]:
        """Who it is and at which address; no profile."""
        return ["openid", "email"]


def callback_url(slug: str) -> str:
    """Where an organisation's server sends people back to: it has to be named there."""
    return f"{settings.SITE_URL}{reverse('people:sign_on_back', args=[slug])}"


def over_url(slug: str) -> str:
    """Where an organisation's server says that a session there is over (its back-channel logout URI)."""
    return f"{settings.SITE_URL}{reverse('people:sign_on_over', args=[slug])}"


def lead_there(request: HttpRequest, sign_on: SignOn, *, process: str, next_url: str) -> HttpResponse:
    """The way to the server. Raises SignOnFailed."""
    provider = _provider(request, sign_on)
    nonce = secrets.token_urlsafe(24)
    asked: dict[str, str] = {"nonce": nonce}
    if process == AGAIN:
        asked |= {"prompt": "login", "max_age": "0"}
    answer: HttpResponse = provider.redirect(
        request, process=process, next_url=next_url or None, auth_params=asked, nonce=nonce
    )
    return answer


def read_answer(request: HttpRequest, sign_on: SignOn) -> tuple[dict[str, object], Claims]:
    """What was begun, and who came back. Raises SignOnFailed; before that, the state is used up."""
    provider = _provider(request, sign_on)
    try:
        state: dict[str, object] = provider.unstash_redirect_state(request, request.GET.get("state", ""))
    except PermissionDenied:
        raise SignOnFailed("state") from None
    if request.GET.get("error"):
        raise SignOnFailed("cancelled" if request.GET["error"] == "access_denied" else "refused")
    if request.GET.get("iss", sign_on.issuer) != sign_on.issuer:  # RFC 9207
        raise SignOnFailed("issuer")
    if not request.GET.get("code"):
        raise SignOnFailed("odd")
    server = provider.server
    client = server.get_client(request, provider.app)
    try:
        token = server.get_access_token_data(
            request, provider.app, client, pkce_code_verifier=state.get("pkce_code_verifier")
        )
    except OAuth2Error:
        raise SignOnFailed("refused") from None  # its words repeat what the server said
    except (ValueError, KeyError):
        raise SignOnFailed("odd") from None
    return state, _believed(sign_on, server.openid_config, token, nonce=str(state.get("nonce") or ""))


def _believed(sign_on: SignOn, described: dict[str, object], token: dict[str, object], *, nonce: str) -> Claims:
    said = claims.read(token.get("id_token"), described, client_id=sign_on.client_id, nonce=nonce)
    more: dict[str, object] = {}
    if not said.get("email") and isinstance(described.get("userinfo_endpoint"), str):
        bearer = {"authorization": f"Bearer {token.get('access_token')}"}
        more = calling.fetch(str(described["userinfo_endpoint"]), headers=bearer)
        if more.get("sub") != said["sub"]:
            raise SignOnFailed("token")
    found = claims.claims_of(said, more)
    if not found.email or not found.is_confirmed:
        raise SignOnFailed("unverified")
    if found.email.rpartition("@")[2] not in sign_on.domains.split():
        raise SignOnFailed("domain")
    return found


def _provider(request: HttpRequest, sign_on: SignOn) -> _Provider:
    app = SocialApp(
        provider="openid_connect",
        provider_id=sign_on.key,
        name=sign_on.organisation.name[:40],
        client_id=sign_on.client_id,
        secret=sign_on.secret,
        key=sign_on.organisation.slug,
    )
    return _Provider(request, app, sign_on.issuer)
