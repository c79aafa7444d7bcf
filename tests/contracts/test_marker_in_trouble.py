"""When something breaks while a person's words are in flight, the words go down with it: nothing repeats them.

Each trouble is made with the word of `contracts.marker` in the message of its error, as databases and libraries do.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django_tasks_db.models import DBTaskResult

from commonward.community.models import Post
from commonward.guard import GuardUnavailable, Report, Submission
from commonward.kernel import work
from commonward.kernel.models import Work
from commonward.kernel.worker import Worker
from commonward.oversight import screening
from contracts.marker import MARKER, Records, listening
from contracts.scene import Town, undone
from contracts.test_marker import columns

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("marker"), pytest.mark.slow]

WORDS = {"text": f"A quiet walk with {MARKER}.", "audience": "public", "key": "new"}
#: Where the words are although something broke: in what is kept for the author.
KEPT = {"community_draft.text", "community_version.text", "community_version.html"}


@pytest.fixture
def records() -> Iterator[Records]:
    """Every logger, during one test."""
    with listening() as heard:
        yield heard


@pytest.fixture
def browser(town: Town) -> Iterator[Client]:
    """Lena's browser, which shows what a real one would: the page of an error, not the error. All is taken back."""
    with undone():
        browser = town.lena.browser()
        browser.raise_request_exception = False
        yield browser


class Broken:
    """A guard in trouble: it repeats in its error what it was given to read."""

    def __init__(self, error: type[BaseException]) -> None:
        self._error = error

    def check(self, submission: Submission) -> Report:
        """Fail, and repeat the words."""
        raise self._error(f"could not read: {submission.text}")


@contextmanager
def failing(on: str, error: type[Exception]) -> Iterator[None]:
    """A database that fails at statements with this in them, and names their values as PostgreSQL does."""

    def fail(execute: Callable[..., object], sql: str, params: Sequence[object], many: bool, context: object) -> object:
        if on in sql:
            raise error(f"Failing row contains {params!r}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        yield


def _silent(records: Records, *answers: HttpResponse) -> None:
    """Nothing in the log repeats the word; no answer does but to its author."""
    assert records.kept
    for line, _raw in records.kept:
        assert MARKER not in line.lower()
    for answer in answers:
        if answer.status_code not in {200, 401, 422}:
            assert MARKER not in answer.content.decode().lower()
        assert MARKER not in str(answer.headers).lower()
    held = {column for column, values in columns() if MARKER in values}
    assert held <= KEPT, f"The words are in {held - KEPT}."


@pytest.mark.parametrize("error", [DatabaseError, RuntimeError])
@pytest.mark.parametrize("statement", ['INTO "community_version"', 'INTO "kernel_entry"', 'INTO "oversight_screening"'])
def test_the_database_fails_while_publishing(
    browser: Client, records: Records, statement: str, error: type[Exception]
) -> None:
    with failing(statement, error):
        answer = browser.post("/write/", WORDS | {"publish": "1"})
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert f"error={error.__name__}" in " ".join(line for line, _raw in records.kept)
    _silent(records, answer)
    assert not Post.objects.filter(versions__text__contains=MARKER).exists()


def test_the_database_fails_while_a_draft_is_kept(browser: Client, records: Records) -> None:
    with failing('INTO "community_draft"', DatabaseError):
        answer = browser.post("/write/draft/", WORDS)
    assert answer.status_code == 500
    _silent(records, answer)


def test_the_guard_does_not_answer(browser: Client, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "guard", lambda *_tier: Broken(GuardUnavailable))
    checked = browser.post("/write/check/", WORDS)
    sent = browser.post("/write/", WORDS | {"publish": "1"})
    face = browser.post("/face/", {"display_name": "Lena", "handle": "lena-hart", "biography": MARKER})
    assert (checked.status_code, sent.status_code, face.status_code) == (200, 302, 422)
    waiting = Post.objects.get(versions__text__contains=MARKER)
    assert waiting.state == Post.State.WAITING
    assert work.drain() >= 1
    _silent(records, checked, sent, face)
    row = Work.objects.get(subject_id=waiting.versions.get().pk)
    assert (row.state, row.error) == (Work.State.WAITING, "OutOfOrder")


@pytest.mark.parametrize("error", [RuntimeError, ValueError, MemoryError])
def test_the_guard_breaks(
    browser: Client, records: Records, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    monkeypatch.setattr(screening, "guard", lambda *_tier: Broken(error))
    answers = [browser.post("/write/check/", WORDS), browser.post("/write/", WORDS | {"publish": "1"})]
    assert all(answer.status_code in {200, 302, 500} for answer in answers)
    _silent(records, *answers)


class Breaking:
    """What `tests.breaks` does: it fails as it is told to, and repeats the words."""

    error: type[BaseException] = RuntimeError


@work.carries("tests.breaks")
def _break(subject_id: int) -> None:
    raise Breaking.error(f"could not carry out: {MARKER}")


def _enqueued() -> Work:
    with transaction.atomic():
        work.enqueue("tests.breaks", 1)
    return Work.objects.get(kind="tests.breaks")


@pytest.mark.parametrize("error", [RuntimeError, SystemExit, KeyboardInterrupt])
def test_the_worker_breaks(
    browser: Client, records: Records, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    monkeypatch.setattr(Breaking, "error", error)
    row = _enqueued()
    with nullcontext() if issubclass(error, Exception) else pytest.raises(work.Interrupted) as ended:
        work.carry_row(row.pk, wake=str(row.wake))
    assert ended is None or MARKER not in str(ended.value)
    row.refresh_from_db()
    assert (row.state, row.error) == (Work.State.WAITING, "RuntimeError" if error is RuntimeError else "")
    browser.get("/")
    _silent(records)


@pytest.mark.parametrize("error", [RuntimeError, SystemExit])
def test_the_queue_itself_keeps_nothing_of_an_error(
    browser: Client, records: Records, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    monkeypatch.setattr(Breaking, "error", error)
    row = _enqueued()
    task = DBTaskResult.objects.get(pk=row.wake)
    with nullcontext() if issubclass(error, Exception) else suppress(work.Interrupted):
        Worker("tests").run_task(task)  # as the worker's process does, which writes down what a task raised
    task.refresh_from_db()
    assert MARKER not in f"{task.args_kwargs} {task.return_value} {task.traceback}"
    browser.get("/")
    _silent(records)


class Down(BaseEmailBackend):
    """A mail server that repeats in its refusal where the mail should go."""

    def send_messages(self, email_messages: Sequence[mail.EmailMessage]) -> int:
        """Fail, and repeat the address."""
        raise ConnectionRefusedError(f"550 no such user {email_messages[0].to}")


def test_the_mail_server_refuses(town: Town, browser: Client, records: Records) -> None:
    ada = town.ada.browser()
    with override_settings(EMAIL_BACKEND=f"{__name__}.Down"):
        invited = ada.post("/you/organisations/harbour/invite", {"email": f"{MARKER}@example.org", "role": "student"})
        reset = Client().post("/accounts/password/reset/", {"email": f"{MARKER}@example.org"})
    assert (invited.status_code, reset.status_code) == (503, 503)
    for line, _raw in records.kept:
        assert MARKER not in line
    for answer in (invited, reset):
        assert MARKER not in answer.content.decode()
    held = {column for column, values in columns() if MARKER in values}
    assert held <= {"people_invitation.email"}


def test_a_page_that_breaks_while_it_is_drawn(browser: Client, records: Records) -> None:
    browser.post("/write/draft/", WORDS)
    with failing('FROM "people_notice"', RuntimeError):  # the frame of every page counts them
        answer = browser.get("/write/")
    assert answer.status_code == 500
    _silent(records, answer)
