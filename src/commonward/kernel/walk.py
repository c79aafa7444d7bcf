"""One pass over the ledger's entries in order, telling what does not hold in each and between them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError

from commonward.kernel import chain
from commonward.kernel.models import Entry

#: After so many flaws the rest is not told: the first ones say where to look.
MOST_FLAWS = 20
#: The action by which the chain itself names the key that signs it.
KEY_USED = "ledger.key_used"
_PAGE = 2000
#: How far from its place a renumbered entry is looked for.
_REACH = 2_000


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that does not hold: a code, the sentence for a person, the entry's number where there is one."""

    code: str
    sentence: str
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as the next one sees it."""

    sequence: int
    hash: str


BEGINNING = Link(0, chain.START)


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry as it lies in the database. `body` is None when its columns hold what no entry can hold."""

    sequence: int
    previous: str
    hash: str
    body: dict[str, object] | None

    @property
    def is_intact(self) -> bool:
        return self.body is not None and chain.hash_of(self.body) == self.hash


class Walk:
    """Goes from `start` (not included) to the entry `until`, and remembers what the heads will be held against."""

    def __init__(self, *, until: int, start: Link = BEGINNING, wanted: frozenset[int] = frozenset()) -> None:
        self.last = start
        self.count = 0
        self.flaws: list[Flaw] = []
        self.hashes: dict[int, str] = {start.sequence: start.hash}
        self.keys_named: dict[str, int] = {}  # key → the first entry that names it
        self._wanted = wanted
        self._until = until
        self._shift = 0  # how far the entries just read stand from their numbers

    def run(self) -> "Walk":
        """Read every entry; afterwards `flaws`, `last`, `hashes` and `keys_named` are filled."""
        for row in _rows(self.last.sequence, self._until):
            self.count += 1
            if len(self.flaws) < MOST_FLAWS:
                self.flaws += [flaw for flaw in self._flaws_of(row) if flaw not in self.flaws]
            self.last = Link(row.sequence, row.hash)
            if row.sequence in self._wanted:
                self.hashes[row.sequence] = row.hash
            if row.body is not None and row.body["action"] == KEY_USED and isinstance(row.body["detail"], dict):
                self.keys_named.setdefault(str(row.body["detail"].get("key")), row.sequence)
        return self

    @property
    def breaks_at(self) -> float:
        """The first entry with a flaw; infinity when there is none."""
        return min((flaw.sequence for flaw in self.flaws if flaw.sequence is not None), default=math.inf)

    def _flaws_of(self, row: _Row) -> Iterator[Flaw]:
        number, expected = row.sequence, self.last.sequence + 1
        if number != expected:
            gone = f"Entry {expected} is" if number == expected + 1 else f"Entries {expected} to {number - 1} are"
            yield Flaw("removed", f"{gone} missing: removed after they were written.", expected)
        if row.is_intact:
            self._shift = 0
            if number == expected and row.previous != self.last.hash:
                yield Flaw(
                    "not-following",
                    f"Entry {number} does not follow entry {number - 1}: one of them was inserted, exchanged, or "
                    "changed and given a new hash.",
                    number,
                )
            return
        former = _former_place(row, self._until)
        shift = 0 if former is None else former - number
        # Whoever renumbers renumbers all that follow: say it once.
        if shift == 0 or shift != self._shift:
            yield _changed(row, former, self._until)
        self._shift = shift


def link(sequence: int) -> Link:
    """The entry with this number as a start for a walk; the beginning when it is not there."""
    stored = Entry.objects.filter(pk=sequence).values_list("hash", flat=True).first() if sequence > 0 else None
    return BEGINNING if stored is None else Link(sequence, stored)


def _changed(row: _Row, former: int | None, until: int) -> Flaw:
    number = row.sequence
    if former is None:
        return Flaw("changed", f"Entry {number} was changed: its content does not give its hash.", number)
    other = next(_rows(former - 1, former), None)
    if other is not None and _former_place(other, until) == number:
        first, second = sorted((number, former))
        return Flaw("reordered", f"Entries {first} and {second} were exchanged.", first)
    moved = abs(former - number)
    what = "one entry before it was" if moved == 1 else f"{moved} entries before it were"
    code = "removed" if former > number else "inserted"
    return Flaw(code, f"Entry {number} was entry {former}: {what} {code}.", number)


def _former_place(row: _Row, until: int) -> int | None:
    """The number under which the content gives the hash: where the entry stood before somebody renumbered it."""
    if row.body is None:
        return None
    body = dict(row.body)
    for place in range(max(1, row.sequence - _REACH), min(until, row.sequence) + _REACH):
        body["sequence"] = place
        if chain.hash_of(body) == row.hash:
            return place
    return None


def _rows(after: int, until: int) -> Iterator[_Row]:
    """Entries by number, a page at a time; a page that cannot be read as entries is read one by one."""
    while after < until:
        page = Entry.objects.filter(sequence__gt=after, sequence__lte=until).order_by("sequence")
        numbers = list(page.values_list("sequence", flat=True)[:_PAGE])
        if not numbers:
            return
        try:
            yield from [_row(entry) for entry in page[:_PAGE]]
        except (ValueError, TypeError, AttributeError, DatabaseError):
            yield from (_read_alone(number) for number in numbers)
        after = numbers[-1]


def _row(entry: Entry) -> _Row:
    return _Row(entry.sequence, entry.previous, entry.hash, chain.body_of(entry))


def _read_alone(sequence: int) -> _Row:
    try:
        return _row(Entry.objects.get(pk=sequence))
    except (ValueError, TypeError, AttributeError, DatabaseError):
        previous, hash_ = Entry.objects.values_list("previous", "hash").get(pk=sequence)
        return _Row(sequence, previous, hash_, None)
