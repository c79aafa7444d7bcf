"""How fast the site answers, against its budgets (design section 7). Run it with `make bench-site`.

Fills an empty database with a town (`bench_town.py`), starts one web process on loopback and asks it as a browser
would. The floor is the home feed's query with a bare template and no middleware, in the same server, in the same run,
asked in turns with the feed: machines differ, ratios do not. For PostgreSQL: `tools/with_postgres.sh make bench-site`.
"""

import argparse
import http.client
import itertools
import json
import os
import select
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench_table import BUSY, Row, Unrest, percentile, show, unrest, worse

ROOT = Path(__file__).resolve().parents[1]
CHECKED = (
    "What a week with our team. My patient Odalys Ferriman walked to the garden on her own on March 3rd, and the "
    "harpist from the harbour market played for us from his bed. If you care for someone after surgery: short walks, "
    "rest, and a glass of water now and then. Small steps count, so do rests."
)[:280]
PUBLISHED = "A quiet walk does wonders after a long night shift."
#: The product's own limits hold here too: so many checks a minute and posts in ten may one account make.
CHECKS, POSTS = 100, 25
HOME_MS, PUBLISH_MS, SHARE = 60.0, 120.0, 0.5
Ask = Callable[[], tuple[int, bytes]]


@dataclass
class Figures:
    """What one page took: milliseconds by the clock and of the web process, and its size uncompressed."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    size: int = 0


class Server:
    """A process that answers, started here and ended at the end."""

    def __init__(self, command: list[str], port: int) -> None:
        self.port = port
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)

    def spent(self) -> float:
        """Milliseconds of processor time of all its threads and children; 0 where the system does not tell."""
        return sum(map(_spent, self._family()))

    def resident(self) -> float:
        """Megabytes of memory that it and its children hold."""
        return sum(map(_resident, self._family()))

    def _family(self) -> list[int]:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        try:
            return [self._process.pid, *map(int, children.read_text().split())]
        except OSError:
            return [self._process.pid]

    def wait_for(self, path: str) -> None:
        """Until it answers. Raises SystemExit when it does not."""
        for _try in range(3000):  # five minutes: on a busy machine a process takes one to begin
            if self._process.poll() is not None:
                break
            try:
                Browser(self.port, "").ask(path)
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise SystemExit("the server did not start")

    def end(self) -> None:
        """Stop it. Where it takes too long, as on a machine that others use, it is killed: nothing may stay."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _spent(process: int) -> float:
    try:
        return (
            sum(int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{process}/task").iterdir())
            / 1e6
        )
    except OSError:
        return 0.0


def _resident(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Browser:
    """One kept connection with a session."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"session": session} if session else {}

    def ask(self, path: str, body: str | None = None, *, part: bool = False) -> tuple[int, bytes]:
        """One request, as a form when there is a body, for a part of a page when asked so."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["Accept"] = "text/html"
        if part:
            headers["HX-Request"] = "true"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._leave_closed()
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, content

    def _leave_closed(self) -> None:
        """Take a new connection where the server has ended the kept one, as browsers do before they use it again."""
        kept = self.connection.sock
        if kept is not None and select.select([kept], [], [], 0)[0]:
            self.connection.close()

    def send(self, path: str, body: str) -> str:
        """Send a form, and where it leads."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._leave_closed()
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.getheader("Location") or ""

    def token(self) -> str:
        """A CSRF token from a page with a form."""
        _status, content = self.ask("/write/")
        return content.partition(b'name="csrfmiddlewaretoken" value="')[2].partition(b'"')[0].decode()


def measure(server: Server, ask: Ask, figures: Figures) -> None:
    """Ask once and add what it took."""
    spent, began = server.spent(), time.perf_counter()
    status, content = ask()
    figures.clock.append((time.perf_counter() - began) * 1000)
    figures.processor.append(server.spent() - spent)
    figures.size = max(figures.size, len(content))
    if status not in {200, 302}:
        raise SystemExit(f"the site answered {status}")


def pages(port: int, town: dict[str, Any]) -> dict[str, Ask]:
    """Every page that is measured, by name; each asks in its own reader's seat, deep ones further down each time."""
    browsers = {who: Browser(port, session) for who, session in town["sessions"].items()}
    moderator, some = Browser(port, town["moderator"]), browsers["some"]
    asks: dict[str, Ask] = {}
    for who, browser in browsers.items():
        asks[f"home, follows {who}"] = lambda browser=browser: browser.ask("/")
    asks["home, deep: older posts as a part"] = _deeper(some, "/?before=", town)
    for name, path in {
        "said here": "/local/",
        "a tag of many posts": "/tags/nightshift/",
        "a rare tag": "/tags/harp/",
        "a person": f"/@{town['handle']}/",
        "a post with 200 answers": f"/p/{town['post']}/",
        "saved": "/saved/",
        "notices": "/you/notices",
        "the rules": "/policy/",
    }.items():
        asks[name] = lambda path=path: some.ask(path)
    for name, words in {"search, a word of many posts": "night", "search, a slip": "hapr"}.items():
        asks[name] = _searching(some, words)
    asks["said here, deep: older posts as a part"] = _deeper(some, "/local/?before=", town)
    asks["colleagues"] = lambda: browsers["nobody"].ask("/colleagues/")
    asks["the review queue"] = lambda: moderator.ask("/review/")
    asks["reviews done"] = lambda: moderator.ask("/review/?tab=done")
    visitor = Browser(port, "")
    asks["said here, for a visitor"] = lambda: visitor.ask("/local/")
    return asks


def _deeper(browser: Browser, path: str, town: dict[str, Any]) -> Ask:
    """Each time another place between the bottom and the top, so that nothing was drawn before."""
    top, bottom = town["post"], town["bottom"]
    places = itertools.cycle(range(bottom, top, (top - bottom) // 997))
    return lambda: browser.ask(f"{path}{next(places)}", part=True)


def _searching(browser: Browser, words: str) -> Ask:
    """The page of what was found, at the sealed address that the form leads to."""
    address = browser.send("/search/", f"csrfmiddlewaretoken={browser.token()}&q={words}")
    return lambda: browser.ask(address)


def ask_pages(web: Server, floor: Server, town: dict[str, Any], rounds: int) -> dict[str, Figures]:
    """Each page and the floor, in turns, so that a busy moment meets all of them."""
    asks = pages(web.port, town)
    figures = {name: Figures() for name in [*asks, "floor"]}
    bare = Browser(floor.port, town["sessions"]["some"])
    for number in range(rounds + 3):
        kept = figures if number >= 3 else {name: Figures() for name in figures}  # the first rounds only warm up
        for name, ask in asks.items():
            measure(web, ask, kept[name])
        measure(floor, lambda: bare.ask("/"), kept["floor"])
    return figures


def ask_writing(web: Server, town: dict[str, Any]) -> dict[str, Figures]:
    """The live check and publishing, as often as the product lets one account."""
    browser = Browser(web.port, town["sessions"]["some"])
    form = f"csrfmiddlewaretoken={browser.token()}&key=new&audience=public&text="
    checking, publishing = Figures(), Figures()
    words = itertools.count()
    for _time in range(CHECKS):
        text = f"{next(words)} {CHECKED}"[:280].replace(" ", "+")
        measure(web, lambda text=text: browser.ask("/write/check/", form + text, part=True), checking)
    for _time in range(POSTS):
        text = PUBLISHED.replace(" ", "+")
        measure(web, lambda text=text: browser.ask("/write/", f"{form}{text}&publish=1"), publishing)
    return {"live check, 280 characters": checking, "publish, check included": publishing}


def throughput(port: int, session: str, seconds: float, askers: int = 4) -> float:
    """Answers a second of the home feed with several askers at once."""
    done = [0] * askers
    until = time.perf_counter() + seconds

    def work(number: int) -> None:
        browser = Browser(port, session)
        while time.perf_counter() < until:
            browser.ask("/")
            done[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(askers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def shares(web: Server, floor: Server, session: str, turns: int) -> Iterator[tuple[float, float]]:
    """Answers a second of the feed and of the floor, in turns."""
    for _turn in range(turns):
        yield throughput(web.port, session, 2.0), throughput(floor.port, session, 2.0)


def rows_of(figures: dict[str, Figures], noise: Unrest) -> list[Row]:
    """The table. A figure under a budget is judged by the clock, on a busy machine by the web process's own time."""
    rows = []
    for name, figure in figures.items():
        most = PUBLISH_MS if name.startswith("publish") else HOME_MS if name.startswith("home") else None
        late = percentile(figure.clock if noise.share <= BUSY else figure.processor, 0.95)
        rows.append(
            Row(
                f"{name} ({figure.size / 1000:.0f} kB)",
                f"{statistics.median(figure.processor):.1f} / {percentile(figure.processor, 0.95):.1f} ms",
                f"{statistics.median(figure.clock):.0f} / {percentile(figure.clock, 0.95):.0f} ms",
                f"p95 {most:.0f} ms" if most else "",
                most is None or late <= most,
            )
        )
    return rows


def share_rows(figures: dict[str, Figures], turns: list[tuple[float, float]]) -> list[Row]:
    """The feed against its floor: answers a second, and processor time of one answer."""
    rates = [feed / bare for feed, bare in turns if bare]
    feeds, bares = zip(*turns, strict=True)
    share = statistics.median(rates)
    work = statistics.median(figures["floor"].processor) / max(
        0.001, statistics.median(figures["home, follows some"].processor)
    )
    return [
        Row(
            "home feed against its floor, answers a second",
            f"{share:.2f}",
            f"{statistics.median(feeds):.0f} : {statistics.median(bares):.0f} /s",
            f"{SHARE:.2f}",
            share >= SHARE,
        ),
        Row("the same by processor time of one answer", f"{work:.2f}"),
    ]


def run(options: argparse.Namespace, folder: Path) -> int:
    """The whole of it, in a data folder."""
    from commonward.config.verbs import setup

    kept = folder / "town.json"
    setup([])
    import bench_town
    from django.db import connection

    if not kept.exists():
        print(f"filling: {options.people:,} people, {options.posts:,} posts …", flush=True)
        kept.write_text(
            json.dumps(bench_town.build(options.people, options.posts, CHECKED).as_dict()), encoding="utf-8"
        )
    town = json.loads(kept.read_text(encoding="utf-8"))
    noise = unrest()
    port, floor_port = free_port(), free_port()
    web = Server([sys.executable, "-m", "commonward.cli.main", "web", "--port", str(port)], port)
    floor = Server([sys.executable, str(ROOT / "tools" / "bench_floor.py"), str(floor_port)], floor_port)
    try:
        web.wait_for("/healthz")
        floor.wait_for("/")
        figures = ask_pages(web, floor, town, options.rounds)
        figures |= ask_writing(web, town)
        turns = list(shares(web, floor, town["sessions"]["some"], options.turns))
        resident = web.resident()
    finally:
        web.end()
        floor.end()
    noise = worse(noise, unrest())
    rows = [*rows_of(figures, noise), *share_rows(figures, turns), Row("resident, web process", f"{resident:.0f} MB")]
    title = (
        f"{options.people:,} people, {options.posts:,} posts, one web process, {connection.vendor}; p50 / p95 of the "
        "web process's time"
    )
    over = show(title, rows, noise)
    return 1 if over and not options.lenient else 0


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Fill, serve, ask, print; 1 when a budget is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--turns", type=int, default=5, help="how often feed and floor are asked by several at once")
    parser.add_argument("--data", type=Path, help="keep the town in this folder and use it again (SQLite)")
    parser.add_argument("--lenient", action="store_true", help="only report; answer 0 whatever the figures")
    options = parser.parse_args()
    folder = options.data or Path(tempfile.mkdtemp(prefix="commonward-bench-"))
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
