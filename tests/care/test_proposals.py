"""A team offers care by a code: nobody is looked up, a wrong name tells nothing, and the patient decides."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from cast import Member, member
from cast.caring import BORN, NAME, in_care
from commonward.care.actions import proposing, teams
from commonward.care.actions.proposing import Known, Offered
from commonward.care.models import Chart, Membership, Proposal, Relationship, Team
from commonward.kernel.actor import Role
from commonward.kernel.errors import Conflict, Denied, Unacceptable
from commonward.kernel.models import Entry
from commonward.people.models import Notice, Organisation

pytestmark = pytest.mark.django_db

WRONG = "do not fit together"


def _offered(who: Member, team: Team, **more: str) -> Offered:
    return proposing.propose(who.person, team, Known(**{"name": NAME, "born": BORN, "proof": "visit"} | more))


def _accepts(who: Member, code: str, name: str = NAME, born: str = BORN) -> Relationship:
    return proposing.accept(who.person, code=code, name=name, born=born)


def test_from_the_board_to_care_by_hand(heart: Team, nadia: Member, pat: Member) -> None:
    assert "/care/own-teams/" in nadia.client.get("/care/").content.decode()
    assert f"/care/offer/{heart.pk}/" in nadia.client.get("/care/own-teams/").content.decode()
    form = {"name": NAME, "born": BORN, "proof": "record"}
    page = nadia.client.post(f"/care/offer/{heart.pk}/", form).content.decode()
    code = page.split("<code>")[1].split("</code>")[0]
    assert code not in nadia.client.get(f"/care/offer/{heart.pk}/").content.decode()
    assert "/care/invited/" in pat.client.get("/care/").content.decode()
    answer = pat.client.post(
        "/care/invited/", {"code": code.lower(), "name": "pat  lindqvist", "born": BORN}, follow=True
    )
    assert "The team cares for you here" in answer.content.decode()
    begun = Relationship.objects.get()
    assert (begun.state, begun.proof) == ("established", "record")
    assert (begun.verified_by_id, begun.established_by_id) == (nadia.seat.pk, nadia.seat.pk)
    assert begun.chart.seat_id == pat.seat.pk
    assert Proposal.objects.get().relationship_id == begun.pk
    assert Notice.objects.filter(seat=nadia.seat, kind="care.proposal_accepted").exists()
    acts = Entry.objects.filter(action__startswith="proposal.").order_by("sequence").values_list("action", flat=True)
    assert list(acts) == ["proposal.made", "proposal.accepted"]


def test_a_code_is_good_once_and_its_team_hears_no_search(heart: Team, nadia: Member, pat: Member, sam: Member) -> None:
    made = _offered(nadia, heart)
    _accepts(pat, made.code)
    other = member("Ira Novak", Role.PATIENT)
    with pytest.raises(Unacceptable, match="unacceptable") as refused:
        _accepts(other, made.code)
    assert WRONG in refused.value.sentence
    with pytest.raises(Denied):
        _accepts(nadia, made.code)


@pytest.mark.parametrize(("name", "born"), [("Pat Lindquist", BORN), (NAME, "1961-04-29")])
def test_a_wrong_name_or_day_is_told_as_a_wrong_code_and_counted(
    name: str, born: str, heart: Team, nadia: Member, pat: Member
) -> None:
    made = _offered(nadia, heart)
    sentences = set()
    for code, said, day in ((made.code, name, born), ("AAAA BBBB CCCC", NAME, BORN)):
        with pytest.raises(Unacceptable) as refused:
            _accepts(pat, code, said, day)
        sentences.add(refused.value.sentence)
    assert len(sentences) == 1
    assert not Chart.objects.exists()


def test_after_five_wrong_tries_the_code_is_good_for_nothing(heart: Team, nadia: Member, pat: Member) -> None:
    made = _offered(nadia, heart)
    for _try in range(proposing.MOST_TRIES):
        answer = pat.client.post("/care/invited/", {"code": made.code, "name": "Somebody Else", "born": BORN})
        assert answer.status_code == 422
        assert WRONG in answer.content.decode()
    with pytest.raises(Unacceptable):
        _accepts(pat, made.code)
    assert Proposal.objects.get().ending == "missed"
    assert Entry.objects.filter(action="proposal.missed").exists()


def test_a_support_workers_offer_is_confirmed_by_a_professional(
    heart: Team, ada: Member, nadia: Member, pat: Member, harbour: Organisation
) -> None:
    uma = member("Uma Sethi", Role.SUPPORT_WORKER, at=harbour)
    teams.join(ada.person, heart, uma.seat)
    begun = _accepts(pat, _offered(uma, heart).code)
    assert begun.state == "verified"
    assert f"/care/relationships/{begun.pk}/" in nadia.client.get("/care/").content.decode()


def test_whoever_left_the_team_meanwhile_vouches_for_nobody(
    heart: Team, ada: Member, nadia: Member, pat: Member
) -> None:
    made = _offered(nadia, heart)
    teams.leave(ada.person, Membership.objects.get(team=heart, seat=nadia.seat))
    assert _accepts(pat, made.code).state == "requested"


def test_withdrawn_and_run_out_it_is_good_for_nothing(heart: Team, nadia: Member, priya: Member, pat: Member) -> None:
    first, second = _offered(nadia, heart), _offered(nadia, heart)
    assert priya.client.post(f"/care/proposals/{first.proposal.pk}/withdraw/").status_code == 302
    Proposal.objects.filter(pk=second.proposal.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    for made in (first, second):
        with pytest.raises(Unacceptable):
            _accepts(pat, made.code)


def test_the_letter_says_neither_who_nor_from_which_team(heart: Team, nadia: Member) -> None:
    made = _offered(nadia, heart, email="pat@example.org")
    letter = f"{mail.outbox[-1].subject} {mail.outbox[-1].body}"
    assert made.code in letter
    for word in ("Pat", "Lindqvist", "Heart", "Harbour", "Nadia", "care", "patient of"):
        assert word not in letter.replace("/care/invited/", ""), word
    row = Proposal.objects.values().get()
    assert "pat@example.org" not in str(row)
    assert made.code not in str(row)


def test_wrong_input_gets_a_sentence_and_stays(heart: Team, nadia: Member) -> None:
    form = {"name": NAME, "born": "1961", "proof": "visit", "email": "no address"}
    page = nadia.client.post(f"/care/offer/{heart.pk}/", form)
    assert page.status_code == 422
    assert f'value="{NAME}"' in page.content.decode()
    page = nadia.client.post(f"/care/offer/{heart.pk}/", form | {"born": BORN})
    assert "look at the address" in page.content.decode()
    assert (
        nadia.client.post(
            f"/care/offer/{heart.pk}/", form | {"born": BORN, "email": "", "proof": "attestation"}
        ).status_code
        == 422
    )


def test_already_in_care_is_said(heart: Team, nadia: Member, pat: Member) -> None:
    in_care(pat, nadia, heart)
    made = _offered(nadia, heart)
    with pytest.raises(Conflict):
        _accepts(pat, made.code)
    assert Relationship.objects.count() == 1


def test_strangers_and_the_unlicensed_offer_nothing(heart: Team, sam: Member, remy: Member, ada: Member) -> None:
    for who in (sam, remy):
        assert who.client.get(f"/care/offer/{heart.pk}/").status_code == 404
        with pytest.raises(Denied):
            _offered(who, heart)
    assert ada.client.get(f"/care/offer/{heart.pk}/").status_code == 403
