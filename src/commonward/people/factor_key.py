"""The key that seals what second factors keep: the keys of one-time codes and of recovery codes.

They must be read again, so they cannot be hashed as passwords are. AES-256-GCM with a key derived by HKDF (RFC 5869)
from the installation's `factor_key`, which is kept apart from the database: whoever has only a copy of the database
signs in as nobody. Apart, too, from the keys that lock what is clinical, so that rotating those locks nobody out.
"""

import base64
import binascii
import secrets
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from commonward.kernel.errors import Unavailable
from commonward.kernel.logs import log_event

#: What the key is for: nothing that was sealed for something else opens here.
_PURPOSE: Final = b"commonward people.factor"
_FORM: Final = "f1."
_NONCE: Final = 12


def seal(text: str) -> str:
    """The text, so that only this installation reads it. Never the same twice."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = _cipher(_keys()[0]).encrypt(nonce, text.encode(), _PURPOSE)
    return _FORM + base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def unseal(sealed: str) -> str:
    """The text again. Raises Unavailable when no key of this installation opens it; nothing is guessed.

    After a change of keys the older ones still open what they sealed, as long as they stand behind the new one.
    """
    try:
        if not sealed.startswith(_FORM):
            raise ValueError
        raw = base64.urlsafe_b64decode(sealed.removeprefix(_FORM))
    except (ValueError, binascii.Error):
        raise _unopened() from None
    for key in _keys():
        try:
            return _cipher(key).decrypt(raw[:_NONCE], raw[_NONCE:], _PURPOSE).decode()
        except (InvalidTag, ValueError):
            continue  # the next, older key may be the one
    raise _unopened()


def _keys() -> tuple[str, ...]:
    return tuple(settings.FACTOR_KEY.split())


@lru_cache(maxsize=8)
def _cipher(key: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode()))


def _unopened() -> Unavailable:
    log_event("factor_key.failed")
    return Unavailable(
        _("What we keep for signing in cannot be read just now. Please tell the people who run this place.")
    )
