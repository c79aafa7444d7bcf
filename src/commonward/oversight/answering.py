"""An answer within a time: asked in a thread of its own, so that a check that hangs holds up nobody who waits for it.

Python can stop no thread from outside. One that hangs is left to itself and counted, and while too many do, nothing
is asked at all: the content waits, as for any guard that cannot answer.
"""

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

#: No text that a post can hold takes a tenth of this.
LONGEST_SECONDS: Final = 20.0
MOST_AT_ONCE: Final = 32

_places = threading.BoundedSemaphore(MOST_AT_ONCE)


class NoAnswerInTime(Exception):
    """It took too long, or too many that took too long are still at it."""


def within(seconds: float, ask: Callable[[], T]) -> T:
    """What `ask` answers or raises, within so many seconds. Raises NoAnswerInTime. Not for anything that writes."""
    if not _places.acquire(timeout=seconds):
        raise NoAnswerInTime
    asking = _Asking(ask)
    asking.start()
    return asking.answer(seconds)


class _Asking(threading.Thread, Generic[T]):
    def __init__(self, ask: Callable[[], T]) -> None:
        super().__init__(name="asking", daemon=True)
        self._ask = ask
        self._answers: list[T] = []
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            self._answers.append(self._ask())
        except Exception as error:  # noqa: BLE001  it is raised again where the answer is waited for
            self._error = error
        finally:
            _places.release()

    def answer(self, seconds: float) -> T:
        self.join(timeout=seconds)
        if self._error is not None:
            raise self._error
        if not self._answers:
            raise NoAnswerInTime
        return self._answers[0]
