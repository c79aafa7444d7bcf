"""Whoever can not write yet is led to what opens it, and nobody is told to call without a number to call."""

import pytest

from care.conftest import grant, heart, relationship, talk  # noqa: F401  fixtures
from cast import Member
from cast.caring import Talk, daughter_of, in_care
from commonward.care.actions import proxies, relating
from commonward.care.models import Relationship, Team
from commonward.consent import actions
from commonward.consent.models import Grant
from commonward.people.models import Notice

pytestmark = pytest.mark.django_db


def _page(who: Member, path: str) -> str:
    answer = who.client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_has_not_permitted_messages_is_led_there_and_not_to_a_closed_door(
    relationship: Relationship,  # noqa: F811
    pat: Member,
) -> None:
    page = _page(pat, "/care/")
    assert f"/care/relationships/{relationship.pk}/new/" not in page
    assert f"/you/consent/?at={relationship.team.organisation.slug}" in page
    assert "Until you permit it, nobody can." in page


def test_who_permits_them_may_write_from_where_care_begins(
    relationship: Relationship,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
) -> None:
    new = f"/care/relationships/{relationship.pk}/new/"
    assert new in _page(pat, "/care/")
    actions.withdraw(pat.person, grant)
    assert new not in _page(pat, "/care/")


def test_a_daughter_is_offered_to_write_where_she_may(talk: Talk, pat: Member) -> None:  # noqa: F811
    elsa = daughter_of(pat, talk.relationship)
    assert "/new/" not in _page(elsa, "/care/")
    proxies.end(pat.person, talk.relationship, talk.relationship.chart.proxies.get())
    proxies.name(pat.person, talk.relationship, "@elsa-lindqvist", proof="", scopes=frozenset({"message"}), until="")
    assert "/new/" in _page(elsa, "/care/")


def test_a_conversation_that_one_closed_oneself_says_where_it_opens(
    talk: Talk,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
) -> None:
    elsa = daughter_of(pat, talk.relationship, "message")
    actions.withdraw(pat.person, grant)
    path, slug = f"/care/threads/{talk.thread.pk}/", talk.relationship.team.organisation.slug
    own = _page(pat, path)
    assert f"/you/consent/?at={slug}" in own
    assert "An answer is promised" not in own  # nobody can give it
    theirs = _page(elsa, path)
    assert "Only they can change that." in theirs
    assert "next visit" not in theirs
    assert "/you/consent/" not in theirs


def test_where_nobody_may_answer_nothing_waits_and_a_new_matter_leads_to_the_choice(
    talk: Talk,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
) -> None:
    talk.sent(pat, "May I take it in the evening?")
    new = f"/care/relationships/{talk.relationship.pk}/new/"
    assert "waits for an answer" in _page(pat, "/care/")
    _page(pat, new)
    actions.withdraw(pat.person, grant)
    assert "waits for an answer" not in _page(pat, "/care/")
    led = pat.client.get(new)
    assert (led.status_code, led["Location"]) == (302, f"/you/consent/?at={talk.relationship.team.organisation.slug}")
    assert pat.client.post(new, {"topic": "Another", "text": "Good morning."}).status_code == 403


def test_there_is_a_number_wherever_somebody_is_told_to_call(talk: Talk, pat: Member, nadia: Member) -> None:  # noqa: F811
    elsa, key = daughter_of(pat, talk.relationship, "message"), talk.relationship.pk
    places = ["/care/", f"/care/threads/{talk.thread.pk}/", f"/care/relationships/{key}/"]
    for who in (pat, elsa):
        for path in [*places, f"/care/relationships/{key}/new/"]:
            page = _page(who, path)
            assert "When it can not wait, call." in page
            assert 'href="tel:' in page.partition("When it can not wait, call.")[2][:80], path
    assert "When it can not wait, call." not in _page(nadia, places[1])


def test_who_acts_for_somebody_sees_for_whom(talk: Talk, pat: Member) -> None:  # noqa: F811
    elsa, name = daughter_of(pat, talk.relationship), talk.relationship.chart.name
    assert f"{name} · Heart team" in _page(elsa, "/care/")
    assert f"{name} · <a" in _page(elsa, f"/care/threads/{talk.thread.pk}/")


def test_a_request_can_be_taken_back_before_it_is_answered(heart: Team, pat: Member) -> None:  # noqa: F811
    asked = relating.ask(pat.person, heart, name="Pat Lindqvist", born="1957-06-02")
    path = f"/care/relationships/{asked.pk}/"
    page = _page(pat, path)
    assert "Take the request back" in page
    assert "You hear from us when it answers." in page
    answer = pat.client.post(path, {"do": "end"}, follow=True)
    page = answer.content.decode()
    assert "It is taken back, and the team is told." in page
    assert "This request was taken back." in page
    assert "What was written stays" not in page  # nothing was
    assert f"/care/ask/{heart.pk}/" in page
    asked.refresh_from_db()
    assert asked.state == Relationship.State.ENDED
    assert path not in _page(pat, "/care/")
    assert "No team cares for you here yet" in _page(pat, "/care/")


def test_the_team_hears_that_a_request_was_taken_back_and_no_longer_that_somebody_asks(
    heart: Team,  # noqa: F811
    nadia: Member,
    pat: Member,
) -> None:
    asked = relating.ask(pat.person, heart, name="Pat Lindqvist", born="1957-06-02")
    relating.end(pat.person, asked)
    told = Notice.objects.filter(seat=nadia.seat, kind__startswith="care.").values_list("kind", flat=True)
    assert list(told) == ["care.unasked"]
    assert "has taken it back" in _page(nadia, "/you/notices")


def test_a_request_that_was_not_confirmed_says_so_and_leads_on(heart: Team, nadia: Member, pat: Member) -> None:  # noqa: F811
    asked = relating.ask(pat.person, heart, name="Pat Lindqvist", born="1957-06-02")
    relating.refuse(nadia.person, asked, handover="Call the desk of the clinic.")
    page = _page(pat, f"/care/relationships/{asked.pk}/")
    assert "could not confirm that it cares for you" in page
    assert "Call the desk of the clinic." in page
    assert "What was written stays" not in page
    assert f"/care/relationships/{asked.pk}/" in _page(pat, "/care/")


def test_who_acts_for_a_patient_is_not_told_of_requests_that_were_taken_back(
    heart: Team,  # noqa: F811
    nadia: Member,
    pat: Member,
) -> None:
    earlier = relating.ask(pat.person, heart, name="Pat Lindqvist", born="1961-04-30")
    relating.end(pat.person, earlier)
    elsa = daughter_of(pat, in_care(pat, nadia, heart))
    assert f"/care/relationships/{earlier.pk}/" not in _page(elsa, "/care/")
