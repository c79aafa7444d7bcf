"""Something short that has to travel in an address, sealed: only this place can read it, for one reader.

For what somebody typed and a page must come back to, such as a search. Logs, histories and the address bar hold the
seal and not the words. Not for secrets that have to last: a seal opens for a day.
"""

import base64
import hashlib
from functools import cache
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

SECONDS: Final = 24 * 3600
#: Sealed words are filled up to a multiple of this many bytes, so that the length of a seal tells little.
_ROOM: Final = 64
#: Stands between whom it is for and the words; neither a name of a reader nor tidy words hold it.
_GAP: Final = "\x00"


def seal(words: str, *, purpose: str, reader: str) -> str:
    """The words sealed for this reader, fit for an address. `reader` is whatever tells one reader from another."""
    content = f"{reader}{_GAP}{words.replace(_GAP, '')}".encode()
    return _fernet(purpose).encrypt(content + b"\x00" * (-len(content) % _ROOM)).decode("ascii")


def unseal(token: str, *, purpose: str, reader: str) -> str | None:
    """The words, or None when this is no seal of ours, is too old, or was sealed for somebody else."""
    try:
        content = _fernet(purpose).decrypt(token.encode("utf-8", "replace"), ttl=SECONDS).decode()
    except (InvalidToken, UnicodeDecodeError):
        return None
    whose, _gap, words = content.rstrip(_GAP).partition(_GAP)
    return words if whose == reader else None


@cache
def _fernet(purpose: str) -> Fernet:
    key = hashlib.sha256(f"commonward.sealing:{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


@receiver(setting_changed)
def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "SECRET_KEY":
        _fernet.cache_clear()
