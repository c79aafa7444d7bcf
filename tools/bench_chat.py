"""Care beside a chat server: sends a second, and the last twenty messages, ours and Matrix Synapse's (issue 6).

Both have the same machine, the same minutes and one PostgreSQL with a database for each; they take turns, and only one
is asked at a time. Ours goes through the real web process with everything: relationship, consent, guard, encryption,
record, ledger. It is asked as Synapse is, by a program with a token that gets JSON, and once more as a browser asks: by
a session, with CSRF and drafts, for whole pages. Synapse is told to limit nobody; its rooms are not encrypted. The
figure is processor time of the web process and of PostgreSQL for one request, which a busy machine hardly changes;
the clock stands beside it. `tools/with_postgres.sh make bench-chat` installs Synapse into an environment of its own and
runs this.
"""

import argparse
import hashlib
import hmac
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import uuid4

import bench_care
from bench_site import Browser, free_port
from bench_table import Row, percentile, show, unrest, worse

SENDS, READS = 2.0, 3.0
#: Who asks at the same time, each in a conversation of their own.
ASKERS = 4
#: Conversations of each; nobody writes so much in one that a limit of ours would stop them.
TALKS = 40
_SECRET = "only-for-this-run"  # of a server on loopback that is gone afterwards
_LIMITS = ("rc_message", "rc_registration", "rc_joins_per_room", "rc_room_creation")
Ask = Callable[[int], None]


# --- What a process spent ---------------------------------------------------------------------------------------------
def _threads(process: int) -> float:
    """Milliseconds of processor time of a process' threads."""
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6
    except (OSError, ValueError):
        return 0.0


def _below(process: int) -> Iterator[int]:
    """A process and all that it began."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(one) for one in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            yield from _below(child)


def spent(processes: Iterable[int]) -> float:
    """Milliseconds of processor time of these and all below them."""
    return sum(_threads(one) for process in processes for one in _below(process))


@dataclass
class Side:
    """One of the two: what runs it, how a message is sent and the last twenty are read, and what it took."""

    name: str
    process: "subprocess.Popen[bytes]"
    send: Ask
    read: Ask
    database: int
    lines: list[http.client.HTTPConnection]
    costs: dict[str, list[float]] = field(default_factory=lambda: {"send": [], "read": []})
    clocks: dict[str, list[float]] = field(default_factory=lambda: {"send": [], "read": []})
    stored: dict[str, list[float]] = field(default_factory=lambda: {"send": [], "read": []})  # the database's part

    def turn(self, what: str, each: int) -> None:
        """So many of it by every asker, all at once: cost and clock of one."""
        ask = self.send if what == "send" else self.read

        def work(number: int) -> None:
            for _time in range(each):
                ask(number)

        for line in self.lines:  # what was idle while the other was asked may have been closed
            line.close()
        web, database, began = spent([self.process.pid]), spent([self.database]), time.perf_counter()
        with ThreadPoolExecutor(ASKERS) as pool:
            list(pool.map(work, range(ASKERS)))
        took = time.perf_counter() - began
        number = each * ASKERS
        database = spent([self.database]) - database
        self.stored[what].append(database / number)
        self.costs[what].append((spent([self.process.pid]) - web + database) / number)
        self.clocks[what].append(took * 1000 / number)


# --- Ours -------------------------------------------------------------------------------------------------------------
def ours(port: int, stored: int, database: int, processes: int) -> tuple[Side, Side]:
    """Fill, start the web process, and take seats as patients: as programs with tokens, and as browsers."""
    from bench_town import _session

    bench_care.PATIENTS, bench_care.THREADS_EACH = TALKS, 1
    house = bench_care.build()
    bench_care.fill(house, 2 * stored)  # by chance, so that each has a page of them
    command = [sys.executable, "-m", "commonward.cli.main", "web", "--port", str(port)]
    command += ["--processes", str(processes)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _wait(process, port, "/healthz")
    pages = [
        (Browser(port, _session(thread.relationship.chart.seat.account)), f"/care/threads/{thread.pk}/")
        for thread in house.threads
    ]
    tokens = {}
    for browser, path in pages:
        status, content = browser.ask(path)
        if status != 200:
            raise SystemExit(f"a conversation answered {status}")
        tokens[path] = content.partition(b'name="csrfmiddlewaretoken" value="')[2].partition(b'"')[0].decode()
    turns, lines = [cycle(pages[number::ASKERS]) for number in range(ASKERS)], _lines(port)

    def send(number: int) -> None:
        browser, path = next(turns[number])
        browser.connection = lines[number]
        form = {
            "csrfmiddlewaretoken": tokens[path],
            "text": f"{bench_care.ASKED} Said now, {uuid4().hex[:6]}.",
            "once": str(uuid4()),
            "urgency": "routine",
            "publish": "1",
        }
        if not browser.send(path, urlencode(form)):
            raise SystemExit("a message of the benchmark was not taken")

    def read(number: int) -> None:
        browser, path = next(turns[number])
        browser.connection = lines[number]
        status, content = browser.ask(path)
        if status != 200 or content.count(b'id="m-') != 20:
            raise SystemExit("a conversation of the benchmark was not shown")

    send_json, read_json = _as_programs(house, lines)
    return (
        Side("Commonward", process, send_json, read_json, database, lines),
        Side("Commonward, pages", process, send, read, database, lines),
    )


def _as_programs(house: bench_care.House, lines: list[http.client.HTTPConnection]) -> tuple[Ask, Ask]:
    """Sending and reading by tokens, of every patient."""
    from commonward.people.applications import Application, Scope, digest, new_token

    held = []
    for thread in house.threads:
        token = new_token()
        rights = f"{Scope.CARE_READ.value} {Scope.CARE_WRITE.value}"
        seat = thread.relationship.chart.seat
        Application.objects.create(seat=seat, name="Bench", token_hash=digest(token), scopes=rights)
        held.append((token, f"/api/v1/care/threads/{thread.pk}/messages"))
    programs = [cycle(held[number::ASKERS]) for number in range(ASKERS)]

    def told(number: int, method: str, body: object = None, key: str = "") -> Any:
        token, path = next(programs[number])
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        lines[number].request(method, path, None if body is None else json.dumps(body), headers)
        answer = lines[number].getresponse()
        content = answer.read()
        if answer.status not in {200, 201}:
            raise SystemExit(f"the interface of the benchmark answered {answer.status}")
        return json.loads(content)

    def send_json(number: int) -> None:
        told(number, "POST", {"text": f"{bench_care.ASKED} Said now, {uuid4().hex[:6]}."}, uuid4().hex)

    def read_json(number: int) -> None:
        if len(told(number, "GET")["items"]) != 20:
            raise SystemExit("a conversation of the benchmark was not told")

    return send_json, read_json


def _lines(port: int) -> list[http.client.HTTPConnection]:
    """One kept connection for each asker."""
    return [http.client.HTTPConnection("127.0.0.1", port, timeout=120) for _asker in range(ASKERS)]


# --- Synapse ----------------------------------------------------------------------------------------------------------
class Matrix:
    """One kept connection to Synapse, with somebody's token."""

    def __init__(self, port: int, token: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One request. Raises SystemExit when it is refused."""
        headers = {**self.headers, "Content-Type": "application/json"}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"Synapse answered {answer.status} to {method} {path}: {content[:200]!r}")
        return json.loads(content)


def _config(folder: Path, port: int, url: str) -> Path:
    parts = urlsplit(url)
    limit = {"per_second": 1_000_000, "burst_count": 1_000_000}
    settings: dict[str, Any] = {
        "server_name": "bench.example",
        "report_stats": False,
        "suppress_key_server_warning": True,
        "trusted_key_servers": [],
        "registration_shared_secret": _SECRET,
        "signing_key_path": str(folder / "signing.key"),
        "media_store_path": str(folder / "media"),
        "pid_file": str(folder / "pid"),
        "macaroon_secret_key": _SECRET,
        "form_secret": _SECRET,
        "bcrypt_rounds": 4,  # only for accounts that are made before anything is measured
        "listeners": [
            {"port": port, "type": "http", "bind_addresses": ["127.0.0.1"], "resources": [{"names": ["client"]}]}
        ],
        "database": {
            "name": "psycopg2",
            "args": {
                "user": parts.username,
                "password": parts.password,
                "dbname": "synapse",
                "host": parts.hostname,
                "port": parts.port,
                "cp_min": 5,
                "cp_max": 10,
            },
        },
        **dict.fromkeys(_LIMITS, limit),
        "rc_login": {"address": limit, "account": limit, "failed_attempts": limit},
        "rc_joins": {"local": limit, "remote": limit},
        "rc_invites": {"per_room": limit, "per_user": limit, "per_issuer": limit},
    }
    path = folder / "homeserver.yaml"
    path.write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML
    return path


def synapse(python: Path, port: int, stored: int, database: int, folder: Path) -> Side:
    """Make its database and keys, start it, register patients and a nurse, and say as much as there is in ours."""
    import psycopg
    from django.db import connection

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as made:
        made.execute("CREATE DATABASE synapse TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
    connection.close()
    config = _config(folder, port, os.environ["DATABASE_URL"])
    command = [str(python), "-m", "synapse.app.homeserver", "-c", str(config)]
    with (folder / "synapse.log").open("wb") as log:
        subprocess.run([*command, "--generate-keys"], check=True, cwd=folder, stdout=log, stderr=log)
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    _wait(process, port, "/health")
    nurse = Matrix(port, _registered(port, "nurse"))
    rooms = []
    for number in range(TALKS):
        patient = Matrix(port, _registered(port, f"patient{number}"))
        made_room = patient.ask(
            "POST", "/_matrix/client/v3/createRoom", {"preset": "private_chat", "invite": ["@nurse:bench.example"]}
        )
        nurse.ask("POST", f"/_matrix/client/v3/join/{quote(made_room['room_id'])}", {})
        rooms.append((patient, quote(made_room["room_id"])))

    def say(place: tuple[Matrix, str], words: str) -> None:
        client, room = place
        path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/{uuid4().hex}"
        client.ask("PUT", path, {"msgtype": "m.text", "body": words})

    for number in range(stored):
        say(rooms[number % len(rooms)], f"{bench_care.ASKED} ({number})")
    turns, lines = [cycle(rooms[number::ASKERS]) for number in range(ASKERS)], _lines(port)

    def send(number: int) -> None:
        place = next(turns[number])
        place[0].connection = lines[number]
        say(place, f"{bench_care.ASKED} Said now, {uuid4().hex[:6]}.")

    def read(number: int) -> None:
        client, room = next(turns[number])
        client.connection = lines[number]
        answer = client.ask("GET", f"/_matrix/client/v3/rooms/{room}/messages?dir=b&limit=20")
        if len(answer["chunk"]) != 20:
            raise SystemExit("a room of the benchmark was not shown")

    return Side("Synapse", process, send, read, database, lines)


def _registered(port: int, name: str) -> str:
    """A new account's token, by the secret that the server was started with."""
    client = Matrix(port)
    nonce = client.ask("GET", "/_synapse/admin/v1/register")["nonce"]
    signed = "\0".join([nonce, name, "a-password-for-this-run", "notadmin"]).encode()
    body = {
        "nonce": nonce,
        "username": name,
        "password": "a-password-for-this-run",
        "admin": False,
        "mac": hmac.new(_SECRET.encode(), signed, hashlib.sha1).hexdigest(),
    }
    return str(client.ask("POST", "/_synapse/admin/v1/register", body)["access_token"])


def _wait(process: "subprocess.Popen[bytes]", port: int, path: str) -> None:
    for _try in range(1200):
        if process.poll() is not None:
            break
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("a server did not start")


# --- Both -------------------------------------------------------------------------------------------------------------
def compare(sides: list[Side], turns: int, each: int) -> None:
    """In turns, whoever came second before comes first now; the first turn only warms up."""
    for turn in range(turns + 1):
        for what in ("send", "read"):
            for side in sides if turn % 2 else reversed(sides):
                side.turn(what, each)
        if not turn:
            for side in sides:
                side.costs = {"send": [], "read": []}
                side.clocks = {"send": [], "read": []}
                side.stored = {"send": [], "read": []}


def rows_of(mine: Side, pages: Side, other: Side) -> list[Row]:
    """Medians of the turns, and how many times as many of them the same processor time makes."""
    rows = []
    for what, label, goal in (("send", "send", SENDS), ("read", "last 20 messages", READS)):
        for side in (mine, pages, other):
            cost, clock = percentile(side.costs[what], 0.5), percentile(side.clocks[what], 0.5)
            inside = percentile(side.stored[what], 0.5)
            figure = f"{cost:.1f} ms, {inside:.1f} in it"
            rows.append(Row(f"{label}, {side.name}", figure, f"{1000 / clock:.0f} a second"))
        ratio = percentile(other.costs[what], 0.5) / percentile(mine.costs[what], 0.5)
        by_clock = percentile(other.clocks[what], 0.5) / percentile(mine.clocks[what], 0.5)
        rows.append(Row(f"{label}, ratio", f"{ratio:.2f}", f"{by_clock:.2f}", f"≥ {goal:.0f}", ratio >= goal))
    return rows


def run(options: argparse.Namespace, folder: Path) -> int:
    """Start both, ask both, stop both."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    if connection.vendor != "postgresql":
        raise SystemExit("Synapse needs PostgreSQL: tools/with_postgres.sh make bench-chat")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    postmaster = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
    noise, sides = unrest(), []
    try:
        sides.extend(ours(free_port(), options.stored, postmaster, options.processes))
        sides.append(synapse(options.python, free_port(), options.stored, postmaster, folder))
        compare(sides, options.turns, options.each)
    finally:
        for process in {side.process for side in sides}:
            process.terminate()
            process.wait(30)
    asked = f"{ASKERS} at once, {options.turns} turns of {options.each * ASKERS} each, ours in {options.processes}"
    title = f"Care beside Matrix Synapse {options.version}: processor time of one, and of it the database; {asked}"
    return 1 if show(title, rows_of(*sides), worse(noise, unrest())) and not options.lenient else 0


def main() -> int:
    """Parse, run in a folder of its own, clear up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", type=Path, required=True, help="of the environment that Synapse is installed in")
    parser.add_argument("--stored", type=int, default=1_200, help="messages in the conversations before it begins")
    parser.add_argument("--turns", type=int, default=12)
    parser.add_argument("--each", type=int, default=10, help="requests of each asker in a turn")
    parser.add_argument(
        "--processes",
        type=int,
        default=2,
        help="how many of ours answer: two, as the handbook says for two cores; Synapse runs as it comes, in one",
    )
    parser.add_argument("--lenient", action="store_true", help="only report; answer 0 whatever the figures")
    options = parser.parse_args()
    options.python = options.python.absolute()
    ask = "import importlib.metadata as m; print(m.version('matrix-synapse'))"
    options.version = subprocess.run(
        [str(options.python), "-c", ask], check=True, capture_output=True, text=True
    ).stdout.strip()
    folder = Path(tempfile.mkdtemp(prefix="commonward-bench-"))
    os.environ |= {"COMMONWARD_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "commonward.config.settings"}
    os.environ.pop("COMMONWARD_DEMO", None)
    try:
        return run(options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
