"""A reference to something by kind and identifier, for places that must not know the thing itself.

The ledger, the work queue, screening and review speak of "post 81" without importing `community`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """`Ref("post", 81)`. Kinds are short lower-case words: post, version, media, seat, account, review …"""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
