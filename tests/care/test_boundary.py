"""A professional and their own patient do not follow each other: care is offered, no chosen name is told (S19)."""

import pytest

from cast import Member, member
from cast.caring import in_care
from commonward.care.actions import relating, teams
from commonward.care.models import Membership, Relationship, Team
from commonward.community.actions import gestures
from commonward.community.actions.gestures import CareInstead
from commonward.community.models import Follow, Post
from commonward.kernel.actor import Role
from commonward.people.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_it_is_stopped_and_care_is_offered(relationship: Relationship, nadia: Member, pat: Member) -> None:
    for who, other in ((nadia, pat), (pat, nadia)):
        answer = who.client.post(f"/@{other.profile.handle}/follow/", follow=True)
        assert answer.redirect_chain[-1][0] == "/care/"
        assert "Following is closed between you" in answer.content.decode()
        with pytest.raises(CareInstead):
            gestures.follow(who.person, other.profile)
    assert not Follow.objects.exists()


def test_others_follow_as_always(relationship: Relationship, pat: Member, sam: Member, remy: Member) -> None:
    gestures.follow(sam.person, pat.profile)
    gestures.follow(remy.person, pat.profile)
    assert Follow.objects.filter(is_quiet=False).count() == 2


def test_behind_a_chosen_name_nothing_is_told_and_nothing_is_opened(
    heart: Team, nadia: Member, remy: Member, harbour: Organisation
) -> None:
    quiet = member("Paper Birds", Role.PATIENT, pseudonym=True)
    in_care(quiet, nadia, heart, name="Ines Carvalho")
    post = quiet.posts("A bad night, and a good morning.", audience="followers")
    answers = [who.client.post("/@paper-birds/follow/") for who in (nadia, remy)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/@paper-birds/")] * 2
    pages = [who.client.get("/@paper-birds/").content.decode() for who in (nadia, remy)]
    assert "Unfollow" in pages[0] or "Following" in pages[0] or "follow" in pages[0]
    assert not Post.objects.visible_to(nadia.person).filter(pk=post.pk).exists()
    assert Post.objects.visible_to(remy.person).filter(pk=post.pk).exists()


def test_who_followed_before_reads_only_what_everybody_reads(heart: Team, nadia: Member, pat: Member) -> None:
    gestures.follow(nadia.person, pat.profile)
    post = pat.posts("Only for those who follow me.", audience="followers")
    assert Post.objects.visible_to(nadia.person).filter(pk=post.pk).exists()
    in_care(pat, nadia, heart)
    assert not Post.objects.visible_to(nadia.person).filter(pk=post.pk).exists()


def test_whoever_joins_the_team_comes_under_it_and_whoever_leaves_does_not(
    relationship: Relationship, ada: Member, pat: Member, harbour: Organisation
) -> None:
    ivo = member("Ivo Brandt", Role.PROFESSIONAL, at=harbour, profession="nurse")
    gestures.follow(ivo.person, pat.profile)
    teams.join(ada.person, relationship.team, ivo.seat)
    assert Follow.objects.get().is_quiet
    teams.leave(ada.person, Membership.objects.get(seat=ivo.seat))
    gestures.unfollow(ivo.person, pat.profile)
    gestures.follow(ivo.person, pat.profile)
    assert not Follow.objects.get().is_quiet


def test_when_care_ends_they_are_free(relationship: Relationship, nadia: Member, pat: Member) -> None:
    relating.end(pat.person, relationship)
    gestures.follow(pat.person, nadia.profile)
    assert not Follow.objects.get().is_quiet
