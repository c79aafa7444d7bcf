"""What a sign-on server says of somebody, believed only when all of it holds (OpenID Connect Core 1.0, 3.1.3.7)."""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import jwt

from commonward.people.signon import calling
from commonward.people.signon.failures import SignOnFailed

#: How far the two clocks may be apart.
LEEWAY_SECONDS: Final = 120
#: The longest name of somebody, or number of a session, that is taken.
LONGEST_NAME: Final = 255
#: Signatures by a key of which only the server has the secret half. What both sides share proves nothing.
_ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
#: What RFC 8176 calls the ways somebody showed who they are: something known, and something had.
_KNOWN: Final = frozenset({"pwd", "pin", "kba"})
_HAD: Final = frozenset({"otp", "hwk", "swk"})

_WHY: Final = (
    (jwt.ExpiredSignatureError, "clock"),
    (jwt.ImmatureSignatureError, "clock"),
    (jwt.InvalidIssuerError, "issuer"),
    (jwt.InvalidAudienceError, "audience"),
    (jwt.InvalidSignatureError, "signature"),
)


@dataclass(frozen=True, slots=True)
class Claims:
    """Who it is for the server. The address is not repeated by anything."""

    subject: str = field(repr=False)
    email: str = field(repr=False)
    is_confirmed: bool
    proven_at: int  # when they showed who they are, 0 where the server does not say
    has_factor: bool
    session: str = field(default="", repr=False)  # its number at the server, where it says one


def read(token: object, described: dict[str, object], *, client_id: str, nonce: str) -> dict[str, object]:
    """What an identity token says. Raises SignOnFailed with what about it does not hold."""
    if not nonce:
        raise SignOnFailed("token")
    said = decoded(token, described, client_id=client_id, needed=["iss", "sub", "aud", "exp", "iat"])
    if not hmac.compare_digest(str(said.get("nonce", "")).encode(), nonce.encode()):
        raise SignOnFailed("nonce")
    audience = said.get("aud")
    party = said.get("azp")
    if (isinstance(audience, list) and len(audience) > 1 and party is None) or party not in {None, client_id}:
        raise SignOnFailed("audience")
    return said


def decoded(
    token: object,
    described: dict[str, object],
    *,
    client_id: str,
    needed: Sequence[str],
    kinds: Collection[str] = ("jwt",),
) -> dict[str, object]:
    """What a token of this server for us says: signature, issuer, audience and times hold. Raises SignOnFailed.

    `kinds` are the types that it may name in its head, in lower case; one that names none is taken.
    """
    if not isinstance(token, str):
        raise SignOnFailed("token")
    try:
        header = jwt.get_unverified_header(token)
        algorithm = str(header.get("alg"))
        if algorithm not in _ALGORITHMS:
            raise SignOnFailed("signature")
        if str(header.get("typ", "jwt")).lower() not in kinds:
            raise SignOnFailed("token")
        key = _key(header.get("kid"), str(described["jwks_uri"]))
        said: dict[str, object] = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            audience=client_id,
            issuer=str(described["issuer"]),
            leeway=LEEWAY_SECONDS,
            options={"require": list(needed)},
        )
    except jwt.PyJWTError as error:
        raise SignOnFailed(next((code for kind, code in _WHY if isinstance(error, kind)), "token")) from None
    return said


def claims_of(said: dict[str, object], more: dict[str, object]) -> Claims:
    """The claims that count here, from the token and, where it is silent, from what the server tells beside it."""
    subject = str(said["sub"])
    if not subject or len(subject) > LONGEST_NAME:
        raise SignOnFailed("token")
    told = said if said.get("email") else more
    at = said.get("auth_time")
    ways, session = said.get("amr"), said.get("sid")
    shown = {one for one in ways if isinstance(one, str)} if isinstance(ways, list) else set()
    return Claims(
        subject=subject,
        email=str(told.get("email") or "").strip().lower(),
        is_confirmed=told.get("email_verified") in (True, "true"),
        proven_at=int(at) if isinstance(at, int | float) and not isinstance(at, bool) else 0,
        has_factor="mfa" in shown or bool(shown & _KNOWN and shown & _HAD),
        session=session if isinstance(session, str) and len(session) <= LONGEST_NAME else "",
    )


def _key(number: object, address: str) -> jwt.PyJWK:
    listed = jwt.PyJWKSet.from_dict(calling.fetch(address)).keys
    fitting = [one for one in listed if one.key_id == number] if number is not None else listed
    if len(fitting) != 1:
        raise SignOnFailed("signature")
    return fitting[0]
