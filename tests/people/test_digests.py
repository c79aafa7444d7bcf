"""The digest: in the morning of whoever asked, without content, ended by its own link; a mail server that fails."""

import re
import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.test import Client

from cast import Member
from commonward.config import doctor
from commonward.kernel import clock, work
from commonward.kernel.models import Work
from commonward.kernel.ref import Ref
from commonward.people import digests, notices
from commonward.people.models import Account, Digest, Notice

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)  # a Wednesday
MORNING = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)  # after 7 in New York
NEXT = MORNING + timedelta(days=1)


@pytest.fixture
def told(nadia: Member) -> Member:
    """Nadia in New York, who asked for a digest every morning."""
    Account.objects.filter(pk=nadia.account.pk).update(time_zone="America/New_York")
    with clock.at(EVENING):
        _wish(nadia, "day")
    with clock.at(EVENING + timedelta(minutes=1)):
        _notice(nadia)
    return nadia


def _wish(who: Member, every: str, **ways: list[str]) -> None:
    form = {"every": every, "page": ["thanks", "follows"], "mail": ["thanks", "follows", "care", "account"]} | ways
    answer = who.client.post("/you/notices/settings", form)
    assert answer.status_code == 302, answer.content.decode()[:2000]


def _notice(who: Member, kind: str = "seat.reinstated") -> None:
    notices.notify(who.seat.pk, kind, Ref("seat", who.seat.pk))


def _morning(at: datetime = MORNING) -> list[EmailMessage]:
    outbox.outbox.clear()
    with clock.at(at):
        work.drain()
    return list(outbox.outbox)


def test_one_mail_in_the_morning_without_content(told: Member) -> None:
    assert _morning(EVENING + timedelta(hours=8)) == []  # in New York it is ten at night
    (letter,) = _morning()
    assert letter.to == [told.account.email]
    assert letter.subject == "[Commonward] 1 new notice waits for you"
    said = letter.subject + str(letter.body)
    assert "seat" not in said.lower()
    assert "Nadia" not in said
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert _morning(NEXT) == []  # what was told is not told again
    with clock.at(NEXT):
        notices.read_all(told.person)
        _notice(told)
        notices.read_all(told.person)
    assert _morning(NEXT + timedelta(days=1)) == []  # read meanwhile


def test_only_what_is_wanted_by_mail(told: Member) -> None:
    with clock.at(EVENING):
        _wish(told, "day", mail=["care"])
    assert _morning() == []


def test_weekly_comes_on_monday(nadia: Member) -> None:
    with clock.at(EVENING):
        _wish(nadia, "week")
    with clock.at(EVENING + timedelta(minutes=1)):
        _notice(nadia)
    assert _morning(datetime(2026, 3, 8, 23, 0, tzinfo=UTC)) == []
    assert len(_morning(datetime(2026, 3, 9, 7, 0, 1, tzinfo=UTC))) == 1


def test_seven_stays_seven_when_clocks_change() -> None:
    before = datetime(2026, 3, 7, 13, 0, tzinfo=UTC)
    first = digests.next_morning("America/New_York", "day", before)
    assert first.astimezone(UTC) == datetime(2026, 3, 8, 11, 0, tzinfo=UTC)
    assert digests.next_morning("No/Where", "day", before).astimezone(UTC).hour == 7


@pytest.mark.parametrize("one_click", [True, False])
def test_its_link_ends_it_without_signing_in(told: Member, client: Client, one_click: bool) -> None:
    (letter,) = _morning()
    link = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert link in str(letter.body)
    path = re.sub(r"^https?://[^/]+", "", link)
    assert b"End the digest?" in client.get(path).content
    assert Digest.objects.get().every == "day"  # a program that fetches links ends nothing
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(path, {"List-Unsubscribe": "One-Click"} if one_click else {})
    assert b"No more digests" in answer.content
    assert Digest.objects.get().every == "off"
    assert strict.post(path).status_code == 200
    assert client.post(f"{path}x").status_code == client.get("/you/notices/digest/end/none").status_code == 404
    with clock.at(NEXT):
        _notice(told)
    assert _morning(NEXT + timedelta(days=1)) == []


def test_a_mail_server_that_fails_loses_nothing_and_doubles_nothing(
    told: Member, ada: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:

        def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
            raise smtplib.SMTPServerDisconnected

        broken.setattr(EmailMessage, "send", refuse)
        for minutes in range(0, 60, 10):
            with clock.at(MORNING + timedelta(minutes=minutes)):
                work.drain(most=1)
        number, since = digests.stuck()
        assert (number, since) == (1, MORNING)
        assert Work.objects.get(kind="digest").state == "waiting"
        answer = next(one for one in [doctor._digests()])
        assert not answer.is_well
    with clock.at(MORNING + timedelta(minutes=30)):
        _notice(told, "seat.suspended")
    (letter,) = _morning(MORNING + timedelta(hours=2))
    assert letter.subject.endswith("1 new notice waits for you")  # as counted when it was due
    assert digests.stuck() == (0, None)
    (later,) = _morning(NEXT + timedelta(hours=2))
    assert later.subject.endswith("1 new notice waits for you")
    assert later.extra_headers["Message-ID"] != letter.extra_headers["Message-ID"]


def test_a_worker_killed_after_sending_sends_the_same_mail(told: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    send = EmailMessage.send

    def die(self: EmailMessage, fail_silently: bool = False) -> int:
        send(self)
        raise KeyboardInterrupt

    outbox.outbox.clear()
    monkeypatch.setattr(EmailMessage, "send", die)
    with clock.at(MORNING), pytest.raises(work.Interrupted):
        work.drain()
    monkeypatch.setattr(EmailMessage, "send", send)
    (first,) = outbox.outbox
    (second,) = _morning(MORNING + timedelta(minutes=1))
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert _morning(MORNING + timedelta(minutes=2)) == []


def test_what_may_be_hushed_on_the_page(nadia: Member) -> None:
    _wish(nadia, "off", page=["follows"])
    notices.notify(nadia.seat.pk, "post.thanked", Ref("seat", 1), about=4)
    notices.notify(nadia.seat.pk, "profile.followed", Ref("seat", 1), about=4)
    notices.notify(nadia.seat.pk, "care.alert", Ref("seat", 1))
    assert set(Notice.objects.values_list("kind", flat=True)) == {"profile.followed", "care.alert"}
    page = nadia.client.get("/you/notices/settings").content.decode()
    assert re.search(r'name="page" value="follows"[^>]*checked', page)
    assert not re.search(r'name="page" value="thanks"[^>]*checked', page)


def test_wrong_wishes_are_refused_in_words(nadia: Member) -> None:
    answer = nadia.client.post("/you/notices/settings", {"every": "hourly", "mail": ["weather"]})
    assert answer.status_code == 422
    assert b"Please choose one from the list." in answer.content
    assert not Digest.objects.exists()
