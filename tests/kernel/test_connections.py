"""A connection that was used a moment ago is taken for well, unless its end was told on it or it rested long."""

import select

import pytest
from django.db import connection

from commonward.kernel import connections

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgres,
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite has no server; CI runs it on PostgreSQL",
    ),
]


def test_what_was_used_a_moment_ago_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    other = connection.copy()
    other.connect()
    try:
        raw = other.connection
        assert not connections.was_well(raw)  # nobody used it yet
        connections._used[raw] = 1000.0
        monkeypatch.setattr(connections, "monotonic", lambda: 1000.0 + connections.RECENT)
        assert connections.was_well(raw)
        monkeypatch.setattr(connections, "monotonic", lambda: 1000.1 + connections.RECENT)
        assert not connections.was_well(raw)
    finally:
        other.close()


def test_the_end_of_a_connection_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    other = connection.copy()
    other.connect()
    raw = other.connection
    connections._used[raw] = 1000.0
    monkeypatch.setattr(connections, "monotonic", lambda: 1000.0)
    assert connections.was_well(raw)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [raw.info.backend_pid])
    poll = select.poll()
    poll.register(raw.fileno(), select.POLLIN)
    assert poll.poll(60_000), "the server did not say that it ended the connection"
    assert not connections.was_well(raw)
    assert not other.is_usable()
    other.close()
    assert not connections.was_well(raw)


def test_a_request_is_answered_after_its_connection_was_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """As between two requests: what was well is not asked, what was ended is opened anew."""
    other = connection.copy()
    other.connect()
    monkeypatch.setattr(connections.connections, "all", lambda initialized_only: [other])
    other.settings_dict = {**other.settings_dict, "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 600}
    try:
        other.health_check_enabled = True
        connections._after()
        other.health_check_done = False
        connections._before()
        assert other.health_check_done
        first = other.connection
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [first.info.backend_pid])
        poll = select.poll()
        poll.register(first.fileno(), select.POLLIN)
        assert poll.poll(60_000)
        other.health_check_done = False
        connections._before()
        assert not other.health_check_done
        with other.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
        assert other.connection is not first
    finally:
        other.close()
