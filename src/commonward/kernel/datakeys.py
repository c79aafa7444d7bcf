"""Data keys: what locks clinical words and files, each wrapped by a key of the installation (`kernel.keyring`).

    sealed = datakeys.seal(Place("care_message", "text", message.pk), words.encode())
    words = datakeys.unseal(Place("care_message", "text", message.pk), sealed).decode()

What is locked is bound to its place: moved to another row, column or table, it does not open. Models use the fields of
`kernel.sealed` and never call this; a file beside the database does, with a `Place` of its own.

Form: one byte 1, the data key's identifier (8 bytes), a nonce (12), then AES-256-GCM of the length (4 bytes), the bytes
and zeros up to a multiple of 64, so that a short code such as an urgency does not show by its length. Header and place
are authenticated with it. Every nonce is random; a data key is used for a month, far below the 2^32 that NIST
SP 800-38D 8.3 permits for one key.
"""

import hashlib
import hmac
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonward.kernel import clock, ids, keyring
from commonward.kernel.errors import Unavailable
from commonward.kernel.logs import log_event
from commonward.kernel.models import DataKey

FORM = 1
NONCE_BYTES = 12
HEADER_BYTES = 9
BLOCK = 64
_LENGTH_BYTES = 4
#: A new data key is taken into use after so long (`renew`).
PERIOD = timedelta(days=30)
#: How long a process goes on with the data key it knows before it looks for a newer one.
LOOK_SECONDS = 30.0

_opened: dict[int, bytes] = {}  # data key → its bytes
_ciphers: dict[int, AESGCM] = {}  # data key → what locks and opens with it
_in_use: dict[str, tuple[int, float]] = {}  # use → data key, and when we last saw that it is the one


@dataclass(frozen=True, slots=True)
class Place:
    """Where something locked belongs. It opens nowhere else."""

    table: str
    column: str
    row: int

    def __str__(self) -> str:
        return f"{self.table}\0{self.column}\0{self.row}"


class KeyMissing(Unavailable):
    """The installation's key that wraps a data key is not here, or is another one. Nothing is lost with it."""

    code = "key-missing"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This is locked, and the key to it is not here. Nothing is lost. Whoever runs this place has to put "
                "the key back; please tell them."
            )
        )


class SealBroken(Unavailable):
    """What is stored was changed, or belongs to another place."""

    code = "seal-broken"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This cannot be opened: what is stored is not what was written here. Please tell whoever runs this "
                "place; they can bring it back from a backup."
            )
        )


def seal(place: Place, clear: bytes) -> bytes:
    """Lock these bytes in their place with the data key in use. Raises KeyMissing."""
    number = in_use(DataKey.Use.SEAL)
    header = bytes([FORM]) + number.to_bytes(8, "big")
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + _cipher(number).encrypt(nonce, _padded(clear), _bound(header, place))


def unseal(place: Place, sealed: bytes) -> bytes:
    """Open what was locked in this place. Raises KeyMissing, or SealBroken for anything else."""
    header, nonce = sealed[:HEADER_BYTES], sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
    if len(nonce) < NONCE_BYTES or header[0] != FORM:
        raise _broken(place)
    try:
        padded = _cipher(key_of(sealed)).decrypt(nonce, sealed[HEADER_BYTES + NONCE_BYTES :], _bound(header, place))
    except (InvalidTag, DataKey.DoesNotExist):
        raise _broken(place) from None
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + int.from_bytes(padded[:_LENGTH_BYTES], "big")]


def key_of(sealed: bytes) -> int:
    """The data key that something is locked with."""
    return int.from_bytes(sealed[1:HEADER_BYTES], "big")


def header_of(number: int) -> bytes:
    """How everything begins that is locked with this data key."""
    return bytes([FORM]) + number.to_bytes(8, "big")


def keyed_digest(purpose: str, text: str) -> str:
    """64 hexadecimal digits by which equal texts are told, and which tell nobody without the keys what the text is.

    For looking up what is locked, such as a text that was sent before. Digests of one purpose fit none of another.
    They outlast a rotation: the key behind them is wrapped anew and stays. Raises KeyMissing.
    """
    secret = _secret(in_use(DataKey.Use.DIGEST))
    return hmac.new(secret, purpose.encode() + b"\0" + text.encode(), hashlib.sha256).hexdigest()


def keyed_numbers(purpose: str, what: str) -> Callable[[str], int]:
    """As `keyed_digest`, for a great many short texts at once: a way to get numbers from 1 that fit a column.

    The key is asked for once. Raises KeyMissing.
    """
    key = bytes.fromhex(keyed_digest(purpose, what))

    def number(told: str) -> int:
        digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), key=key, digest_size=8).digest()
        return int.from_bytes(digest, "big") >> 1 or 1

    return number


def in_use(use: str) -> int:
    """The data key that locks now; the first one is made here. Raises KeyMissing."""
    number, seen = _in_use.get(use, (0, 0.0))
    if number and time.monotonic() - seen < LOOK_SECONDS:
        return number
    row = DataKey.objects.filter(use=use, retired_at=None).first() or _first(use)
    _secret_of(row)
    # Within a transaction the row may be its own and go with it; only what is kept is remembered.
    transaction.on_commit(lambda: _in_use.update({use: (row.pk, time.monotonic())}))
    return row.pk


def forget() -> None:
    """Look everything up anew: after a rotation in this process, and between tests."""
    _opened.clear()
    _ciphers.clear()
    _in_use.clear()


def renew() -> None:
    """Take a new data key into use when the present one is a month old. What it locked stays as it is."""
    with transaction.atomic():
        row = DataKey.objects.select_for_update().filter(use=DataKey.Use.SEAL, retired_at=None).first()
        if row is not None and row.made_at <= clock.now() - PERIOD:
            replace(row)


def replace(row: DataKey) -> DataKey:
    """Retire a data key, locked by the caller, and take a new one into use. Needs a transaction."""
    row.retired_at = clock.now()
    row.save(update_fields=["retired_at"])
    return _make(row.use)


def rewrap(row: DataKey, key: keyring.InstallationKey) -> None:
    """Wrap a data key, locked by the caller, with another key of the installation. Raises KeyMissing."""
    row.wrapped, row.wrapped_by = _wrapped(_secret_of(row), row.pk, key), key.name
    row.save(update_fields=["wrapped", "wrapped_by"])


def missing() -> list[str]:
    """The names of installation keys that data keys need and that are not here, or not the same. Empty: all is well."""
    lost = set()
    for row in DataKey.objects.all():
        try:
            _unwrapped(row)
        except KeyMissing:
            lost.add(row.wrapped_by)
    return sorted(lost)


def _first(use: str) -> DataKey:
    """Make the first data key of a use. Two processes may try; one of them makes it."""
    if not DataKey.objects.exists():
        keyring.begin()
    try:
        with transaction.atomic():
            return _make(use)
    except IntegrityError:
        return DataKey.objects.get(use=use, retired_at=None)


def _make(use: str) -> DataKey:
    number, secret = ids.new(), AESGCM.generate_key(bit_length=256)
    keys = keyring.ring()
    if not keys:
        raise _missing("none")
    wrapped = _wrapped(secret, number, keys[0])
    return DataKey.objects.create(pk=number, use=use, wrapped=wrapped, wrapped_by=keys[0].name)


def _secret(number: int) -> bytes:
    """The bytes of a data key. Raises KeyMissing, and DataKey.DoesNotExist."""
    found = _opened.get(number)
    return found if found is not None else _secret_of(DataKey.objects.get(pk=number))


def _cipher(number: int) -> AESGCM:
    """What locks and opens with a data key. Raises as `_secret` does."""
    found = _ciphers.get(number)
    if found is None:
        found = _ciphers[number] = AESGCM(_secret(number))
    return found


def _secret_of(row: DataKey) -> bytes:
    if row.pk not in _opened:
        _opened[row.pk] = _unwrapped(row)
    return _opened[row.pk]


def _wrapped(secret: bytes, number: int, key: keyring.InstallationKey) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key.secret).encrypt(nonce, secret, _wrapping(number))


def _unwrapped(row: DataKey) -> bytes:
    key = next((key for key in keyring.ring() if key.name == row.wrapped_by), None)
    if key is None:
        raise _missing(row.wrapped_by)
    wrapped = bytes(row.wrapped)
    try:
        return AESGCM(key.secret).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _wrapping(row.pk))
    except InvalidTag:
        raise _missing(row.wrapped_by) from None


def _wrapping(number: int) -> bytes:
    return f"commonward data key\0{number}".encode()


def _bound(header: bytes, place: Place) -> bytes:
    return header + b"\0" + str(place).encode()


def _padded(clear: bytes) -> bytes:
    framed = len(clear).to_bytes(_LENGTH_BYTES, "big") + clear
    return framed + bytes(-len(framed) % BLOCK)


def _missing(name: str) -> KeyMissing:
    log_event("key.missing", key=name)
    return KeyMissing()


def _broken(place: Place) -> SealBroken:
    log_event("seal.broken", table=place.table, column=place.column, row=place.row)
    return SealBroken()
