"""What the guard is not sure of is said and stops nothing: while writing, on sending, in replies, edits, profiles."""

import pytest

from cast import Member
from commonward.community.actions import faces
from commonward.community.actions.publishing import Done, edit_post
from commonward.community.composition import Composition
from commonward.community.models import Post
from commonward.guard import Decision
from commonward.oversight import screening, showing
from commonward.oversight.models import Verdict

pytestmark = pytest.mark.django_db

#: A visit as any other, on a day that is told from the day of the post.
NEARLY = "My patient came yesterday and felt better."


def _is_a_note(outcome: object) -> None:
    assert isinstance(outcome, Done), outcome
    assert outcome.post.state == Post.State.LIVE
    assert outcome.version.screening.verdict == Verdict.NOTE
    assert [row["decision"] for row in outcome.version.screening.findings] == ["note"]


def test_the_words_of_these_tests_are_a_near_miss() -> None:
    confidence = showing.catalogue().confidence
    checked = screening.preview(screening.Voice("professional"), NEARLY, context="public_post")
    assert [finding.decision for finding in checked.findings] == [Decision.NOTE]
    assert confidence.notice <= checked.findings[0].confidence < confidence.act
    sure = screening.preview(
        screening.Voice("professional"), "Our patient was discharged yesterday.", context="public_post"
    )
    rule = checked.findings[0].rule
    assert [finding.decision for finding in sure.findings if finding.rule == rule] == [Decision.BLOCK]


def test_the_live_check_shows_a_quiet_note_and_lets_it_go_out(nadia: Member) -> None:
    answer = nadia.client.post("/write/check/", {"text": NEARLY, "audience": "public", "key": "new"})
    page = answer.content.decode()
    assert 'class="finding" data-level="note"' in page
    assert 'data-can-publish="true"' in page
    assert "This can go out. There is something good to know first." in page
    assert "Keep it, say why" not in page


def test_a_post_a_reply_and_an_edit_go_out(nadia: Member, priya: Member) -> None:
    _is_a_note(nadia.publishes(NEARLY))
    root = priya.posts("How was your day?")
    _is_a_note(nadia.publishes(NEARLY, parent=root))
    post = nadia.posts("How was it?")
    composition = Composition(text=NEARLY, draft_key=f"edit:{post.pk}")
    _is_a_note(edit_post(nadia.person, nadia.fresh_seat(), post, composition))


def test_a_profile_is_shown(nadia: Member) -> None:
    face = faces.Face(display_name="Nadia Okafor", handle="nadia-okafor", biography=NEARLY)
    shown = faces.show_face(nadia.person, nadia.fresh_seat(), face)
    assert isinstance(shown, faces.Shown), shown
    assert shown.profile.screening.verdict == Verdict.NOTE
