"""Audiences, blocks, mutes, ended seats: decided in the query."""

import pytest

from cast import Member
from commonward.community import queries
from commonward.community.actions import gestures
from commonward.community.models import Post, Profile
from commonward.kernel.actor import VISITOR, System
from commonward.kernel.errors import Denied

WORDS = "A quiet walk does wonders after a long night shift."


def _sees(member: Member, post: Post) -> bool:
    return Post.objects.visible_to(member.person).filter(pk=post.pk).exists()


def test_public_words_are_for_everybody(nadia: Member, sam: Member) -> None:
    post = nadia.posts(WORDS)
    assert _sees(sam, post)
    assert Post.objects.visible_to(VISITOR).filter(pk=post.pk).exists()


def test_words_for_followers_are_for_them_alone(nadia: Member, sam: Member, pat: Member) -> None:
    gestures.follow(sam.person, nadia.profile)
    post = nadia.posts(WORDS, audience="followers")
    assert _sees(sam, post)
    assert _sees(nadia, post)
    assert not _sees(pat, post)
    assert not Post.objects.visible_to(VISITOR).filter(pk=post.pk).exists()


def test_an_answer_follows_the_audience_of_what_it_answers(nadia: Member, sam: Member, pat: Member) -> None:
    gestures.follow(sam.person, nadia.profile)
    gestures.follow(pat.person, sam.profile)
    post = nadia.posts(WORDS, audience="followers")
    answer = sam.posts("Thank you for this.", parent=post)
    assert _sees(nadia, answer)
    assert not _sees(pat, answer)


def test_a_block_hides_both_ways_and_ends_following(nadia: Member, sam: Member) -> None:
    gestures.follow(sam.person, nadia.profile)
    mine, theirs = nadia.posts(WORDS), sam.posts(WORDS)
    gestures.keep_apart(nadia.person, sam.profile, "block")
    assert not _sees(sam, mine)
    assert not _sees(nadia, theirs)
    assert not Profile.objects.visible_to(sam.person).filter(pk=nadia.profile.pk).exists()
    assert not sam.profile.following.exists()
    with pytest.raises(Denied):
        gestures.follow(sam.person, nadia.profile)
    gestures.end_distance(nadia.person, sam.profile, "block")
    assert _sees(sam, mine)


def test_a_block_hides_what_others_answered_too(nadia: Member, sam: Member, pat: Member) -> None:
    post = nadia.posts(WORDS)
    theirs, own = pat.posts("Thank you for this.", parent=post), sam.posts("So do I.", parent=post)
    gestures.keep_apart(nadia.person, sam.profile, "block")
    assert _sees(pat, own) is True
    assert _sees(sam, theirs) is False
    page = sam.client.get(f"/p/{own.pk}/")  # one's own words stay one's own
    assert page.status_code == 200
    assert "So do I." in page.content.decode()
    assert WORDS not in page.content.decode()


def test_answers_go_with_a_seat_that_ended(nadia: Member, sam: Member, pat: Member) -> None:
    answer = pat.posts("Thank you for this.", parent=nadia.posts(WORDS))
    Profile.objects.filter(pk=nadia.profile.pk).update(is_shown=False)
    assert not _sees(sam, answer)
    assert not Post.objects.visible_to(VISITOR).filter(pk=answer.pk).exists()


def test_a_mute_hides_from_lists_only(nadia: Member, sam: Member) -> None:
    gestures.follow(sam.person, nadia.profile)
    post = nadia.posts(WORDS)
    gestures.keep_apart(sam.person, nadia.profile, "mute")
    assert _sees(sam, post)
    assert not queries.home(sam.person).filter(pk=post.pk).exists()
    assert not queries.local(sam.person).filter(pk=post.pk).exists()
    assert queries.said_by(sam.person, nadia.profile.pk).filter(pk=post.pk).exists()


def test_home_holds_those_one_follows_and_oneself(nadia: Member, sam: Member, pat: Member) -> None:
    gestures.follow(sam.person, nadia.profile)
    followed, own, other = nadia.posts(WORDS), sam.posts(WORDS), pat.posts(WORDS)
    seen = set(queries.home(sam.person).values_list("pk", flat=True))
    assert seen == {followed.pk, own.pk}
    assert other.pk in set(queries.local(sam.person).values_list("pk", flat=True))


def test_an_ended_seat_shows_nothing_any_more(nadia: Member, sam: Member) -> None:
    post = nadia.posts(WORDS)
    Profile.objects.filter(pk=nadia.profile.pk).update(is_shown=False)
    assert not _sees(sam, post)


def test_saved_posts_are_those_one_may_still_see(nadia: Member, sam: Member) -> None:
    post = nadia.posts(WORDS)
    gestures.save(sam.person, post)
    assert list(queries.saved_by(sam.person)) == [post]
    gestures.keep_apart(nadia.person, sam.profile, "block")
    assert list(queries.saved_by(sam.person)) == []


def test_jobs_see_everything(nadia: Member) -> None:
    post = nadia.posts(WORDS, audience="organisation")
    assert Post.objects.visible_to(System("test")).filter(pk=post.pk).exists()


def test_gestures_count_once_and_can_be_taken_back(nadia: Member, sam: Member) -> None:
    post = nadia.posts(WORDS)
    for _time in range(2):
        gestures.thank(sam.person, post)
    post.refresh_from_db()
    assert post.thanks_count == 1
    for _time in range(2):
        gestures.unthank(sam.person, post)
    post.refresh_from_db()
    assert post.thanks_count == 0
    with pytest.raises(Denied):
        gestures.thank(nadia.person, post)
