"""SIGKILL at random points of what matters most, and what must hold afterwards.

Runs inside an installation of its own (`python -m config.kills`). The process loads everything once and forks a child
for each act, so that a kill costs milliseconds; it never opens a connection itself. A child dies before or after one of
its statements, or at some moment, as its dice say. Then another child takes a look, as a process that starts anew
would; then the act is done again, as whoever was interrupted would; then everything must be there once.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from commonward.config.loading import load_django

if __name__ == "__main__":
    load_django()

from django.db import connections

from commonward.oversight import screening
from config.interrupted import KINDS, Kind, holds, people_move_in, whole_ledger

#: Beyond its usual length by so much a moment may lie: then the act was over, which must do no harm either.
BEYOND: Final = 1.15


def apart(work_to_do: Callable[[], Any], *, kill_at: float | None = None) -> tuple[bool, Any]:
    """Do something in a child, and what it answers. False when it was killed, after so many seconds or by itself."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            answer = work_to_do()
            with os.fdopen(writing, "w", encoding="ascii") as file:
                json.dump(answer, file)
            code = 0
        except BaseException as error:  # noqa: BLE001  told to the parent, whatever it was
            os.write(
                writing, json.dumps({"failed": f"{type(error).__name__}: {error}"[:4000]}).encode("ascii", "replace")
            )
        finally:
            connections.close_all()
            os._exit(code)
    os.close(writing)
    if kill_at is not None:
        time.sleep(kill_at)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, encoding="ascii") as file:
        told = file.read()
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False, None
    answer = json.loads(told)
    if os.waitstatus_to_exitcode(status):
        raise AssertionError(answer["failed"])
    return True, answer


def dying_at(statement: int, after: bool, act: Callable[[], Any]) -> Callable[[], Any]:
    """The act, in which the process kills itself before or after that statement."""

    def run() -> Any:
        seen = 0

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == statement and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = execute(sql, params, many, context)
            if seen == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        with connections["default"].execute_wrapper(count):
            return act()

    return run


def measured(act: Callable[[], Any]) -> tuple[float, int]:
    """How long an act takes that nobody kills, and how many statements."""

    def run() -> list[float]:
        seen = 0

        def count(execute: Any, *given: Any) -> Any:
            nonlocal seen
            seen += 1
            return execute(*given)

        began = time.perf_counter()
        with connections["default"].execute_wrapper(count):
            act()
        return [time.perf_counter() - began, seen]

    _whole, (seconds, statements) = apart(run)
    return seconds, int(statements)


@dataclass
class Told:
    """What became of so many kills."""

    kills: int = 0
    done: int = 0
    statements: int = 0
    wrong: list[str] = field(default_factory=list)


def round_of(kind: Kind, number: int, dice: random.Random, lengths: dict[str, tuple[float, int]], told: Told) -> None:
    """One act, killed somewhere, looked at, done again, looked at."""
    _whole, made = apart(lambda: kind.prepare(number))
    if kind.name not in lengths:
        lengths[kind.name] = measured(lambda: kind.act(made))
        apart(lambda: kind.tidy(made))
        _whole, made = apart(lambda: kind.prepare(number + 10_000))
    seconds, statements = lengths[kind.name]
    if dice.random() < 0.6:
        point, after = dice.randint(1, statements), dice.random() < 0.5
        at = f"{'after' if after else 'before'} statement {point} of {statements}"
        whole, _answer = apart(dying_at(point, after, lambda: kind.act(made)))
        told.statements += 1
    else:
        moment = dice.uniform(0, seconds * BEYOND)
        at = f"after {moment * 1000:.0f} of {seconds * 1000:.0f} ms"
        whole, _answer = apart(lambda: kind.act(made), kill_at=moment)
    try:
        _whole, was_done = apart(lambda: kind.look(made))
        apart(lambda: kind.again(made))
        _whole, is_done = apart(lambda: kind.look(made))
        assert is_done, "it was not done in the end"
        apart(holds)
    except AssertionError as error:
        told.wrong.append(f"{kind.name} {number}, killed {at}: {error}")
        sys.stderr.write(f"{told.wrong[-1]}\n")
        was_done = False
    apart(lambda: kind.tidy(made))
    told.kills += not whole
    told.done += bool(was_done)


def main(count: int, seed: int, names: list[str]) -> int:
    """So many kills of these kinds; 1 when something was half done, twice or lost."""
    dice, lengths = random.Random(seed), {}
    told = {name: Told() for name in names}
    screening.self_check()  # loads the guard once, for all children
    apart(people_move_in)
    for number in range(count):
        name = names[number % len(names)]
        round_of(KINDS[name](), number, dice, lengths, told[name])
    apart(whole_ledger)
    sys.stdout.write(json.dumps({name: one.__dict__ for name, one in told.items()}) + "\n")
    return int(any(one.wrong for one in told.values()))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(",") if len(sys.argv) > 3 else list(KINDS)))
