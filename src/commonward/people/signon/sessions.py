"""What a session remembers of the sign-on it came by: in whose seats one sits, since when, and what was shown there.

Whoever comes in by an organisation's server sits in the seats of that organisation and in no others: an employer who
can answer for somebody at their server must not thereby sit in that person's seat as a patient.
"""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from commonward.kernel import clock

KEY: Final = "sign_on"
#: So long at most does the server's word hold; then it is asked again, and knows who has left meanwhile.
LONGEST_SECONDS: Final = 12 * 3600

Claim = dict[str, int | bool | str]


def claim(organisation: int, *, proven_at: int, factor: bool, session: str = "") -> Claim:
    """What to remember of somebody who comes in now."""
    return {
        "organisation": organisation,
        "proven_at": proven_at,
        "factor": factor,
        "at": _now(),
        "session": session,
        "micro": _micros(),
    }


def begin(request: HttpRequest, given: Claim) -> None:
    """Remember it. The session ends with the browser, and after twelve hours in any case."""
    request.session[KEY] = given
    request.session.set_expiry(0)


def place_of(session: Mapping[str, object]) -> int | None:
    """In the seats of which organisation alone this session may sit; None for one that came by the person's own way."""
    return _number(session, "organisation") or None


def digest(sign_on: int, said: str) -> str:
    """What is kept of a number that a server said, to know it again; empty for none. It leads back to nothing."""
    if not said:
        return ""
    return salted_hmac("people.sign-on", f"{sign_on}:{said}", algorithm="sha256").hexdigest()


def session_of(session: Mapping[str, object]) -> str:
    """The digest of the server's number for the session there; empty where it said none."""
    kept = session.get(KEY)
    found = kept.get("session") if isinstance(kept, dict) else None
    return found if isinstance(found, str) else ""


def has_factor(session: Mapping[str, object]) -> bool:
    """Whether a second step was shown to the server, where the organisation lets that count."""
    kept = session.get(KEY)
    return isinstance(kept, dict) and kept.get("factor") is True


def proven_at(session: Mapping[str, object]) -> int:
    """When the server last saw its person show who they are; 0 for never."""
    return _number(session, "proven_at")


def prove(request: HttpRequest, at: int) -> None:
    """The server saw it once more."""
    kept = request.session.get(KEY)
    if isinstance(kept, dict):
        request.session[KEY] = kept | {"proven_at": at}


def is_over(session: Mapping[str, object]) -> bool:
    """Whether the server has to be asked again."""
    return place_of(session) is not None and _now() - _number(session, "at") > LONGEST_SECONDS


def _number(session: Mapping[str, object], name: str) -> int:
    kept = session.get(KEY)
    found = kept.get(name) if isinstance(kept, dict) else None
    return found if isinstance(found, int) else 0


def _micros() -> int:
    """This instant as the number that a claim keeps of when the server answered, finer than a second."""
    return int(clock.now().timestamp() * 1_000_000)


def _now() -> int:
    return int(clock.now().timestamp())
