"""Sessions lie in the database as Django keeps them, and are found by a question that is written once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends import db
from django.utils import timezone

from commonward.people.session_store import SessionStore

pytestmark = pytest.mark.django_db


def _kept(days: int) -> str:
    session = db.SessionStore()
    session["seat"] = 81
    session.set_expiry(timezone.now() + timedelta(days=days))
    session.create()
    return str(session.session_key)


def test_pages_use_it() -> None:
    assert SessionStore.__module__ == settings.SESSION_ENGINE


def test_whoever_signed_in_before_it_was_there_stays_signed_in() -> None:
    assert SessionStore(_kept(days=1))["seat"] == 81


@pytest.mark.parametrize("found", [False, True])
def test_one_that_ended_or_never_was_is_empty_and_gets_another_key(found: bool) -> None:
    key = _kept(days=-1) if found else "a" * 32
    session = SessionStore(key)
    assert session.get("seat") is None
    assert session.session_key is None
