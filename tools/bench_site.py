"""How fast the site answers, against its budgets (design section 7). Run it with `make bench-site`.

Fills a fresh SQLite database with 10,000 people and 100,000 posts, starts one web process on loopback and asks it as
a browser would. The floor is the same home query with a bare template and no middleware, in the same server, in the
same run; machines differ, ratios do not.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = (
    "A quiet walk does wonders after a long night shift.",
    "Count lamp posts instead of minutes; it works for me.",
    "How do you keep your own back well between two call bells?",
    "Small steps count, and so do rests.",
    "Ask for one thing: could somebody cook this week?",
    "Thank you for giving it a name.",
    "Feeling tired of it is not a failure. It has a name, and it is common.",
)
CHECKED = (
    "What a week with our team. My patient Odalys Ferriman walked to the garden on her own on March 3rd, and the "
    "harpist from the harbour market played for us from his bed. If you care for someone after surgery: short walks, "
    "rest, and a glass of water now and then. Small steps count, so do rests."
)[:280]


@dataclass(frozen=True)
class Figures:
    """What one address took, in milliseconds, and how many answers a second came with several askers."""

    p50: float
    p95: float
    throughput: float = 0.0
    size: int = 0


def fill(people: int, posts: int, follows: int) -> tuple[str, int]:
    """Fill the database; answer a session key of somebody who follows many, and a post's id."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction

    from commonward.community.models import Follow, Post, Profile, Version
    from commonward.kernel import ids
    from commonward.oversight.models import Screening
    from commonward.people.models import Account, Seat

    dice = random.Random(81)
    print(f"filling: {people:,} people, {posts:,} posts …", flush=True)
    with transaction.atomic():
        accounts = Account.objects.bulk_create(
            [Account(email=f"p{number}@bench.example", password="!") for number in range(people)], batch_size=2000
        )
        seats = Seat.objects.bulk_create(
            [Seat(account=account, role="patient") for account in accounts], batch_size=2000
        )
        screenings = [_screening(seat, "profile", seat.pk) for seat in seats]
        Screening.objects.bulk_create(screenings, batch_size=2000)
        profiles = Profile.objects.bulk_create(
            [
                Profile(
                    seat=seat, handle=f"p{number}", display_name=f"Person {number}", screening=kept, verdict="allow"
                )
                for number, (seat, kept) in enumerate(zip(seats, screenings, strict=True))
            ],
            batch_size=2000,
        )
        step = 3_600_000 << 10  # about four seconds apart, so that age and identifier agree
        first = ids.new() - posts * step
        authors = [dice.choice(profiles) for _ in range(posts)]
        rows = Post.objects.bulk_create(
            [Post(pk=first + number * step, author=author, state="waiting") for number, author in enumerate(authors)],
            batch_size=2000,
        )
        kept = [_screening(post.author.seat, "version", post.pk) for post in rows]
        Screening.objects.bulk_create(kept, batch_size=2000)
        versions = Version.objects.bulk_create(
            [_version(post, screening, dice) for post, screening in zip(rows, kept, strict=True)], batch_size=2000
        )
        for post, version in zip(rows, versions, strict=True):
            post.live, post.state, post.published_at = version, "live", post.created_at
        Post.objects.bulk_update(rows, ["live", "state", "published_at"], batch_size=500)
        reader = profiles[0]
        wanted = dice.sample(profiles[1:], follows)
        Follow.objects.bulk_create([Follow(follower=reader, followed=other) for other in wanted])
    account = reader.seat.account
    account.set_unusable_password()
    account.save()
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key), rows[-1].pk


def _screening(seat: object, kind: str, pk: int) -> object:
    from commonward.oversight.models import Screening

    return Screening(
        seat=seat, subject_kind=kind, subject_id=pk, context="public_post", verdict="allow", policy="bench", digest=""
    )


def _version(post: object, screening: object, dice: random.Random) -> object:
    from commonward.community.models import Version

    text = " ".join(dice.choices(SENTENCES, k=dice.randint(1, 5)))
    return Version(
        post=post, number=1, state="passed", text=text, html=f"<p>{text}</p>", verdict="allow", screening=screening
    )


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Browser:
    """One kept connection with a session."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies = {"session": session}

    def ask(self, path: str, body: str | None = None) -> tuple[int, bytes]:
        """One request, as a form when there is a body."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["Accept"] = "text/html"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, content

    def token(self) -> str:
        """A CSRF token from a page with a form."""
        _status, content = self.ask("/write/")
        mark = b'name="csrfmiddlewaretoken" value="'
        return content.partition(mark)[2].partition(b'"')[0].decode()


def measure(ask: Callable[[], tuple[int, bytes]], rounds: int) -> Figures:
    """Time one address by itself."""
    for _warm in range(5):
        ask()
    times, size = [], 0
    for _round in range(rounds):
        start = time.perf_counter()
        status, content = ask()
        times.append((time.perf_counter() - start) * 1000)
        size = len(content)
        if status not in {200, 302}:
            raise SystemExit(f"the site answered {status}")
    times.sort()
    return Figures(statistics.median(times), times[int(len(times) * 0.95) - 1], size=size)


def throughput(port: int, session: str, path: str, seconds: float, askers: int = 4) -> float:
    """Answers a second with several askers at once."""
    done = [0] * askers
    until = time.perf_counter() + seconds

    def work(number: int) -> None:
        browser = Browser(port, session)
        while time.perf_counter() < until:
            browser.ask(path)
            done[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(askers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def wait_for(port: int, path: str) -> None:
    """Until the server answers."""
    for _try in range(200):
        try:
            Browser(port, "").ask(path)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A server as a child, in the same environment."""
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)


def main() -> int:
    """Fill, serve, ask, print; 1 when a budget is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--follows", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="commonward-bench-"))
    os.environ |= {"COMMONWARD_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "commonward.config.settings"}
    os.environ.pop("COMMONWARD_DEMO", None)
    try:
        return run(options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(options: argparse.Namespace, folder: Path) -> int:
    """The whole of it, in a data folder."""
    from commonward.config.verbs import setup

    setup([])
    import django

    django.setup()
    session, post = fill(options.people, options.posts, options.follows)
    environment = dict(os.environ)
    port, floor_port = free_port(), free_port()
    command = [sys.executable, "-m", "commonward.cli.main"]
    web = start([*command, "web", "--port", str(port)], environment)
    floor = start([sys.executable, str(ROOT / "tools" / "bench_floor.py"), str(floor_port)], environment)
    try:
        wait_for(port, "/healthz")
        wait_for(floor_port, "/")
        figures = ask_all(port, floor_port, session, post, options.rounds)
    finally:
        for child in (web, floor):
            child.terminate()
            child.wait(20)
    return report(figures, options)


def ask_all(port: int, floor_port: int, session: str, post: int, rounds: int) -> dict[str, Figures]:
    """Every figure, by name."""
    browser = Browser(port, session)
    token = browser.token()
    form = f"csrfmiddlewaretoken={token}&key=new&audience=public&text="
    checked = form + CHECKED.replace(" ", "+")
    published = form + "A+quiet+walk+does+wonders+after+a+long+night+shift.&publish=1"
    pages = {
        "home feed": "/",
        "said here": "/local/",
        "a post": f"/p/{post}/",
        "a person": "/@p0/",
        "rules": "/policy/",
    }
    figures = {}
    for name, path in pages.items():
        alone = measure(lambda path=path: browser.ask(path), rounds)
        rate = throughput(port, session, path, 5) if name == "home feed" else 0.0
        figures[name] = Figures(alone.p50, alone.p95, rate, alone.size)
    floor = Browser(floor_port, session)
    alone = measure(lambda: floor.ask("/"), rounds)
    figures["floor: same query, bare template"] = Figures(
        alone.p50, alone.p95, throughput(floor_port, session, "/", 5), alone.size
    )
    # The limits of the product hold here too, so these are fewer and spread over their windows.
    figures["live check, 280 characters"] = measure(lambda: browser.ask("/write/check/", checked), 60)
    figures["publish, check included"] = measure(lambda: browser.ask("/write/", published), 20)
    return figures


BUDGETS = {"home feed": 60.0, "publish, check included": 120.0}


def report(figures: dict[str, Figures], options: argparse.Namespace) -> int:
    """Print the table and say which budget is broken."""
    print(f"\n{options.people:,} people, {options.posts:,} posts, one web process, SQLite\n")
    print(f"{'what':36} {'p50 ms':>8} {'p95 ms':>8} {'answers/s':>10} {'kB':>6}")
    for name, figure in figures.items():
        rate = f"{figure.throughput:.0f}" if figure.throughput else ""
        print(f"{name:36} {figure.p50:8.1f} {figure.p95:8.1f} {rate:>10} {figure.size / 1000:6.1f}")
    home, floor = figures["home feed"], figures["floor: same query, bare template"]
    ratio = home.throughput / floor.throughput
    print(f"\nhome feed against its floor: {ratio:.2f} of the answers a second (budget: at least 0.50)")
    broken = [
        f"{name}: p95 {figures[name].p95:.0f} ms over {most:.0f} ms"
        for name, most in BUDGETS.items()
        if figures[name].p95 > most
    ]
    if ratio < 0.5:
        broken.append(f"home feed throughput {ratio:.2f} of its floor, under 0.50")
    for line in broken:
        print(f"over budget: {line}")
    if options.json:
        options.json.write_text(json.dumps({name: vars(figure) for name, figure in figures.items()}, indent=1))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
