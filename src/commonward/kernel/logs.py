"""Log lines: an event's name and its identifiers, never what a person wrote.

An exception's message may quote input, so only its type and place are written.
"""

import logging
import time
import traceback

_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request", "response"}


class EventFormatter(logging.Formatter):
    """`2026-11-23T10:04:00Z INFO message.held message=81 rules=phi.name`."""

    # Always UTC, as the doctor and the ledger have it: a place may be in any time zone, and its machine in another.
    default_time_format = "%Y-%m-%dT%H:%M:%SZ"

    def format(self, record: logging.LogRecord) -> str:
        extra = " ".join(
            f"{key}={value}"
            for key, value in sorted(vars(record).items())
            if key not in _PLAIN and isinstance(value, int | str | float | bool)
        )
        # Arguments may carry content (django.request passes the path); the format string is ours and carries none.
        name = record.msg if isinstance(record.msg, str) and record.name.startswith("commonward") else record.name
        at = time.strftime(self.default_time_format, time.gmtime(record.created))
        parts = [at, record.levelname, name]
        if extra:
            parts.append(extra)
        if record.exc_info and record.exc_info[0] is not None:
            parts.append(self.formatException(record.exc_info))
        return " ".join(parts)

    def formatException(self, ei: object) -> str:  # noqa: N802  the name is logging's
        """The type of the error and where it happened. No message: it may repeat input."""
        kind, _, trace = ei if isinstance(ei, tuple) else (None, None, None)
        frames = traceback.extract_tb(trace)[-6:] if trace else []
        places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
        return f"error={kind.__name__ if kind else 'unknown'} at={places}"


def log_event(name: str, **identifiers: int | str) -> None:
    """Write one event: `log_event("post.held", post=81)`. Values are identifiers and codes, never words of a person."""
    logging.getLogger("commonward").info(name, extra=identifiers)
