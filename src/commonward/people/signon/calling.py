"""Calling a sign-on server: in few seconds, over a connection that is sure, and only where an administrator said.

Nothing that a server answers goes into a log or an error: what went wrong is a code of `failures`.
"""

import threading
import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests import exceptions as wrong

from commonward.people.signon.failures import SignOnFailed

#: To connect, and between two pieces of an answer.
PATIENCE_SECONDS: Final = (3.05, 5)
#: For an answer as a whole.
LONGEST_SECONDS: Final = 8
LARGEST_ANSWER: Final = 256 * 1024

#: A server that hangs must not take every thread that makes pages.
_turns = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))


def is_safe_url(url: str) -> bool:
    """Whether an address may be called: https; on a machine that people develop on also http to itself."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if not host or not has_port or parts.username is not None or parts.fragment or any(c.isspace() for c in url):
        return False
    here = host in {"127.0.0.1", "localhost", "::1"} and not settings.SITE_URL.startswith("https:")
    return parts.scheme == "https" or (here and parts.scheme == "http")


class Session(requests.Session):
    """A session of the library, as `allauth` asks for one: no redirects, no long waits, no large answers."""

    def __init__(self) -> None:
        super().__init__()
        self.max_redirects = 0
        if settings.SIGN_ON_CA_FILE is not None:
            self.verify = str(settings.SIGN_ON_CA_FILE)
            self.trust_env = False  # or the environment's list of authorities would win

    def request(self, method: str, url: str, **options: object) -> requests.Response:  # type: ignore[override]
        """Ask once. Raises SignOnFailed."""
        if not is_safe_url(url):
            raise SignOnFailed("unfit")
        if not _turns.acquire(blocking=False):
            raise SignOnFailed("busy")
        options |= {"timeout": PATIENCE_SECONDS, "allow_redirects": False, "stream": True}
        try:
            response: requests.Response = super().request(method, url, **options)  # type: ignore[arg-type]
            with response:
                # The library reads an answer once and keeps it; it is read here, within bounds.
                response._content = _read(response)
            return response
        except wrong.SSLError as error:
            # The library says it in words alone; they are looked at and not passed on.
            raise SignOnFailed("expired" if "certificate has expired" in str(error) else "certificate") from None
        except wrong.Timeout:
            raise SignOnFailed("slow") from None
        except (wrong.ConnectionError, OSError):
            raise SignOnFailed("unreachable") from None
        except wrong.RequestException:
            raise SignOnFailed("odd") from None
        finally:
            _turns.release()


def fetch(url: str, *, headers: Mapping[str, str] | None = None) -> dict[str, object]:
    """What is there, as an object of JSON. Raises SignOnFailed."""
    with Session() as session:
        response = session.request("GET", url, headers={"accept": "application/json", **(headers or {})})
    if response.status_code != 200:
        raise SignOnFailed("odd")
    try:
        found = response.json()
    except ValueError:
        raise SignOnFailed("odd") from None
    if not isinstance(found, dict):
        raise SignOnFailed("odd")
    return found


def _read(response: requests.Response) -> bytes:
    ends_at = time.monotonic() + LONGEST_SECONDS
    content = b""
    for piece in response.iter_content(8192):
        content += piece
        if len(content) > LARGEST_ANSWER:
            raise SignOnFailed("odd")
        if time.monotonic() > ends_at:
            raise SignOnFailed("slow")
    return content
