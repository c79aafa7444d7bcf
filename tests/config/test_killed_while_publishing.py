"""SIGKILL of the web process while somebody publishes: the whole post or none, and the words are still there.

Real processes, real requests. Where the process dies is chosen with a barrier (`config.barrier`).
"""

import contextlib
import http.client
import os
import signal
import threading
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.aftermath import ADDRESS, PASSWORD, Aftermath, told
from config.barrier import Barrier
from config.browsing import Browser, Page
from config.installed import Installation, until
from config.test_processes import free_port

pytestmark = pytest.mark.slow

WORDS = "A quiet walk does wonders after a long night shift, says @priya-raman."
#: Held for a second person, since a patient tells of somebody else.
OF_OTHERS = "My neighbour Odalys Ferriman came home from Larkmoor Regional on March 3rd."
#: Ways through a publication, in their order: the process dies before the statement that begins like this.
LIVE_AT_ONCE = (
    'SELECT "community_profile"."display_name"',  # before it is screened
    'INSERT INTO "community_post"',  # the first write
    'INSERT INTO "kernel_entry"',  # words and screening, not in the ledger
    'UPDATE "community_post"',  # its version has passed
)
HELD = ('INSERT INTO "oversight_review"',)


def sent(browser: Browser, form: dict[str, str], words: str) -> Page | None:
    """What comes of publishing; None when nobody answers any more."""
    with contextlib.suppress(ConnectionError, urllib.error.URLError, http.client.HTTPException):
        return browser.post("/write/", form | {"text": words, "audience": "public", "publish": "1"})
    return None


@contextlib.contextmanager
def web(installation: Installation, browser: Browser) -> Iterator[None]:
    """A web process where this browser looks."""
    with installation.running("web", "--port", str(browser.port)):
        until(lambda: is_up(browser), seconds=300)
        yield


def is_up(browser: Browser) -> bool:
    try:
        return browser.get("/healthz").status == 200
    except OSError:
        return False


@pytest.mark.parametrize(("points", "words"), [(LIVE_AT_ONCE, WORDS), (HELD, OF_OTHERS)], ids=["live", "held"])
def test_killed_in_the_middle_there_is_no_post_and_the_draft_is_there(
    points: tuple[str, ...], words: str, lived_in: Installation, tmp_path: Path
) -> None:
    barrier, port = Barrier.at(tmp_path / "barrier"), free_port()
    lived_in.told = told(barrier.folder)
    browser = Browser(port)
    form: dict[str, str] = {}
    for point in points:
        with web(lived_in, browser):
            if not form:
                browser.sign_in(ADDRESS, PASSWORD)
                form = browser.form()
            barrier.close(point)
            publishing = threading.Thread(target=sent, args=(browser, form, words))
            publishing.start()
            until(barrier.reached, seconds=60)
            os.kill(barrier.reached(), signal.SIGKILL)
            publishing.join(timeout=60)
            assert not publishing.is_alive()
        after = Aftermath.of(lived_in)
        assert (after.posts, after.versions, after.screenings, after.acts, after.reviews) == ([], [], 0, [], 0), point
        assert (after.drafts, after.work, after.holds) == ([words], [], True), point

    with web(lived_in, browser):  # a new process; session, words and the old page's form are as good as before
        assert browser.get("/write/").words == words
        first, second = sent(browser, form, words), sent(browser, form, words)
        assert first is not None
        assert second is not None
        assert "/p/" in first.url
        assert first.url == second.url
    whole = Aftermath.of(lived_in)
    assert whole.posts == (["held"] if points == HELD else ["live"])
    assert whole.reviews == (1 if points == HELD else 0)
    assert (whole.drafts, whole.holds, len(whole.versions), whole.screenings) == ([], True, 1, 1)


LOSES_ANSWERS = """
import sys, time, pathlib
from commonward.config.loading import load_django
load_django()
from django.core.wsgi import get_wsgi_application
from commonward.config import serving
site = get_wsgi_application()
def deaf(environ, start_response):
    answer = site(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == "/write/":
        pathlib.Path({mark!r}).touch()
        time.sleep(600)
    return answer
serving.serve_pages(deaf, serving.open_port("127.0.0.1", {port}))
"""


def test_killed_after_the_commit_the_post_is_whole_and_sending_again_makes_no_second(
    lived_in: Installation, tmp_path: Path
) -> None:
    port, mark = free_port(), tmp_path / "done"
    with lived_in.running(before=LOSES_ANSWERS.format(mark=str(mark), port=port)) as process:
        browser = Browser(port)
        until(lambda: is_up(browser), seconds=100)
        browser.sign_in(ADDRESS, PASSWORD)
        form = browser.form()
        publishing = threading.Thread(target=sent, args=(browser, form, WORDS))
        publishing.start()
        until(mark.exists, seconds=100)
        process.kill()
        publishing.join(timeout=30)

    after = Aftermath.of(lived_in)
    assert (after.posts, after.versions, after.screenings) == (["live"], ["passed"], 1)
    assert after.acts == ["post.submitted", "post.published"]
    assert after.drafts == []
    assert after.holds
    with web(lived_in, browser):
        again = sent(browser, form, WORDS)
        assert again is not None
        assert "/p/" in again.url
        assert "It is out." in again.html
    assert Aftermath.of(lived_in) == after
