"""Pages by cursor. Identifiers grow with time, so a cursor is the identifier of the last thing seen."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

PAGE: int = 20


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some things, and the cursor to go on with ("" at the end)."""

    items: list[M]
    next: str


def older(queryset: "QuerySet[M]", cursor: str | None, size: int = PAGE) -> "Page[M]":
    """Newest first, before the cursor. A cursor that is no number starts at the newest."""
    before = _number(cursor)
    if before is not None:
        queryset = queryset.filter(pk__lt=before)
    return _page(list(queryset.order_by("-pk")[: size + 1]), size)


def newer(queryset: "QuerySet[M]", cursor: str | None, size: int = PAGE) -> "Page[M]":
    """Oldest first, after the cursor: conversations read downwards."""
    after = _number(cursor)
    if after is not None:
        queryset = queryset.filter(pk__gt=after)
    return _page(list(queryset.order_by("pk")[: size + 1]), size)


def _page(rows: list[M], size: int) -> "Page[M]":
    items = rows[:size]
    return Page(items=items, next=str(items[-1].pk) if len(rows) > size else "")


def _number(cursor: str | None) -> int | None:
    if not cursor or not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        return None
    return int(cursor)
