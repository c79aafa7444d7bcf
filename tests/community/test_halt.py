"""The pause of all publishing (rules.md S129): nothing leaves, nothing is lost, and what waited goes on by itself."""

import pytest
from django.db import IntegrityError, transaction

from cast import Member
from commonward.community.actions import advancing, faces, publishing
from commonward.community.actions.publishing import Done
from commonward.community.composition import Composition, Picture
from commonward.community.models import Draft, Post
from commonward.guard import GuardUnavailable
from commonward.kernel import work
from commonward.kernel.errors import Conflict, Denied, Unacceptable
from commonward.kernel.models import Entry
from commonward.kernel.ref import Ref
from commonward.oversight import quarantine, reports, reviews, screening
from commonward.oversight.models import Review
from commonward.people import actions
from commonward.people.models import Halt, Notice
from contracts.scene import picture_file

pytestmark = pytest.mark.django_db

CLEAN = "A quiet walk does wonders after a long night shift."
NAMES_SOMEBODY = "My neighbour Odalys Ferriman came home from Larkmoor Regional on March 3rd."
BANNER = "Publishing is paused for now."


@pytest.fixture
def halt(olu: Member) -> Halt:
    """Olu has paused all publishing."""
    return actions.halt_publishing(olu.person, reason="leak")


class _Silent:
    """A guard that is out of order."""

    def check(self, _submission: object) -> None:
        raise GuardUnavailable("out of order")


def _live(post: Post) -> bool:
    return Post.objects.filter(pk=post.pk, state=Post.State.LIVE).exists()


def _picture(by: Member) -> Picture:
    return Picture(quarantine.bring(by.person, picture_file()).pk, "A path")


def _decided(review: Review, by: Member) -> Review:
    reviews.claim(by.person, review.pk)
    return reviews.release(by.person, review.pk)


# --- While it is on ---------------------------------------------------------------------------------------------------
def test_what_is_sent_is_not_taken_and_kept_as_a_draft(pat: Member, halt: Halt) -> None:
    page = pat.client.post("/write/", {"text": CLEAN, "audience": "public", "publish": "1", "key": "new"})
    assert page.status_code == 409
    assert CLEAN in page.content.decode()
    assert "Your words are kept" in page.content.decode()
    assert not Post.objects.exists()
    assert Draft.objects.get(seat=pat.seat).text == CLEAN
    assert CLEAN in pat.client.get("/write/").content.decode()


def test_an_answer_and_a_change_are_not_taken(pat: Member, sam: Member, olu: Member) -> None:
    post = pat.posts(CLEAN)
    actions.halt_publishing(olu.person, reason="rumour")
    with pytest.raises(Conflict):
        sam.publishes("Well said.", parent=post)
    with pytest.raises(Conflict):
        publishing.edit_post(pat.person, pat.fresh_seat(), post, Composition(text=f"{CLEAN} Try it."))
    assert post.versions.count() == 1


def test_a_face_stays_as_it_was_and_its_form_keeps_the_words(pat: Member, halt: Halt) -> None:
    with pytest.raises(Conflict):
        faces.show_face(pat.person, pat.fresh_seat(), faces.Face("Pat", "pat-l", "I walk."))
    page = pat.client.post("/face/", {"display_name": "Pat", "handle": "pat-l", "biography": "I walk."})
    assert "I walk." in page.content.decode()
    assert pat.profile.display_name == "Pat Lindqvist"


def test_a_form_that_was_taken_before_is_answered_as_before(pat: Member, olu: Member) -> None:
    form = {"text": CLEAN, "audience": "public", "publish": "1", "key": "new"}
    form["once"] = "6d0c2a52-6a2a-4c8e-9d9a-0a9a5b8f9a10"
    assert pat.client.post("/write/", form).status_code == 302
    actions.halt_publishing(olu.person, reason="fault")
    assert pat.client.post("/write/", form).status_code == 302
    assert Post.objects.count() == 1


def test_a_picture_that_a_worker_has_in_hand_brings_nothing_out(pat: Member, olu: Member) -> None:
    outcome = pat.publishes(CLEAN, pictures=(_picture(pat),))
    assert isinstance(outcome, Done)
    actions.halt_publishing(olu.person, reason="leak")
    work.drain()
    assert not _live(outcome.post)
    assert "Waits until publishing goes on" in pat.client.get("/on-their-way/").content.decode()


def test_what_is_screened_again_stays(pat: Member, olu: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(screening, "guard", lambda *_tier: _Silent())
        outcome = pat.publishes(CLEAN)
    assert isinstance(outcome, Done)
    actions.halt_publishing(olu.person, reason="fault")
    advancing.rescreen(outcome.version.pk)
    assert not _live(outcome.post)
    actions.resume_publishing(olu.person)
    work.drain()
    assert _live(outcome.post)


def test_a_reviewer_can_not_release_but_can_give_back_and_refuse(pat: Member, mo: Member, olu: Member) -> None:
    first, second = (pat.publishes(NAMES_SOMEBODY), pat.publishes(NAMES_SOMEBODY + " She sings."))
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    actions.halt_publishing(olu.person, reason="leak")
    one, other = Review.objects.order_by("pk")
    reviews.claim(mo.person, one.pk)
    with pytest.raises(Conflict):
        reviews.release(mo.person, one.pk)
    assert "Release as it is" not in mo.client.get(f"/review/{one.pk}/").content.decode()
    reviews.give_back(mo.person, one.pk)
    reviews.claim(mo.person, other.pk)
    reviews.refuse(mo.person, other.pk, words="Leave out her name, please.")
    other.refresh_from_db()
    assert other.state == Review.State.REFUSED
    actions.resume_publishing(olu.person)
    _decided(one, mo)
    assert _live(first.post)


def test_reading_taking_back_reporting_and_calling_go_on(pat: Member, sam: Member, mo: Member, olu: Member) -> None:
    post, other = pat.posts(CLEAN), pat.posts(f"{CLEAN} Again.")
    actions.halt_publishing(olu.person, reason="leak")
    assert CLEAN in sam.client.get(f"/p/{post.pk}/").content.decode()
    publishing.withdraw_post(pat.person, post)
    assert sam.client.get(f"/p/{post.pk}/").status_code == 404
    other.refresh_from_db()
    words = Ref("version", other.live_id or 0)
    from_sam = reports.report(sam.person, words, author=pat.person, reason="other", words="")
    assert from_sam.review is not None
    _decided(from_sam.review, mo)
    assert _live(other)
    call = reviews.call_for(sam.person, words="Please come.")
    reviews.claim(mo.person, call.pk)
    reviews.answer_call(mo.person, call.pk, words="I am here.")


def test_everybody_reads_one_calm_sentence_and_nobody_reads_why(pat: Member, sam: Member, halt: Halt) -> None:
    for path in ("/", "/write/", "/you/", "/you/notices"):
        page = sam.client.get(path).content.decode()
        assert BANNER in page, path
        assert "should not have" not in page


# --- Afterwards -------------------------------------------------------------------------------------------------------
def test_what_waited_goes_on_by_itself(pat: Member, sam: Member, olu: Member) -> None:
    outcome = pat.publishes(CLEAN, pictures=(_picture(pat),))
    assert isinstance(outcome, Done)
    actions.halt_publishing(olu.person, reason="exercise")
    work.drain()
    actions.resume_publishing(olu.person)
    work.drain()
    assert _live(outcome.post)
    assert BANNER not in sam.client.get("/").content.decode()
    assert "Waits until" not in pat.client.get("/on-their-way/").content.decode()


def test_what_still_needs_a_picture_goes_on_waiting_for_it(pat: Member, olu: Member) -> None:
    outcome = pat.publishes(CLEAN, pictures=(_picture(pat),))
    assert isinstance(outcome, Done)
    actions.halt_publishing(olu.person, reason="exercise")
    actions.resume_publishing(olu.person)
    advancing.go_on()
    assert not _live(outcome.post)
    work.drain()
    assert _live(outcome.post)


def test_a_second_pause_before_the_worker_came_keeps_all_in(pat: Member, olu: Member) -> None:
    outcome = pat.publishes(CLEAN, pictures=(_picture(pat),))
    assert isinstance(outcome, Done)
    actions.halt_publishing(olu.person, reason="exercise")
    work.drain()
    actions.resume_publishing(olu.person)
    actions.halt_publishing(olu.person, reason="leak")
    work.drain()
    assert not _live(outcome.post)


# --- Who, and what is on record ---------------------------------------------------------------------------------------
def test_it_is_on_record_and_those_who_act_are_told(pat: Member, mo: Member, ada: Member, olu: Member) -> None:
    halt = actions.halt_publishing(olu.person, reason="leak")
    told = Notice.objects.filter(kind="publishing.halted")
    assert set(told.values_list("seat", flat=True)) == {mo.seat.pk, ada.seat.pk}
    assert "All publishing is paused" in mo.client.get("/you/notices").content.decode()
    actions.resume_publishing(ada.person)
    assert not told.exists()
    entries = Entry.objects.filter(subject_kind="halt", subject_id=halt.pk).order_by("sequence")
    assert [(one.action, one.reason_code, one.seat) for one in entries] == [
        ("publishing.halted", "leak", olu.seat.pk),
        ("publishing.resumed", "", ada.seat.pk),
    ]
    assert Notice.objects.filter(kind="publishing.resumed", seat=olu.seat).exists()


def test_only_privacy_officers_and_administrators(pat: Member, nadia: Member, mo: Member, halt: Halt) -> None:
    for who in (pat, nadia, mo):
        with pytest.raises(Denied):
            actions.resume_publishing(who.person)
        with pytest.raises(Denied):
            actions.halt_publishing(who.person, reason="leak")
    assert nadia.client.get("/you/publishing").status_code == 403
    page = mo.client.get("/you/publishing").content.decode()
    assert "Something got out that should not have" in page
    assert "Let publishing go on" not in page
    assert Halt.objects.get().is_on


def test_one_at_a_time_and_ending_twice_does_no_harm(ada: Member, olu: Member, halt: Halt) -> None:
    with pytest.raises(Conflict):
        actions.halt_publishing(ada.person, reason="fault")
    with pytest.raises(IntegrityError), transaction.atomic():
        Halt.objects.create(reason="fault", begun_by=ada.seat)
    assert actions.resume_publishing(ada.person) is not None
    assert actions.resume_publishing(olu.person) is None
    assert Entry.objects.filter(action="publishing.resumed").count() == 1


def test_the_page_asks_why_and_does_it_in_one_step(ada: Member) -> None:
    asked = ada.client.post("/you/publishing", {"do": "halt"})
    assert asked.status_code == 422
    assert "Please choose one." in asked.content.decode()
    with pytest.raises(Unacceptable):
        actions.halt_publishing(ada.person, reason="because")
    assert ada.client.post("/you/publishing", {"do": "halt", "reason": "misuse"}).status_code == 302
    assert Halt.objects.get().reason == "misuse"
    assert ada.client.post("/you/publishing", {"do": "resume"}).status_code == 302
    page = ada.client.get("/you/publishing").content.decode()
    assert "Earlier pauses" in page
    assert "Somebody misuses this place" in page
    assert ", for 0\N{NO-BREAK SPACE}minutes" in page
