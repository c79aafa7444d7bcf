"""What a sign-on server says of itself, and whether it fits (OpenID Connect Discovery 1.0, sections 3 and 4.3)."""

from typing import Final

from commonward.people.signon import calling
from commonward.people.signon.failures import SignOnFailed

_PATH: Final = "/.well-known/openid-configuration"
_NEEDED: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def address_of(issuer: str) -> str:
    """Where the description of this issuer is."""
    return issuer.rstrip("/") + _PATH


def describe(issuer: str) -> dict[str, object]:
    """The server's description, after a look at it. Raises SignOnFailed: "unfit", or why it could not be had.

    The issuer must be exactly the one that was set, every address one that may be called, and where it says how it
    takes PKCE, it takes S256 (RFC 7636).
    """
    found = calling.fetch(address_of(issuer))
    if found.get("issuer") != issuer:
        raise SignOnFailed("unfit")
    named = [found.get(name) for name in _NEEDED]
    if (userinfo := found.get("userinfo_endpoint")) is not None:
        named.append(userinfo)
    if not all(isinstance(one, str) and calling.is_safe_url(one) for one in named):
        raise SignOnFailed("unfit")
    if "S256" not in _listed(found, "code_challenge_methods_supported", "S256"):
        raise SignOnFailed("unfit")
    if "code" not in _listed(found, "response_types_supported", "code"):
        raise SignOnFailed("unfit")
    return found


def _listed(found: dict[str, object], name: str, when_silent: str) -> list[object]:
    said = found.get(name)
    return said if isinstance(said, list) else [when_silent]
