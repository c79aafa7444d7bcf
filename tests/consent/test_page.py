"""The page of what a patient permits: everything in one place, one step each way, a receipt to keep."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from cast import Member
from cast.people import seated
from commonward.consent import actions, kinds, queries
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind
from commonward.consent.models import Audience, Grant, Purpose
from commonward.consent.queries import Scope
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.people.models import Organisation

pytestmark = pytest.mark.django_db

PAGE = "/you/consent/"
START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def pat(db: None) -> Member:
    return seated("pat", Role.PATIENT)


def press(client: Client, page: HttpResponse, words: str) -> HttpResponse:
    """Press the one button of the page that says this, as somebody without script would."""
    forms = re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', page.content.decode(), re.DOTALL)
    (action, inside), *more = [(action, inside) for action, inside in forms if words in inside]
    assert not more, "Two buttons say the same."
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', inside))
    return client.post(action, fields, follow=True)


def shows(client: Client, at: str = "harbour") -> HttpResponse:
    page = client.get(PAGE, {"at": at})
    assert page.status_code == 200
    return page


def test_it_takes_one_press_to_give_and_one_to_take_back(pat: Member, harbour: Organisation) -> None:
    before = shows(pat.client)
    assert kinds.wording(Kind.MESSAGING, 1) in before.content.decode()
    given = press(pat.client, before, 'I permit this<span class="unseen">: Messages with a care team')
    assert queries.permits(pat.seat.pk, harbour.pk, Scope(Kind.MESSAGING))
    assert not queries.permits(pat.seat.pk, harbour.pk, Scope(Kind.SCREENING))
    assert "You permit this" in given.content.decode()
    back = press(pat.client, given, "Take it back")
    assert not queries.permits(pat.seat.pk, harbour.pk, Scope(Kind.MESSAGING))
    assert "You took it back on" in back.content.decode()
    assert len(given.redirect_chain) == len(back.redirect_chain) == 1


def test_nothing_is_chosen_beforehand(pat: Member, harbour: Organisation) -> None:
    page = shows(pat.client).content.decode()
    assert "checked" not in page
    assert page.count("Not permitted") == 2
    assert not Grant.objects.exists()


def test_a_place_with_a_grant_is_there_without_being_asked_for(pat: Member, harbour: Organisation) -> None:
    assert "I permit this" not in pat.client.get(PAGE).content.decode()
    actions.give(pat.person, harbour, Offer(Scope(Kind.SCREENING), 1))
    page = pat.client.get(PAGE).content.decode()
    assert "Harbour Clinic" in page
    assert "Looking for signs of a crisis" in page


def test_one_thing_shown_to_others_is_taken_down_on_the_same_page(pat: Member, harbour: Organisation) -> None:
    story = Scope(Kind.PUBLICATION, "a" * 64, Audience.PUBLIC, Purpose.STORY)
    with clock.at(START):
        actions.give(pat.person, harbour, Offer(story, 1, START + timedelta(days=30)))
        page = shows(pat.client)
        assert "Shown to everybody, as a story." in page.content.decode()
        press(pat.client, page, 'Take it back<span class="unseen">: Showing one thing to others')
        assert not queries.permits(pat.seat.pk, harbour.pk, story)


def test_words_that_changed_meanwhile_have_to_be_read_again(pat: Member, harbour: Organisation) -> None:
    old = {"organisation": "harbour", "kind": "messaging", "wording": "0"}
    answer = pat.client.post(f"{PAGE}give", old, follow=True)
    assert "changed meanwhile" in answer.content.decode()
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"kind": "publication"}, {"kind": "²"}, {"organisation": "nowhere"}, {"organisation": ""}]
)
def test_what_is_not_offered_can_not_be_given(pat: Member, harbour: Organisation, wrong: dict[str, str]) -> None:
    form = {"organisation": "harbour", "kind": "messaging", "wording": "1"} | wrong
    assert pat.client.post(f"{PAGE}give", form).status_code == 404
    assert not Grant.objects.exists()


def test_what_ran_out_says_so_and_can_be_given_anew(pat: Member, harbour: Organisation) -> None:
    with clock.at(START):
        actions.give(pat.person, harbour, Offer(Scope(Kind.MESSAGING), 1))
    with clock.at(START + timedelta(days=400)):
        page = shows(pat.client)
        assert "It ran out on 1 March 2028." in page.content.decode()
        press(pat.client, page, 'I permit this<span class="unseen">: Messages with a care team')
        assert queries.permits(pat.seat.pk, harbour.pk, Scope(Kind.MESSAGING))


def test_the_receipt_is_read_printed_and_saved(pat: Member, harbour: Organisation) -> None:
    with clock.at(START):
        grant = actions.give(pat.person, harbour, Offer(Scope(Kind.MESSAGING), 1))
        page = pat.client.get(f"{PAGE}{grant.pk}/receipt").content.decode()
        file = pat.client.get(f"{PAGE}{grant.pk}/receipt.json")
    assert kinds.wording(Kind.MESSAGING, 1) in page
    assert "1 March 2028" in page
    assert file["Content-Disposition"] == f'attachment; filename="consent-{grant.pk}.json"'
    kept = json.loads(file.content)
    assert kept["words"] == kinds.wording(Kind.MESSAGING, 1)
    assert (kept["receipt"], kept["organisation"], kept["ended_at"]) == (grant.pk, "Harbour Clinic", None)
    assert datetime.fromisoformat(kept["given_at"]) == START


def test_the_receipt_of_what_was_taken_back_stays(pat: Member, harbour: Organisation) -> None:
    grant = actions.give(pat.person, harbour, Offer(Scope(Kind.MESSAGING), 1))
    actions.withdraw(pat.person, grant)
    page = pat.client.get(f"{PAGE}{grant.pk}/receipt").content.decode()
    assert "You took it back on" in page
    assert "Take it back" not in page
    assert json.loads(pat.client.get(f"{PAGE}{grant.pk}/receipt.json").content)["ending"] == "withdrawn"


def test_it_is_for_patients(nadia: Member, pat: Member, harbour: Organisation) -> None:
    page = nadia.client.get(PAGE)
    assert page.status_code == 403
    assert "Change to your seat as a patient" in page.content.decode()
    grant = actions.give(pat.person, harbour, Offer(Scope(Kind.MESSAGING), 1))
    for path in ("receipt", "receipt.json"):
        assert nadia.client.get(f"{PAGE}{grant.pk}/{path}").status_code == 404
    assert nadia.client.post(f"{PAGE}{grant.pk}/withdraw").status_code == 404
    assert queries.permits(pat.seat.pk, harbour.pk, Scope(Kind.MESSAGING))
