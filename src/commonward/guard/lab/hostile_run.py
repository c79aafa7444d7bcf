"""Files made to hurt, tried: `python -m commonward.guard.lab.hostile_run [COUNT [SEED [WORKERS]]] [--keep FILE]`.

`tried` has each file of `hostile.py` looked at as the platform would and says what came of it. The only good ends are a
picture and a refusal: "no answer" would have a worker try the same file for ever, and what is left behind stays on
somebody's disk. The longest time is kept as well: a file that only takes long hurts too.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PIL import Image

from commonward.guard.contract import GuardUnavailable, MediaRefused
from commonward.guard.lab.hostile import made
from commonward.guard.media import inspect, nurseries

READ, REFUSED, NO_ANSWER, LEFT_BEHIND = "read", "refused", "no answer", "left behind"
_SLICE = 500
#: One file in so many is given to the networks too, in a child that the parent of children makes (`nursery`).
#: The others have a process of their own. What reads the file is the same code in both.
_LOOKED_INTO = 10


@dataclass(slots=True)
class Outcome:
    """What came of many files: how often which end, the codes of refusals, the numbers of those that ended badly, and
    how long each took.
    """

    ends: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    bad: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    slowest: int = 0

    def take(self, number: int, end: str, code: str, seconds: float) -> None:
        """Count one file."""
        self.ends[end] += 1
        if code:
            self.codes[code] += 1
        if end in (NO_ANSWER, LEFT_BEHIND):
            self.bad.append(number)
        if seconds >= max(self.seconds, default=0):
            self.slowest = number
        self.seconds.append(seconds)


def tried(numbers: Iterable[int], seed: int, folder: Path, *, workers: int = 2) -> Outcome:
    """Have these files looked at, a few at a time, in a folder that is empty again afterwards."""
    outcome = Outcome()

    def look(number: int) -> tuple[int, str, str, float]:
        place = folder / str(number)
        (place / "new").mkdir(parents=True)
        (place / "given").write_bytes(made(number, seed))
        began = time.monotonic()
        end, code = _looked_at(place / "given", place / "new", looks=number % _LOOKED_INTO == 0)
        seconds = time.monotonic() - began
        (place / "given").unlink()
        if end == REFUSED and list((place / "new").iterdir()):
            end = LEFT_BEHIND
        for path in (place / "new").iterdir():
            path.unlink()
        (place / "new").rmdir()
        place.rmdir()
        return number, end, code, seconds

    with ThreadPoolExecutor(workers) as pool:
        for result in pool.map(look, numbers):
            outcome.take(*result)
    nurseries.close()  # so that what is still open after it was left open
    return outcome


def _looked_at(given: Path, into: Path, *, looks: bool = False) -> tuple[str, str]:
    try:
        seen = inspect(given, into=into, sides=(), looks=looks)
    except MediaRefused as refused:
        return REFUSED, refused.code
    except GuardUnavailable:
        return NO_ANSWER, ""
    with Image.open(seen.renditions[0].path) as new:
        new.load()
        whole = new.size == (seen.width, seen.height) and len(list(into.iterdir())) == 1
    return (READ if whole else LEFT_BEHIND), ""


@dataclass(frozen=True, slots=True)
class Slice:
    """What came of some files in a row, as it is kept between runs."""

    first: int
    ends: dict[str, int]
    codes: dict[str, int]
    bad: list[int]
    seconds: list[float]
    slowest: int
    left: int
    descriptors: int


def main(count: int, seed: int, workers: int, kept: Path | None) -> int:
    """Try so many files and print what came of them; 1 when one had no answer or left something behind.

    With `kept` each slice is written there as it is done, and a run that was stopped goes on after the last of them.
    """
    done = _read_slices(kept, seed)
    for first in range(len(done) * _SLICE, count, _SLICE):
        done.append(_slice(range(first, min(first + _SLICE, count)), seed, workers))
        if kept is not None:
            with kept.open("a", encoding="utf-8") as target:
                target.write(json.dumps({"seed": seed} | asdict(done[-1])) + "\n")
    ends = sum((Counter(one.ends) for one in done), Counter[str]())
    codes = sum((Counter(one.codes) for one in done), Counter[str]())
    bad = [number for one in done for number in one.bad]
    slowest = max(done, key=lambda one: max(one.seconds))
    ordered = sorted(second for one in done for second in one.seconds)
    left, descriptors = sum(one.left for one in done), max(one.descriptors for one in done)
    print(f"{len(ordered):,} files of seed {seed}: " + ", ".join(f"{end} {many:,}" for end, many in ends.most_common()))
    print("refused as: " + ", ".join(f"{code} {many:,}" for code, many in codes.most_common()))
    print(
        f"seconds a file: median {ordered[len(ordered) // 2]:.2f}, largest {ordered[-1]:.2f} (number {slowest.slowest})"
    )
    print(f"left in the folder: {left}; descriptors more than before: {descriptors}")
    if bad:
        print(f"without an answer, or with something left: {bad[:40]}")
    if kept is not None:
        kept.unlink(missing_ok=True)  # all were tried: the next run begins anew
    return 1 if bad or left or descriptors > 0 else 0


def _slice(numbers: range, seed: int, workers: int) -> Slice:
    before = _descriptors()
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        outcome = tried(numbers, seed, Path(folder), workers=workers)
        left = len(list(Path(folder).iterdir()))
    print(f"{numbers.stop:,} so far: {dict(outcome.ends)} in the last {len(numbers)}", file=sys.stderr, flush=True)
    return Slice(
        first=numbers.start,
        ends=dict(outcome.ends),
        codes=dict(outcome.codes),
        bad=outcome.bad,
        seconds=[round(second, 3) for second in outcome.seconds],
        slowest=outcome.slowest,
        left=left,
        descriptors=_descriptors() - before,
    )


def _read_slices(kept: Path | None, seed: int) -> list[Slice]:
    """The slices that were done before, of the same seed; a line that was not written to its end counts for nothing."""
    done: list[Slice] = []
    if kept is None or not kept.exists():
        return done
    for line in kept.read_text(encoding="utf-8").splitlines():
        try:
            fields = json.loads(line)
        except ValueError:
            break
        if fields.pop("seed") != seed or fields["first"] != len(done) * _SLICE or len(fields["seconds"]) != _SLICE:
            break
        done.append(Slice(**fields))
    whole = [json.dumps({"seed": seed} | asdict(one)) + "\n" for one in done]
    kept.write_text("".join(whole), encoding="utf-8")
    return done


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Files made to hurt, each of which must have an answer.")
    parser.add_argument("count", nargs="?", type=int, default=20_000)
    parser.add_argument("seed", nargs="?", type=int, default=20_240_303)
    parser.add_argument("workers", nargs="?", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="a file for what is done, so that a stopped run can go on")
    asked = parser.parse_args()
    sys.exit(main(asked.count, asked.seed, asked.workers, asked.keep))
