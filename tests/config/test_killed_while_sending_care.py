"""SIGKILL between delivery and notice, and a connection that is lost while a message in care is sent.

Real processes, real requests. Where the process dies is chosen with a barrier (`config.barrier`).
"""

import contextlib
import http.client
import json
import os
import re
import signal
import threading
import urllib.error
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from config.aftermath import PASSWORD, TESTS
from config.barrier import Barrier
from config.browsing import Browser, Page
from config.installed import SRC, Installation, until
from config.test_killed_while_publishing import web
from config.test_processes import free_port

pytestmark = pytest.mark.slow

WORDS = "Take it at night, please."
_PEOPLE = """
from allauth.account.models import EmailAddress
from cast import member, organisation
from cast.caring import begun, in_care, licensed, permits, team_of
from commonward.kernel.actor import Role
from commonward.kernel import work
place = organisation("Harbour Clinic", "harbour")
ada = member("Ada Voss", Role.ADMINISTRATOR, at=place)
nadia = licensed(member("Nadia Okafor", Role.PROFESSIONAL, at=place, profession="nurse"), ada, "RN 4411")
pat = member("Pat Lindqvist", Role.PATIENT)
EmailAddress.objects.create(user=nadia.account, email=nadia.account.email, verified=True, primary=True)
relationship = in_care(pat, nadia, team_of(ada, place, nadia))
permits(pat, place)
talk = begun(pat, relationship, "I feel light in the head when I stand up.")
work.drain()
print(talk.thread.pk)
"""
_COUNTS = """
import json
from commonward.care.models import Message, MessageDraft, RecordEntry, Thread
from commonward.kernel import verification
from commonward.kernel.models import Entry
from commonward.people.models import Notice
print(json.dumps({
    "messages": Message.objects.filter(from_team=True).count(),
    "filed": RecordEntry.objects.filter(message__from_team=True).count(),
    "told": sum(Notice.objects.filter(kind="care.message").values_list("count", flat=True)),
    "acts": Entry.objects.filter(action="message.delivered", role="professional").count(),
    "waits": Thread.objects.filter(waits_since__isnull=False).count(),
    "drafts": [one.text for one in MessageDraft.objects.all()],
    "holds": verification.verify().holds,
}))
"""


@dataclass(frozen=True, slots=True)
class Left:
    """What lies in the database of what Nadia sent; of words only those of her draft."""

    messages: int
    filed: int
    told: int
    acts: int
    waits: int
    drafts: list[str]
    holds: bool

    @classmethod
    def of(cls, installation: Installation) -> "Left":
        """What lies there now."""
        answer = installation.python(_COUNTS)
        assert answer.returncode == 0, answer.stderr
        return cls(**json.loads(answer.stdout))


NOTHING = Left(messages=0, filed=0, told=0, acts=0, waits=1, drafts=[WORDS], holds=True)
ONCE = Left(messages=1, filed=1, told=1, acts=1, waits=0, drafts=[], holds=True)


def _in_care(installation: Installation, *folders: Path) -> str:
    """People move in; the address of their conversation."""
    installation.told = {"PYTHONPATH": ":".join(map(str, (*folders, TESTS, SRC)))}
    answer = installation.python(_PEOPLE)
    assert answer.returncode == 0, answer.stderr
    return f"/care/threads/{answer.stdout.split()[-1]}/"


def _sent(browser: Browser, address: str, form: dict[str, str]) -> Page | None:
    """What comes of sending; None when nobody answers any more."""
    with contextlib.suppress(ConnectionError, urllib.error.URLError, http.client.HTTPException):
        return browser.post(address, form)
    return None


def _composed(browser: Browser, address: str) -> dict[str, str]:
    browser.sign_in("nadia-okafor@example.org", PASSWORD)
    return browser.form(address) | {"text": WORDS, "urgency": "routine", "publish": "1"}


def test_killed_between_delivery_and_notice_there_is_neither_and_once_more_is_once(
    installed: Installation, tmp_path: Path
) -> None:
    barrier, browser = Barrier.at(tmp_path / "barrier"), Browser(free_port())
    address = _in_care(installed, barrier.folder)
    with web(installed, browser):
        form = _composed(browser, address)
        barrier.close('INSERT INTO "people_notice"')
        sending = threading.Thread(target=_sent, args=(browser, address, form))
        sending.start()
        until(barrier.reached, seconds=60)
        os.kill(barrier.reached(), signal.SIGKILL)
        sending.join(timeout=60)
        assert not sending.is_alive()
    assert Left.of(installed) == NOTHING
    with web(installed, browser):  # a new process; the session, the words and the old page's form are as good as before
        assert browser.get(address).words == WORDS
        first, second = _sent(browser, address, form), _sent(browser, address, form)
    assert first is not None
    assert second is not None
    assert first.url == second.url
    assert Left.of(installed) == ONCE


def test_a_connection_lost_while_sending_makes_no_second_message(installed: Installation) -> None:
    browser = Browser(free_port())
    address = _in_care(installed)
    with web(installed, browser):
        form = _composed(browser, address)
        _sent_and_gone(browser, address, form)
        until(lambda: Left.of(installed).messages == 1, seconds=100)
        answer = _sent(browser, address, form)
        assert answer is not None
        assert re.search(r"#m-\d+$", answer.url) or WORDS in answer.html
    assert Left.of(installed) == ONCE


def _sent_and_gone(browser: Browser, address: str, form: dict[str, str]) -> None:
    """Send the form as this browser would, and be gone before the answer comes."""
    cookies = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
    connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=60)
    headers = {"Host": "localhost", "Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", address, urlencode(form), headers)
    connection.close()
