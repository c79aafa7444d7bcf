"""What the benchmarks share: percentiles, how busy the machine was, and the table with budgets.

Figures are medians and percentiles of processor time where one process does all the work: that is what it takes with
nobody else on the machine, and it holds on a busy one. Time by the clock stands beside it.
"""

import math
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: A fixed piece of work whose slowest runs take this many times the usual one shows that others use the machine.
BUSY = 1.5


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, the figure, time by the clock where it differs, the budget, and whether it holds."""

    what: str
    figure: str
    clock: str = ""
    budget: str = ""
    holds: bool = True


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def timed(work: Callable[[], object], rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of this thread's processor time and of the clock, for each of several rounds."""
    processor, clock = [], []
    for _round in range(rounds):
        began, ticks = time.perf_counter(), time.thread_time()
        work()
        processor.append((time.thread_time() - ticks) * 1000)
        clock.append((time.perf_counter() - began) * 1000)
    return processor, clock


@dataclass(frozen=True, slots=True)
class Unrest:
    """How much longer than usual a fixed piece of work takes when it is disturbed: 1.0 on a machine of one's own.

    Beside it, what the work usually takes: memory and caches that others use slow a processor down without the clock.
    """

    share: float
    milliseconds: float


def unrest(rounds: int = 60) -> Unrest:
    """Time a fixed piece of work."""

    def work() -> int:
        return sum(number * number for number in range(40_000))

    processor, clock = timed(work, rounds)
    return Unrest(percentile(clock, 0.95) / statistics.median(clock), statistics.median(processor))


def worse(before: Unrest, after: Unrest) -> Unrest:
    """The busier of two moments."""
    return Unrest(max(before.share, after.share), max(before.milliseconds, after.milliseconds))


def show(title: str, rows: Sequence[Row], noise: Unrest) -> list[str]:
    """Print the table; answer what is over budget."""
    print(f"\n{title}\n")
    print(f"{'what':44} {'figure':>22} {'by the clock':>16} {'budget':>16}")
    for row in rows:
        mark = "" if not row.budget else "  holds" if row.holds else "  OVER"
        print(f"{row.what:44} {row.figure:>22} {row.clock:>16} {row.budget:>16}{mark}")
    busy = ", a busy machine: read ratios and processor time, not the clock" if noise.share > BUSY else ""
    print(
        f"\n{os.cpu_count()} cores; a fixed piece of work took {noise.milliseconds:.1f} ms of processor time, "
        f"and up to {noise.share:.1f} times its usual time by the clock{busy}."
    )
    over = [f"{row.what}: {row.figure}, budget {row.budget}" for row in rows if not row.holds]
    for line in over:
        print(f"over budget: {line}")
    return over
