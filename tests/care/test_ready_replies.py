"""Ready replies: written by who leads a team, screened, versioned, put into words that are then the sender's own."""

import pytest

from cast import Member
from cast.caring import Talk, seat_of
from commonward.care.actions import ready, teams
from commonward.care.models import Membership, Message, ReadyReply, ReadyVersion, RecordEntry, Team
from commonward.kernel.errors import Denied, Unacceptable
from commonward.kernel.models import Entry
from commonward.people.models import Organisation

pytestmark = pytest.mark.django_db

WORDS = "Sit for five minutes, then measure twice and write both down."


@pytest.fixture
def leading(heart: Team, ada: Member, nadia: Member) -> Membership:
    """Nadia leads the heart team."""
    member = Membership.objects.get(team=heart, seat=nadia.seat)
    teams.lead(ada.person, member, leads=True)
    return member


@pytest.fixture
def kept(leading: Membership, nadia: Member, heart: Team) -> ReadyReply:
    return ready.write(nadia.person, seat_of(nadia), heart, title="Blood pressure at home", words=WORDS)


def test_an_administrator_says_who_leads(heart: Team, ada: Member, nadia: Member, priya: Member) -> None:
    address = f"/care/teams/harbour/{heart.pk}/"
    member = Membership.objects.get(team=heart, seat=nadia.seat)
    assert ada.client.post(address, {"lead": member.pk}).status_code == 302
    member.refresh_from_db()
    assert member.leads
    assert "Leads no longer" in ada.client.get(address).content.decode()
    ada.client.post(address, {"lead": member.pk})
    member.refresh_from_db()
    assert not member.leads
    told = Entry.objects.filter(action__startswith="team.lead").order_by("sequence").values_list("action", flat=True)
    assert list(told) == ["team.lead_named", "team.lead_ended"]
    with pytest.raises(Denied):
        teams.lead(priya.person, member, leads=True)


def test_who_leads_writes_and_who_serves_reads(kept: ReadyReply, heart: Team, nadia: Member, priya: Member) -> None:
    address = f"/care/teams/harbour/{heart.pk}/ready/"
    page = priya.client.get(address).content.decode()
    assert WORDS in page
    assert "Keep it ready" not in page
    answer = priya.client.post(address, {"title": "Mine", "words": WORDS})
    assert answer.status_code == 403
    answer = nadia.client.post(address, {"title": "Before a visit", "words": "Bring your list of tablets."})
    assert answer.status_code == 302
    assert ReadyReply.objects.count() == 2


def test_what_names_a_patient_or_promises_is_not_kept_and_not_lost(
    leading: Membership, heart: Team, nadia: Member
) -> None:
    address = f"/care/teams/harbour/{heart.pk}/ready/"
    said = "My patient Odalys Ferriman takes warfarin too and she fell on March 3rd."
    answer = nadia.client.post(address, {"title": "Falls", "words": said})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "name nobody" in page
    assert said in page
    assert 'value="Falls"' in page
    assert not ReadyReply.objects.exists()
    with pytest.raises(Unacceptable):
        ready.write(nadia.person, seat_of(nadia), heart, title=" ", words=WORDS)


def test_it_goes_into_the_words_without_script_and_is_then_the_senders_own(
    kept: ReadyReply, talk: Talk, nadia: Member, pat: Member
) -> None:
    address = f"/care/threads/{talk.thread.pk}/"
    page = nadia.client.post(address, {"text": "Dear Pat,", "ready": "list"}).content.decode()
    assert "Blood pressure at home" in page
    assert "Dear Pat," in page
    version = kept.live_id
    page = nadia.client.post(address, {"text": "Dear Pat,", "ready": str(version)}).content.decode()
    assert f"Dear Pat,\n\n{WORDS}" in page
    assert Message.objects.count() == 1
    nadia.client.post(address, {"text": f"Dear Pat,\n\n{WORDS}", "publish": "1"})
    entry = RecordEntry.objects.order_by("-pk")[0]
    assert (entry.author_id, WORDS in entry.text) == (nadia.seat.pk, True)
    assert WORDS in pat.client.get(address).content.decode()


def test_a_patient_is_offered_none(kept: ReadyReply, talk: Talk, pat: Member) -> None:
    address = f"/care/threads/{talk.thread.pk}/"
    for wanted in ("list", str(kept.live_id)):
        page = pat.client.post(address, {"text": "Hello", "ready": wanted}).content.decode()
        assert WORDS not in page
        assert "Blood pressure at home" not in page


def test_a_change_is_the_next_version_and_retired_it_is_offered_no_more(
    kept: ReadyReply, heart: Team, nadia: Member, priya: Member, talk: Talk
) -> None:
    address = f"/care/ready/{kept.pk}/"
    assert priya.client.get(address).status_code == 200
    assert priya.client.post(address, {"title": "x", "words": "y"}).status_code == 403
    new = "Sit for five minutes, then measure three times."
    assert nadia.client.post(address, {"title": "Blood pressure", "words": new}).status_code == 302
    assert list(ReadyVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    page = priya.client.get(address).content.decode()
    assert WORDS in page
    assert new in page
    assert nadia.client.post(address, {"do": "retire"}).status_code == 302
    assert priya.client.get(address).status_code == 404
    assert ready.offered(priya.person, heart) == []


def test_for_all_teams_is_the_administrators(heart: Team, ada: Member, nadia: Member, priya: Member) -> None:
    with pytest.raises(Denied):
        ready.write(nadia.person, seat_of(nadia), heart, title="All", words=WORDS, for_all=True)
    form = {"title": "For all", "words": WORDS, "for_all": "1"}
    assert ada.client.post(f"/care/teams/harbour/{heart.pk}/ready/", form).status_code == 302
    [one] = ready.offered(priya.person, heart)
    assert one.title == "For all"
    with pytest.raises(Denied):
        ready.retire(priya.person, one.reply)


def test_to_others_it_does_not_exist(
    kept: ReadyReply, heart: Team, sam: Member, remy: Member, larkmoor: Organisation
) -> None:
    for who in (sam, remy):
        assert who.client.get(f"/care/teams/harbour/{heart.pk}/ready/").status_code == 404
        assert who.client.get(f"/care/ready/{kept.pk}/").status_code == 404
    assert ready.offered(remy.person, heart) == []


def test_title_and_words_are_locked(kept: ReadyReply) -> None:
    [row] = ReadyVersion.objects.values("title", "text")
    assert b"pressure" not in row["title"].data
    assert b"minutes" not in row["text"].data
