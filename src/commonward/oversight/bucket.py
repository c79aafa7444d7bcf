"""A private bucket that speaks S3, by boto3: the extra `s3`. Imported only where the administrator named one.

Waits are short and the second try is the last: a page must not hang for a picture. After a silence nobody is sent into
it again for a few seconds. Files are small and read whole, so that no half of one is ever answered. Who may do what is
asked before, by views; the bucket knows one account, ours, and no address of it leaves this machine.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar
from uuid import uuid4

from boto3.session import Session
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils.functional import cached_property

from commonward.oversight.store_address import Address
from commonward.oversight.stored import Unreachable

_Answer = TypeVar("_Answer")
CONNECT_SECONDS: Final = 3
READ_SECONDS: Final = 15
#: After a silence, so long is it taken for granted.
REST_SECONDS: Final = 10.0
_CODE: Final = re.compile(r"[A-Za-z0-9]{1,40}")
_ABSENT: Final = frozenset({"NoSuchKey", "404"})


class Bucket:
    """The store of renditions in a bucket; see `stored.Store` for what it does and raises."""

    def __init__(self, url: str) -> None:
        self._at = Address.of(url)
        self._silent_until = 0.0

    def put(self, name: str, source: Path) -> None:
        """Keep a file under a name, whole or not at all: its sum is signed, and the store compares."""
        with source.open("rb") as file:
            contents = file.read()
        self._asked(lambda: self._client.put_object(**self._named(name), Body=contents), rests=False)

    def get(self, name: str) -> bytes:
        """The contents of a file, whole. Raises FileNotFoundError."""
        return self._asked(lambda: bytes(self._client.get_object(**self._named(name))["Body"].read()))

    def remove(self, under: str) -> None:
        """Take away everything whose name begins so."""
        for name, _at in list(self.names(under)):
            self._asked(lambda name=name: self._client.delete_object(**self._named(name)), rests=False)  # type: ignore[misc]

    def names(self, under: str = "") -> Iterator[tuple[str, datetime]]:
        """Every name that begins so, page by page."""
        after: dict[str, str] = {}
        while True:
            page = self._asked(
                lambda after=after: self._client.list_objects_v2(  # type: ignore[misc]
                    Bucket=self._at.bucket, Prefix=f"{self._at.prefix}{under}", **after
                ),
                rests=False,
            )
            for item in page.get("Contents", ()):
                yield item["Key"].removeprefix(self._at.prefix), item["LastModified"]
            if not page.get("IsTruncated"):
                return
            after = {"ContinuationToken": page["NextContinuationToken"]}

    def self_check(self) -> list[str]:
        """Write, read, be refused without a key, take away; and whether what is taken away is gone for good."""
        name, self._silent_until = f"doctor-{uuid4().hex}", 0.0
        try:
            self._asked(lambda: self._client.put_object(**self._named(name), Body=b"a sample"), rests=False)
            try:
                if (
                    self._asked(lambda: bytes(self._client.get_object(**self._named(name))["Body"].read()))
                    != b"a sample"
                ):
                    return ["What was written is not what is read there."]
                if self._is_open(name):
                    return ["Anybody can read what lies in it, without a key: make the bucket private, at once."]
            finally:
                self.remove(name)
            if next(self.names(name), None) is not None:
                return ["What was taken away is still there."]
            kept = self._asked(lambda: self._client.get_bucket_versioning(Bucket=self._at.bucket).get("Status", ""))
        except (Unreachable, FileNotFoundError) as silent:
            return [f"It does not do what it must ({silent or type(silent).__name__}). Pictures wait; none is lost."]
        if kept == "Enabled":
            return ["It keeps versions: what people delete would stay. Turn versioning off, and remove old versions."]
        return []

    def _is_open(self, name: str) -> bool:
        stranger = self._session.client("s3", endpoint_url=self._at.endpoint, config=_config(self._at, UNSIGNED))
        try:
            stranger.get_object(**self._named(name))
        except ClientError:
            return False
        except BotoCoreError as error:
            raise Unreachable(type(error).__name__) from None
        return True

    def _named(self, name: str) -> dict[str, str]:
        return {"Bucket": self._at.bucket, "Key": f"{self._at.prefix}{name}"}

    def _asked(self, ask: Callable[[], _Answer], *, rests: bool = True) -> _Answer:
        """The answer. Raises FileNotFoundError and Unreachable; with `rests` at once, shortly after a silence."""
        if rests and time.monotonic() < self._silent_until:
            raise Unreachable("Resting")
        try:
            return ask()
        except ClientError as refused:
            code = str(refused.response.get("Error", {}).get("Code", ""))
            if code in _ABSENT:
                raise FileNotFoundError from None
            raise Unreachable(code if _CODE.fullmatch(code) else "Refused") from None
        except (BotoCoreError, OSError) as error:
            self._silent_until = time.monotonic() + REST_SECONDS
            raise Unreachable(type(error).__name__) from None

    @cached_property
    def _session(self) -> Session:
        # With a key of our own nothing is looked for in files or at addresses of a cloud's machines.
        return Session(
            aws_access_key_id=self._at.key, aws_secret_access_key=self._at.secret, region_name=self._at.region
        )

    @cached_property
    def _client(self):  # type: ignore[no-untyped-def]
        return self._session.client("s3", endpoint_url=self._at.endpoint, config=_config(self._at, "s3v4"))


def _config(at: Address, signature: object) -> Config:
    ours = at.host.endswith(".amazonaws.com")
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": 2, "mode": "standard"},
        signature_version=signature,
        s3={"addressing_style": "auto" if ours else "path", "payload_signing_enabled": True},
        # Stores other than the first of their kind refuse sums that they do not know.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        max_pool_connections=16,
    )
