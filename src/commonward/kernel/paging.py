"""Pages by cursor. Identifiers grow with time, so a cursor is the identifier of the last thing seen.

A page is found narrow and loaded wide: which rows are on it is decided with their identifiers alone, and only those
rows are then read with all they need. Otherwise the database joins and sorts every candidate in full.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)

PAGE: int = 20
#: Adds what rows need to a queryset that has chosen them already.
Load = Callable[["QuerySet[M]"], "QuerySet[M]"]


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some things, and the cursor to go on with ("" at the end)."""

    items: list[M]
    next: str


def older(queryset: "QuerySet[M]", cursor: str | None, size: int = PAGE, *, load: "Load[M] | None" = None) -> "Page[M]":
    """Newest first, before the cursor. A cursor that is no number starts at the newest.

    `load` says what each row of the page needs beside itself: the joins and prefetches, nothing that filters.
    """
    return page_of(list(older_rows(queryset, number_of(cursor), size, load=load)), size)


def older_rows(
    queryset: "QuerySet[M]", before: int | None, size: int = PAGE, *, load: "Load[M] | None" = None
) -> "QuerySet[M]":
    """The rows of such a page and one more, not asked for yet: for questions that are prepared."""
    if before is not None:
        queryset = queryset.filter(pk__lt=before)
    return _rows(queryset.order_by("-pk"), "-pk", size, load)


def newer(
    queryset: "QuerySet[M]",
    cursor: str | None,
    size: int = PAGE,
    *,
    load: "Load[M] | None" = None,
    first: str = "",
) -> "Page[M]":
    """Oldest first, after the cursor: conversations read downwards. `load` as for `older`.

    `first` names a yes-or-no field whose rows come before all others, oldest first among themselves; not with `load`.
    """
    if first:
        return _first_newer(queryset, cursor or "", size, first)
    after = number_of(cursor)
    return page_of(list(newer_rows(queryset, after, size, load=load)), size)


def newer_rows(
    queryset: "QuerySet[M]", after: int | None, size: int = PAGE, *, load: "Load[M] | None" = None
) -> "QuerySet[M]":
    """As `older_rows`, of `newer`."""
    if after is not None:
        queryset = queryset.filter(pk__gt=after)
    return _rows(queryset.order_by("pk"), "pk", size, load)


def _first_newer(queryset: "QuerySet[M]", cursor: str, size: int, first: str) -> "Page[M]":
    """The cursor begins with an f while the last thing seen was one of the first."""
    is_first = cursor.startswith("f")
    after = number_of(cursor.removeprefix("f"))
    if after is not None:
        rest = Q(**{first: False})
        queryset = queryset.filter(rest | Q(pk__gt=after) if is_first else rest & Q(pk__gt=after))
    page = page_of(list(queryset.order_by(f"-{first}", "pk")[: size + 1]), size)
    return replace(page, next=f"f{page.next}") if page.next and getattr(page.items[-1], first) else page


def _rows(ordered: "QuerySet[M]", order: str, size: int, load: "Load[M] | None") -> "QuerySet[M]":
    if load is None:
        return ordered[: size + 1]
    chosen = ordered.values("pk")[: size + 1]
    return load(ordered.model._default_manager.filter(pk__in=chosen)).order_by(order)


def page_of(rows: list[M], size: int = PAGE) -> "Page[M]":
    """The page that these rows make: as many as were wanted and one more, when there are more."""
    items = rows[:size]
    return Page(items=items, next=str(items[-1].pk) if len(rows) > size else "")


def number_of(cursor: str | None) -> int | None:
    """The number that a cursor is; None for whatever else somebody put in its place."""
    if not cursor or not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        return None
    return int(cursor)
