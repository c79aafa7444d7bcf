"""Whether something may be shown, answered by somebody who acts for the patient: with that scope, for what they see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cast import Member, member
from cast.caring import seat_of
from commonward.care.actions import messaging, proxies, showings
from commonward.care.actions.showings import Wish
from commonward.care.models import Relationship, Showing
from commonward.care.words import Words
from commonward.community.actions import publishing
from commonward.community.actions.publishing import Done
from commonward.community.composition import Composition
from commonward.consent import actions as consents
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant
from commonward.consent.queries import Scope
from commonward.kernel.actor import Role
from commonward.kernel.errors import Denied, NotFound
from commonward.kernel.models import Entry
from commonward.people.models import Notice, Organisation

pytestmark = pytest.mark.django_db

WORDS = "A year after, three miles on foot again. Thank you for letting us tell it."


@pytest.fixture
def elsa(db: None) -> Member:
    """Pat's daughter."""
    return member("Elsa Lindqvist", Role.CAREGIVER)


def _lets(pat: Member, relationship: Relationship, *scopes: str) -> None:
    proxies.name(pat.person, relationship, "@elsa-lindqvist", proof="", scopes=frozenset(scopes), until="")


def _asked(nadia: Member, relationship: Relationship, *, private: bool = False) -> Showing:
    until = (timezone.localtime() + timedelta(days=60)).date().isoformat()
    wish = Wish(WORDS, "public", "story", until, is_private=private)
    return showings.ask(nadia.person, seat_of(nadia), relationship, wish)


def test_who_decides_for_the_patient_is_asked_answers_and_takes_back(
    relationship: Relationship, nadia: Member, pat: Member, elsa: Member
) -> None:
    _lets(pat, relationship, "consent")
    showing = _asked(nadia, relationship)
    path = f"/care/showings/{showing.pk}/"
    assert set(Notice.objects.filter(kind="care.show_asked").values_list("seat_id", flat=True)) == {
        pat.seat.pk,
        elsa.seat.pk,
    }
    assert path in elsa.client.get("/care/").content.decode()
    page = elsa.client.get(path).content.decode()
    assert "You decide for Pat Lindqvist" in page
    assert elsa.client.post(path, {"do": "agree", "wording": "1"}).status_code == 302
    grant = Grant.objects.get(kind="publication")
    assert (grant.seat_id, grant.given_by_id) == (pat.seat.pk, elsa.seat.pk)
    assert Notice.objects.filter(seat=pat.seat, kind="care.show_answered").exists()
    assert "by Elsa Lindqvist" in pat.client.get(path).content.decode()
    assert "Elsa Lindqvist" in pat.client.get(f"/you/consent/{grant.pk}/receipt").content.decode()
    acts = Entry.objects.filter(action__in=["showing.agreed", "consent.given"], on_behalf_of=pat.seat.pk)
    assert acts.count() == 2
    done = publishing.publish_post(nadia.person, seat_of(nadia), Composition(WORDS, audience="public", considered=True))
    assert isinstance(done, Done)
    assert path not in elsa.client.get("/care/").content.decode()
    assert elsa.client.post(path, {"do": "withdraw"}).status_code == 302
    done.post.refresh_from_db()
    assert done.post.state == "returned"
    assert Entry.objects.filter(action="consent.withdrawn", on_behalf_of=pat.seat.pk).exists()


def test_the_patient_lets_somebody_decide_on_the_page(relationship: Relationship, pat: Member, elsa: Member) -> None:
    path = f"/care/relationships/{relationship.pk}/acting/"
    assert "decide whether something is shown to others" in pat.client.get(path).content.decode()
    form = {"handle": "elsa-lindqvist", "scope": ["consent"]}
    assert pat.client.post(path, form).status_code == 302
    assert "decides what is shown to others" in pat.client.get(path).content.decode()
    proxy = relationship.chart.proxies.get()
    assert (proxy.may_consent, proxy.may_message) == (True, False)


def test_the_patient_takes_back_what_somebody_gave_for_them(
    relationship: Relationship, nadia: Member, pat: Member, elsa: Member
) -> None:
    _lets(pat, relationship, "consent")
    showing = showings.agree(elsa.person, _asked(nadia, relationship), 1)
    pat.client.post(f"/you/consent/{showing.grant_id}/withdraw")
    assert not Grant.objects.filter(kind="publication").in_force().exists()
    page = elsa.client.get(f"/care/showings/{showing.pk}/").content.decode()
    assert "Taken back" in page
    assert 'value="withdraw"' not in page


def test_without_the_scope_it_is_not_there(
    relationship: Relationship, nadia: Member, pat: Member, elsa: Member
) -> None:
    _lets(pat, relationship, "message")
    showing = _asked(nadia, relationship)
    assert elsa.client.get(f"/care/showings/{showing.pk}/").status_code == 404
    assert not Notice.objects.filter(seat=elsa.seat, kind="care.show_asked").exists()
    with pytest.raises(Denied):
        showings.agree(elsa.person, showing, 1)
    pat.client.post(f"/care/showings/{showing.pk}/", {"do": "agree", "wording": "1"})
    with pytest.raises(NotFound):
        consents.withdraw(elsa.person, Grant.objects.get(kind="publication"))


def test_when_they_no_longer_act_they_take_nothing_back(
    relationship: Relationship, nadia: Member, pat: Member, elsa: Member
) -> None:
    _lets(pat, relationship, "consent")
    showing = showings.agree(elsa.person, _asked(nadia, relationship), 1)
    proxies.end(pat.person, relationship, relationship.chart.proxies.get())
    assert elsa.client.get(f"/care/showings/{showing.pk}/").status_code == 404
    with pytest.raises(NotFound):
        consents.withdraw(elsa.person, Grant.objects.get(kind="publication"))


@pytest.mark.parametrize("said", [True, False])
def test_what_the_patient_keeps_to_themselves_is_asked_of_them_alone(
    said: bool, relationship: Relationship, harbour: Organisation, nadia: Member, pat: Member, elsa: Member
) -> None:
    """Because the one who asks says so, or because the patient keeps a conversation with the place to themselves."""
    _lets(pat, relationship, "consent")
    if not said:
        consents.give(pat.person, harbour, Offer(Scope(Kind.MESSAGING), 1))
        words = Words("I would like to talk about something else.", topic="Something else", is_private=True)
        messaging.open_thread(pat.person, seat_of(pat), relationship, words)
    showing = _asked(nadia, relationship, private=said)
    assert showing.is_private
    assert elsa.client.get(f"/care/showings/{showing.pk}/").status_code == 404
    assert not Notice.objects.filter(seat=elsa.seat, kind="care.show_asked").exists()
    with pytest.raises(Denied):
        showings.decline(elsa.person, showing)
    assert pat.client.post(f"/care/showings/{showing.pk}/", {"do": "decline"}).status_code == 302


def test_nobody_else_permits_other_kinds_for_the_patient(
    relationship: Relationship, harbour: Organisation, pat: Member, elsa: Member
) -> None:
    _lets(pat, relationship, "consent")
    for kind in (Kind.MESSAGING, Kind.SCREENING):
        with pytest.raises(Denied):
            consents.give(elsa.person, harbour, Offer(Scope(kind), 1), patient=pat.seat.pk)
