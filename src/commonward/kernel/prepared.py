"""Questions that every page asks, made out of expressions once and then only filled with values.

Django writes a question anew each time it is asked. For one over several tables, with who may see what in it, that
takes many times longer than asking it, so those that stand on the way to every page are kept as they were written:

    @prepared
    def _page(person: Person, before: int) -> QuerySet[Post]: ...

    posts = _page(person, 81)        # a list

For each shape of the values (which are None, true, of which role, how many) the function is called once, with numbers
that stand in for those of the values and with a stand-in for the present; where these, or its day, came out in the
question, the values are put. So such a function decides by the shape alone: it asks the database nothing and reckons
with no value. What it makes of settings must come in as a value. Where a stand-in did not come out whole, as when a
time was reckoned from the present, nothing is kept, and the function is called each time: slower, never wrong.

`@planned` does the same and has PostgreSQL keep its plan too (`kernel.plans`, which asks both), for questions that find
few rows by their keys. One whose best way depends on the values, such as a feed, is only prepared.
"""

import copy
import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Final, Generic, NoReturn, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ValuesListIterable
from django.utils import timezone
from django.utils.timezone import get_fixed_timezone

from commonward.kernel import clock, plans

P = ParamSpec("P")
R = TypeVar("R")
#: Numbers that no question holds otherwise, small enough for every kind of column.
_FIRST_STAND_IN: Final = 2_012_345_011
#: A present in a zone in which its day is another than in UTC, so that it shows of which of them a day was taken.
_PRESENT: Final = datetime(3987, 6, 5, 20, 3, 2, 109876, tzinfo=UTC)
_ZONE: Final = get_fixed_timezone(timedelta(hours=14))
_TODAY: Final = _PRESENT.astimezone(_ZONE).date()
_LIKE_A_DAY: Final = re.compile(r"^\d{4}-\d\d-\d\d")
#: Lists of numbers are filled up to one of these lengths by saying the last one again, so that they have few shapes.
_LENGTHS: Final = (1, 4, 12, 24, 60, 120, 240)
#: A question with more numbers is asked seldom, and would have too many shapes.
_MOST_NUMBERS: Final = 300
#: What a database takes for a number. Django knows that nothing has a larger one; a kept question does not.
_LARGEST: Final = 2**63 - 1
#: Every prepared question, for the tests that ask each in both ways.
KNOWN: Final[list["Prepared[Any, Any]"]] = []


class Exact(str):
    """A text that a question compares as it is, such as a hash; the one kind of words that may be a value."""


_Value = int | Exact
_Places = tuple[tuple[int, int, type[_Value]], ...]


class _NotWhole(Exception):
    """A stand-in did not come out as it went in."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A question of one shape: its words, whose value stands in which place, and what its rows are made into."""

    queryset: "QuerySet[Any, Any]"
    compiler: Any  # Django types neither compilers nor what an adapted value is
    sql: str
    params: tuple[Any, ...]
    places: _Places  # where in params, which number, and as which kind of number
    presents: tuple[int, ...]
    todays: tuple[int, ...]
    converters: dict[int, Any]  # how the database's values become ours, by column
    statement: plans.Statement | None
    is_planned: bool

    @property
    def is_values(self) -> bool:
        """Whether its rows are values, not objects."""
        kind: object = self.queryset._iterable_class
        return kind in (ValuesListIterable, FlatValuesListIterable)

    def filled(self, connection: Any, numbers: "Sequence[_Value]") -> list[Any]:
        """The values in their places."""
        params = list(self.params)
        for place, number, kind in self.places:
            params[place] = kind(numbers[number])
        if self.presents:
            now = connection.ops.adapt_datetimefield_value(clock.now())
            for place in self.presents:
                params[place] = now
        if self.todays:
            today = connection.ops.adapt_datefield_value(timezone.localtime(clock.now()).date())
            for place in self.todays:
                params[place] = today
        return params

    def asked(self, connection: Any, numbers: "Sequence[_Value]") -> "list[tuple[Any, ...]] | None":
        """The rows as the database gives them; None where Django has to ask."""
        if self.statement is None or not plans.asks(connection):
            return None
        return plans.rows(connection, self.statement, self.filled(connection, numbers), keep=self.is_planned)

    def values(self, connection: Any, numbers: "Sequence[_Value]") -> list[Any]:
        """The rows of a question for values, as `values_list` gives them."""
        rows = self.asked(connection, numbers)
        if rows is None:
            with connection.cursor() as cursor:
                cursor.execute(self.sql, tuple(self.filled(connection, numbers)))
                rows = cursor.fetchall()
        if self.converters:
            rows = [tuple(row) for row in self.compiler_of(connection).apply_converters(rows, self.converters)]
        return [row[0] for row in rows] if self.queryset._iterable_class is FlatValuesListIterable else rows

    def compiler_of(self, connection: Any) -> Any:
        """The compiler, for this connection."""
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        return compiler


class _Ready:
    """Stands for the query of a queryset, and has been written already."""

    def __init__(self, kept: _Kept, numbers: Sequence[_Value]) -> None:
        self._kept, self._numbers = kept, numbers

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kept.queryset.query, name)

    def get_compiler(self, using: str, *_rest: object) -> Any:
        kept, connection = self._kept, connections[using]
        compiler = kept.compiler_of(connection)
        compiler.get_converters = lambda _columns: kept.converters
        rows = kept.asked(connection, self._numbers)
        if rows is not None:
            compiler.execute_sql = lambda *_args, **_more: [rows]
        else:
            compiler.as_sql = lambda *_args, **_more: (kept.sql, tuple(kept.filled(connection, self._numbers)))
        return compiler


class Prepared(Generic[P, R]):
    """A function that makes a question, to be called for its rows. See the module; use `prepared` to make one."""

    def __init__(self, build: Callable[P, "QuerySet[Any, R]"], *, is_planned: bool = False) -> None:
        self.build, self._is_planned = build, is_planned
        self._kept: dict[Hashable, _Kept | None] = {}
        KNOWN.append(self)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """The rows. Raises TypeError for a value that is neither a number nor a shape (words, days)."""
        assert not kwargs, "values of a prepared question go by their places"
        numbers: list[_Value] = []
        shape = tuple([_shape_of(value, numbers) for value in cast(tuple[Any, ...], args)])
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        key = (vendor, shape)
        if len(numbers) > _MOST_NUMBERS or any(_is_too_large(one) for one in numbers):
            return list(self.build(*args, **kwargs))
        if key not in self._kept:
            self._kept[key] = self._prepare(args, len(numbers))
        kept = self._kept[key]
        if kept is None:
            return list(self.build(*args, **kwargs))
        if kept.is_values:
            return cast(list[R], kept.values(connections[kept.queryset.db], numbers))
        return list(_asked(kept, numbers))

    def is_kept(self, *args: P.args, **kwargs: P.kwargs) -> bool:
        """Whether the question of this shape is kept, once it was asked."""
        shape = tuple(_shape_of(value, []) for value in cast(tuple[Any, ...], args))
        return self._kept.get((connections[DEFAULT_DB_ALIAS].vendor, shape)) is not None

    def forget(self) -> None:
        """Forget what is kept. For tests that change a setting."""
        self._kept.clear()

    def _prepare(self, args: tuple[Any, ...], number: int) -> _Kept | None:
        counter = iter(range(number))
        with _nothing_is_asked(), clock.standing_in(_PRESENT), timezone.override(_ZONE):
            queryset = cast(Any, self.build)(*(_standing_in(value, counter) for value in args))
            compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
            try:
                sql, params = compiler.as_sql()
            except EmptyResultSet:
                return None
        try:
            places, presents, todays = _places_in(compiler.connection, sql, params, number)
        except _NotWhole:
            return None
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        return _Kept(
            queryset=queryset,
            compiler=compiler,
            sql=sql,
            params=tuple(params),
            places=places,
            presents=presents,
            todays=todays,
            converters=converters,
            statement=plans.statement(sql, _same(places, presents, todays, len(params))),
            is_planned=self._is_planned,
        )


def prepared(build: Callable[P, "QuerySet[Any, R]"]) -> Prepared[P, R]:
    """Keep the questions that this function makes. Its arguments are numbers, lists of them, values of frozen
    dataclasses and whatever gives the question its shape: None, true and false, members of enumerations.
    """
    return Prepared(build)


def planned(build: Callable[P, "QuerySet[Any, R]"]) -> Prepared[P, R]:
    """As `prepared`, and PostgreSQL keeps how it is answered: for questions by keys, whose plan fits every value."""
    return Prepared(build, is_planned=True)


def _asked(kept: _Kept, numbers: list[_Value]) -> "QuerySet[Any, Any]":
    """A queryset like the kept one that is to be asked once."""
    like = kept.queryset
    found = like.__class__(model=like.model, query=cast(Any, _Ready(kept, numbers)), using=cast(Any, like)._db)
    for name in ("_iterable_class", "_fields", "_prefetch_related_lookups", "_known_related_objects"):
        setattr(found, name, getattr(like, name))
    return found


def _is_too_large(value: _Value) -> bool:
    return isinstance(value, int) and abs(value) > _LARGEST


def _shape_of(value: object, numbers: list[_Value]) -> Hashable:
    """What a value contributes to the shape. Its numbers are added to the list."""
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, int):
        numbers.append(value)
        return int
    if isinstance(value, Exact):
        numbers.append(value)
        return Exact
    if isinstance(value, list | tuple | set | frozenset):
        filled = _filled(value)
        if all(type(one) is int for one in filled):  # lists of rows, which every page asks with
            numbers += filled
            return type(value), "numbers", len(filled)
        return (type(value), *[_shape_of(one, numbers) for one in filled])
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value), *[_shape_of(getattr(value, name), numbers) for name in _names_in(type(value))])
    raise TypeError(f"a prepared question takes numbers and shapes, not {type(value).__name__}")


@cache
def _names_in(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _standing_in(value: Any, counter: Iterator[int]) -> Any:
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, int):
        return _FIRST_STAND_IN + next(counter)
    if isinstance(value, Exact):
        return Exact(_FIRST_STAND_IN + next(counter))
    if isinstance(value, list | tuple | set | frozenset):
        return [_standing_in(one, counter) for one in _filled(value)]
    changed = {field.name: _standing_in(getattr(value, field.name), counter) for field in fields(value)}
    return replace(value, **changed)


def _filled(values: "list[Any] | tuple[Any, ...] | set[Any] | frozenset[Any]") -> list[Any]:
    given = list(values)
    length = next((length for length in _LENGTHS if len(given) <= length), len(given))
    return given + given[-1:] * (length - len(given)) if given else given


def _places_in(
    connection: Any, sql: str, params: Sequence[Any], number: int
) -> tuple[_Places, tuple[int, ...], tuple[int, ...]]:
    """Where the stand-ins came out. Raises _NotWhole where something was reckoned or written from one.

    One that did not come out at all is no fault: most questions do not ask for everything that a person is.
    """
    present = connection.ops.adapt_datetimefield_value(_PRESENT)
    today = connection.ops.adapt_datefield_value(_TODAY)
    places: list[tuple[int, int, type[_Value]]] = []
    presents, todays, others = [], [], [sql]
    for place, param in enumerate(params):
        if param == present:
            presents.append(place)
        elif param == today:
            todays.append(place)
        elif isinstance(param, int) and 0 <= param - _FIRST_STAND_IN < number:
            places.append((place, param - _FIRST_STAND_IN, type(param)))
        elif isinstance(param, Exact):
            places.append((place, int(param) - _FIRST_STAND_IN, Exact))
        elif isinstance(param, date) or (isinstance(param, str) and _LIKE_A_DAY.match(param)):
            raise _NotWhole
        else:
            others.append(repr(param))
    telling = [_ZONE.tzname(None), *(str(_FIRST_STAND_IN + one) for one in range(number))]
    if any(sign in other for sign in telling for other in others):
        raise _NotWhole
    return tuple(places), tuple(presents), tuple(todays)


def _same(places: _Places, presents: tuple[int, ...], todays: tuple[int, ...], number: int) -> list[object]:
    """For each value of a question what it is the same as, wherever it stands."""
    same: list[object] = [("alone", place) for place in range(number)]
    for place, value, kind in places:
        same[place] = (value, kind)
    for name, found in (("present", presents), ("today", todays)):
        for place in found:
            same[place] = name
    return same


@contextmanager
def _nothing_is_asked() -> Iterator[None]:
    def refuse(*_given: object) -> NoReturn:
        raise AssertionError("a prepared question is made without asking the database")

    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            stack.enter_context(connection.execute_wrapper(refuse))
        yield
