"""What a sign-on server says of a session that is over there (OpenID Connect Back-Channel Logout 1.0, section 2.6)."""

from dataclasses import dataclass, field
from typing import Final

import jwt

from commonward.kernel import clock
from commonward.people.signon import claims, discovery
from commonward.people.signon.failures import SignOnFailed

EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
#: A word that is older is not believed; the specification wants them to be good for two minutes at most.
FRESH_SECONDS: Final = 300
LONGEST: Final = 16 * 1024
_NEEDED: Final = ["iss", "aud", "iat", "jti", "events"]


@dataclass(frozen=True, slots=True)
class Over:
    """A session that is over at the server: its number there, or whose it is, or both."""

    word: str = field(repr=False)  # the number of this word, which counts once
    subject: str = field(repr=False)
    session: str = field(repr=False)


def read(token: str, *, issuer: str, client_id: str) -> Over:
    """What the token says. Raises SignOnFailed with what about it does not hold.

    It is looked at before the server is called, so that what anybody can send costs no call.
    """
    if not token or len(token) > LONGEST:
        raise SignOnFailed("token")
    try:
        said: dict[str, object] = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        raise SignOnFailed("token") from None
    if said.get("iss") != issuer:
        raise SignOnFailed("issuer")
    _looked_at(said)
    described = discovery.describe(issuer)
    return _looked_at(
        claims.decoded(token, described, client_id=client_id, needed=_NEEDED, kinds=frozenset({"jwt", "logout+jwt"}))
    )


def _looked_at(said: dict[str, object]) -> Over:
    events, at = said.get("events"), said.get("iat")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict) or "nonce" in said:
        raise SignOnFailed("token")
    if not isinstance(at, int | float) or isinstance(at, bool):
        raise SignOnFailed("token")
    if abs(clock.now().timestamp() - at) > FRESH_SECONDS + claims.LEEWAY_SECONDS:
        raise SignOnFailed("clock")
    over = Over(word=_named(said, "jti"), subject=_named(said, "sub"), session=_named(said, "sid"))
    if not over.word or not (over.subject or over.session):
        raise SignOnFailed("token")
    return over


def _named(said: dict[str, object], name: str) -> str:
    found = said.get(name, "")
    if not isinstance(found, str) or len(found) > claims.LONGEST_NAME:
        raise SignOnFailed("token")
    return found
