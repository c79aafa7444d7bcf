""" "This is not a name": what an author objects to is remembered for that text, softened, read, counted."""

import re

import pytest
from django.test import Client

from cast import Member
from commonward.community.actions.publishing import Done, Stopped
from commonward.community.models import Post
from commonward.guard import Edit
from commonward.kernel.models import Entry
from commonward.oversight import alarms, mending, objections, reviews, screening, showing
from commonward.oversight.models import Objection, Review, Verdict

NAMED = "My patient Odalys Ferriman went home and she smiled."
OTHER = "My patient Garrick Voss went home and he smiled."


def _press(client: Client, text: str, **buttons: str) -> str:
    """What the page says when a button of the composer is pressed."""
    answer = client.post("/write/", {"text": text, "audience": "public", **buttons})
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def _number_of(rule: str, member: Member, text: str) -> int:
    checked = screening.preview(screening.Voice("professional"), text, context="public_post")
    return next(number for number, finding in enumerate(checked.findings) if finding.rule == rule)


def _object(member: Member, text: str, rule: str = "phi.name") -> str:
    number = _number_of(rule, member, text)
    return _press(member.client, text, object=f"{number}.not-so")


def test_the_card_offers_to_disagree_and_says_what_follows(nadia: Member) -> None:
    page = _press(nadia.client, NAMED, check="1")
    assert "This is not a name" in page
    assert "Then a person reads it before it goes out." in page


def test_what_would_stop_the_words_is_read_by_a_person_instead(nadia: Member) -> None:
    assert isinstance(nadia.publishes(NAMED), Stopped)
    page = _object(nadia, NAMED)
    assert "You said: This is not a name." in page
    outcome = nadia.publishes(NAMED)
    assert isinstance(outcome, Done)
    assert outcome.post.state == Post.State.HELD  # never on the author's word alone
    assert outcome.version.screening.verdict == Verdict.HOLD
    assert any(row.get("objected") for row in outcome.version.screening.findings)


def test_it_is_remembered_for_that_text_and_for_no_other(nadia: Member) -> None:
    _object(nadia, NAMED)
    assert "You said:" in _press(nadia.client, f"{NAMED} Good day.", check="1")
    assert "You said:" not in _press(nadia.client, OTHER, check="1")
    assert isinstance(nadia.publishes(NAMED), Done)
    assert isinstance(nadia.publishes(NAMED), Stopped)  # the next text is judged anew


def test_the_live_check_knows_it_too(nadia: Member) -> None:
    _object(nadia, NAMED)
    answer = nadia.client.post("/write/check/", {"text": NAMED, "audience": "public", "key": "new"})
    assert "You said: This is not a name." in answer.content.decode()


def test_it_can_be_taken_back(nadia: Member) -> None:
    _object(nadia, NAMED)
    number = _number_of("phi.name", nadia, NAMED)
    assert "You said:" not in _press(nadia.client, NAMED, unobject=str(number))
    assert not Objection.objects.exists()


def test_another_person_knows_nothing_of_it(nadia: Member, priya: Member) -> None:
    _object(nadia, NAMED)
    assert "You said:" not in _press(priya.client, NAMED, check="1")
    assert not Objection.objects.visible_to(priya.person).exists()


def test_a_thrown_away_draft_takes_it_along(nadia: Member) -> None:
    _object(nadia, NAMED)
    nadia.client.post(
        "/write/draft/",
        {"text": "", "key": "new", "draft": nadia.seat.drafts.get().updated_at.strftime("%Y%m%d%H%M%S%f")},
    )
    assert not Objection.objects.exists()


@pytest.mark.parametrize("agreed", [True, False])
def test_a_reviewer_sees_it_and_decides(nadia: Member, mo: Member, agreed: bool) -> None:
    _object(nadia, NAMED)
    nadia.publishes(NAMED)
    review = Review.objects.get(author=nadia.seat)
    page = mo.client.get(f"/review/{review.pk}/").content.decode()
    assert "The author does not agree:" in page
    reviews.claim(mo.person, review.pk)
    if agreed:
        reviews.release(mo.person, review.pk)
    else:
        reviews.send_back(mo.person, review.pk, words="It is a name.")
    objection = Objection.objects.get()
    assert objection.outcome == (Objection.Outcome.AGREED if agreed else Objection.Outcome.UPHELD)
    assert objection.decided_at is not None


def test_no_word_of_it_is_kept(nadia: Member) -> None:
    _object(nadia, NAMED)
    objection = Objection.objects.get()
    kept = " ".join(str(getattr(objection, field.name)) for field in Objection._meta.fields)
    assert "Odalys" not in kept
    assert "Ferriman" not in kept
    entry = Entry.objects.filter(action="finding.objected").get()
    assert entry.detail == {"rule": "phi.name"}


def test_forged_buttons_change_nothing(nadia: Member) -> None:
    for token in ("99.not-so", "0.because", "x.not-so", "-1.nobody", "0", ""):
        _press(nadia.client, NAMED, object=token)
    assert not Objection.objects.exists()


def test_all_is_mended_at_once_and_can_come_back(nadia: Member) -> None:
    text = f"{NAMED} Her phone is 207-555-0142."
    page = _press(nadia.client, text, check="1")
    assert "Mend all" in page
    mended = _press(nadia.client, text, fix="all")
    assert "All of it is mended." in mended
    assert "My patient Odalys" not in mended.split('name="before"')[0]
    assert "207-555-0142" not in mended.split("<textarea")[1].split("</textarea>")[0]
    back = _press(nadia.client, "My patient went home.", fix="undo", before=text)
    assert "Odalys Ferriman" in back.split("<textarea")[1].split("</textarea>")[0]


def test_what_is_objected_to_is_not_mended_with_the_rest(nadia: Member) -> None:
    text = f"{NAMED} Her phone is 207-555-0142."
    _object(nadia, text)
    mended = _press(nadia.client, text, fix="all")
    words = mended.split("<textarea")[1].split("</textarea>")[0]
    assert "Odalys Ferriman" in words
    assert "207-555-0142" not in words


def test_the_figures_tell_how_often_the_guard_was_wrong(nadia: Member, mo: Member, sam: Member) -> None:
    for number in range(6):
        text = f"My patient Odalys Ferriman went home {'and smiled ' * number}and was happy."
        _object(nadia, text)
        nadia.publishes(text)
    for place, review in enumerate(Review.objects.filter(author=nadia.seat)):
        reviews.claim(mo.person, review.pk)
        if place < 4:
            reviews.release(mo.person, review.pk)
        else:
            reviews.refuse(mo.person, review.pk, words="It is a name.")
    alarm = next(found for found in alarms.alarms(mo.person) if found.rule == "phi.name")
    assert (alarm.objected, alarm.agreed, alarm.upheld) == (6, 4, 2)
    assert alarm.share == (67, 29, 91)
    page = mo.client.get("/review/figures/").content.decode()
    assert "67 of 100 (between 29 and 91)" in page
    assert sam.client.get("/review/figures/").status_code == 403


def test_a_handful_of_decisions_tells_nothing(nadia: Member, mo: Member) -> None:
    _object(nadia, NAMED)
    nadia.publishes(NAMED)
    assert "too few to tell" in mo.client.get("/review/figures/").content.decode()


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(0, 10, 0.0, 0.28), (10, 10, 0.72, 1.0), (5, 10, 0.24, 0.76), (81, 263, 0.26, 0.37)],
)
def test_the_interval_is_wilsons(hits: int, total: int, low: float, high: float) -> None:
    found = alarms.wilson(hits, total)
    assert found == (pytest.approx(low, abs=0.01), pytest.approx(high, abs=0.01))


def test_case_and_spacing_do_not_matter_for_the_mark() -> None:
    assert objections.mark_of("phi.name", "Odalys  FERRIMAN") == objections.mark_of("phi.name", "odalys ferriman")
    assert objections.mark_of("phi.geo", "Odalys") != objections.mark_of("phi.name", "Odalys")


SSN = "My patient's SSN is 536-22-8145, so her file was found."


def test_what_nothing_may_release_takes_no_objection(nadia: Member) -> None:
    number = _number_of("phi.ssn", nadia, SSN)
    assert f'value="{number}.not-so"' not in _press(nadia.client, SSN, check="1")
    _press(nadia.client, SSN, object=f"{number}.not-so")
    assert not Objection.objects.exists()
    assert isinstance(nadia.publishes(SSN), Stopped)


def test_what_a_reviewer_upheld_is_asked_anew(nadia: Member, mo: Member) -> None:
    _object(nadia, NAMED)
    sent = nadia.publishes(NAMED)
    assert isinstance(sent, Done)
    review = Review.objects.get(author=nadia.seat)
    reviews.claim(mo.person, review.pk)
    reviews.send_back(mo.person, review.pk, words="It is a name.")
    page = nadia.client.post(f"/p/{sent.post.pk}/edit/", {"text": NAMED, "check": "1"}).content.decode()
    assert "This is not a name" in page
    assert "You said:" not in page


def test_an_objection_in_words_that_were_sent_can_be_taken_back(nadia: Member) -> None:
    _object(nadia, NAMED)
    sent = nadia.publishes(NAMED)
    assert isinstance(sent, Done)
    address = f"/p/{sent.post.pk}/edit/"
    page = nadia.client.post(address, {"text": NAMED, "check": "1"}).content.decode()
    assert "You said: This is not a name." in page
    number = _number_of("phi.name", nadia, NAMED)
    page = nadia.client.post(address, {"text": NAMED, "unobject": str(number)}).content.decode()
    assert "You said:" not in page
    assert not Objection.objects.exists()


def test_the_answer_to_an_appeal_replaces_the_first(nadia: Member, mo: Member, olu: Member) -> None:
    _object(nadia, NAMED)
    nadia.publishes(NAMED)
    first = Review.objects.get(author=nadia.seat)
    reviews.claim(mo.person, first.pk)
    reviews.refuse(mo.person, first.pk, words="It is a name.")
    second = reviews.appeal(nadia.person, first.pk, plea="It is a street.")
    reviews.claim(olu.person, second.pk)
    reviews.release(olu.person, second.pk)
    assert Objection.objects.get().outcome == Objection.Outcome.AGREED


def test_the_live_check_remembers_an_objection_for_a_place_that_there_is(nadia: Member) -> None:
    number = _number_of("phi.name", nadia, NAMED)
    said = {"text": NAMED, "audience": "public", "object": f"{number}.nobody"}
    nadia.client.post("/write/check/", {**said, "key": "somewhere"})
    assert not Objection.objects.exists()
    answer = nadia.client.post("/write/check/", {**said, "key": "new"})
    assert "You said: This is not a name." in answer.content.decode()
    assert Objection.objects.get().ground == Objection.Ground.NOBODY


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("Ann and Bea sat.", "Ann and Bea sat."),  # nothing was mended there
        ("X and Y sat.", "Ann and Bea sat."),
        ("X and Y sat. We sang.", "Ann and Bea sat. We sang."),
        ("So: X and Y sat.", "So: Ann and Bea sat."),
        ("X, then Y sat.", "Ann, then Bea sat."),
        ("X and Zoe sat.", "Ann and Zoe sat."),
        ("", ""),
    ],
)
def test_what_was_mended_is_put_back_around_what_was_written_since(text: str, back: str) -> None:
    edits = (Edit(0, 3, "X"), Edit(8, 11, "Y"))
    assert mending.put_back(text, "Ann and Bea sat.", edits) == back


def test_a_name_taken_out_at_the_end_is_put_back_once() -> None:
    assert mending.put_back("I saw ", "I saw Ann", (Edit(6, 9, ""),)) == "I saw Ann"


def test_hundreds_of_findings_do_not_swell_the_answer(nadia: Member) -> None:
    text = "\n".join(f"My patient Odalys Ferriman, phone 207-555-01{number:02}." for number in range(100))
    answer = nadia.client.post("/write/check/", {"text": text, "audience": "public", "key": "new"})
    page = answer.content.decode()
    assert page.count('class="finding"') == showing.MOST_CARDS
    assert re.search(r"There are \d+ more\. They show here once these are put right\.", page)
    assert re.search(r"Mend all \d{3} at once", page)
