"""Somebody whom ten thousand follow publishes, on PostgreSQL. Run it with `make bench-crowd`.

Fills a town in which 10,000 people follow one (`bench_big_town.py`) and runs a real web process and a worker. That one
publishes through the page, guard and near-copies included, and each time names somebody. What is measured begins when
the form is sent and ends with the answer to the author, with the post in the homes of followers who ask (others each
time), and with the notice of whoever is named. At the end every follower's home is asked for once by the product's own
query. Open pages hear through streams that something came; these spread it over some seconds (`config.streams`), so it
is shown without a goal. Needs DATABASE_URL, as `bench_growth.py` does: `tools/with_postgres.sh make bench-crowd`.
"""

import argparse
import contextlib
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench_growth import Place, place_of_its_own, town
from bench_site import Browser, Server
from bench_table import BUSY, Row, percentile, show, unrest, worse

CREATED_MS, SEEN_MS = 120.0, 1000.0
#: Seconds until what was published counts as lost.
PATIENCE = 120.0
#: One account publishes no more in ten minutes; the first ones warm up, and with the last ones pages are open.
POSTS, WARM, HEARD = 25, 3, 4
WORDS = ("A short walk in the evening", "Tea with somebody", "An hour in the garden", "A song in the car", "A nap")
EVERYBODY = """
import sys
from commonward.config.loading import load_django
load_django()
from commonward.community import queries
from commonward.community.models import Follow
from commonward.people.models import Seat
from commonward.people.queries import person_of
author, newest, most = (int(one) for one in sys.argv[1:])
follows = Follow.objects.filter(followed_id=author).order_by("follower_id").values_list("follower__seat_id", flat=True)
seats = Seat.objects.select_related("profile", "account", "organisation").in_bulk(list(follows[:most]))
asked = [newest in {post.pk for post in queries.home_page(person_of(seat), None).items} for seat in seats.values()]
print(len(asked), sum(asked))
"""


@dataclass
class Told:
    """Milliseconds from sending the form, and what it cost."""

    created: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)
    noticed: list[float] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)


def main() -> int:
    """Fill, serve, publish, look, print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--followers", type=int, default=10_000)
    parser.add_argument("--each", type=int, default=4, help="how many followers look after each post")
    parser.add_argument("--streams", type=int, default=60, help="how many followers have a page open")
    parser.add_argument("--lenient", action="store_true", help="only report; answer 0 whatever the figures")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        stack.enter_context(place_of_its_own("bench-crowd"))
        more = ("--followers", str(options.followers), "--copies")
        people = options.followers + options.followers // 10
        place = stack.enter_context(town("crowd", people, 20_000, *more, floor=False))
        worker = Server([sys.executable, "-m", "commonward.cli.main", "worker"], 0)
        stack.callback(worker.end)
        noise = unrest()
        told = publish(place, options.each, options.streams)
        noise = worse(noise, unrest())
        asked, there = everybody(place, options.followers)
    rows = rows_of(told, asked, there, options.followers, busy=noise.share > BUSY)
    title = f"One whom {options.followers:,} follow publishes; milliseconds from sending the form, p50 / p95"
    return 1 if show(title, rows, noise) and not options.lenient else 0


def publish(place: Place, each: int, streams: int) -> Told:
    """As often as one may, and who sees it when."""
    told = Told()
    author = Browser(place.web.port, place.town["author"])
    readers = [Browser(place.web.port, key) for key in place.town["sessions"]]
    ears: list[Ear] = []
    form = {"csrfmiddlewaretoken": author.token(), "key": "new", "audience": "public", "publish": "1"}
    for number in range(POSTS):
        if number == POSTS - HEARD:  # from here on the web process has open pages to look after, so no cost is kept
            ears = [Ear(place.web.port, one) for one in readers[:streams]]
        kept = told if WARM <= number < POSTS - HEARD else Told()
        named = number % len(readers)
        handle = place.town["handles"][named]
        said = f"{WORDS[number % len(WORDS)]}, and number {number} of my small joys. Thank you, @{handle}."
        for ear in ears:
            ear.heard = 0.0
        stored, web, began = place.database.spent(), place.web.spent(), time.perf_counter()
        address = author.send("/write/", urlencode(form | {"text": said}))
        kept.created.append((time.perf_counter() - began) * 1000)
        kept.cost.append(place.web.spent() - web + place.database.spent() - stored)
        if not address:
            raise SystemExit("a post of the benchmark was not taken")
        sign = f"number {number} of my small joys".encode()
        for step in range(each):
            look(readers[(number * each + step) % len(readers)], "/", sign, began, kept.seen)
        look(readers[named], "/you/notices", b"spoke of you", began, kept.noticed)
        if ears:
            time.sleep(5)  # until open pages have heard
            told.heard += [(ear.heard - began) * 1000 for ear in ears if ear.heard]
    for ear in ears:
        ear.close()
    return told


def look(browser: Browser, path: str, sign: bytes, began: float, kept: list[float]) -> None:
    """Ask until it is there; when that was. Raises SystemExit when it does not come.

    Where the guard has no answer in time, as on a machine that others use, a post waits for it: that counts as late.
    """
    while time.perf_counter() - began < PATIENCE:
        status, content = browser.ask(path)
        if status != 200:
            raise SystemExit(f"{path} was answered with {status}")
        if sign in content:
            kept.append((time.perf_counter() - began) * 1000)
            return
        time.sleep(0.05)
    raise SystemExit(f"what was published did not come to {path}")


def everybody(place: Place, most: int) -> tuple[int, int]:
    """How many followers there are, and in how many of their homes the newest post of the author stands."""
    _status, content = Browser(place.web.port, place.town["author"]).ask("/@p0/")
    newest = max(int(one) for one in re.findall(rb'href="/p/(\d+)/', content))
    command = [sys.executable, "-c", EVERYBODY, str(place.town["first"]), str(newest), str(most)]
    asked, there = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(asked), int(there)


class Ear:
    """A stream that is open, as of a page that somebody looks at, and when it last said that something came."""

    def __init__(self, port: int, browser: Browser) -> None:
        _status, content = browser.ask("/")
        newest = max(int(one) for one in re.findall(rb'href="/p/(\d+)/', content))
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        self.heard = 0.0
        self._line = socket.create_connection(("127.0.0.1", port), timeout=120)
        asks = f"GET /arrivals/stream?home={newest} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\n\r\n"
        self._line.sendall(asks.encode())
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._line.recv(4096):
                if b"data:" in data:
                    self.heard = time.perf_counter()

    def close(self) -> None:
        """Hang up."""
        self._line.close()


def rows_of(told: Told, asked: int, there: int, followers: int, *, busy: bool) -> list[Row]:
    """The table; on a busy machine creating is judged by processor time, seeing by the clock all the same."""
    late = percentile(told.cost if busy else told.created, 0.95)
    last = max(told.seen + told.noticed)
    rows = [
        Row("created, guard included", _pair(told.cost), _pair(told.created), "p95 120 ms", late <= CREATED_MS),
        Row("in the home of a follower who asks", f"last {max(told.seen):.0f} ms", _pair(told.seen), "1000 ms",
            max(told.seen) <= SEEN_MS),
        Row("the notice of whoever is named", f"last {max(told.noticed):.0f} ms", _pair(told.noticed), "1000 ms",
            last <= SEEN_MS),
        Row("followers in whose home it stands", f"{there:,} of {asked:,}", "", f"{followers:,}",
            asked == there == followers),
    ]  # fmt: skip
    if told.heard:
        rows.append(Row("open pages that hear it", f"last {max(told.heard):.0f} ms", _pair(told.heard)))
    return rows


def _pair(values: list[float]) -> str:
    return f"{statistics.median(values):.0f} / {percentile(values, 0.95):.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
