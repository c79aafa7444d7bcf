"""What streams of arrivals cost a web process that runs already, with demo seats: bytes and processor time of each.

    COMMONWARD_DEMO=1 … commonward serve --port 8105 &
    .venv/bin/python tools/bench_streams.py http://localhost:8105 PID [--streams 150] [--seconds 30]

PID is that of the web process. Its resident memory and processor time are read from /proc (Linux) before the streams
open, and while they stay open and nothing happens; then one page is timed while they stand.
"""

import argparse
import http.client
import os
import re
import socket
import time
from urllib.parse import urlencode, urlsplit

PER_SESSION = 6  # as many streams as one session may keep


def main() -> None:
    """Open them, wait, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("pid", type=int)
    parser.add_argument("--streams", type=int, default=150)
    parser.add_argument("--seconds", type=int, default=30)
    asked = parser.parse_args()
    place = urlsplit(asked.url)
    host, port = place.hostname or "localhost", place.port or 80
    cookies = [_sits(host, port, number) for number in range(-(-asked.streams // PER_SESSION))]
    for cookie in cookies:
        _page(host, port, cookie)  # what a page needs is loaded before anything is read
    memory, used, began = _resident(asked.pid), _processor(asked.pid), time.monotonic()
    time.sleep(asked.seconds)
    idle = (_processor(asked.pid) - used) / (time.monotonic() - began)
    kept = [_open(host, port, cookies[number // PER_SESSION]) for number in range(asked.streams)]
    open_now = [one for one in kept if one is not None]
    time.sleep(5)
    grown, used, began = _resident(asked.pid) - memory, _processor(asked.pid), time.monotonic()
    time.sleep(asked.seconds)
    busy = (_processor(asked.pid) - used) / (time.monotonic() - began)
    started = time.perf_counter()
    _page(host, port, cookies[0])
    page = time.perf_counter() - started
    each = max(1, len(open_now))
    print(f"{len(open_now)} of {asked.streams} streams open, {asked.seconds} s without news")
    print(f"memory of the web process: {grown / 1024:+.0f} kB, {grown / 1024 / each:.1f} kB each")
    print(f"processor: {1000 * (busy - idle) / each:.2f} ms a second each ({100 * busy:.1f} % of one core in all)")
    print(f"a page of home beside them: {1000 * page:.0f} ms by the clock")
    for one in open_now:
        one.close()


def _sits(host: str, port: int, number: int) -> str:
    """The cookies of a session of its own, in one of the demo's seats."""
    connection = http.client.HTTPConnection(host, port, timeout=60)
    connection.request("GET", "/demo/")
    answer = connection.getresponse()
    page = answer.read().decode()
    form = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert form is not None, "Is this a demo?"
    seats = re.findall(r'name="seat" value="(\d+)"', page)
    cookie = _cookies(answer)
    data = urlencode({"csrfmiddlewaretoken": form.group(1), "seat": seats[number % len(seats)]})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Origin": f"http://{host}:{port}"}
    connection.request("POST", "/demo/", data, kind)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 302, answer.status
    return _cookies(answer)


def _cookies(answer: http.client.HTTPResponse) -> str:
    return "; ".join(value.partition(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie")


def _page(host: str, port: int, cookie: str) -> None:
    connection = http.client.HTTPConnection(host, port, timeout=120)
    connection.request("GET", "/", headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    connection.close()


def _open(host: str, port: int, cookie: str) -> socket.socket | None:
    """A stream; None where the place keeps no more."""
    connection = socket.create_connection((host, port), timeout=60)
    asks = f"GET /arrivals/stream?notices=1 HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n"
    connection.sendall(asks.encode())
    if b" 200 " in connection.recv(4096).partition(b"\r\n")[0]:
        return connection
    connection.close()
    return None


def _resident(pid: int) -> int:
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _processor(pid: int) -> float:
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
