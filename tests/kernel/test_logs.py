"""Lines of the log: their time is UTC and says so, whatever time zone the place and its machine have."""

import logging
import time

import pytest

from commonward.kernel.logs import EventFormatter


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs a system where the zone of a process can be set")
def test_times_are_utc_wherever_the_place_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        record = logging.makeLogRecord({"name": "commonward", "msg": "backup.made", "levelname": "INFO", "created": 0})
        assert EventFormatter().format(record) == "1970-01-01T00:00:00Z INFO backup.made"
    finally:
        monkeypatch.undo()
        time.tzset()
