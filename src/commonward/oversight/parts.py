"""The parts of a person's own copy: each context says what it keeps about an account, as tables.

A context registers a reader once, in the `ready` of its app. What it gives goes to that person and to nobody else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models import Count as CountRows
from django.utils.translation import gettext

from commonward.kernel.models import Entry
from commonward.people.models import Seat

Cell = str | int | bool | datetime | date | None
#: What answers the bytes of a file that lies in no folder, when it is packed; None when it is gone by then.
Content = Callable[[], bytes | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One table: `name` for programs, `title` for people, columns as (key, label), and files by their name."""

    name: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)
    files: Mapping[str, Path | Content] = field(default_factory=dict, repr=False)

    def records(self) -> list[dict[str, Cell]]:
        """The rows as a program reads them."""
        return [dict(zip((key for key, _label in self.columns), row, strict=True)) for row in self.rows]


Reader = Callable[[int], Iterable[Part]]
#: Given seats: the identifiers of the things of one kind that are theirs. Of any model; no one type says that.
Owned = Callable[["QuerySet[Seat]"], "QuerySet[Any, int]"]

_readers: list[Reader] = []
#: What is between somebody and a care team: in nobody else's copy, a parent's neither.
_confidential: set[Reader] = set()
_owned: dict[str, Owned] = {}
#: Given an organisation: those of one kind for which it answers.
Within = Callable[[int], "QuerySet[Any, int]"]
_within: dict[str, Within] = {}
_titles: dict[str, str] = {}  # of the kinds whose things go with the account


def register(reader: Reader, *, is_confidential: bool = False) -> None:
    """Say what a context keeps about an account. Parts stand in the order in which they are registered.

    What is confidential is only in a copy for the person it is about.
    """
    if reader not in _readers:
        _readers.append(reader)
    if is_confidential:
        _confidential.add(reader)


def register_owned(kind: str, owned: Owned, *, title: str = "", within: Within | None = None) -> None:
    """Say which things of a kind belong to seats, so that what the ledger has about them is found.

    With a `title`, translated when it is shown, they are counted where somebody decides to delete their account.
    `within` is for what a person has with one organisation, such as their care: only that organisation answers for it,
    whichever seat the person sits in.
    """
    _owned[kind] = owned
    if within is not None:
        _within[kind] = within
    if title:
        _titles[kind] = title


def parts_of(account: int) -> list[Part]:
    """Everything that is kept about an account, but what the ledger has."""
    return [part for reader in _readers for part in reader(account)]


def open_parts_of(account: int) -> list[Part]:
    """The same without what is confidential: for a parent who had permitted the account."""
    return [part for reader in _readers if reader not in _confidential for part in reader(account)]


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of a kind are somebody's."""

    title: str
    number: int


def counts(account: int) -> list[Count]:
    """What goes with an account, as numbers; kinds without any are left out. One query."""
    first, *others = (
        _owned[kind](_seats_of(account))
        .order_by()
        .annotate(what=Value(kind, output_field=CharField()))
        .values("what")
        .annotate(number=CountRows("pk"))
        .values_list("what", "number")
        for kind in _titles
    )
    found = dict(first.union(*others, all=True))
    return [Count(gettext(title), found[kind]) for kind, title in _titles.items() if found.get(kind)]


def about(account: int) -> "QuerySet[Entry]":
    """What the ledger has of an account: what it did, and what others did to it and to what is its own."""
    own = Q(actor_id=account, actor_kind="person") | Q(subject_kind="account", subject_id=account)
    return Entry.objects.filter(own | belonging_to(_seats_of(account)))


def belonging_to(seats: "QuerySet[Seat]") -> Q:
    """For entries: they are about something that belongs to one of these seats."""
    found = Q()
    for kind, owned in _owned.items():
        found |= Q(subject_kind=kind, subject_id__in=owned(seats))
    return found


def answered_for(organisation: int) -> Q:
    """For entries: an organisation answers for them.

    They were done in it, or to what belongs to its seats. Of what is with one organisation only by its nature it sees
    what is with itself: an association must not learn of its members' care elsewhere.
    """
    found = Q()
    for kind, owned in _owned.items():
        if kind in _within:
            found |= Q(subject_kind=kind, subject_id__in=_within[kind](organisation))
        else:
            found |= Q(subject_kind=kind, subject_id__in=owned(Seat.objects.filter(organisation_id=organisation)))
    return found | Q(organisation=organisation) & ~Q(subject_kind__in=list(_within))


def _seats_of(account: int) -> "QuerySet[Seat]":
    return Seat.objects.filter(account_id=account)
