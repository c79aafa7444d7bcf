"""Who may be in need is read before all others, by somebody trained for it; nothing happens by itself."""

import pytest

from cast import Member, member
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.models import Entry
from commonward.kernel.ref import Ref
from commonward.oversight import access, desk, reports, reviews
from commonward.oversight.models import Report, Review
from commonward.people import actions
from commonward.people.models import Notice, Organisation
from commonward.people.offices import OfficeKind
from commonward.people.queries import person_of

HELD = "My friend Odalys Ferriman has cancer."


def _worried(reporter: Member, author: Member, text: str = "It is a long night.", reason: str = "worried") -> Review:
    post = author.posts(text)
    assert post.live_id is not None
    made = reports.report(
        reporter.person, Ref("version", post.live_id), author=author.person, reason=reason, words="She sounds lost."
    )
    assert made.review is not None
    return made.review


def _titles(reader: Member) -> list[str]:
    page = desk.queue(reader.person, "open", None)
    return [row.heading for row in desk.rows(page, desk.subjects(page.items))]


def test_worry_about_a_person_comes_before_what_waits_longer(sam: Member, pat: Member, mo: Member) -> None:
    pat.publishes(HELD)
    _worried(sam, pat, "Anybody awake?", reason="other")
    _worried(sam, pat)
    assert _titles(mo) == ["It is a long night.", HELD, "Anybody awake?"]
    page = mo.client.get("/review/").content.decode()
    assert "First · " in page
    assert page.index("It is a long night.") < page.index("My friend Odalys")
    home = mo.client.get("/").content.decode()
    assert home.index("A reader worries about somebody") < home.index("A held text waits")


def test_a_reader_says_so_on_the_page_of_the_report(sam: Member, pat: Member, mo: Member) -> None:
    post = pat.posts("It is a long night.")
    page = sam.client.get(f"/p/{post.pk}/report/").content.decode()
    assert "I am worried about this person" in page
    assert "You do not have to wait for us." in page
    sam.client.post(f"/p/{post.pk}/report/", {"reason": "worried", "words": ""})
    assert Review.objects.get().is_first
    assert Notice.objects.get(kind="help.waits").seat_id == mo.seat.pk
    desk_page = mo.client.get(f"/review/{Review.objects.get().pk}/").content.decode()
    assert "a reader worries about this person" in desk_page
    assert "Nothing is done about anybody by itself." in desk_page


def test_a_later_worry_brings_what_was_reported_before_to_the_front(sam: Member, pat: Member, nadia: Member) -> None:
    post = pat.posts("It is a long night.")
    subject = Ref("version", post.live_id or 0)
    reports.report(sam.person, subject, author=pat.person, reason="other", words="")
    assert not Review.objects.get().is_first
    reports.report(nadia.person, subject, author=pat.person, reason="worried", words="")
    assert Review.objects.get().is_first


def test_whoever_is_trained_reads_it_and_nobody_else(
    sam: Member, nadia: Member, mo: Member, olu: Member, ada: Member
) -> None:
    actions.give_office(ada.person, olu.seat, OfficeKind.CRISIS)
    review = _worried(sam, nadia)
    assert access.reviews_for(olu.person).filter(pk=review.pk).exists()
    assert not access.reviews_for(mo.person).filter(pk=review.pk).exists()
    with pytest.raises(NotFound):
        access.get_review(mo.person, review.pk)
    assert [notice.seat_id for notice in Notice.objects.filter(kind="help.waits")] == [olu.seat.pk]
    opened = olu.client.post(f"/you/notices/{Notice.objects.get(kind='help.waits').pk}")
    assert opened["Location"] == f"/review/{review.pk}/"
    olu.client.get("/review/")
    assert mo.client.get(f"/review/{review.pk}/").status_code == 404


def test_while_nobody_is_trained_all_who_review_read_it(sam: Member, nadia: Member, mo: Member, olu: Member) -> None:
    review = _worried(sam, nadia)
    for reader in (mo, olu):
        assert access.reviews_for(reader.person).filter(pk=review.pk).exists()


def test_an_office_that_was_taken_back_counts_no_longer(
    sam: Member, nadia: Member, mo: Member, olu: Member, ada: Member
) -> None:
    office = actions.give_office(ada.person, olu.seat, OfficeKind.CRISIS)
    review = _worried(sam, nadia)
    reviews.claim(olu.person, review.pk)
    actions.end_office(ada.person, office)
    assert access.reviews_for(mo.person).filter(pk=review.pk).exists()
    assert access.reviews_for(olu.person).filter(pk=review.pk).exists()  # in hand: finished by whoever took it


def test_the_only_one_who_is_trained_does_not_read_about_themselves(
    sam: Member, mo: Member, olu: Member, ada: Member
) -> None:
    actions.give_office(ada.person, olu.seat, OfficeKind.CRISIS)
    review = _worried(sam, olu)
    assert access.reviews_for(mo.person).filter(pk=review.pk).exists()
    assert not access.reviews_for(olu.person).filter(pk=review.pk).exists()


def test_of_people_without_an_organisation_somebody_trained_anywhere(
    sam: Member, pat: Member, mo: Member, ada: Member, larkmoor: Organisation
) -> None:
    far = member("Lew Hansen", Role.MODERATOR, at=larkmoor)
    actions.give_office(ada.person, mo.seat, OfficeKind.CRISIS)
    review = _worried(sam, pat)
    assert access.reviews_for(mo.person).filter(pk=review.pk).exists()
    assert not access.reviews_for(far.person).filter(pk=review.pk).exists()


def test_others_who_are_trained_elsewhere_do_not_count(
    sam: Member, nadia: Member, mo: Member, ada: Member, larkmoor: Organisation
) -> None:
    far = member("Lew Hansen", Role.MODERATOR, at=larkmoor)
    head = member("Pia Ek", Role.ADMINISTRATOR, at=larkmoor)
    actions.give_office(head.person, far.seat, OfficeKind.CRISIS)
    review = _worried(sam, nadia)
    assert access.reviews_for(mo.person).filter(pk=review.pk).exists()
    assert not access.reviews_for(far.person).filter(pk=review.pk).exists()


# --- Asking for somebody ----------------------------------------------------------------------------------------------
def test_somebody_asks_is_read_first_and_is_written_to(sam: Member, pat: Member, mo: Member) -> None:
    pat.publishes(HELD)
    page = sam.client.post("/let-know/", {"to": "moderator", "words": "I can not sleep."}, follow=True)
    assert "You asked for somebody" in page.content.decode()
    assert "Somebody who is trained for this reads it first of all." in page.content.decode()
    call = Review.objects.get(kind="call")
    assert _titles(mo)[0] == "Sam Ode asks for somebody"
    where = f"/review/{call.pk}/"
    shown = mo.client.get(where).content.decode()
    assert "I can not sleep." in shown
    assert "Release" not in shown
    mo.client.post(where, {"do": "claim"})
    refused = mo.client.post(where, {"do": "answer", "words": "  "})
    assert refused.status_code == 422
    assert "Write to them." in refused.content.decode()
    mo.client.post(where, {"do": "answer", "words": "I am Mo. I have read it. May I call you?"})
    notice = Notice.objects.get(seat=sam.seat, kind="help.answered")
    answer = sam.client.post(f"/you/notices/{notice.pk}", follow=True).content.decode()
    assert "I am Mo. I have read it. May I call you?" in answer
    assert "Mo Tarek" in answer
    assert "I can not sleep." not in " ".join(str(entry.detail) for entry in Entry.objects.all())


def test_it_is_not_published_refused_or_appealed(sam: Member, mo: Member) -> None:
    call = reviews.call_for(sam.person, words="")
    reviews.claim(mo.person, call.pk)
    for decide in (reviews.refuse, reviews.send_back):
        with pytest.raises(Conflict):
            decide(mo.person, call.pk, words="No.")
    with pytest.raises(Unacceptable):
        reviews.answer_call(mo.person, call.pk, words="")
    done = reviews.answer_call(mo.person, call.pk, words="I am here.")
    assert not access.may_appeal(sam.person, done)


def test_a_second_call_while_one_waits_adds_its_words(sam: Member, mo: Member) -> None:
    first = reviews.call_for(sam.person, words="One.")
    second = reviews.call_for(sam.person, words="Two.")
    assert first.pk == second.pk
    assert second.plea == "One.\n\nTwo."
    assert Entry.objects.filter(action="help.asked").count() == 1
    reviews.claim(mo.person, first.pk)
    reviews.answer_call(mo.person, first.pk, words="I am here.")
    assert reviews.call_for(sam.person, words="Again.").pk != first.pk


def test_it_can_be_taken_back(sam: Member, mo: Member, pat: Member) -> None:
    call = reviews.call_for(sam.person, words="")
    assert pat.client.post(f"/review/{call.pk}/decision/").status_code == 404
    page = sam.client.post(f"/review/{call.pk}/decision/", follow=True).content.decode()
    assert "It is taken back. Nobody comes for it." in page
    assert desk.numbers(mo.person, mo.fresh_seat())["open"] == 0


def test_words_that_are_held_are_not_taken_back_that_way(pat: Member) -> None:
    pat.publishes(HELD)
    review = Review.objects.get()
    pat.client.post(f"/review/{review.pk}/decision/")
    review.refresh_from_db()
    assert review.state == Review.State.OPEN


def test_nobody_answers_their_own_call(mo: Member, olu: Member) -> None:
    call = reviews.call_for(mo.person, words="")
    with pytest.raises(NotFound):
        reviews.claim(mo.person, call.pk)
    assert not Notice.objects.filter(seat=mo.seat, kind="help.waits").exists()
    assert reviews.claim(olu.person, call.pk).reviewer_id == olu.seat.pk


def test_pages_of_a_long_queue_miss_nobody(sam: Member, pat: Member, mo: Member) -> None:
    when = clock.now()
    for number in range(45):
        Review.objects.create(
            kind="held", subject_kind="version", subject_id=number, author=pat.seat, is_first=number % 2 == 0
        )
    seen: list[int] = []
    cursor: str | None = None
    firsts: list[bool] = []
    while cursor != "":
        page = desk.queue(mo.person, "open", cursor)
        seen += [review.pk for review in page.items]
        firsts += [review.is_first for review in page.items]
        cursor = page.next
    assert len(seen) == len(set(seen)) == 45
    assert firsts == sorted(firsts, reverse=True)
    assert when <= clock.now()
    assert desk.queue(mo.person, "open", "fx").items


def test_a_report_for_another_reason_waits_its_turn(sam: Member, pat: Member) -> None:
    for reason in Report.Reason.values:
        review = _worried(sam, pat, f"Words for {reason}.", reason=reason)
        assert review.is_first == (reason == "worried")
    assert person_of(sam.seat).role == Role.PATIENT
