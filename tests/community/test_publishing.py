"""Publishing: allowed, noted, warned, held, blocked, not answered; edited, withdrawn, moved on."""

import pytest

from cast import Member
from commonward.community import access
from commonward.community.actions import publishing
from commonward.community.actions.publishing import Done, Stopped
from commonward.community.composition import Composition
from commonward.community.models import Draft, Post, Version
from commonward.guard import GuardUnavailable
from commonward.kernel import work
from commonward.kernel.errors import Denied, Unacceptable
from commonward.kernel.models import Entry
from commonward.oversight import reviews, screening
from commonward.oversight.models import Review, Screening, Verdict
from commonward.people.models import Notice

CLEAN = "A quiet walk does wonders after a long night shift."
NAMES_A_PATIENT = "My patient Odalys Ferriman went home, MRN 00482913."
#: An address of a patient's own: patients are advised (warn), not stopped.
PATIENTS_OWN_PHONE = "I walk at nine. Ring me on 207-555-0142 and come along."


def _actions(post: Post) -> list[str]:
    return list(Entry.objects.filter(subject_kind="post", subject_id=post.pk).values_list("action", flat=True))


def test_clean_words_are_out_at_once(nadia: Member, sam: Member) -> None:
    post = nadia.posts(CLEAN)
    assert post.state == Post.State.LIVE
    assert Post.objects.visible_to(sam.person).filter(pk=post.pk).exists()
    assert post.live is not None
    assert post.live.text == CLEAN
    assert _actions(post) == ["post.submitted", "post.published"]


def test_a_patients_name_is_not_published_and_nothing_is_written(nadia: Member) -> None:
    outcome = nadia.publishes(NAMES_A_PATIENT)
    assert isinstance(outcome, Stopped)
    assert outcome.checked.verdict == Verdict.BLOCK
    assert "Nobody has seen it" in outcome.sentence
    assert not Post.objects.exists()
    assert not Screening.objects.filter(subject_kind="version").exists()


def test_a_warning_asks_for_a_reason_and_keeps_it(pat: Member) -> None:
    outcome = pat.publishes(PATIENTS_OWN_PHONE)
    assert isinstance(outcome, Stopped)
    assert outcome.field == "reasons"
    taken = pat.publishes(PATIENTS_OWN_PHONE, reasons={"phi.phone-1": "It is my own number and I want calls."})
    assert isinstance(taken, Done)
    assert taken.post.state == Post.State.LIVE
    assert taken.version.screening.reasons == {"phi.phone-1": "It is my own number and I want calls."}


def test_a_reason_for_something_else_does_not_count(pat: Member) -> None:
    outcome = pat.publishes(PATIENTS_OWN_PHONE, reasons={"phi.email-1": "Because."})
    assert isinstance(outcome, Stopped)


def _held(member: Member) -> Post:
    """A family member who names another person is held (author caps)."""
    outcome = member.publishes("My neighbour Odalys Ferriman came home from Larkmoor Regional on March 3rd.")
    assert isinstance(outcome, Done), outcome
    return outcome.post


def test_what_a_patient_says_of_others_waits_for_a_second_person(pat: Member, sam: Member) -> None:
    post = _held(pat)
    assert post.state == Post.State.HELD
    assert Review.objects.filter(subject_kind="version", state="open", author=pat.seat).count() == 1
    assert not Post.objects.visible_to(sam.person).filter(pk=post.pk).exists()
    assert Post.objects.visible_to(pat.person).filter(pk=post.pk).exists()


def test_a_release_lets_it_out_and_tells_the_author(pat: Member, mo: Member, sam: Member) -> None:
    post = _held(pat)
    review = Review.objects.get(author=pat.seat)
    reviews.claim(mo.person, review.pk)
    reviews.release(mo.person, review.pk)
    post.refresh_from_db()
    assert post.state == Post.State.LIVE
    assert Post.objects.visible_to(sam.person).filter(pk=post.pk).exists()
    assert Notice.objects.filter(seat=pat.seat, kind="review.released").exists()


def test_a_return_keeps_the_words_for_the_author(pat: Member, mo: Member, sam: Member) -> None:
    post = _held(pat)
    review = Review.objects.get(author=pat.seat)
    reviews.claim(mo.person, review.pk)
    reviews.send_back(mo.person, review.pk, words="Please say “a neighbour”.")
    post.refresh_from_db()
    assert post.state == Post.State.RETURNED
    assert not Post.objects.visible_to(sam.person).filter(pk=post.pk).exists()
    changed = publishing.edit_post(pat.person, pat.fresh_seat(), post, Composition(text="A neighbour came home."))
    assert isinstance(changed, Done)
    post.refresh_from_db()
    assert post.state == Post.State.LIVE


def test_the_old_version_stays_live_until_the_new_one_passes(pat: Member, mo: Member, sam: Member) -> None:
    post = pat.posts("I walked up the hill today.")
    held = publishing.edit_post(
        pat.person,
        pat.fresh_seat(),
        post,
        Composition(text="I walked up the hill with Odalys Ferriman, who has cancer."),
    )
    assert isinstance(held, Done)
    seen = access.get_post(sam.person, post.pk)
    assert seen.live is not None
    assert seen.live.text == "I walked up the hill today."
    review = Review.objects.get(subject_kind="version", subject_id=held.version.pk)
    reviews.claim(mo.person, review.pk)
    reviews.release(mo.person, review.pk)
    seen = access.get_post(sam.person, post.pk)
    assert seen.live is not None
    assert seen.live.number == 2


def test_an_edit_replaces_an_older_one_that_waits(pat: Member) -> None:
    post = _held(pat)
    publishing.edit_post(pat.person, pat.fresh_seat(), post, Composition(text="A neighbour came home."))
    states = list(Version.objects.filter(post=post).order_by("number").values_list("state", flat=True))
    assert states == ["dropped", "passed"]
    assert list(Review.objects.filter(author=pat.seat).values_list("state", flat=True)) == ["moot"]


def test_withdrawing_takes_it_from_everybody_and_its_review_with_it(pat: Member, sam: Member) -> None:
    post = _held(pat)
    publishing.withdraw_post(pat.person, post)
    assert not Post.objects.visible_to(pat.person).filter(pk=post.pk).exists()
    assert Review.objects.get(author=pat.seat).state == "moot"


def test_replies_of_a_withdrawn_post_are_hidden_too(nadia: Member, sam: Member) -> None:
    post = nadia.posts(CLEAN)
    answer = sam.posts("Thank you for saying so.", parent=post)
    post.refresh_from_db()
    assert post.reply_count == 1
    publishing.withdraw_post(nadia.person, post)
    assert not Post.objects.visible_to(nadia.person).filter(pk=answer.pk).exists()


def test_a_reply_tells_the_author(nadia: Member, sam: Member) -> None:
    post = nadia.posts(CLEAN)
    sam.posts("Thank you for saying so.", parent=post)
    assert Notice.objects.filter(seat=nadia.seat, kind="post.replied").count() == 1


def test_a_mention_tells_the_named_and_links_them(nadia: Member, priya: Member) -> None:
    post = nadia.posts("Thank you @priya-raman for the talk today.")
    assert post.live is not None
    assert 'href="/@priya-raman/"' in post.live.html
    assert Notice.objects.filter(seat=priya.seat, kind="post.mentioned").count() == 1


class _Silent:
    """A guard that does not answer."""

    def check(self, *_args: object, **_options: object) -> object:
        raise GuardUnavailable("out of order")


def test_when_the_guard_cannot_answer_public_words_wait_and_go_out_later(
    nadia: Member, sam: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "guard", lambda *_tier: _Silent())
    outcome = nadia.publishes(CLEAN)
    assert isinstance(outcome, Done)
    assert outcome.post.state == Post.State.WAITING
    assert not Post.objects.visible_to(sam.person).filter(pk=outcome.post.pk).exists()
    monkeypatch.undo()
    assert work.drain() >= 1
    outcome.post.refresh_from_db()
    assert outcome.post.state == Post.State.LIVE


def test_what_the_guard_would_have_blocked_comes_back_when_it_answers(
    nadia: Member, sam: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "guard", lambda *_tier: _Silent())
    outcome = nadia.publishes(NAMES_A_PATIENT)
    assert isinstance(outcome, Done)
    monkeypatch.undo()
    work.drain()
    outcome.post.refresh_from_db()
    assert outcome.post.state == Post.State.RETURNED
    assert not Post.objects.visible_to(sam.person).filter(pk=outcome.post.pk).exists()
    assert Notice.objects.filter(seat=nadia.seat, kind="post.needs_change").exists()


@pytest.mark.parametrize("text", ["", "   \n ", "\x00\x01"])
def test_nothing_is_no_post(nadia: Member, text: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        nadia.publishes(text)
    assert refused.value.field == "text"


def test_too_long_is_said_beside_the_field(nadia: Member) -> None:
    with pytest.raises(Unacceptable) as refused:
        nadia.publishes("word " * 5000)
    assert "20,000" in refused.value.sentence


def test_control_and_direction_characters_are_taken_out(nadia: Member) -> None:
    post = nadia.posts("A quiet\x00 walk \u202edoes wonders\u202c.\r\nCome along.")
    assert post.live is not None
    assert post.live.text == "A quiet walk does wonders.\nCome along."


def test_html_is_shown_as_text(nadia: Member) -> None:
    post = nadia.posts("<script>alert(1)</script> and <b>bold</b> words")
    assert post.live is not None
    assert "<script" not in post.live.html
    assert "&lt;script&gt;" in post.live.html


def test_colleagues_are_only_addressed_from_within_an_organisation(sam: Member) -> None:
    with pytest.raises(Denied):
        sam.publishes(CLEAN, audience="organisation")


def test_words_for_colleagues_stay_with_them(nadia: Member, priya: Member, sam: Member, remy: Member) -> None:
    post = nadia.posts(CLEAN, audience="organisation")
    assert Post.objects.visible_to(priya.person).filter(pk=post.pk).exists()
    for stranger in (sam, remy):
        assert not Post.objects.visible_to(stranger.person).filter(pk=post.pk).exists()


def test_publishing_clears_the_draft(nadia: Member) -> None:
    Draft.objects.create(seat=nadia.seat, key="new", text=CLEAN)
    nadia.posts(CLEAN)
    assert not Draft.objects.exists()


def test_only_the_author_edits_and_withdraws(nadia: Member, priya: Member) -> None:
    post = nadia.posts(CLEAN)
    with pytest.raises(Denied):
        publishing.edit_post(priya.person, priya.fresh_seat(), post, Composition(text="Other words."))
    with pytest.raises(Denied):
        access.get_own_post(priya.person, post.pk)
