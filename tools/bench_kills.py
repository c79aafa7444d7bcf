"""A thousand SIGKILLs at random points of publish, review, notice, deletion, backup and upgrade: `make bench-kills`.

Sets up an installation of its own in a temporary folder (and, with DATABASE_URL, in a database of its own there) and
runs `tests/config/kills.py` in it. Ends with 1 when something was half done, twice or lost; the sentence says where the
process was killed, and the seed makes the same dice again.
"""

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from config.installed import Installation, database_of_its_own
from config.killing import killed

#: Those that take a few milliseconds more often than those that take seconds.
MIX = ",".join(["publish", "review", "notice", "deletion"] * 4 + ["backup", "upgrade"])


def main() -> int:
    """Kill, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=81)
    parser.add_argument("--kinds", default=MIX, help="names with commas, each as often as it is to come")
    options = parser.parse_args()
    database = "SQLite" if not os.environ.get("DATABASE_URL") else "PostgreSQL"
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="commonward-kills-")))
        url = stack.enter_context(database_of_its_own(f"kills_{os.getpid()}"))
        installation = Installation(folder / "data", url)
        if (answer := installation.run("setup")).returncode:
            raise SystemExit(answer.stderr)
        began = time.monotonic()
        answer = killed(
            installation, count=options.count, seed=options.seed, kinds=options.kinds, seconds=options.count * 60
        )
    sys.stderr.write(answer.stderr)
    if not answer.stdout.strip():
        return 1
    told = json.loads(answer.stdout.splitlines()[-1])
    total: Counter[str] = Counter()
    for name, one in told.items():
        wrong = len(one.pop("wrong"))
        total.update(one | {"wrong": wrong})
        print(f"{name:<9} {one['kills']:>5} killed, {one['done']:>4} of them done already, {wrong} wrong")
    minutes = (time.monotonic() - began) / 60
    print(f"{database}, seed {options.seed}: {total['kills']} kills in {minutes:.0f} minutes, {total['wrong']} wrong")
    return answer.returncode


if __name__ == "__main__":
    sys.exit(main())
