"""Questions that are kept: values, lists and the present are put where they belong; what is not whole is not kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from django.utils import timezone

from commonward.kernel import clock
from commonward.kernel.models import Beat, Entry
from commonward.kernel.prepared import KNOWN, Prepared, prepared

pytestmark = pytest.mark.django_db


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with numbers and a role."""

    number: int
    side: Side
    place: int | None = None


@pytest.fixture(autouse=True)
def known() -> Iterator[None]:
    """Questions of tests are not the product's."""
    before = list(KNOWN)
    yield
    KNOWN[:] = before


@pytest.fixture(autouse=True)
def entries() -> None:
    """Twelve rows with numbers to ask for."""
    Entry.objects.bulk_create(
        Entry(
            sequence=1000 + n,
            at=datetime(2026, 1, 1 + n, tzinfo=UTC),
            actor_kind="person",
            actor_id=n % 3,
            seat=n,
            role=Side.LEFT if n % 2 else Side.RIGHT,
            action="tested",
            subject_kind="test",
            subject_id=n,
            outcome="done",
            previous="",
            hash="",
        )
        for n in range(12)
    )


def _kept(question: Prepared[Any, Any]) -> int:
    return sum(one is not None for one in question._kept.values())


def test_a_value_of_the_same_shape_is_put_in_place_of_the_first() -> None:
    @prepared
    def of_seats(seats: list[int], actor: int | None) -> "QuerySet[Entry, int]":
        found = Entry.objects.filter(seat__in=seats, sequence__gte=1000)
        found = found.filter(actor_id=actor) if actor is not None else found
        return found.order_by("seat").values_list("seat", flat=True)

    assert of_seats([1, 2, 3], None) == [1, 2, 3]
    assert of_seats([4, 7], None) == [4, 7]
    assert of_seats([8], None) == [8]
    assert of_seats([1, 4, 5, 7], 1) == [1, 4, 7]
    assert of_seats([3, 2, 5], 2) == [2, 5]
    assert _kept(of_seats) == 3  # a list of one, lists of up to four, and these with an actor
    assert of_seats([], None) == []


def test_an_actor_goes_by_its_numbers_and_gives_shape_by_the_rest() -> None:
    @prepared
    def of_reader(reader: Reader, is_wide: bool) -> "QuerySet[Entry]":
        found = Entry.objects.filter(role=reader.side, sequence__gte=1000)
        found = found if is_wide else found.filter(actor_id=reader.number)
        return found.filter(seat__lt=reader.place) if reader.place is not None else found

    for side in Side:
        for number in range(3):
            for place in (None, 3, 9):
                for is_wide in (True, False):
                    reader = Reader(number, side, place)
                    assert set(of_reader(reader, is_wide)) == set(of_reader.build(reader, is_wide))
    assert _kept(of_reader) == 8


def test_the_present_is_that_of_each_time_and_its_day_that_of_the_reader() -> None:
    @prepared
    def until_now() -> "QuerySet[Entry, int]":
        return Entry.objects.filter(sequence__gte=1000, at__lte=clock.now()).values_list("seat", flat=True)

    @prepared
    def today() -> "QuerySet[Any, Any]":
        day = timezone.localtime(clock.now()).date()
        return Entry.objects.filter(sequence=1000).annotate(day=Value(day)).values_list("day", flat=True)

    for day in (2, 5, 9):
        with clock.at(datetime(2026, 1, day, 23, 30, tzinfo=UTC)):
            assert len(until_now()) == day
            assert str(today()[0]) == f"2026-01-{day:02}"
            with timezone.override(ZoneInfo("Asia/Tokyo")):
                assert str(today()[0]) == f"2026-01-{day + 1:02}"
    assert _kept(until_now) == _kept(today) == 1


def test_what_is_reckoned_from_a_stand_in_is_not_kept_and_still_right() -> None:
    @prepared
    def lately() -> "QuerySet[Entry, int]":
        return Entry.objects.filter(at__gte=clock.now() - timedelta(days=2)).values_list("seat", flat=True)

    @prepared
    def on_the_day() -> "QuerySet[Entry, int]":
        return Entry.objects.filter(at__date=clock.now().date()).values_list("seat", flat=True)

    @prepared
    def written(number: int) -> "QuerySet[Entry, int]":
        return Entry.objects.filter(action=f"a{number}").values_list("seat", flat=True)

    @prepared
    def first(number: int) -> "QuerySet[Entry, int]":
        return Entry.objects.filter(sequence__gte=1000).order_by("seat").values_list("seat", flat=True)[:number]

    for day in (5, 9):
        with clock.at(datetime(2026, 1, day, tzinfo=UTC)):
            assert sorted(lately())[0] == day - 3
            assert on_the_day() == [day - 1]
    Entry.objects.bulk_create([Entry(sequence=1, at=clock.now(), actor_kind="", seat=77, subject_id=1, action="a81")])
    assert [written(80), written(81)] == [[], [77]]
    assert [first(2), first(4)] == [[0, 1], [0, 1, 2, 3]]
    assert [_kept(one) for one in (lately, on_the_day, written, first)] == [0, 0, 0, 0]


def test_a_question_that_asks_while_it_is_made_is_a_mistake() -> None:
    @prepared
    def hasty(number: int) -> "QuerySet[Beat]":
        return Beat.objects.none() if Entry.objects.filter(seat=number).exists() else Beat.objects.all()

    with pytest.raises(AssertionError, match="without asking"):
        hasty(1)


def test_words_are_no_values() -> None:
    @prepared
    def of_words(words: str) -> "QuerySet[Entry]":
        return Entry.objects.filter(action=words)

    with pytest.raises(TypeError, match="str"):
        of_words("tested")


def test_a_very_long_list_is_written_anew() -> None:
    @prepared
    def of_seats(seats: list[int]) -> "QuerySet[Entry, int]":
        return Entry.objects.filter(seat__in=seats, sequence__gte=1000).values_list("seat", flat=True)

    assert len(of_seats(list(range(1000)))) == 12
    assert _kept(of_seats) == 0


def test_a_failure_while_it_is_asked_leaves_what_is_kept() -> None:
    @prepared
    def of_seat(seat: int) -> "QuerySet[Entry, int]":
        return Entry.objects.filter(seat=seat, sequence__gte=1000).values_list("seat", flat=True)

    assert of_seat(3) == [3]

    def fail(*_given: object) -> NoReturn:
        raise ConnectionError

    with connection.execute_wrapper(fail), pytest.raises(ConnectionError):
        of_seat(4)
    assert of_seat(4) == [4]
