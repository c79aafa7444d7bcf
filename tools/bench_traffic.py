"""Mixed traffic of two hundred people for some minutes: errors, times, memory. `make bench-traffic`.

Fills an empty database with a town (`bench_town.py`), starts two web processes and one worker as `serve` does, and lets
clients in a process of their own go about: home, what is said here, posts, people, tags, notices, and one in ten times
thank or publish. Each looks at what they got for about eight seconds before they go on, some longer and many shorter
(`--pause 0`: nobody ever looks, which measures how much can be answered and makes every answer wait in line). All begin
at once, with processes that have answered nothing yet; a line tells how late answers were in each minute. For
PostgreSQL: `tools/with_postgres.sh make bench-traffic`. It ends with 1 on any error.
"""

import argparse
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from bench_site import Browser, Server, free_port
from bench_table import percentile

GOAL_MS = 300.0
#: Where somebody goes, and how often of a hundred times.
WAYS = {
    "home": 30,
    "local": 15,
    "post": 15,
    "person": 10,
    "tag": 5,
    "older": 10,
    "notices": 5,
    "thank": 7,
    "publish": 3,
}


class Answer(NamedTuple):
    """What was asked for, how it was answered, how long that took, and when it was asked: seconds from the first."""

    way: str
    status: int
    ms: float
    at: float


class Reader:
    """One of the two hundred, with a browser of their own and one thing to do after the other."""

    def __init__(self, port: int, session: str, town: dict[str, Any], number: int) -> None:
        self.browser, self.town, self.dice = Browser(port, session), town, random.Random(number)
        self.token, self.posts = "", list(town["posts"])

    def step(self) -> tuple[str, int]:
        """Do something; what, and how it was answered."""
        way = self.dice.choices(list(WAYS), list(WAYS.values()))[0]
        post = self.dice.choice(self.posts)
        paths = {
            "home": "/",
            "local": "/local/",
            "post": f"/p/{post}/",
            "person": f"/@{self.dice.choice(self.town['handles'])}/",
            "tag": "/tags/nightshift/",
            "older": f"/?before={post}",
            "notices": "/you/notices",
        }
        if way in paths:
            return way, self.browser.ask(paths[way])[0]
        if not self.token:
            self.token = self.browser.token()
        form = f"csrfmiddlewaretoken={self.token}"
        if way == "thank":
            return way, self.browser.ask(f"/p/{post}/thank/", form)[0]
        words = "+".join(["A+quiet+walk+does+wonders+after", *self.dice.choices("abcdefgh", k=6)])
        return way, self.browser.ask("/write/", f"{form}&key=new&audience=public&text={words}&publish=1")[0]


def visit(port: int, town: dict[str, Any], clients: int, pause: float, seconds: float, answers: Any) -> None:
    """The process of the clients: each in a thread, one request after the other; what came of it goes to a queue."""
    start = time.monotonic()
    found: list[Answer] = []

    def live(number: int) -> None:
        reader = Reader(port, town["readers"][number % len(town["readers"])], town, number)
        looks = random.Random(-number)
        while True:
            if pause:
                time.sleep(looks.expovariate(1 / pause))
            began = time.monotonic()
            if began - start >= seconds:
                return
            try:
                way, status = reader.step()
            except OSError:
                way, status = "connection", 0
                reader = Reader(port, town["readers"][number % len(town["readers"])], town, number + 1000)
            found.append(Answer(way, status, (time.monotonic() - began) * 1000, began - start))

    threads = [threading.Thread(target=live, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put(found)


def fill(options: argparse.Namespace) -> dict[str, Any]:
    """A town with a session for each of those who come."""
    import bench_town

    from commonward.community.models import Post, Profile

    built = bench_town.build(options.people, options.posts, "A quiet walk.").as_dict()
    faces = Profile.objects.select_related("seat__account").order_by("pk")[10 : 10 + options.clients]
    return built | {
        "readers": [bench_town._session(face.seat.account) for face in faces],
        "handles": list(Profile.objects.order_by("pk").values_list("handle", flat=True)[:200]),
        "posts": list(Post.objects.filter(audience="public").order_by("-pk").values_list("pk", flat=True)[:3000]),
    }


def show(found: list[Answer], memory: list[float], spent: float, seconds: float) -> bool:
    """Tell, and whether all is well."""
    slow, wrong = False, Counter((one.way, one.status) for one in found if one.status >= 500 or one.status == 0)
    for way in (*WAYS, "all"):
        times = [one.ms for one in found if way in {one.way, "all"}]
        if times:
            late = percentile(times, 0.99)
            print(f"{way:<8} {len(times):>6}  p50 {percentile(times, 0.5):>6.0f} ms  p99 {late:>6.0f} ms")
            slow = slow or (way == "all" and late > GOAL_MS)
    minutes: dict[int, list[float]] = defaultdict(list)
    for one in found:
        minutes[int(one.at // 60)].append(one.ms)
    late_in = " ".join(f"{percentile(minutes[minute], 0.99):.0f}" for minute in sorted(minutes))
    print(f"p99 minute by minute: {late_in} ms")
    statuses = Counter(one.status for one in found)
    print(f"{len(found) / seconds:.0f} answers a second; by status {dict(sorted(statuses.items()))}")
    third = max(1, len(memory) // 3)
    early, end = sum(memory[third : 2 * third]) / third, sum(memory[-third:]) / third
    print(f"processor time of the web processes: {spent / max(1, len(found)):.1f} ms an answer")
    print(f"memory of the web processes: {memory[0]:.0f} MB at first, {early:.0f} in the middle, {end:.0f} at the end")
    for (way, status), number in wrong.items():
        print(f"WRONG: {way} was answered {status}, {number} times")
    print(f"p99 {'over' if slow else 'within'} the goal of {GOAL_MS:.0f} ms; {sum(wrong.values())} errors")
    return not wrong and not slow


def run(options: argparse.Namespace, folder: Path) -> int:
    """Fill, serve, let them come, tell."""
    from commonward.config.verbs import setup

    setup([])
    kept = folder / "traffic.json"
    if not kept.exists():
        print(f"filling: {options.people:,} people, {options.posts:,} posts …", flush=True)
        kept.write_text(json.dumps(fill(options)), encoding="utf-8")
    town = json.loads(kept.read_text(encoding="utf-8"))
    port = free_port()
    command = [sys.executable, "-m", "commonward.cli.main", "web", "--port", str(port)]
    web = Server([*command, "--processes", str(options.processes)], port)
    worker = Server([sys.executable, "-m", "commonward.cli.main", "worker"], 0)
    answers: Any = multiprocessing.get_context("spawn").Queue()
    memory: list[float] = []
    try:
        web.wait_for("/healthz")
        visitors = multiprocessing.get_context("spawn").Process(
            target=visit, args=(port, town, options.clients, options.pause, options.minutes * 60, answers)
        )
        spent = web.spent()
        visitors.start()
        until = time.monotonic() + options.minutes * 60
        while time.monotonic() < until:
            memory.append(web.resident())
            time.sleep(2)
        found = answers.get(timeout=120)
        spent = web.spent() - spent
        visitors.join(30)
    finally:
        web.end()
        worker.end()
    return 0 if show(found, memory, spent, options.minutes * 60) or options.lenient else 1


def main() -> int:
    """Read what is wanted, in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2, help="how many web processes answer")
    parser.add_argument("--pause", type=float, default=8.0, help="how long somebody looks, in seconds, at the mean")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--data", type=Path, help="keep the town in this folder and use it again (SQLite)")
    parser.add_argument("--lenient", action="store_true", help="only report; answer 0 whatever the figures")
    options = parser.parse_args()
    folder = options.data or Path(tempfile.mkdtemp(prefix="commonward-traffic-"))
    os.environ |= {
        "COMMONWARD_DATA_DIR": str(folder.absolute()),
        "DJANGO_SETTINGS_MODULE": "commonward.config.settings",
    }
    os.environ.pop("COMMONWARD_DEMO", None)
    try:
        return run(options, folder)
    finally:
        if options.data is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
