"""Review marks, disputes, and asking a colleague: by verified professionals, on exact words, never a vote."""

import pytest

from cast import Member
from commonward.community.actions import appraising, publishing
from commonward.community.actions.publishing import Done, Stopped, edit_post
from commonward.community.composition import Composition
from commonward.community.models import Post, ReviewMark, ReviewRequest
from commonward.kernel.actor import Role, System
from commonward.kernel.errors import Conflict, Denied, Unacceptable
from commonward.kernel.models import Entry
from commonward.oversight import reviews
from commonward.oversight.models import Review
from commonward.people import actions
from commonward.people.models import Credential, Notice, Organisation
from commonward.people.queries import person_of
from community.test_quality import SOURCED, card, line, verified

pytestmark = pytest.mark.django_db

WHY = "The trial counted days in hospital, not falls. See https://doi.org/10.1136/bmj.n71"


@pytest.fixture
def checked(priya: Member, olu: Member) -> Member:
    """Priya, a physician whose licence was verified."""
    verified(priya, olu, "MD 77")
    return priya


@pytest.fixture
def post(nadia: Member) -> Post:
    """Nadia's public health post."""
    return nadia.posts(SOURCED)


def fresh(post: Post) -> Post:
    return Post.objects.select_related("author__seat", "live").get(pk=post.pk)


def marks(by: Member, post: Post) -> None:
    now = fresh(post)
    assert now.live_id is not None
    appraising.mark_reviewed(by.person, now, version=now.live_id)


def disputes(by: Member, post: Post, words: str = WHY) -> publishing.Outcome:
    composition = Composition(text=words, draft_key=f"dispute:{post.pk}")
    return publishing.publish_post(by.person, by.fresh_seat(), composition, parent=fresh(post), disputing=True)


def told(member: Member) -> list[str]:
    """The notices about posts in the member's seat."""
    return list(
        Notice.objects.filter(seat=member.seat, subject_kind="post").order_by("pk").values_list("kind", flat=True)
    )


# --- Marks ----------------------------------------------------------------------------------------------------------
def test_a_verified_professional_marks_and_readers_see_who_and_when(
    checked: Member, nadia: Member, sam: Member, post: Post
) -> None:
    page = checked.client.get(f"/p/{post.pk}/quality/").content.decode()
    assert "Mark as reviewed" in page
    answer = checked.client.post(f"/p/{post.pk}/mark/", {"version": str(post.live_id or fresh(post).live_id)})
    assert answer.status_code == 302
    assert "· reviewed" in line(sam.client, post)
    assert "By a verified professional, these very words: Priya Raman, Physician, on" in card(sam.client, post)
    assert told(nadia) == ["post.marked"]
    entry = Entry.objects.get(action="post.marked")
    assert entry.detail == {"version": fresh(post).live_id}


def test_an_edit_takes_the_mark_away_and_tells_who_gave_it(
    checked: Member, nadia: Member, sam: Member, post: Post
) -> None:
    marks(checked, post)
    for words in (f"{SOURCED} And rest.", f"{SOURCED} And rest, too."):
        composition = Composition(text=words, draft_key=f"edit:{post.pk}")
        assert isinstance(edit_post(nadia.person, nadia.fresh_seat(), post, composition), Done)
    assert "not reviewed yet" in line(sam.client, post)
    assert "Nobody has reviewed these words since they changed." in card(sam.client, post)
    assert told(checked).count("post.mark_lapsed") == 1  # the second change concerned words without a mark
    assert ReviewMark.objects.count() == 1  # the record of who read which words stays


def test_words_that_changed_under_the_reader_are_not_marked(checked: Member, nadia: Member, post: Post) -> None:
    read = fresh(post).live_id
    edit_post(nadia.person, nadia.fresh_seat(), post, Composition(text=f"{SOURCED} x", draft_key=f"edit:{post.pk}"))
    answer = checked.client.post(f"/p/{post.pk}/mark/", {"version": str(read)})
    assert answer.status_code == 409
    assert not ReviewMark.objects.exists()


def test_a_mark_can_be_taken_back(checked: Member, sam: Member, post: Post) -> None:
    marks(checked, post)
    with pytest.raises(Conflict):
        marks(checked, post)
    assert "Take my mark away" in checked.client.get(f"/p/{post.pk}/quality/").content.decode()
    for _again in range(2):
        assert checked.client.post(f"/p/{post.pk}/unmark/").status_code == 302
    assert "not reviewed yet" in line(sam.client, post)
    assert Entry.objects.filter(action="post.unmarked").count() == 1


def test_a_licence_that_ran_out_is_said(checked: Member, sam: Member, post: Post) -> None:
    marks(checked, post)
    actions.remove_credential(checked.person, Credential.objects.get(seat=checked.seat))
    assert "(licence verified then)" in card(sam.client, post)


def test_who_may_not(checked: Member, nadia: Member, sam: Member, remy: Member, olu: Member, post: Post) -> None:
    verified(nadia, olu)
    for one, why in ((nadia, "their own words"), (sam, "licence was verified"), (remy, "licence was verified")):
        with pytest.raises(Denied) as refused:
            marks(one, post)
        assert why in refused.value.sentence
        with pytest.raises(Denied):
            disputes(one, post)
    among = nadia.posts(SOURCED, audience="organisation")
    with pytest.raises(Denied):
        marks(checked, among)
    assert "This is for health professionals whose licence was verified here." in (
        remy.client.get(f"/p/{post.pk}/quality/").content.decode()
    )
    assert sam.client.post(f"/p/{post.pk}/mark/", {"version": str(fresh(post).live_id)}).status_code == 403


def test_nobody_marks_their_own_from_another_seat(
    nadia: Member, olu: Member, post: Post, larkmoor: Organisation
) -> None:
    seat = actions.grant_seat(
        System("tests"),
        nadia.account,
        Role.PROFESSIONAL,
        organisation=larkmoor,
        profession="nurse",
    )
    now = fresh(post)
    with pytest.raises(Denied, match="denied"):
        appraising.mark_reviewed(person_of(seat), now, version=now.live_id or 0)


# --- Disputes -------------------------------------------------------------------------------------------------------
def test_a_dispute_stands_with_name_credential_and_reason_and_can_be_answered(
    checked: Member, nadia: Member, sam: Member, post: Post
) -> None:
    answer = checked.client.post(f"/p/{post.pk}/dispute/", {"text": WHY, "key": f"dispute:{post.pk}", "publish": "1"})
    assert answer.status_code == 302, answer.content.decode()
    assert line(sam.client, post).startswith("How good is this information? Disputed ·")
    told_on_card = card(sam.client, post)
    assert "Read why, and what the author answers: Priya Raman, Physician, verified" in told_on_card
    page = sam.client.get(f"/p/{post.pk}/").content.decode()
    assert "Disputes what it answers" in page
    assert "The trial counted days in hospital" in page
    assert told(nadia) == ["post.disputed"]
    made = Post.objects.get(disputes__isnull=False)
    nadia.posts("Thank you, I will look again.", parent=made)
    assert "Thank you, I will look again." in sam.client.get(f"/p/{post.pk}/").content.decode()
    with pytest.raises(Denied):
        disputes(checked, made)


def test_a_dispute_is_screened_like_every_text(checked: Member, post: Post) -> None:
    outcome = disputes(checked, post, "My patient Odalys Ferriman, MRN 00482913, fell all the same.")
    assert isinstance(outcome, Stopped)
    assert fresh(post).dispute_count == 0


def test_a_dispute_of_words_that_changed_says_so_and_one_withdrawn_is_gone(
    checked: Member, nadia: Member, sam: Member, post: Post
) -> None:
    outcome = disputes(checked, post)
    assert isinstance(outcome, Done)
    edit_post(
        nadia.person, nadia.fresh_seat(), post, Composition(text=f"{SOURCED} Or not.", draft_key=f"edit:{post.pk}")
    )
    assert "(of an earlier version)" in card(sam.client, post)
    publishing.withdraw_post(checked.person, outcome.post)
    assert fresh(post).dispute_count == 0
    assert "Disputes None." in card(sam.client, post)


def test_ten_disputes_weigh_as_one(checked: Member, sam: Member, post: Post) -> None:
    disputes(checked, post)
    once = line(sam.client, post)
    disputes(checked, post, "And another thing: the dose is missing.")
    assert line(sam.client, post) == once


# --- Asking ---------------------------------------------------------------------------------------------------------
def test_an_author_asks_a_colleague_who_hears_of_it_and_answers(checked: Member, nadia: Member, post: Post) -> None:
    answer = nadia.client.post(f"/p/{post.pk}/ask/", {"colleague": "@priya-raman"})
    assert answer.status_code == 302
    assert told(checked) == ["post.review_asked"]
    assert "asked on" in nadia.client.get(f"/p/{post.pk}/quality/").content.decode()
    marks(checked, post)
    assert ReviewRequest.objects.get().answered_at is not None
    assert "has answered" in nadia.client.get(f"/p/{post.pk}/quality/").content.decode()


@pytest.mark.parametrize(
    ("handle", "sentence"),
    [
        ("", "Say who should look at it"),
        ("nobody-here", "There is nobody here by this handle"),
        ("sam-ode", "Only professionals with a verified licence"),
        ("nadia-okafor", "This is you."),
    ],
)
def test_whom_one_can_not_ask_is_said_beside_the_field(
    nadia: Member, sam: Member, post: Post, handle: str, sentence: str
) -> None:
    answer = nadia.client.post(f"/p/{post.pk}/ask/", {"colleague": handle})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ReviewRequest.objects.exists()


def test_a_colleague_is_told_only_once_others_can_see_it(checked: Member, pat: Member, mo: Member) -> None:
    held = Composition(text="My friend Odalys Ferriman has cancer.", colleague="priya-raman")
    outcome = publishing.publish_post(pat.person, pat.fresh_seat(), held)
    assert isinstance(outcome, Done)
    assert told(checked) == []
    review = Review.objects.get(author=pat.seat)
    reviews.claim(mo.person, review.pk)
    reviews.release(mo.person, review.pk)
    assert told(checked) == ["post.review_asked"]


def test_asking_while_writing_checks_the_name_before_anything_goes_out(nadia: Member) -> None:
    with pytest.raises(Unacceptable) as refused:
        publishing.publish_post(nadia.person, nadia.fresh_seat(), Composition(text=SOURCED, colleague="nobody"))
    assert refused.value.field == "colleague"
    assert not Post.objects.exists()


def test_nobody_else_learns_who_was_asked(checked: Member, nadia: Member, sam: Member, post: Post) -> None:
    appraising.ask_review(nadia.person, fresh(post), "priya-raman")
    assert not ReviewRequest.objects.visible_to(sam.person).exists()
    assert "asked on" not in checked.client.get(f"/p/{post.pk}/quality/").content.decode()
    assert sam.client.post(f"/p/{post.pk}/ask/", {"colleague": "priya-raman"}).status_code == 403
