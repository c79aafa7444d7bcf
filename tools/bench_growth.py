"""The home feed in a small town and in one a hundred times as large, on PostgreSQL. Run it with `make bench-growth`.

Fills two databases of one server (`bench_big_town.py`): 1,000 people who follow fifty others each, with 20,000 posts;
and 100,000 people with 1,000,000 posts. A real web process stands before each, and the floor of `bench_site.py` beside
it. A hundred people ask for their home, in turns, so that a busy moment meets all alike. What counts is processor time
of web process and database together; the clock stands beside it. Needs DATABASE_URL of a server where databases may be
made: `tools/with_postgres.sh make bench-growth`.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench_chat import spent
from bench_site import ROOT, SHARE, Browser, Server, free_port, shares
from bench_table import BUSY, Row, percentile, show, unrest, worse
from psycopg import connect

sys.path.insert(0, str(ROOT / "tests"))

from config.installed import database_of_its_own

GROWTH, HOME_MS, FOLLOWS = 1.5, 8.0, 50


class Backends:
    """Those who answer for one database, where it runs on this machine: what they spent, by their own count.

    Raises SystemExit where they are elsewhere. What was done in other databases of the same server is not in it.
    """

    def __init__(self, url: str) -> None:
        self._line = connect(url, autocommit=True)
        if not Path(f"/proc/{self._line.info.backend_pid}").exists():
            raise SystemExit("The database must run on this machine: its processor time counts.")

    def spent(self) -> float:
        """Milliseconds of processor time of all that are connected now, this one's asker left out."""
        ours = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return spent([pid for (pid,) in self._line.execute(ours).fetchall()])


@dataclass
class Asked:
    """What answers took, in milliseconds: the web process, the database, and by the clock."""

    web: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)

    @property
    def together(self) -> list[float]:
        """Processor time, all included."""
        return [web + database for web, database in zip(self.web, self.database, strict=True)]


@dataclass
class Place:
    """A town with those who answer for it."""

    name: str
    town: dict[str, Any]
    web: Server
    floor: Server
    database: Backends
    home: Asked = field(default_factory=Asked)
    bare: Asked = field(default_factory=Asked)


@contextlib.contextmanager
def place_of_its_own(target: str) -> Iterator[None]:
    """A data folder for this run alone. `target`: the make target, for who named no server: raises SystemExit then."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        raise SystemExit(f"Name a server: tools/with_postgres.sh make {target}")
    with tempfile.TemporaryDirectory(prefix=f"commonward-{target}-") as folder:
        told = {"COMMONWARD_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "commonward.config.settings"}
        with patch.dict(os.environ, told):
            os.environ.pop("COMMONWARD_DEMO", None)
            yield


def main() -> int:
    """Fill, serve, ask in turns, print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000, help="of the large town; it has ten posts for each")
    parser.add_argument("--rounds", type=int, default=4, help="how often each of a hundred people asks in each town")
    parser.add_argument("--turns", type=int, default=4, help="how often feed and floor are asked by several at once")
    parser.add_argument("--lenient", action="store_true", help="only report; answer 0 whatever the figures")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        stack.enter_context(place_of_its_own("bench-growth"))
        small = stack.enter_context(town("small", 1000, 20_000))
        large = stack.enter_context(town("large", options.people, 10 * options.people))
        noise = unrest()
        ask(small, large, options.rounds)
        rates = [list(shares(one.web, one.floor, one.town["sessions"][0], options.turns)) for one in (small, large)]
        noise = worse(noise, unrest())
    rows = [*rows_of(small, large, busy=noise.share > BUSY), *share_rows(small, rates[0]), *share_rows(large, rates[1])]
    title = (
        f"Home, 1,000 people with 20,000 posts (small) and {options.people:,} with {10 * options.people:,} (large), "
        f"each follows {FOLLOWS}; processor time of web process and database together, p50 / p95"
    )
    return 1 if show(title, rows, noise) and not options.lenient else 0


@contextlib.contextmanager
def town(name: str, people: int, posts: int, *more: str, floor: bool = True) -> Iterator[Place]:
    """A filled database of its own with a web process and, where asked for, a floor before it, until the block ends."""
    with database_of_its_own(f"bench_{name}_{os.getpid()}") as url, patch.dict(os.environ, {"DATABASE_URL": url}):
        subprocess.run([sys.executable, "-m", "commonward.cli.main", "setup"], check=True, stdout=subprocess.DEVNULL)
        print(f"filling: {people:,} people, {posts:,} posts …", flush=True)
        numbers = [str(people), str(posts), str(FOLLOWS)]
        fill = [sys.executable, str(ROOT / "tools" / "bench_big_town.py"), *numbers, *more]
        told = subprocess.run(fill, check=True, stdout=subprocess.PIPE, text=True)
        with serving(name, json.loads(told.stdout), floor=floor) as place:
            yield place


@contextlib.contextmanager
def serving(name: str, told: dict[str, Any], *, floor: bool = True) -> Iterator[Place]:
    """A web process, and a floor beside it, for the town that DATABASE_URL names."""
    port, floor_port = free_port(), free_port()
    web = Server([sys.executable, "-m", "commonward.cli.main", "web", "--port", str(port)], port)
    bare = (
        Server([sys.executable, str(ROOT / "tools" / "bench_floor.py"), str(floor_port)], floor_port) if floor else web
    )
    try:
        web.wait_for("/healthz")
        bare.wait_for("/healthz" if bare is web else "/")
        yield Place(name, told, web, bare, Backends(os.environ["DATABASE_URL"]))
    finally:
        for server in {id(one): one for one in (web, bare)}.values():
            server.end()


def ask(small: Place, large: Place, rounds: int) -> None:
    """Everybody's home in both towns and from both floors, in turns; whoever came second is first in the next."""
    readers = {one.name: [Browser(one.web.port, key) for key in one.town["sessions"]] for one in (small, large)}
    floors = {one.name: [Browser(one.floor.port, key) for key in one.town["sessions"]] for one in (small, large)}
    for number in range(rounds + 1):
        for at in range(len(readers["small"])):
            for one in (small, large) if (number + at) % 2 else (large, small):
                home, bare = (one.home, one.bare) if number else (Asked(), Asked())  # the first round warms up
                measure(one.database, one.web, readers[one.name][at], home)
                measure(one.database, one.floor, floors[one.name][at], bare)


def measure(database: Backends, web: Server, browser: Browser, asked: Asked) -> None:
    """Ask for the home once and add what it took."""
    stored, processor, began = database.spent(), web.spent(), time.perf_counter()
    status, content = browser.ask("/")
    asked.clock.append((time.perf_counter() - began) * 1000)
    asked.web.append(web.spent() - processor)
    asked.database.append(database.spent() - stored)
    if status != 200 or content.count(b"<article") < 10:
        raise SystemExit(f"the home was answered with {status} or without posts")


def rows_of(small: Place, large: Place, *, busy: bool) -> list[Row]:
    """Each town, and how the larger compares: by the clock only where nobody else used the machine."""
    rows = []
    for one in (small, large):
        middle = statistics.median(one.home.together)
        rows += [
            _row(f"home, {one.name} town", one.home, budget=f"p50 {HOME_MS:.0f} ms", holds=middle <= HOME_MS),
            Row("  of it the database", _pair(one.home.database)),
            _row("  the floor", one.bare),
        ]
    late = [percentile(one.home.together, 0.95) for one in (small, large)]
    clock = [percentile(one.home.clock, 0.95) for one in (small, large)]
    grown, by_clock = late[1] / late[0], clock[1] / clock[0]
    holds = (grown if busy else by_clock) <= GROWTH
    rows.append(Row("p95, large to small", f"{grown:.2f}", f"{by_clock:.2f}", f"{GROWTH}", holds))
    return rows


def share_rows(place: Place, turns: list[tuple[float, float]]) -> list[Row]:
    """The feed against its floor: by processor time of one answer, and by answers a second."""
    work = statistics.median(place.bare.together) / statistics.median(place.home.together)
    rate = statistics.median(feed / bare for feed, bare in turns if bare)
    name = f"floor to home, {place.name} town"
    return [Row(name, f"{work:.2f}", f"{rate:.2f}", f"{SHARE}", max(work, rate) >= SHARE)]


def _row(what: str, asked: Asked, *, budget: str = "", holds: bool = True) -> Row:
    return Row(what, _pair(asked.together), _pair(asked.clock), budget, holds)


def _pair(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} / {percentile(values, 0.95):.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
