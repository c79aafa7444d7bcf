"""Streams by the real server: they hold no thread, tell at once, end at once, and are no longer than they may be."""

import http.client
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from config.browsing import Browser
from config.installed import Installation, until
from config.test_processes import free_port

pytestmark = pytest.mark.slow

PEOPLE = """
from commonward.kernel.actor import Role, System
from commonward.people import actions
for name in ("nadia", "sam"):
    account = actions.open_account(System("tests"), email=f"{name}@example.org", password="a long enough phrase 81")
    print(actions.grant_seat(System("tests"), account, Role.PATIENT).pk)
"""
TELL = """
from commonward.kernel.ref import Ref
from commonward.people import notices
from django.db import transaction
with transaction.atomic():
    notices.notify({seat}, "seat.reinstated", Ref("seat", {seat}))
"""


class Stream:
    """An open stream, read as it comes."""

    def __init__(self, browser: Browser, cookie: str, *, query: str = "notices=1") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=100)
        headers = {"Cookie": cookie, "Accept": "text/event-stream", "Accept-Encoding": "gzip", "Host": "localhost"}
        self._connection.request("GET", f"/arrivals/stream?{query}", headers=headers)
        self.answer = self._connection.getresponse()

    def event(self) -> tuple[str, str]:
        """The next event: its name and its data. ("", "") at the end."""
        name, data = "message", ""
        while line := self.answer.readline().decode():
            if line == "\n":
                if data or name != "message":
                    return name, data
            elif line.startswith("event: "):
                name = line[7:].strip()
            elif line.startswith("data: "):
                data = line[6:].strip()
        return "", ""

    def close(self) -> None:
        self.answer.close()
        self._connection.close()


@contextmanager
def _serving(installed: Installation, **told: str) -> Iterator[Browser]:
    installed.told = {"COMMONWARD_WEB_THREADS": "1", **told}
    port = free_port()
    with installed.running("web", "--port", str(port)):
        browser = Browser(port)

        def answers() -> bool:
            try:
                return browser.get("/healthz").status == 200
            except OSError:
                return False

        until(answers, seconds=60)
        yield browser


def _signed_in(port: int, name: str) -> tuple[Browser, str]:
    browser = Browser(port)
    form = browser.get("/accounts/login/").hidden
    token = form["csrfmiddlewaretoken"]
    browser.post(
        "/accounts/login/",
        {"csrfmiddlewaretoken": token, "login": f"{name}@example.org", "password": "a long enough phrase 81"},
    )
    handler = next(one for one in browser._opener.handlers if hasattr(one, "cookiejar"))
    return browser, "; ".join(f"{one.name}={one.value}" for one in handler.cookiejar)


def test_streams(installed: Installation) -> None:
    seats = re.findall(r"\d+", installed.python(PEOPLE).stdout)
    with _serving(installed, COMMONWARD_LIVE_STREAMS="5") as browser:
        nadia, cookie = _signed_in(browser.port, "nadia")
        _sam, other = _signed_in(browser.port, "sam")
        first, second, third = (Stream(browser, cookie) for _ in range(3))
        strangers = Stream(browser, other)
        for stream in (first, second, third, strangers):
            assert stream.answer.status == 200
            assert stream.answer.headers["Content-Type"] == "text/event-stream"
            assert stream.answer.headers["Content-Encoding"] is None
            assert "no-store" in stream.answer.headers["Cache-Control"]
            assert json.loads(stream.event()[1]) == {"notices": 0}
        # One thread makes pages, and four streams hold none of it.
        assert nadia.get("/you/").status == 200
        # What another process writes is told at once.
        installed.python(TELL.format(seat=seats[0]))
        assert json.loads(first.event()[1]) == json.loads(second.event()[1]) == {"notices": 1}
        # More than there is room for: the page is told to ask instead.
        fifth = Stream(browser, cookie)
        assert fifth.answer.status == 200
        assert Stream(browser, other).answer.status == 204
        # Who goes makes room.
        fifth.close()

        def has_room() -> bool:
            again = Stream(browser, other)
            status = again.answer.status
            again.close()
            return status == 200

        until(has_room, seconds=100)
        # Signing out ends every stream of this session at once, and nobody else's.
        token = nadia.get("/you/").hidden["csrfmiddlewaretoken"]
        nadia.post("/accounts/logout/", {"csrfmiddlewaretoken": token})
        assert first.event() == ("over", "")
        assert second.event() == ("over", "")
        assert first.event() == ("", "")
        installed.python(TELL.format(seat=seats[1]))
        assert json.loads(strangers.event()[1]) == {"notices": 1}
        strangers.close()


def test_none_are_kept_where_none_are_wanted(installed: Installation) -> None:
    installed.python(PEOPLE)
    with _serving(installed, COMMONWARD_LIVE_STREAMS="0") as browser:
        nadia, cookie = _signed_in(browser.port, "nadia")
        assert Stream(browser, cookie).answer.status == 204
        assert nadia.get("/arrivals?notices=1").html == '{"notices": 0}'


@pytest.mark.skipif(os.name != "posix", reason="ends a process by a signal")
def test_a_server_that_is_told_to_stop_waits_for_no_stream(installed: Installation) -> None:
    installed.python(PEOPLE)
    with _serving(installed) as browser:
        _nadia, cookie = _signed_in(browser.port, "nadia")
        stream = Stream(browser, cookie)
        assert stream.event()[0] == "message"
    assert stream.event() == ("", "")
