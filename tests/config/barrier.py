"""A place where a process stands still, put into real processes of an installation by the tests and not by the product.

Python runs a module named `sitecustomize` on its path before anything else. Ours adds one of Django's own execute
wrappers to every database connection: the first statement that holds the wanted words leaves the process's number in
a file and waits there to be killed.
"""

from dataclasses import dataclass
from pathlib import Path

_CODE = """
import os, pathlib, time
from django.db.backends.signals import connection_created
PLACE = pathlib.Path({place!r})
def stand_still(execute, sql, params, many, context):
    wanted = (PLACE / "wanted").read_text() if (PLACE / "wanted").exists() else ""
    if wanted and wanted in sql:
        (PLACE / "wanted").unlink()
        (PLACE / "new").write_text(str(os.getpid()))
        (PLACE / "new").replace(PLACE / "reached")
        time.sleep(600)
    return execute(sql, params, many, context)
def add(connection, **more):
    connection.execute_wrappers.append(stand_still)
connection_created.connect(add, weak=False)
"""


@dataclass(frozen=True, slots=True)
class Barrier:
    """Where processes of one installation may be made to stand still. Put `folder` on their PYTHONPATH."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> "Barrier":
        """A barrier that is open."""
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(_CODE.format(place=str(folder)))
        return cls(folder)

    def close(self, statement: str) -> None:
        """The next process that would send a statement with these words stands still before it."""
        (self.folder / "reached").unlink(missing_ok=True)
        (self.folder / "wanted").write_text(statement)

    def reached(self) -> int:
        """The number of the process that stands still; 0 when none does yet."""
        try:
            return int((self.folder / "reached").read_text())
        except FileNotFoundError:
            return 0
