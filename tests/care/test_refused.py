"""Who writes where a door was closed meanwhile hears why, has their words, and sees where to go on."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse

from care.conftest import grant, heart, relationship, talk  # noqa: F401  fixtures
from cast import Member
from cast.caring import Talk, daughter_of, in_care, permits
from commonward.care.actions import proxies, relating
from commonward.care.models import Membership, Message, MessageDraft, Relationship, Team
from commonward.consent import actions
from commonward.consent.models import Grant
from commonward.kernel import clock
from commonward.kernel.models import Entry
from commonward.people.models import Credential, Notice

pytestmark = pytest.mark.django_db

WORDS = "May I take it in the evening, after the soup?"


def _sends(who: Member, talk: Talk, *, once: str = "") -> HttpResponse:  # noqa: F811
    """The form of a page that was opened before."""
    form = {"text": WORDS, "publish": "1", "key": f"thread:{talk.thread.pk}", "once": once or str(uuid4())}
    return who.client.post(f"/care/threads/{talk.thread.pk}/", form)


def _refused(who: Member, talk: Talk, sentence: str, *ways: str) -> str:  # noqa: F811
    answer = _sends(who, talk)
    page = str(answer.content.decode())
    assert answer.status_code == 403
    assert sentence in page
    assert WORDS in page
    for way in ways:
        assert f'href="{way}' in page, way
        assert who.client.get(way.partition("#")[0]).status_code == 200, way
    assert not Message.objects.exclude(pk=talk.first.pk).exists()
    assert MessageDraft.objects.get(seat=who.seat).text == WORDS
    return page


def _kept(who: Member) -> str:
    """What the page of the kept words says, found from where care begins."""
    draft = MessageDraft.objects.get(seat=who.seat)
    path = f"/care/kept/{draft.pk}/"
    assert path in who.client.get("/care/").content.decode()
    page = str(who.client.get(path).content.decode())
    assert WORDS in page
    return page


def test_consent_that_was_taken_back_leads_a_patient_to_what_they_permit(
    talk: Talk,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
) -> None:
    actions.withdraw(pat.person, grant)
    slug = talk.relationship.team.organisation.slug
    page = _refused(pat, talk, "You do not permit messages with this team now.", f"/you/consent/?at={slug}")
    assert "This was not sent" in page
    assert "Send it again" not in page
    assert "What you permit" in _kept(pat)
    assert WORDS in pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()


def test_kept_words_stand_in_the_field_again_once_it_is_permitted(
    talk: Talk,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
) -> None:
    actions.withdraw(pat.person, grant)
    _sends(pat, talk)
    draft = MessageDraft.objects.get()
    permits(pat, talk.relationship.team.organisation)
    assert f"/care/kept/{draft.pk}/" not in pat.client.get("/care/").content.decode()
    led = pat.client.get(f"/care/kept/{draft.pk}/")
    assert (led.status_code, led["Location"]) == (302, f"/care/threads/{talk.thread.pk}/")
    page = pat.client.get(led["Location"]).content.decode()
    assert "We kept these words for you." in page
    assert WORDS in page


def test_kept_words_are_thrown_away_by_their_author_alone(
    talk: Talk,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
    nadia: Member,
) -> None:
    actions.withdraw(pat.person, grant)
    _sends(pat, talk)
    path = f"/care/kept/{MessageDraft.objects.get().pk}/"
    assert nadia.client.get(path).status_code == nadia.client.post(path).status_code == 404
    assert MessageDraft.objects.exists()
    assert pat.client.post(path)["Location"] == f"/care/threads/{talk.thread.pk}/"
    assert not MessageDraft.objects.exists()


def test_the_team_is_led_to_answer_otherwise_and_may_ask(
    talk: Talk,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
    nadia: Member,
) -> None:
    actions.withdraw(pat.person, grant)
    own = f"/care/relationships/{talk.relationship.pk}/"
    ways = (f"/care/threads/{talk.thread.pk}/hand-over/#otherwise", f"{own}#permit")
    _refused(nadia, talk, "The patient does not permit messages now.", *ways)
    assert "Ask whether they permit it" in _kept(nadia)
    answer = nadia.client.post(own, {"do": "ask_for_messages"}, follow=True)
    assert "They are asked." in answer.content.decode()
    assert Notice.objects.get(seat=pat.seat, kind="care.permit").count == 1
    assert Entry.objects.get(action="consent.asked").on_behalf_of == pat.seat.pk
    asked = nadia.client.get(own).content.decode()
    assert "They were asked, just now." in asked
    assert "Ask whether they permit it" not in asked
    again = nadia.client.post(own, {"do": "ask_for_messages"}, follow=True)
    assert "within the last thirty days" in again.content.decode()
    assert Notice.objects.get(seat=pat.seat, kind="care.permit").count == 1
    notices = pat.client.get("/you/notices").content.decode()
    assert "would like to write to you here. You decide" in notices


def test_nobody_is_asked_who_permits_it_and_nobody_asks_but_the_team(
    talk: Talk,  # noqa: F811
    pat: Member,
    nadia: Member,
) -> None:
    own = f"/care/relationships/{talk.relationship.pk}/"
    said = nadia.client.post(own, {"do": "ask_for_messages"}, follow=True).content.decode()
    assert "The patient permits messages now." in said
    elsa = daughter_of(pat, talk.relationship, "message")
    assert elsa.client.post(own, {"do": "ask_for_messages"}).status_code == 403
    assert not Notice.objects.filter(kind="care.permit").exists()


def test_one_who_reads_along_is_led_to_what_they_may_do(talk: Talk, pat: Member) -> None:  # noqa: F811
    elsa = daughter_of(pat, talk.relationship)
    proxies_page = f"/care/relationships/{talk.relationship.pk}/acting/"
    _refused(elsa, talk, "You may read here, and not write.", proxies_page)
    assert "You may read here, and not write." in _kept(elsa)


def test_one_who_acts_no_more_has_their_words_and_nothing_else(talk: Talk, pat: Member) -> None:  # noqa: F811
    elsa = daughter_of(pat, talk.relationship, "message")
    proxies.end(pat.person, talk.relationship, talk.relationship.chart.proxies.get())
    page = _refused(elsa, talk, "You no longer act for this person.", "/care/")
    kept = _kept(elsa)
    for told in (page, kept):
        assert "The new tablet" not in told
        assert "Heart team" not in told
    assert elsa.client.post(f"/care/kept/{MessageDraft.objects.get().pk}/")["Location"] == "/care/"


def test_a_pause_leads_to_where_it_goes_on(talk: Talk, pat: Member, nadia: Member) -> None:  # noqa: F811
    relating.pause(nadia.person, talk.relationship)
    own = f"/care/relationships/{talk.relationship.pk}/"
    _refused(pat, talk, "This is paused.", own)
    MessageDraft.objects.all().delete()
    _refused(nadia, talk, "This is paused.", f"/care/threads/{talk.thread.pk}/hand-over/#otherwise", own)


def test_an_end_leads_to_care_anew(talk: Talk, pat: Member, nadia: Member, heart: Team) -> None:  # noqa: F811
    relating.end(pat.person, talk.relationship)
    _refused(pat, talk, "This relationship has ended.", f"/care/ask/{heart.pk}/", "/care/ask/")
    MessageDraft.objects.all().delete()
    page = _refused(nadia, talk, "Offer care anew", f"/care/offer/{heart.pk}/", "/care/")
    assert "Ask for care anew" not in page
    assert "This relationship has ended." in _kept(nadia)


def test_a_year_without_contact_says_so(talk: Talk, pat: Member) -> None:  # noqa: F811
    Relationship.objects.update(until=clock.now() - timedelta(days=1))
    _refused(pat, talk, "There was no contact for a year", "/care/ask/")
    relating.lapse()
    MessageDraft.objects.all().delete()
    _refused(pat, talk, "There was no contact for a year", "/care/ask/")


def test_a_licence_that_ran_out_leads_to_stating_it(talk: Talk, nadia: Member) -> None:  # noqa: F811
    Credential.objects.filter(seat=nadia.seat).update(state="lapsed")
    _refused(nadia, talk, "Your licence is not verified, or no longer.", "/you/credentials")
    assert "Your licence is not verified" in _kept(nadia)


def test_who_left_the_team_hears_that_and_no_longer_who_it_was(
    talk: Talk,  # noqa: F811
    heart: Team,  # noqa: F811
    nadia: Member,
    priya: Member,
    sam: Member,
) -> None:
    Membership.objects.filter(team=heart, seat=nadia.seat).update(left_at=clock.now())
    page = _refused(nadia, talk, "You no longer serve in this team.", "/care/")
    assert "Pat Lindqvist" not in page
    assert "You no longer serve in this team." in _kept(nadia)
    later = in_care(sam, priya, heart, name="Sam Ode")
    assert nadia.client.get(f"/care/relationships/{later.pk}/").status_code == 404


def test_a_new_matter_keeps_its_words_where_it_can_not_begin(
    talk: Talk,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
) -> None:
    new = f"/care/relationships/{talk.relationship.pk}/new/"
    actions.withdraw(pat.person, grant)
    answer = pat.client.post(new, {"topic": "The soup", "text": WORDS, "publish": "1", "once": str(uuid4())})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "This was not sent" in page
    assert WORDS in page
    assert "You do not permit messages with this team now." in _kept(pat)
    again = pat.client.get(new).content.decode()
    assert WORDS in again
    assert "The soup" in again


def test_other_words_for_a_message_are_kept_too(talk: Talk, grant: Grant, pat: Member) -> None:  # noqa: F811
    actions.withdraw(pat.person, grant)
    answer = pat.client.post(f"/care/messages/{talk.first.pk}/change/", {"text": WORDS, "publish": "1"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert WORDS in page
    assert "/you/consent/" in page


def test_what_was_sent_before_it_closed_is_not_called_unsent(
    talk: Talk,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
) -> None:
    once = str(uuid4())
    assert _sends(pat, talk, once=once).status_code == 302
    actions.withdraw(pat.person, grant)
    assert _sends(pat, talk, once=once).status_code == 302
    assert not MessageDraft.objects.exists()
    new, form = f"/care/relationships/{talk.relationship.pk}/new/", {"topic": "The soup", "text": WORDS, "publish": "1"}
    once = str(uuid4())
    anew = permits(pat, talk.relationship.team.organisation)
    assert pat.client.post(new, form | {"once": once}).status_code == 302
    actions.withdraw(pat.person, anew)
    assert pat.client.post(new, form | {"once": once}).status_code == 302
    assert not MessageDraft.objects.exists()


def test_the_board_says_where_nobody_may_write(
    talk: Talk,  # noqa: F811
    grant: Grant,  # noqa: F811
    pat: Member,
    nadia: Member,
) -> None:
    said = "Does not permit messages: call"
    board = nadia.client.get("/care/").content.decode()
    assert "The new tablet" in board
    assert said not in board
    actions.withdraw(pat.person, grant)
    changed = nadia.client.get("/care/").content.decode()
    assert said in changed
    relating.pause(pat.person, talk.relationship)
    assert "Paused: call" in nadia.client.get("/care/").content.decode()
