"""The column beside a list: what waits for the reader, people of their organisation, tags in use."""

import pytest
from django.test import Client

from cast import Member, member
from cast.people import proven
from commonward.community import drafts
from commonward.community.actions import gestures
from commonward.community.actions.publishing import Done
from commonward.community.composition import Composition
from commonward.community.models import Distance, Post
from commonward.kernel.actor import Role
from commonward.kernel.ref import Ref
from commonward.oversight import reports, reviews
from commonward.oversight.models import Review
from commonward.people import actions as people_actions
from commonward.people.models import Credential, Organisation

OF_A_NEIGHBOUR = "My neighbour Odalys Ferriman came home from Larkmoor Regional on March 3rd and sings again!"


def _home(who: Member) -> str:
    answer = who.client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def _returned(author: Member, reader: Member) -> Post:
    outcome = author.publishes(OF_A_NEIGHBOUR)
    assert isinstance(outcome, Done)
    review = Review.objects.get(subject_kind="version", subject_id=outcome.version.pk)
    reviews.claim(reader.person, review.pk)
    reviews.send_back(reader.person, review.pk, words="Please say “a neighbour”.")
    return outcome.post


def test_words_that_came_back_wait_for_their_author_until_they_do_something(pat: Member, mo: Member) -> None:
    assert "Your words came back" not in _home(pat)
    post = _returned(pat, mo)
    page = _home(pat)
    assert "Your words came back" in page
    assert f"/p/{post.pk}/" in page
    assert "Ferriman" not in page
    reviews.appeal(pat.person, Review.objects.get(state="returned").pk, plea="She asked me to.")
    assert "Your words came back" not in _home(pat)
    own = pat.client.get(f"/p/{post.pk}/").content.decode()
    assert "A second look was asked for" in own
    assert "Please say “a neighbour”." in own


def test_a_change_that_came_back_waits_though_the_post_is_live(pat: Member, mo: Member) -> None:
    post = pat.posts("My neighbour sings again, and the wall is thin.")
    changed = pat.client.post(f"/p/{post.pk}/edit/", {"key": f"edit:{post.pk}", "text": OF_A_NEIGHBOUR, "publish": "1"})
    assert changed.status_code == 302
    assert "A second person reads this first" in pat.client.get("/on-their-way/").content.decode()
    review = Review.objects.get(state="open")
    reviews.claim(mo.person, review.pk)
    reviews.send_back(mo.person, review.pk, words="Please keep it as it was.")
    assert "Your words came back" in _home(pat)
    assert "Please keep it as it was." in pat.client.get("/on-their-way/").content.decode()


def test_a_reviewer_sees_what_waits_longest_and_what_they_took(
    pat: Member, sam: Member, mo: Member, remy: Member
) -> None:
    outcome = pat.publishes(OF_A_NEIGHBOUR)
    assert isinstance(outcome, Done)
    post = sam.posts("Fresh soup and a long walk.")
    assert post.live_id is not None
    reports.report(pat.person, Ref("version", post.live_id), author=sam.person, reason="other", words="Hm.")
    page = _home(mo)
    assert "A held text waits" in page
    assert "A reader has a doubt" in page
    assert "Decide what you took" not in page
    reviews.claim(mo.person, Review.objects.get(kind="held").pk)
    assert "Decide what you took" in _home(mo)
    assert "A held text waits" not in _home(remy)


def test_a_licence_waits_for_its_owner_and_then_for_a_verifier(nadia: Member, ada: Member) -> None:
    assert "State your licence" in _home(nadia)
    people_actions.state_credential(
        nadia.person, nadia.seat, kind=Credential.Kind.LICENCE, number="ME 4471", jurisdiction="US-ME"
    )
    assert "State your licence" not in _home(nadia)
    assert "Verify a licence" in _home(ada)
    proven(Credential.objects.get(), ada)
    assert "Verify a licence" not in _home(ada)


def test_drafts_of_answers_wait_and_the_new_one_stands_in_the_composer_with_its_marks(
    nadia: Member, pat: Member
) -> None:
    post = pat.posts("A walk does good.")
    drafts.keep_draft(nadia.person, Composition(text="And a rest", draft_key=f"reply:{post.pk}"))
    drafts.keep_draft(nadia.person, Composition(text="My patient Odalys Ferriman went home."))
    page = _home(nadia)
    assert "Finish your answer" in page
    assert f"/p/{post.pk}/reply/" in page
    assert '<mark class="mark" data-level="block"' in page
    assert "This names a patient" in page


def test_people_of_ones_organisation_whom_one_does_not_follow(
    nadia: Member, priya: Member, remy: Member, harbour: Organisation
) -> None:
    member("paper birds", Role.PROFESSIONAL, at=harbour, profession="midwife", pseudonym=True)
    assert "From your organisation" in _home(nadia)
    assert "Priya Raman" in _home(nadia)
    assert "Remy Laurent" not in _home(nadia)
    assert "paper birds" not in _home(nadia)
    gestures.follow(nadia.person, priya.profile)
    assert "Priya Raman" not in _home(nadia)
    gestures.unfollow(nadia.person, priya.profile)
    gestures.keep_apart(priya.person, nadia.profile, Distance.Kind.BLOCK)
    assert "Priya Raman" not in _home(nadia)


def test_tags_of_public_posts_only(nadia: Member, sam: Member) -> None:
    nadia.posts("Rest well. #nightshift")
    sam.posts("Rest again. #nightshift #tea")
    nadia.posts("For us alone. #rota", audience="organisation")
    page = _home(sam)
    assert page.index("#nightshift") < page.index("#tea")
    assert "#rota" not in page


@pytest.mark.parametrize("path", ["/", "/local/", "/welcome/"])
def test_a_visitor_sees_tags_and_nothing_that_waits(nadia: Member, path: str) -> None:
    nadia.posts("Rest well. #nightshift")
    page = Client().get(path).content.decode()
    assert "#nightshift" in page
    assert "Waits for you" not in page
