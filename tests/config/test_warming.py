"""A web process has read what pages are made of before it takes the first request."""

import logging
from collections.abc import Iterator

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.template import engines

from commonward.config import serving, warming

pytestmark = pytest.mark.django_db


class _Broken(WSGIHandler):
    """Answers nobody."""

    def __call__(self, environ: object, start_response: object) -> object:  # type: ignore[override]
        raise ConnectionError("words of Odalys Ferriman")


@pytest.fixture
def read() -> Iterator[dict[str, object]]:
    """The templates that this process has read."""
    [loader] = engines["django"].engine.template_loaders
    before = dict(loader.get_template_cache)
    loader.get_template_cache.clear()
    yield loader.get_template_cache
    loader.get_template_cache.update(before)


def test_templates_are_read_and_a_page_is_made(
    read: dict[str, object], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own transaction
    with caplog.at_level(logging.INFO):
        warming.warm_pages(WSGIHandler())
    assert {"community/feed.html", "ui/base.html", "account/login.html"} <= set(read)
    assert "web.not_warmed" not in caplog.messages


def test_what_fails_keeps_no_process_from_starting(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "close", lambda: None)
    with caplog.at_level(logging.INFO):
        warming.warm_pages(_Broken())
    [record] = [record for record in caplog.records if record.message == "web.not_warmed"]
    assert vars(record)["error"] == "ConnectionError"


def test_processes_that_answer_beside_each_other_know_it() -> None:
    with serving.open_port("127.0.0.1", 0) as listener:
        [alone] = serving.web_children(listener, 1)
        pair = serving.web_children(listener, 2)
    assert "--beside" not in alone.arguments
    assert [child.arguments[-1] for child in pair] == ["--beside", "--beside"]
