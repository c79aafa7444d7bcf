"""A publication consent: exact words, readers, purpose, end; for what was named; down at once when taken back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cast import Member
from cast.caring import Talk, seat_of
from commonward.care.actions import relating, showings
from commonward.care.actions.showings import Wish
from commonward.care.models import Relationship, Showing
from commonward.community import handlers
from commonward.community.actions import publishing
from commonward.community.actions.publishing import Done, Stopped
from commonward.community.composition import Composition
from commonward.community.models import Post, Profile, ShownUnder
from commonward.consent import actions as consents
from commonward.consent.models import Fact, Grant
from commonward.kernel import clock, work
from commonward.kernel.errors import Denied, Unacceptable
from commonward.kernel.models import Entry
from commonward.people.models import Notice

pytestmark = pytest.mark.django_db

WORDS = "My patient Pat Lindqvist walks three miles again, a year after the heart attack."


def _until(days: int = 60) -> str:
    return (timezone.localtime() + timedelta(days=days)).date().isoformat()


def _asked(who: Member, relationship: Relationship, words: str = WORDS, audience: str = "public") -> Showing:
    return showings.ask(who.person, seat_of(who), relationship, Wish(words, audience, "story", _until()))


def _agreed(who: Member, relationship: Relationship, patient: Member, **more: str) -> Showing:
    return showings.agree(patient.person, _asked(who, relationship, **more), 1)


def _publishes(who: Member, words: str = WORDS, audience: str = "public") -> publishing.Outcome:
    keys = Composition(words, audience=audience, considered=True)
    checked = publishing.publish_post(who.person, seat_of(who), keys)
    if isinstance(checked, Stopped) and checked.field == "reasons":
        rules = [f"{one.rule}-1" for one in checked.checked.findings]
        reasons = dict.fromkeys(rules, "The patient agreed.")
        return publishing.publish_post(
            who.person, seat_of(who), Composition(words, audience=audience, considered=True, reasons=reasons)
        )
    return checked


def test_without_it_the_words_are_stopped(relationship: Relationship, nadia: Member) -> None:
    assert isinstance(_publishes(nadia), Stopped)


def test_asked_read_agreed_and_shown(relationship: Relationship, nadia: Member, pat: Member, sam: Member) -> None:
    form = {"words": WORDS, "audience": "public", "purpose": "story", "until": _until()}
    answer = nadia.client.post(f"/care/relationships/{relationship.pk}/show/", form)
    assert answer.status_code == 302
    showing = Showing.objects.get()
    assert showing.facts
    assert Notice.objects.filter(seat=pat.seat, kind="care.show_asked").exists()
    assert f"/care/showings/{showing.pk}/" in pat.client.get("/you/consent/").content.decode()
    page = pat.client.get(f"/care/showings/{showing.pk}/").content.decode()
    assert "walks three miles again" in page
    assert 'class="mark"' in page
    answer = pat.client.post(f"/care/showings/{showing.pk}/", {"do": "agree", "wording": "1"})
    assert answer.status_code == 302
    showing.refresh_from_db()
    grant = Grant.objects.get(kind="publication")
    assert (showing.state, showing.grant_id) == ("agreed", grant.pk)
    assert list(Fact.objects.order_by("start").values_list("start", "end")) == [tuple(one) for one in showing.facts]
    done = _publishes(nadia)
    assert isinstance(done, Done), done
    assert done.post.state == "live"
    assert "walks three miles" in sam.client.get("/local/").content.decode()
    acts = Entry.objects.filter(action__startswith="showing.").order_by("sequence").values_list("action", flat=True)
    assert set(acts) >= {"showing.asked", "showing.agreed"}


def test_another_letter_other_readers_or_another_place_are_not_permitted(
    relationship: Relationship, nadia: Member, pat: Member, remy: Member
) -> None:
    _agreed(nadia, relationship, pat, audience="followers")
    assert isinstance(_publishes(nadia, audience="public"), Stopped)
    assert isinstance(_publishes(nadia, words=WORDS.replace("three", "four"), audience="followers"), Stopped)
    assert isinstance(_publishes(remy, audience="followers"), Stopped)
    assert isinstance(_publishes(nadia, audience="followers"), Done)


def test_what_was_not_named_is_not_permitted(relationship: Relationship, nadia: Member, pat: Member) -> None:
    _agreed(nadia, relationship, pat)
    Fact.objects.all().delete()
    assert isinstance(_publishes(nadia), Stopped)


def test_an_edit_ends_it(relationship: Relationship, nadia: Member, pat: Member) -> None:
    _agreed(nadia, relationship, pat)
    done = _publishes(nadia)
    assert isinstance(done, Done)
    changed = publishing.edit_post(
        nadia.person, seat_of(nadia), done.post, Composition(f"{WORDS} Well done!", considered=True)
    )
    assert isinstance(changed, Stopped)


def test_taken_back_it_is_down_everywhere_in_the_same_moment(
    relationship: Relationship, nadia: Member, pat: Member, sam: Member
) -> None:
    showing = _agreed(nadia, relationship, pat)
    done = _publishes(nadia)
    assert isinstance(done, Done)
    handle = Profile.objects.get(pk=nadia.person.profile).handle
    places = ("/local/", f"/@{handle}/", f"/@{handle}/feed.atom", f"/p/{done.post.pk}/", "/api/v1/posts")

    def seen(client: Client) -> list[bool]:
        return ["heart attack" in client.get(path).content.decode() for path in places]

    found = sam.client.post("/search/", {"q": "walks"})["Location"]
    assert any(seen(sam.client))
    assert "heart attack" in sam.client.get(found).content.decode()
    pat.client.post(f"/you/consent/{showing.grant_id}/withdraw")
    assert not any(seen(sam.client))
    assert not any(seen(Client()))
    assert "heart attack" not in sam.client.get(found).content.decode()
    done.post.refresh_from_db()
    assert (done.post.state, done.post.live) == ("returned", None)
    assert Notice.objects.filter(seat=nadia.seat, kind="post.permission_over").exists()
    assert isinstance(_publishes(nadia), Stopped)
    for path in (f"/care/showings/{showing.pk}/", f"/care/relationships/{relationship.pk}/show/"):
        page = nadia.client.get(path).content.decode()
        assert "Taken back" in page
        assert "The patient agreed" not in page
    own = nadia.client.get(f"/p/{done.post.pk}/").content.decode()
    assert "This was taken down" in own
    assert "Nobody has seen it" not in own


def test_words_that_nothing_stood_against_go_with_their_permission_too(
    relationship: Relationship, nadia: Member, pat: Member
) -> None:
    """The check is not what makes them the patient's: they were shown because the patient agreed."""
    words = "A year after, three miles on foot again. Well done, and thank you for letting us tell it."
    showing = _agreed(nadia, relationship, pat, words=words)
    assert showing.facts == []
    done = _publishes(nadia, words)
    assert isinstance(done, Done)
    assert "three miles" in Client().get(f"/p/{done.post.pk}/").content.decode()
    pat.client.post(f"/you/consent/{showing.grant_id}/withdraw")
    assert "three miles" not in Client().get(f"/p/{done.post.pk}/").content.decode()
    done.post.refresh_from_db()
    assert (done.post.state, done.post.live) == ("returned", None)


def test_shown_to_fewer_than_were_permitted_it_goes_with_the_permission_too(
    relationship: Relationship, nadia: Member, pat: Member
) -> None:
    showing = _agreed(nadia, relationship, pat)
    narrow = [_publishes(nadia, audience="followers"), _publishes(nadia, audience="organisation")]
    assert all(isinstance(one, Done) and one.post.state == "live" for one in narrow), narrow
    assert ShownUnder.objects.count() == 2
    pat.client.post(f"/you/consent/{showing.grant_id}/withdraw")
    assert set(Post.objects.values_list("state", flat=True)) == {"returned"}


def test_what_was_permitted_by_itself_stays_when_more_is_taken_back(
    relationship: Relationship, nadia: Member, pat: Member
) -> None:
    """Asked for colleagues and for everybody, the patient takes back the second only."""
    _agreed(nadia, relationship, pat, audience="colleagues")
    everybody = _agreed(nadia, relationship, pat)
    inside, outside = _publishes(nadia, audience="organisation"), _publishes(nadia)
    assert isinstance(inside, Done)
    assert isinstance(outside, Done)
    pat.client.post(f"/you/consent/{everybody.grant_id}/withdraw")
    assert handlers.take_down_what_is_over() == 0
    inside.post.refresh_from_db()
    outside.post.refresh_from_db()
    assert (inside.post.state, outside.post.state) == ("live", "returned")


@pytest.mark.parametrize("words", [WORDS, "A year after, three miles on foot again."])
@pytest.mark.parametrize(
    ("permitted", "tried", "only"),
    [
        ("colleagues", "public", "your colleagues only"),
        ("followers", "public", "your followers only"),
        ("followers", "organisation", "your followers only"),
        ("colleagues", "followers", "your colleagues only"),
    ],
)
def test_other_readers_than_were_permitted_are_refused_in_a_sentence(
    permitted: str, tried: str, only: str, words: str, relationship: Relationship, nadia: Member, pat: Member
) -> None:
    _agreed(nadia, relationship, pat, words=words, audience=permitted)
    answer = nadia.client.post("/write/", {"text": words, "audience": tried, "publish": "1", "considered": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert only in page
    assert words in page
    assert "This can go out" not in page
    assert not Post.objects.exists()


def test_what_was_taken_back_is_not_shown_again_by_anybody_of_the_place(
    relationship: Relationship, nadia: Member, priya: Member, pat: Member
) -> None:
    words = "A year after, three miles on foot again."
    showing = _agreed(nadia, relationship, pat, words=words)
    pat.client.post(f"/you/consent/{showing.grant_id}/withdraw")
    for who in (nadia, priya):
        stopped = _publishes(who, words)
        assert isinstance(stopped, Stopped)
        assert "has ended" in stopped.sentence


def test_when_its_day_is_over_it_goes_by_itself(relationship: Relationship, nadia: Member, pat: Member) -> None:
    _agreed(nadia, relationship, pat)
    done = _publishes(nadia)
    assert isinstance(done, Done)
    assert handlers.take_down_what_is_over() == 0
    with clock.at(clock.now() + timedelta(days=90)):
        assert handlers.take_down_what_is_over() == 1
        assert handlers.take_down_what_is_over() == 0
    done.post.refresh_from_db()
    assert done.post.state == "returned"


def test_permitted_again_what_stands_there_stays(relationship: Relationship, nadia: Member, pat: Member) -> None:
    first = _agreed(nadia, relationship, pat)
    done = _publishes(nadia)
    assert isinstance(done, Done)
    second = _agreed(nadia, relationship, pat)
    assert first.grant_id != second.grant_id
    assert handlers.take_down_what_is_over() == 0
    done.post.refresh_from_db()
    assert done.post.state == "live"
    consents.withdraw(pat.person, Grant.objects.get(pk=second.grant_id))
    done.post.refresh_from_db()
    assert done.post.state == "returned"


def test_a_no_needs_no_reason_and_permits_nothing(relationship: Relationship, nadia: Member, pat: Member) -> None:
    showing = _asked(nadia, relationship)
    pat.client.post(f"/care/showings/{showing.pk}/", {"do": "decline"})
    showing.refresh_from_db()
    assert (showing.state, showing.grant_id) == ("declined", None)
    assert Notice.objects.filter(seat=nadia.seat, kind="care.show_declined").exists()
    again = pat.client.post(f"/care/showings/{showing.pk}/", {"do": "agree", "wording": "1"}, follow=True)
    assert "answered already" in again.content.decode()
    assert not Grant.objects.filter(kind="publication").exists()


def test_only_the_patient_answers_and_only_their_team_asks(
    talk: Talk, relationship: Relationship, nadia: Member, pat: Member, sam: Member, remy: Member
) -> None:
    showing = _asked(nadia, relationship)
    for who in (sam, remy):
        assert who.client.get(f"/care/showings/{showing.pk}/").status_code == 404
        with pytest.raises(Denied):
            _asked(who, relationship)
    with pytest.raises(Denied):
        showings.agree(nadia.person, showing, 1)
    relating.end(pat.person, relationship)
    assert nadia.client.get(f"/care/showings/{showing.pk}/").status_code == 404
    assert pat.client.get(f"/care/showings/{showing.pk}/").status_code == 200


@pytest.mark.parametrize(("field", "value"), [("words", " "), ("audience", "x"), ("purpose", "x"), ("until", "soon")])
def test_wrong_input_gets_a_sentence_and_stays(
    field: str, value: str, relationship: Relationship, nadia: Member
) -> None:
    form = {"words": WORDS, "audience": "public", "purpose": "story", "until": _until()} | {field: value}
    answer = nadia.client.post(f"/care/relationships/{relationship.pk}/show/", form)
    assert answer.status_code == 422
    if field != "words":
        assert WORDS in answer.content.decode()
    with pytest.raises(Unacceptable):
        showings.ask(nadia.person, seat_of(nadia), relationship, Wish(**form))


def test_its_words_are_locked_and_the_grant_holds_none(relationship: Relationship, nadia: Member, pat: Member) -> None:
    _agreed(nadia, relationship, pat)
    [row] = Showing.objects.values("text", "facts")
    assert b"Lindqvist" not in row["text"].data
    assert "Lindqvist" not in str(list(Grant.objects.values()))
    assert not ShownUnder.objects.exists()
    work.drain()
    assert Post.objects.count() == 0
