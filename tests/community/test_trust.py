"""Whom somebody may turn to: asked, agreed, told. By the chooser alone, without words, and taken back by either."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from cast import Member
from commonward.community.actions import gestures, trust
from commonward.community.models import ChosenPerson
from commonward.kernel import clock, upkeep
from commonward.kernel.errors import Conflict
from commonward.kernel.models import Entry
from commonward.people.models import Notice, Seat


def _kinds(member: Member) -> list[str]:
    return list(Notice.objects.filter(seat=member.seat, read_at=None).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def tie(sam: Member, pat: Member) -> ChosenPerson:
    """Sam may turn to Pat, who agreed."""
    made = trust.choose(sam.person, pat.profile)
    trust.agree(pat.person, made)
    made.refresh_from_db()
    return made


def test_by_the_pages_alone(sam: Member, pat: Member) -> None:
    answer = sam.client.post("/chosen-person/", {"handle": "@pat-lindqvist"}, follow=True).content.decode()
    assert "is asked and has not answered yet" in answer
    assert _kinds(pat) == ["trust.asked"]
    assert "has not answered yet" in sam.client.get("/let-know/").content.decode()
    made = ChosenPerson.objects.get()
    page = pat.client.get("/chosen-person/").content.decode()
    assert "asks whether they may turn to you" in page
    pat.client.post("/chosen-person/", {"tie": made.pk, "do": "agree"})
    assert _kinds(sam) == ["trust.agreed"]
    assert "Tell Pat Lindqvist" in sam.client.get("/let-know/").content.decode()
    sam.client.post("/let-know/", {"to": "person"})
    page = pat.client.get("/chosen-person/").content.decode()
    assert "Sam Ode would like to hear from you" in page
    assert "Ask plainly" in page
    pat.client.post("/chosen-person/", {"tie": made.pk, "do": "seen"})
    assert _kinds(sam) == ["trust.agreed", "help.seen"]
    assert "has seen it" in sam.client.get("/let-know/").content.decode()


def test_the_notice_holds_a_kind_and_a_reference_and_nothing_else(sam: Member, pat: Member, tie: ChosenPerson) -> None:
    trust.let_know(sam.person)
    notice = Notice.objects.get(kind="help.asked")
    assert (notice.seat_id, notice.subject_kind, notice.subject_id) == (pat.seat.pk, "chosen", tie.pk)
    shown = pat.client.get("/you/notices").content.decode()
    assert "Sam Ode would like to hear from you soon." in shown
    opened = pat.client.post(f"/you/notices/{notice.pk}")
    assert opened["Location"] == "/chosen-person/"
    entry = Entry.objects.get(action="help.asked")
    assert (entry.subject_kind, entry.subject_id, entry.detail) == ("profile", pat.profile.pk, {})


def test_nobody_is_told_who_has_not_agreed(sam: Member, pat: Member) -> None:
    trust.choose(sam.person, pat.profile)
    page = sam.client.post("/let-know/", {"to": "person"})
    assert page.status_code == 409
    assert "Nobody has agreed to be asked yet." in page.content.decode()
    assert "help.asked" not in _kinds(pat)


def test_pressed_twice_in_a_row_it_tells_once(sam: Member, pat: Member, tie: ChosenPerson) -> None:
    for _press in range(2):
        trust.let_know(sam.person)
    assert Entry.objects.filter(action="help.asked").count() == 1
    with clock.at(clock.now() + timedelta(minutes=11)):
        trust.let_know(sam.person)
    assert Entry.objects.filter(action="help.asked").count() == 2


def test_after_an_answer_one_may_ask_at_once_again(sam: Member, pat: Member, tie: ChosenPerson) -> None:
    tie = trust.let_know(sam.person)
    trust.has_seen(pat.person, tie)
    trust.has_seen(pat.person, tie)
    assert Entry.objects.filter(action="help.seen").count() == 1
    assert trust.let_know(sam.person).seen_at is None


@pytest.mark.parametrize("who", ["sam", "pat"])
def test_either_ends_it_and_the_other_is_not_told(
    sam: Member, pat: Member, tie: ChosenPerson, who: str, request: pytest.FixtureRequest
) -> None:
    Notice.objects.all().delete()
    member: Member = request.getfixturevalue(who)
    member.client.post("/chosen-person/", {"tie": tie.pk, "do": "end"})
    assert not ChosenPerson.objects.exists()
    assert not Notice.objects.exists()
    with pytest.raises(Conflict):
        trust.let_know(sam.person)


def test_a_stranger_ends_and_sees_nothing(sam: Member, pat: Member, nadia: Member, tie: ChosenPerson) -> None:
    for do in ("agree", "seen", "end"):
        assert nadia.client.post("/chosen-person/", {"tie": tie.pk, "do": do}).status_code == 404
    assert not ChosenPerson.objects.visible_to(nadia.person).exists()
    assert "Sam Ode" not in nadia.client.get("/chosen-person/").content.decode()


def test_the_chosen_cannot_press_for_the_chooser(sam: Member, pat: Member, tie: ChosenPerson) -> None:
    with pytest.raises(Conflict):
        trust.let_know(pat.person)


def test_a_block_ends_it(sam: Member, pat: Member, tie: ChosenPerson) -> None:
    gestures.keep_apart(pat.person, sam.profile, "block")
    assert not ChosenPerson.objects.exists()


def test_whoever_left_is_no_longer_there(sam: Member, pat: Member, tie: ChosenPerson) -> None:
    pat.profile.__class__.objects.filter(pk=pat.profile.pk).update(is_shown=False)
    assert "You chose nobody yet." in sam.client.get("/let-know/").content.decode()
    with pytest.raises(Conflict):
        trust.let_know(sam.person)


@pytest.mark.parametrize(
    ("handle", "sentence"),
    [("nobody-here", "There is nobody here by this name"), ("sam-ode", "This is you."), ("", "There is nobody here")],
)
def test_whom_one_cannot_choose(sam: Member, handle: str, sentence: str) -> None:
    page = sam.client.post("/chosen-person/", {"handle": handle})
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_another_seat_of_ones_own_is_oneself(sam: Member, pat: Member) -> None:
    Seat.objects.filter(pk=pat.seat.pk).update(account=sam.account, role="caregiver")
    assert sam.client.post("/chosen-person/", {"handle": "pat-lindqvist"}).status_code == 422


def test_choosing_somebody_else_leaves_the_first(sam: Member, pat: Member, nadia: Member, tie: ChosenPerson) -> None:
    trust.choose(sam.person, nadia.profile)
    assert [one.chosen_id for one in ChosenPerson.objects.all()] == [nadia.profile.pk]
    with pytest.raises(Conflict):
        trust.choose(sam.person, nadia.profile)


def test_after_thirty_days_no_row_says_that_somebody_asked(sam: Member, pat: Member, tie: ChosenPerson) -> None:
    start = clock.now()
    trust.let_know(sam.person)
    with clock.at(start + timedelta(days=29)):
        upkeep.prune()
    tie.refresh_from_db()
    assert tie.called_at is not None
    with clock.at(start + timedelta(days=30, minutes=1)):
        upkeep.prune()
    tie.refresh_from_db()
    assert (tie.called_at, tie.seen_at) == (None, None)
    assert tie.agreed_at is not None


@pytest.mark.usefixtures("still")
def test_pressing_without_end_is_slowed_down_with_the_words_kept(sam: Member) -> None:
    cache.clear()
    for _press in range(20):
        sam.client.post("/let-know/", {"to": "person"})
    page = sam.client.post("/let-know/", {"to": "moderator", "words": "Are you there?"})
    assert page.status_code == 429
    assert "Are you there?" in page.content.decode()
