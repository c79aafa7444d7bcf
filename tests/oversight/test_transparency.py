"""The public page of numbers (rules.md S131): whole months, nobody in them, small numbers not told exactly."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from cast import Member
from commonward.community.actions import publishing
from commonward.kernel import clock
from commonward.oversight import reviews, transparency
from commonward.oversight.models import Review
from commonward.people import actions

pytestmark = pytest.mark.django_db

IN_MARCH = datetime(2026, 3, 14, 12, tzinfo=UTC)
IN_APRIL = datetime(2026, 4, 2, 12, tzinfo=UTC)
NAMES_SOMEBODY = "My neighbour Odalys Ferriman came home from Larkmoor Regional on March 3rd."


def _told(table: str, month: str) -> dict[str, int | None]:
    cache.clear()
    found = next(one for one in transparency.tables() if one.name == table)
    row = next(one for one in found.rows if one.month.isoformat() == month)
    return {str(cell.label): cell.number for cell in row.cells}


def _held(pat: Member, number: int) -> list[Review]:
    for count in range(number):
        assert isinstance(pat.publishes(f"{NAMES_SOMEBODY} Day {count}."), publishing.Done)
    return list(Review.objects.order_by("pk"))


def test_a_month_is_told_once_it_is_over(pat: Member) -> None:
    with clock.at(IN_MARCH):
        for number in range(6):
            pat.posts(f"A quiet walk, number {number}.")
        assert "2026-03-01" not in {row.month.isoformat() for row in transparency.tables()[0].rows}
    with clock.at(IN_APRIL):
        assert _told("guard", "2026-03-01")["Nothing found"] == 6
        assert _told("guard", "2026-02-01")["Nothing found"] == 0


def test_from_one_to_four_is_not_told_exactly(pat: Member, mo: Member) -> None:
    with clock.at(IN_MARCH):
        for place, review in enumerate(_held(pat, 6)):
            reviews.claim(mo.person, review.pk)
            if place < 5:
                reviews.refuse(mo.person, review.pk, words="A name is theirs to tell.")
            else:
                reviews.release(mo.person, review.pk)
        reviews.appeal(pat.person, Review.objects.order_by("pk")[0].pk, plea="She asked me.")
    with clock.at(IN_APRIL):
        told = _told("reviews", "2026-03-01")
        assert told == {"Released": None, "Returned for a change": 0, "Refused": 5}
        page = Client().get("/transparency/").content.decode()
    assert "fewer than 5" in page
    assert "March 2026" in page
    assert "Odalys" not in page
    assert "Pat" not in page


def test_pauses_and_reports_are_counted(pat: Member, sam: Member, mo: Member, olu: Member) -> None:
    with clock.at(IN_MARCH):
        post = pat.posts("A quiet walk.")
        sam.browser().post(f"/p/{post.pk}/report/", {"reason": "other"})
        for _time in range(5):
            actions.halt_publishing(olu.person, reason="exercise")
            actions.resume_publishing(olu.person)
    with clock.at(IN_APRIL):
        assert _told("halts", "2026-03-01") == {"Pauses": 5}
        assert _told("reports", "2026-03-01") == {"Reports": None, "Something was done": 0, "Left as it is": 0}


def test_second_looks_are_told_by_what_came_of_them(pat: Member, mo: Member, olu: Member) -> None:
    with clock.at(IN_MARCH):
        for review in _held(pat, 5):
            reviews.claim(mo.person, review.pk)
            reviews.refuse(mo.person, review.pk, words="A name is theirs to tell.")
            second = reviews.appeal(pat.person, review.pk, plea="She asked me.")
            reviews.claim(olu.person, second.pk)
            reviews.release(olu.person, second.pk)
    with clock.at(IN_APRIL):
        told = _told("doubts", "2026-03-01")
    assert told["Second look: released"] == 5
    assert told["Second look: it stayed so"] == 0


def test_it_asks_once_an_hour(django_assert_num_queries: object) -> None:
    cache.clear()
    transparency.tables()
    with django_assert_num_queries(0):  # type: ignore[operator]
        transparency.tables()
