"""How a bucket is written in the settings. Free of Django and of what speaks to buckets: `init` reads it first."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Address:
    """A bucket as it is written in the settings: `s3://key:secret@host/bucket/prefix?region=eu-central-1`."""

    host: str
    is_secure: bool
    key: str
    secret: str = field(repr=False)
    bucket: str
    prefix: str
    region: str

    @classmethod
    def of(cls, url: str) -> "Address":
        """Read it. Raises ValueError with a sentence that repeats nothing of it."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise ValueError("it is no address") from None
        bucket, _slash, prefix = unquote(parts.path).strip("/").partition("/")
        if parts.scheme not in {"s3", "s3+http"} or not host or not bucket:
            raise ValueError("it is written as s3://key:secret@host/bucket")
        if not parts.username or not parts.password:
            raise ValueError("the key and its secret stand before the host: s3://key:secret@host/bucket")
        if parts.scheme == "s3+http" and host not in _LOCAL:
            raise ValueError("s3+http is for this machine only: pictures and keys would cross the network in the clear")
        return cls(
            host=(f"[{host}]" if ":" in host else host) + (f":{port}" if port else ""),
            is_secure=parts.scheme == "s3",
            key=unquote(parts.username),
            secret=unquote(parts.password),
            bucket=bucket,
            prefix=f"{prefix}/" if prefix else "",
            region=parse_qs(parts.query).get("region", ["us-east-1"])[0],
        )

    @property
    def endpoint(self) -> str:
        """Where the store answers."""
        return f"{'https' if self.is_secure else 'http'}://{self.host}"
