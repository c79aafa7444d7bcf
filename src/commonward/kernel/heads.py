"""Signed heads: what the ledger was at an instant, signed with Ed25519 and kept outside the database.

Somebody who can write the database can make a whole new chain; they cannot make it end in the hash that a head of
yesterday names. Each head covers every entry before it, so the newest one is enough to hold the whole ledger.
Format and key rotation: docs/ledger.md.
"""

import base64
import binascii
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from commonward.kernel import chain, clock
from commonward.kernel.madeonce import key_made_once

#: The first field of what is signed, so that a signature over anything else can never pass for a head.
FORMAT = "commonward-ledger-head-1"


@dataclass(frozen=True, slots=True)
class Head:
    """The ledger up to and with entry `sequence`. `at` is an instant as in the chain, `signature` hexadecimal."""

    sequence: int
    hash: str
    count: int
    at: str
    key: str
    signature: str = ""
    format: str = FORMAT

    def signed_bytes(self) -> bytes:
        """Exactly what the signature covers: the canonical line of every other field."""
        fields = asdict(self)
        del fields["signature"]
        return chain.line_of(fields).encode("ascii")


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A line of a head file, as read: the head, or None when the line is no head."""

    place: str
    head: Head | None


class KeyUnusable(ImproperlyConfigured):
    """The ledger's key is not 32 bytes in base64. The message names the setting and nothing of the key."""


def folder() -> Path:
    """Where heads and public keys are written."""
    return Path(settings.LEDGER_HEADS_DIR)


def key_id(public: bytes) -> str:
    """What a key is called: "k" and the first 16 hexadecimal digits of the SHA-256 of its 32 public bytes."""
    return "k" + hashlib.sha256(public).hexdigest()[:16]


def private_key() -> Ed25519PrivateKey:
    """The key that was given, or the one made once and kept in the folder of keys, readable by its owner only.

    Raises KeyUnusable, and KeyGone where it was made and is gone.
    """
    given = settings.LEDGER_KEY or key_made_once(
        "ledger_key", folder=Path(settings.KEYS_DIR), data=Path(settings.DATA_DIR), make=_new_seed
    )
    try:
        seed = base64.b64decode(given, altchars=b"-_" if {"-", "_"} & set(given) else None, validate=True)
        return Ed25519PrivateKey.from_private_bytes(seed)
    except (binascii.Error, ValueError):
        raise KeyUnusable("COMMONWARD_LEDGER_KEY must be 32 bytes in base64.") from None


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes that others need to check signatures."""
    return key.public_key().public_bytes_raw()


def sign(sequence: int, last_hash: str) -> Head:
    """Sign what the ledger is now, append it to this month's file and keep the public key beside it."""
    key = private_key()
    public = public_bytes(key)
    at = clock.now()
    bare = Head(sequence=sequence, hash=last_hash, count=sequence, at=chain.instant(at), key=key_id(public))
    head = Head(**{**asdict(bare), "signature": key.sign(bare.signed_bytes()).hex()})
    folder().mkdir(parents=True, exist_ok=True)
    _keep_public(folder() / f"{head.key}.pub", public)
    _append(folder() / f"heads-{at:%Y-%m}.jsonl", chain.line_of(asdict(head)))
    return head


def kept() -> list[KeptHead]:
    """Every line of every head file, oldest file first."""
    found = []
    for path in sorted(folder().glob("heads-*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="ascii", errors="replace").splitlines(), start=1):
            found.append(KeptHead(place=f"{path.name}, line {number}", head=_parsed(line)))
    return found


def newest() -> Head | None:
    """The head that reaches farthest, signed with our present key; None when there is none."""
    mine = present_key()
    good = [item.head for item in kept() if item.head is not None and is_signed(item.head, mine)]
    return max(good, key=lambda head: head.sequence, default=None)


def present_key() -> dict[str, Ed25519PublicKey]:
    """The public half of the key that signs now, by its name."""
    key = private_key()
    return {key_id(public_bytes(key)): key.public_key()}


def public_keys() -> dict[str, Ed25519PublicKey]:
    """The public keys beside the heads whose name fits their bytes. Whether to trust one is the caller's question."""
    keys = {}
    for path in sorted(folder().glob("k*.pub")):
        try:
            public = bytes.fromhex(path.read_text(encoding="ascii").strip())
            key = Ed25519PublicKey.from_public_bytes(public)
        except ValueError:
            continue  # no key: a head that names it is reported as signed by an unknown one
        if key_id(public) == path.stem:
            keys[path.stem] = key
    return keys


def is_signed(head: Head, keys: dict[str, Ed25519PublicKey]) -> bool:
    """Does one of these keys vouch for the head?"""
    key = keys.get(head.key)
    if key is None or head.format != FORMAT:
        return False
    try:
        key.verify(bytes.fromhex(head.signature), head.signed_bytes())
    except (InvalidSignature, ValueError):
        return False
    return True


def _parsed(line: str) -> Head | None:
    try:
        fields = json.loads(line)
        head = Head(**fields)
    except (ValueError, TypeError):
        return None
    numbers = (head.sequence, head.count)
    words = (head.hash, head.at, head.key, head.signature, head.format)
    fits = all(type(number) is int for number in numbers) and all(isinstance(word, str) for word in words)
    return head if fits else None


def _new_seed() -> str:
    return base64.b64encode(os.urandom(32)).decode("ascii")


def _keep_public(path: Path, public: bytes) -> None:
    if not path.exists():
        path.write_text(public.hex() + "\n", encoding="ascii")


def _append(path: Path, line: str) -> None:
    # One write to a file opened for appending: lines of several workers do not mix.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(descriptor, line.encode("ascii") + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
