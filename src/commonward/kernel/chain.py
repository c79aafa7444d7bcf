"""How an entry becomes a link: the exact bytes that are hashed. docs/ledger.md says the same for outsiders.

The bytes are one line of JSON in ASCII: the fields of `FIELDS` except `hash`, keys sorted, no spaces; the instant
as `2026-11-23T10:04:00.000123Z`, always in UTC and with six digits. They do not depend on the database.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TextIO

from commonward.kernel.models import Entry

#: What the first entry has as the hash before it.
START = "0" * 64
FIELDS = (
    "sequence",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "seat",
    "role",
    "organisation",
    "on_behalf_of",
    "action",
    "subject_kind",
    "subject_id",
    "outcome",
    "reason_code",
    "policy",
    "detail",
    "previous",
)


def instant(at: datetime) -> str:
    """The instant as it is hashed and exported."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def body_of(entry: Entry) -> dict[str, object]:
    """Everything of an entry that its hash covers."""
    return {name: instant(entry.at) if name == "at" else getattr(entry, name) for name in FIELDS}


def line_of(body: Mapping[str, object]) -> str:
    """One line of canonical JSON, without the line's end."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def hash_of(body: Mapping[str, object]) -> str:
    """SHA-256 over the canonical line, in hexadecimal."""
    return hashlib.sha256(line_of(body).encode("ascii")).hexdigest()


def export(file: TextIO) -> int:
    """Write every entry, in order, as its canonical line with its hash; how many. The file's encoding must be ASCII."""
    count = 0
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        file.write(line_of({**body_of(entry), "hash": entry.hash}) + "\n")
        count += 1
    return count
