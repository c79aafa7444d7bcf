"""How long until work is taken up again after SIGKILL of the worker: five times, with the settings that it comes with.

    .venv/bin/python tools/bench_recovery.py [TIMES]

Runs `commonward serve` on SQLite in a folder of its own, publishes a post with a large picture over HTTP, kills the
worker while its child decodes, and measures until a stranger can read the post.
"""

import os
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from config.aftermath import ADDRESS, PASSWORD, populate
from config.browsing import Browser
from config.installed import Installation, until
from config.test_killed_while_inspecting import is_out, photograph, published, readers_of
from config.test_processes import children_of, free_port


def main(times: int) -> None:
    """Measure and say."""
    picture = photograph(6400, 4800)
    with tempfile.TemporaryDirectory(prefix="commonward-bench-") as folder:
        installation = Installation(Path(folder) / "data")
        assert installation.run("setup").returncode == 0
        populate(installation)
        browser = Browser(free_port())
        installation.told = {"PORT": str(browser.port)}
        with installation.running("serve") as serve:
            until(lambda: set(children_of(serve)) == {"web", "worker"}, seconds=60)
            browser.get("/healthz")
            browser.sign_in(ADDRESS, PASSWORD)
            waits = []
            for number in range(times):
                until(lambda: "worker" in children_of(serve), seconds=60)
                path = published(browser, picture)
                worker = children_of(serve)["worker"]
                until(lambda worker=worker: readers_of(worker), seconds=60)
                os.kill(worker, signal.SIGKILL)
                killed_at = time.monotonic()
                until(lambda path=path: is_out(path, browser.port), seconds=120)
                waits.append(time.monotonic() - killed_at)
                print(f"{number + 1}: {waits[-1]:.1f} s", flush=True)
    print(f"median of {times}: {statistics.median(waits):.1f} s, longest {max(waits):.1f} s (to be below 60 s)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
