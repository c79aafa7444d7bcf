"""A whole installation in a folder of its own, driven by its command line in processes of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import connect, sql

SRC = Path(__file__).parents[2] / "src"
VERBS = ("-m", "commonward.config.verbs")
Answer = subprocess.CompletedProcess[str]


@dataclass
class Installation:
    """Where it lies, and what its processes are told."""

    folder: Path
    database_url: str = field(default="", repr=False)
    told: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMMONWARD_", "DJANGO_"))}
        kept |= {"COMMONWARD_DATA_DIR": str(self.folder), "PYTHONPATH": str(SRC), "DATABASE_URL": self.database_url}
        return kept | dict(self.told)

    def run(self, *arguments: str) -> Answer:
        """One verb, to its end."""
        return self._finished(*VERBS, *arguments)

    def python(self, code: str) -> Answer:
        """A few lines inside the installation, with Django loaded."""
        return self._finished("-c", "from commonward.config.loading import load_django; load_django()\n" + code)

    @contextlib.contextmanager
    def running(self, *arguments: str, before: str = "") -> Iterator["subprocess.Popen[str]"]:
        """A verb that goes on, or a few lines of Python, until the block ends."""
        command = ["-c", before] if before else [*VERBS, *arguments]
        process = subprocess.Popen(
            [sys.executable, *command],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()

    def _finished(self, *arguments: str) -> Answer:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=900,  # a machine that others use makes an installation in minutes
            check=False,
        )


@contextlib.contextmanager
def database_of_its_own(name: str, *, like: str = "") -> Iterator[str]:
    """The address of a fresh database on the tests' PostgreSQL; "" where the tests run on SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    base, _, _ = server.rpartition("/")
    with connect(server, autocommit=True) as administration:
        template = sql.SQL(" TEMPLATE {}").format(sql.Identifier(like)) if like else sql.SQL("")
        administration.execute(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(name), template))
        try:
            yield f"{base}/{name}"
        finally:
            administration.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def until(happens: Callable[[], object], *, seconds: float) -> float:
    """Wait until something is so; how long that took. Fails when it does not become so in time."""
    start = time.monotonic()
    while not happens():
        waited = time.monotonic() - start
        assert waited < seconds, f"It did not happen within {seconds} seconds."
        time.sleep(0.05)
    return time.monotonic() - start
