"""What goes wrong while people write in care: nothing is lost, nothing is said twice or reaches the wrong place."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError

from cast import Member
from cast.caring import Talk, begun, in_care, permits
from commonward.care.actions import filing
from commonward.care.models import Message, MessageDraft, Reading, RecordEntry, Relationship, Team, Thread
from commonward.consent.models import Grant
from commonward.kernel import clock, work
from commonward.kernel.errors import Denied
from commonward.kernel.models import Entry
from commonward.people import notices
from commonward.people.models import Notice, Organisation

pytestmark = pytest.mark.django_db

WORDS = "Take it at night, please."


def _address(talk: Talk) -> str:
    return f"/care/threads/{talk.thread.pk}/"


def test_words_for_one_patient_do_not_reach_another(
    talk: Talk, heart: Team, nadia: Member, sam: Member, harbour: Organisation
) -> None:
    other = in_care(sam, nadia, heart, name="Sam Ode")
    permits(sam, harbour)
    theirs = begun(sam, other, "I sleep badly.", topic="Sleep")
    form = {"text": WORDS, "publish": "1", "key": f"thread:{theirs.thread.pk}", "once": str(uuid4())}
    answer = nadia.client.post(_address(talk), form)
    assert answer.status_code == 409
    assert "another conversation" in answer.content.decode()
    assert WORDS in answer.content.decode()
    assert not RecordEntry.objects.filter(author=nadia.seat).exists()
    right = nadia.client.post(_address(talk), form | {"key": f"thread:{talk.thread.pk}"})
    assert right.status_code == 302
    assert Message.objects.get(author=nadia.seat).thread_id == talk.thread.pk


def test_an_answer_that_got_lost_is_asked_for_again_and_says_the_same(talk: Talk, nadia: Member, pat: Member) -> None:
    form = {"text": WORDS, "publish": "1", "once": str(uuid4())}
    places = {nadia.client.post(_address(talk), form)["Location"] for _try in range(3)}
    assert len(places) == 1
    assert Message.objects.filter(author=nadia.seat).count() == 1
    assert Notice.objects.filter(seat=pat.seat, kind="care.message").count() == 1
    assert Entry.objects.filter(action="message.delivered", actor_id=nadia.account.pk).count() == 1
    assert not MessageDraft.objects.exists()


def test_a_new_matter_sent_twice_is_one(relationship: Relationship, pat: Member, harbour: Organisation) -> None:
    permits(pat, harbour)
    form = {"text": "May I swim?", "topic": "Swimming", "publish": "1", "once": str(uuid4())}
    address = f"/care/relationships/{relationship.pk}/new/"
    places = {pat.client.post(address, form)["Location"] for _try in range(2)}
    assert len(places) == 1
    assert Thread.objects.count() == 1


def test_a_database_out_of_breath_leaves_the_words_and_the_second_try_sends_them(
    talk: Talk, nadia: Member, pat: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"text": WORDS, "publish": "1", "once": str(uuid4())}

    def breathless(*_args: object, **_options: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(filing, "write", breathless)
        answer = nadia.client.post(_address(talk), form)
    assert answer.status_code == 503
    assert WORDS in answer.content.decode()
    assert MessageDraft.objects.get().text == WORDS
    assert not Message.objects.filter(author=nadia.seat).exists()
    assert nadia.client.post(_address(talk), form).status_code == 302
    assert Message.objects.filter(author=nadia.seat).count() == 1
    assert not MessageDraft.objects.exists()


def test_killed_between_delivery_and_notice_nothing_was_delivered_and_once_more_is_once(
    talk: Talk, nadia: Member, pat: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"text": WORDS, "publish": "1", "once": str(uuid4())}

    def killed(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    before = Entry.objects.filter(action="message.delivered").count()
    with monkeypatch.context() as patched:
        patched.setattr(notices, "notify", killed)
        with pytest.raises(KeyboardInterrupt):
            nadia.client.post(_address(talk), form)
    assert not Message.objects.filter(author=nadia.seat).exists()
    assert not RecordEntry.objects.filter(author=nadia.seat).exists()
    assert Entry.objects.filter(action="message.delivered").count() == before
    talk.thread.refresh_from_db()
    assert talk.thread.waits_since is not None
    assert nadia.client.post(_address(talk), form).status_code == 302
    work.drain()
    work.drain()
    assert Notice.objects.filter(seat=pat.seat, kind="care.message").count() == 1
    assert Message.objects.filter(author=nadia.seat).count() == 1


def test_a_clock_set_back_keeps_the_order_of_what_was_said(talk: Talk, nadia: Member, pat: Member) -> None:
    talk.sent(nadia, "First, sit down.")
    with clock.at(clock.now() - timedelta(hours=3)):
        talk.sent(nadia, "Then, drink a glass of water.")
        page = pat.client.get(_address(talk)).content.decode()
    assert page.index("First, sit down.") < page.index("Then, drink a glass of water.")
    page = pat.client.get(_address(talk)).content.decode()
    assert page.index("First, sit down.") < page.index("Then, drink a glass of water.")
    assert Reading.objects.filter(reader=pat.seat).count() == 2


def test_a_clock_that_ran_ahead_stops_sending_and_loses_nothing(talk: Talk, nadia: Member, pat: Member) -> None:
    with clock.at(clock.now() + timedelta(days=500)):
        answer = nadia.client.post(_address(talk), {"text": WORDS, "publish": "1", "once": str(uuid4())})
        assert answer.status_code in {302, 401, 403}
    assert not RecordEntry.objects.filter(author=nadia.seat).exists()
    done = talk.sent(nadia, WORDS)
    assert done.message.delivered_at is not None


def test_a_consent_that_ran_out_says_so_to_each_side_and_how_to_go_on(
    talk: Talk, nadia: Member, pat: Member, grant: Grant
) -> None:
    assert grant.until is not None
    with clock.at(grant.until - timedelta(days=100)):  # a contact: the relationship goes on for longer
        talk.sent(nadia, "Are you well?")
    sides = {pat: "You can change that under What you permit.", nadia: "offer it at the next visit."}
    with clock.at(grant.until):
        for who, sentence in sides.items():
            answer = who.client.get(_address(talk))
            assert answer.status_code == 200
            assert sentence in answer.content.decode()
            with pytest.raises(Denied):
                talk.says(who, WORDS)
    assert not RecordEntry.objects.filter(author=pat.seat).exclude(message=talk.first).exists()
    assert Message.objects.filter(author=nadia.seat).count() == 1
