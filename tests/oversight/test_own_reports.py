"""Nobody judges their own report: a moderator who reports something leaves it to others."""

import pytest

from cast import Member
from commonward.kernel.actor import Role
from commonward.kernel.ref import Ref
from commonward.oversight import reports
from commonward.oversight.models import Report, Review
from commonward.people.models import Organisation, Seat

pytestmark = pytest.mark.django_db

WORDS = "A quiet walk does wonders after a long night."


def _told(by: Member, author: Member, reason: str = "unkind") -> Report:
    post = author.posts(WORDS)
    answer = by.client.post(f"/p/{post.pk}/report/", {"reason": reason, "words": "This is about my sister."})
    assert answer.status_code == 302
    return Report.objects.get(reporter=by.seat)


def test_a_moderator_does_not_find_what_they_reported(mo: Member, nadia: Member, olu: Member) -> None:
    told = _told(mo, nadia)
    page = f"/review/{told.review_id}/"
    assert mo.client.get(page).status_code == 404
    assert mo.client.post(page, {"do": "claim"}).status_code == 404
    assert page not in mo.client.get("/review/").content.decode()
    assert page in olu.client.get("/review/").content.decode()
    assert olu.client.get(page).status_code == 200
    assert "Received" in mo.client.get("/reports/").content.decode()


def test_nor_in_another_seat_of_theirs(mo: Member, nadia: Member, harbour: Organisation) -> None:
    told = _told(mo, nadia)
    seat = Seat.objects.create(account=mo.account, role=Role.PRIVACY_OFFICER.value, organisation=harbour)
    other = Member(mo.account, seat)
    assert other.client.get(f"/review/{told.review_id}/").status_code == 404


def test_one_who_took_it_and_then_reports_it_too_gives_it_back(
    mo: Member, sam: Member, nadia: Member, olu: Member
) -> None:
    told = _told(sam, nadia)
    mo.client.post(f"/review/{told.review_id}/", {"do": "claim"})
    assert Review.objects.get().reviewer == mo.seat
    reports.report(
        mo.person, Ref(told.subject_kind, told.subject_id), author=nadia.person, reason="unkind", words="I agree."
    )
    assert Review.objects.get().state == Review.State.OPEN
    assert mo.client.get(f"/review/{told.review_id}/").status_code == 404
    olu.client.post(f"/review/{told.review_id}/", {"do": "claim"})
    assert Review.objects.get().reviewer == olu.seat


def test_nobody_is_kept_from_somebody_they_worry_about(mo: Member, pat: Member) -> None:
    told = _told(mo, pat, "worried")
    assert mo.client.get(f"/review/{told.review_id}/").status_code == 200
