"""A thousand SIGKILLs at random points of publish, review, notice, deletion, backup and upgrade: `make bench-kills`.

Sets up an installation of its own in a temporary folder (and, with DATABASE_URL, in a database of its own there) and
runs `tests/config/kills.py` in it. Ends with 1 when something was half done, twice or lost; the sentence says where the
process was killed, and the seed makes the same dice again.

It can go on in parts: `--each 160 --keep var/kills.jsonl` kills until the file tells of 160 kills of each kind, in an
installation of its own for every part, copied from one that is set up at the beginning, and adds a line for each part
that came to its end. Stopped, it goes on later.
"""

import argparse
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from config.installed import Installation, database_of_its_own
from config.killing import killed

KINDS = ("publish", "review", "notice", "deletion", "backup", "upgrade")
#: Those that take a few milliseconds more often than those that take seconds.
MIX = ",".join([*KINDS[:4] * 4, *KINDS[4:]])
#: Beyond this many parts something keeps kills from being made: an act that is over before its moment comes.
MOST_PARTS = 200
Told = dict[str, dict[str, int]]


def main() -> int:
    """Kill, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000, help="so many acts, in one installation")
    parser.add_argument("--seed", type=int, default=81)
    parser.add_argument("--kinds", default="", help="names with commas, each as often as it is to come")
    parser.add_argument("--each", type=int, default=0, help="instead of --count: so many kills of each kind, in parts")
    parser.add_argument("--part", type=int, default=90, help="with --each: so many acts in one part")
    parser.add_argument("--keep", type=Path, help="with --each: goes on where this file ends, and adds to it")
    options = parser.parse_args()
    names = options.kinds.split(",") if options.kinds else list(KINDS)
    if unknown := set(names) - set(KINDS):
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")
    if options.keep and not options.each:
        parser.error("--keep goes with --each")
    with set_up() as fresh:
        if not options.each:
            told = part(fresh, options.count, options.seed, options.kinds or MIX)
            return 1 if told is None else show(told)
        return in_parts(fresh, options.each, dict.fromkeys(names), options.part, options.seed, options.keep)


@contextlib.contextmanager
def set_up() -> Iterator[Installation]:
    """What each part gets a copy of: setting up takes a minute, which each would pay."""
    with tempfile.TemporaryDirectory(prefix="commonward-kills-") as folder, database_of_its_own(_name("fresh")) as url:
        fresh = Installation(Path(folder) / "data", url)
        if (answer := fresh.run("setup")).returncode:
            raise SystemExit(answer.stderr)
        yield fresh


def _name(what: str) -> str:
    return f"kills_{what}_{os.getpid()}"


def in_parts(fresh: Installation, each: int, names: "dict[str, None]", size: int, seed: int, keep: Path | None) -> int:
    """Parts until so many of each kind were killed; 1 when something is wrong in any, also in those before."""
    kept = [json.loads(line) for line in keep.read_text().splitlines()] if keep and keep.exists() else []
    while missing := _missing(each, names, kept):
        if len(kept) >= MOST_PARTS:
            raise SystemExit(f"{MOST_PARTS} parts, and kills are missing: {missing}")
        turns = chain(*zip_longest(*([name] * number for name, number in missing.items())))
        kinds = [name for name in turns if name is not None][:size]
        told = part(fresh, len(kinds), seed + len(kept), ",".join(kinds))
        if told is None:
            return 1
        kept.append(told)
        if keep:
            keep.parent.mkdir(parents=True, exist_ok=True)
            with keep.open("a", encoding="ascii") as file:
                file.write(json.dumps(told) + "\n")
        print(f"part {len(kept)}: {sum(one['kills'] for one in told.values())} kills", flush=True)
    total: Told = {}
    for told in kept:
        for name, one in told.items():
            total[name] = dict(Counter(total.get(name, {})) + Counter(one))
    return show(total)


def _missing(each: int, names: "dict[str, None]", kept: list[Told]) -> dict[str, int]:
    """How many kills of which kind are to come."""
    done = {name: sum(told.get(name, {}).get("kills", 0) for told in kept) for name in names}
    return {name: each - number for name, number in done.items() if number < each}


def part(fresh: Installation, count: int, seed: int, kinds: str) -> Told | None:
    """So many acts in an installation of its own, and what became of them; None when it broke off."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="commonward-kills-")))
        url = stack.enter_context(database_of_its_own(_name("part"), like=fresh.database_url.rpartition("/")[2]))
        installation = Installation(folder / "data", url)
        shutil.copytree(fresh.folder, installation.folder, symlinks=True)
        began = time.monotonic()
        answer = killed(installation, count=count, seed=seed, kinds=kinds, seconds=600 + count * 60)
    sys.stderr.write(answer.stderr)
    if not answer.stdout.strip():
        return None
    told: dict[str, dict[str, object]] = json.loads(answer.stdout.splitlines()[-1])
    minutes = (time.monotonic() - began) / 60
    database = "SQLite" if not os.environ.get("DATABASE_URL") else "PostgreSQL"
    print(f"{database}, seed {seed}, {count} acts in {minutes:.0f} minutes", flush=True)
    return {name: {key: _number(value) for key, value in one.items()} for name, one in told.items()}


def _number(value: object) -> int:
    """How many sentences, of what is told in sentences."""
    return len(value) if isinstance(value, list) else int(str(value))


def show(told: Told) -> int:
    """Tell of each kind; 1 when something was wrong."""
    for name, one in told.items():
        done, wrong = one.get("done", 0), one.get("wrong", 0)
        print(f"{name:<9} {one.get('kills', 0):>5} killed, {done:>4} of them done already, {wrong} wrong")
    wrong = sum(one.get("wrong", 0) for one in told.values())
    print(f"{sum(one.get('kills', 0) for one in told.values())} kills, {wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
