"""Calling a machine outside this house: over https, without following anybody further, for so long and no longer.

Whom to call is for the caller to decide, and for an administrator to allow: nothing here is called by itself. Sign-on
servers are called through `people.signon.calling`, since the library for them brings a client of its own.
"""

import http.client
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

#: The machine itself may be called without https, for those who develop.
HERE: Final = frozenset({"127.0.0.1", "localhost"})


def is_safe(address: str) -> bool:
    """Whether an address may be called at all: https to anywhere, http to this machine."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in HERE))
    except ValueError:
        return False


@contextmanager
def call(
    method: str, address: str, *, headers: dict[str, str], seconds: float, body: bytes | None = None
) -> Iterator[http.client.HTTPResponse]:
    """The answer, while the block lasts. Redirects are not followed.

    `seconds` is how long to wait for the connection and for each piece of the answer. Raises ValueError for an address
    that is not safe, OSError or http.client.HTTPException when nobody answers.
    """
    if not is_safe(address):
        raise ValueError("not an address that may be called")
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        line: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=seconds, context=context
        )
    else:
        line = http.client.HTTPConnection(host, parts.port, timeout=seconds)
    try:
        line.request(method, parts._replace(scheme="", netloc="", fragment="").geturl() or "/", body, headers)
        yield line.getresponse()
    finally:
        line.close()
